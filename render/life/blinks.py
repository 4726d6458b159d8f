"""When the eyes close: at the ends of phrases where they can, never in a held note."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from aligner.alignment import VOWELS, Alignment
from media_core.timeline import Ms, Span

EVERY = (2.5, 6.0)
"""People who are at ease blink every 2.5-6 s; more often looks nervous."""

_STEPS = ((0, "half"), (40, "closed"), (140, "half"), (200, "open"))

BLINK_MS = _STEPS[-1][0]
"""From open to open."""

HELD_MS = 400
"""A vowel this long is a held note: nobody blinks in it."""

NOTE_MS = 150
"""In a vowel this long nobody blinks either, if there is time elsewhere."""

PHRASE_GAP_MS = 250
"""After such a pause something new is sung: before it a phrase has ended."""

_STEP_MS = 50
"""Between moments that have a lot."""


def blink_times(alignment: Alignment, seed: int, every: Sequence[float] = EVERY) -> tuple[Ms, ...]:
    """When blinks begin, ascending.

    Each comes ``every`` so many seconds after the one before: at a phrase's end if one is in this
    window, else wherever no note is sung, else outside of held notes; only where held notes fill
    the whole window it comes later. Among the moments that suit, lots decide; a moment's lot is
    its own, so whoever moves one word moves the blinks near it, and not all until the end.

    Args:
        alignment: of the song.
        seed: of the lots.
        every: shortest and longest time between blinks, in seconds; empty for none.
    """
    if not every:
        return ()
    soonest, latest = (round(1000 * seconds) for seconds in every)
    notes = _notes(alignment)
    short = [(n.start, n.end) for n in notes if n.length >= NOTE_MS]
    held = [(n.start, n.end) for n in notes if n.length >= HELD_MS]
    ends = phrase_ends(alignment)
    times: list[Ms] = []
    before = 0
    while True:
        first, last = before + soonest, before + latest
        at_ends = [t for t in ends if first <= t <= last and _free(t, held)]
        anywhere = range(-(-first // _STEP_MS) * _STEP_MS, last + 1, _STEP_MS)
        fit = at_ends or _all_free(anywhere, short) or _all_free(anywhere, held)
        moment = min(fit, key=lambda t: _lot(seed, t)) if fit else _after(last, held)
        if moment + BLINK_MS > alignment.duration:
            return tuple(times)
        times.append(Ms(moment))
        before = moment


def _lot(seed: int, moment: int) -> float:
    return random.Random(f"{seed} {moment}").random()


def eyes_at(moment: Ms, blinks: Sequence[Ms]) -> str:
    """``open``, ``half`` or ``closed``."""
    index = bisect_right(blinks, moment) - 1
    if index < 0:
        return "open"
    since = moment - blinks[index]
    return next(eyes for start, eyes in reversed(_STEPS) if since >= start)


def phrase_ends(alignment: Alignment) -> list[int]:
    """Where a line, or what is sung in one breath, is over."""
    spans = sorted(word.span for word in alignment.words() if word.span is not None)
    ends = {line.span.end for line in alignment.lines if line.span is not None}
    reach = 0
    for span in spans:
        if reach and span.start - reach >= PHRASE_GAP_MS:
            ends.add(Ms(reach))
        reach = max(reach, span.end)
    return sorted(ends)


def _notes(alignment: Alignment) -> list[Span]:
    """Vowels; a word whose phones nobody knows may be one long vowel."""
    notes: list[Span] = []
    for word in alignment.words():
        if word.phones:
            notes += [phone.span for phone in word.phones if phone.label in VOWELS]
        elif word.span is not None and word.span.length >= 2 * HELD_MS:
            notes.append(word.span)
    return sorted(notes)


def _free(moment: int, busy: Sequence[tuple[int, int]]) -> bool:
    """True if a whole blink fits."""
    return not any(moment < end and moment + BLINK_MS > start for start, end in busy)


def _all_free(moments: Iterable[int], busy: Sequence[tuple[int, int]]) -> list[int]:
    return [moment for moment in moments if _free(moment, busy)]


def _after(moment: int, busy: Sequence[tuple[int, int]]) -> int:
    """The first free moment from one on."""
    for start, end in busy:
        if moment < end and moment + BLINK_MS > start:
            moment = end
    return moment
