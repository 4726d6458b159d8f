"""Spellings that show how long a sound is held: ``looove``, ``ooooh``, ``lalala``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby, product

_MOST_RUNS = 6  # 2 ** 6 spellings are tried at most; more runs than that are no word
_REPEATED = re.compile(r"([a-z]{2,5}?)\1+")


def shorter_spellings(word: str, preferred: Collection[str]) -> Iterator[str]:
    """Spellings with every run of equal letters cut to two or one, the likeliest first.

    Preferred words come first, then the ones with more letters left: ``gooood`` is rather "good"
    than "god", but ``sooo`` is "so" when that is preferred and "soo" is not.

    >>> list(shorter_spellings("sooon", ())), next(shorter_spellings("nooo", {"no"}))
    (['soon', 'son'], 'no')
    """
    runs = ["".join(run) for _, run in groupby(word)]
    if sum(len(run) > 1 for run in runs) > _MOST_RUNS:
        return
    choices = [(run[:2], run[0]) if len(run) > 1 else (run,) for run in runs]
    spellings = sorted({"".join(cut) for cut in product(*choices)} - {word})
    yield from sorted(spellings, key=lambda cut: (cut not in preferred, -len(cut), cut))


def shrunk(word: str) -> str:
    """Cut a word so that no letter stands more than twice in a row."""
    return re.sub(r"(.)\1{2,}", r"\1\1", word)


def is_stretched(word: str) -> bool:
    """Tell if a letter stands three times in a row, which in English none does."""
    return shrunk(word) != word


def repeated_syllable(word: str) -> tuple[str, int] | None:
    """Find the syllable, and how often, of a word that is one syllable over and over.

    >>> repeated_syllable("lalala"), repeated_syllable("moon")
    (('la', 3), None)
    """
    match = _REPEATED.fullmatch(word)
    return None if match is None else (match[1], len(word) // len(match[1]))
