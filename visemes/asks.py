"""What the phones ask of the mouth, and who wins where two ask at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from aligner.alignment import VOWELS, Phone, Word
from media_core.timeline import Cue, Ms, Span, Timeline
from visemes.timing import Timing
from visemes.viseme_set import LIP_PHONES, TEETH_PHONES, VisemeSet


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


class Held(NamedTuple):
    """A shape that is shown, and how strongly it was asked for."""

    shape: str
    strength: Strength


def ask_for_shapes(words: Iterable[Word], shapes: VisemeSet, timing: Timing) -> list[Ask]:
    """One wish for each phone, two for a diphthong, in order of time.

    A sung diphthong is held on its nucleus; the glide comes in the last moments of the note. A
    word whose phones are unknown opens the mouth a little. Words without a time move nothing.
    """
    asks: list[Ask] = []
    for word in words:
        if word.span is None:
            continue
        if not word.phones:
            asks.append(Ask(word.span, shapes.phones["AH"][0], Strength.VOWEL))
            continue
        phones = keep_consonants_short(word.phones, timing.consonant)
        following = [phone.label for phone in phones[1:]] + [""]
        for phone, after in zip(phones, following, strict=True):
            asks.extend(_asks_of(phone, after, shapes, timing))
    return sorted(asks, key=lambda ask: ask.span)


def keep_consonants_short(phones: Sequence[Phone], longest: int) -> tuple[Phone, ...]:
    """Consonants crisp whatever the length of the note: it is the vowel beside them that is held.

    The vowel before takes what is too long, else the vowel after. A hummed M before its vowel
    keeps its time, because its closed lips are heard, and so does a word of consonants alone.

    >>> [p.span for p in keep_consonants_short([
    ...     Phone("OW", Span(Ms(0), Ms(300))), Phone("N", Span(Ms(300), Ms(900)))], 120)]
    [Span(start=0, end=780), Span(start=780, end=900)]
    """
    out = list(phones)
    for i, phone in enumerate(out):
        if phone.label in VOWELS or phone.span.length <= longest:
            continue
        before = out[i - 1] if i else None
        after = out[i + 1] if i + 1 < len(out) else None
        if before and before.label in VOWELS and before.span.end == phone.span.start:
            turn = Ms(phone.span.end - longest)
            out[i - 1] = replace(before, span=Span(before.span.start, turn))
            out[i] = replace(phone, span=Span(turn, phone.span.end))
        elif (
            after
            and after.label in VOWELS
            and after.span.start == phone.span.end
            and phone.label != "M"
        ):
            turn = Ms(phone.span.start + longest)
            out[i] = replace(phone, span=Span(phone.span.start, turn))
            out[i + 1] = replace(after, span=Span(turn, after.span.end))
    return tuple(out)


def _asks_of(phone: Phone, following: str, shapes: VisemeSet, timing: Timing) -> list[Ask]:
    wanted = shapes.phones.get(phone.label) or shapes.phones.get(following) or ()
    if not wanted:
        return []
    first = wanted[0]
    if phone.label not in VOWELS:
        if following in shapes.rounded:
            first = shapes.rounding.get(first, first)
        return [Ask(phone.span, first, _strength(phone.label, first, shapes))]
    glide = min(timing.glide, phone.span.length * 2 // 5)
    if len(wanted) == 1 or glide < 1:
        return [Ask(phone.span, first, Strength.VOWEL)]
    turn = Ms(phone.span.end - glide)
    return [
        Ask(Span(phone.span.start, turn), first, Strength.VOWEL),
        Ask(Span(turn, phone.span.end), wanted[1], Strength.GLIDE),
    ]


def _strength(consonant: str, shape: str, shapes: VisemeSet) -> Strength:
    if consonant in LIP_PHONES:
        return Strength.CLOSED
    seen = shape in shapes.bites or shape in shapes.closures
    return Strength.TEETH if consonant in TEETH_PHONES and seen else Strength.WEAK


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
    start = min(span.start - timing.lead // 2, span.end - max(timing.closure, timing.frame))
    return Span(Ms(max(0, start)), span.end)


def make_room(asks: Sequence[Ask], song: Span, timing: Timing) -> list[Ask]:
    """Give each closure a frame of its own, where lips and teeth follow one another at once.

    One that would hide another is moved to the right, the last ones of a song back to the left.
    Closures of one shape that overlap are one.
    """
    least = timing.frame
    rest = [ask for ask in asks if ask.strength < Strength.TEETH]
    row: list[Ask] = []
    for ask in sorted((a for a in asks if a.strength >= Strength.TEETH), key=lambda a: a.span.end):
        before = row[-1] if row else None
        if before is None or ask.span.start >= before.span.end:
            row.append(ask)
        elif ask.shape == before.shape:
            start = min(before.span.start, ask.span.start)
            row[-1] = replace(before, span=Span(start, max(before.span.end, ask.span.end)))
        else:
            # Both have a frame; beyond that, the second begins a lead before it sounds.
            turn = max(before.span.start + least, min(before.span.end, ask.span.end - least))
            row[-1] = replace(before, span=Span(before.span.start, Ms(turn)))
            row.append(replace(ask, span=Span(Ms(turn), Ms(max(ask.span.end, turn + least)))))
    limit: int = song.end
    for i in reversed(range(len(row))):
        end = max(1, min(row[i].span.end, limit))
        first = max(0, min(row[i].span.start, end - least))
        row[i] = replace(row[i], span=Span(Ms(first), Ms(max(end, first + 1))))
        limit = first
    return sorted([*rest, *row], key=lambda ask: ask.span)


def lay_over(asks: Sequence[Ask], song: Span) -> Timeline[Held]:
    """The strongest wish at each moment; of equals, the one that began last."""
    edges = sorted({edge for ask in asks for edge in (ask.span.start, ask.span.end)})
    waiting = sorted(asks, key=lambda ask: ask.span.start, reverse=True)
    active: list[Ask] = []
    cues: list[Cue[Held]] = []
    for start, end in pairwise(edges):
        while waiting and waiting[-1].span.start <= start:
            active.append(waiting.pop())
        active = [ask for ask in active if ask.span.end > start]
        if active:
            best = max(active, key=lambda ask: (ask.strength, ask.span.start))
            cues.append(Cue(Span(start, end), Held(best.shape, best.strength)))
    return Timeline(song, tuple(joined(cues)))


def joined(cues: Iterable[Cue[Held]]) -> list[Cue[Held]]:
    """Touching cues of one shape as one, as strong as the stronger."""
    out: list[Cue[Held]] = []
    for cue in cues:
        if out and out[-1].end == cue.start and out[-1].value.shape == cue.value.shape:
            strength = max(out[-1].value.strength, cue.value.strength)
            held = Held(cue.value.shape, strength)
            out[-1] = Cue(Span(out[-1].start, cue.end), held)
        else:
            out.append(cue)
    return out
