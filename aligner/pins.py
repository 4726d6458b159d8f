"""What is known of the times beforehand: anchored lines and locked words.

An *anchor* says when a line begins, as a person hears it; the search may differ from it a little.
A *locked* word has been set by a person and stays where it is to the millisecond; the words
around it are sought again between their locked neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from aligner.alignment import Alignment, Word
from aligner.lyrics import Lyrics, sung_text
from aligner.rematch import same_words
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
    """A line of the sheet, by its first words, and when it begins."""

    moment: Ms
    text: str


def anchored(lyrics: Lyrics, anchors: Sequence[Anchor], duration: Ms) -> dict[int, Span]:
    """Pins for the lines that anchors name.

    Where several lines begin alike (a chorus), anchors in the order of time take them in the
    order of the sheet.

    Raises:
        InputError: no line (that is left) begins with the words, or the moment is not in the song.
    """
    firsts: list[int] = []
    texts: list[list[str]] = []
    index = 0
    for line in lyrics.lines:
        firsts.append(index)
        texts.append([word.sung for word in line.words])
        index += len(line.words)
    pins: dict[int, Span] = {}
    after = -1
    for anchor in sorted(anchors, key=lambda a: a.moment):
        wanted = [sung for sung in map(sung_text, anchor.text.split()) if sung]
        if anchor.moment >= duration:
            raise InputError(
                f"the anchor at {clock(anchor.moment)} lies after the end of the song",
                hint=f"the song lasts {clock(duration)}",
            )
        found = [i for i, text in enumerate(texts) if i > after and text[: len(wanted)] == wanted]
        if not wanted or not found:
            raise InputError(
                f"no line {'is left that begins' if after >= 0 else 'begins'} with "
                f'"{anchor.text}", which is anchored at {clock(anchor.moment)}',
                hint="give the first words of a line as they are in the lyrics",
            )
        after = found[0]
        first = max(0, anchor.moment - ANCHOR_REACH_MS)
        pins[firsts[after]] = Span(Ms(first), Ms(anchor.moment + ANCHOR_REACH_MS))
    return pins


def locked_words(lyrics: Lyrics, kept: Alignment) -> dict[int, Word]:
    """The locked words of an earlier alignment, by their index in the sheet.

    The sheet may have changed since: words are matched in order, and a locked word that is no
    longer there is let go.
    """
    words = list(kept.words())
    return {
        ours: words[theirs]
        for theirs, ours in same_words(lyrics, kept).items()
        if words[theirs].locked
    }


def with_locked(found: Alignment, locked: Mapping[int, Word]) -> Alignment:
    """The alignment with the locked words exactly as they were; neighbours make room.

    A neighbour that loses all its time loses its phones too, and keeps one millisecond. A locked
    word without phones gets those that were found, stretched to its time.
    """
    words = list(found.words())
    for index, lock in locked.items():
        old, phones = words[index].span, lock.phones
        if not phones and old is not None and lock.span is not None:
            phones = stretched(words[index].phones, old, lock.span)
        words[index] = replace(
            words[index], span=lock.span, phones=phones, confidence=1.0, locked=True
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
