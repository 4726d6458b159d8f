"""From phones to mouths, in named steps, the way an animator would time them.

Rules and their sources: animators' custom (the mouth leads the sound by one or two frames; lips
that must meet are seen to meet; nothing is shorter than the eye sees) as written down in the
documentation of Rhubarb Lip Sync; what is changed for singing is said at each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

from aligner.alignment import VOWELS, Alignment, Phone, Word
from aligner.timeline import Cue, Ms, Span, Timeline
from visemes.sets import VisemeSet
from visemes.track import MouthTrack


@dataclass(frozen=True, slots=True)
class Timing:
    """How a mouth is timed; all in milliseconds.

    Attributes:
        lead: how long before a vowel sounds the mouth takes its shape (one or two frames).
        glide: longest second half of a diphthong: a sung one stays on its nucleus.
        closure: shortest closed mouth of P, B, M; two frames at 24 a second.
        shortest: nothing else is shorter; two frames at 24 a second flicker below this.
        breath: pauses up to this long are sung through.
        release: how long a mouth stays open after the last sound before a pause.
    """

    lead: int = 50
    glide: int = 120
    closure: int = 84
    shortest: int = 70
    breath: int = 250
    release: int = 80


class Strength(IntEnum):
    """What wins where two mouths are wanted at once."""

    WEAK = 0  # consonants made by the tongue: nobody misses them
    GLIDE = 1  # the second half of a diphthong
    VOWEL = 2
    TEETH = 3  # F and V
    CLOSED = 4  # P, B and M


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish for a mouth shape during a span."""

    span: Span
    shape: str
    strength: Strength


def animate(alignment: Alignment, shapes: VisemeSet, timing: Timing | None = None) -> MouthTrack:
    """Turn sung phones into mouths.

    Deterministic; words without a time move nothing.
    """
    timing = timing or Timing()
    asks = ask_for_shapes(alignment, shapes, timing)
    asks = anticipate_vowels(asks, timing)
    asks = close_in_time(asks, timing)
    sung = lay_over(asks, alignment.span)
    held = hold_long_enough(sung, shapes, timing)
    rested = rest_in_pauses(held, shapes, timing)
    return MouthTrack(rested.joined(), shapes)


def ask_for_shapes(alignment: Alignment, shapes: VisemeSet, timing: Timing) -> list[Ask]:
    """One wish for each phone, two for a diphthong, in order of time.

    A sung diphthong is held on its nucleus; the glide comes in the last moments of the note. A
    word whose phones are unknown opens the mouth a little.
    """
    asks: list[Ask] = []
    for word in alignment.words():
        if word.span is None:
            continue
        if not word.phones:
            asks.append(Ask(word.span, shapes.phones["AH"][0], Strength.VOWEL))
            continue
        for phone, following in _with_next(word):
            asks.extend(_asks_of(phone, following, shapes, timing))
    return sorted(asks, key=lambda ask: ask.span)


def _with_next(word: Word) -> list[tuple[Phone, str]]:
    """Each phone of a word with the label of the one after it ("" at the end)."""
    labels = [phone.label for phone in word.phones[1:]] + [""]
    return list(zip(word.phones, labels, strict=True))


def _asks_of(phone: Phone, following: str, shapes: VisemeSet, timing: Timing) -> list[Ask]:
    wanted = shapes.phones.get(phone.label) or shapes.phones.get(following) or ()
    if not wanted:
        return []
    first = wanted[0]
    if phone.label not in VOWELS:
        if following in shapes.rounded:
            first = shapes.rounding.get(first, first)
        strength = {shapes.closed: Strength.CLOSED, shapes.teeth: Strength.TEETH}
        return [Ask(phone.span, first, strength.get(first, Strength.WEAK))]
    glide = min(timing.glide, phone.span.length * 2 // 5)
    if len(wanted) == 1 or glide < 1:
        return [Ask(phone.span, first, Strength.VOWEL)]
    turn = Ms(phone.span.end - glide)
    return [
        Ask(Span(phone.span.start, turn), first, Strength.VOWEL),
        Ask(Span(turn, phone.span.end), wanted[1], Strength.GLIDE),
    ]


def anticipate_vowels(asks: Sequence[Ask], timing: Timing) -> list[Ask]:
    """Let each vowel's mouth come before its sound, over whatever the tongue is doing.

    Glides keep their time: they would take it from their own nucleus.
    """
    return [
        replace(ask, span=Span(Ms(max(0, ask.span.start - timing.lead)), ask.span.end))
        if ask.strength is Strength.VOWEL
        else ask
        for ask in asks
    ]


def close_in_time(asks: Sequence[Ask], timing: Timing) -> list[Ask]:
    """Let the lips meet before the sound of P, B, M (and F, V), and stay long enough to be seen."""
    return [
        replace(ask, span=_closure(ask.span, timing)) if ask.strength >= Strength.TEETH else ask
        for ask in asks
    ]


def _closure(span: Span, timing: Timing) -> Span:
    # Lips meet a lead before the sound, as vowels do, and open with the phone's end.
    start = min(span.start - timing.lead // 2, span.end - timing.closure)
    return Span(Ms(max(0, start)), span.end)


def lay_over(asks: Sequence[Ask], song: Span) -> Timeline[str]:
    """The strongest wish at each moment; of equals, the one that began last."""
    edges = sorted({edge for ask in asks for edge in (ask.span.start, ask.span.end)})
    waiting = sorted(asks, key=lambda ask: ask.span.start, reverse=True)
    active: list[Ask] = []
    cues: list[Cue[str]] = []
    for start, end in pairwise(edges):
        while waiting and waiting[-1].span.start <= start:
            active.append(waiting.pop())
        active = [ask for ask in active if ask.span.end > start]
        if active:
            best = max(active, key=lambda ask: (ask.strength, ask.span.start))
            cues.append(Cue(Span(start, end), best.shape))
    return Timeline(song, tuple(cues)).joined()


def hold_long_enough(track: Timeline[str], shapes: VisemeSet, timing: Timing) -> Timeline[str]:
    """Nothing shorter than the eye sees: a short mouth gives its time to a neighbour.

    Rather to the one after it (the mouth is early, as it should be), and rather to an open one
    than to a closure, which must open again. Alone, it is lengthened if there is room. Closed
    lips and teeth on lips are never given up, however short.
    """
    must = {shapes.closed, shapes.teeth}
    cues = track.cues
    kept: list[Cue[str]] = []
    given: Ms | None = None  # a start handed on by the mouth before
    for i, cue in enumerate(cues):
        if given is not None:
            cue = Cue(Span(given, cue.end), cue.value)
            given = None
        if cue.span.length >= timing.shortest or cue.value in must:
            kept.append(cue)
            continue
        after = cues[i + 1] if i + 1 < len(cues) and cues[i + 1].start == cue.end else None
        before = kept[-1] if kept and kept[-1].end == cue.start else None
        if after is not None and (after.value not in must or before is None):
            given = cue.start
        elif before is not None and (before.value not in must or after is None):
            kept[-1] = Cue(Span(before.start, cue.end), before.value)
        elif after is not None:
            given = cue.start
        else:
            limit = cues[i + 1].start if i + 1 < len(cues) else track.span.end
            if cue.start + timing.shortest <= limit:
                kept.append(Cue(Span(cue.start, Ms(cue.start + timing.shortest)), cue.value))
    return Timeline(track.span, tuple(kept)).joined()


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
        elif cue.value == shapes.closed:
            stay = 0  # closed lips rest as they are
        else:
            stay = min(timing.release, pause)
        if pause - stay < timing.shortest:
            stay = pause
        early = not cues and cue.start - track.span.start < timing.shortest
        start = track.span.start if early else cue.start
        cues.append(Cue(Span(start, Ms(cue.end + stay)), cue.value))
    return Timeline(track.span, tuple(cues)).fill(shapes.rest)
