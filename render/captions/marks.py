"""What captions put on a picture at a moment: small values, equal if their pictures are.

A layer draws them; it redraws where two lists of marks differ, so a style need not say what it
changes. All lengths are pixels of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Colour = tuple[float, float, float]
"""Red, green, blue in 0..1."""

ALL = 1_000_000
"""More parts than any row has."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """A row of text.

    Attributes:
        text: number of the row among those that were set.
        x, y: left end of its base line.
        sung, unsung: colours.
        done: how many of its parts are sung.
        edge: how far the next part is sung, pixels from the left end of the row.
        shown: how many of its parts can be seen.
        opacity: 0..1.
        scale: about the middle of the row.
        dipped: the part that stands lower, or -1, and by how much.
    """

    text: int
    x: int
    y: int
    sung: Colour
    unsung: Colour
    done: int = 0
    edge: int = 0
    shown: int = ALL
    opacity: float = 1.0
    scale: float = 1.0
    dipped: tuple[int, int] = (-1, 0)

    def still(self) -> TextMark:
        """The same, without how far it is sung."""
        return replace(self, done=0, edge=0)


@dataclass(frozen=True, slots=True)
class ShapeMark:
    """A shape of one colour.

    Attributes:
        shape: an ellipse, the line of one, or a rectangle with round ends.
        left, top, right, bottom: its edges.
        colour, opacity: of it.
    """

    shape: Literal["ellipse", "ring", "bar"]
    left: float
    top: float
    right: float
    bottom: float
    colour: Colour
    opacity: float = 1.0


Mark = TextMark | ShapeMark
