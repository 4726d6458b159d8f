"""A line, and a ball that jumps from syllable to syllable."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from media_core.timeline import Ms
from render.captions.desk import FADE_MS, HOLD_MS, LEAD_MS, Desk, Schedule, steps
from render.captions.marks import Mark, ShapeMark
from render.captions.rows import CaptionRow

RADIUS = 0.15
"""Of the ball, in em."""

HIGHEST = 0.9
"""How far above the letters the ball's lower edge goes at most, in em."""

WAIT_MS = 1100
"""A longer gap is waited out on the syllable, hopping."""

JUMP_MS = 420
SQUASH_MS = 70
DIP = 0.04
"""How far the syllable that is hit goes down, in em."""

_ROOM = HIGHEST + 2 * RADIUS + 0.1


class Bounce:
    """One line; the ball lands on each part at its onset."""

    def __init__(self, desk: Desk, rows: Sequence[CaptionRow]) -> None:
        self._desk = desk
        self._when = Schedule(rows)
        # The part that is hit goes down, and must stay inside.
        dip = math.ceil(DIP * desk.size) + 1
        area = replace(desk.area, bottom=max(desk.area.top + 2, desk.area.bottom - dip))
        self._numbers, self._baseline, _ = desk.resized(area, desk.size).put_in_lines(
            rows, 1, above=_ROOM
        )

    def at(self, moment: Ms) -> list[Mark]:
        """The row and the ball."""
        when = self._when
        index = when.index(moment)
        if index + 1 < len(when.rows):
            ahead = when.starts[index + 1] - moment
            # The next row comes half a jump before its first word, or earlier after a pause.
            if ahead <= (JUMP_MS // 2 if when.close(index + 1) else LEAD_MS):
                index += 1
        if index < 0:
            return []
        row = when.rows[index]
        gone = row.end + HOLD_MS + FADE_MS
        if moment >= gone and not when.close(index + 1):
            return []
        opacity = 1.0 if when.close(index + 1) else steps((gone - moment) / FADE_MS)
        if not when.close(index):
            opacity = min(opacity, steps((moment - row.start + LEAD_MS) / FADE_MS))
        if opacity <= 0:
            return []
        mark = self._desk.mark(self._numbers[index], self._baseline, moment=moment, opacity=opacity)
        text = self._desk.texts[mark.text]
        hit = self._hit(row, moment)
        mark = replace(mark, dipped=(hit, max(1, round(DIP * text.size))) if hit >= 0 else (-1, 0))
        return [mark, self._ball(index, mark.x, moment, opacity)]

    def dots(self, moment: Ms) -> tuple[float, float, float] | None:
        """The ball counts in."""
        return None

    def _hit(self, row: CaptionRow, moment: Ms) -> int:
        """The part that the ball has just landed on; -1 if it is in the air."""
        for number, unit in enumerate(row.units):
            if 0 <= moment - unit.span.start < 2 * SQUASH_MS:
                return number
        return -1

    def _ball(self, index: int, x: int, moment: Ms, opacity: float) -> ShapeMark:
        text = self._desk.texts[self._numbers[index]]
        em = text.size
        places = [
            (unit.span.start, x + where.middle)
            for unit, where in zip(text.row.units, text.units, strict=True)
        ]
        number = max((i for i, (start, _x) in enumerate(places) if start <= moment), default=-1)
        if number < 0:
            start, at = places[0]
            left = (start - moment) / (JUMP_MS / 2)
            # It hops in place, and lands on the onset.
            height = HIGHEST * min(1.0, left) ** 0.5 if left < 1 else _hop(start - moment)
            across, up = at, height if left < 1 else max(height, 0.3)
        else:
            start, at = places[number]
            across, up = at, 0.0
            if number + 1 < len(places):
                next_start, next_at = places[number + 1]
                across, up = _jump(moment, start, at, next_start, next_at)
            else:
                up = _hop(moment - start)
        squash = 0.85 if 0 <= moment - start < SQUASH_MS and number >= 0 else 1.0
        radius = RADIUS * em
        wide, high = radius / squash**0.5, radius * squash
        bottom = self._baseline + text.picture.top - 0.06 * em - up * em
        bottom = max(bottom, self._desk.area.top + 2 * radius)
        across = min(max(across, self._desk.area.left + wide), self._desk.area.right - wide)
        left, right = (round(edge * 2) / 2 for edge in (across - wide, across + wide))
        top, lower = (round(edge * 2) / 2 for edge in (bottom - 2 * high, bottom))
        tone = self._desk.palette.of(text.row.singer)
        return ShapeMark("ellipse", left, top, right, lower, tone, opacity)


def _jump(moment: int, start: int, at: float, ends: int, to: float) -> tuple[float, float]:
    """Where the ball is on its way from one part to the next, and how high, in em."""
    gap = ends - start
    if gap > WAIT_MS:
        leaves = ends - JUMP_MS
        if moment < leaves:
            return at, _hop(moment - start)
        start, gap = leaves, JUMP_MS
    share = min(1.0, max(0.0, (moment - start) / max(gap, 1)))
    highest = min(HIGHEST, 0.55 + 0.35 * gap / 700)
    return at + (to - at) * share, highest * 4 * share * (1 - share)


def _hop(since: int) -> float:
    """Height of a ball that waits, in em."""
    share = (since % JUMP_MS) / JUMP_MS
    return 0.3 * 4 * share * (1 - share)
