"""Words set by tapping along: what a person taps is when a word is felt to begin. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from aligner.alignment import Alignment
from aligner.edits import words_set
from aligner.retime import display_start
from media_core.errors import InputError
from media_core.timeline import Ms

FARTHEST_MS = 450
"""Between a tap and the click that it answers; a click follows every half a second."""


def delay(taps: Sequence[float], clicks: Sequence[int]) -> int:
    """How late a person's taps are noted: the player begins late, and so does a finger.

    Args:
        taps: milliseconds at which the taps on the clicks were noted.
        clicks: milliseconds at which the clicks stand in the clip.

    Raises:
        InputError: fewer than two clicks were answered.

    >>> delay([130, 610, 1125, 1640], [0, 500, 1000, 1500])
    128
    """
    late = [tap - click for tap, click in zip(taps, clicks, strict=False)]
    if len(late) < 2 or max(late) - min(late) > FARTHEST_MS:
        raise InputError(
            "the taps do not follow the clicks", hint="tap with each of them first, then the words"
        )
    return round(median(late))


def tapped(alignment: Alignment, place: Sequence[int], taps: Sequence[Ms]) -> Alignment:
    """The words at a place begin where they were tapped; as many as there are taps.

    People tap a word nearer to its vowel than to its first consonant, as they see it lit up
    (:func:`aligner.retime.display_start`), so it begins so much before.

    Args:
        alignment: of the song.
        place: indices of words that follow each other.
        taps: moments of the song.

    Raises:
        InputError: a tap is not in the song, or a locked word is in the way.
    """
    words = list(alignment.words())
    starts: list[Ms] = []
    for index, tap in zip(place, taps, strict=False):
        word = words[index]
        before = 0 if word.span is None else display_start(word) - word.span.start
        earliest = starts[-1] + 1 if starts else 0
        starts.append(Ms(max(tap - before, earliest)))
    return words_set(alignment, place[: len(starts)], starts)
