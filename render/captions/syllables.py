"""The parts of a word that are sung one after the other, with their times.

The times come from the phones: a syllable begins with the consonant before its vowel. The letters
are divided by their own vowels; where these are not as many as were sung, by equal shares.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from aligner.alignment import VOWELS, Phone
from media_core.timeline import Ms, Span
from render.text.breaking import letter_places
from render.text.scripts import script_of

Part = tuple[int, int, Span]
"""First letter, last letter (outside), and when they are sung."""

_TOGETHER = frozenset(("ch", "sh", "th", "ph", "wh", "gh", "ck", "ng", "qu", "sch"))
"""Letters that stand for one sound (English, German): no syllable begins inside of them."""

_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮーんン")
"""Kana that are sung with the one before."""


def syllables(text: str, span: Span, phones: Sequence[Phone]) -> list[Part]:
    """The syllables of a word.

    >>> phones = [Phone("M", Span(Ms(0), Ms(50))), Phone("UW", Span(Ms(50), Ms(200))),
    ...           Phone("N", Span(Ms(200), Ms(250))), Phone("IY", Span(Ms(250), Ms(400)))]
    >>> [(a, b, s.start) for a, b, s in syllables("moony", Span(Ms(0), Ms(400)), phones)]
    [(0, 3, 0), (3, 5, 200)]
    """
    if any(script_of(ch) in ("han", "kana", "hangul") for ch in text):
        return _shared(text, _letters(text), span)
    onsets = _onsets(span, phones)
    if len(onsets) < 2:
        return [(0, len(text), span)]
    cuts = _cuts(text)
    if len(cuts) + 1 != len(onsets):
        letters = letter_places(text)
        if len(letters) + 1 < len(onsets):
            return [(0, len(text), span)]
        edges = (0, *letters, len(text))
        cuts = [edges[round(k * (len(edges) - 1) / len(onsets))] for k in range(1, len(onsets))]
    starts, ends = [0, *cuts], [*cuts, len(text)]
    times = [*onsets, span.end]
    return [
        (a, b, Span(t, u))
        for a, b, (t, u) in zip(starts, ends, pairwise(times), strict=True)
        if b > a
    ]


def letters(text: str, span: Span) -> list[Part]:
    """The letters of a word, each as long as the other."""
    return _shared(text, list(letter_places(text)), span)


def _letters(text: str) -> list[int]:
    return [place for place in letter_places(text) if text[place] not in _SMALL_KANA]


def _shared(text: str, cuts: Sequence[int], span: Span) -> list[Part]:
    """Parts between some letters, in equal shares of the time."""
    cuts = cuts[: max(0, span.length - 1)]
    edges = [0, *cuts, len(text)]
    count = len(edges) - 1
    times = [Ms(span.start + span.length * k // count) for k in range(count + 1)]
    return [
        (a, b, Span(t, u)) for (a, b), (t, u) in zip(pairwise(edges), pairwise(times), strict=True)
    ]


def _onsets(span: Span, phones: Sequence[Phone]) -> list[Ms]:
    """When each syllable begins; the first with the word."""
    times: list[Ms] = []
    before: Phone | None = None
    for phone in phones:
        if phone.label in VOWELS:
            begins = phone.span.start
            if before is not None and before.label not in VOWELS:
                begins = before.span.start
            times.append(begins if times else span.start)
        before = phone
    kept = [time for time in times if span.start <= time < span.end]
    return [time for i, time in enumerate(kept) if i == 0 or time > kept[i - 1]]


def _cuts(text: str) -> list[int]:
    """Where the second and later syllables begin, by the vowels that are written."""
    plain = [unicodedata.normalize("NFD", ch)[0].lower() for ch in text]
    vowel = [ch in "aeiou" or (ch == "y" and i > 0) for i, ch in enumerate(plain)]
    groups: list[tuple[int, int]] = []
    for i, is_vowel in enumerate(vowel):
        if is_vowel and groups and groups[-1][1] == i:
            groups[-1] = (groups[-1][0], i + 1)
        elif is_vowel:
            groups.append((i, i + 1))
    last = max((i for i, ch in enumerate(plain) if ch.isalpha()), default=-1)
    silent = len(groups) > 1 and groups[-1] == (last, last + 1) and plain[last] == "e"
    # The e of "above", but not that of "little".
    if silent and (plain[last - 1] not in "lr" or vowel[last - 2]):
        groups.pop()
    cuts = []
    for (_a, end), (start, _b) in pairwise(groups):
        cut = max(end, start - 1)
        pair = "".join(plain[cut - 1 : cut + 1])
        # "ch" is one sound; and "pl", "tr" and the like begin a syllable together.
        if cut > end and (pair in _TOGETHER or (pair[1:] in ("l", "r") and pair[0] in "bcdfgkpt")):
            cut -= 1
        cuts.append(cut)
    return cuts
