"""Which encoding a text without a mark is in, told from its bytes alone.

Only what is certain is said. A guess must decode every byte and look like its language: Japanese
has kana, Chinese the common characters that stand first in its tables, Korean syllables only, and
words in Cyrillic or Greek letters have capitals where people write them. The tables: JIS X 0208,
GB 2312, Big5, KS X 1001, Windows code pages.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from media_core.errors import InputError

_HIGH = re.compile(rb"[\x80-\xff]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 200_000
"""Bytes that are looked at; a song has less."""

_FEWEST = 4
"""Characters beyond ASCII that it takes to be sure."""

_COMMON = {
    "gb18030": range(0xB0, 0xD8),
    "big5": range(0xA4, 0xC7),
    "euc_kr": range(0xB0, 0xC9),
}
"""First bytes of the common characters of each table."""


def guessed(data: bytes) -> str | None:
    """The encoding of a text that is neither UTF-8 nor UTF-16 nor Western European, or None.

    >>> guessed("Бумажный кораблик, луна".encode("cp1251")), guessed("für dich".encode("cp1252"))
    ('cp1251', None)
    """
    data = data[:_SAMPLE]
    if len(_HIGH.findall(data)) < _FEWEST:
        return None
    for encoding, fits in _GUESSES:
        # A sample may end within a character: only its whole lines are looked at.
        sample = data if len(data) < _SAMPLE else data[: data.rfind(b"\n") + 1]
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if fits(text, encoding):
            return encoding
    return None


def says_itself(data: bytes) -> bool:
    """Whether a text is plainly UTF-8, or says by a mark that it is UTF-16.

    What a user tells of the encoding of one file holds for several, and the others are UTF-8.

    >>> says_itself("für".encode()), says_itself("für".encode("cp1252")), says_itself(b"fur")
    (True, False, False)
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if data.isascii():  # so are UTF-7 and ISO 2022
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def checked_encoding(name: str) -> str:
    """The name of an encoding as Python has it.

    Raises:
        InputError: there is none of this name that holds text.
    """
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError) as err:
        raise InputError(
            f"there is no encoding {name[:40]!r}",
            hint="known are such as utf-8, gb18030, shift_jis, cp1251",
        ) from err
    return found.name


def _is_japanese(text: str, encoding: str) -> bool:
    letters = sum(not ch.isascii() for ch in text)
    return letters >= _FEWEST and len(_KANA.findall(text)) >= 0.2 * letters


def _is_korean(text: str, encoding: str) -> bool:
    syllables, han = len(_HANGUL.findall(text)), len(_HAN.findall(text))
    return syllables >= _FEWEST and syllables >= 20 * han and _is_common(text, encoding)


def _is_chinese(text: str, encoding: str) -> bool:
    return len(_HAN.findall(text)) >= _FEWEST and _is_common(text, encoding)


def _is_common(text: str, encoding: str) -> bool:
    letters = [ch for ch in text if ch.isalpha() and not ch.isascii()]
    firsts = [ch.encode(encoding)[0] for ch in letters]
    common = sum(first in _COMMON[encoding] for first in firsts)
    return common >= 0.85 * len(letters)


def _is_cased(text: str, encoding: str) -> bool:
    """Words of one alphabet, and capitals only at their start or all through."""
    script = "\u0370\u03ff" if encoding == "cp1253" else "\u0400\u04ff"
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = sum(map(len, words))
    if letters < 2 * _FEWEST or letters < 2.5 * len(words):
        return False
    good = sum(
        len(word)
        for word in words
        if all(script[0] <= ch <= script[1] for ch in word)
        and (word[1:].islower() or word.isupper() or len(word) == 1)
    )
    return good >= 0.9 * letters


_GUESSES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("euc_jp", _is_japanese),
    ("cp932", _is_japanese),
    ("euc_kr", _is_korean),
    ("cp1251", _is_cased),
    ("koi8_r", _is_cased),
    ("cp1253", _is_cased),
    ("gb18030", _is_chinese),
    ("big5", _is_chinese),
)
"""What is tried, in this order, and what a text in it must look like."""
