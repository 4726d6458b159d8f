"""What the mouth does during the whole song."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from media_core.timeline import Ms, Timeline
from visemes.curve import UNKNOWN, Curve
from visemes.sets import VisemeSet

BLEND_MS = 60
"""How long one shape takes to become the next, where a rig can show it: a frame or two."""

FRAME_MS = 42
"""However frames of 24 a second fall, one of them begins in a stretch of this length."""


def pop(length: int, frame: int) -> int:
    """How long a shape that must be seen takes to become the next: lips pop open.

    Half a frame, as mouths open faster than they close, and after a frame of its own at least.
    """
    return min(frame // 2, max(0, length - frame))


@dataclass(frozen=True, slots=True)
class Mouth:
    """The mouth at one moment.

    Attributes:
        shape: the shape that a rig of pictures shows.
        next: the shape it is on its way to; the same where it stays.
        mix: how far it has come from ``shape`` to ``next``, 0..1 (1 is never reached: then ``next``
            has become ``shape``).
        openness: how far the jaw is open, 0 closed .. 1 as wide as the song gets.
        width: of the lips, -1 puckered .. 0 relaxed .. 1 spread.
    """

    shape: str
    next: str
    mix: float
    openness: float
    width: float


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """The mouth at every moment of the song.

    Attributes:
        cues: shapes without gaps from 0 to the end of the song; neighbours differ.
        set: where the shapes come from.
        openness: of the jaw, 0..1; where it has no keys, what the shapes have in the set's table.
        width: of the lips, -1..1; the same.
        blend: how long one shape takes to become the next, in ms: the last moments of a cue, never
            more than half of it.
        frame: how long a shape that must be seen (lips or teeth that touch) is fully there
            before it blends, which then takes no more than half of this: a frame of the slowest
            film.

    Raises:
        ValueError: a gap, or a shape that is not of the set.
    """

    cues: Timeline[str]
    set: VisemeSet
    openness: Curve = UNKNOWN
    width: Curve = UNKNOWN
    blend: int = BLEND_MS
    frame: int = FRAME_MS

    def __post_init__(self) -> None:
        if any(True for _ in self.cues.gaps()):
            raise ValueError("a mouth has a shape at every moment of the song")
        strange = {cue.value for cue in self.cues} - set(self.set.shapes)
        if strange:
            raise ValueError(f"not shapes of {self.set.name}: {', '.join(sorted(strange))}")

    def at(self, moment: Ms) -> Mouth:
        """The mouth at a moment; at rest after the end."""
        cues = self.cues.cues
        index = bisect_right(cues, moment, key=lambda cue: cue.start) - 1
        if index < 0 or moment >= cues[index].end:
            rest = self.set.shapes[self.set.rest]
            return Mouth(rest.name, rest.name, 0.0, rest.openness, rest.width)
        cue = cues[index]
        following = cues[index + 1].value if index + 1 < len(cues) else cue.value
        blend = min(self.blend, cue.span.length // 2)
        if cue.value in self.set.must:
            blend = min(blend, pop(cue.span.length, self.frame))
        left = cue.end - moment
        mix = (blend - left) / blend if following != cue.value and 0 < left < blend else 0.0
        shape = self.set.shapes[cue.value]
        return Mouth(
            shape=cue.value,
            next=following,
            mix=mix,
            openness=self.openness.at(moment) if self.openness else shape.openness,
            width=self.width.at(moment) if self.width else shape.width,
        )
