"""How a word of the sheet is said: as it is written, or as the sheet says that it is sung."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, product

from aligner.lyric_text import sung_text
from aligner.pronounce.words import MOST_WAYS


def pronounce_phrase(
    pronounce: Callable[[str], Sequence[Sequence[str]]], text: str, sung: str
) -> tuple[tuple[str, ...], ...]:
    """All ways to say a word, the most usual first.

    What is sung is asked for only where it does not follow from the text (``{2nite|tonight}``),
    for the capitals of a text tell initials such as DJ from words.

    Args:
        pronounce: a word -> its pronunciations, at least one.
        text: the word as shown.
        sung: as sung; may be several words with blanks between them.

    >>> sounds = {"29": ["N", "AY", "N"], "twenty": ["T", "W"], "nine": ["N"]}
    >>> pronounce_phrase(lambda word: [sounds[word]], "29", "twenty nine")
    (('T', 'W', 'N'),)
    """
    parts = [] if sung == sung_text(text) else [p for p in sung.split() if sung_text(p)]
    ways = [[tuple(way) for way in pronounce(part)] for part in parts or [text]]
    joined = islice(product(*ways), MOST_WAYS) if len(ways) > 1 else ((way,) for way in ways[0])
    return tuple(dict.fromkeys(tuple(phone for way in row for phone in way) for row in joined))
