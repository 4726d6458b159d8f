"""Bilinear resizing of 8-bit pictures in whole numbers, byte for byte as OpenCV does it.

The network was trained on pictures resized by OpenCV's ``resize`` with ``INTER_LINEAR``. Its way is
fixed in every detail: weights of 11 bits, a first pass along the rows that keeps all bits, a second
along the columns that drops four bits before and sixteen after multiplying. A resizer in floating
point differs from it by one grey level here and there. The arithmetic is OpenCV's
(``modules/imgproc/src/resize.cpp``, Apache-2.0), written anew so that the library is not needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BITS = 11


def resize(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A picture in another size; its shape may change, too.

    Args:
        picture: (H, W, C), at least one pixel.
        width: new width, at least 1.
        height: new height, at least 1.

    Returns:
        (height, width, C).
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or not picture.size:
        raise ValueError(
            f"a picture is (H, W, C) in uint8, not empty: got {picture.shape} {picture.dtype}"
        )
    if width < 1 or height < 1:
        raise ValueError(f"a picture has at least one pixel: {width} x {height}")
    old_height, old_width, _ = picture.shape
    if (old_width, old_height) == (width, height):
        return picture.copy()
    if (old_width, old_height) == (2 * width, 2 * height):
        return _halve(picture)
    x, across = _weights(old_width, width)
    y, down = _weights(old_height, height, keep_at_edges=True)
    wide = picture.astype(np.int32)
    a = across[:, :, None]  # (2, width) -> (2, width, 1)
    rows = wide[:, x[0]] * a[0] + wide[:, x[1]] * a[1]  # (H, W, C) -> (H, width, C)
    rows >>= 4
    d = down[:, :, None, None]  # (2, height) -> (2, height, 1, 1)
    upper = (rows[y[0]] * d[0]) >> 16  # (H, width, C) -> (height, width, C)
    lower = (rows[y[1]] * d[1]) >> 16
    resized: NDArray[np.uint8] = ((upper + lower + 2) >> 2).astype(np.uint8)
    return resized


def _halve(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # OpenCV takes the rounded mean of each 2 x 2 square when both sides are exactly halved.
    wide = picture.astype(np.int32)
    return (
        (wide[::2, ::2] + wide[::2, 1::2] + wide[1::2, ::2] + wide[1::2, 1::2] + 2) >> 2
    ).astype(np.uint8)


def _weights(
    old: int, new: int, *, keep_at_edges: bool = False
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """The two old pixels that make each new one, and their weights out of 2048: (2, new) each.

    Positions are computed in float64 and rounded to float32, as there. Beyond the first and last
    pixel OpenCV takes one pixel whole along a row but still mixes it with itself along a column
    (``keep_at_edges``), which rounds differently.
    """
    scale = 1 / (new / old)
    position = ((np.arange(new) + 0.5) * scale - 0.5).astype(np.float32)
    first = np.floor(position).astype(np.intp)
    part = position - first.astype(np.float32)
    if not keep_at_edges:
        part[(first < 0) | (first >= old - 1)] = 0
    pixels = np.clip(np.stack((first, first + 1)), 0, old - 1)  # (2, new)
    weights = np.stack((np.float32(1) - part, part)) * np.float32(1 << _BITS)
    return pixels, np.rint(weights).astype(np.int32)
