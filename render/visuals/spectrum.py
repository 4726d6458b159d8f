"""Bars on the edge of the captions' ground, as high as the bands of the song are loud."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import cast

import numpy as np

from render.frame import Context, Rect
from render.layers.background import edge_of_bed
from render.visuals.features import BANDS
from render.visuals.visual import Setting

HIGHEST = 0.075
"""Of the frame's height; much higher, bars compete with the face."""

GROUPS = 10
"""Bars next to each other are drawn anew together."""

Heights = tuple[int, ...]


class Spectrum:
    """Round bars: the bass in the middle, behind the character, the treble at both sides."""

    def __init__(self, setting: Setting) -> None:
        place = setting.place
        self._features = setting.features
        self._tone = setting.tone
        self._count = 48 if place.width > place.height else 32
        self._pitch = place.width / self._count
        self._wide = 0.56 * self._pitch
        self._high = HIGHEST * place.height
        middles = [(i + 0.5) * self._pitch for i in range(self._count)]
        # Bars begin a little below the edge, so that none floats above it.
        self._feet = [edge_of_bed(place, x) if setting.bed else place.bed_top for x in middles]
        self._sink = 0.7 * self._wide if setting.bed else 0.0
        half = self._count / 2
        self._bands = [(abs(i + 0.5 - half) - 0.5) * (BANDS - 1) / (half - 1) for i in range(48)]
        self._width, self._bottom = place.width, place.height

    @property
    def reach(self) -> Rect:
        """A strip across the picture."""
        top = min(self._feet) - self._high - 2
        bottom = max(self._feet) + self._sink + 2
        return Rect(0, math.floor(top), self._width, min(self._bottom, math.ceil(bottom)))

    def shape(self, t: float) -> Heights:
        """Heights of the bars in pixels."""
        bands = self._features.bands(t)
        level = np.interp(self._bands[: self._count], np.arange(BANDS), bands)
        return tuple(round(float(h)) for h in self._high * level**1.4)

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """Groups of bars, from the highest one that differs down to the edge."""
        a, b = cast("Heights", before), cast("Heights", now)
        rects = []
        for group in range(GROUPS):
            first, last = (self._count * n // GROUPS for n in (group, group + 1))
            moved = [i for i in range(first, last) if a[i] != b[i]]
            if not moved:
                continue
            left, right = (round(n * self._pitch / 2) * 2 for n in (first, last))
            top = min(self._feet[i] - max(a[i], b[i]) for i in moved) - 2
            low = max(self._feet[i] - min(a[i], b[i]) for i in moved) + self._wide / 2 + 2
            low = max(low, max(self._feet[i] for i in moved) + self._sink + 2)
            rects.append(Rect(left, math.floor(top), right, math.ceil(low)))
        return rects

    def draw(self, shape: Hashable, context: Context) -> None:
        """All bars in one path."""
        radius = self._wide / 2
        for i, height in enumerate(cast("Heights", shape)):
            if height < 1:
                continue
            x, foot = (i + 0.5) * self._pitch, self._feet[i]
            top = foot - height
            round_by = min(radius, height)
            context.new_sub_path()
            context.arc(x - radius + round_by, top + round_by, round_by, math.pi, 1.5 * math.pi)
            context.arc(x + radius - round_by, top + round_by, round_by, 1.5 * math.pi, math.tau)
            context.line_to(x + radius, foot + self._sink)
            context.line_to(x - radius, foot + self._sink)
            context.close_path()
        context.set_source_rgb(*self._tone)
        context.fill()
