"""Words with time stamps between them, as lyric players and captions have them.

A stamp ends what stands before it and begins what follows. Where no blank parts two stretches of
text they are syllables of one word, except in Chinese and Japanese, which have no blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aligner.alignment import Word
from aligner.formats.plain_text import cut, is_blank, is_sung, is_wide, too_much, without_notes
from aligner.formats.rows import TimedWord, shares, spread, weight

MAX_SEGMENTS = 20_000
"""Stretches of a line: a song that was written in one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, and when it is sung in milliseconds.

    Attributes:
        text: with the blanks around it.
        start: None if it goes on where the one before it ends.
        end: None if it ends where the one after it starts.
        loose: nothing is known of its time, although the words beside it have theirs.
    """

    text: str
    start: int | None = None
    end: int | None = None
    loose: bool = False


def sung_words(segments: Sequence[Segment], start: int | None, end: int | None) -> list[TimedWord]:
    """The words of a line.

    Several words in one segment share its time, and so does a line without any stamp; that is a
    guess, and marked as one. A word between two equal stamps has no time.

    Args:
        segments: of the line, in order.
        start: of the line; without it and without a stamp, its words have no time.
        end: of the line.

    Raises:
        AlignmentError: no line has that many.
    """
    if len(segments) > MAX_SEGMENTS:
        raise too_much("line", "stamps", MAX_SEGMENTS)
    segments = [replace(segment, text=without_notes(segment.text)) for segment in segments]
    text = "".join(segment.text for segment in segments)
    if not is_sung(text):
        return []
    if all(segment.start is None for segment in segments):
        texts = cut(text)
        if start is None or end is None:
            return [TimedWord(piece) for piece in texts]
        return spread(texts, start, max(start, end))
    words: list[TimedWord] = []
    before = ""
    for segment, (a, b) in zip(segments, _times(segments, start, end), strict=True):
        pieces = cut(segment.text)
        parts = shares(a, b, [weight(piece) for piece in pieces])
        for i, (piece, (low, high)) in enumerate(zip(pieces, parts, strict=True)):
            glued = not i and before and not (is_blank(before) or is_blank(segment.text[0]))
            guess = len(pieces) > 1
            word = TimedWord(piece, low, high, guess)
            if segment.loose or low == high:
                word = TimedWord(piece)
            if words and glued and not (is_wide(before) or is_wide(piece[0])):
                words[-1] = _joined(words[-1], word)
            else:
                words.append(word)
        before = segment.text[-1:] or before
    return words


def _joined(first: TimedWord, second: TimedWord) -> TimedWord:
    """Two syllables of a word."""
    return TimedWord(
        first.text + second.text,
        second.start if first.start is None else first.start,
        first.end if second.end is None else second.end,
        first.guessed or second.guessed,
    )


def _times(
    segments: Sequence[Segment], start: int | None, end: int | None
) -> Iterator[tuple[int, int]]:
    ends: list[int | None] = []
    following = end
    for segment in reversed(segments):
        ends.append(following if segment.end is None else segment.end)
        following = following if segment.start is None else segment.start
    now = start
    for segment, given in zip(segments, reversed(ends), strict=True):
        begin = now if segment.start is None else segment.start
        if begin is None:  # in front of the first stamp of a line that has no time of its own
            begin = given or 0
        now = begin if given is None else max(begin, given)
        yield begin, now


def stamped(words: Sequence[Word], step: int = 1) -> Iterator[tuple[int | None, str, int | None]]:
    """The words of a line with the stamps before and after each, None where none is needed.

    Args:
        words: in order and without overlaps.
        step: milliseconds of the file's grid; times are rounded to it, half-way up.
    """
    for i, word in enumerate(words):
        if word.span is None:
            yield None, word.text, None
            continue
        after = words[i + 1].span if i + 1 < len(words) else None
        end = _on_grid(word.span.end, step)
        meets = after is not None and _on_grid(after.start, step) == end
        yield _on_grid(word.span.start, step), word.text, None if meets else end


def _on_grid(ms: int, step: int) -> int:
    return (ms + step // 2) // step * step
