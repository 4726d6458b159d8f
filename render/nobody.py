"""A rig that is not there: for films of somebody else, and for words alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from render.frame import NOTHING, Context, Frame, Rect, blank
from render.rigs import Pose, RigInfo
from visemes.sets import VisemeSet, load_set


@dataclass(frozen=True, slots=True)
class Nobody:
    """A rig without a drawing; see :class:`~render.rigs.Rig`."""

    set: VisemeSet = field(default_factory=load_set)
    info: RigInfo = field(
        default_factory=lambda: RigInfo("nobody", (50, 90), (50, 60), 20, framing="cover")
    )

    @property
    def size(self) -> tuple[float, float]:
        """A square."""
        return 100.0, 100.0

    @property
    def shapes(self) -> frozenset[str]:
        """The closed mouth, which nobody sees."""
        return frozenset({"X"})

    @property
    def moods(self) -> frozenset[str]:
        """None."""
        return frozenset()

    def draw(self, pose: Pose, height: int) -> Frame:
        """Nothing."""
        return blank(height, height)

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """Nothing."""

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """Nowhere."""
        return NOTHING


def words_alone() -> Nobody:
    """Nobody in a video of a song's words."""
    return Nobody(info=RigInfo("nobody", (50, 90), (50, 60), 20, framing="none"))
