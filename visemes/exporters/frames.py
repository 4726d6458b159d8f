"""From moments to frames: which mouth is on which frame of an animation program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from media_core.timeline import Cue, Ms, frame_at, frame_count, frame_start
from visemes.sets import VisemeSet
from visemes.track import Mouth, MouthTrack


@dataclass(frozen=True, slots=True)
class Exposure:
    """A mouth that stays on the screen for some frames.

    Attributes:
        start: its first frame, counted from 0.
        end: the first frame that shows something else.
        shape: of the track's set.
    """

    start: int
    end: int
    shape: str


def shapes_by_frame(track: MouthTrack, fps: Fraction) -> list[str]:
    """The mouth of every frame of the song.

    A mouth is seen from the frame on in which it begins. Where several begin in one frame, closed
    lips win, then teeth on the lip, then what lasts longest: P, B, M, F and V are never lost,
    however short they are, and nothing that lasts is lost to something that does not.
    """
    shapes: list[str] = []
    cues = track.cues.cues
    waiting = 0
    for frame in range(frame_count(track.cues.span.end, fps)):
        beginning = []
        while waiting < len(cues) and frame_at(cues[waiting].start, fps) <= frame:
            beginning.append(cues[waiting])
            waiting += 1
        if beginning:
            shapes.append(max(beginning, key=lambda cue: _rank(cue, track.set)).value)
        else:
            shapes.append(cues[waiting - 1].value)  # the last that has begun
    return shapes


def _rank(cue: Cue[str], shapes: VisemeSet) -> tuple[bool, bool, int]:
    return (cue.value in shapes.closures, cue.value in shapes.bites, cue.span.length)


def mouths_by_frame(track: MouthTrack, fps: Fraction) -> Iterator[Mouth]:
    """The same with what is between the shapes; each mouth as it is when its frame begins.

    Lips and teeth that must be seen and begin during a frame are whole on it.
    """
    last = Ms(track.cues.span.end - 1)
    for frame, shape in enumerate(shapes_by_frame(track, fps)):
        mouth = track.at(min(frame_start(frame, fps), last))
        if mouth.shape != shape:
            whole = track.set.shapes[shape] if shape in track.set.must else mouth
            mouth = Mouth(shape, shape, 0.0, whole.openness, whole.width)
        yield mouth


def exposures(track: MouthTrack, fps: Fraction) -> list[Exposure]:
    """The same as :func:`shapes_by_frame`, each mouth once for as long as it stays."""
    return runs(shapes_by_frame(track, fps))


def runs(shapes: list[str]) -> list[Exposure]:
    """Equal neighbours taken together.

    >>> runs(["X", "X", "A"])
    [Exposure(start=0, end=2, shape='X'), Exposure(start=2, end=3, shape='A')]
    """
    rows: list[Exposure] = []
    for frame, shape in enumerate(shapes):
        if rows and rows[-1].shape == shape:
            rows[-1] = Exposure(rows[-1].start, frame + 1, shape)
        else:
            rows.append(Exposure(frame, frame + 1, shape))
    return rows
