"""How a file finds its format, and what every format promises of bytes that are none of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aligner.formats
from aligner.alignment import Alignment, Line, Phone, Word
from aligner.formats import FORMATS, detect, named, read_alignment, readable, writable
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

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

WHISPER = """{"text": " One, two", "segments": [{"id": 0, "start": 0.1, "end": 1.5,
 "text": " One, two", "words": [{"word": " One,", "start": 0.1, "end": 0.5, "probability": 0.9},
 {"word": " two", "start": 1.0, "end": 1.5, "probability": 0.8}]}], "language": "en"}"""
MFA = """Begin,End,Label,Type,Speaker
0.1,0.5,one,words,anna
1.0,1.5,two,words,anna
0.1,0.25,W,phones,anna
0.25,0.5,AH1,phones,anna
"""
SAMPLES = {name: write(SONG) for name, write in writable().items()} | {
    "whisper-json": WHISPER,
    "mfa-csv": MFA,
}

every_format = pytest.mark.parametrize("name", sorted(FORMATS))
every_written = pytest.mark.parametrize("name", sorted(writable()))


@every_format
def test_a_song_is_read_from_each_format(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"song{FORMATS[name].suffixes[0]}"
    path.write_text(SAMPLES[name], encoding="utf-8")
    found = read_alignment(path, Ms(2000))
    assert [word.sung for word in found.words()][:2] == ["one", "two"]
    assert found.duration == 2000


@every_written
def test_writing_is_the_same_every_time(name: str) -> None:
    assert writable()[name](SONG) == writable()[name](SONG)


@every_format
def test_a_file_without_suffix_is_known_by_its_content(name: str) -> None:
    for path in (Path("song"), Path("song.txt"), Path("song.dat")):
        assert detect(path, SAMPLES[name].encode()) == name
        assert detect(path, SAMPLES[name].encode("utf-8-sig")) == name


@every_format
def test_a_suffix_and_the_content_name_one_format(name: str) -> None:
    for suffix in FORMATS[name].suffixes:
        assert suffix == suffix.lower()
        assert detect(Path(f"SONG{suffix.upper()}"), SAMPLES[name].encode()) == name


@pytest.mark.parametrize(
    "name", sorted(set(FORMATS) - {"animatemusic-json", "gentle-json", "whisper-json", "textgrid"})
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_text_is_read_however_it_was_saved(name: str, encoding: str, newline: str) -> None:
    text = SAMPLES[name].replace("\r\n", "\n")
    plain = readable()[name](text.encode(), Ms(2000))
    assert readable()[name](text.replace("\n", newline).encode(encoding), Ms(2000)) == plain


def test_a_suffix_of_one_format_needs_no_content() -> None:
    assert detect(Path("SONG.TEXTGRID"), b"") == "textgrid"
    assert detect(Path("song.json"), b"") == "gentle-json"
    assert detect(Path("song.srt"), b"") == "srt"


def test_a_name_says_what_is_written() -> None:
    names = ["a.json", "a.lrc", "a.csv", "a.tsv", "a.ssa", "a.VTT", "a.txt", "a.xml", "a", "a.mp3"]
    assert [named(Path(name)) for name in names] == [
        *("gentle-json", "lrc", "csv", "csv", "ass", "vtt", None, None, None, None)
    ]


def test_every_format_can_be_read() -> None:
    assert set(readable()) == set(FORMATS)
    assert set(FORMATS) - set(writable()) == {"whisper-json", "mfa-csv"}


@every_format
@pytest.mark.parametrize("data", [b"garbage", b"\xff\xfe\x00", b"{}", b"\x00" * 100, b"<a/>"])
def test_garbage_is_refused_with_the_name_of_the_file(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / f"song{FORMATS[name].suffixes[0]}"
    path.write_bytes(data)
    with pytest.raises(AlignmentError) as caught:
        read_alignment(path, name=name)
    assert str(path) in str(caught.value)
    assert caught.value.hint


@every_format
@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_no_bytes_make_a_reader_fall_over(name: str, data: bytes) -> None:
    with_head = SAMPLES[name].encode()[:40] + data
    for tried in (data, with_head):
        refused_or_read(name, tried)


@every_format
@given(st.data())
@settings(max_examples=120)
def test_no_damage_makes_a_reader_fall_over(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(sample)))
        gone = data.draw(st.integers(0, 12))
        new = data.draw(
            st.sampled_from(
                [b"9" * 30, b"-", b"<", b"]", b"\n", b'"', b"\t", b"{\\k", b"1e9", b"nan", b"<!--"]
            )
            | st.binary(max_size=3)
        )
        sample = sample[:at] + new + sample[at + gone :]
    refused_or_read(name, sample)


def refused_or_read(name: str, data: bytes) -> None:
    """Only an ``AlignmentError`` with a hint may come out of a reader."""
    for duration in (None, Ms(1000)):
        try:
            found = readable()[name](data, duration)
        except AlignmentError as err:
            assert err.hint  # noqa: PT017 - both ends are right
        else:
            assert found.duration > 0
    FORMATS[name].looks_like(data)


@every_format
def test_descriptions_are_a_few_words(name: str) -> None:
    assert 10 < len(FORMATS[name].description) < 72
    assert FORMATS[name].users


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
    with pytest.raises(AlignmentError, match="too large"):
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
    with pytest.raises(AlignmentError, match=r"cannot be"):
        read_alignment(Path("a\x00b"))


def test_the_real_song_is_a_timing_file(shared: Path) -> None:
    answer = read_alignment(shared / "data/gentle/real_song.json", Ms(60_000))
    assert answer.duration == 60_000
    assert len(list(answer.words())) == 133
