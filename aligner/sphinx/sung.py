"""What singing does to the length of phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.alignment import VOWELS, Phone
from aligner.timeline import Ms, Span

LONGEST_CODA_MS = 220
"""A closing consonant longer than this is taken for its vowel: sung consonants last 40-120 ms, and
the loudest hummed ones about 200 ms."""

CODA_MS = 120
"""What such a consonant keeps."""


def hold_vowels(phones: Sequence[Phone]) -> tuple[Phone, ...]:
    """Give a held note back to its vowel.

    Under a band, the end of a long note looks like the hum of an M or N to a model of speech, and
    the mouth would close on a note that is still sung. The vowel before a closing consonant that
    is far too long takes the excess; a word of consonants alone (``mmm``) stays as it is.

    >>> a = Phone("OW", Span(Ms(0), Ms(200)))
    >>> m = Phone("M", Span(Ms(200), Ms(1500)))
    >>> [p.span for p in hold_vowels([a, m])]
    [Span(start=0, end=1380), Span(start=1380, end=1500)]
    """
    out = list(phones)
    for i in range(1, len(out)):
        vowel, coda = out[i - 1], out[i]
        follows_vowel = vowel.label in VOWELS and vowel.span.end == coda.span.start
        if follows_vowel and coda.label not in VOWELS and coda.span.length > LONGEST_CODA_MS:
            turn = Ms(coda.span.end - CODA_MS)
            out[i - 1] = replace(vowel, span=Span(vowel.span.start, turn))
            out[i] = replace(coda, span=Span(turn, coda.span.end))
    return tuple(out)
