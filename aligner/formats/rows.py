"""What a timing file says, line by line, on its way to an alignment and back.

Readers give :class:`Row` values with times as they stand in the file: below zero, after the song,
backwards. :func:`aligned` puts all of that right in one place. Writers get their lines from
:func:`placed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.formats.plain_text import MAX_WORDS, cut, too_much, with_blanks
from aligner.lyrics import MAX_WORD, sung_text
from aligner.timed_words import (
    as_sung,
    caption_lines,
    clipped,
    in_order,
    phones_inside,
    written_out,
)
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

LONGEST_WORD_MS = 1000
"""A word whose end nobody tells is not sung longer than this: half of all sung words are shorter
than 300 ms, nine of ten shorter than this."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word as a file tells it; times in milliseconds, None if it says nothing."""

    text: str
    start: int | None = None
    end: int | None = None
    guessed: bool = False
    sung: str = ""
    confidence: float | None = None
    locked: bool = False
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a file tells it."""

    words: Sequence[TimedWord]
    section: str = ""
    singer: str = ""
    background: bool = False
    mood: str = ""


def aligned(
    rows: Iterable[Row], duration: Ms | None, what: str, *, sort: bool = True, length: int = 0
) -> Alignment:
    """Make an alignment of what a file says.

    * Lines are put in the order of their first words, unless the file's own order means something;
      a line without a time stays behind the one before it.
    * Words of a line go forward only, see :func:`~aligner.timed_words.in_order`. Different lines
      may overlap.
    * A word without length gets the millisecond before its time, as Gentle's do.
    * What is sung before the song starts or after it ends is cut off.

    Args:
        rows: the lines.
        duration: of the song in ms; None if only the file could tell.
        what: the format, for people.
        sort: whether lines are put in the order of time.
        length: of the song in ms, as the file has it; 0 if it does not say.

    Raises:
        AlignmentError: there is no word, no time at all, or none inside the song.
    """
    lines: list[Line] = []
    count = 0
    for row in rows:
        words = in_order(_words(_clung(row.words)))
        count += len(words)
        if count > MAX_WORDS:
            raise too_much(what, "words", MAX_WORDS)
        if words:
            lines.append(Line(tuple(words), row.section, row.singer, row.background, row.mood))
    if not lines:
        raise AlignmentError(f"there is no word in the {what}", hint="is it the right file?")
    ends = [line.span.end for line in lines if line.span is not None]
    if duration is None:
        duration = Ms(max([*ends, length]))
    if duration <= 0:
        raise AlignmentError(f"no word in the {what} has a time", hint="give another file")
    song = Span(Ms(0), duration)
    lines = [replace(line, words=tuple(clipped(w, song) for w in line.words)) for line in lines]
    if ends and all(line.span is None for line in lines):
        raise AlignmentError(
            f"every word of the {what} lies after the end of the song ({duration} ms)",
            hint="give the song that this file was made from",
        )
    return in_sheet(_sorted(lines) if sort else lines, duration)


def in_sheet(lines: Sequence[Line], duration: Ms) -> Alignment:
    """An alignment of these lines, with a sheet that is written out from them."""
    longest = max((len(word.text) for line in lines for word in line.words), default=0)
    if longest > MAX_WORD:
        raise AlignmentError(
            f"a word of {longest:,} characters cannot be sung", hint="part it with blanks"
        )
    transcript, rows = written_out(line.words for line in lines)
    placed_lines = (replace(line, words=row.words) for line, row in zip(lines, rows, strict=True))
    return Alignment(tuple(placed_lines), duration, transcript)


def relined(alignment: Alignment) -> Alignment:
    """The words in lines that fit a caption, for files that know words only."""
    lines = [Line(words) for words in caption_lines(list(alignment.words()))]
    return in_sheet(lines, alignment.duration)


def _sorted(lines: Sequence[Line]) -> list[Line]:
    keys: list[tuple[int, int]] = []
    now = -1
    for i, line in enumerate(lines):
        now = line.span.start if line.span is not None else now
        keys.append((now, i))
    return [lines[i] for _, i in sorted(keys)]


def _clung(words: Iterable[TimedWord]) -> list[TimedWord]:
    """Words with the punctuation that stands alone beside them, as in ``blue - and``."""
    out: list[TimedWord] = []
    waiting = ""
    for word in words:
        text = with_blanks(word.text)
        if not text:
            continue
        if word.sung or sung_text(text):
            out.append(replace(word, text=f"{waiting} {text}" if waiting else text))
            waiting = ""
        elif out:
            out[-1] = replace(out[-1], text=f"{out[-1].text} {text}")
        else:
            waiting = f"{waiting} {text}" if waiting else text
    return out


def _words(words: Sequence[TimedWord]) -> list[Word]:
    spans = _spans(words)
    return [
        Word(
            *(word.text, word.sung or as_sung(word.text), (0, len(word.text)), span),
            phones_inside(_in_turn(word.phones), span) if span is not None else (),
            word.confidence,
            word.locked and span is not None,
            word.guessed and span is not None,
        )
        for word, span in zip(words, spans, strict=True)
    ]


def _in_turn(phones: Sequence[Phone]) -> Iterator[Phone]:
    """Phones in order, each from where the one before it ends."""
    now = Ms(0)
    for phone in sorted(phones, key=lambda phone: phone.span):
        start = max(now, phone.span.start)
        if start < phone.span.end:
            yield replace(phone, span=Span(start, phone.span.end))
            now = phone.span.end


def _spans(words: Sequence[TimedWord]) -> list[Span | None]:
    spans: list[Span | None] = []
    after = 0  # how many words without length follow at the same moment
    for i in range(len(words) - 1, -1, -1):
        start, end = words[i].start, words[i].end
        if start is None or end is None or end < start or end < 0:
            spans.append(None)
            after = 0
            continue
        if start < end:
            spans.append(Span(Ms(max(start, 0)), Ms(end)) if end > 0 else None)
            after = 0
            continue
        same = i + 1 < len(words) and words[i + 1].start == words[i + 1].end == start
        after = after + 1 if same else 1
        last = max(start, after) - after + 1
        spans.append(Span(Ms(last - 1), Ms(last)))
    return spans[::-1]


def shares(start: int, end: int, weights: Sequence[int]) -> list[tuple[int, int]]:
    """A stretch parted by weight, without gaps.

    >>> shares(0, 100, [1, 3])
    [(0, 25), (25, 100)]
    """
    total, sofar = max(1, sum(weights)), 0
    edges = [start]
    for weight in weights:
        sofar += weight
        edges.append(start + (end - start) * sofar // total)
    return list(pairwise(edges))


def weight(text: str) -> int:
    """How long a word is sung beside others of its line, told from its letters alone."""
    return 1 + sum(ch.isalnum() for ch in text)


def spread(texts: Sequence[str], start: int, end: int) -> list[TimedWord]:
    """Words that share the time of their line; all of it is a guess."""
    parts = shares(start, end, [weight(text) for text in texts])
    return [
        TimedWord(text, a, b, True) if a < b else TimedWord(text)
        for text, (a, b) in zip(texts, parts, strict=True)
    ]


def end_of(start: int, end: int, text: str) -> int:
    """When a line ends; one that ends before it starts lasts a second a word at most."""
    return end if end > start else start + LONGEST_WORD_MS * max(1, len(cut(text)))


def placed(alignment: Alignment) -> list[tuple[Span, Line]]:
    """The lines in the order of time, each with its own, for a file that needs one.

    Lines without a time share the gap between their neighbours, or where there is none a second
    each. The words of each line go forward only.
    """
    lines = [replace(line, words=tuple(in_order(line.words))) for line in alignment.lines]
    out: list[tuple[Span, Line]] = []
    at = 0
    low = 0
    while at < len(lines):
        span = lines[at].span
        if span is not None:
            out.append((span, lines[at]))
            low = span.end
            at += 1
            continue
        last = at
        while last < len(lines) and lines[last].span is None:
            last += 1
        after = lines[last].span if last < len(lines) else None
        out += _between(
            lines[at:last], low, after.start if after else alignment.duration, alignment
        )
        at = last
    return sorted(out, key=lambda row: row[0].start)


def _between(
    lines: Sequence[Line], low: int, high: int, song: Alignment
) -> list[tuple[Span, Line]]:
    if high - low < 10 * len(lines):  # no gap
        high = min(song.duration, low + LONGEST_WORD_MS * len(lines))
        low = max(0, min(low, high - len(lines)))
    parts = shares(low, high, [weight(line.text) for line in lines])
    return [
        (Span(Ms(a), Ms(max(b, a + 1))), line) for line, (a, b) in zip(lines, parts, strict=True)
    ]


def knows_words(line: Line) -> bool:
    """Whether the time of any word of a line is more than a guess."""
    return any(word.span is not None and not word.guessed for word in line.words)
