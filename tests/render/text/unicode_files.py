"""Reads the files with which Unicode tests its bidirectional algorithm (UAX #9, section 4).

The formats are told in the heads of the files: https://www.unicode.org/Public/UCD/latest/ucd/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_CLASSES = "L R AL EN ES ET AN CS NSM BN B S WS ON LRE RLE PDF LRO RLO LRI RLI FSI PDI"
_CHARACTERS = (
    "a\u05d0\u06281+$\u0661,\u0300\u00ad\u2029\t !"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
A_CHARACTER_OF = dict(zip(_CLASSES.split(), _CHARACTERS, strict=True))
"""One for each class."""

_BASES: dict[int, int | None] = {1: None, 2: 0, 4: 1}
"""What the bits of a row of ``BidiTest.txt`` stand for."""


class Case(NamedTuple):
    """A line, and what becomes of it.

    Attributes:
        text: the line.
        base: level of its paragraph; None to find it out.
        levels: of each character; None where it is removed.
        order: indices from left to right of those that are not.
        found: level of the paragraph, where the file tells it.
    """

    text: str
    base: int | None
    levels: tuple[int | None, ...]
    order: tuple[int, ...]
    found: int | None = None


def cases_of_classes(rows: Iterable[str]) -> Iterator[Case]:
    """``BidiTest.txt``: classes, for which characters stand here."""
    levels: tuple[int | None, ...] = ()
    order: tuple[int, ...] = ()
    for row in rows:
        name, _, values = row.partition(":")
        if name == "@Levels":
            levels = _levels(values)
        elif name == "@Reorder":
            order = tuple(int(value) for value in values.split())
        elif row.strip() and row[0] not in "#@":
            classes, _, bits = row.partition(";")
            text = "".join(A_CHARACTER_OF[kind] for kind in classes.split())
            for bit, base in _BASES.items():
                if int(bits, 16) & bit:
                    yield Case(text, base, levels, order)


def cases_of_characters(rows: Iterable[str]) -> Iterator[Case]:
    """``BidiCharacterTest.txt``: characters as they are."""
    for row in rows:
        if row.strip() and row[0] != "#":
            codes, way, found, levels, order = row.split(";")
            text = "".join(chr(int(code, 16)) for code in codes.split())
            base = {"0": 0, "1": 1, "2": None}[way]
            places = tuple(int(value) for value in order.split())
            yield Case(text, base, _levels(levels), places, int(found))


def _levels(values: str) -> tuple[int | None, ...]:
    return tuple(None if value == "x" else int(value) for value in values.split())
