"""A picture as the background: fitted to the frame, blurred, or slowly moving."""

from __future__ import annotations

import io
import math
import random
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter, ImageOps, UnidentifiedImageError

from media_core.errors import InputError
from media_core.files import open_file
from media_core.fingerprint import fingerprint
from render import cairo_library as cairo
from render.frame import Context, Frame, Rect, surface_on
from render.layers.background import StaticLayer
from render.layout import Layout
from render.scene import SceneState

MAX_PIXELS = 64_000_000
"""A larger picture is refused before it is decoded (8K is 33 million)."""

Fit: TypeAlias = Literal["fill", "fit", "blur"]
FITS: tuple[Fit, ...] = ("fill", "fit", "blur")
"""``fill`` covers the frame and cuts off what does not fit; ``fit`` shows all of the picture, on a
blurred one; ``blur`` is a blurred one alone."""

BLUR = 0.035
"""Radius of the blur, in heights of the frame: no letter or face of the picture is left."""

DIM = 0.72
"""Brightness of what is blurred: it is a ground, not a picture."""

BESIDE_WORDS = 0.3
"""And where words stand on it: white letters have a contrast of 9:1 to a white cover's blur."""

_SMALL = 8  # a blur is made of a picture so much smaller: it looks the same


def open_picture(source: Path | bytes, name: str = "") -> Image.Image:
    """A picture in RGB, upright as its camera was held.

    Args:
        source: a file, or what is in one.
        name: for messages; the path if empty.

    Raises:
        InputError: it is missing, no picture, damaged, or too large.
    """
    name = name or str(source)
    opening = open_file(source, what="picture") if isinstance(source, Path) else io.BytesIO(source)
    with opening as file:
        if not file.seek(0, io.SEEK_END):
            raise InputError(f"the picture {name} is empty", hint="export or download it again")
        file.seek(0)
        return _upright(file, name)


def _upright(file: IO[bytes], name: str) -> Image.Image:
    """The picture in an open file, decoded and turned as its camera was held."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes that are refused below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file)
        with opened as image:
            if image.width * image.height > MAX_PIXELS:
                raise InputError(
                    f"the picture {name} is too large ({image.width} x {image.height})",
                    hint=f"make it smaller than {MAX_PIXELS // 1_000_000} million pixels",
                )
            return ImageOps.exif_transpose(image).convert("RGB")
    except Image.DecompressionBombError as err:
        raise InputError(
            f"the picture {name} is too large ({err})",
            hint=f"make it smaller than {MAX_PIXELS // 1_000_000} million pixels",
        ) from err
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError) as err:
        raise InputError(
            f"the picture {name} cannot be read ({err})", hint="give a png, jpg or webp file"
        ) from err


def photograph(place: Layout, image: Image.Image, fit: Fit = "fill") -> StaticLayer:
    """A picture that stands still."""
    return StaticLayer(as_frame(fitted(image, place.width, place.height, fit, place.picture)))


def fitted(
    image: Image.Image, width: int, height: int, fit: Fit, inside: Rect | None = None
) -> Image.Image:
    """A picture of the frame's size, made of one of any size.

    Args:
        image: of any size.
        width: of the frame.
        height: of the frame.
        fit: how it is fitted.
        inside: where a picture that is shown whole stands; words stand on all the rest.
    """
    if fit == "fill":
        return _covering(image, width, height)
    small = [max(8, side // _SMALL) for side in (width, height)]
    ground = _covering(image, *small).filter(ImageFilter.GaussianBlur(BLUR * small[1]))
    ground = ground.resize((width, height), Image.Resampling.BICUBIC)
    ground = ImageEnhance.Brightness(ground).enhance(DIM if inside is None else BESIDE_WORDS)
    if fit == "fit":
        room = inside or Rect(0, 0, width, height)
        wide, high = room.right - room.left, room.bottom - room.top
        scale = min(wide / image.width, high / image.height)
        size = [max(1, round(side * scale)) for side in image.size]
        whole = image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
        ground.paste(whole, (room.left + (wide - size[0]) // 2, room.top + (high - size[1]) // 2))
    return ground


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


def as_frame(image: Image.Image, *, swapped: bool = False) -> Frame:
    """A picture as the renderer keeps it; ``swapped`` if its red is blue already."""
    frame = np.empty((image.height, image.width, 4), np.uint8)
    rgb: NDArray[np.uint8] = np.asarray(image)
    frame[:, :, :3] = rgb if swapped else rgb[:, :, ::-1]
    frame[:, :, 3] = 255
    return frame


# A slow move over a still picture, which film makers call after Ken Burns.

CLOSEST = 1.12
"""How much the picture is enlarged at most beyond covering the frame; art: a push of 6 % a
section, and never so fast that one sees it begin."""

SHOT_MS = 14_000
"""From one place to the next."""


@dataclass(frozen=True, eq=False)
class MovingPicture:
    """A picture over which the camera wanders, from place to place, without a cut.

    Attributes:
        picture: ``CLOSEST`` times the size of the frame.
        size: of the frame.
        seed: of the places.
        loop: milliseconds after which the camera is back where it began; 0 = never.
    """

    picture: Frame
    size: tuple[int, int]
    seed: int
    loop: int = 0

    @classmethod
    def of(
        cls, place: Layout, image: Image.Image, fit: Fit, seed: int, loop: int = 0
    ) -> MovingPicture:
        """Prepare a picture for a frame."""
        width, height = (math.ceil(side * CLOSEST) for side in (place.width, place.height))
        picture = as_frame(fitted(image, width, height, fit))
        return cls(picture, (place.width, place.height), seed, loop)

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Everything, all the time."""
        return [] if before.moment == now.moment else [Rect(0, 0, *self.size)]

    def shows(self, state: SceneState) -> tuple[object, ...]:
        """The picture, and where the camera is."""
        return self._name, self.view(state.moment)

    @cached_property
    def _name(self) -> str:
        return fingerprint(self.picture)

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint the part that the camera sees."""
        scale, x, y = self.view(state.moment)
        context.save()
        context.scale(scale, scale)
        context.set_source_surface(self._surface, -x, -y)
        context.get_source().set_filter(cairo.FILTER_BILINEAR)
        context.paint()
        context.restore()

    def view(self, moment: int) -> tuple[float, float, float]:
        """Scale of the picture, and its point that is in the frame's upper left corner."""
        shot = SHOT_MS
        if self.loop:
            shot = self.loop // max(2, round(self.loop / SHOT_MS))
        number, since = divmod(moment, shot)
        share = since / shot
        eased = share * share * (3 - 2 * share)
        begin, end = (self._place(number + n, shot) for n in (0, 1))
        near, left, top = (a + (b - a) * eased for a, b in zip(begin, end, strict=True))
        scale = (1 + (CLOSEST - 1) * near) / CLOSEST
        height, width = self.picture.shape[:2]
        free_x = width - self.size[0] / scale
        free_y = height - self.size[1] / scale
        return scale, free_x * left, free_y * top

    def _place(self, number: int, shot: int) -> tuple[float, float, float]:
        """Nearness, and the share of the free room to the left and above: all 0..1."""
        if self.loop:
            number %= self.loop // shot
        chance = random.Random(f"{self.seed} {number}")
        near = 0.2 * chance.random() + (0.75 if number % 2 else 0.05)  # in, out, in, out
        return near, chance.random(), chance.random()

    @cached_property
    def _surface(self) -> Any:
        return surface_on(self.picture, opaque=True)
