"""What a timing file can carry, and what is lost on the way into one."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from aligner.alignment import Alignment, Word
from aligner.timed_words import as_sung
from media_core.timeline import Span


class Part(StrEnum):
    """A part of an :class:`~aligner.alignment.Alignment`, as people call it."""

    LINES = "lines"
    ENDS = "line ends"
    WORDS = "word times"
    PHONES = "phones"
    STRESS = "stress"
    CONFIDENCE = "confidence"
    SUNG = "sung-as spellings"
    SINGERS = "singers"
    BACKGROUND = "background voices"
    SECTIONS = "sections"
    MOODS = "moods"
    LOCKS = "locks"
    GUESSES = "guessed times"
    UNTIMED = "words without a time"
    OVERLAPS = "overlapping voices"
    ORDER = "order of lines"
    MOUTHS = "mouths set by hand"
    DURATION = "song length"
    SHEET = "lyric sheet"


EVERYTHING = frozenset(Part)
"""What our own JSON carries."""


def lost(alignment: Alignment, carried: frozenset[Part]) -> list[str]:
    """Name what an alignment has and a format does not carry, in few words each.

    The length of the song and the sheet itself are not named: nobody asks a file of captions for
    them.
    """
    words = list(alignment.words())
    phones = [phone for word in words for phone in word.phones]
    spans = [line.span for line in alignment.lines if line.span is not None]
    timed = [word for word in words if word.span is not None]
    has = {
        Part.LINES: len(alignment.lines) > 1,
        Part.ENDS: bool(spans) and Part.WORDS not in carried,
        Part.WORDS: any(not word.guessed for word in timed),
        Part.PHONES: bool(phones),
        Part.STRESS: Part.PHONES in carried and any(p.stress is not None for p in phones),
        Part.CONFIDENCE: any(word.confidence is not None for word in words),
        Part.SUNG: any(word.sung != as_sung(word.text) for word in words),
        Part.SINGERS: any(line.singer for line in alignment.lines),
        Part.BACKGROUND: any(line.background for line in alignment.lines),
        Part.SECTIONS: any(line.section for line in alignment.lines),
        Part.MOODS: any(line.mood for line in alignment.lines),
        Part.LOCKS: any(word.locked for word in words),
        Part.GUESSES: any(_is_stray_guess(line.words, carried) for line in alignment.lines),
        Part.MOUTHS: bool(alignment.mouths),
        Part.UNTIMED: len(timed) < len(words),
        Part.OVERLAPS: any(a.overlaps(b) for a, b in _neighbours(spans)),
        Part.ORDER: any(a.start > b.start for a, b in pairwise(spans)),
    }
    return [
        "marks of guessed times" if part is Part.GUESSES else part.value
        for part, there in has.items()
        if there and part not in carried
    ]


def _is_stray_guess(words: tuple[Word, ...], carried: frozenset[Part]) -> bool:
    return Part.WORDS in carried and any(word.guessed for word in words)


def _neighbours(spans: list[Span]) -> list[tuple[Span, Span]]:
    """Each stretch with the one that reaches farthest of those that start before it."""
    pairs: list[tuple[Span, Span]] = []
    farthest: Span | None = None
    for span in sorted(spans):
        if farthest is not None:
            pairs.append((farthest, span))
        if farthest is None or span.end > farthest.end:
            farthest = span
    return pairs
