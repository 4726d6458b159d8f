"""Acting that was filmed: eyes, brows, head and mouth of a real face, moment by moment."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from media_core.timeline import Ms
from render.life.mouth import on_twos
from render.rigs.rig import OPEN_STEPS, Acting, Pose
from visemes.viseme_set import VisemeSet

BELIEVED_MS = 250
"""A face is believed to do what it does for this long before and after it was seen."""

MOST_TILT = 80.0
"""Tenths of a degree that a filmed head tilts a drawn one at most."""

MOST_SHIFT = (14.0, 10.0)
"""Thousandths of the rig's height that it moves a drawn one at most, across and down."""

SHIFT_A_DEGREE = (0.7, 0.5)
"""Thousandths for each degree that a head turns to the side, and nods: a flat drawing cannot turn,
and moves a little that way instead."""


@dataclass(frozen=True, slots=True)
class Filmed:
    """What a face did at a moment.

    Attributes:
        moment: of its clip.
        eyes: ``open``, ``half`` or ``closed``.
        brows: ``rest`` or ``up``.
        roll, yaw, pitch: of the head, degrees from how it usually is: clockwise, to the picture's
            right, and down.
        opening: of the mouth, 0 closed .. 1 as wide as it opens in the clip.
        width: of the mouth, 0 narrowest .. 1 widest.
    """

    moment: Ms
    eyes: str = "open"
    brows: str = "rest"
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    opening: float = 0.0
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class FilmedActing:
    """A clip of what a face did; a song that is longer sees it backward and forward again.

    Attributes:
        seen: in the order of time, at least one.
        head: whether the head moves as it did.
        mouth: whether the mouth opens as it did, too, whatever is sung.
    """

    seen: tuple[Filmed, ...]
    head: bool = True
    mouth: bool = False

    def __post_init__(self) -> None:
        moments = [one.moment for one in self.seen]
        if not moments or moments != sorted(set(moments)):
            raise ValueError("moments must ascend, and there must be one")

    def at(self, moment: Ms) -> Filmed | None:
        """What the face did at a moment of the song; None where it was not seen."""
        first, last = self.seen[0].moment, self.seen[-1].moment
        length = max(1, last - first)
        around = moment % (2 * length)
        then = Ms(first + min(around, 2 * length - around))
        after = bisect_left(self.seen, then, key=lambda one: one.moment)
        near = [self.seen[i] for i in (after - 1, after) if 0 <= i < len(self.seen)]
        near = [one for one in near if abs(one.moment - then) <= BELIEVED_MS]
        if not near:
            return None
        nearest = min(near, key=lambda one: abs(one.moment - then))
        if len(near) < 2:
            return nearest
        a, b = near
        share = (then - a.moment) / (b.moment - a.moment)

        def between(x: float, y: float) -> float:
            return x + (y - x) * share

        return replace(
            nearest,
            roll=between(a.roll, b.roll),
            yaw=between(a.yaw, b.yaw),
            pitch=between(a.pitch, b.pitch),
            opening=between(a.opening, b.opening),
            width=between(a.width, b.width),
        )

    def acted(self, pose: Pose, moment: Ms, shapes: VisemeSet, acting: Acting) -> Pose:
        """The pose with what the face did then; unchanged where it was not seen.

        Args:
            pose: that the scene would have.
            moment: of the song.
            shapes: that the mouth is chosen from.
            acting: of the rig.
        """
        seen = self.at(on_twos(moment).start if acting.on_twos else moment)
        if seen is None:
            return pose
        pose = replace(pose, eyes=seen.eyes, brows=seen.brows)
        if self.head:
            x = _within(SHIFT_A_DEGREE[0] * seen.yaw, MOST_SHIFT[0])
            y = _within(SHIFT_A_DEGREE[1] * seen.pitch, MOST_SHIFT[1])
            tilt = round(_within(10 * seen.roll, MOST_TILT))
            pose = replace(pose, tilt=tilt, shift=(round(x), round(y)))
        if self.mouth:
            shape = mouth_like(seen.opening, seen.width, shapes)
            pose = replace(pose, mouth=shape, toward="", mix=0, openness=OPEN_STEPS)
        return pose


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))


CLOSED = 0.08
"""A mouth that is less open than this is shut."""


def mouth_like(opening: float, width: float, shapes: VisemeSet) -> str:
    """The shape of a set that is nearest to how a mouth stands.

    Shapes that no set of lips can be told by from outside (teeth on the lip, a tongue) are left to
    singing.
    """
    if opening < CLOSED:
        return shapes.rest
    hidden = {shapes.rest, *shapes.must, *shapes.tongues}
    open_ones = [shape for name, shape in shapes.shapes.items() if name not in hidden]
    wide = 2 * width - 1
    return min(
        open_ones, key=lambda shape: abs(shape.openness - opening) + abs(shape.width - wide) / 4
    ).name
