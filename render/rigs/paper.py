"""Paper behind drawings: what colour it has in each place, and how it is taken out.

A photo of a sheet is lit from one side, so the paper has no one colour. It is measured in blocks,
a curved surface is laid through those that are paper, and what differs from it is ink.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from media_core.errors import RigError
from render.frame import Frame
from render.rigs.ink import Mask, holes_filled
from render.rigs.pictures import Bitmap, cropped

BLOCKS = 24
"""Blocks in each direction in which the paper is measured."""

NEAR = (0.3, 0.15, 0.08, 0.05)
"""Blocks further than this from the surface (of white) are no paper; narrower each time, since the
first surface is bent by the table that the paper lies on."""

INK = 0.1
"""What differs from the paper by this share is ink, if the paper is no noisier; pencil has 0.3."""

NOISE = 6.0
"""What differs by so many times the usual grain of the paper is no grain."""

DARKEST = 0.2
"""Paper darker than this is compared as if it were as bright, or its grain would count for ink."""

WHITE = 0.4
"""Paper brighter than this is white in some light; darker one is coloured, and so is what is drawn
on it."""

MOST_PIXELS = 17_000_000
"""Of a picture from which paper is taken: it is held several times; 4096 x 4096 is allowed."""

_STRIP = 256

Light = NDArray[np.float32]
"""Colour of the paper in coarse blocks, ``(rows, columns, 3)``, 0..1, red first."""


def paper_light(picture: NDArray[np.uint8]) -> Light:
    """The colour of the paper in each place of a picture.

    Args:
        picture: ``(height, width, 3)``.
    """
    height, width = picture.shape[:2]
    rows, columns = min(BLOCKS, height), min(BLOCKS, width)
    colours = np.empty((rows, columns, 3), np.float32)
    for y in range(rows):
        for x in range(columns):
            block = picture[
                y * height // rows : (y + 1) * height // rows,
                x * width // columns : (x + 1) * width // columns,
            ]
            few = block[:: max(1, block.shape[0] // 24), :: max(1, block.shape[1] // 24)]
            colours[y, x] = np.median(few, axis=(0, 1)) / 255
    y, x = (axis.reshape(-1) for axis in np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j])
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=1)
    flat = colours.reshape(-1, 3).astype(np.float64)
    surface = np.broadcast_to(_usual(flat), flat.shape)
    for near in NEAR:
        paper = np.abs(flat - surface).max(axis=1) <= near
        if paper.sum() < 12:
            break
        # Few blocks on one side cannot say how the light bends.
        used = terms if paper.sum() > paper.size / 3 else terms[:, :3]
        factors, *_ = np.linalg.lstsq(used[paper], flat[paper], rcond=None)
        surface = used @ factors
    return np.clip(surface, 0, 1.2).reshape(rows, columns, 3).astype(np.float32)


def _usual(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """The colour that most blocks have: the middle of the fullest of eight grades of brightness."""
    grade = np.minimum((colours.mean(axis=1) * 8).astype(int), 7)
    # Two neighbouring grades at a time: a light that fades runs over the border of one.
    counts = np.bincount(grade, minlength=9)
    first = int(np.argmax(counts[:-1] + counts[1:]))
    middle: NDArray[np.float64] = np.median(
        colours[(grade == first) | (grade == first + 1)], axis=0
    )
    return middle


def _strips(picture: NDArray[np.uint8], light: Light) -> Iterator[tuple[slice, Light, Light]]:
    """Rows of a picture as shares of white, and the paper below them."""
    height, width = picture.shape[:2]
    channels = [Image.fromarray(np.ascontiguousarray(light[:, :, c])) for c in range(3)]
    for top in range(0, height, _STRIP):
        rows = slice(top, min(height, top + _STRIP))
        box = (
            0,
            top * light.shape[0] / height,
            light.shape[1],
            rows.stop * light.shape[0] / height,
        )
        size = (width, rows.stop - top)
        paper = [c.resize(size, Image.Resampling.BILINEAR, box=box) for c in channels]
        yield (
            rows,
            picture[rows].astype(np.float32) / np.float32(255),
            np.stack([np.asarray(c, np.float32) for c in paper], axis=2),
        )


def distance(picture: NDArray[np.uint8], light: Light) -> NDArray[np.uint8]:
    """How far each pixel is from the paper: 0 to 255 for a share of 0 to 1 of the paper."""
    out = np.empty(picture.shape[:2], np.uint8)
    for rows, colours, paper in _strips(picture, light):
        out[rows] = (
            np.minimum(np.abs(colours - paper) / np.maximum(paper, DARKEST), 1).max(axis=2) * 255
        )
    return out


def ink_from(far: NDArray[np.uint8]) -> float:
    """The distance from which a pixel is ink: above the grain of the paper, 0..255."""
    grain = float(np.median(far[::3, ::3]))
    return float(np.clip(NOISE * grain, INK * 255, 0.4 * 255))


def opacity(far: NDArray[np.uint8], inside: Mask, least: float) -> NDArray[np.uint8]:
    """How opaque each pixel of a drawing is.

    What lies inside of a drawing is opaque whatever its colour; its rim is as soft as it was drawn.

    Args:
        far: distance from the paper.
        inside: ink, and what it encloses.
        least: the distance from which a pixel is ink.
    """
    near = _spread(inside)
    core = ~_spread(~inside)
    soft = np.clip((far.astype(np.float32) - least / 2) / (least * 1.5), 0, 1) * 255
    alpha = np.where(core, 255, soft).astype(np.uint8)
    alpha[~near] = 0
    return alpha


def _spread(mask: Mask, steps: int = 2) -> Mask:
    """A mask grown by some pixels in all four directions."""
    out = mask.copy()
    for _ in range(steps):
        grown = out.copy()
        grown[1:] |= out[:-1]
        grown[:-1] |= out[1:]
        grown[:, 1:] |= out[:, :-1]
        grown[:, :-1] |= out[:, 1:]
        out = grown
    return out


def without_light(picture: NDArray[np.uint8], light: Light, alpha: NDArray[np.uint8]) -> Frame:
    """The drawing alone, as if lit evenly and the paper were white.

    Returns:
        Premultiplied BGRA; the share of the paper in soft pixels is taken out.
    """
    out = np.empty((*alpha.shape, 4), np.uint8)
    usual = np.median(light, axis=(0, 1))
    shown_as = np.ones(3, np.float32) if usual.max() > WHITE else usual
    for rows, colours, paper in _strips(picture, light):
        gain = shown_as / np.maximum(paper, min(DARKEST, float(usual.min()) + 0.01))
        share = alpha[rows, :, None].astype(np.float32) / 255
        even = np.clip((colours - (1 - share) * paper) * gain, 0, share)
        out[rows, :, 2::-1] = np.rint(even * 255).astype(np.uint8)
        out[rows, :, 3] = alpha[rows]
    return out


def cut_out(picture: NDArray[np.uint8]) -> Frame:
    """One drawing on paper, without the paper; it stays where it is.

    Args:
        picture: ``(height, width, 3)``.
    """
    light = paper_light(picture)
    far = distance(picture, light)
    least = ink_from(far)
    return without_light(picture, light, opacity(far, holes_filled(far > least), least))


def cut_bitmap(bitmap: Bitmap, name: str) -> Bitmap:
    """A picture without its paper; one that has none stays as it is.

    Raises:
        RigError: it is too large for that.
    """
    if not bitmap.whole_canvas or not is_on_paper(bitmap.pixels):
        return bitmap
    if bitmap.canvas[0] * bitmap.canvas[1] > MOST_PIXELS:
        raise RigError(
            f"{name} is too large to take its paper out "
            f"({bitmap.canvas[0]} x {bitmap.canvas[1]} pixels)",
            hint=f"export it with at most {MOST_PIXELS // 1_000_000} million pixels",
        )
    colours = np.ascontiguousarray(bitmap.pixels[:, :, 2::-1])
    return cropped(cut_out(colours), bitmap.canvas)


def is_on_paper(pixels: Frame) -> bool:
    """Whether a picture is opaque all over and its rim is of one colour, or fades evenly."""
    if min(pixels.shape[:2]) < 8 or not bool((pixels[:, :, 3] == 255).all()):
        return False
    rim = _rim(pixels)
    y, x = (part.astype(np.float64) for part in np.divmod(rim, pixels.shape[1]))
    colours = pixels.reshape(-1, 4)[rim, :3].astype(np.float64) / 255
    terms = np.stack([np.ones_like(x), x / pixels.shape[1], y / pixels.shape[0]], axis=1)
    factors, *_ = np.linalg.lstsq(terms, colours, rcond=None)
    return bool(np.abs(terms @ factors - colours).mean(axis=0).max() < RIM)


RIM = 0.04
"""How much the rim of a picture differs on average from an even shade, if there is paper on it."""


def _rim(pixels: Frame) -> NDArray[np.int64]:
    """Numbers of the pixels at the edge."""
    height, width = pixels.shape[:2]
    numbers = np.arange(height * width).reshape(height, width)
    return np.concatenate([numbers[0], numbers[-1], numbers[1:-1, 0], numbers[1:-1, -1]])
