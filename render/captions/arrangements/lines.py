"""One or two lines: the one being sung, and below it the one that comes."""

from __future__ import annotations

from collections.abc import Sequence

from media_core.timeline import Ms
from render.captions.desk import (
    FADE_MS,
    HOLD_MS,
    LEAD_MS,
    SLIDE_MS,
    Desk,
    Schedule,
    eased,
    steps,
)
from render.captions.marks import Colour, Mark
from render.captions.pauses import COUNT_MS, LONG_MS
from render.captions.rows import CaptionRow
from render.layers.background import mixed


class Lines:
    """The current row and, with two lines, the next one, which slides up when its turn comes."""

    def __init__(self, desk: Desk, rows: Sequence[CaptionRow]) -> None:
        self._desk = desk
        self._two = desk.style.rows > 1
        self._when = Schedule(rows)
        self._numbers, self._first, self._leading = desk.put_in_lines(rows, 1 + self._two)

    def at(self, moment: Ms) -> list[Mark]:
        """The rows that are shown."""
        if not self._when.rows:
            return []
        return self._two_lines(moment) if self._two else self._one_line(moment)

    def dots(self, moment: Ms) -> tuple[float, float, float]:
        """On the first line; above the only one."""
        desk = self._desk
        size = desk.texts[self._numbers[0]].size if self._numbers else desk.size
        y = self._first - 0.36 * size
        if not self._two:
            y = max(desk.area.top + 0.3 * size, self._first - 1.35 * size)
        return (desk.area.left + desk.area.right) / 2, y, size

    def _one_line(self, moment: Ms) -> list[Mark]:
        when = self._when
        index = when.index(moment)
        coming = index + 1 < len(when.rows) and when.starts[index + 1] - moment
        if index < 0 or (coming and coming <= min(LEAD_MS, _half_gap(when, index))):
            index += 1
        if index < len(when.rows) and when.shows(index, moment):
            return self._row(index, 0.0, moment, when.faded(index, moment))
        return []

    def _two_lines(self, moment: Ms) -> list[Mark]:
        when, rows = self._when, self._when.rows
        index = when.index(moment + SLIDE_MS // 2)
        gone = -LEAD_MS
        if index >= 0:
            row = rows[index]
            follows = when.close(index + 1)
            # Once the row is sung and a pause follows, the text goes away.
            gone = row.end + HOLD_MS + FADE_MS
            if follows or moment < gone:
                since = moment - (row.start - SLIDE_MS // 2)
                slot = 1 - eased(since / SLIDE_MS) if self._slides(index) else 0.0
                fade = 1.0 if follows else min(1.0, (gone - moment) / FADE_MS)
                out = self._row(index, slot, moment, fade)
                if follows:
                    # After a pause both rows came in together; else the lower one comes now.
                    appears = since / FADE_MS if self._slides(index) else 1.0
                    out += self._row(index + 1, 1.0, None, appears)
                return out
        if index + 1 < len(rows) and rows[index + 1].start - moment <= self._lead(index + 1):
            row = rows[index + 1]
            # A row of the first second has no room to fade in.
            fade = (moment - max(row.start - self._lead(index + 1), gone)) / FADE_MS
            if self._counted(index + 1):
                return self._row(index + 1, 1.0, None, fade)  # the dots stand above it
            out = self._row(index + 1, 0.0, None, fade)
            if when.close(index + 2):
                out += self._row(index + 2, 1.0, None, fade)
            return out
        return []

    def _counted(self, index: int) -> bool:
        """True if dots count in before a row."""
        before = self._when.rows[index - 1].end if index else 0
        return self._desk.style.pause.dots and self._when.starts[index] - before >= LONG_MS

    def _lead(self, index: int) -> int:
        return COUNT_MS if self._counted(index) else LEAD_MS

    def _slides(self, index: int) -> bool:
        """True if the row stood in the lower place before."""
        return self._when.close(index) or self._counted(index)

    def _row(self, index: int, slot: float, moment: Ms | None, opacity: float) -> list[Mark]:
        opacity = steps(opacity)
        if opacity <= 0:
            return []
        palette = self._desk.palette
        unsung: Colour = mixed(palette.unsung, palette.next, min(1.0, slot))
        baseline = round(self._first + slot * self._leading)
        return [
            self._desk.mark(
                self._numbers[index], baseline, moment=moment, unsung=unsung, opacity=opacity
            )
        ]


def _half_gap(when: Schedule, index: int) -> int:
    """The next row takes the place of the last one in the second half of the gap between them."""
    if index < 0:
        return LEAD_MS
    return max(0, when.starts[index + 1] - when.rows[index].end) // 2
