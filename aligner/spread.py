"""Phones for a word whose time is known but whose phones are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aligner.alignment import VOWELS, Alignment, Phone, Word
from aligner.pronounce.phrase import pronounce_phrase
from media_core.timeline import Ms, Span

CONSONANT_MS = 90
"""Longest consonant: sung consonants last 40-120 ms, however long the note is."""


def spread_phones(span: Span, labels: Sequence[str]) -> tuple[Phone, ...]:
    """Phones one after another over a span: consonants short, vowels sharing the rest.

    Returns:
        One phone a label, together exactly the span; none if the span has fewer milliseconds
        than the word has phones.

    >>> [(p.label, p.span.length) for p in spread_phones(Span(Ms(0), Ms(500)), ("M", "UW", "N"))]
    [('M', 90), ('UW', 320), ('N', 90)]
    """
    if not labels or span.length < len(labels):
        return ()
    vowels = sum(label in VOWELS for label in labels)
    even = span.length / len(labels)
    short = min(float(CONSONANT_MS), even) if vowels else even
    long = (span.length - short * (len(labels) - vowels)) / max(vowels, 1)
    phones: list[Phone] = []
    start, exact = span.start, float(span.start)
    for i, label in enumerate(labels):
        exact += long if label in VOWELS else short
        end = span.end if i + 1 == len(labels) else Ms(round(exact))
        phones.append(Phone(label, Span(start, end)))
        start = end
    return tuple(phones)


def lacks_phones(alignment: Alignment) -> bool:
    """Whether a word has a time but no phones."""
    return any(word.span is not None and not word.phones for word in alignment.words())


def with_phones(
    alignment: Alignment, pronounce: Callable[[str], Sequence[Sequence[str]]]
) -> Alignment:
    """The alignment with phones for every word that has a time but no phones."""

    def completed(word: Word) -> Word:
        if word.span is None or word.phones:
            return word
        said = pronounce_phrase(pronounce, word.text, word.sung)[0]
        return replace(word, phones=spread_phones(word.span, said))

    lines = tuple(
        replace(line, words=tuple(completed(word) for word in line.words))
        for line in alignment.lines
    )
    return replace(alignment, lines=lines)
