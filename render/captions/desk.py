"""What every arrangement of captions works with, and the steps that they share."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.captions.colours import Palette
from render.captions.marks import Colour, TextMark
from render.captions.rows import CaptionRow, caption_rows
from render.captions.style import CaptionStyle
from render.captions.typeset import Dress, TypesetRow, extent, typeset
from render.frame import Rect
from render.text import Fonts

SLIDE_MS = 220
FADE_MS = 200
LEAD_MS = 1000
"""A row shows this long before its first word, if nothing else is sung then."""

HOLD_MS = 500
"""A row stays this long after its last word, if nothing follows."""

LEAST_SIZE = 8.0
"""Pixels an em; smaller letters cannot be read, but are inside of the picture."""


@dataclass(frozen=True, eq=False)
class Desk:
    """Where the rows of one arrangement stand, and what they look like.

    Attributes:
        area: what no ink may leave.
        size: of the text, in pixels an em.
        style: the user's choice.
        palette: its colours.
        fonts: its letters.
        dress: what is around them.
        texts: the rows that were set, of all arrangements of the picture; marks count in it.
        flush: whether rows begin at the left edge of the area, and not in its middle.
    """

    area: Rect
    size: float
    style: CaptionStyle
    palette: Palette
    fonts: Fonts
    dress: Dress
    texts: list[TypesetRow] = field(default_factory=list)
    flush: bool = False

    @property
    def room(self) -> int:
        """Width of the area."""
        return self.area.right - self.area.left

    @property
    def height(self) -> int:
        """Height of the area."""
        return self.area.bottom - self.area.top

    def rows(self, alignment: Alignment) -> tuple[CaptionRow, ...]:
        """Break a lyric into rows that fit."""
        left, _top, right, _bottom = self.dress.reach()
        room = self.room / self.size - left - right - 0.1

        def width_of(text: str) -> float:
            return self.fonts.shape(text).width

        return caption_rows(
            alignment,
            width_of,
            max(room, 1.0),
            reveal=self.style.reveal,
            most_words=self.style.words,
        )

    def put(self, rows: Sequence[CaptionRow], size: float) -> range:
        """Set rows; gives their numbers."""
        first = len(self.texts)
        self.texts.extend(typeset(row, self.fonts, size, self.dress, self.room) for row in rows)
        return range(first, len(self.texts))

    def put_in_lines(
        self, rows: Sequence[CaptionRow], lines: int, above: float = 0.0
    ) -> tuple[range, int, int]:
        """Set rows so that some lines of them fit the area, one below the other.

        Args:
            rows: all that will stand there.
            lines: how many at once.
            above: room to leave above them, in em.

        Returns:
            Their numbers, the base line of the first line, and the distance of two.
        """
        size, start = self.size, len(self.texts)
        for _ in range(12):
            del self.texts[start:]
            numbers = self.put(rows, size)
            tall, deep = extent([self.texts[i] for i in numbers])
            # Latin letters with accents, so that rows without them stand no higher.
            tall, deep = max(tall, math.ceil(0.8 * size)), max(deep, math.ceil(0.25 * size))
            leading = max(round(self.style.text.leading * size), tall + deep if lines > 1 else 0)
            extra = round(above * size)
            block = extra + tall + (lines - 1) * leading + deep
            if block <= self.height or size < 1:
                break
            size *= max(0.5, 0.995 * self.height / block)
        first = self.area.top + max(0, self.height - block) // 2 + extra + tall
        return numbers, first, leading

    def mark(
        self,
        number: int,
        baseline: int,
        *,
        moment: Ms | None = None,
        unsung: Colour | None = None,
        opacity: float = 1.0,
    ) -> TextMark:
        """A row on its base line, in the middle of the area, or at its left edge if it is flush.

        Args:
            number: of the row.
            baseline: y in pixels.
            moment: how far it is sung; not at all if None.
            unsung: the colour of words to come.
            opacity: 0..1.
        """
        text = self.texts[number]
        done, edge = text.wipe(moment) if moment is not None else (0, 0)
        sung = self.palette.voice if text.row.background else self.palette.of(text.row.singer)
        return TextMark(
            number,
            self.left_of(text),
            baseline,
            sung,
            self.palette.unsung if unsung is None else unsung,
            done=done,
            edge=edge,
            opacity=opacity,
        )

    def left_of(self, text: TypesetRow) -> int:
        """Where a row begins, so that its ink is inside of the area."""
        picture = text.picture
        if self.flush:
            x = self.area.left - picture.left
        else:
            x = round((self.area.left + self.area.right - text.width) / 2)
        return max(self.area.left - picture.left, min(x, self.area.right - picture.right))

    def resized(self, area: Rect, size: float) -> Desk:
        """The same desk with another area and size; rows are counted on."""
        return replace(self, area=area, size=size)


class Schedule:
    """Rows in order of time: which one is sung, and which come close together."""

    def __init__(self, rows: Sequence[CaptionRow]) -> None:
        self.rows = rows
        self.starts = [row.start for row in rows]

    def index(self, moment: int) -> int:
        """The last row that has begun; -1 before the first."""
        return bisect_right(self.starts, moment) - 1

    def close(self, index: int) -> bool:
        """True if a row follows the one before it without a pause."""
        return (
            0 < index < len(self.rows)
            and self.starts[index] - self.rows[index - 1].end < LEAD_MS + HOLD_MS
        )

    def shows(self, index: int, moment: int) -> bool:
        """True while a row is shown alone: from its lead to its hold, or to the next one."""
        row = self.rows[index]
        ends = row.end + HOLD_MS + FADE_MS
        if index + 1 < len(self.rows):
            ends = min(ends, max(self.starts[index + 1], row.start + 1))
        return row.start - LEAD_MS <= moment < ends

    def faded(self, index: int, moment: int) -> float:
        """Opacity of a row that comes before its first word and goes after its last one."""
        row = self.rows[index]
        before = self.rows[index - 1].end + HOLD_MS + FADE_MS if index else -LEAD_MS
        comes = (moment - max(row.start - LEAD_MS, before)) / FADE_MS
        if self.close(index) or moment >= row.start:
            comes = 1.0
        goes = (row.end + HOLD_MS + FADE_MS - moment) / FADE_MS
        return steps(min(comes, goes))


def eased(share: float) -> float:
    """Fast, then slow; 0..1."""
    share = min(1.0, max(0.0, share))
    return 1 - (1 - share) ** 3


def swung(share: float) -> float:
    """Slow, fast, slow; 0..1."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def steps(opacity: float) -> float:
    """Opacity in eighths, so that a fade is a few pictures and not a hundred."""
    return min(1.0, max(0.0, math.ceil(opacity * 8) / 8))
