"""A running clock in the corner, for previews and contact sheets."""

from __future__ import annotations

from dataclasses import dataclass

from render.frame import Context, Rect
from render.layout import Layout
from render.scene import SceneState
from render.text import Fonts


@dataclass(frozen=True)
class ClockLayer:
    """Draws :attr:`~render.scene.SceneState.clock` in the upper left corner."""

    place: Layout
    fonts: Fonts

    @property
    def reach(self) -> Rect:
        """Where it may draw."""
        size = self._size
        return Rect(0, 0, round(9 * size), round(2.2 * size))

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """All of it when the time changes."""
        return [] if before.clock == now.clock else [self.reach]

    def shows(self, state: SceneState) -> str:
        """The time."""
        return state.clock

    def draw(self, state: SceneState, context: Context) -> None:
        """White digits on a dark ground."""
        if not state.clock:
            return
        size = self._size
        shaped = self.fonts.shape(state.clock)
        context.save()
        context.rectangle(0, 0, round((shaped.width + 1) * size), round(1.6 * size))
        context.set_source_rgba(0, 0, 0, 0.6)
        context.fill()
        context.set_source_rgb(1, 1, 1)
        context.translate(0.5 * size, 1.15 * size)
        shaped.trace(context, size)
        context.fill()
        context.restore()

    @property
    def _size(self) -> float:
        return max(14.0, 0.045 * min(self.place.width, self.place.height))
