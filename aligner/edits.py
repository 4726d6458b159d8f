"""What a person puts right: a word, a line or all that follows moved, locked, unlocked; a mouth.

Each edit makes one alignment out of another and loses no word. What a person has set is locked, so
that aligning again keeps it; words in the way that are not locked make room. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from aligner.alignment import Alignment, Line, SetMouth, Word
from aligner.lyrics import sung_text
from aligner.quoted import quoted
from aligner.report import line_numbers
from aligner.retime import shifted
from aligner.timed_words import clipped, stretched
from media_core.errors import InputError
from media_core.timeline import Ms, Span, clock

SHORTEST_MS = 10
"""A word that makes room keeps at least so much."""

USUAL_MS = 300
"""Length of a word that had no time and is given a beginning only; near the middle of what the
words of pop songs last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a lyric something is, as a person says it.

    Attributes:
        number: of the row in the lyric sheet, as reports have it; None for any.
        words: one or several that stand together; () for the whole line.
    """

    number: int | None = None
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        line = "" if self.number is None else f"line {self.number}"
        said = f'"{" ".join(self.words)}"' if self.words else ""
        return ", ".join(part for part in (line, said) if part)


def place_of(text: str) -> Place:
    """``line 12``, ``line 12, "waited"``, ``waited``: a place as people type it.

    Raises:
        InputError: it says no line and no word.

    >>> place_of('line 12, "waited"')
    Place(number=12, words=('waited',))
    >>> str(place_of("all the way"))
    '"all the way"'
    """
    rest = text.strip()
    number: int | None = None
    if rest.lower().startswith("line "):
        digits, _, after = rest[5:].strip().partition(",")
        if digits.strip().isdecimal() and len(digits.strip()) < 7:
            number, rest = int(digits), after
    elif rest.isdecimal() and len(rest) < 7:
        number, rest = int(rest), ""
    words = tuple(said for said in map(sung_text, rest.strip(' "“”').split()) if said)
    if number is None and not words:
        raise InputError(
            f'"{text[:80]}" names no line and no word', hint='write it as: line 12, "waited"'
        )
    return Place(number, words)


def words_at(alignment: Alignment, place: Place, near: Ms | None = None) -> range:
    """Indices of the words at a place.

    Where the same words are sung several times, those that are sung nearest to a moment are meant.

    Args:
        alignment: of the song.
        place: a line, or words.
        near: a moment.

    Raises:
        InputError: there are none; or several, and no moment tells them apart.
    """
    found = list(_found(alignment, place))
    if not found:
        raise InputError(
            f"there is no {place} in these times",
            hint="`animatemusic align --report` names lines by their number in the lyric sheet",
        )
    if len(found) == 1:
        return found[0]
    words = list(alignment.words())
    timed = [
        (abs(span.start - near), run)
        for run in found
        if near is not None and (span := words[run[0]].span) is not None
    ]
    if not timed:
        times = ", ".join(_when(words[run[0]]) for run in found[:6])
        raise InputError(
            f"{place} is sung {len(found)} times ({times})",
            hint='say which line: line 12, "waited"',
        )
    return min(timed, key=lambda one: one[0])[1]


def _found(alignment: Alignment, place: Place) -> Iterable[range]:
    first = 0
    for number, line in zip(line_numbers(alignment), alignment.lines, strict=True):
        if place.number is None or place.number == number:
            if not place.words:
                yield range(first, first + len(line.words))
            for run in quoted(line.words, " ".join(place.words)):
                yield range(first + run.start, first + run.stop)
        first += len(line.words)


def _when(word: Word) -> str:
    return "no time" if word.span is None else clock(word.span.start)


def word_set(alignment: Alignment, index: int, start: Ms, end: Ms | None = None) -> Alignment:
    """A word begins at a moment (and ends at one); it is locked, and its neighbours make room.

    Args:
        alignment: of the song.
        index: of the word.
        start: when it begins.
        end: when it ends; it keeps its length if None.

    Raises:
        InputError: the moments are not in the song, or a locked word is in the way.
    """
    words = list(alignment.words())
    old = words[index].span
    length = old.length if old is not None else USUAL_MS
    span = _inside(alignment, start, Ms(start + length) if end is None else end)
    words[index] = _moved(words[index], span)
    _push_later(words, index, alignment.duration)
    _push_earlier(words, index)
    return with_words(alignment, words)


def words_set(alignment: Alignment, place: Sequence[int], starts: Sequence[Ms]) -> Alignment:
    """Words that follow each other begin at moments; they are locked, and others make room.

    Each keeps its length, but ends where the next one begins.

    Args:
        alignment: of the song.
        place: indices of the words.
        starts: when they begin, each later than the one before.

    Raises:
        InputError: a moment is not in the song, or a locked word is in the way.
    """
    words = list(alignment.words())
    for at, (index, start) in enumerate(zip(place, starts, strict=True)):
        old = words[index].span
        end = start + (old.length if old is not None else USUAL_MS)
        if at + 1 < len(starts):
            end = min(end, starts[at + 1])
        words[index] = _moved(words[index], _inside(alignment, start, Ms(end)))
    if place:
        _push_later(words, place[-1], alignment.duration)
        _push_earlier(words, place[0])
    return with_words(alignment, words)


def line_set(alignment: Alignment, place: range, start: Ms) -> Alignment:
    """The words of a line, or some of them, begin at a moment; all move by the same time.

    The first is locked; the others move with it.

    Raises:
        InputError: none of them has a time, the moment is not in the song, or a locked word is in
            the way.
    """
    words = list(alignment.words())
    spans = [span for i in place if (span := words[i].span) is not None]
    if not spans:
        raise InputError("these words have no time yet", hint="set each of them with --word")
    by = start - spans[0].start
    timed = [i for i in place if words[i].span is not None]
    for i, old in zip(timed, spans, strict=True):
        moved = _inside(alignment, Ms(old.start + by), Ms(old.end + by))
        words[i] = replace(_moved(words[i], moved), locked=words[i].locked or i == timed[0])
    _push_later(words, timed[-1], alignment.duration)
    _push_earlier(words, timed[0])
    return with_words(alignment, words)


def shifted_after(alignment: Alignment, moment: Ms, by: int) -> Alignment:
    """All words that begin at a moment or later, moved by milliseconds.

    Words that stand before keep their times; what would lie before them or after the song is cut.
    """
    words, moved = list(alignment.words()), list(shifted(alignment, by).words())
    later = {i for i, word in enumerate(words) if word.span and word.span.start >= moment}
    ends = (word.span.end for i, word in enumerate(words) if word.span and i not in later)
    low = max(ends, default=Ms(0))
    for i in later:
        words[i] = moved[i] if by > 0 else _after(moved[i], low)
    stay = tuple(mouth for mouth in alignment.mouths if mouth.span.start < moment)
    go = alignment.mouths[len(stay) :]
    edited = with_words(replace(alignment, mouths=stay), words)
    for mouth in shifted(replace(alignment, mouths=go), by).mouths:
        edited = mouth_set(edited, mouth.span, mouth.shape)
    return edited


def _after(word: Word, low: Ms) -> Word:
    """A word without what lies before a moment; a sliver is left of it in any case."""
    if word.span is None or word.span.start >= low:
        return word
    if word.span.end - low >= SHORTEST_MS:
        return clipped(word, Span(low, word.span.end))
    return replace(word, span=Span(low, Ms(low + 1)), phones=())


def locked(alignment: Alignment, place: Iterable[int], *, lock: bool = True) -> Alignment:
    """Words marked as right, which stay when the song is aligned again; or no longer."""
    words = list(alignment.words())
    for i in place:
        if words[i].span is not None:
            words[i] = replace(words[i], locked=lock)
    return with_words(alignment, words)


def mouth_set(alignment: Alignment, span: Span, shape: str) -> Alignment:
    """A mouth is seen in a stretch of the song, whatever is sung; others there make room.

    Args:
        alignment: of the song.
        span: while it is seen.
        shape: its name; "" takes mouths that were set there away.

    Raises:
        InputError: the stretch is not in the song.
    """
    span = _inside(alignment, span.start, span.end)
    rest = [
        SetMouth(Span(start, end), mouth.shape)
        for mouth in alignment.mouths
        for start, end in (
            (mouth.span.start, min(mouth.span.end, span.start)),
            (max(mouth.span.start, span.end), mouth.span.end),
        )
        if start < end
    ]
    if shape:
        rest.append(SetMouth(span, shape))
    return replace(alignment, mouths=tuple(sorted(rest, key=lambda mouth: mouth.span.start)))


def with_words(alignment: Alignment, words: Iterable[Word]) -> Alignment:
    """The alignment with other words in the same lines."""
    rest = iter(words)
    lines: Sequence[Line] = alignment.lines
    return replace(
        alignment,
        lines=tuple(replace(line, words=tuple(next(rest) for _ in line.words)) for line in lines),
    )


def _inside(alignment: Alignment, start: Ms, end: Ms) -> Span:
    if not 0 <= start < alignment.duration:
        raise InputError(
            f"{clock(max(start, Ms(0)))} is not in the song",
            hint=f"it lasts {clock(alignment.duration)}",
        )
    if end <= start:
        raise InputError("a word and a mouth end after they begin", hint="give a later end")
    return Span(start, min(end, alignment.duration))


def _moved(word: Word, span: Span) -> Word:
    old = word.span
    phones = stretched(word.phones, old, span) if old is not None else ()
    return replace(word, span=span, phones=phones, confidence=1.0, locked=True, guessed=False)


def _push_later(words: list[Word], index: int, duration: Ms) -> None:
    """Words after one give way: they begin later, or move as a whole."""
    low = _span(words[index]).end
    for i in range(index + 1, len(words)):
        span = words[i].span
        if span is None:
            continue
        if span.start >= low:
            return
        _check_free(words[i], words[index])
        if span.end - low >= SHORTEST_MS:
            words[i] = clipped(words[i], Span(low, span.end))
            return
        end = Ms(min(low + span.length, duration))
        start = min(low, Ms(end - SHORTEST_MS))
        words[i] = _carried(words[i], Span(start, end))
        low = end


def _push_earlier(words: list[Word], index: int) -> None:
    """Words before one give way: they end earlier, or move as a whole."""
    high = _span(words[index]).start
    for i in reversed(range(index)):
        span = words[i].span
        if span is None:
            continue
        if span.end <= high:
            return
        _check_free(words[i], words[index])
        if high - span.start >= SHORTEST_MS:
            words[i] = clipped(words[i], Span(span.start, high))
            return
        start = Ms(max(high - span.length, 0))
        end = max(high, Ms(start + SHORTEST_MS))
        words[i] = _carried(words[i], Span(start, end))
        high = start


def _carried(word: Word, span: Span) -> Word:
    phones = stretched(word.phones, _span(word), span)
    return replace(word, span=span, phones=phones)


def _check_free(word: Word, for_word: Word) -> None:
    if word.locked:
        raise InputError(
            f'"{word.text}" at {_when(word)} is locked and in the way of "{for_word.text}"',
            hint="unlock it first with --unlock, or choose another time",
        )


def _span(word: Word) -> Span:
    if word.span is None:
        raise ValueError(f"{word.text!r} has no time")
    return word.span
