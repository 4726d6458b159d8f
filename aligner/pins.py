"""What is known of the times beforehand: anchored words and locked words.

An *anchor* says when a line or a word of it begins, as a person hears it; the search may differ
from it a little. A *locked* word has been set by a person and stays where it is to the
millisecond; the words around it are sought again between their locked neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from aligner.alignment import Alignment, Word
from aligner.lyrics import Lyrics
from aligner.quoted import quoted
from aligner.timed_words import stretched
from media_core.errors import InputError
from media_core.timeline import Ms, Span, clock

ANCHOR_REACH_MS = 300
"""How far the search may move from an anchor: people tap late, and LRC files err by this much."""

Pins = Mapping[int, Span]
"""Index of a word in the sheet -> the span in which it must begin."""

NO_PINS: Pins = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a line of the sheet, and when the first of them begins."""

    moment: Ms
    text: str


def anchored(
    lyrics: Lyrics,
    anchors: Sequence[Anchor],
    duration: Ms,
    near: Mapping[int, Ms] = MappingProxyType({}),
) -> dict[int, Span]:
    """Pins for the words that anchors name.

    Any words of a line will do, however they are spelled (:mod:`aligner.quoted`). Where words
    stand in several places (a chorus), anchors in the order of time take them in the order of the
    sheet: where it is known about when they are sung, the nearest in time; else the first, and
    the beginning of a line rather than the middle of another.

    Args:
        lyrics: the sheet.
        anchors: in any order.
        duration: of the song.
        near: when words are sung as far as it is known, by their index in the sheet.

    Raises:
        InputError: no line (that is left) has the words, or the moment is not in the song.
    """
    ordered = sorted(anchors, key=lambda a: a.moment)
    places = [list(_places(lyrics, anchor.text)) for anchor in ordered]
    latest = _latest(places)
    pins: dict[int, Span] = {}
    after = -1
    for anchor, found, last in zip(ordered, places, latest, strict=True):
        if anchor.moment >= duration:
            raise InputError(
                f"the anchor at {clock(anchor.moment)} lies after the end of the song",
                hint=f"the song lasts {clock(duration)}",
            )
        left = [place for place in found if after < place[0]]
        if not left:
            raise InputError(
                f"no line {'is left that has' if found else 'has'} the words "
                f'"{anchor.text}", which are anchored at {clock(anchor.moment)}',
                hint="anchors in the order of time follow the lyrics in their order"
                if found
                else "give words of one line as they are in the lyrics",
            )
        roomy = [place for place in left if place[0] <= last] or left
        known = [(abs(near[index] - anchor.moment), index) for index, _ in roomy if index in near]
        first_line = next((index for index, begins in roomy if begins), roomy[0][0])
        after = min(known)[1] if known else first_line
        first = max(0, anchor.moment - ANCHOR_REACH_MS)
        pins[after] = Span(Ms(first), Ms(anchor.moment + ANCHOR_REACH_MS))
    return pins


def _places(lyrics: Lyrics, said: str) -> Iterator[tuple[int, bool]]:
    """Words at which a quotation may begin, and whether a line begins with them."""
    first = 0
    for line in lyrics.lines:
        for run in quoted(line.words, said):
            yield first + run.start, run.start == 0
        first += len(line.words)


def _latest(places: Sequence[Sequence[tuple[int, bool]]]) -> list[int]:
    """The last word that each anchor may take so that those after it still find theirs."""
    out: list[int] = []
    before: float = math.inf
    for found in reversed(places):
        before = max((index for index, _ in found if index < before), default=-1)
        out.append(int(before))
    return out[::-1]


def with_locked(found: Alignment, locked: Mapping[int, Word]) -> Alignment:
    """The alignment with words that stay exactly as they were; neighbours make room.

    A word that is locked is certain; one that only stays is as sure as it was.

    A neighbour that loses all its time loses its phones too, and keeps one millisecond. A locked
    word without phones gets those that were found, stretched to its time.
    """
    words = list(found.words())
    for index, lock in locked.items():
        old, phones = words[index].span, lock.phones
        if not phones and old is not None and lock.span is not None:
            phones = stretched(words[index].phones, old, lock.span)
        words[index] = replace(
            words[index],
            span=lock.span,
            phones=phones,
            confidence=1.0 if lock.locked else lock.confidence,
            locked=lock.locked,
        )
    order = [i for i, word in enumerate(words) if word.span is not None]
    for at, index in enumerate(order):
        if index not in locked:
            before = words[order[at - 1]].span if at else None
            after = words[order[at + 1]].span if at + 1 < len(order) else None
            low = before.end if before and order[at - 1] in locked else Ms(0)
            high = after.start if after and order[at + 1] in locked else found.duration
            words[index] = _between(words[index], low, high)
    rest = iter(words)
    lines = tuple(
        replace(line, words=tuple(next(rest) for _ in line.words)) for line in found.lines
    )
    return replace(found, lines=lines)


def _between(word: Word, low: Ms, high: Ms) -> Word:
    if word.span is None or (word.span.start >= low and word.span.end <= high):
        return word
    start, end = max(word.span.start, low), min(word.span.end, high)
    if start >= end:
        at = Ms(min(low, max(0, high - 1)))
        return replace(word, span=Span(at, Ms(at + 1)), phones=())
    phones = [
        replace(phone, span=Span(Ms(max(phone.span.start, start)), Ms(min(phone.span.end, end))))
        for phone in word.phones
        if max(phone.span.start, start) < min(phone.span.end, end)
    ]
    return replace(word, span=Span(Ms(start), Ms(end)), phones=tuple(phones))
