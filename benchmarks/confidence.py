"""Is the confidence of words and lines worth anything? AUC, reliability, lines flagged.

Songs are pooled: one word counts as much as another, whatever song it is in, because a person
compares the lines of all songs with one and the same threshold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from aligner.alignment import Alignment
from aligner.report import line_confidence, worst_lines
from media_core.timeline import Ms, ms_from_seconds

Row = tuple[str, ...]

WORD_OFF = 300
"""Milliseconds; the tolerance of the lyrics-alignment literature."""

LINE_OFF = 1000
"""Milliseconds, mean over the words of the line: anybody sees that it is wrong."""

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Of the bins of the reliability table; narrower at the top, where most words are."""

RELIABILITY_HEAD: Row = ("confidence", "words", "mean confidence %", "within 0.3 s %")
CONFIDENCE_HEAD: Row = ("what", "measured", "wanted")


@dataclass(frozen=True, slots=True)
class Judged:
    """Something that has a confidence and turned out to be so far off.

    Attributes:
        confidence: 0..1.
        error: absolute, in milliseconds; infinite if it has no time.
    """

    confidence: float
    error: float


@dataclass(frozen=True, slots=True)
class Song:
    """An alignment beside the truth.

    Attributes:
        found: what is judged.
        onsets: true onset of each word, in the order of the sheet.

    Raises:
        ValueError: the numbers of words differ.
    """

    found: Alignment
    onsets: tuple[Ms, ...]

    def __post_init__(self) -> None:
        words = sum(1 for _ in self.found.words())
        if words != len(self.onsets):
            raise ValueError(f"{words} words were aligned, the truth has {len(self.onsets)}")

    def words(self) -> list[Judged]:
        """Each word; one without a confidence counts as certain, as it is shown."""
        return [
            Judged(
                1.0 if word.confidence is None else word.confidence,
                abs(word.span.start - onset) if word.span is not None else math.inf,
            )
            for word, onset in zip(self.found.words(), self.onsets, strict=True)
        ]

    def lines(self) -> list[Judged]:
        """Each line, off by the mean of what its words are off."""
        errors = iter(self.words())
        judged = []
        for line in self.found.lines:
            off = mean(next(errors).error for _ in line.words)
            sure = line_confidence(line)
            judged.append(Judged(1.0 if sure is None else sure, off))
        return judged

    def flagged(self) -> list[Judged]:
        """The lines that a person is told to listen to."""
        lines = self.lines()
        return [lines[doubt.index] for doubt in worst_lines(self.found)]

    def flagged_words(self) -> list[Judged]:
        """The words of these lines."""
        words = iter(self.words())
        lines = [[next(words) for _ in line.words] for line in self.found.lines]
        return [word for doubt in worst_lines(self.found) for word in lines[doubt.index]]


def song(found: Alignment, truth: Alignment) -> Song:
    """Put an alignment beside one that is true.

    Raises:
        ValueError: a word of the truth has no time, or the numbers of words differ.
    """
    onsets = [word.span.start for word in truth.words() if word.span is not None]
    return Song(found, tuple(onsets))


def read_onsets(table: str) -> tuple[Ms, ...]:
    r"""Onsets from a table ``word_start,...`` in seconds, one row a word, as JamendoLyrics has it.

    >>> read_onsets("word_start,word_end,line_end\n0.5,0.9,nan\n1.25,2,2\n")
    (500, 1250)
    """
    return tuple(ms_from_seconds(float(row.split(",")[0])) for row in table.split()[1:])


def auc(scores: Sequence[float], bad: Sequence[bool]) -> float:
    """Probability that a bad one has a lower score than a good one; equal scores count half.

    The area under the ROC curve, by ranks (Mann & Whitney 1947).

    Returns:
        0..1; NaN if there are no bad ones or no good ones.

    >>> auc([0.2, 0.9, 0.9, 1.0], [True, False, True, False])
    0.875
    """
    good = len(bad) - sum(bad)
    if len(scores) != len(bad):
        raise ValueError(f"{len(scores)} scores for {len(bad)} that are good or bad")
    if good in (0, len(bad)):
        return math.nan
    better, good_above = 0.0, good
    tally: dict[float, list[int]] = {}
    for score, is_bad in zip(scores, bad, strict=True):
        tally.setdefault(score, [0, 0])[is_bad] += 1
    for _score, (goods, bads) in sorted(tally.items()):
        good_above -= goods
        better += bads * (good_above + goods / 2)
    return better / (good * (len(bad) - good))


def confidence_rows(songs: Iterable[Song]) -> list[Row]:
    """How well confidence tells right from wrong; columns :data:`CONFIDENCE_HEAD`."""
    known = list(songs)
    words = [word for song in known for word in song.words()]
    lines = [line for song in known for line in song.lines()]
    flagged = [line for song in known for line in song.flagged()]
    bad = [line for line in lines if line.error > LINE_OFF]
    found = sum(line.error > LINE_OFF for line in flagged)
    off = sum(word.error > WORD_OFF for word in words)
    held = sum(word.error > WORD_OFF for song in known for word in song.flagged_words())
    return [
        (f"AUC, words off by > {WORD_OFF / 1000:g} s", _auc_of(words, WORD_OFF), ">= 0.92"),
        (f"AUC, lines off by > {LINE_OFF / 1000:g} s", _auc_of(lines, LINE_OFF), ">= 0.92"),
        ("lines to listen to", f"{len(flagged)} of {len(lines)}", ""),
        ("lines off by > 1 s among them", f"{found} of {len(bad)}", ""),
        (f"words off by > {WORD_OFF / 1000:g} s in them", f"{held} of {off}", ""),
    ]


def _auc_of(judged: Sequence[Judged], tolerance: int) -> str:
    bad = [one.error > tolerance for one in judged]
    return f"{auc([one.confidence for one in judged], bad):.3f} ({sum(bad)} of {len(bad)} off)"


def reliability_rows(songs: Iterable[Song]) -> list[Row]:
    """Confidence against how often it was right; columns :data:`RELIABILITY_HEAD`."""
    words = [word for song in songs for word in song.words()]
    rows: list[Row] = []
    for low, high in pairwise(EDGES):
        inside = [w for w in words if low <= w.confidence < high or w.confidence == high == 1.0]
        if inside:
            sure = mean(w.confidence for w in inside)
            right = mean(w.error <= WORD_OFF for w in inside)
            label = f"{low:g} - {high:g}"
            rows.append((label, str(len(inside)), f"{100 * sure:.1f}", f"{100 * right:.1f}"))
    return rows
