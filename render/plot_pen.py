"""What plots are drawn with: colours, boxes, lines, polygons and words in a few calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from render.frame import Context
from render.text import Fonts

Colour: TypeAlias = tuple[float, float, float]
"""Red, green, blue, 0..1."""

PAPER: Colour = (0.984, 0.973, 0.949)
INK: Colour = (0.153, 0.129, 0.212)
FAINT: Colour = (0.62, 0.60, 0.66)
GRID: Colour = (0.89, 0.875, 0.85)
WAVE: Colour = (0.44, 0.55, 0.68)
WORD: Colour = (0.20, 0.27, 0.42)
BACKGROUND_WORD: Colour = (0.47, 0.40, 0.58)
DOUBTFUL: Colour = (0.76, 0.33, 0.20)
VOWEL: Colour = (0.98, 0.83, 0.56)
CONSONANT: Colour = (0.82, 0.87, 0.90)
JAW: Colour = (0.83, 0.33, 0.37)
LIPS: Colour = (0.16, 0.52, 0.50)
REST: Colour = (0.90, 0.885, 0.865)

SMALLEST = 9.5
"""Text below this many pixels is left out: nobody reads it."""

Points: TypeAlias = Sequence[tuple[float, float]]


class Pen:
    """Draws on a context; all lengths in pixels, y grows downwards."""

    def __init__(self, context: Context, fonts: Fonts) -> None:
        self._context, self._fonts = context, fonts

    def text(
        self,
        text: str,
        x: float,
        base: float,
        size: float,
        colour: Colour,
        *,
        align: float = 0.0,
        room: float | None = None,
    ) -> None:
        """Write on a base line; ``align`` of the width lies left of x. Smaller if room is lacking.

        Left out where it would have to be smaller than :data:`SMALLEST`.
        """
        shaped = self._fonts.shape(text)
        if room is not None and shaped.width * size > room:
            size = room / shaped.width if room > 0 else 0.0
        if size < SMALLEST:
            return
        self._context.save()
        self._context.new_path()
        self._context.translate(x - align * shaped.width * size, base)
        shaped.trace(self._context, size)
        self._context.set_source_rgb(*colour)
        self._context.fill()
        shaped.paint_pictures(self._context, size)
        self._context.restore()

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, radius: float
    ) -> None:
        """Fill a rectangle with round corners."""
        r = min(radius, (right - left) / 2, (bottom - top) / 2)
        context = self._context
        context.new_path()
        if r <= 0:
            context.rectangle(left, top, right - left, bottom - top)
        else:
            half = 3.141592653589793 / 2
            context.arc(right - r, top + r, r, -half, 0)
            context.arc(right - r, bottom - r, r, 0, half)
            context.arc(left + r, bottom - r, r, half, 2 * half)
            context.arc(left + r, top + r, r, 2 * half, 3 * half)
            context.close_path()
        context.set_source_rgb(*colour)
        context.fill()

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour) -> None:
        """A thin line."""
        self.path([(x, y), (to_x, to_y)], colour, 1.0)

    def path(self, points: Points, colour: Colour, width: float) -> None:
        """A line through points."""
        self._trace(points)
        self._context.set_line_width(width)
        self._context.set_source_rgb(*colour)
        self._context.stroke()

    def polygon(self, points: Points, colour: Colour, *, opacity: float = 1.0) -> None:
        """Fill what points surround."""
        self._trace(points)
        self._context.close_path()
        self._context.set_source_rgba(*colour, opacity)
        self._context.fill()

    def _trace(self, points: Points) -> None:
        self._context.new_path()
        for x, y in points:
            self._context.line_to(x, y)
