"""What stands behind and below the character: scenery, a colour or a gradient; and the bed.

The bed is the dark ground along the lower edge: captions stand on one flat tone, and the cut of
the bust is hidden behind it. It lies in front of the character, so it is a layer of its own.
"""

from __future__ import annotations

import colorsys
import math
import random
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from PIL import ImageColor

from media_core.errors import InputError
from media_core.fingerprint import fingerprint
from render import cairo_library as cairo
from render.frame import Context, Frame, Rect, blank, filled_part, surface_on
from render.layout import Layout
from render.rigs import Stage
from render.scene import SceneState

Colour = tuple[float, float, float]


def colour(text: str) -> Colour:
    """``#rrggbb`` or a CSS colour name as red, green, blue in 0..1.

    Raises:
        InputError: the text names no colour.
    """
    try:
        red, green, blue = ImageColor.getrgb(text)[:3]
    except ValueError as err:
        raise InputError(
            f"{text!r} is neither a colour nor a picture file",
            hint='give a colour such as "#1b2350" or "navy", or a png, jpg or webp file',
        ) from err
    return red / 255, green / 255, blue / 255


@dataclass(frozen=True, eq=False)
class StaticLayer:
    """A picture that never changes, its left upper corner at a place of the frame's."""

    picture: Frame
    left: int = 0
    top: int = 0

    @classmethod
    def cropped(cls, picture: Frame) -> StaticLayer:
        """Keep of a picture of the frame's size what is not empty."""
        part = filled_part(picture)
        if part.empty:
            return cls(blank(1, 1))
        inner = picture[part.top : part.bottom, part.left : part.right]
        return cls(inner.copy(), part.left, part.top)

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Nothing ever differs."""
        return []

    def shows(self, state: SceneState) -> str:
        """Always the same."""
        return self._name

    @cached_property
    def _name(self) -> str:
        return fingerprint(self.picture, self.left, self.top)

    def covers(self, rect: Rect) -> bool:
        """Whether nothing behind it is seen inside a rectangle."""
        return rect.within(self._opaque) == rect

    @cached_property
    def _opaque(self) -> Rect:
        """Its lower rows, from the first below which all are opaque."""
        height, width = self.picture.shape[:2]
        clear = np.flatnonzero((self.picture[:, :, 3] < 255).any(axis=1))
        first = int(clear[-1]) + 1 if len(clear) else 0
        return Rect(0, first, width, height).moved(self.left, self.top)

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint the picture."""
        context.set_source_surface(self._surface, self.left, self.top)
        context.paint()

    @cached_property
    def _surface(self) -> Any:
        """An opaque one is copied, not blended."""
        return surface_on(self.picture, opaque=bool((self.picture[:, :, 3] == 255).all()))


def scenery(place: Layout, stage: Stage) -> StaticLayer:
    """A gradient sky with a light disc behind the head, which the contour stands out from."""
    picture, context = _canvas(place)
    top, bottom = (colour(text) for text in stage.sky)
    gradient = cairo.LinearGradient(0, 0, 0, place.bed_top)
    gradient.add_color_stop_rgb(0, *top)
    gradient.add_color_stop_rgb(1, *bottom)
    context.set_source(gradient)
    context.paint()
    _hills(context, place, bottom, colour(stage.bed))
    x, y, radius = place.head
    disc = colour(stage.disc)
    context.arc(x, y, 1.16 * radius, 0, math.tau)
    context.set_source_rgba(*disc, 0.16)
    context.fill()
    context.arc(x, y, radius, 0, math.tau)
    context.set_source_rgb(*disc)
    context.fill()
    return StaticLayer(picture)


def _hills(context: Context, place: Layout, sky: Colour, ground: Colour) -> None:
    """Two rows of hills between the sky and the bed, each a step darker."""
    width, high = place.width, 0.16 * place.height
    base = place.bed_top + 0.05 * place.height  # the bed's edge swings below its mean
    waves = random.Random(4)  # the shape of these hills, chosen by eye
    for step in (0.30, 0.62):
        offset = waves.random() * math.tau
        context.move_to(0, base)
        for x in range(0, width + 8, 8):
            swing = math.sin(2.3 * math.tau * x / width + offset)
            swing += 0.5 * math.sin(4.1 * math.tau * x / width + 2 * offset)
            context.line_to(x, place.bed_top - high * (1 - step) - 0.22 * high * swing)
        context.line_to(width, base)
        context.close_path()
        context.set_source_rgb(*mixed(sky, ground, step))
        context.fill()


def plain(place: Layout, text: str) -> StaticLayer:
    """One colour."""
    picture, context = _canvas(place)
    context.set_source_rgb(*colour(text))
    context.paint()
    return StaticLayer(picture)


GRADIENT = re.compile(
    r"(#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24})(-(#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24})){1,4}"
)
"""Two to five colours with hyphens between them, from the top to the bottom."""


def stops(text: str) -> list[Colour]:
    """The colours of a gradient such as ``#111-#334``; of a colour, itself alone.

    Raises:
        InputError: one of them is no colour.
    """
    try:
        return [colour(part) for part in text.split("-")]
    except InputError as err:
        if "-" not in text:
            raise
        raise InputError(f"of the gradient {text}, {err.message}", hint=err.hint) from err


def gradient(place: Layout, text: str) -> StaticLayer:
    """Colours that pass into each other from the top to the bottom."""
    known = np.array(stops(text)) * 255
    height = place.height
    rows = (np.arange(height) + 0.5) / height * (len(known) - 1)
    shades = np.stack([np.interp(rows, np.arange(len(known)), known[:, i]) for i in (2, 1, 0)], 1)
    # Rounding at random instead of always the same way: no steps are seen in the dark.
    chance = np.random.default_rng(7).random((height, place.width, 1), np.float32)
    picture = blank(place.width, height)
    picture[:, :, :3] = np.floor(shades[:, None, :].astype(np.float32) + chance)
    picture[:, :, 3] = 255
    return StaticLayer(picture)


def _bed_curve(place: Layout) -> tuple[float, float, float, float]:
    """Heights of the four points of the edge, a cubic over the whole width."""
    top, swell = place.bed_top, 0.018 * place.height
    return top + swell, top - swell, top + swell, top - 0.4 * swell


_BED_X = (0.0, 0.3, 0.55, 1.0)


def edge_of_bed(place: Layout, x: float) -> float:
    """Where the ground of the captions begins, at a place of the width."""
    share = np.linspace(0, 1, 65)
    weights = np.stack(
        [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
    )
    across, down = (np.array(points) @ weights for points in (_BED_X, _bed_curve(place)))
    return float(np.interp(x / place.width, across, down))


def bed(place: Layout, tone: Colour) -> StaticLayer:
    """The ground of the captions: a hill across the whole width."""
    picture = blank(place.width, place.height)
    context = cairo.Context(surface_on(picture))
    width = place.width
    first, second, third, last = _bed_curve(place)
    context.move_to(0, first)
    context.curve_to(0.3 * width, second, 0.55 * width, third, width, last)
    context.line_to(width, place.height)
    context.line_to(0, place.height)
    context.close_path()
    context.set_source_rgb(*tone)
    context.fill()
    return StaticLayer.cropped(picture)


def bed_tone(background: str, stage: Stage) -> Colour:
    """The bed's colour: the rig's own on its scenery, else the background's hue made dark."""
    if GRADIENT.fullmatch(background):
        ground = stops(background)[-1]
    elif re.fullmatch(r"#[0-9A-Fa-f]{6}", background):
        ground = colour(background)
    else:
        return colour(stage.bed)
    hue, _light, saturation = colorsys.rgb_to_hls(*ground)
    # Light captions need 7:1 on it; a lightness of .12 gives at least 12:1 to white for any hue.
    return colorsys.hls_to_rgb(hue, 0.12, min(saturation, 0.45))


def mixed(a: Colour, b: Colour, share: float) -> Colour:
    """The colour that is ``share`` of the way from ``a`` to ``b``."""
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


def _canvas(place: Layout) -> tuple[Frame, Context]:
    picture = blank(place.width, place.height)
    return picture, cairo.Context(surface_on(picture))
