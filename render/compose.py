"""Pictures of a scene, fast: only what changed is drawn again and converted.

A canvas is kept from frame to frame; each frame asks the layers where they differ, and redraws
that part. The result is the same, to the last bit, as composing every frame from scratch (a test
compares them), because damaged parts lie on a grid that suits both 4:2:0 chroma samples and the
conversion.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render import cairo_library as cairo
from render.frame import Frame, Rect, blank, surface_on
from render.layers import Layer
from render.rigs import Pose
from render.scene import SceneState
from render.yuv import GRID, Planes, bt709, new_picture

PATCH_BYTES = 4 * 1024 * 1024
"""Memory for converted parts of pictures; a mouth at 1080p takes 80 kB."""

PATCHES_NOTED = 4096
"""So many parts are remembered by name, so that a part is kept when it comes a second time: what
never comes again (a head that sways) costs no memory."""


class Canvas:
    """Draws layers, back to front, into one picture that it keeps.

    Args:
        width, height: even.
        layers: from the back to the front; the first must be opaque unless ``transparent``.
        transparent: what no layer covers stays transparent.
    """

    def __init__(
        self, width: int, height: int, layers: Sequence[Layer], *, transparent: bool = False
    ) -> None:
        self.whole = Rect(0, 0, width, height)
        self.pixels = blank(width, height)
        self._layers = layers
        self._transparent = transparent
        self._surface = surface_on(self.pixels)
        self._context = cairo.Context(self._surface)
        self._state: SceneState | None = None

    def damage(self, before: SceneState | None, now: SceneState) -> list[Rect]:
        """Where the pictures of two states may differ; rectangles on the grid, apart."""
        if before is None:
            return [self.whole]
        if before == now:
            return []
        parts = [
            rect.on_grid(*GRID).within(self.whole)
            for layer in self._layers
            for rect in layer.damage(before, now)
        ]
        return _apart([part for part in parts if not part.empty])

    def differ_in(self, rect: Rect, before: SceneState, now: SceneState) -> bool:
        """True if the pictures of two states may differ inside a rectangle."""
        for layer in self._layers:
            reach: Rect | None = getattr(layer, "reach", None)
            if reach is not None and reach.on_grid(*GRID).within(rect).empty:
                continue
            parts = (part.on_grid(*GRID) for part in layer.damage(before, now))
            if any(not part.within(rect).empty for part in parts):
                return True
        return False

    def redraw(self, rect: Rect, state: SceneState) -> Frame:
        """Draw one part anew, whatever was there; a view of it."""
        context = self._context
        context.save()
        context.rectangle(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        context.clip()
        if self._transparent:
            context.set_operator(cairo.OPERATOR_CLEAR)
            context.paint()
            context.set_operator(cairo.OPERATOR_OVER)
        for layer in self._layers[self._undermost(rect) :]:
            layer.draw(state, context)
        context.restore()
        self._surface.flush()
        return self.pixels[rect.top : rect.bottom, rect.left : rect.right]

    def _undermost(self, rect: Rect) -> int:
        """The last layer that hides all behind it inside a rectangle."""
        for index in range(len(self._layers) - 1, 0, -1):
            covers = getattr(self._layers[index], "covers", None)
            if covers is not None and covers(rect):
                return index
        return 0

    def update(self, state: SceneState) -> list[Rect]:
        """Bring :attr:`pixels` (premultiplied BGRA) to a state; gives what was drawn anew."""
        parts = self.damage(self._state, state)
        self._state = None  # if drawing fails half-way, all is drawn next time
        for rect in parts:
            self.redraw(rect, state)
        self._state = state
        return parts


class Composer:
    """Opaque 4:2:0 pictures of a scene.

    Args:
        width, height: even.
        layers: from the back to the front; the first must be opaque.

    Attributes:
        frame: the ``av.VideoFrame`` whose memory is drawn into.
    """

    def __init__(self, width: int, height: int, layers: Sequence[Layer]) -> None:
        self._canvas = Canvas(width, height, layers)
        self.frame: Any
        self._planes, self.frame = new_picture(width, height)
        self._state: SceneState | None = None
        self._patches = _Patches()

    def planes(self, state: SceneState) -> NDArray[np.uint8]:
        """The picture as yuv420p, ``(height * 3 // 2, width)``; a copy."""
        self.update(state)
        return self._planes.joined()

    def update(self, state: SceneState) -> None:
        """Bring :attr:`frame` to a state."""
        parts = self._canvas.damage(self._state, state)
        self._state = None
        for rect in parts:
            self._planes.part(rect).put(self._part(rect, state))
        self._state = state

    def _part(self, rect: Rect, state: SceneState) -> Planes:
        key = (rect, state.pose)
        for before, patch in self._patches.found(key):
            if not self._canvas.differ_in(rect, before, state):
                return patch
        patch = bt709(self._canvas.redraw(rect, state))
        self._patches.note(key, state, patch)
        return patch


_Key = tuple[Rect, Pose]


class _Patches:
    """Converted parts that came more than once: the least recently used go first."""

    def __init__(self) -> None:
        self._noted: OrderedDict[_Key, None] = OrderedDict()
        self._kept: OrderedDict[_Key, list[tuple[SceneState, Planes]]] = OrderedDict()
        self._held = 0

    def found(self, key: _Key) -> Sequence[tuple[SceneState, Planes]]:
        """What was kept of this part and pose, in different company."""
        known = self._kept.get(key)
        if known is None:
            return ()
        self._kept.move_to_end(key)
        return known

    def note(self, key: _Key, state: SceneState, patch: Planes) -> None:
        """A part was drawn."""
        if key not in self._noted:
            self._noted[key] = None
            if len(self._noted) > PATCHES_NOTED:
                self._noted.popitem(last=False)
            return
        self._noted.move_to_end(key)
        known = self._kept.setdefault(key, [])
        known.append((state, patch.copy()))
        self._held += patch.nbytes
        if len(known) > 4:  # it stands in ever new company: look no further than this
            self._held -= known.pop(0)[1].nbytes
        while self._held > PATCH_BYTES and self._kept:
            _key, gone = self._kept.popitem(last=False)
            self._held -= sum(planes.nbytes for _state, planes in gone)


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
