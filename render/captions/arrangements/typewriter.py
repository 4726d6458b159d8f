"""Letters that appear as they are sung, with a cursor behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from media_core.timeline import Ms
from render.captions.desk import FADE_MS, HOLD_MS, Desk, Schedule, steps
from render.captions.marks import Mark, ShapeMark, TextMark
from render.captions.rows import CaptionRow

BLINK_MS = 500
"""A cursor is on this long, and off as long."""


class Typewriter:
    """Pages of as many lines as the style wants; nothing moves once it is written."""

    def __init__(self, desk: Desk, rows: Sequence[CaptionRow]) -> None:
        self._desk = desk
        self._when = Schedule(rows)
        lines = max(1, desk.style.rows)
        self._numbers, self._first, self._leading = desk.put_in_lines(rows, lines)
        self._page_of: list[int] = []  # the row that each row's page begins with
        for index in range(len(rows)):
            page = self._page_of[-1] if index else 0
            full = index - page >= lines
            self._page_of.append(index if full or not self._when.close(index) else page)

    def at(self, moment: Ms) -> list[Mark]:
        """What is written so far of the page."""
        index = self._when.index(moment)
        if index < 0:
            return []
        row = self._when.rows[index]
        gone = row.end + HOLD_MS + FADE_MS
        follows = self._when.close(index + 1)
        if moment >= gone and not follows:
            return []
        opacity = 1.0 if follows else steps((gone - moment) / FADE_MS)
        written: list[TextMark] = []
        page = self._page_of[index]
        for number in range(page, index + 1):
            baseline = self._first + (number - page) * self._leading
            mark = self._desk.mark(self._numbers[number], baseline, opacity=opacity)
            text = self._desk.texts[self._numbers[number]]
            done, share = text.row.sung(moment)
            shown = len(text.units) if number < index else min(len(text.units), done + (share > 0))
            tone = mark.sung if number == index else self._desk.palette.next
            written.append(replace(mark, sung=tone, unsung=tone, shown=max(shown, number == index)))
        if opacity == 1.0 and (moment - row.start) % (2 * BLINK_MS) < BLINK_MS:
            return [*written, self._cursor(written[-1])]
        return [*written]

    def dots(self, moment: Ms) -> tuple[float, float, float]:
        """In the middle of the first line."""
        area = self._desk.area
        return (area.left + area.right) / 2, self._first - 0.36 * self._desk.size, self._desk.size

    def _cursor(self, mark: TextMark) -> ShapeMark:
        """A block behind the last letter, inside of the area."""
        text = self._desk.texts[mark.text]
        units = text.units[: max(1, min(mark.shown, len(text.units)))]
        last = units[-1]
        wide, gap = 0.42 * text.size, 0.1 * text.size
        left = last.left - gap - wide if last.leftward else last.right + gap
        left = min(max(mark.x + left, self._desk.area.left), self._desk.area.right - wide)
        top = mark.y - 0.72 * text.size
        return ShapeMark(
            "bar", round(left), round(top), round(left + wide), mark.y, self._desk.palette.unsung
        )
