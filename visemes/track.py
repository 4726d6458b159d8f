"""What the mouth does during the whole song."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.timeline import Ms, Timeline
from visemes.sets import VisemeSet


@dataclass(frozen=True, slots=True)
class MouthTrack:
    """The shape of the mouth at every moment of the song.

    Attributes:
        cues: shapes without gaps from 0 to the end of the song; neighbours differ.
        set: where the shapes come from.

    Raises:
        ValueError: a gap, or a shape that is not of the set.
    """

    cues: Timeline[str]
    set: VisemeSet

    def __post_init__(self) -> None:
        if any(True for _ in self.cues.gaps()):
            raise ValueError("a mouth has a shape at every moment of the song")
        strange = {cue.value for cue in self.cues} - set(self.set.shapes)
        if strange:
            raise ValueError(f"not shapes of {self.set.name}: {', '.join(sorted(strange))}")

    def at(self, moment: Ms) -> str:
        """The shape at a moment; at rest after the end."""
        cue = self.cues.at(moment)
        return cue.value if cue is not None else self.set.rest
