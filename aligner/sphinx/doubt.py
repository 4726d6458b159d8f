"""What no singer does: words that are found so are doubted, however well they fit.

A posterior compares the paths that the model knows with each other. Where all of them are wrong,
because the words are not those that are sung or the band drowns them, it may still be sure; that
nobody leaves a line for half a minute and comes back to it, it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.alignment import VOWELS
from aligner.sphinx.graph import SungWord
from aligner.sphinx.sung import Sung

LONGEST_PAUSE_MS = 5000
"""No line of the songs that people timed holds a pause as long as this."""

MOST_SYLLABLES = 12.0
"""A second. The fastest rappers reach 12 for a few seconds; sung lines have 2 to 7."""

_SYLLABLES_AT_ONCE = 5
"""Fewer than these are over too soon for their rate to mean anything."""

DOUBTED = 0.4
"""The most that such a word may be sure: a line of them is among those to listen to."""


def doubted(words: Sequence[SungWord], sung: Sequence[Sung]) -> list[Sung]:
    """The same words, less sure where they are sung as nobody sings.

    Args:
        words: in the order of singing.
        sung: when each is sung.
    """
    wrong: set[int] = set()
    first = 0  # of the line
    for i in range(len(sung)):
        if words[i].starts_line:
            first = i
        elif sung[i].start - sung[i - 1].end > LONGEST_PAUSE_MS:
            wrong |= {i - 1, i}
        wrong.update(_hurried(sung, first, i))
    return [
        replace(word, confidence=min(word.confidence, DOUBTED)) if i in wrong else word
        for i, word in enumerate(sung)
    ]


def _hurried(sung: Sequence[Sung], first: int, last: int) -> range:
    """The words up to ``last`` if they are too many for their time; none before ``first``."""
    count = 0
    for i in range(last, first - 1, -1):
        count += sum(phone.label in VOWELS for phone in sung[i].phones)
        if count >= _SYLLABLES_AT_ONCE:
            seconds = (sung[last].end - sung[i].start) / 1000
            return range(i, last + 1) if count > MOST_SYLLABLES * seconds else range(0)
    return range(0)
