"""``convert``, and timing files of every format in the other commands."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from aligner.alignment import Alignment
from aligner.formats import FORMATS, Part, read_alignment, writable
from animatemusic.cli import run
from tests.animatemusic.command import expect_refusal, in_process

Capfd = pytest.CaptureFixture[str]


def said(capfd: Capfd, *arguments: str) -> tuple[str, list[str]]:
    """What a command that succeeds prints, and its notes."""
    done = in_process(capfd.readouterr, *arguments)
    assert done.code == 0, done
    return done.out, done.other


def starts(song: Alignment) -> list[int]:
    return [word.span.start for word in song.words() if word.span]


@pytest.mark.parametrize("name", sorted(writable()))
def test_a_song_goes_into_every_format_and_back(folder: Path, capfd: Capfd, name: str) -> None:
    said(capfd, "convert", "times.json", f"out{FORMATS[name].suffixes[0]}", "--to", name)
    made = next(folder.glob("out.*"))
    said(capfd, "convert", str(made), "again.json", "--to", "animatemusic-json")
    before, after = read_alignment(Path("times.json")), read_alignment(Path("again.json"))
    assert [w.text for w in after.words()] == [w.text for w in before.words()]
    if Part.WORDS in FORMATS[name].carries:
        pairs = zip(starts(before), starts(after), strict=True)
        assert all(abs(a - b) <= FORMATS[name].step // 2 for a, b in pairs)


def test_what_is_lost_is_said_in_one_line(folder: Path, capfd: Capfd) -> None:
    _, notes = said(capfd, "convert", "times.json", "out.srt")
    assert notes == ["animatemusic: srt has no place for word times, phones and confidence"]
    _, notes = said(capfd, "convert", "times.json", "out.json", "--to", "animatemusic-json")
    assert notes == []
    _, notes = said(capfd, "convert", "times.json", "out.vtt", "-q")
    assert notes == []


def test_words_of_lines_are_guesses_without_the_song_and_found_with_it(
    folder: Path, capfd: Capfd
) -> None:
    said(capfd, "convert", "times.json", "lines.lrc", "--to", "lrc-plain")
    into = ("convert", "lines.lrc", "out.json", "--to", "animatemusic-json", "--force")
    _, notes = said(capfd, *into)
    assert notes == [
        "animatemusic: lines.lrc tells when lines are sung; the times of words are guesses "
        "without --song"
    ]
    guessed = read_alignment(Path("out.json"))
    assert all(word.guessed and not word.phones for word in guessed.words())
    _, notes = said(capfd, *into, "--song", "song.wav")
    assert notes == [
        "animatemusic: lines.lrc tells when lines are sung; the built-in aligner found 4 words "
        "inside them"
    ]
    found, true = read_alignment(Path("out.json")), read_alignment(Path("times.json"))
    assert all(word.phones and not word.guessed for word in found.words())
    assert all(abs(a - b) <= 60 for a, b in zip(starts(found), starts(true), strict=True))


def test_a_sheet_gives_back_lines_and_sections(folder: Path, capfd: Capfd) -> None:
    said(capfd, "convert", "times.json", "labels.txt", "--to", "audacity")
    to = ("--to", "animatemusic-json")
    said(capfd, "convert", "labels.txt", "out.json", *to, "--lyrics", "lyrics.txt")
    song = read_alignment(Path("out.json"))
    assert [(line.section, line.text) for line in song.lines] == [
        ("Verse 1", "Paper boat, paper moon,")
    ]
    (folder / "lyrics.txt").write_text("quite other words\n")
    done = in_process(
        *(capfd.readouterr, "convert", "labels.txt", "b.json", *to, "--lyrics", "lyrics.txt")
    )
    expect_refusal(done, "labels.txt has none of the words of lyrics.txt")


def test_times_can_be_moved(folder: Path, capfd: Capfd) -> None:
    said(capfd, "convert", "times.json", "a.json", "--shift", "100")
    said(capfd, "convert", "times.json", "b.json", "--times", "display")
    before = starts(read_alignment(Path("times.json")))
    assert starts(read_alignment(Path("a.json"))) == [start + 100 for start in before]
    after = starts(read_alignment(Path("b.json")))
    assert all(30 <= b - a <= 155 for a, b in zip(before, after, strict=True))


def test_standard_input_and_output(
    folder: Path, capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin: Any = io.TextIOWrapper(io.BytesIO((folder / "times.json").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    out, _ = said(capfd, "convert", "-", "-", "--to", "vtt")
    assert out.startswith("WEBVTT\n")


def test_names_that_say_no_format_are_wrong_usage(folder: Path, capfd: Capfd) -> None:
    for target, match in (
        ("out.txt", "out.txt could be ultrastar or audacity; say which with --to"),
        ("out.mp3", "the name out.mp3 says no format"),
        ("-", "says no format"),
    ):
        done = in_process(capfd.readouterr, "convert", "times.json", target)
        assert done.code == 2
        assert match in " ".join(done.err.split())
    assert run(["convert", "times.json", "a.srt", "--to", "whisper-json"]) == 2


def test_nothing_is_overwritten(folder: Path, capfd: Capfd) -> None:
    (folder / "out.srt").write_text("mine")
    done = in_process(capfd.readouterr, "convert", "times.json", "out.srt")
    expect_refusal(done, "out.srt exists already")
    done = in_process(capfd.readouterr, "convert", "times.json", "times.json", "--force")
    expect_refusal(done, "is a file that is read")


def test_a_file_that_cannot_be_read_names_its_line(folder: Path, capfd: Capfd) -> None:
    (folder / "bad.vtt").write_text("WEBVTT\n\nsoon --> later\nhello\n")
    done = in_process(capfd.readouterr, "convert", "bad.vtt", "out.srt")
    expect_refusal(done, "bad.vtt: line 3 of the WebVTT has no times around its arrow")


def test_the_list_names_every_format_and_what_it_carries(folder: Path, capfd: Capfd) -> None:
    out, _ = said(capfd, "convert", "--list")
    for name, known in FORMATS.items():
        assert name in out
        assert known.description in out
    assert len(re.findall("read only", out)) == 2
    assert "carries everything\n" in out


# the other commands


def test_lines_of_a_file_are_anchors(folder: Path, capfd: Capfd) -> None:
    (folder / "lyrics.txt").write_text("Paper boat,\npaper moon,\n")
    (folder / "lines.lrc").write_text("[00:02.70]Paper moon\n")
    align = ("align", "song.wav", "lyrics.txt", "-q", "-o", "out.json")
    _, notes = said(capfd, *align, "--anchors", "lines.lrc")
    assert "animatemusic: lines.lrc tells when 1 of its 1 lines begin" in notes
    song = read_alignment(folder / "out.json")
    moon = next(word for word in song.words() if word.sung == "moon")
    assert moon.span is not None
    assert moon.span.start > 2400


def test_a_file_of_other_lyrics_anchors_nothing(folder: Path, capfd: Capfd) -> None:
    (folder / "lines.lrc").write_text("[00:02.70]Something else\n")
    done = in_process(
        capfd.readouterr, "align", "song.wav", "lyrics.txt", "-q", "--anchors", "lines.lrc"
    )
    expect_refusal(done, "no line of lines.lrc begins like one of the lyrics")


def test_words_of_a_format_without_locks_are_all_kept(folder: Path, capfd: Capfd) -> None:
    (folder / "words.vtt").write_text(
        "WEBVTT\n\n00:00.500 --> 00:01.200\n<c>Paper</c> <00:00.900><c>boat</c>\n"
    )
    align = ("align", "song.wav", "lyrics.txt", "-q", "-o", "out.json")
    _, notes = said(capfd, *align, "--keep", "words.vtt")
    assert notes[0] == (
        "animatemusic: words.vtt marks no words as locked, so all 2 that it times are kept"
    )
    words = json.loads((folder / "out.json").read_text())["words"]
    assert [(w["start"], w["end"]) for w in words[:2]] == [(0.5, 0.9), (0.9, 1.2)]
    assert [w.get("locked", False) for w in words] == [True, True, False, False]
    assert all(w["phones"] for w in words)


def test_animate_finds_the_words_of_a_file_of_captions(folder: Path, capfd: Capfd) -> None:
    said(capfd, "convert", "times.json", "lines.srt")
    small = ("--size", "160x90", "--fps", "5", "-o", "out.mp4", "--no-captions")
    _, notes = said(
        *(capfd, "animate", "song.wav", "lyrics.txt", "--alignment", "lines.srt", *small)
    )
    assert any("found 4 words inside them" in note for note in notes)
    assert (folder / "out.mp4").stat().st_size > 1000
