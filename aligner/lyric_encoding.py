"""The bytes of a lyric sheet as text, in whatever encoding an editor saved them."""

from __future__ import annotations

import codecs
import unicodedata

from aligner.guessed_encoding import guessed
from media_core.errors import LyricsError

_HINT = "save it as plain text in UTF-8, or say with --encoding what it is in"
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_sheet(data: bytes, encoding: str | None = None) -> str:
    """Decode a lyric sheet: UTF-8 or UTF-16, with or without a byte-order mark, else as guessed.

    What carries no mark is guessed, and only where the guess reads as text: UTF-16 by the zero
    bytes of its Latin letters, blanks and line ends; East Asian, Cyrillic and Greek code pages by
    what they would say (:mod:`aligner.guessed_encoding`); cp1252 (Windows, Western Europe) where
    most letters are ASCII, as they are in its languages. Line ends stay as they are.

    Args:
        data: the file.
        encoding: as the user tells it; None to find out.

    Raises:
        LyricsError: it is no text, or in another encoding.

    >>> decode_sheet("don’t".encode("cp1252")), decode_sheet("moon".encode("utf-16-be"))
    ('don’t', 'moon')
    """
    if encoding is not None:
        return _marked(data, encoding).removeprefix("\ufeff")
    for mark, marked in ((codecs.BOM_UTF8, "utf-8"), *_UTF16):
        if data.startswith(mark):
            return _marked(data.removeprefix(mark), marked)
    if b"\0" in data:
        return _utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as err:
        other = guessed(data)
        text = _cp1252(data) if other is None else _guessed(data, other)
        if text is None:
            raise _not_utf8(err) from err
        return text


def _marked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as err:
        raise _not_utf8(err) from err
    if "\0" in text:
        raise _no_text()
    return text


def _utf16(data: bytes) -> str:
    zeros = (data[1::2].count(0), data[::2].count(0))  # in the high bytes of LE, of BE
    encoding = _UTF16[zeros[1] > zeros[0]][1]
    # A low byte of zero is rare (U+0100, U+3000), a high one is in each blank and line end.
    if len(data) % 2 or max(zeros) < 4 * min(zeros) or max(zeros) * 40 < len(data):
        raise _no_text()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as err:
        raise _no_text() from err
    if not _is_plain(text):
        raise _no_text()
    return text


def _guessed(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _is_plain(text) else None


def _cp1252(data: bytes) -> str | None:
    """The text, or None if it does not read as cp1252."""
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    if sum(not ch.isascii() for ch in lenient) - bad > bad:
        return None  # UTF-8 that was damaged
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters = [ch for ch in text if ch.isalpha()]
    western = 2 * sum(ch.isascii() for ch in letters) >= len(letters)
    return text if western and _is_plain(text) else None


def _is_plain(text: str) -> bool:
    """Tell whether it has neither control characters nor code points without a meaning."""
    return all(ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cn", "Co") for ch in text)


def _not_utf8(err: UnicodeDecodeError) -> LyricsError:
    name = err.encoding.upper().replace("-LE", "").replace("-BE", "")
    return LyricsError(f"the lyrics are not {name} text (byte {err.start + 1})", hint=_HINT)


def _no_text() -> LyricsError:
    return LyricsError("the lyrics are not plain text", hint=_HINT)
