"""What every timing format keeps, and how a file finds its format."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import aligner.formats
from aligner.alignment import Alignment, Line, Phone, Word
from aligner.errors import AlignmentError
from aligner.formats import FORMATS, detect, read_alignment
from aligner.timeline import Ms, Span

ONE = Word(
    "One,",
    "one",
    (0, 4),
    Span(Ms(100), Ms(500)),
    (Phone("W", Span(Ms(100), Ms(250))), Phone("AH", Span(Ms(250), Ms(500)))),
)
TWO = Word("two", "two", (5, 8), Span(Ms(1000), Ms(1500)))
LOST = Word("three", "three", (9, 14))
SONG = Alignment((Line((ONE,)), Line((TWO, LOST))), Ms(2000), "One,\ntwo three")

every_format = pytest.mark.parametrize("name", sorted(FORMATS))


@every_format
def test_a_song_survives_each_format(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"song{FORMATS[name].suffixes[0]}"
    path.write_text(FORMATS[name].write(SONG), encoding="utf-8")
    assert read_alignment(path, Ms(2000)) == SONG


@every_format
def test_writing_is_the_same_every_time(name: str) -> None:
    assert FORMATS[name].write(SONG) == FORMATS[name].write(SONG)


@every_format
def test_a_file_without_suffix_is_known_by_its_content(name: str) -> None:
    assert detect(Path("song"), FORMATS[name].write(SONG).encode()) == name
    assert detect(Path("song.txt"), FORMATS[name].write(SONG).encode("utf-8-sig")) == name


@every_format
def test_a_suffix_and_the_content_name_one_format(name: str) -> None:
    for suffix in FORMATS[name].suffixes:
        assert suffix == suffix.lower()
        assert detect(Path(f"SONG{suffix.upper()}"), FORMATS[name].write(SONG).encode()) == name


def test_a_suffix_of_one_format_needs_no_content() -> None:
    assert detect(Path("SONG.TEXTGRID"), b"") == "textgrid"
    assert detect(Path("song.json"), b"") == "gentle-json"


@every_format
@pytest.mark.parametrize("data", [b"garbage", b"\xff\xfe\x00", b"{}", b"\x00" * 100])
def test_garbage_is_refused_with_the_name_of_the_file(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"song{FORMATS[name].suffixes[0]}"
    path.write_bytes(data)
    with pytest.raises(AlignmentError) as caught:
        read_alignment(path)
    assert str(path) in str(caught.value)
    assert caught.value.hint


@every_format
def test_descriptions_are_a_few_words(name: str) -> None:
    assert 10 < len(FORMATS[name].description) < 70


def test_what_is_no_timing_file_is_told_what_is() -> None:
    with pytest.raises(AlignmentError, match="no timing file that we know") as caught:
        detect(Path("song.mp3"), b"ID3")
    assert "gentle-json (.json)" in caught.value.hint


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match=r"there is no timing file .*gone\.json"):
        read_alignment(tmp_path / "gone.json")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match="is a folder"):
        read_alignment(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(AlignmentError, match="is empty"):
        read_alignment(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligner.formats, "MAX_BYTES", 1 << 20)
    path = tmp_path / "a.json"
    path.write_bytes(b" " * (1 << 20) + b"{}")
    with pytest.raises(AlignmentError, match="larger than 1 MB"):
        read_alignment(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    path.chmod(0)
    with pytest.raises(AlignmentError, match="cannot be read"):
        read_alignment(path)


def test_an_impossible_name() -> None:
    with pytest.raises(AlignmentError, match="cannot be read"):
        read_alignment(Path("x" * 5000))
    with pytest.raises(AlignmentError, match=r"cannot be read|there is no"):
        read_alignment(Path("a\x00b"))


def test_the_real_song_is_a_timing_file(shared: Path) -> None:
    answer = read_alignment(shared / "data/gentle/real_song.json", Ms(60_000))
    assert answer.duration == 60_000
    assert len(list(answer.words())) == 133
