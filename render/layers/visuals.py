"""A visual on the picture."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from render import cairo_library as cairo
from render.frame import Context, Rect, blank, surface_on
from render.scene import SceneState
from render.visuals.visual import Visual


class VisualLayer:
    """Draws what a visual looks like at the state's moment.

    A visual is drawn whole, on a sheet of its own, when its shape changes. Parts of the picture
    are taken from there: what Cairo draws of a curve depends a little on where it is cut.
    """

    def __init__(self, visual: Visual) -> None:
        self._visual = visual
        self._box = visual.reach
        self._drawn: tuple[Hashable | None, Any] = (None, None)

    @property
    def reach(self) -> Rect:
        """Where it may draw."""
        return self._box

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Where its two shapes differ."""
        if before.moment == now.moment:
            return []
        was, new = (self._visual.shape(state.moment / 1000) for state in (before, now))
        return [] if was == new else self._visual.changed(was, new)

    def shows(self, state: SceneState) -> Hashable | None:
        """Its shape."""
        return self._visual.shape(state.moment / 1000)

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint it."""
        shape = self._visual.shape(state.moment / 1000)
        if shape is None or self._box.empty:
            return
        if self._drawn[1] is None or self._drawn[0] != shape:
            self._drawn = (shape, self._sheet(shape))
        context.set_source_surface(self._drawn[1], self._box.left, self._box.top)
        context.paint()

    def _sheet(self, shape: Hashable) -> Any:
        box = self._box
        surface = surface_on(blank(box.right - box.left, box.bottom - box.top))
        context = cairo.Context(surface)
        context.translate(-box.left, -box.top)
        self._visual.draw(shape, context)
        surface.flush()
        return surface
