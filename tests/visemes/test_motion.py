"""Openness and width: the curves behind the shapes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.loudness import Loudness
from media_core.timeline import Ms
from tests.visemes.songs import little_song, song, word
from visemes.animate import animate
from visemes.motion import TOLERANCE, simplified
from visemes.sets import load_set
from visemes.timing import Timing

SHAPES = load_set()


def even(value: float) -> Loudness:
    return Loudness(np.full(1000, value))


def test_a_loud_vowel_is_wider_open_than_a_quiet_one() -> None:
    ah = song(3000, [word("ah", 1000, 1600, "AA")])
    opened = [animate(ah, SHAPES, loudness=even(v)).openness.at(Ms(1300)) for v in (0.0, 0.5, 1.0)]
    assert opened == pytest.approx([0.42, 0.71, 1.0], abs=TOLERANCE)


def test_the_gain_is_the_singers_temper() -> None:
    ah = song(3000, [word("ah", 1000, 1600, "AA")])
    mumbled = animate(ah, SHAPES, Timing(gain=0.5), loudness=even(1.0))
    assert mumbled.openness.at(Ms(1300)) == pytest.approx(0.5, abs=TOLERANCE)


def test_closed_lips_are_closed_however_loud_it_is() -> None:
    me = song(3000, [word("mama", 1000, 2000, "M AA M AA")])
    track = animate(me, SHAPES, Timing(gain=3.0), loudness=even(1.0))
    for cue in track.cues:
        if cue.value == "A":
            assert track.openness.at(cue.start) == pytest.approx(0, abs=TOLERANCE)


def test_a_quiet_pucker_is_no_slit() -> None:
    ooh = song(3000, [word("ooh", 1000, 1600, "UW")])
    quiet = animate(ooh, SHAPES, loudness=even(0.0)).openness.at(Ms(1300))
    assert quiet == pytest.approx(0.8 * SHAPES.shapes["F"].openness, abs=TOLERANCE)


def test_lips_are_as_wide_as_the_shapes() -> None:
    track = animate(song(3000, [word("you", 1000, 1600, "Y UW")]), SHAPES)
    assert track.width.at(Ms(1400)) == pytest.approx(-1.0, abs=TOLERANCE)
    assert track.width.at(Ms(200)) == pytest.approx(0.0)


def test_an_unheard_note_swells_and_fades() -> None:
    track = animate(song(4000, [word("ah", 1000, 1700, "AA")]), SHAPES, Timing(vibrato=0.0))
    assert track.openness.at(Ms(1080)) > track.openness.at(Ms(1600))


def test_a_mouth_at_rest_has_no_keys_to_spare() -> None:
    assert len(animate(song(60_000), SHAPES).openness.times) <= 2


@given(st.lists(st.floats(0, 1), min_size=3, max_size=120))
def test_a_simplified_curve_stays_within_its_tolerance(values: list[float]) -> None:
    times = 20 * np.arange(len(values), dtype=np.int64)
    keep = np.zeros(len(values), bool)
    keep[[0, -1]] = True
    curve = simplified(times, np.array(values), keep, 0.05)
    assert all(abs(curve.at(Ms(int(t))) - v) <= 0.0502 for t, v in zip(times, values, strict=True))


def test_the_same_song_has_the_same_keys() -> None:
    first, second = (animate(little_song(), SHAPES, loudness=even(0.6)) for _ in range(2))
    assert first == second
