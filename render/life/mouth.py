"""What the mouth shows of what it does: drawings are held, and blend in a few steps."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from media_core.timeline import Ms, Span, Timeline
from render.rigs.rig import MIX_STEPS, OPEN_STEPS, Tween
from visemes.track import MouthTrack

TWOS = 12
"""New drawings a second of animation on twos."""

_GRAIN = 2
"""Steps of a blend come in twos: at 30 frames a second a mouth blends for two frames, and nobody
sees whether the first of them is a quarter or three eighths of the way."""

OPEN = 0.3
"""Shapes that are drawn less open than this stay as they are: nobody sees teeth or a pucker open a
little less, only that they are lower."""

LEAST = 0.5
"""Of its height is left of a mouth at least: lower, its teeth would be slits."""


def held(track: MouthTrack, hold: int) -> MouthTrack:
    """A track in which a shape stays for a time at least.

    Shapes that are too short for it give way to the one before; lips and teeth that must be seen
    to touch do not, and cut it short.
    """
    if hold <= 0:
        return track
    kept: list[tuple[Ms, str]] = []
    for cue in track.cues:
        start = cue.start
        if kept and cue.value not in track.set.must:
            start = Ms(max(start, kept[-1][0] + hold))
        if start < cue.end and (not kept or kept[-1][1] != cue.value):
            kept.append((start, cue.value))
    ends = [start for start, _ in kept[1:]] + [track.cues.span.end]
    rows = [(start, end, shape) for (start, shape), end in zip(kept, ends, strict=True)]
    return replace(track, cues=Timeline.of(track.cues.span, rows))


def on_twos(moment: Ms) -> Span:
    """How long the drawing is shown that a moment shows, at 12 drawings a second."""
    number = moment * TWOS // 1000
    return Span(*(Ms(-(-n * 1000 // TWOS)) for n in (number, number + 1)))


def shape_on_twos(shown: Span, track: MouthTrack) -> str:
    """What a drawing shows that is there for two frames of 24.

    What must be seen is seen, if its middle is in this time, however short it is.
    """
    cues = track.cues.cues
    first = bisect_right(cues, shown.start, key=lambda cue: cue.end)
    for cue in cues[first:]:
        if cue.start >= shown.end:
            break
        if cue.value in track.set.must and cue.span.middle in shown:
            return cue.value
    return track.at(shown.start).shape


def mixed(moment: Ms, track: MouthTrack, tween: Tween) -> tuple[str, str, int]:
    """The mouth, what it is becoming ("" if nothing), and in which step."""
    mouth = track.at(moment)
    step = round(mouth.mix * MIX_STEPS / _GRAIN) * _GRAIN
    if tween == "cut" or step == 0 or mouth.next == mouth.shape:
        return mouth.shape, "", 0
    if step >= MIX_STEPS:
        return mouth.next, "", 0
    return mouth.shape, mouth.next, step


def opened(moment: Ms, track: MouthTrack, shown: tuple[str, str, int], strength: float) -> int:
    """How far a mouth is open of what is drawn, in steps of ``OPEN_STEPS``.

    Args:
        moment: of the song.
        track: its openness is that of the shape times how loud it is sung.
        shown: the mouth, what it is becoming, and in which step, as :func:`mixed` says.
        strength: 0 for as drawn, 1 for as open as the track says, more for more than that.
    """
    mouth, toward, mix = shown
    shapes = track.set.shapes
    drawn = shapes[mouth].openness
    if toward:
        drawn += (shapes[toward].openness - drawn) * mix / MIX_STEPS
    if not track.openness or mouth in track.set.must or drawn < OPEN:
        return OPEN_STEPS
    less = 1.0 - min(1.0, track.openness.at(moment) / drawn)
    return round(OPEN_STEPS * max(LEAST, 1.0 - strength * less))
