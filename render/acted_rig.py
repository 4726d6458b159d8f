"""A drawn rig that blinks, raises its brows and moves its head as a filmed face did."""

from __future__ import annotations

from dataclasses import dataclass

from media_core.timeline import Ms
from render.frame import Context, Frame, Rect
from render.life.filmed import FilmedActing
from render.rigs import Pose, Rig, RigInfo
from visemes.sets import VisemeSet


@dataclass(frozen=True, eq=False, slots=True)
class ActedRig:
    """A rig, and the acting that it takes over.

    It draws as the rig does; as a :class:`~render.face_lines.Performer` it says what it does when.

    Attributes:
        rig: whose drawings are shown.
        acting: what was filmed.
    """

    rig: Rig
    acting: FilmedActing

    def perform(self, pose: Pose, moment: Ms) -> Pose:
        """The pose at a moment; where the face was not seen, what the scene would have."""
        return self.acting.acted(pose, moment, self.rig.set, self.rig.info.acting)

    @property
    def size(self) -> tuple[float, float]:
        """Of the rig."""
        return self.rig.size

    @property
    def set(self) -> VisemeSet:
        """Of the rig."""
        return self.rig.set

    @property
    def shapes(self) -> frozenset[str]:
        """Of the rig."""
        return self.rig.shapes

    @property
    def moods(self) -> frozenset[str]:
        """Of the rig."""
        return self.rig.moods

    @property
    def info(self) -> RigInfo:
        """Of the rig."""
        return self.rig.info

    def draw(self, pose: Pose, height: int) -> Frame:
        """As the rig does."""
        return self.rig.draw(pose, height)

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """As the rig does."""
        self.rig.paint(pose, height, context)

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """As the rig does."""
        return self.rig.damage(before, now, height)
