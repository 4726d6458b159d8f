"""Words that somebody else timed, made fit for an :class:`~aligner.alignment.Alignment`.

Timing files and servers give words that run backwards, overlap by a rounding error, end after the
song or stand in one endless line. Each function here puts one of these right and nothing else;
a word whose time cannot be right keeps its place in the sheet and loses its time. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aligner.alignment import Line, Phone, Word
from aligner.lyrics import sung_text
from media_core.timeline import Ms, Span

LINE_PAUSE = 700
"""A pause of this many milliseconds ends a line. Shorter ones are no sure sign: in the one real
Gentle file we hold, pauses inside a phrase reach 690 ms."""

MOST_WORDS = 10
"""More words than this do not fit a caption: ten English words are about 50 characters, and
subtitle guides allow 42 a row (Netflix Timed Text Style Guide, English), two rows at most."""

FEWEST_WORDS = 4
"""A line that must be cut is not cut before this many words; a caption of two words flickers."""


def caption_lines(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Words without line breaks, cut into lines that fit a caption.

    A line ends at each pause of :data:`LINE_PAUSE` or more. What is still longer than
    :data:`MOST_WORDS` is cut at its longest pause between :data:`FEWEST_WORDS` and
    :data:`MOST_WORDS` words (the last one of several equal pauses), again and again. Next to a
    word without a time no pause is known, so there it counts as none.
    """
    lines: list[tuple[Word, ...]] = []
    line: list[Word] = []
    for word in words:
        if line and _pause(line[-1], word) >= LINE_PAUSE:
            lines += _cut(line)
            line = []
        line.append(word)
    return lines + _cut(line)


def _cut(line: Sequence[Word]) -> list[tuple[Word, ...]]:
    out: list[tuple[Word, ...]] = []
    start = 0
    while len(line) - start > MOST_WORDS:
        places = range(start + FEWEST_WORDS, start + MOST_WORDS + 1)
        at = max(places, key=lambda i: (_pause(line[i - 1], line[i]), i))
        out.append(tuple(line[start:at]))
        start = at
    return [*out, tuple(line[start:])] if line else out


def _pause(before: Word, after: Word) -> int:
    if before.span is None or after.span is None:
        return 0
    return max(0, after.span.start - before.span.end)


def clipped(word: Word, stretch: Span | None) -> Word:
    """Keep of a word what is sung inside a stretch; its phones are cut to fit, or left out.

    Without a stretch, or where the two do not meet, the word loses its time.
    """
    if word.span is None:
        return word
    span = None if stretch is None else _meet(word.span, stretch)
    if span is None:
        return word.untimed()
    if span == word.span:
        return word
    return replace(word, span=span, phones=phones_inside(word.phones, span))


def phones_inside(phones: Iterable[Phone], stretch: Span) -> tuple[Phone, ...]:
    """Keep the phones that sound in a stretch, cut to it."""
    cut = ((phone, _meet(phone.span, stretch)) for phone in phones)
    return tuple(replace(phone, span=span) for phone, span in cut if span is not None)


def stretched(phones: Sequence[Phone], old: Span, new: Span) -> tuple[Phone, ...]:
    """Phones of a word as they lie when it gets another time; none if one would have no length.

    >>> [p.span for p in stretched((Phone("M", Span(Ms(0), Ms(5))),), Span(Ms(0), Ms(10)),
    ...                            Span(Ms(100), Ms(200)))]
    [Span(start=100, end=150)]
    """
    moved: list[Phone] = []
    for phone in phones:
        start, end = (
            new.start + (edge - old.start) * new.length // old.length
            for edge in (phone.span.start, phone.span.end)
        )
        if start >= end:
            return ()
        moved.append(replace(phone, span=Span(Ms(start), Ms(end))))
    return tuple(moved)


def _meet(a: Span, b: Span) -> Span | None:
    return Span(max(a.start, b.start), min(a.end, b.end)) if a.overlaps(b) else None


def in_order(words: Sequence[Word]) -> list[Word]:
    """Make the times of words go forward only.

    The largest set of words that start one after the other keeps its times (so one stray word
    cannot cost all that follow it theirs); the others become words without a time. Where two of
    those that are kept overlap, the earlier one ends when the later one starts. Locked words stay
    as they are, and the others make room for them.
    """
    words = _beside_locks(words)
    timed = [i for i, word in enumerate(words) if word.span is not None]
    starts = [word.span.start for word in words if word.span is not None]
    kept = [timed[i] for i in _longest_rise(starts)]
    out = [word.untimed() for word in words]
    later: Ms | None = None
    for i in reversed(kept):
        span = words[i].span
        if span is None:  # never: only timed words are kept
            continue
        end = span.end if later is None else min(span.end, later)
        out[i] = clipped(words[i], Span(span.start, Ms(end)))
        later = span.start
    return out


def _beside_locks(words: Sequence[Word]) -> list[Word]:
    """Words cut off where a locked one before them ends, or one after them starts."""
    out = list(words)
    low = Ms(0)
    for i, word in enumerate(out):
        if word.span is None:
            continue
        if word.locked and word.span.start >= low:
            low = word.span.end
        elif word.span.start < low:
            out[i] = _trimmed(word, low, word.span.end)
    high: Ms | None = None
    for i in range(len(out) - 1, -1, -1):
        word = out[i]
        if word.span is None:
            continue
        if word.locked:
            high = word.span.start
        elif high is not None and word.span.end > high:
            out[i] = _trimmed(word, word.span.start, high)
    return out


def _trimmed(word: Word, start: Ms, end: Ms) -> Word:
    """The word inside a stretch of time; without a time if nothing of it is left."""
    if start >= end:
        return word.untimed()
    return replace(clipped(word, Span(start, end)), locked=False)


def _longest_rise(values: Sequence[int]) -> list[int]:
    """Find the indices of a longest strictly rising subsequence (patience sorting)."""
    ends: list[int] = []  # ends[k]: the least value that ends a rise of k + 1 values
    where: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        k = bisect_left(ends, value)
        before.append(where[k - 1] if k else -1)
        if k == len(ends):
            ends.append(value)
            where.append(i)
        else:
            ends[k], where[k] = value, i
    rise: list[int] = []
    i = where[-1] if where else -1
    while i >= 0:
        rise.append(i)
        i = before[i]
    return rise[::-1]


def as_sung(written: str) -> str:
    """Guess what is sung from what is written, for sources that tell only the one.

    >>> as_sung("Don’t,"), as_sung("♪")
    ("don't", '♪')
    """
    return sung_text(written) or written.lower()


def written_out(lines: Iterable[Sequence[Word]]) -> tuple[str, list[Line]]:
    """Write a sheet from the words alone: a row for each line, single blanks.

    For sources that keep no lyric sheet. Returns the sheet and its lines, whose words have
    ``chars`` that point into it.
    """
    rows: list[str] = []
    out: list[Line] = []
    at = 0
    for words in lines:
        placed: list[Word] = []
        for word in words:
            placed.append(replace(word, chars=(at, at + len(word.text))))
            at += len(word.text) + 1  # the blank, or the newline after the last word
        out.append(Line(tuple(placed)))
        rows.append(" ".join(word.text for word in words))
    return "\n".join(rows), out
