"""Lyrics as rows of text that fit the picture, with the time of each part that lights up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Literal

from aligner.alignment import Alignment, Line, Word
from media_core.timeline import Ms, Span
from render.captions.syllables import Part, letters, syllables
from render.text.breaking import break_places, letter_places

Reveal = Literal["word", "syllable", "letter"]
"""What lights up as one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a row that lights up from its beginning to its end.

    Attributes:
        start, end: half-open range of characters of the row.
        span: when it is sung.
        word: number of its word in the row.
    """

    start: int
    end: int
    span: Span
    word: int


@dataclass(frozen=True)
class CaptionRow:
    """One row of text on the picture.

    Attributes:
        text: as it is drawn.
        units: what lights up, in order of the text, at least one.
        singer: who sings it, or "".
        background: True for a background voice.
    """

    text: str
    units: tuple[Unit, ...]
    singer: str = ""
    background: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words, or the parts of words that a long word was broken into."""
        return tuple(
            self.text[group[0].start : group[-1].end]
            for group in (
                list(units) for _number, units in groupby(self.units, key=lambda u: u.word)
            )
        )

    @property
    def start(self) -> Ms:
        """When its first part begins."""
        return self.units[0].span.start

    @cached_property
    def end(self) -> Ms:
        """When its last part ends."""
        return max(unit.span.end for unit in self.units)

    @cached_property
    def _starts(self) -> tuple[Ms, ...]:
        return tuple(unit.span.start for unit in self.units)

    def sung(self, moment: Ms) -> tuple[int, float]:
        """How many parts are sung, and the share of the next one.

        >>> row = CaptionRow("a b", (Unit(0, 1, Span(Ms(0), Ms(100)), 0),
        ...                          Unit(2, 3, Span(Ms(200), Ms(300)), 1)))
        >>> [row.sung(Ms(t)) for t in (0, 50, 150, 225, 900)]
        [(0, 0.0), (0, 0.5), (1, 0.0), (1, 0.25), (2, 0.0)]
        """
        index = bisect_right(self._starts, moment) - 1
        if index < 0:
            return 0, 0.0
        span = self.units[index].span
        share = (moment - span.start) / span.length
        return (index, share) if share < 1 else (index + 1, 0.0)


def caption_rows(
    alignment: Alignment,
    width_of: Callable[[str], float],
    room: float,
    *,
    reveal: Reveal = "word",
    most_words: int = 0,
) -> tuple[CaptionRow, ...]:
    """The lyric as rows, in order of time.

    Args:
        alignment: words and times.
        width_of: width of a text, in the unit of ``room``.
        room: the widest that a row should be. A longer line becomes several rows of like length; a
            single word that is too long stands alone, and is drawn smaller.
        reveal: what lights up as one.
        most_words: of a row; 0 for as many as fit.
    """
    rows: list[CaptionRow] = []
    for line, spans in zip(alignment.lines, word_times(alignment), strict=True):
        units = _units(line, spans, reveal)
        text = line.text
        for start, end in _broken(text, width_of, room, most_words):
            inside = _cut(text, units, start, end)
            if inside:
                rows.append(
                    CaptionRow(text[start:end].rstrip(), inside, line.singer, line.background)
                )
    return tuple(sorted(rows, key=lambda row: row.start))


def _units(line: Line, spans: Sequence[Span], reveal: Reveal) -> list[Unit]:
    """The parts of a line that light up, with their places in its text."""
    units: list[Unit] = []
    at = 0
    for number, (word, span) in enumerate(zip(line.words, spans, strict=True)):
        parts: list[Part] = [(0, len(word.text), span)]
        if reveal == "syllable":
            parts = syllables(word.text, span, word.phones)
        elif reveal == "letter":
            parts = letters(word.text, span)
        units += [Unit(at + a, at + b, time, number) for a, b, time in parts]
        at += len(word.text) + 1
    return units


def _cut(text: str, units: Sequence[Unit], start: int, end: int) -> tuple[Unit, ...]:
    """The units of a part of a line; one that is cut through is sung in two shares."""
    out: list[Unit] = []
    first_word = None
    for unit in units:
        a, b = max(unit.start, start), min(unit.end, end)
        if b <= a:
            continue
        span = unit.span
        if (a, b) != (unit.start, unit.end):
            length = unit.end - unit.start
            begins = span.start + span.length * (a - unit.start) // length
            ends = span.start + span.length * (b - unit.start) // length
            span = Span(Ms(begins), Ms(max(begins + 1, ends)))
        first_word = unit.word if first_word is None else first_word
        out.append(Unit(a - start, b - start, span, unit.word - first_word))
    return tuple(out)


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
    letters_of = [max(1, len(word.sung)) for word in words]
    edges = [start]
    done = 0
    for count in letters_of:
        done += count
        edges.append(Ms(start + len(edges) + spare * done // sum(letters_of)))
    return [Span(a, b) for a, b in pairwise(edges)]


SMALLEST = 0.6
"""A word is drawn smaller down to this share of the text size before it is broken inside."""

_SPLIT_WORD = 0.5
_ORPHAN = 0.12
_AT_A_PAUSE = -0.06
"""What it costs to break inside a word, to leave one word alone in a row, and after a comma, on a
scale where a row that is half as long as the others costs 0.25."""

_PAUSES = frozenset(",.;:!?…、。，！？；：—–")


def _broken(
    text: str, width_of: Callable[[str], float], room: float, most_words: int
) -> list[tuple[int, int]]:
    """Where the rows of a line begin and end: about the same width, and broken where one breathes.

    The line is divided where UAX #14 allows it, with the least sum of squared differences from an
    even division (as in Knuth and Plass, "Breaking paragraphs into lines", 1981).
    """
    pieces = _pieces(text, width_of, room)
    whole = sum(width for _start, _end, width, _blank in pieces) + sum(p[3] for p in pieces[:-1])
    words = len(text.split())
    if (whole <= room and (not most_words or words <= most_words)) or len(pieces) < 2:
        return [(0, len(text))]
    count = max(-(-whole // max(room, 1e-9)), -(-words // most_words) if most_words else 1)
    goal = min(room, whole / count)
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost up to here, and where the last row begins
    for last in range(1, len(pieces) + 1):
        choices: list[tuple[float, int]] = []
        width, seen = 0.0, 0
        for first in range(last - 1, -1, -1):
            _start, _end, piece, blank = pieces[first]
            width += piece + (blank if first < last - 1 else 0.0)
            seen += bool(blank) or first == last - 1
            alone = first == last - 1
            if not alone and (width > room or (most_words and seen > most_words)):
                break
            cost = best[first][0] + ((width - goal) / room) ** 2 + 1e-3
            cost += _cost(text, pieces, first, last)
            choices.append((cost, first))
        best.append(min(choices))
    rows: list[tuple[int, int]] = []
    last = len(pieces)
    while last:
        first = best[last][1]
        rows.append((pieces[first][0], pieces[last - 1][1]))
        last = first
    return rows[::-1]


_Piece = tuple[int, int, float, float]
"""Part of a text that stays together: its range, its width, and that of the blank behind it."""


def _cost(text: str, pieces: Sequence[_Piece], first: int, last: int) -> float:
    """What is ugly about a row that ends after piece ``last - 1``."""
    cost = 0.0
    if last < len(pieces):
        end = text[: pieces[last - 1][1]].rstrip()
        if not pieces[last - 1][3] and end[-1:].isalnum() and end[-1:].isascii():
            cost += _SPLIT_WORD
        elif end[-1:] in _PAUSES:
            cost += _AT_A_PAUSE
    if last - first == 1 and len(pieces) > 2 and text[pieces[first][0]].isascii():
        cost += _ORPHAN
    return cost


def _pieces(text: str, width_of: Callable[[str], float], room: float) -> list[_Piece]:
    edges = [0, *break_places(text), len(text)]
    out: list[_Piece] = []
    for start, end in pairwise(edges):
        word = text[start:end].rstrip()
        blank = width_of(" ") if len(word) < end - start else 0.0
        width = width_of(word)
        if width * SMALLEST <= room or len(word) < 2:
            out.append((start, end, width, blank))
            continue
        inner = [start, *(start + place for place in letter_places(word)), end]
        out += [
            (a, b, width_of(text[a:b].rstrip()), blank if b == end else 0.0)
            for a, b in pairwise(inner)
        ]
    return out
