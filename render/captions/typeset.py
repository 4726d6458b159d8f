"""A row of captions at its size: where its parts and its ink are, in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from media_core.timeline import Ms
from render.captions.rows import CaptionRow
from render.captions.style import Box, Outline, Shadow
from render.frame import Rect
from render.text import Fonts, ShapedText

FAR = 1 << 20
"""Further than any picture reaches."""


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a part of a row stands, in pixels from the row's left end.

    Attributes:
        left, right: of its letters.
        start, end: of what is painted with it: to the middle of the gaps, and over the ends.
        leftward: True if it runs from right to left.
    """

    left: float
    right: float
    start: int
    end: int
    leftward: bool

    @property
    def middle(self) -> float:
        """Half way between its edges."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Dress:
    """What is around the letters: line, shadow and plate, and the softness of the wipe, in em."""

    outline: Outline
    shadow: Shadow
    box: Box
    soft: float = 0.0

    def reach(self) -> tuple[float, float, float, float]:
        """How far it goes beyond the ink: left, top, right, bottom, in em."""
        line = self.outline.width
        shadow = self.shadow
        # A Gaussian's ink ends within three deviations; the blur is two of them.
        blur = 1.5 * shadow.blur + line if shadow.opacity else 0.0
        box = self.box.padding if self.box.opacity else 0.0
        on = bool(shadow.opacity)
        return (
            max(line, box, blur - shadow.x * on),
            max(line, box * 0.6, blur - shadow.y * on),
            max(line, box, blur + shadow.x * on),
            max(line, box * 0.6, blur + shadow.y * on),
        )


@dataclass(frozen=True, eq=False)
class TypesetRow:
    """A row, shaped and at its size.

    Attributes:
        row: the words and their times.
        shaped: its glyphs.
        size: pixels an em.
        dress: what is around its letters.
    """

    row: CaptionRow
    shaped: ShapedText
    size: float
    dress: Dress

    @property
    def width(self) -> float:
        """Of the row as it is set, in pixels."""
        return self.shaped.width * self.size

    @cached_property
    def picture(self) -> Rect:
        """What its ink covers, around the left end of its base line; may be empty."""
        ink = self.shaped.ink
        if ink is None:
            return Rect(0, 0, 0, 0)
        left, top, right, bottom = (reach * self.size for reach in self.dress.reach())
        return Rect(
            math.floor(ink.left * self.size - left) - 1,
            math.floor(ink.top * self.size - top) - 1,
            math.ceil(ink.right * self.size + right) + 1,
            math.ceil(ink.bottom * self.size + bottom) + 1,
        )

    @cached_property
    def units(self) -> tuple[UnitPlace, ...]:
        """Where its parts stand, in order of the text."""
        ends: list[tuple[float, float, bool]] = []
        for unit in self.row.units:
            places = self.shaped.places[unit.start : unit.end]
            left = min((p.left for p in places), default=0.0) * self.size
            right = max((p.right for p in places), default=0.0) * self.size
            leftward = 2 * sum(p.leftward for p in places) > len(places)
            ends.append((left, right, leftward))
        order = sorted(range(len(ends)), key=lambda i: ends[i][0] + ends[i][1])
        borders = [-FAR]
        for a, b in pairwise(order):
            borders.append(max(borders[-1], round((ends[a][1] + ends[b][0]) / 2)))
        borders.append(FAR)
        out: list[UnitPlace | None] = [None] * len(ends)
        for place, i in enumerate(order):
            out[i] = UnitPlace(*ends[i][:2], borders[place], borders[place + 1], ends[i][2])
        return tuple(unit for unit in out if unit is not None)

    def looks(self) -> tuple[object, ...]:
        """All that decides its picture: equal for rows that look alike, in every process."""
        return self.shaped.looks(), self.size, self.dress, self.picture, self.units

    @property
    def soft(self) -> float:
        """Width of the edge between sung and unsung, in pixels."""
        return self.dress.soft * self.size

    def wipe(self, moment: Ms) -> tuple[int, int]:
        """How many parts are sung, and how far the next one is, in pixels from the left end."""
        done, share = self.row.sung(moment)
        if done >= len(self.units):
            return done, 0
        unit = self.units[done]
        start, end = unit.left - self.soft / 2, unit.right + self.soft / 2
        if unit.leftward:
            start, end = end, start
        return done, round(start + (end - start) * share)


def typeset(row: CaptionRow, fonts: Fonts, size: float, dress: Dress, room: float) -> TypesetRow:
    """Set a row, smaller if its ink would be wider than the room."""
    shaped = fonts.shape(row.text)
    made = TypesetRow(row, shaped, size, dress)
    for _ in range(12):
        width = made.picture.right - made.picture.left
        if width <= room:
            break
        size *= max(0.3, min(0.98, (room - 4) / max(width - 4, 1)))
        made = TypesetRow(row, shaped, size, dress)
    return made


def extent(rows: Sequence[TypesetRow]) -> tuple[int, int]:
    """How far the ink of some rows goes above and below their base lines."""
    above = max((-row.picture.top for row in rows), default=0)
    below = max((row.picture.bottom for row in rows), default=0)
    return max(0, above), max(0, below)
