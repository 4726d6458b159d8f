"""Pictures with transparency for encoders, right at their edges.

Cairo's colours are premultiplied; files hold straight ones. Where a picture is transparent it has
no colour, yet lossy codecs and halved chroma mix neighbours: black would creep into every edge. So
transparent pixels take the colour of what is next to them, which nobody sees and every mean needs.
"""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from render.frame import Frame, Rect
from render.yuv import bt709

GRID = 16
"""Colour reaches up to this many pixels into what is transparent; parts are cut on this grid, so
that a picture made in parts is the picture made whole."""


class Cutout:
    """Straight colours of a premultiplied picture that changes in parts.

    Args:
        pixels: ``(height, width, 4)``, the premultiplied BGRA that is followed.
        bleed: give transparent pixels the colours of their neighbours.

    Attributes:
        straight: ``(height, width, 4)`` BGRA, not premultiplied.
    """

    def __init__(self, pixels: Frame, *, bleed: bool) -> None:
        self._pixels = pixels
        self._bleed = bleed
        self.straight: Frame = np.zeros_like(pixels)

    def follow(self, changed: list[Rect]) -> list[Rect]:
        """Take over what has changed; gives where the straight picture has."""
        height, width = self._pixels.shape[:2]
        whole = Rect(0, 0, width, height)
        parts = [_on_grid(rect).within(whole) if self._bleed else rect for rect in changed]
        for part in parts:
            box = (slice(part.top, part.bottom), slice(part.left, part.right))
            source = self._pixels[box]
            self.straight[box] = bled(source) if self._bleed else straight(source)
        return parts


def _on_grid(rect: Rect) -> Rect:
    return Rect(
        rect.left // GRID * GRID,
        rect.top // GRID * GRID,
        -(-rect.right // GRID) * GRID,
        -(-rect.bottom // GRID) * GRID,
    )


def straight(picture: Frame) -> Frame:
    """Premultiplied colours divided by their alpha; BGRA."""
    alpha = picture[:, :, 3:]
    out = picture.copy()
    soft = (alpha[:, :, 0] > 0) & (alpha[:, :, 0] < 255)
    some = picture[soft].astype(np.uint16)
    low = some[:, 3:]
    out[soft, :3] = np.minimum((some[:, :3] * 255 + low // 2) // low, 255)
    return out


def bled(picture: Frame) -> Frame:
    """Straight colours, and those of the neighbours where there is no colour; BGRA.

    The mean of 2 x 2 pixels, weighted by their alpha, fills the holes of the pixels; that of
    4 x 4 the holes of the former, and so on up to the grid.
    """
    height, width = picture.shape[:2]
    room = ((0, -height % GRID), (0, -width % GRID), (0, 0))
    sums = np.pad(picture, room).astype(np.float32)
    levels = [sums]
    while 1 << (len(levels) - 1) < GRID:
        last = levels[-1]
        rows = last[0::2] + last[1::2]
        levels.append(rows[:, 0::2] + rows[:, 1::2])
    colour = np.zeros((*levels[-1].shape[:2], 3), np.float32)
    for level in reversed(levels):
        if colour.shape[:2] != level.shape[:2]:
            colour = colour.repeat(2, axis=0).repeat(2, axis=1)
        known = level[:, :, 3] > 0
        colour[known] = level[known][:, :3] * (255 / level[known][:, 3:])
    out = np.empty_like(picture)
    out[:, :, :3] = np.minimum(colour[:height, :width] + 0.5, 255)
    out[:, :, 3] = picture[:, :, 3]
    solid = picture[:, :, 3] == 255
    out[solid] = picture[solid]
    return out


def packed(picture: Frame, pixels: str) -> Any:
    """A BGRA picture as an ``av.VideoFrame`` in one of the packed formats, or in 4:4:4.

    Args:
        picture: straight BGRA.
        pixels: ``bgra``, ``rgba``, ``rgb24``, ``yuv444p10le`` or ``yuva444p10le``.
    """
    frame: Any = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgra")
    if pixels == "bgra":
        return frame
    if pixels.startswith("rgb"):
        return frame.reformat(format=pixels, interpolation=Interpolation.POINT)
    return frame.reformat(
        format=pixels,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.POINT,
    )


class HalvedChroma:
    """``yuva420p`` of a straight picture that changes in parts."""

    def __init__(self, straight_: Frame) -> None:
        self._straight = straight_
        height, width = straight_.shape[:2]
        self._planes: list[NDArray[np.uint8]] = [
            np.full((height, width), 16, np.uint8),
            np.full((height // 2, width // 2), 128, np.uint8),
            np.full((height // 2, width // 2), 128, np.uint8),
            np.zeros((height, width), np.uint8),
        ]

    def frame(self, changed: list[Rect]) -> Any:
        """The picture as it is now, in memory of its own."""
        for rect in changed:
            box = (slice(rect.top, rect.bottom), slice(rect.left, rect.right))
            half = tuple(slice(side.start // 2, side.stop // 2) for side in box)
            planes = bt709(self._straight[box])
            for plane, new, where in zip(
                self._planes, (planes.y, planes.u, planes.v), (box, half, half), strict=False
            ):
                plane[where] = new
            self._planes[3][box] = self._straight[box][:, :, 3]
        height, width = self._straight.shape[:2]
        frame: Any = av.VideoFrame(width, height, "yuva420p")
        for target, plane in zip(frame.planes, self._planes, strict=True):
            rows = np.frombuffer(target, np.uint8).reshape(target.height, -1)
            rows[:, : plane.shape[1]] = plane
        return frame
