"""What moves on the beat, and what happens where a section begins: both behind the head."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import cast

from render import cairo_library as cairo
from render.frame import Context, Rect
from render.visuals.visual import Setting

SWELL = 0.10
"""Of the disc's radius, by which the ring around it grows on a strong beat."""

STEPS = 48
"""Sizes of the ring; more is not seen."""


class Pulse:
    """A ring around the head's disc that swells on each beat, more where the bass is loud.

    Where the background has no disc, one is drawn, and swells.
    """

    def __init__(self, setting: Setting) -> None:
        place = setting.place
        self._features = setting.features
        self._tone = setting.bright
        self._x, self._y, self._radius = place.head
        self._limits = Rect(0, 0, place.width, place.height)
        self._ring = setting.disc

    @property
    def reach(self) -> Rect:
        """The square around the largest ring."""
        return self._square(self._radius * (1.0 + 2 * SWELL))

    def shape(self, t: float) -> int | None:
        """Size of the ring."""
        strength = 0.45 + 0.55 * self._features.bass(t)
        size = round(STEPS * self._features.pulse(t) * strength)
        return None if size == 0 and self._ring else size

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """The larger of the two rings."""
        return [self._square(self._size(max(cast("int", before or 0), cast("int", now or 0))) + 2)]

    def draw(self, shape: Hashable, context: Context) -> None:
        """The ring, stronger where it is larger; or the disc."""
        size = cast("int", shape)
        if size == 0 and self._ring:
            return
        outer = self._size(size)
        context.save()
        context.new_path()
        context.arc(self._x, self._y, outer, 0, math.tau)
        opacity = (0.30 if self._ring else 0.24) + 0.35 * size / STEPS
        if self._ring:
            context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
            context.new_sub_path()
            context.arc(self._x, self._y, self._radius, 0, math.tau)
        context.set_source_rgba(*self._tone, opacity)
        context.fill()

    def _size(self, size: int) -> float:
        rest = 1.0 if self._ring else 1 - SWELL
        return self._radius * (rest + 2 * SWELL * size / STEPS)

    def _square(self, radius: float) -> Rect:
        return Rect(
            math.floor(self._x - radius) - 1,
            math.floor(self._y - radius) - 1,
            math.ceil(self._x + radius) + 1,
            math.ceil(self._y + radius) + 1,
        ).within(self._limits)


GLOW_SECONDS = 1.6
GLOW = 0.30
"""Opacity of a section's light at most."""


class Sections:
    """A light that fills the picture where a section begins, and goes out slowly."""

    def __init__(self, setting: Setting) -> None:
        place = setting.place
        self._features = setting.features
        self._tone = setting.bright
        self._head = place.head
        self._reach = Rect(0, 0, place.width, place.height)
        self._far = math.hypot(place.width, place.height) * 0.6

    @property
    def reach(self) -> Rect:
        """The whole picture."""
        return self._reach

    def shape(self, t: float) -> int | None:
        """Strength of the light, in 1 / 255."""
        since = self._features.since_section(t)
        if since >= GLOW_SECONDS:
            return None
        rise = min(1.0, since / 0.12)
        fall = 0.5 + 0.5 * math.cos(math.pi * since / GLOW_SECONDS)
        return round(255 * GLOW * rise * fall) or None

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """Everything."""
        return [self._reach]

    def draw(self, shape: Hashable, context: Context) -> None:
        """Bright around the head, nothing at the far corners."""
        strength = cast("int", shape)
        if strength == 0:
            return
        x, y, radius = self._head
        light = cairo.RadialGradient(x, y, 0.8 * radius, x, y, self._far)
        light.add_color_stop_rgba(0, *self._tone, strength / 255)
        light.add_color_stop_rgba(1, *self._tone, 0)
        context.set_source(light)
        context.paint()
