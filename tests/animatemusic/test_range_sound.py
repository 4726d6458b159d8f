from fractions import Fraction
from pathlib import Path

import numpy as np

from aligner.audio import Audio, to_speech
from aligner.timeline import Ms, Span
from animatemusic.pipeline import faded

LOUD = np.full((48_000, 2), 20_000, np.int16)
SONG = Audio(LOUD, 48_000, to_speech(LOUD, 48_000), Path("song.wav"))


def test_a_part_begins_and_ends_in_silence_and_is_loud_between() -> None:
    sound = faded(SONG, Span(Ms(200), Ms(600)), Fraction(30))
    assert sound.samples.shape == LOUD.shape
    part = sound.samples[200 * 48 : 600 * 48]
    assert abs(int(part[0, 0])) < 500
    assert abs(int(part[-1, 0])) < 500
    assert (part[30 * 48 : 370 * 48] == 20_000).all()


def test_a_whole_song_is_as_it_was() -> None:
    assert faded(SONG, None, Fraction(30)).samples is LOUD
