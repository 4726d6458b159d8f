"""The rig on the picture."""

from __future__ import annotations

from dataclasses import dataclass

from render.frame import Context, Rect
from render.layout import Layout
from render.rigs import Pose, Rig
from render.scene import SceneState


@dataclass(frozen=True, slots=True)
class CharacterLayer:
    """Draws the rig in the scene's pose at the place that the layout gives it."""

    rig: Rig
    place: Layout

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Where the two poses differ."""
        if before.pose == now.pose:
            return []
        box = self.rig.damage(before.pose, now.pose, self.place.rig_height)
        return [box.moved(self.place.rig_left, self.place.rig_top)]

    def shows(self, state: SceneState) -> Pose:
        """The pose."""
        return state.pose

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint the pose."""
        context.save()
        context.translate(self.place.rig_left, self.place.rig_top)
        self.rig.paint(state.pose, self.place.rig_height, context)
        context.restore()
