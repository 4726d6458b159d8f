"""What a person should listen to: the few lines that hold most of the wrong words.

The confidence of a word is the probability that it begins within 0.3 s of its place. So the words
of a line that are probably wrong can be counted: one less its confidence, summed. Lines with the
most of them come first, because that is where an ear finds most for its time; a long line counts
more than a short one that is as sure. A word that is followed by a long pause inside its line is
doubted whatever its confidence: the aligner heard something like it too early.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import prod
from statistics import mean

from aligner.alignment import Alignment, Line, Word
from media_core.timeline import Ms, Span

LISTEN_FROM = 0.5
"""Probably wrong words from which on a line is worth a listen."""

PAUSE_MS = 1500
"""Nobody rests so long inside a line. In five songs whose words people timed, the word before such
a pause was wrong all 11 times, with confidences of up to 0.98."""

PAUSE_DOUBT = 0.5
"""Of a word before such a pause: enough for its line to be listened to."""

MOST_PAUSES = 0.25
"""Share of lines with such a pause from which on the sheet is written in longer lines than are
sung, and pauses say nothing."""

WARN_BELOW = 0.85
"""Confidence below which the whole song is in doubt. Songs with the right words had 0.90-0.99,
even the worst (89 % of the words right); with the words of another song, or half of the words
missing, 0.55-0.74."""

DOUBT_FROM = 0.2
"""Probability to be wrong from which on a word of a doubtful line is one of those that make it
so."""


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A line that may be wrong.

    Attributes:
        index: of the line in the alignment, from 0.
        number: of the line in the lyric sheet, the first being 1; empty lines and headings count.
            A line that the sheet repeats has the same number each time. Without a sheet it is
            the number in the alignment.
        line: the line itself.
        wrong: how many of its words are probably wrong.
        doubtful: the words that make it doubtful, by their index in the line; never empty.
        why: what is known of the reason, or "".
    """

    index: int
    number: int
    line: Line
    wrong: float
    doubtful: tuple[int, ...]
    why: str = ""

    @property
    def text(self) -> str:
        """The words as written."""
        return self.line.text

    @property
    def span(self) -> Span | None:
        """When it is sung, or None if none of its words was found."""
        return self.line.span


@dataclass(frozen=True, slots=True)
class Stretch:
    """Doubtful lines that follow each other, to be listened to in one go.

    Attributes:
        lines: in order, at least one.
        span: from the first word to the last; where none was found, the gap that they stand in.
    """

    lines: tuple[LineDoubt, ...]
    span: Span

    @property
    def wrong(self) -> float:
        """How many of its words are probably wrong."""
        return sum(line.wrong for line in self.lines)


def line_confidence(line: Line) -> float | None:
    """Share of the words of a line that is likely right.

    A word that was not found is wrong, one that a person has locked is right. None if every word
    was found and the aligner says nothing of how sure it is.
    """
    return _mean_confidence(line.words)


def song_confidence(alignment: Alignment) -> float | None:
    """Share of the words of a song that is likely right, as :func:`line_confidence` has it."""
    return _mean_confidence(alignment.words())


def worst_lines(alignment: Alignment) -> list[LineDoubt]:
    """Lines worth a listen (see :data:`LISTEN_FROM`), those with the most wrong words first."""
    numbers = line_numbers(alignment)
    doubts = [
        LineDoubt(index, numbers[index], line, sum(words), _doubtful(words), _why(line))
        for index, (line, words) in enumerate(zip(alignment.lines, _doubts(alignment), strict=True))
        if sum(words) >= LISTEN_FROM
    ]
    return sorted(doubts, key=lambda doubt: -doubt.wrong)


def stretches(alignment: Alignment) -> list[Stretch]:
    """The doubtful lines, neighbours put together; the stretch with the most wrong words first."""
    found: list[list[LineDoubt]] = []
    for doubt in sorted(worst_lines(alignment), key=lambda doubt: doubt.index):
        if found and found[-1][-1].index + 1 == doubt.index and _follows(found[-1][-1], doubt):
            found[-1].append(doubt)
        else:
            found.append([doubt])
    whole = [Stretch(tuple(lines), _span_of(alignment, lines)) for lines in found]
    return sorted(whole, key=lambda stretch: -stretch.wrong)


def lines_off(alignment: Alignment) -> int:
    """How many lines probably have a wrong word, to the nearest whole line."""
    return round(sum(1.0 - prod(1.0 - wrong for wrong in words) for words in _doubts(alignment)))


def in_doubt(alignment: Alignment) -> bool:
    """True if a whole song is in doubt: the words may not be those that are sung.

    Of an aligner that does not say how sure it is only the words that it did not find are known,
    and those are named elsewhere: False.
    """
    sure = song_confidence(alignment)
    return sure is not None and sure < WARN_BELOW and says_how_sure(alignment)


def says_how_sure(alignment: Alignment) -> bool:
    """True if most words have a confidence.

    Where another aligner left a few words out, ours is sure of those; that says nothing of all.
    """
    timed = [word for word in alignment.words() if word.span is not None]
    return 2 * sum(word.confidence is not None for word in timed) > len(timed)


def line_numbers(alignment: Alignment) -> list[int]:
    """For each line the row of the lyric sheet in which it is written; without a sheet, its own."""
    if not alignment.transcript:
        return list(range(1, len(alignment.lines) + 1))
    # As the sheet is read: whatever ends a line for str.splitlines does.
    ends = list(accumulate(len(row) for row in alignment.transcript.splitlines(keepends=True)))
    return [bisect_right(ends, line.words[0].chars[0]) + 1 for line in alignment.lines]


def _follows(doubt: LineDoubt, other: LineDoubt) -> bool:
    """Whether two lines are near enough in time to be heard in one go."""
    if doubt.span is None or other.span is None:
        return True
    return abs(other.span.start - doubt.span.end) <= LONGEST_PAUSE_MS


LONGEST_PAUSE_MS = 5000
"""Between lines that are heard in one go."""


def _span_of(alignment: Alignment, doubts: Sequence[LineDoubt]) -> Span:
    spans = [doubt.span for doubt in doubts if doubt.span is not None]
    if spans:
        return Span(min(span.start for span in spans), max(span.end for span in spans))
    before = [line.span.end for line in alignment.lines[: doubts[0].index] if line.span]
    after = [line.span.start for line in alignment.lines[doubts[-1].index + 1 :] if line.span]
    start = min(max(before, default=Ms(0)), Ms(alignment.duration - 1))
    end = min(after, default=alignment.duration)
    return Span(start, end if end > start else alignment.duration)


def _mean_confidence(words: Iterable[Word]) -> float | None:
    heard = list(words)
    if all(word.confidence is None and word.span is not None for word in heard):
        return None
    return mean(_confidence(word) for word in heard)


def _doubts(alignment: Alignment) -> list[list[float]]:
    """For each word of each line the probability that it is wrong."""
    pauses = [_pauses(line) for line in alignment.lines]
    told = sum(map(bool, pauses)) <= max(1, MOST_PAUSES * len(pauses))
    return [
        [
            max(1.0 - _confidence(word), PAUSE_DOUBT if told and i in before else 0.0)
            for i, word in enumerate(line.words)
        ]
        for line, before in zip(alignment.lines, pauses, strict=True)
    ]


def _pauses(line: Line) -> set[int]:
    """Words that are followed by a long pause inside their line, but for those that are locked."""
    return {
        i
        for i, (word, after) in enumerate(pairwise(line.words))
        if not word.locked
        and word.confidence is not None
        and word.span is not None
        and after.span is not None
        and after.span.start - word.span.end >= PAUSE_MS
    }


def _confidence(word: Word) -> float:
    if word.span is None:
        return 0.0
    if word.locked or word.confidence is None:  # a person has listened; or nothing is known
        return 1.0
    return word.confidence


def _doubtful(wrong: Sequence[float]) -> tuple[int, ...]:
    limit = min(DOUBT_FROM, max(wrong))
    return tuple(i for i, one in enumerate(wrong) if one >= limit)


def _why(line: Line) -> str:
    lost = [word.text for word in line.words if word.span is None]
    if len(lost) == len(line.words):
        return "not found in the song"
    if lost:
        return f"not found: {', '.join(lost)}"
    if pauses := _pauses(line):
        return f'a long pause after "{line.words[max(pauses)].text}"'
    return "a background voice" if line.background else ""
