"""A sheet of lines that moves up, a line at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from media_core.timeline import Ms
from render.captions.desk import HOLD_MS, Desk, Schedule, steps, swung
from render.captions.marks import Colour, Mark
from render.captions.rows import CaptionRow
from render.layers.background import mixed

MOVE_MS = 300
EARLY_MS = 100
"""The sheet has come to rest this long before the first word of a line."""

_ACTIVE = 0.45
"""Where the current line stands, as a share of the area's height."""

_DIMMED = (0.0, 0.16, 0.4)
"""How far the colour of a line goes towards the ground, by its distance from the current one."""


class Scroll:
    """As many lines as the style wants and the area holds; the current one is bright."""

    def __init__(self, desk: Desk, rows: Sequence[CaptionRow]) -> None:
        self._desk = desk
        self._when = Schedule(rows)
        lines = desk.style.rows
        fits = int(desk.height / (desk.style.text.leading * desk.size))
        lines = max(1, min(lines, fits))
        self._numbers, first, self._leading = desk.put_in_lines(rows, lines)
        # The line before the current one stays, if there are three or more.
        self._baseline = first + self._leading * min(lines - 1, round(_ACTIVE * (lines - 1)))

    def at(self, moment: Ms) -> list[Mark]:
        """The lines that are inside of the area."""
        place = self._place(moment)
        marks: list[Mark] = []
        for index in range(max(0, int(place) - 8), min(len(self._numbers), int(place) + 9)):
            mark = self._line(index, place, moment)
            if mark is not None:
                marks.append(mark)
        return marks

    def dots(self, moment: Ms) -> tuple[float, float, float]:
        """Where the line before the current one stands."""
        desk = self._desk
        y = max(self._baseline - self._leading, desk.area.top + round(0.8 * desk.size))
        x = (desk.area.left + desk.area.right) / 2
        if desk.flush:
            x = desk.area.left + 1.5 * desk.size
        return x, y - 0.3 * desk.size, desk.size

    def _place(self, moment: Ms) -> float:
        """Number of the line in the current place; between two while the sheet moves."""
        starts = self._when.starts
        index = self._when.index(moment + EARLY_MS + MOVE_MS)
        if index < 0:
            return 0.0
        moves = starts[index] - EARLY_MS - MOVE_MS
        if index == 0:
            return 0.0
        return index - 1 + swung((moment - moves) / MOVE_MS)

    def _line(self, index: int, place: float, moment: Ms) -> Mark | None:
        desk = self._desk
        baseline = round(self._baseline + (index - place) * self._leading)
        picture = desk.texts[self._numbers[index]].picture
        inside = min(
            baseline + picture.top - desk.area.top, desk.area.bottom - baseline - picture.bottom
        )
        opacity = steps(1 + inside / (0.25 * self._leading)) if inside < 0 else 1.0
        if inside < 0 or opacity <= 0:
            return None
        opacity = steps(min(1.0, 0.3 + inside / (0.35 * self._leading)))
        away = min(abs(index - place), len(_DIMMED) - 1.001)
        step = int(away)
        dim = _DIMMED[step] + (_DIMMED[step + 1] - _DIMMED[step]) * (away - step)
        dim = round(dim * 16) / 16
        row = self._when.rows[index]
        over = index < place or moment > row.end + HOLD_MS
        bright = self._desk.palette.unsung
        tone: Colour = mixed(bright, desk.palette.dark, dim)
        mark = desk.mark(
            self._numbers[index],
            baseline,
            moment=moment if moment >= row.start and not over else None,
            unsung=tone,
            opacity=opacity,
        )
        return replace(mark, sung=mixed(mark.sung, desk.palette.dark, dim))
