"""Which words are sung with weight: those a singer would nod to, or raise the brows at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aligner.alignment import VOWELS, Alignment, Line, Word
from media_core.timeline import Ms
from visemes.track import MouthTrack

STRESS = {1: 1.0, 2: 0.8, None: 0.75, 0: 0.5}
"""Weight of a vowel by its stress; a stressed one is about twice as prominent as one without."""

LONG_MS = 350
"""A vowel this long has all the weight that length can give; speech has 80, songs 200 to 1000."""

_LOUDEST = 1.5
"""A vowel this much more open than its shape is drawn is as loud as it gets."""


@dataclass(frozen=True, slots=True, order=True)
class Accent:
    """A word that stands out.

    Attributes:
        moment: when its strongest vowel begins.
        weight: 0..1, among the words of the song.
    """

    moment: Ms
    weight: float


def accents(alignment: Alignment, track: MouthTrack) -> tuple[Accent, ...]:
    """The strongest vowel of every word of the leading voices, in the order of time.

    Long, stressed and loud vowels weigh most; how loud one is sung tells the openness of the mouth.
    """
    found = [a for line in alignment.lines if not line.background for a in _of_line(line, track)]
    return tuple(sorted(found))


def strongest(all_of_them: tuple[Accent, ...], apart: int, least: float) -> tuple[Accent, ...]:
    """Accents that stand out among their neighbours.

    Args:
        all_of_them: in the order of time.
        apart: milliseconds that are between any two that are chosen, at least.
        least: weight that is needed.
    """
    chosen: list[Accent] = []
    for accent in sorted(all_of_them, key=lambda a: (-a.weight, a.moment)):
        if accent.weight < least:
            break
        if all(abs(accent.moment - other.moment) >= apart for other in chosen):
            chosen.append(accent)
    return tuple(sorted(chosen))


def _of_line(line: Line, track: MouthTrack) -> Iterator[Accent]:
    for word in line.words:
        best = max(_of_word(word, track), key=lambda a: a.weight, default=None)
        if best is not None:
            yield best


def _of_word(word: Word, track: MouthTrack) -> Iterator[Accent]:
    for phone in word.phones:
        if phone.label in VOWELS:
            length = min(1.0, phone.span.length / LONG_MS)
            weight = (
                STRESS[phone.stress] * (0.4 + 0.6 * length) * _loudness(phone.span.middle, track)
            )
            yield Accent(phone.span.start, min(1.0, weight))
    if not word.phones and word.span is not None:
        yield Accent(word.span.start, 0.5)


def _loudness(moment: Ms, track: MouthTrack) -> float:
    """About 1 where nothing is known, more where the mouth is wider open than its shape."""
    mouth = track.at(moment)
    drawn = track.set.shapes[mouth.shape].openness
    if not track.openness or drawn < 0.1:
        return 1.0
    return 0.6 + 0.4 * min(_LOUDEST, mouth.openness / drawn) / 0.75
