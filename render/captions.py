"""Lyrics as rows of text that fit the picture, with the time of each word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aligner.alignment import Alignment, Line, Word
from aligner.timeline import Ms, Span


@dataclass(frozen=True, slots=True)
class CaptionRow:
    """One row of text on the picture.

    Attributes:
        words: as written.
        spans: when each is sung; words without a time of their own get a share of the gap.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The row as it is drawn."""
        return " ".join(self.words)

    @property
    def start(self) -> Ms:
        """When its first word begins."""
        return self.spans[0].start

    @property
    def end(self) -> Ms:
        """When its last word ends."""
        return max(span.end for span in self.spans)

    def sung(self, moment: Ms) -> float:
        """How many words are sung: 2.25 is two and a quarter of the third.

        >>> row = CaptionRow(("a", "b"), (Span(Ms(0), Ms(100)), Span(Ms(200), Ms(300))))
        >>> [row.sung(Ms(t)) for t in (0, 50, 150, 225, 900)]
        [0.0, 0.5, 1.0, 1.25, 2.0]
        """
        index = bisect_right(self.spans, moment, key=lambda span: span.start) - 1
        if index < 0:
            return 0.0
        span = self.spans[index]
        return index + min(1.0, (moment - span.start) / span.length)


def caption_rows(
    alignment: Alignment, width_of: Callable[[str], float], room: float
) -> tuple[CaptionRow, ...]:
    """The lyric as rows, in order of time.

    Args:
        alignment: words and times.
        width_of: width of a text, in the unit of ``room``.
        room: the widest that a row may be. A longer line becomes several rows of like length; a
            single word that is too long stands alone, and is drawn smaller.
    """
    rows: list[CaptionRow] = []
    for line, spans in zip(alignment.lines, word_times(alignment), strict=True):
        at = 0
        for words in _broken(line, width_of, room):
            texts = tuple(word.text for word in words)
            rows.append(CaptionRow(texts, tuple(spans[at : at + len(words)])))
            at += len(words)
    return tuple(sorted(rows, key=lambda row: row.start))


LONGEST_UNFOUND_MS = 600
"""A word that was not found is shown as if it were sung this long at most."""


def word_times(alignment: Alignment) -> list[list[Span]]:
    """A time for every word by line; those not found share the time between their neighbours.

    A word that nothing was found for is at least 1 ms long, and lies inside the song.
    """
    words = list(alignment.words())
    spans: list[Span | None] = [word.span for word in words]
    index = 0
    while index < len(spans):
        if spans[index] is not None:
            index += 1
            continue
        last = index
        while last < len(spans) and spans[last] is None:
            last += 1
        before = spans[index - 1].end if index and spans[index - 1] else Ms(0)  # type: ignore[union-attr]
        after = spans[last].start if last < len(spans) and spans[last] else alignment.duration  # type: ignore[union-attr]
        spans[index:last] = _shared(before, after, words[index:last])
        index = last
    times = iter(span for span in spans if span is not None)
    return [[next(times) for _ in line.words] for line in alignment.lines]


def _shared(start: Ms, end: Ms, words: Sequence[Word]) -> list[Span]:
    """Consecutive spans from start to end, each as long as its word has letters.

    Where there is no room, the words take it from the end of the word before them.
    """
    longest = LONGEST_UNFOUND_MS * len(words)
    if end - start > longest:
        # After a long intro they stand before the words that were found, else behind them.
        start = Ms(end - longest) if start == 0 else start
        end = Ms(min(end, start + longest))
    start = Ms(max(0, min(start, end - len(words))))
    spare = max(0, end - start - len(words))
    letters = [max(1, len(word.sung)) for word in words]
    edges = [start]
    done = 0
    for count in letters:
        done += count
        edges.append(Ms(start + len(edges) + spare * done // sum(letters)))
    return [Span(a, b) for a, b in pairwise(edges)]


def _broken(line: Line, width_of: Callable[[str], float], room: float) -> list[tuple[Word, ...]]:
    """The words of a line in rows of about the same width."""
    words = line.words
    whole = width_of(line.text)
    if whole <= room:
        return [words]
    for count in range(2, len(words) + 1):
        rows = _in_rows(words, whole / count, width_of)
        if all(width_of(" ".join(w.text for w in row)) <= room for row in rows):
            return rows
    return [(word,) for word in words]


def _in_rows(
    words: Sequence[Word], goal: float, width_of: Callable[[str], float]
) -> list[tuple[Word, ...]]:
    """Break after the word that comes nearest to the goal width."""
    rows: list[tuple[Word, ...]] = []
    row: list[Word] = []
    for word in words:
        now = width_of(" ".join(w.text for w in row)) if row else 0.0
        longer = width_of(" ".join(w.text for w in (*row, word)))
        if row and longer - goal > goal - now:
            rows.append(tuple(row))
            row = []
        row.append(word)
    return [*rows, tuple(row)]
