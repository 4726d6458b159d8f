"""Scripts for other programs: files that can be read by themselves, with places for data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources

from visemes.sets import VisemeSet

_PLACE = re.compile("@([A-Z]+)@")


def fill(name: str, **values: str) -> str:
    """A script of ``visemes/exporters/templates`` with its places filled, each exactly once.

    Args:
        name: of the file.
        values: what stands in the place ``@NAME@``, already in the script's own language.

    Raises:
        KeyError: a place has no value.
    """
    text = resources.files("visemes.exporters").joinpath("templates", name).read_text("utf-8")
    return _PLACE.sub(lambda place: values[place[1]], text)


def touching(shapes: VisemeSet, names: Sequence[str]) -> str:
    """An object of JavaScript for :file:`at_rate.js`: shapes that must be seen, and how much so.

    Args:
        shapes: a set.
        names: what the script calls its shapes, in the set's order; ready to be written.
    """
    rows = [
        f"{name}: {2 if shape in shapes.closures else 1}"
        for name, shape in zip(names, shapes.shapes, strict=True)
        if shape in shapes.closures or shape in shapes.bites
    ]
    return f"{{{', '.join(rows)}}}"
