"""Sets of mouth shapes, as data: which shape a phone asks for, and what stands in for a lack.

To add a set, put a table into ``visemes/tables``; its file name is the set's name. What must be in
it is written at :class:`VisemeSet` and :class:`Shape`, and loading refuses a contradiction. A song
is never converted from one set to another: it is animated again from its phones, so that no
distinction is lost on the way.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from aligner.alignment import ARPABET, VOWELS
from media_core.errors import InputError
from media_core.toml_text import parse_toml, read_text
from visemes.viseme_set import LIP_PHONES, TEETH_PHONES, Shape, VisemeSet

__all__ = ["DEFAULT", "Shape", "VisemeSet", "load_set", "names", "parse_set"]

DEFAULT = "rhubarb"

MOST_BYTES = 200_000
"""A table of a user; the largest of ours has a tenth of this."""


@cache
def names() -> tuple[str, ...]:
    """The sets that ship with the program, the default first, then by name."""
    tables = resources.files("visemes").joinpath("tables").iterdir()
    found = sorted(table.name[:-5] for table in tables if table.name.endswith(".toml"))
    return (DEFAULT, *(name for name in found if name != DEFAULT))


def load_set(which: str | Path = DEFAULT) -> VisemeSet:
    """A set that ships with the program, by name, or a user's own, by the path of its file.

    Raises:
        InputError: there is no such set, or the file contradicts itself.
    """
    if isinstance(which, str) and which in names():
        return _shipped(which)
    path = Path(which)
    if not os.path.lexists(path):
        raise InputError(
            f"there is no set of mouths {which}",
            hint=f"give a TOML file, or one of: {', '.join(names())}",
        )
    text = read_text(path, limit=MOST_BYTES, what="set of mouths")
    try:
        return _singable(parse_set(text))
    except ValueError as err:
        raise InputError(
            f"{path} is no set of mouths: {err}",
            hint="docs/mouths.md shows what belongs into such a file",
        ) from err


def _singable(found: VisemeSet) -> VisemeSet:
    """A set in which every vowel has a mouth: without, a mouth would rest on a sung note."""
    mute = sorted(VOWELS - set(found.phones))
    if mute:
        raise ValueError(
            f"the vowels {', '.join(mute)} have no shape; one for all the rest can be named by "
            f'other = "{next(iter(found.shapes), "")}"'
        )
    return found


@cache
def _shipped(name: str) -> VisemeSet:
    text = resources.files("visemes").joinpath("tables", f"{name}.toml").read_text("utf-8")
    return parse_set(text)


def parse_set(text: str) -> VisemeSet:
    """Read a set from TOML.

    ``other`` names the shape of the phones that the table does not list: HH excepted, which takes
    that of its vowel, and those of lips and teeth, which take ``closed`` and ``teeth``. Each
    fallback is completed by effort, so that any drawn shape can stand in for any other.

    Raises:
        ValueError: not TOML, a missing key, or a table that contradicts itself.
    """
    table = parse_toml(text)
    if table.get("schema", 1) != 1:
        raise ValueError(f"its schema is {table['schema']!r}, this version knows 1")
    try:
        shapes = {name: _shape(name, row) for name, row in _table(table, "shapes").items()}
        phones = {phone: _strings(phone, row) for phone, row in _table(table, "phones").items()}
        if "other" in table:
            spoken = dict.fromkeys(sorted(ARPABET - {"HH"}), (table["other"],))
            spoken |= dict.fromkeys(sorted(LIP_PHONES), (table["closed"],))
            if "teeth" in table:
                spoken |= dict.fromkeys(sorted(TEETH_PHONES), (table["teeth"],))
            phones = spoken | phones
        rounding = dict(_table(table, "rounding", optional=True))
        nearest = _table(table, "fallback", optional=True)
        contact = {table["rest"], table["closed"], table.get("teeth", "")}
        return VisemeSet(
            name=table["name"],
            title=table["title"],
            shapes=shapes,
            rest=table["rest"],
            closed=table["closed"],
            teeth=table.get("teeth", ""),
            phones=phones,
            rounded=frozenset(_strings("before", rounding.pop("before", []))),
            rounding=rounding,
            fallback={
                name: _completed(name, _strings(name, nearest.get(name, [])), shapes, contact)
                for name in shapes
            }
            | {name: _strings(name, row) for name, row in nearest.items() if name not in shapes},
            source=table.get("source", ""),
        )
    except KeyError as err:
        raise ValueError(f"a viseme set needs the key {err.args[0]!r}") from err
    except TypeError as err:
        raise ValueError(f"a value is of the wrong kind ({err})") from err


def _table(table: Mapping[str, Any], key: str, *, optional: bool = False) -> dict[str, Any]:
    found = table.get(key, {}) if optional else table[key]
    if not isinstance(found, dict):
        raise ValueError(f"{key!r} is a table: [{key}]")
    return found


def _strings(key: str, row: object) -> tuple[str, ...]:
    if not isinstance(row, list) or not all(isinstance(item, str) for item in row):
        raise ValueError(f'{key} is a list of names, such as ["A"]')
    return tuple(row)


def _shape(name: str, row: object) -> Shape:
    if not isinstance(row, dict):
        raise ValueError(f"the shape {name} is a table with look and example")
    return Shape(
        name,
        row["look"],
        row["example"],
        float(row.get("openness", 0.0)),
        float(row.get("width", 0.0)),
        _strings("aliases", row.get("aliases", [])),
    )


def _completed(
    name: str, near: tuple[str, ...], shapes: Mapping[str, Shape], contact: set[str]
) -> tuple[str, ...]:
    """A fallback with every shape in it: those that are named, then the rest by effort.

    Lips or teeth that touch say something that an open mouth does not, and the other way round:
    they stand in for each other last.
    """
    mine = shapes[name]

    def order(other: str) -> tuple[bool, float]:
        return (other in contact) != (name in contact), mine.effort(shapes[other])

    return (*near, *sorted((o for o in shapes if o != name and o not in near), key=order))
