"""Pictures as video stores them: BT.709, limited range, chroma for each square of four pixels.

libswscale (inside PyAV) converts. It is told to round exactly and to take the plain mean of the
four pixels of a chroma sample, so what a part of a picture becomes does not depend on what is
around it: a picture that is converted in parts is the picture converted whole, as long as the
parts lie on even pixels.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from render.frame import Frame, Rect

Plane = NDArray[np.uint8]

EXACT = 0x80000
"""SWS_BITEXACT of libswscale: without it, sums depend on where a part begins. The numbers are those
of SWS_ACCURATE_RND, in two thirds of its time."""

_WAYS: dict[str, Any] = {
    "format": "yuv420p",
    "src_colorspace": Colorspace.ITU709,
    "dst_colorspace": Colorspace.ITU709,
    "src_color_range": ColorRange.JPEG,
    "dst_color_range": ColorRange.MPEG,
    "interpolation": int(Interpolation.AREA) | EXACT,
    # Each thread keeps lines of its own for each size: on many cores that is much memory, and
    # parts are too small to gain by it.
    "threads": 1,
}

GRID = (32, 16)
"""Parts should begin and end on multiples of these, across and down: libswscale takes them where
they are, and preparing it for a new size costs more than some pixels that nobody needs. Others are
copied and filled up."""

_SIZES = 24
"""Prepared converters that are kept."""

_converters: OrderedDict[tuple[int, int], VideoReformatter] = OrderedDict()


@dataclass(frozen=True, eq=False, slots=True)
class Planes:
    """A 4:2:0 picture: ``y`` of its full size, ``u`` and ``v`` of half its sides."""

    y: Plane
    u: Plane
    v: Plane

    def part(self, rect: Rect) -> Planes:
        """A view of a rectangle with even edges."""
        half = (slice(rect.top // 2, rect.bottom // 2), slice(rect.left // 2, rect.right // 2))
        return Planes(
            self.y[rect.top : rect.bottom, rect.left : rect.right], self.u[half], self.v[half]
        )

    def put(self, other: Planes) -> None:
        """Take over the numbers of a picture of the same size."""
        self.y[:], self.u[:], self.v[:] = other.y, other.u, other.v

    def copy(self) -> Planes:
        """A picture of its own."""
        return Planes(self.y.copy(), self.u.copy(), self.v.copy())

    def joined(self) -> NDArray[np.uint8]:
        """All numbers one after the other, ``(height * 3 // 2, width)``, as files have them."""
        height, width = self.y.shape
        flat = np.concatenate([plane.ravel() for plane in (self.y, self.u, self.v)])
        return flat.reshape(height * 3 // 2, width)

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.y.nbytes + self.u.nbytes + self.v.nbytes


def new_picture(width: int, height: int) -> tuple[Planes, Any]:
    """A black picture, and the ``av.VideoFrame`` (yuv420p) whose memory its planes are."""
    frame: Any = av.VideoFrame(width, height, "yuv420p")
    planes = Planes(*(_view(frame, index, *_sides(width, height, index)) for index in range(3)))
    planes.y[:], planes.u[:], planes.v[:] = 16, 128, 128
    return planes, frame


def _sides(width: int, height: int, index: int) -> tuple[int, int]:
    return (width, height) if index == 0 else (width // 2, height // 2)


def _view(frame: Any, index: int, width: int, height: int) -> Plane:
    plane = frame.planes[index]
    return np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:height, :width]


def bt709(picture: Frame) -> Planes:
    """An opaque picture with even sides in Y, U and V (ITU-R BT.709-6, items 3.2 to 3.5).

    The numbers are those of the exact formula, rounded.
    """
    height, width = picture.shape[:2]
    wide, high = (-(-side // step) * step for side, step in zip((width, height), GRID, strict=True))
    if (wide, high) != (width, height):
        room = _room(wide * high).reshape(high, wide, 4)
        room[:height, :width] = picture
        picture = room
    converter = _converters.get((wide, high))
    if converter is None:
        converter = _converters[wide, high] = VideoReformatter()
        if len(_converters) > _SIZES:
            _converters.popitem(last=False)
    _converters.move_to_end((wide, high))
    source: Any = av.VideoFrame.from_numpy_buffer(picture, format="bgra")
    done = converter.reformat(source, **_WAYS)
    return Planes(*(_view(done, index, *_sides(width, height, index)) for index in range(3)))


_rooms: list[Frame] = [np.zeros((1, 4), np.uint8)]


def _room(pixels: int) -> Frame:
    """Room for so many pixels; the same memory each time."""
    if len(_rooms[0]) < pixels:
        _rooms[0] = np.zeros((pixels, 4), np.uint8)
    return _rooms[0][:pixels]
