"""Pixel pictures of strangers: opened with care, kept premultiplied, drawn at any size."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

from media_core.errors import RigError
from media_core.files import check_file
from render.frame import Frame, Rect, blank, filled_part
from render.rigs.art import Notices

FORMATS = ("PNG", "WEBP", "JPEG")
SUFFIXES = (".png", ".webp", ".jpg", ".jpeg")

MAX_SIDE = 16_384
"""Pixels of a picture's side; Cairo's surfaces end at 32767."""

MAX_PIXELS = 40_000_000
"""Pixels of one picture, refused before it is decoded; 4K is 8 million, A4 at 600 dpi 35."""

MAX_HELD = 150_000_000
"""Pixels of all pictures of a rig together, without their transparent margins (600 MB)."""

SHRINKS = 0.7
"""A scale below which many pixels become one, so that the shape of the filter matters little."""

PIXEL_ART = (256, 2.0)
"""A drawing no higher than this that is enlarged by more than this is pixel art."""


@dataclass(frozen=True, eq=False)
class Bitmap:
    """A picture without its transparent margin.

    Attributes:
        pixels: premultiplied BGRA.
        left, top: where it lies on its canvas.
        canvas: width and height that it was drawn on.
    """

    pixels: Frame
    left: int
    top: int
    canvas: tuple[int, int]

    @property
    def empty(self) -> bool:
        """True if nothing is on it."""
        return not self.pixels[:, :, 3].any()

    @property
    def whole_canvas(self) -> bool:
        """True if it reaches all edges of its canvas."""
        return self.pixels.shape[1::-1] == self.canvas

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of what is drawn, on the canvas."""
        height, width = self.pixels.shape[:2]
        return self.left + width / 2, self.top + height / 2

    @property
    def box(self) -> Rect:
        """Where it lies on its canvas."""
        height, width = self.pixels.shape[:2]
        return Rect(self.left, self.top, self.left + width, self.top + height)

    def whole(self) -> Frame:
        """With its margin."""
        return self.part(Rect(0, 0, *self.canvas))

    def part(self, box: Rect) -> Frame:
        """A copy of what is in a rectangle of its canvas."""
        frame = blank(box.right - box.left, box.bottom - box.top)
        own, seen = self.box, self.box.within(box)
        if not seen.empty:
            frame[
                seen.top - box.top : seen.bottom - box.top,
                seen.left - box.left : seen.right - box.left,
            ] = self.pixels[
                seen.top - own.top : seen.bottom - own.top,
                seen.left - own.left : seen.right - own.left,
            ]
        return frame


class Budget:
    """Counts what a rig holds in memory, and refuses too much.

    Raises:
        RigError: at the picture that is one too many.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._held = 0

    def take(self, pixels: int) -> None:
        """Count some pixels."""
        self._held += pixels
        if self._held > MAX_HELD:
            raise RigError(
                f"the pictures of {self._name} are too large together "
                f"(over {MAX_HELD // 1_000_000} million pixels)",
                hint="export them smaller; 1080 pixels high is enough for most videos",
            )


@contextmanager
def opened(source: Path | IO[bytes], name: str) -> Iterator[Image.Image]:
    """A picture file, not yet decoded; what goes wrong inside is explained, too.

    Raises:
        RigError: no picture, broken, or too large.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of sizes that are refused below, and of odd metadata.
            warnings.simplefilter("ignore")
            with Image.open(source, formats=FORMATS) as image:
                refuse_large(*image.size, name)
                yield image
    except (Image.DecompressionBombError, MemoryError) as err:
        raise RigError(f"{name} is too large", hint="export it smaller") from err
    except UnidentifiedImageError as err:
        raise RigError(
            f"{name} is no picture that can be read", hint="export it as PNG or WebP"
        ) from err
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError) as err:
        raise RigError(
            f"{name} cannot be read ({err})", hint="export it again as PNG or WebP"
        ) from err


def refuse_large(width: int, height: int, name: str) -> None:
    """Refuse sides and areas that nobody needs.

    Raises:
        RigError: too many pixels, or none.
    """
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        raise RigError(
            f"{name} is too large ({width} x {height} pixels)",
            hint=f"export it with at most {MAX_PIXELS // 1_000_000} million pixels",
        )


def read_picture(
    source: Path | IO[bytes], name: str, tell: Notices, budget: Budget | None = None
) -> Bitmap:
    """A picture file.

    Raises:
        RigError: no picture, broken, or too large.
    """
    if isinstance(source, Path):
        check_file(source, what="picture", error=RigError)
    with opened(source, name) as image:
        tell_of_colours(image, name, tell)
        size = image.size
        image.load()
        box = _shown(image)
        if box is None:
            return Bitmap(blank(1, 1), 0, 0, size)
        pixels = _in_strips(image, box)
    if budget is not None:
        budget.take(pixels.shape[0] * pixels.shape[1])
    return Bitmap(pixels, box[0], box[1], size)


_STRIP = 512
"""Rows that are changed at once: a picture of 40 million pixels takes its memory twice."""


def _shown(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The part of a picture that is not transparent."""
    width, height = image.size
    boxes = []
    for top in range(0, height, _STRIP):
        strip = image.crop((0, top, width, min(height, top + _STRIP)))
        box = in_colours(strip).getchannel("A").getbbox()
        if box is not None:
            boxes.append((box[0], box[1] + top, box[2], box[3] + top))
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _in_strips(image: Image.Image, box: tuple[int, int, int, int]) -> Frame:
    """A part of a picture as premultiplied BGRA."""
    left, top, right, bottom = box
    frame = blank(right - left, bottom - top)
    for y in range(top, bottom, _STRIP):
        strip = premultiplied(image.crop((left, y, right, min(bottom, y + _STRIP))))
        frame[y - top : y - top + strip.shape[0]] = strip
    return frame


def in_colours(image: Image.Image) -> Image.Image:
    """Any decoded picture as RGBA with 8 bits a channel."""
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        image = image.point(lambda value: value / 256).convert("L")
    return image if image.mode == "RGBA" else image.convert("RGBA")


def premultiplied(image: Image.Image) -> Frame:
    """Any decoded picture as premultiplied BGRA."""
    data = bytearray(in_colours(image).convert("RGBa").tobytes("raw", "BGRa"))
    return np.frombuffer(data, np.uint8).reshape(image.height, image.width, 4)


def cropped(pixels: Frame, canvas: tuple[int, int], budget: Budget | None = None) -> Bitmap:
    """Without the transparent margin, in memory of its own."""
    part = filled_part(pixels)
    if part.empty:
        return Bitmap(blank(1, 1), 0, 0, canvas)
    if budget is not None:
        budget.take((part.right - part.left) * (part.bottom - part.top))
    own = pixels[part.top : part.bottom, part.left : part.right].copy()
    return Bitmap(own, part.left, part.top, canvas)


def _filter(scale: float) -> Image.Resampling:
    """Where a picture shrinks much, a short filter looks alike in less than half of the time."""
    return Image.Resampling.HAMMING if scale < SHRINKS else Image.Resampling.LANCZOS


def tell_of_colours(image: Image.Image, name: str, tell: Notices) -> None:
    """Tell of colours that are read, but not kept as they are."""
    if image.mode == "CMYK":
        tell.warn("cmyk", name, f"{name} is CMYK; its colours will look different", "export as RGB")
    deep = image.mode.startswith("I") or _rawmode_is_deep(image)
    if deep:
        tell.note("16-bit", name, f"{name} has 16 bits a colour; 8 are used", "export with 8 bits")


def _rawmode_is_deep(image: Image.Image) -> bool:
    """True for a PNG with 16 bits a channel, which Pillow reduces while it reads."""
    tiles = getattr(image, "tile", None) or ()
    return any("16B" in str(tile[3]) for tile in tiles)


def scaled(
    bitmap: Bitmap, scale: float, x: float, y: float, smooth: bool
) -> tuple[Frame, int, int]:
    """A bitmap at a size, its canvas' corner at ``x, y`` pixels.

    Returns:
        Premultiplied pixels and the place of their corner.
    """
    height, width = bitmap.pixels.shape[:2]
    left, top = x + bitmap.left * scale, y + bitmap.top * scale
    if scale == 1 and left == int(left) and top == int(top):
        return bitmap.pixels, int(left), int(top)
    outer = (
        math.floor(left) - 1,
        math.floor(top) - 1,
        math.ceil(left + width * scale) + 1,
        math.ceil(top + height * scale) + 1,
    )
    # What the filter reaches beyond the picture is transparent, not a repeated edge.
    margin = math.ceil(4 / min(scale, 1)) + 2
    grown = blank(width + 2 * margin, height + 2 * margin)
    grown[margin : margin + height, margin : margin + width] = bitmap.pixels
    box = (
        (outer[0] - left) / scale + margin,
        (outer[1] - top) / scale + margin,
        (outer[2] - left) / scale + margin,
        (outer[3] - top) / scale + margin,
    )
    # CMYK is Pillow's name for four channels that it leaves alone.
    source = Image.frombuffer("CMYK", grown.shape[1::-1], grown, "raw", "CMYK", 0, 1)
    filter_ = _filter(scale) if smooth else Image.Resampling.NEAREST
    size = (outer[2] - outer[0], outer[3] - outer[1])
    done = np.array(source.resize(size, filter_, box=box, reducing_gap=3.0))
    if filter_ is Image.Resampling.LANCZOS:  # it has negative lobes, so it overshoots
        for channel in range(3):  # one at a time, which NumPy does seven times as fast
            np.minimum(done[:, :, channel], done[:, :, 3], out=done[:, :, channel])
    return done, outer[0], outer[1]
