from fractions import Fraction
from pathlib import Path

import numpy as np

from animatemusic.recipes import sound_of
from media_core.audio import Audio, open_audio, to_speech
from media_core.timeline import Ms, Span
from tests.animatemusic.command import write_wav

LOUD = np.full((48_000, 2), 20_000, np.int16)
SONG = Audio(LOUD, 48_000, to_speech(LOUD, 48_000), Path("song.wav"))


def test_a_part_begins_and_ends_in_silence_and_is_loud_between() -> None:
    sound = sound_of(SONG, Span(Ms(200), Ms(600)), Fraction(30))
    (part,) = [np.concatenate(list(sound.blocks()))]
    assert part.shape == (400 * 48, 2)
    assert abs(int(part[0, 0])) < 500
    assert abs(int(part[-1, 0])) < 500
    assert (part[30 * 48 : 370 * 48] == 20_000).all()


def test_a_part_of_a_file_is_the_part_of_the_song(tmp_path: Path) -> None:
    ramp = np.arange(48_000, dtype=np.int32).astype(np.int16) // 2
    write_wav(tmp_path / "song.wav", ramp, 16_000)
    stream = open_audio(tmp_path / "song.wav")
    span, fps = Span(Ms(1000), Ms(2000)), Fraction(30000, 1001)
    parts = [
        np.concatenate(list(sound_of(song, span, fps).blocks())) for song in (stream, stream.load())
    ]
    assert np.array_equal(parts[0], parts[1])
    first = round(Fraction(30, fps) * 16_000)
    assert np.array_equal(parts[0][4000:8000, 0], ramp[first + 4000 : first + 8000])


def test_a_whole_song_is_as_it_was() -> None:
    sound = sound_of(SONG, None, Fraction(30))
    assert np.array_equal(np.concatenate(list(sound.blocks())), LOUD)
    assert sound.song is None
