r"""Praat's text files: the values in them, whatever stands between, and the tiers of a TextGrid.

Praat reads numbers, ``"strings"`` and ``<flags>`` that stand free, in their order; everything else
(``xmin =``, ``intervals [1]:``) is for people, and a ``!`` begins a comment. So the long form, the
short form and text written by hand are one:
https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html. Letters beyond ASCII may be
written as a backslash and two signs (``\e'`` is é):
https://www.fon.hum.uva.nl/praat/manual/Special_symbols.html.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.formats.plain_text import MAX_LINES, cut
from aligner.formats.stamps import in_song
from aligner.formats.tiers import Interval
from media_core.timeline import Ms

_TOKEN = re.compile(r'"((?:[^"]++|"")*+)"|<(\w{1,40})>|![^\n\r]*|(\S+)')
_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
_SIGNS = re.compile(r"\\(\S\S)")
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    ",": "\u0327",
    "<": "\u030c",
    ";": "\u0328",
    ":": "\u030b",
    "!": "\u0307",
}
_GREEK = tuple(
    re.findall("..", "albegadeepzeetteiokalamunuxionpirositaupficipsom"),
)
_LETTERS = {
    **dict(zip(_GREEK, "αβγδεζηθικλμνξοπρστυφχψω", strict=True)),
    **dict(zip(map(str.title, _GREEK), "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True)),
    "s2": "ς",
    "ao": "å",
    "Ao": "Å",
    "uo": "ů",
    "Uo": "Ů",
    "l/": "ł",
    "L/": "Ł",
    "d-": "đ",
    "D-": "Đ",
    '"l': "“",
    '"r': "”",
    "<<": "«",
    ">>": "»",
    "--": "–",
    "ae": "æ",
    "Ae": "Æ",
    "o/": "ø",
    "O/": "Ø",
    "oe": "œ",
    "Oe": "Œ",
    "ss": "ß",
    "th": "þ",
    "Th": "Þ",
    "dh": "ð",
    "Dh": "Ð",
    "bs": "\\",
    "!d": "¡",
    "?d": "¿",
    "sw": "ə",
    "as": "ɑ",
    "ab": "ɒ",
    "at": "ɐ",
    "ct": "ɔ",
    "ef": "ɛ",
    "er": "ɜ",
    "ic": "ɪ",
    "hs": "ʊ",
    "vt": "ʌ",
    "ng": "ŋ",
    "nj": "ɲ",
    "sh": "ʃ",
    "zh": "ʒ",
    "tf": "θ",
    "rt": "ɹ",
    "gs": "ɡ",
    "?g": "ʔ",
    ":f": "ː",
    "'1": "ˈ",
    "'2": "ˌ",
}


@dataclass(frozen=True, slots=True)
class Tier:
    """An interval tier: its name, and what stands in it, blank labels included."""

    name: str
    intervals: list[Interval]


@dataclass(frozen=True, slots=True)
class Grid:
    """A TextGrid: when it ends, its interval tiers, and the names of all of its tiers."""

    end: Ms
    tiers: list[Tier]
    names: list[str]


class _Values:
    """The free-standing values of a text, one after another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._found()

    def _found(self) -> Iterator[tuple[str, str, int]]:
        for match in _TOKEN.finditer(self._text):
            text, flag, other = match.groups()
            if text is not None:
                yield "string", text.replace('""', '"'), match.start()
            elif flag is not None:
                yield "flag", flag, match.start()
            elif other is not None and other.startswith('"'):
                line = self._line(match.start())
                raise ValueError(f"line {line}: there is no end to a text in quotation marks")
            elif other is not None and _NUMBER.fullmatch(other):
                yield "number", other, match.start()

    def _line(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1

    def next(self, kind: str, what: str) -> str:
        """The next value, of a kind.

        Raises:
            ValueError: it is of another kind, or there is none.
        """
        found = next(self._tokens, None)
        if found is None:
            raise ValueError(f"it ends where {what} should stand")
        if found[0] != kind:
            line = self._line(found[2])
            raise ValueError(f"line {line}: a {found[0]} stands where {what} should")
        return found[1]

    def time(self) -> Ms:
        """The next number as a time, in milliseconds."""
        seconds = float(self.next("number", "a time"))
        if seconds < 0:
            raise ValueError(f"{seconds:g} s is no time in a song")
        return Ms(in_song(seconds * 1000))

    def count(self) -> int:
        """The next number as a number of things."""
        count = float(self.next("number", "a number of tiers or intervals"))
        if not 0 <= count <= MAX_LINES:
            raise ValueError(f"there cannot be {count:g} tiers or intervals")
        return int(count)


def parsed(text: str) -> Grid:
    """Take a TextGrid apart.

    Raises:
        ValueError: it is damaged; the message says how, with the line where that is known.
    """
    values = _Values(text)
    values.next("string", 'the type "ooTextFile"')
    kind = values.next("string", 'the class "TextGrid"')
    if kind.split()[:1] != ["TextGrid"]:
        raise ValueError(f"it holds a {kind[:40]!r}, not a TextGrid")
    values.time()
    end = values.time()
    if values.next("flag", "<exists>") != "exists":
        return Grid(end, [], [])
    tiers: list[Tier] = []
    names: list[str] = []
    for _ in range(values.count()):
        intervals = values.next("string", "the class of a tier") == "IntervalTier"
        name = plain(values.next("string", "the name of a tier"))
        names.append(name)
        values.time(), values.time()
        if intervals:
            tiers.append(Tier(name, [_interval(values) for _ in range(values.count())]))
        else:
            for _ in range(values.count()):
                values.time(), values.next("string", "the label of a point")
    return Grid(end, tiers, names)


def _interval(values: _Values) -> Interval:
    start, end = values.time(), values.time()
    if end < start:
        raise ValueError(f"an interval ends before it starts, at {start / 1000:g} s")
    return Interval(start, end, " ".join(cut(plain(values.next("string", "a label")))))


def plain(label: str) -> str:
    r"""A label with the letters that Praat writes as a backslash and two signs.

    >>> plain(r"caf\e' \o/re \xx")
    'café øre \\xx'
    """
    return _SIGNS.sub(_letter, label) if "\\" in label else label


def _letter(match: re.Match[str]) -> str:
    signs = match[1]
    if signs in _LETTERS:
        return _LETTERS[signs]
    if signs[0].isalpha() and signs[0].isascii() and signs[1] in _ACCENTS:
        composed = unicodedata.normalize("NFC", signs[0] + _ACCENTS[signs[1]])
        return composed if len(composed) == 1 else match[0]
    return match[0]
