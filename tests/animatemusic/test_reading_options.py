"""``--encoding`` and ``--tier``, and what is said of files, wherever times are read."""

from pathlib import Path
from typing import Any

import pytest

from aligner.formats import read_alignment
from aligner.lyrics import parse_lyrics
from animatemusic.cli import run
from animatemusic.known_times import GivenTimes, known_times
from animatemusic.pipeline import read_timing
from media_core.errors import InputError
from media_core.timeline import Ms

TIERS = (
    'File type = "ooTextFile"\nObject class = "TextGrid"\n0 3.7 <exists> 2\n'
    '"IntervalTier" "sung" 0 3.7 2 0 1 "Paper" 1 3.7 "boat"\n'
    '"IntervalTier" "other" 0 3.7 2 0 2 "Paper" 2 3.7 "moon"\n'
)
SRT = "1\n00:00:00,000 --> 00:00:01,000\nБумажная луна\n"


def test_a_guessed_tier_is_said_and_another_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "tiers.TextGrid"
    path.write_text(TIERS)
    said: list[str] = []
    read_timing(path, phones=False, notice=said.append)
    assert "--tier" in " ".join(said)
    chosen = read_timing(path, phones=False, tier="other")
    assert [word.text for word in chosen.words()] == ["Paper", "moon"]


def test_an_encoding_is_of_what_is_not_utf8(tmp_path: Path) -> None:
    for name, encoding in (("old", "koi8-r"), ("new", "utf-8")):
        path = tmp_path / f"{name}.srt"
        path.write_bytes(SRT.encode(encoding))
        found = read_timing(path, phones=False, encoding="koi8-r")
        assert found.transcript.strip() == "Бумажная луна"


def test_kept_words_come_from_the_tier_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tiers.TextGrid"
    path.write_text(TIERS)
    known = known_times(parse_lyrics("Paper moon"), Ms(3700), GivenTimes(keep=path, tier="other"))
    assert len(known.kept) == 2
    lrc = tmp_path / "a.lrc"
    lrc.write_text("[00:01.00]Paper moon\n")
    with pytest.raises(InputError, match="no TextGrid"):
        known_times(
            parse_lyrics("Paper moon"), Ms(3700), GivenTimes(anchors_file=lrc, tier="other")
        )


def test_an_lrc_given_as_lyrics_is_its_own_anchors(tmp_path: Path) -> None:
    path = tmp_path / "lyrics.txt"
    path.write_text("[00:01.00]Paper boat\n[00:02.00]Paper moon\n")
    sheet = parse_lyrics(path.read_text())
    assert any("--anchors" in remark.what for remark in sheet.remarks)
    assert len(known_times(sheet, Ms(3700), GivenTimes(anchors_file=path)).attempts[0]) == 2


def test_align_names_words_that_no_language_here_can_say(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    found = read_alignment(folder / "times.json")

    def standin(*given: Any, **named: Any) -> Any:
        return found

    monkeypatch.setattr("animatemusic.pipeline.align", standin)
    (folder / "lyrics.txt").write_text("Paper boat\nлуна и paper moon\n", "utf-8")
    assert run(["align", "song.wav", "lyrics.txt"]) == 0
    said = capfd.readouterr().err
    assert said.count("cannot be pronounced") == 1
    assert "2 words" in said
    assert "line 2" in said


def test_a_new_project_reads_its_lyrics_as_it_was_told(folder: Path) -> None:
    (folder / "lyrics.txt").write_bytes("Бумажная луна плывёт".encode("koi8-r"))
    told = ["--encoding", "koi8-r", "--keep-all"]
    assert run(["init", ".", "song.wav", "lyrics.txt", "-q", *told]) == 0
    text = (folder / "animatemusic.toml").read_text("utf-8")
    assert '\nencoding = "koi8-r"' in text
    assert "\nkeep-all = true" in text
