"""The title at the beginning and the credits at the end, where captions stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from media_core.timeline import Ms, Span
from render.captions.desk import FADE_MS, HOLD_MS, LEAD_MS, Desk, steps
from render.captions.marks import Mark, ShapeMark, TextMark
from render.captions.pauses import COUNT_MS, LONG_MS
from render.captions.rows import CaptionRow, Unit
from render.captions.typeset import TypesetRow

MOST_CREDITS = 4
"""More lines are a list, and nobody reads it."""

SHORTEST_MS = 1500
"""A card that would be shown for less is left out: it cannot be read."""

LONGEST_TITLE_MS = 5000
_TITLE_FROM_MS = 400
_SLOW_MS = 400
"""Cards come and go more slowly than lines do."""

_TITLE, _ARTIST, _CREDIT = 1.5, 0.72, 0.6
"""Sizes, times that of the captions."""


@dataclass(frozen=True, slots=True)
class Words:
    """What cards say; nothing by default.

    Attributes:
        title, artist: shown before the first word, if there is time.
        credits: lines that are shown after the last word, if there is time.
    """

    title: str = ""
    artist: str = ""
    credits: tuple[str, ...] = ()


NO_WORDS = Words()


@dataclass(frozen=True, eq=False)
class Card:
    """Some lines that stand still for a while.

    Attributes:
        span: when.
        marks: the lines, fully shown.
    """

    span: Span
    marks: tuple[Mark, ...]

    def at(self, moment: Ms) -> list[Mark]:
        """The lines at a moment; none outside of the span."""
        if moment not in self.span:
            return []
        near = min(moment - self.span.start, self.span.end - moment)
        opacity = steps(near / _SLOW_MS)
        return [replace(mark, opacity=opacity) for mark in self.marks] if opacity else []


def title_card(desk: Desk, words: Words, rows: Sequence[CaptionRow], end: Ms) -> Card | None:
    """The title, a short rule, and the artist; None if there is no title, or no time for it."""
    if not words.title:
        return None
    first = rows[0].start if rows else end
    counted = desk.style.pause.dots and first >= LONG_MS
    last = min(first - (COUNT_MS if counted else LEAD_MS), LONGEST_TITLE_MS)
    if last - _TITLE_FROM_MS < SHORTEST_MS:
        return None
    lines = [(words.title, _TITLE), *([(words.artist, _ARTIST)] if words.artist else [])]
    return Card(Span(Ms(_TITLE_FROM_MS), Ms(last)), _stacked(desk, lines, rule=bool(words.artist)))


def credits_card(desk: Desk, words: Words, rows: Sequence[CaptionRow], end: Ms) -> Card | None:
    """The credits; None if there are none, or no time for them."""
    if not words.credits:
        return None
    sung = max((row.end for row in rows), default=0)
    start = sung + (HOLD_MS + FADE_MS if rows else 0)
    if end - start < SHORTEST_MS:
        return None
    lines = [(line, _CREDIT) for line in words.credits[:MOST_CREDITS]]
    return Card(Span(Ms(start), end), _stacked(desk, lines, rule=False))


def _stacked(desk: Desk, lines: Sequence[tuple[str, float]], *, rule: bool) -> tuple[Mark, ...]:
    """Lines one below the other in the middle of the area, as large as fits."""
    scale, start = desk.size / desk.style.text.size, len(desk.texts)
    for _ in range(12):
        del desk.texts[start:]
        placed: list[TypesetRow] = []
        for text, size in lines:
            unit = Unit(0, len(text), Span(Ms(0), Ms(1)), 0)
            desk.put([CaptionRow(text, (unit,))], size * scale)
            placed.append(desk.texts[-1])
        gaps = [0, *(round(0.32 * row.size) for row in placed[1:])]
        if rule:
            gaps[1] += round(0.45 * scale)
        tall = sum(row.picture.bottom - row.picture.top for row in placed) + sum(gaps)
        if tall <= desk.height or scale < 1:
            break
        scale *= max(0.5, 0.98 * desk.height / tall)
    marks: list[Mark] = []
    y = desk.area.top + max(0, desk.height - tall) // 2
    for number, (row, gap) in enumerate(zip(placed, gaps, strict=True)):
        if rule and number == 1:
            marks.append(_rule(desk, y + gap / 2, scale))
        y += gap - row.picture.top
        tone = desk.palette.of("") if number == 0 and len(lines) > 1 else desk.palette.unsung
        marks.append(TextMark(start + number, desk.left_of(row), y, tone, tone))
        y += row.picture.bottom
    return tuple(marks)


def _rule(desk: Desk, y: float, em: float) -> ShapeMark:
    """A short line between the title and the artist."""
    wide, high = 1.6 * em, max(2.0, 0.07 * em)
    area = desk.area
    left = area.left if desk.flush else (area.left + area.right) / 2 - wide / 2
    box = (round(left), round(y - high / 2), round(left + wide), round(y - high / 2) + round(high))
    return ShapeMark("bar", *box, desk.palette.of(""))
