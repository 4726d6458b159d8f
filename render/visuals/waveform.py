"""The loudness of the song as a row of bars that moves past the character."""

from __future__ import annotations

import math
from collections.abc import Hashable
from itertools import pairwise
from typing import cast

from render import cairo_library as cairo
from render.frame import Context, Rect
from render.visuals.visual import Setting

SECONDS = 6.0
"""Of the song that the picture is wide."""

BARS_A_SECOND = 12

HIGHEST = 0.08
"""Of the frame's height, from the lowest to the highest point of a bar."""

Moved = tuple[int, tuple[int, ...]]


class Waveform:
    """What was heard goes out to the left, what comes comes in from the right."""

    def __init__(self, setting: Setting) -> None:
        place = setting.place
        self._features = setting.features
        self._colours = (setting.bright, setting.tone)
        self._width = place.width
        seconds = SECONDS * min(1.0, place.width / place.height)
        self._pitch = place.width / (seconds * BARS_A_SECOND)
        self._wide = 0.5 * self._pitch
        self._y = round(place.bed_top - 0.058 * place.height)
        self._high = HIGHEST * place.height / 2
        self._count = math.ceil(place.width / self._pitch) + 2

    @property
    def reach(self) -> Rect:
        """A strip across the picture."""
        high = math.ceil(self._high + self._wide) + 1
        return Rect(0, self._y - high, self._width, self._y + high)

    def shape(self, t: float) -> Moved:
        """Which bar is the first one and where it stands (in quarter pixels), and heights."""
        middle = t * BARS_A_SECOND
        first = math.floor(middle - self._width / 2 / self._pitch)
        at = self._width / 2 + (first + 0.5 - middle) * self._pitch
        heights = tuple(round(2 * self._bar(first + i)) for i in range(self._count))
        return round(4 * at), heights

    def _bar(self, number: int) -> float:
        begin, step = number / BARS_A_SECOND, 1 / BARS_A_SECOND / 4
        loud = [self._features.peak(begin + i * step) for i in range(4)]
        return float(self._high * max(loud) ** 1.2)

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """It moves as a whole; in pieces, so that what is not behind the head stays apart."""
        box = self.reach
        edges = [round(self._width * n / 8 / 2) * 2 for n in range(9)]
        return [Rect(a, box.top, b, box.bottom) for a, b in pairwise(edges)]

    def draw(self, shape: Hashable, context: Context) -> None:
        """Bars with round ends; those that were heard are brighter."""
        at, heights = cast("Moved", shape)
        context.set_line_width(self._wide)
        context.set_line_cap(cairo.LINE_CAP_ROUND)
        middle = self._width / 2
        for heard, colour in zip((True, False), self._colours, strict=True):
            context.new_path()
            for i, half in enumerate(heights):
                x = at / 4 + i * self._pitch
                if (x < middle) == heard:
                    context.move_to(x, self._y - half / 2)
                    context.line_to(x, self._y + half / 2 + 0.01)  # a dot where it is silent
            context.set_source_rgb(*colour)
            context.stroke()
