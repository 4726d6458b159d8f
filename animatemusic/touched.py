"""Which stretch of a song a change touches: what is worth looking at again. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.alignment import Alignment, Word
from media_core.timeline import Ms, Span

AROUND_MS = 1000
"""Shown before and after what was touched: a word is judged by how the mouth comes to it."""

LONGEST_MS = 20_000
"""Who moves all words looks at the beginning of it."""


def touched(before: Alignment, after: Alignment) -> Span | None:
    """From the first to the last word that is not as it was; None if all are.

    Words are compared in order from both ends, so that one that was added, taken out or moved
    touches its own place and not all that follows it.

    Args:
        before: an alignment of a song. Words without a time lie where their neighbours leave room.
        after: another one of the same song.
    """
    old, new = list(before.words()), list(after.words())
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and _same(old[head], new[head]):
        head += 1
    if head == len(old) == len(new):
        return None
    tail = 0
    while tail < shorter - head and _same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    spans = [_room(old, head, len(old) - tail, before), _room(new, head, len(new) - tail, after)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def shown(span: Span, least: Ms, end: Ms) -> Span:
    """A stretch with something before and after it.

    Args:
        span: what was touched.
        least: how long the result is at least, where the song is so long.
        end: of the song.
    """
    missing = max(0, least - span.length - 2 * AROUND_MS)
    start = max(0, span.start - AROUND_MS - missing // 2)
    stop = min(end, start + LONGEST_MS, max(span.end + AROUND_MS, start + least))
    return Span(Ms(max(0, min(start, stop - least))), Ms(stop))


def first_line(alignment: Alignment, least: Ms) -> Span:
    """Where somebody sings first: what a new drawing is looked at with."""
    start = next((word.span.start for word in alignment.words() if word.span), Ms(0))
    start = Ms(max(0, min(start - 250, alignment.duration - least)))
    return Span(start, Ms(min(alignment.duration, start + least)))


def _same(one: Word, other: Word) -> bool:
    return (one.text, one.span, one.phones) == (other.text, other.span, other.phones)


def _room(words: Sequence[Word], first: int, last: int, alignment: Alignment) -> Span:
    """The time of some words in a row: their own, or what is between their neighbours."""
    known = [word.span for word in words[first:last] if word.span is not None]
    before = next((word.span.end for word in reversed(words[:first]) if word.span), Ms(0))
    after = next((word.span.start for word in words[last:] if word.span), alignment.duration)
    if len(known) == last - first and known:
        return Span(min(span.start for span in known), max(span.end for span in known))
    low = min([before, *(span.start for span in known)])
    high = max([after, *(span.end for span in known)])
    return Span(low, Ms(max(high, low + 1)))
