"""Where a text may be broken into rows: UAX #14, and what it leaves to dictionaries.

Thai, Lao, Khmer and Burmese are written without spaces, and UAX #14 asks for a dictionary there.
Without one, Thai and Lao are broken where a syllable surely begins: before a vowel that is
written in front of its consonant. All else is broken, if it must be, between letters as people
see them (UAX #29), never inside of one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from uniseg.graphemecluster import grapheme_clusters
from uniseg.linebreak import line_break_units

_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:!?'-]*")
_AFTER = re.compile(r" +(?=[^ ])|(?<=[^ ])-(?=[A-Za-z])")
"""Plain English, as most lyrics are, and where UAX #14 breaks it; a test compares. Words are found
twenty times as fast."""

_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")


@lru_cache(maxsize=4096)
def break_places(text: str) -> tuple[int, ...]:
    """Where a row may begin: indices inside of the text, ascending.

    >>> break_places("ab cd")
    (3,)
    >>> break_places("愛してる、君")
    (1, 2, 3, 5)
    """
    if _PLAIN.fullmatch(text):
        return tuple(match.end() for match in _AFTER.finditer(text))
    places = set(accumulate(len(unit) for unit in line_break_units(text)))
    letters = set(letter_places(text))
    for before, ch in enumerate(text[1:]):
        if ch in _LEADING_VOWELS and before + 1 in letters and text[before].isalpha():
            places.add(before + 1)
    return tuple(sorted(places & letters))


@lru_cache(maxsize=4096)
def letter_places(text: str) -> tuple[int, ...]:
    """Where a letter as people see it begins: indices inside of the text, ascending.

    >>> letter_places("e\u0301a")
    (2,)
    """
    if text.isascii():  # most lyrics are; there every character is a letter
        return tuple(range(1, len(text)))
    ends = accumulate(len(cluster) for cluster in grapheme_clusters(text))
    return tuple(end for end in ends if end < len(text))
