"""Rectangles around a face, in whole pixels, padded and smoothed as the reference program does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

SMOOTHING = 5
"""Boxes averaged by :func:`smooth`."""


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels ``left <= x < right``, ``top <= y < bottom``, at least one of them."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right <= self.left or self.bottom <= self.top:
            raise ValueError(f"a box must hold at least one pixel: {self}")

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Pads:
    """Pixels to add to each side of a detected box; negative ones take away.

    The default reaches a little below a detected chin.
    """

    top: int = 0
    bottom: int = 10
    left: int = 0
    right: int = 0


def pad(box: Box, pads: Pads, *, width: int, height: int) -> Box:
    """A detected box with pads, cut off at the edges of its frame.

    Args:
        box: as detected.
        pads: what to add.
        width: of the frame.
        height: of the frame.

    Raises:
        ValueError: nothing of it is inside the frame.

    >>> pad(Box(10, 10, 60, 95), Pads(), width=100, height=100)
    Box(left=10, top=10, right=60, bottom=100)
    """
    return Box(
        left=max(0, box.left - pads.left),
        top=max(0, box.top - pads.top),
        right=min(width, box.right + pads.right),
        bottom=min(height, box.bottom + pads.bottom),
    )


def smooth(boxes: Sequence[Box], window: int = SMOOTHING) -> list[Box]:
    """Boxes that tremble less, one for each given, exactly as the reference program smooths.

    Each is replaced by the mean of itself and the ``window - 1`` after it, cut off to whole
    pixels. Near the end there are too few after it, and the last ``window`` boxes are taken
    instead; by then some of those have been replaced, and the means are over the new values.

    With fewer boxes than ``window`` the reference's "last ``window``" reaches before the first
    box, which in Python counts from the end: of three boxes the last two are averaged, of four
    only the last. Both are kept, so that the results are the same to the pixel.

    >>> [box.left for box in smooth([Box(x, 0, 100, 9) for x in range(7, 87, 10)])]
    [27, 37, 47, 57, 61, 63, 65, 64]
    """
    if window < 1:
        raise ValueError(f"a mean takes at least one box: {window}")
    smoothed = list(boxes)
    for i in range(len(smoothed)):
        if i + window > len(smoothed):
            near = smoothed[len(smoothed) - window :]
        else:
            near = smoothed[i : i + window]
        sides = zip(*map(astuple, near), strict=True)
        smoothed[i] = Box(*(int(sum(side) / len(near)) for side in sides))
    return smoothed
