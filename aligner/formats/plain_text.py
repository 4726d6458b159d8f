"""The text of timing files: its encoding, its lines, its words.

Lines end with LF, CR LF or CR only: the other line separators of Unicode occur inside lyrics. Words
are parted by blanks. A no-break blank belongs to the word it stands in, as in French before ``!``;
so a word that has a blank in itself is written with a no-break one, and read back with a plain one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeVar

from aligner.lyric_encoding import decode_sheet
from aligner.lyrics import sung_text
from media_core.errors import AlignmentError, LyricsError

T = TypeVar("T")

MAX_TEXT = 8 * 1024 * 1024
"""Bytes of a file of text: an hour of sung words with all their phones is about 3 MB."""

MAX_WORDS = 100_000
"""Words of a file: ten hours of fast rap."""

MAX_LINES = 4 * MAX_WORDS
"""Lines of a file: captions have four for one that is sung."""

NO_BREAK = "\N{NO-BREAK SPACE}"
_HELD = (NO_BREAK, "\N{NARROW NO-BREAK SPACE}")
_BLANKS = re.compile(r"[^\S{}]+".format("".join(_HELD)))
_NOTES = re.compile("[♩♪♫♬][\ufe0e\ufe0f]?")
_NOISE = re.compile(r"[\s>-]*\[[^\[\]]*\]\s*")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def text_of(data: bytes, what: str, encoding: str | None = None) -> str:
    """The text of a file, in whatever encoding :func:`~aligner.lyric_encoding.decode_sheet` knows.

    Args:
        data: the file.
        what: the format, for people: ``LRC``.
        encoding: as the file itself names it; UTF-8 and UTF-16 are noticed nevertheless.

    Raises:
        AlignmentError: it is no text, or far too much.
    """
    if len(data) > MAX_TEXT:
        raise AlignmentError(
            f"the {what} is larger than {MAX_TEXT >> 20} MB", hint="give the timing of one song"
        )
    try:
        if encoding is not None:
            return _named(data, encoding)
        return decode_sheet(data).removeprefix("\ufeff")
    except LyricsError as err:
        said = err.message.replace("the lyrics are", f"the {what} is")
        raise AlignmentError(said, hint=err.hint) from err


def _named(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode_sheet(data, None if b"\0" in data[:64] else encoding)


def lines_of(data: bytes, what: str, encoding: str | None = None) -> list[str]:
    """The lines of a file; see :func:`text_of`."""
    text = text_of(data, what, encoding).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise too_much(what, "lines", MAX_LINES)
    return text.split("\n")


def too_much(what: str, things: str, most: int) -> AlignmentError:
    """The error for a file that holds more than a song could."""
    return AlignmentError(
        f"the {what} has more than {most:,} {things}", hint="give the timing of one song"
    )


def at_most(things: Iterable[T], most: int, what: str, name: str) -> Iterator[T]:
    """Pass things on, but no more than a song could have.

    Raises:
        AlignmentError: there are more.
    """
    for count, thing in enumerate(things):
        if count == most:
            raise too_much(what, name, most)
        yield thing


def damaged(what: str, line: int, saying: str, hint: str = "") -> AlignmentError:
    """The error for something in a line (from 1) that cannot be meant."""
    return AlignmentError(
        f"line {line} of the {what} {saying}", hint=hint or "correct this line, or export it again"
    )


def cut(text: str) -> list[str]:
    """The runs of non-blank characters; a no-break blank is part of its run."""
    return [piece for piece in _BLANKS.split(text) if piece.strip()]


def is_blank(ch: str) -> bool:
    """Whether a character parts words."""
    return ch.isspace() and ch not in _HELD


def without_notes(text: str) -> str:
    """The text without the notes that captions put around what is sung."""
    return _NOTES.sub("", text)


def is_noise(text: object) -> bool:
    """Whether a line of captions only says what is heard: ``[Music]``, ``♪ [Applause] ♪``."""
    return isinstance(text, str) and _NOISE.fullmatch(_NOTES.sub("", text)) is not None


def is_sung(text: str) -> bool:
    """Whether anything in a text can be sung."""
    return bool(sung_text(text)) or any(sung_text(piece) for piece in cut(text))


def with_blanks(word: str) -> str:
    """A word as it was before :func:`one_word`."""
    return " ".join(word.translate(dict.fromkeys(map(ord, _HELD), " ")).split())


def one_word(text: str) -> str:
    """A word as it stands in a file: in one piece, without control characters."""
    return NO_BREAK.join(_UNFIT.sub("", text).split())


def one_line(words: Iterable[str]) -> str:
    """Words as they stand in a file, with single blanks."""
    return " ".join(filter(None, map(one_word, words)))


def is_wide(ch: str) -> bool:
    """Whether a character is written without blanks around its word: Chinese, Japanese.

    Korean is as wide, but has blanks between words.
    """
    return (
        unicodedata.east_asian_width(ch) in "WF"
        and ch.isalpha()
        and not unicodedata.name(ch, "").startswith("HANGUL")
    )
