"""A few words at a time, large, that pop up as they are sung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from media_core.timeline import Ms
from render.captions.desk import HOLD_MS, Desk, Schedule
from render.captions.marks import Mark
from render.captions.rows import CaptionRow

POP_MS = 160
_POP = ((0.0, 0.92), (0.55, 1.03), (1.0, 1.0))
"""Scale at shares of the pop."""

GROWN = 1.03
"""The largest a row gets while it pops: this much room is left around it."""


class BigWord:
    """One row in the middle of the area: in with a pop at its onset, out by a cut."""

    def __init__(self, desk: Desk, rows: Sequence[CaptionRow]) -> None:
        inner = desk.area
        x, y = (round((1 - 1 / GROWN) / 2 * side) + 1 for side in (desk.room, desk.height))
        smaller = replace(
            inner,
            left=inner.left + x,
            top=inner.top + y,
            right=inner.right - x,
            bottom=inner.bottom - y,
        )
        self._desk = desk.resized(smaller, desk.size)
        self._when = Schedule(rows)
        self._numbers, self._baseline, _leading = self._desk.put_in_lines(rows, 1)

    def at(self, moment: Ms) -> list[Mark]:
        """The row whose words are being sung."""
        index = self._when.index(moment)
        if index < 0:
            return []
        row = self._when.rows[index]
        if moment >= row.end + HOLD_MS:
            return []
        mark = self._desk.mark(self._numbers[index], self._baseline, moment=moment)
        return [replace(mark, scale=popped(moment - row.start))]

    def dots(self, moment: Ms) -> tuple[float, float, float]:
        """In the middle."""
        area = self._desk.area
        return (area.left + area.right) / 2, (area.top + area.bottom) / 2, 0.6 * self._desk.size


def popped(since: int) -> float:
    """Scale of a row some milliseconds after it came, in hundredths.

    >>> [popped(t) for t in (0, 88, 160, 5000)]
    [0.92, 1.03, 1.0, 1.0]
    """
    share = min(1.0, max(0.0, since / POP_MS))
    for (a, low), (b, high) in pairwise(_POP):
        if share <= b:
            return round(low + (high - low) * (share - a) / (b - a), 2)
    return 1.0
