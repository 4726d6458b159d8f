"""The lyric sheet: what is sung, where it stands, and which files are none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.lyrics import MAX_BYTES, LyricLine, Lyrics, parse_lyrics, read_lyrics, sung_text
from media_core.errors import LyricsError

# Words, marks, blanks and line ends of all kinds, more often than chance would have them.
SHEETS = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            ["moon", "don’t", "[Chorus]", "—", "--", "’", "\n", "\r\n", "\r", " ", "\t"]
        ),
        st.sampled_from(
            ["\u2028", "\x85", "\x0b", "\u00a0", "\u3000", "&", "月光", "é", "e\u0301"]
        ),
    ),
    max_size=20,
).map("".join)


def sung(text: str) -> list[list[str]]:
    return [[word.sung for word in line.words] for line in parse_lyrics(text).lines]


@given(SHEETS)
def test_every_word_is_where_it_says(text: str) -> None:
    text = re.sub(r"[#:(){}|]|(?<![^\W\d])[xX×\d]", "-", text)  # the grammar has its own tests
    try:
        sheet = parse_lyrics(text)
    except LyricsError:
        assert not any(
            ch.isalnum() or ch == "&" for line in text.splitlines() for ch in _bare(line)
        )
        return
    assert sheet.text == text
    at = 0
    for word in sheet.words():
        start, end = word.chars
        assert at <= start < end
        assert text[start:end] == word.text
        assert word.text.split() == [word.text]
        assert word.sung
        at = end


def _bare(line: str) -> str:
    """A line without what only names a section."""
    line = line.strip()
    header = line.startswith("[") and line.endswith("]") and not set(line[1:-1]) & set("[]")
    return "" if header else line


@given(SHEETS)
def test_what_is_sung_has_no_punctuation_around_it(text: str) -> None:
    for written in text.split():
        plain = sung_text(written)
        assert plain == plain.lower()
        assert not plain.startswith((",", ".", "“", "(", "-"))
        assert sung_text(plain) == plain


def test_lines_and_sections_are_the_sheet_s() -> None:
    sheet = parse_lyrics(
        "Intro line\n\n[Verse 1]\nOne two\nThree\n\n[ Chorus: all ]\nFour\n[]\nFive"
    )
    assert [(line.section, len(line.words)) for line in sheet.lines] == [
        ("", 2),
        ("Verse 1", 2),
        ("Verse 1", 1),
        ("Chorus", 1),
        ("", 1),
    ]


def test_brackets_inside_a_line_are_no_header() -> None:
    assert sung("[Oh] moon [yeah]") == [["oh", "moon", "yeah"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_the_same(end: str) -> None:
    text = end.join(("[Verse]", "One two", "", "Three", ""))
    assert sung(text) == [["one", "two"], ["three"]]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("don’t", "don't"),
        ("DON'T", "don't"),
        ("runnin’,", "runnin'"),
        ("’cause", "'cause"),
        ("‘moon’", "moon"),
        ("“moon”", "moon"),
        ("(moon)", "moon"),
        ("moon(s)", "moons"),
        ("moon...", "moon"),
        ("¿qué?", "qué"),
        ("e\u0301te\u0301", "été"),
        ("rock’n’roll", "rock'n'roll"),
        ("self-made", "self-made"),
        ("24/7", "24/7"),
        ("&", "&"),
        ("月光", "月光"),
        ("हिन्दी", "हिन्दी"),
        ("—", ""),
        ("♪", ""),
        ("...", ""),
        ("'", ""),
    ],
)
def test_a_word_is_sung_without_what_clings_to_it(written: str, said: str) -> None:
    assert sung_text(written) == said


def test_dashes_part_words_and_hyphens_do_not() -> None:
    assert sung("blue—and – black -- self-made―man") == [
        ["blue", "and", "black", "self-made", "man"]
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "[Verse]\n[Chorus]", "♪ ♫\n—\n...", "\ufeff", "!?"])
def test_a_sheet_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(LyricsError, match="no word to sing"):
        parse_lyrics(text)


def test_a_line_of_a_sheet_has_a_word() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        LyricLine(())


# Files


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    text = "Café 月光\r\nmoon"
    plain = read_lyrics(written(tmp_path / "a.txt", text.encode()))
    marked = read_lyrics(written(tmp_path / "b.txt", b"\xef\xbb\xbf" + text.encode()))
    assert plain == marked == parse_lyrics(text)
    assert isinstance(plain, Lyrics)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "there is no lyrics file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "blank": (lambda path: path.write_bytes(b" \r\n\t"), "is empty"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "cp1251": (lambda path: path.write_bytes("луна".encode("cp1251")), r"UTF-8.*\(byte 1\)"),
    "bytes": (lambda path: path.write_bytes(b"moon\0\x01\x02"), "not plain text"),
    "a mark": (lambda path: path.write_bytes(b"moon\nla (x99)"), "line 2: a repeat mark says 99"),
    "too large": (lambda path: path.write_bytes(b"la " * (MAX_BYTES // 3 + 1)), "is too large"),
    "headers": (lambda path: path.write_bytes(b"[Verse]\n"), "no word to sing"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_sheet_is_named_with_a_next_step(tmp_path: Path, kind: str) -> None:
    spoil, said = BAD[kind]
    path = tmp_path / "lyrics.txt"
    spoil(path)
    with pytest.raises(LyricsError, match=said) as caught:
        read_lyrics(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_name_that_cannot_be_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / ("x" * 300), tmp_path / "a.txt" / "b.txt"):
        written(tmp_path / "a.txt", b"moon")
        with pytest.raises(LyricsError, match=r"cannot be read|no lyrics file"):
            read_lyrics(path)
