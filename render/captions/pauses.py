"""What is shown while nobody sings: a thin bar in a long pause, and dots that count in."""

from __future__ import annotations

from collections.abc import Sequence

from media_core.timeline import Ms, Span
from render.captions.colours import Palette
from render.captions.desk import FADE_MS, HOLD_MS, SLIDE_MS, steps
from render.captions.marks import ShapeMark
from render.captions.rows import CaptionRow
from render.captions.style import Pause
from render.layers.background import mixed

LONG_MS = 4000
"""A pause this long is an instrumental: text goes, and dots count in."""

BAR_MS = 10_000
"""A pause this long shows how much of it is left."""

DOTS = 4
COUNT_MS = 2800
"""How long the dots count: four beats at 86 a minute, where most songs lie within a third."""

CLEAR_MS = SLIDE_MS // 2 + 120
"""The dots are gone so long before the row is sung: 120 ms before it slides up to where they stand,
so that nothing runs into them."""

OUT_MS = 120
"""How long they take to go."""


class Pauses:
    """The pauses of a song."""

    def __init__(self, rows: Sequence[CaptionRow], wanted: Pause, palette: Palette) -> None:
        self._wanted = wanted
        self._palette = palette
        self._gaps: list[Span] = []
        end = Ms(0)
        for row in sorted(rows, key=lambda row: row.start):
            if row.start - end >= LONG_MS:
                self._gaps.append(Span(end, row.start))
            end = max(end, row.end)

    def at(self, moment: Ms, place: tuple[float, float, float], width: float) -> list[ShapeMark]:
        """The dots or the bar at a moment.

        Args:
            moment: when.
            place: middle of the dots, and an em, in pixels.
            width: of the bar.
        """
        gap = next((gap for gap in self._gaps if gap.start <= moment < gap.end), None)
        if gap is None:
            return []
        x, y, em = place
        left = gap.end - moment
        if self._wanted.dots and left <= COUNT_MS:
            return self._dots(left, x, y, em)
        count = COUNT_MS if self._wanted.dots else 0
        shows = Span(Ms(gap.start + (HOLD_MS + FADE_MS if gap.start else 0)), Ms(gap.end - count))
        if self._wanted.bar and gap.length >= BAR_MS and moment in shows:
            fade = steps(min(moment - shows.start, shows.end - moment) / FADE_MS)
            return self._bar((moment - shows.start) / shows.length, x, y, em, width, fade)
        return []

    def _dots(self, left: int, x: float, y: float, em: float) -> list[ShapeMark]:
        radius, step = round(0.17 * em, 1), 0.62 * em
        full = DOTS - (left - 1) * DOTS // COUNT_MS
        fade = steps(min((COUNT_MS - left) / FADE_MS, (left - CLEAR_MS) / OUT_MS))
        if fade <= 0:
            return []
        marks: list[ShapeMark] = []
        for number in range(DOTS):
            middle = round(x + (number - (DOTS - 1) / 2) * step, 1)
            filled = number < full
            tone = self._palette.of("") if filled else self._palette.next
            box = (middle - radius, round(y, 1) - radius, middle + radius, round(y, 1) + radius)
            marks.append(ShapeMark("ellipse" if filled else "ring", *box, tone, fade))
        return marks

    def _bar(
        self, share: float, x: float, y: float, em: float, width: float, fade: float
    ) -> list[ShapeMark]:
        if fade <= 0:
            return []
        left, right = round(x - width / 2), round(x + width / 2)
        top, bottom = round(y - 0.06 * em), round(y + 0.06 * em) + 1
        rail = mixed(self._palette.next, self._palette.dark, 0.6)
        edge = max(left + bottom - top, round(left + (right - left) * share))
        return [
            ShapeMark("bar", left, top, right, bottom, rail, fade),
            ShapeMark("bar", left, top, edge, bottom, self._palette.of(""), fade),
        ]
