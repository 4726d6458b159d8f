"""What stands behind and below the character: scenery, a colour or a picture; and the bed.

The bed is the dark ground along the lower edge: captions stand on one flat tone, and the cut of
the bust is hidden behind it. It lies in front of the character, so it is a layer of its own.
"""

from __future__ import annotations

import colorsys
import math
import random
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageColor, ImageOps, UnidentifiedImageError

from aligner.errors import InputError
from render import cairo_library as cairo
from render.frame import Context, Frame, Rect, blank, surface_on
from render.layout import Layout
from render.rigs import Stage
from render.scene import SceneState

MAX_PIXELS = 64_000_000
"""A larger picture is refused before it is decoded (8K is 33 million)."""

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


@dataclass(frozen=True, slots=True)
class StaticLayer:
    """A picture that never changes."""

    picture: Frame

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Nothing ever differs."""
        return []

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint the picture."""
        context.set_source_surface(surface_on(self.picture), 0, 0)
        context.paint()


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


def photograph(place: Layout, path: Path) -> StaticLayer:
    """A picture that covers the frame; what does not fit its shape is cut off at the sides.

    Raises:
        InputError: the file is missing, no picture, or too large.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes that are refused below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(path)
        with opened as image:
            if image.width * image.height > MAX_PIXELS:
                raise InputError(
                    f"the picture {path} is too large ({image.width} x {image.height})",
                    hint=f"make it smaller than {MAX_PIXELS // 1_000_000} million pixels",
                )
            upright = ImageOps.exif_transpose(image)
            rgb = np.asarray(_covering(upright.convert("RGB"), place.width, place.height))
    except Image.DecompressionBombError as err:
        raise InputError(
            f"the picture {path} is too large ({err})",
            hint=f"make it smaller than {MAX_PIXELS // 1_000_000} million pixels",
        ) from err
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as err:
        raise InputError(
            f"the picture {path} cannot be read ({err})", hint="give a png, jpg or webp file"
        ) from err
    picture = blank(place.width, place.height)
    picture[:, :, :3] = rgb[:, :, ::-1]
    picture[:, :, 3] = 255
    return StaticLayer(picture)


def _covering(image: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a picture, as large as the frame."""
    scale = max(width / image.width, height / image.height)
    x, y = (image.width - width / scale) / 2, (image.height - height / scale) / 2
    box = (
        max(0.0, x),
        max(0.0, y),
        min(image.width, image.width - x),
        min(image.height, image.height - y),
    )
    return image.resize((width, height), Image.Resampling.LANCZOS, box=box)


def bed(place: Layout, tone: Colour) -> StaticLayer:
    """The ground of the captions: a hill across the whole width."""
    picture = blank(place.width, place.height)
    context = cairo.Context(surface_on(picture))
    width, top, swell = place.width, place.bed_top, 0.018 * place.height
    context.move_to(0, top + swell)
    context.curve_to(0.3 * width, top - swell, 0.55 * width, top + swell, width, top - 0.4 * swell)
    context.line_to(width, place.height)
    context.line_to(0, place.height)
    context.close_path()
    context.set_source_rgb(*tone)
    context.fill()
    return StaticLayer(picture)


def bed_tone(background: str, stage: Stage) -> Colour:
    """The bed's colour: the rig's own on its scenery, else the background's hue made dark."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", background):
        return colour(stage.bed)
    hue, _light, saturation = colorsys.rgb_to_hls(*colour(background))
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
