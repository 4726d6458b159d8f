"""Pictures of a scene, fast: only what changed is drawn again and converted.

The canvas and its Y, U and V planes are kept from frame to frame; each frame asks the layers
where they differ, redraws that part and converts it. The result is the same, to the last bit, as
composing every frame from scratch (a test compares them), because damaged parts lie on even
pixels, where 4:2:0 chroma samples do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from render import cairo_library as cairo
from render.frame import Frame, Rect, blank, surface_on
from render.layers import Layer
from render.scene import SceneState


class Composer:
    """Draws layers, back to front, into 4:2:0 pictures of one size.

    Args:
        width, height: even.
        layers: from the back to the front; the first must be opaque.
    """

    def __init__(self, width: int, height: int, layers: Sequence[Layer]) -> None:
        self.width, self.height = width, height
        self._layers = layers
        self._canvas = blank(width, height)
        self._surface = surface_on(self._canvas)
        self._context = cairo.Context(self._surface)
        pixels = width * height
        self._planes = np.zeros(pixels * 3 // 2, np.uint8)
        self._y = self._planes[:pixels].reshape(height, width)
        self._u = self._planes[pixels : pixels * 5 // 4].reshape(height // 2, width // 2)
        self._v = self._planes[pixels * 5 // 4 :].reshape(height // 2, width // 2)
        self._state: SceneState | None = None

    def planes(self, state: SceneState) -> NDArray[np.uint8]:
        """The picture as yuv420p, ``(height * 3 // 2, width)``; overwritten by the next call."""
        for rect in self._damage(state):
            self._redraw(rect, state)
            self._convert(rect)
        self._state = state
        return self._planes.reshape(self.height * 3 // 2, self.width)

    def picture(self, state: SceneState) -> Frame:
        """The picture as premultiplied BGRA (it is opaque); a copy."""
        self.planes(state)
        return self._canvas.copy()

    def _damage(self, state: SceneState) -> list[Rect]:
        whole = Rect(0, 0, self.width, self.height)
        if self._state is None:
            return [whole]
        if self._state == state:
            return []
        parts = [
            rect.even().within(whole)
            for layer in self._layers
            for rect in layer.damage(self._state, state)
        ]
        return _apart([part for part in parts if not part.empty])

    def _redraw(self, rect: Rect, state: SceneState) -> None:
        context = self._context
        context.save()
        context.rectangle(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        context.clip()
        for layer in self._layers:
            layer.draw(state, context)
        context.restore()
        self._surface.flush()

    def _convert(self, rect: Rect) -> None:
        part = self._canvas[rect.top : rect.bottom, rect.left : rect.right]
        half = (slice(rect.top // 2, rect.bottom // 2), slice(rect.left // 2, rect.right // 2))
        y, self._u[half], self._v[half] = bt709(part)
        self._y[rect.top : rect.bottom, rect.left : rect.right] = y


def _apart(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that do not overlap: those that do are joined."""
    out: list[Rect] = []
    for rect in rects:
        joined = rect
        again = True
        while again:
            again = False
            for other in out:
                if not joined.within(other).empty:
                    out.remove(other)
                    joined = joined.union(other)
                    again = True
                    break
        out.append(joined)
    return out


_KR, _KB = 0.2126, 0.0722
"""Weights of red and blue in luma, ITU-R BT.709-6, item 3.2."""

_SHIFT = 15
_ROUND = 1 << (_SHIFT - 1)


def _weights() -> NDArray[np.int32]:
    """Rows Y, U, V over columns B, G, R, for limited range, times 2^15 (BT.709-6, item 3.5)."""
    kg = 1 - _KR - _KB
    luma = np.array([_KB, kg, _KR]) * 219
    blue = np.array([1 - _KB, -kg, -_KR]) / (2 * (1 - _KB)) * 224
    red = np.array([-_KB, -kg, 1 - _KR]) / (2 * (1 - _KR)) * 224
    return np.round(np.stack([luma, blue, red]) / 255 * (1 << _SHIFT)).astype(np.int32)


_WEIGHTS = _weights()


def bt709(picture: Frame) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
    """Y, U and V of an opaque picture with even sides, limited range, 4:2:0.

    Chroma is the mean of each square of four pixels.
    """
    b, g, r = (picture[:, :, i].astype(np.int32) for i in range(3))
    yb, yg, yr = (int(w) for w in _WEIGHTS[0])
    y = (b * yb + g * yg + r * yr + (16 << _SHIFT) + _ROUND) >> _SHIFT
    fours = np.stack([_fours(c) for c in (b, g, r)])
    chroma = []
    for weights in _WEIGHTS[1:]:
        total = np.tensordot(weights, fours, axes=1)
        offset = (128 << (_SHIFT + 2)) + (_ROUND << 2)
        chroma.append(((total + offset) >> (_SHIFT + 2)).astype(np.uint8))
    return y.astype(np.uint8), chroma[0], chroma[1]


def _fours(channel: NDArray[np.int32]) -> NDArray[np.int32]:
    """Sums of squares of four."""
    rows = channel[0::2] + channel[1::2]
    return np.asarray(rows[:, 0::2] + rows[:, 1::2])
