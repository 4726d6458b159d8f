"""Give every phone of the lyric its time in the song.

Consonants keep about the length they have in speech and come before the beat; the nucleus of the
syllable begins on the beat and takes the rest of the note.  All times are seconds of the song.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from sample_songs.studio.score import BAR, PRONUNCIATIONS, Line, bars_and_lines, notes
from sample_songs.studio.speech import SpokenPhone

DIPHTHONGS = frozenset(["aw", "ay", "ey", "ow", "oy"])
VOWELS = DIPHTHONGS | frozenset(["aa", "ae", "ah", "ao", "eh", "er", "ih", "iy", "uh", "uw"])
VOICELESS = frozenset(["ch", "f", "hh", "k", "p", "s", "sh", "t", "th"])
VOICED_FRICATIVES = frozenset(["dh", "jh", "v", "z", "zh"])
FRICATIVES = VOICED_FRICATIVES | frozenset(["f", "hh", "s", "sh", "th"])
SONORANTS = frozenset(["l", "m", "n", "ng", "r", "w", "y"])

# Least and most seconds a consonant lasts.
STOP_LENGTH, FRICATIVE_LENGTH, SONORANT_LENGTH = (0.06, 0.115), (0.07, 0.14), (0.055, 0.13)
NUCLEUS_SHARE = 0.45  # of the time between two nuclei, at least
HELD = 0.7  # a note longer than this is a held one
BREATH = 0.12  # silence between two lines


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable and its note.

    The nucleus begins at ``onset``, the note ends at ``end``; ``pitch`` is in hertz.  ``word`` and
    ``line`` count the words and lines of the song from 0.
    """

    phones: tuple[str, ...]
    onset: float
    end: float
    pitch: float
    word: int
    line: int


@dataclass(frozen=True, slots=True)
class SungPhone:
    """A phone of the song, and the phone of the take that it is made of."""

    name: str
    start: float
    end: float
    word: int
    spoken: SpokenPhone


def syllables() -> list[Syllable]:
    """Lay the words on the melody, one syllable a note.

    Raises:
        ValueError: a line has more or fewer syllables than notes.
    """
    found: list[Syllable] = []
    word = 0
    for number, (bar, line) in enumerate(bars_and_lines()):
        sung: list[tuple[tuple[str, ...], int]] = []
        for written in line.text.lower().split():
            said = PRONUNCIATIONS[written.strip(",.")]
            sung += [(tuple(syllable.split()), word) for syllable in said.split(" . ")]
            word += 1
        melody = notes(line.melody, bar * BAR)
        for (phones, of), (onset, end, pitch) in zip(sung, melody, strict=True):
            found.append(Syllable(phones, onset, end, pitch, of, number))
    return found


def spoken_text(line: Line) -> str:
    """Return how a line is said for the take: with a comma after each held note.

    A word before a pause is said in full, with a long vowel and a clear end.
    """
    plain = [word.strip(",.") for word in line.text.lower().split()]
    lengths = iter(end - onset for onset, end, _ in notes(line.melody, 0))
    held = []
    for word in plain:
        counts = [next(lengths) for _ in PRONUNCIATIONS[word].split(" . ")]
        held.append(counts[-1] > HELD)
    return " ".join(f"{word}," if long else word for word, long in zip(plain, held, strict=True))


def perform(song: list[Syllable], spoken: tuple[SpokenPhone, ...]) -> list[SungPhone]:
    """Give every phone its time in the song, in whole milliseconds.

    Raises:
        ValueError: the take is pronounced otherwise than ``PRONUNCIATIONS`` says.
    """
    wanted = [phone for syllable in song for phone in syllable.phones]
    if wanted != [phone.name for phone in spoken]:
        raise ValueError(f"the voice said {[p.name for p in spoken]}, the score wants {wanted}")
    lines = [list(line) for _, line in groupby(song, key=lambda syllable: syllable.line)]
    sung: list[SungPhone] = []
    limit = np.inf
    for line in reversed(lines):  # from the last line, as a line must leave the next one its onset
        count = sum(len(syllable.phones) for syllable in line)
        source, spoken = spoken[-count:], spoken[:-count]
        words = [syllable.word for syllable in line for _ in syllable.phones]
        starts, end = _starts(line, source, min(line[-1].end, limit - BREATH))
        spans = zip(starts, [*starts[1:], end], strict=True)
        sung[:0] = [
            SungPhone(phone.name, round(a, 3), round(b, 3), word, phone)
            for phone, word, (a, b) in zip(source, words, spans, strict=True)
        ]
        limit = starts[0]
    return sung


def _starts(
    line: list[Syllable], source: tuple[SpokenPhone, ...], end: float
) -> tuple[list[float], float]:
    """Return the start of each phone of a line, and the line's end.

    Nuclei start on their beats.  The consonants between two nuclei are set close before the second
    one, and made shorter when they would leave the first less than its share.
    """
    beats = [*(syllable.onset for syllable in line), end]
    starts: list[float] = []
    cluster: list[float] = []
    beat = -np.inf
    for phone in (*source, None):
        if phone is not None and phone.name not in VOWELS:
            cluster.append(_consonant_length(phone))
            continue
        before, beat = beat, beats.pop(0)
        room = (1 - NUCLEUS_SHARE) * (beat - before)
        shrink = min(1.0, room / sum(cluster)) if cluster else 1.0
        ends = beat - shrink * np.cumsum([0.0, *cluster[::-1]])[::-1]
        starts += [float(time) for time in ends]
        cluster = []
    return starts[:-1], end


def _consonant_length(phone: SpokenPhone) -> float:
    """Return how long a consonant is sung: as long as in speech, within its class's limits."""
    if phone.name in SONORANTS:
        least, most = SONORANT_LENGTH
    elif phone.name in FRICATIVES:
        least, most = FRICATIVE_LENGTH
    else:
        least, most = STOP_LENGTH
    return min(max(phone.end - phone.start, least), most)
