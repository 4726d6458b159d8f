"""The mouth between its shapes, and how wide it is open."""

from __future__ import annotations

import pytest

from media_core.timeline import Ms, Span, Timeline
from visemes.curve import Curve
from visemes.sets import load_set
from visemes.track import MouthTrack


def _track(**extra: object) -> MouthTrack:
    cues = Timeline.of(Span(Ms(0), Ms(1000)), [(0, 500, "X"), (500, 600, "D"), (600, 1000, "A")])
    return MouthTrack(cues, load_set(), **extra)  # type: ignore[arg-type]


def test_a_mouth_moves_to_the_next_shape_at_the_end_of_its_cue() -> None:
    track = _track(blend=60)
    assert [track.at(Ms(t)).mix for t in (0, 439, 440)] == [0.0, 0.0, 0.0]
    assert track.at(Ms(470)).mix == pytest.approx(0.5)
    assert (track.at(Ms(470)).shape, track.at(Ms(470)).next) == ("X", "D")
    assert track.at(Ms(500)).mix == 0.0


def test_a_blend_takes_at_most_half_of_a_cue() -> None:
    track = _track(blend=400)
    assert track.at(Ms(550)).mix == 0.0
    assert track.at(Ms(575)).mix == pytest.approx(0.5)


def test_without_a_curve_the_openness_is_that_of_the_shape() -> None:
    assert [_track().at(Ms(t)).openness for t in (0, 550, 700)] == [0.0, 1.0, 0.0]


def test_a_curve_says_how_open_the_mouth_is() -> None:
    track = _track(openness=Curve.of([(500, 0.0), (600, 0.5)]))
    assert track.at(Ms(550)).openness == pytest.approx(0.25)


@pytest.mark.parametrize("keys", [[(0, 0.0), (0, 1.0)], [(5, 0.0), (2, 0.0)], [(0, 1.5)]])
def test_a_curve_refuses_keys_that_mean_nothing(keys: list[tuple[int, float]]) -> None:
    with pytest.raises(ValueError, match="curve"):
        Curve.of(keys)


def test_a_shape_that_must_be_seen_is_fully_there_for_a_frame_before_it_blends() -> None:
    cues = Timeline.of(Span(Ms(0), Ms(1000)), [(0, 500, "D"), (500, 550, "A"), (550, 1000, "D")])
    track = MouthTrack(cues, load_set(), blend=60)
    assert {track.at(Ms(t)).mix for t in range(500, 542)} == {0.0}
    assert track.at(Ms(546)).mix == pytest.approx(0.5)
