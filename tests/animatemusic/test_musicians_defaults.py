"""What a musician need not know: the order of files, the width of a window, what to type next."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from animatemusic.cli import cli
from animatemusic.commands.animate import animate
from animatemusic.project.keys import GENERAL, SECTIONS, TITLES
from tests.animatemusic.command import expect_refusal, in_process

Capfd = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", ["align", "animate"])
def test_song_and_sheet_given_the_other_way_round_are_noticed(
    folder: Path, capfd: Capfd, command: str
) -> None:
    said = expect_refusal(in_process(capfd.readouterr, command, "lyrics.txt", "song.wav"))
    assert "the other way round" in said
    assert said.endswith("give the song first: song.wav lyrics.txt")
    (folder / "wide.txt").write_text("Paper boat", "utf-16")
    assert "other way round" in expect_refusal(
        in_process(capfd.readouterr, command, "wide.txt", "song.wav")
    )


def test_two_songs_or_two_sheets_are_not_taken_for_swapped(folder: Path, capfd: Capfd) -> None:
    for files in (("song.wav", "song.wav"), ("lyrics.txt", "lyrics.txt"), ("no.wav", "song.wav")):
        assert "other way" not in in_process(capfd.readouterr, "align", *files).err


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_help_fits_a_window_of_40_columns(
    command: str, capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = in_process(capfd.readouterr, command, "--help").out
    wrapped = shown.partition("Examples:")[0].splitlines()
    assert max(map(len, wrapped)) <= 40


def test_the_list_of_commands_says_whole_sentences(capfd: Capfd) -> None:
    listed = in_process(capfd.readouterr, "--help").out.partition("Commands:")[2]
    assert "..." not in listed


def test_help_in_a_wide_window_stands_side_by_side(
    capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = in_process(capfd.readouterr, "fix", "--help").out
    assert re.search(r"^  --line NUMBER +Which line", shown, re.MULTILINE)


def test_rig_none_makes_words_alone(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    times = ("--alignment", "times.json", "--rig", "none", "--size", "160x90", "--fps", "10")
    done = in_process(
        capfd.readouterr, "animate", "song.wav", "lyrics.txt", *times, "-o", "words.mp4"
    )
    assert done.code == 0, done.err
    assert "the rig is" not in done.err
    assert Path("words.mp4").exists()


def test_help_of_animate_has_the_sections_of_a_project_and_every_option_once(capfd: Capfd) -> None:
    text = in_process(capfd.readouterr, "animate", "--help").out
    heads = [row[:-1] for row in text.splitlines() if row.endswith(":") and row[0].isalpha()]
    assert heads == [*TITLES.values(), GENERAL]
    assert set(SECTIONS) == set(TITLES)
    for param in animate.params:
        if isinstance(param, click.Option):
            assert len(re.findall(rf"^  .*{re.escape(param.opts[-1])}\b(?!-)", text, re.M)) >= 1
