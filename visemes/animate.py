"""From phones to mouths, in named steps, the way an animator would time them.

Rules and their sources: animators' custom (the mouth leads the sound by one or two frames; lips
that must meet are seen to meet; nothing is shorter than the eye sees) as written down in the
documentation of Rhubarb Lip Sync; what is changed for singing is said at each step.
"""

from __future__ import annotations

from aligner.alignment import Alignment, Line
from media_core.loudness import Loudness
from media_core.timeline import Cue, Ms, Span, Timeline
from visemes.asks import (
    Ask,
    Held,
    Strength,
    anticipate_vowels,
    ask_for_shapes,
    close_in_time,
    lay_over,
    make_room,
)
from visemes.by_hand import by_hand, laid_over
from visemes.holding import hold_long_enough, sing_through
from visemes.motion import openness_curve, width_curve
from visemes.singing import change_on_frames, move_held_notes, take_breath
from visemes.timing import Timing
from visemes.track import MouthTrack
from visemes.viseme_set import VisemeSet

__all__ = ["ALL", "BACKGROUND", "LEAD", "Ask", "Strength", "Timing", "animate", "lines_of"]

ALL, LEAD, BACKGROUND = "all", "lead", "background"
"""Voices that every song has; any other name is that of a singer of the lyric sheet."""


def animate(
    alignment: Alignment,
    shapes: VisemeSet,
    timing: Timing | None = None,
    *,
    loudness: Loudness | None = None,
    voice: str = ALL,
) -> MouthTrack:
    """Turn sung phones into mouths.

    Deterministic; words without a time move nothing.

    Args:
        alignment: when each phone is sung.
        shapes: the set of mouths.
        timing: the numbers of the movement; the defaults if None.
        loudness: of the voice; without it, notes are as loud as notes usually are.
        voice: whose mouth: ``all``, ``lead``, ``background`` or the name of a singer.

    Raises:
        InputError: a mouth that a person has set is not known.
    """
    timing = timing or Timing()
    lines = lines_of(alignment, voice)
    asks = ask_for_shapes((word for line in lines for word in line.words), shapes, timing)
    asks = anticipate_vowels(asks, timing)
    asks = close_in_time(asks, timing)
    asks = make_room(asks, alignment.span, timing)
    sung = lay_over(asks, alignment.span)
    sung = sing_through(sung, timing)
    held = hold_long_enough(sung, timing)
    rested = rest_in_pauses(_shapes(held), shapes, timing).joined()
    set_mouths = by_hand(alignment.mouths, shapes)
    breathing = laid_over(take_breath(rested, lines, shapes, timing), set_mouths)
    moving = laid_over(move_held_notes(breathing, shapes, timing, loudness), set_mouths)
    drawn = change_on_frames(moving, shapes, timing.every, timing.fps)
    fixed = tuple(cue.span for cue in set_mouths)
    return MouthTrack(
        drawn,
        shapes,
        openness=openness_curve(breathing, shapes, timing, loudness, fixed),
        width=width_curve(breathing, shapes, timing),
        blend=timing.blend if timing.every == 1 else 0,  # drawings do not blend
        frame=timing.frame,
    )


def lines_of(alignment: Alignment, voice: str = ALL) -> tuple[Line, ...]:
    """The lines that a voice sings, in the order of the sheet."""
    if voice == ALL:
        return alignment.lines
    if voice in (LEAD, BACKGROUND):
        return tuple(x for x in alignment.lines if x.background is (voice == BACKGROUND))
    wanted = voice.casefold()
    return tuple(line for line in alignment.lines if line.singer.casefold() == wanted)


def _shapes(track: Timeline[Held]) -> Timeline[str]:
    return Timeline(track.span, tuple(Cue(cue.span, cue.value.shape) for cue in track))


def rest_in_pauses(track: Timeline[str], shapes: VisemeSet, timing: Timing) -> Timeline[str]:
    """Rest where nobody sings, whatever the band does; sing through a short breath.

    No rest is shorter than the eye sees, not even at the edges of the song.
    """
    cues: list[Cue[str]] = []
    for i, cue in enumerate(track):
        last = i + 1 == len(track)
        pause = (track.span.end if last else track.cues[i + 1].start) - cue.end
        if pause <= timing.breath and not last:
            stay = pause
        elif cue.value in shapes.closures:
            stay = 0  # closed lips rest as they are
        else:
            stay = min(timing.release, pause)
        if pause - stay < timing.shortest:
            stay = pause
        early = not cues and cue.start - track.span.start < timing.shortest
        start = track.span.start if early else cue.start
        cues.append(Cue(Span(start, Ms(cue.end + stay)), cue.value))
    return Timeline(track.span, tuple(cues)).fill(shapes.rest)
