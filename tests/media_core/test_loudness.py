"""How loud a voice is."""

from __future__ import annotations

import numpy as np
import pytest

from media_core.loudness import RATE, Loudness, voice_loudness
from media_core.timeline import Ms, Span


def tone(hertz: float, seconds: float = 2.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    t = np.arange(int(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def test_there_is_a_value_every_ten_milliseconds() -> None:
    assert len(voice_loudness(tone(440)).values) == 200


def test_half_as_loud_is_six_decibels_of_fifteen_less() -> None:
    sound = tone(440)
    sound[RATE:] *= 0.5
    values = voice_loudness(sound, [Span(Ms(0), Ms(1000))]).values
    assert values[50] == pytest.approx(1.0, abs=0.01)
    assert values[150] == pytest.approx(1 - 6.02 / 15, abs=0.02)


def test_a_bass_is_not_a_voice() -> None:
    both = np.concatenate([tone(440, 1), tone(60, 1)])
    values = voice_loudness(both).values
    assert values[50] == pytest.approx(1.0, abs=0.01)
    assert values[150] == 0.0


def test_vibrato_survives_and_drums_do_not() -> None:
    t = np.arange(2 * RATE) / RATE
    waving = tone(440) * (1 + 0.3 * np.sin(2 * np.pi * 5.5 * t)).astype(np.float32)
    part = voice_loudness(waving).values[50:150]
    assert part.max() - part.min() > 0.2


def test_nothing_is_loud_outside_the_song() -> None:
    values = Loudness(np.ones(10))
    assert list(values.at(np.array([0, 90, 5000]))) == [1.0, 1.0, 0.0]
    assert list(Loudness(np.zeros(0)).at(np.array([0]))) == [0.0]
    assert len(values.over(Span(Ms(0), Ms(1)))) == 1


@pytest.mark.parametrize("length", [0, 1, 100, 1601])
def test_any_sound_has_a_loudness(length: int) -> None:
    values = voice_loudness(np.zeros(length, np.float32)).values
    assert len(values) >= 1
    assert np.isfinite(values).all()
