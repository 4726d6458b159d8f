"""Pictures inside the renderer: premultiplied BGRA arrays, and Cairo surfaces on top of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from render import cairo_library as cairo

Frame: TypeAlias = NDArray[np.uint8]
"""A picture, ``(height, width, 4)`` uint8, blue-green-red-alpha, colours premultiplied."""

Context: TypeAlias = Any
"""A cairocffi drawing context (the library ships no type information)."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of pixels: left, top (inside), right, bottom (outside). May be empty."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """True if it holds no pixel."""
        return self.right <= self.left or self.bottom <= self.top

    def within(self, other: Rect) -> Rect:
        """What both share."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def union(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both."""
        if self.empty or other.empty:
            return other if self.empty else self
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def even(self) -> Rect:
        """Grown to even edges, on which 4:2:0 chroma samples lie."""
        return Rect(self.left & ~1, self.top & ~1, (self.right + 1) & ~1, (self.bottom + 1) & ~1)

    def on_grid(self, across: int, down: int) -> Rect:
        """Grown to edges that are multiples of a grid's steps; what is empty stays so."""
        if self.empty:
            return NOTHING
        return Rect(
            self.left // across * across,
            self.top // down * down,
            -(-self.right // across) * across,
            -(-self.bottom // down) * down,
        )

    def moved(self, x: int, y: int) -> Rect:
        """The same rectangle elsewhere."""
        return Rect(self.left + x, self.top + y, self.right + x, self.bottom + y)


NOTHING = Rect(0, 0, 0, 0)


def blank(width: int, height: int) -> Frame:
    """A transparent picture."""
    return np.zeros((height, width, 4), np.uint8)


def surface_on(frame: Frame, *, opaque: bool = False) -> Any:
    """A Cairo surface that draws into ``frame``, or whose picture ``frame`` is.

    The array must not be resized or freed by hand: the surface keeps it, Cairo a pointer to it.

    Args:
        frame: contiguous.
        opaque: do not look at the alpha channel, which makes it faster to paint.
    """
    height, width = frame.shape[:2]
    form = cairo.FORMAT_RGB24 if opaque else cairo.FORMAT_ARGB32
    return cairo.ImageSurface.create_for_data(memoryview(frame.data).cast("B"), form, width, height)


def filled_part(frame: Frame) -> Rect:
    """The smallest rectangle that holds every pixel with a colour."""
    seen = frame[:, :, 3] > 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if len(rows) == 0:
        return NOTHING
    return Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def straight_rgba(frame: Frame) -> NDArray[np.uint8]:
    """The picture as other programs want it: ``(height, width, 4)`` RGBA, not premultiplied."""
    alpha = frame[:, :, 3:].astype(np.uint16)
    colours = frame[:, :, 2::-1].astype(np.uint16)
    safe = np.maximum(alpha, 1)
    straight = np.minimum((colours * 255 + safe // 2) // safe, 255)
    return np.concatenate([straight, alpha], axis=2).astype(np.uint8)
