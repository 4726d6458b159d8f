"""Which mouth is on which frame."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.errors import InputError
from media_core.timeline import Ms, frame_at, frame_count, frame_start
from tests.growth import grows_like_its_size
from tests.visemes.exporters.performances import RATES, track, tracks
from visemes.curve import Curve
from visemes.exporters import EXPORTERS, Performance
from visemes.exporters.curves import openness_keys, width_keys
from visemes.exporters.frames import exposures, shapes_by_frame
from visemes.track import MouthTrack

FILM = Fraction(24)
NTSC = Fraction(30_000, 1001)


def test_a_mouth_is_seen_from_the_frame_in_which_it_begins() -> None:
    # Frame 1 begins at 41.67 ms, which is 41 in whole milliseconds.
    assert shapes_by_frame(track(120, (0, 41, "X"), (41, 120, "D")), FILM) == ["X", "D", "D"]
    assert shapes_by_frame(track(120, (0, 40, "X"), (40, 120, "D")), FILM) == ["D", "D", "D"]


def test_what_begins_where_a_frame_begins_is_on_that_frame() -> None:
    for fps in (*RATES, NTSC):
        starts = [frame_start(frame, fps) for frame in range(9)]
        rows = [(a, b, "XD"[i % 2]) for i, (a, b) in enumerate(pairwise(starts))]
        assert shapes_by_frame(track(starts[-1], *rows), fps)[:8] == list("XDXDXDXD")


def test_a_closure_of_ten_milliseconds_has_its_frame() -> None:
    mouths = track(200, (0, 90, "D"), (90, 100, "A"), (100, 200, "D"))
    assert shapes_by_frame(mouths, FILM) == ["D", "D", "A", "D", "D"]


def test_of_two_mouths_in_one_frame_the_longer_is_seen() -> None:
    mouths = track(200, (0, 85, "X"), (85, 90, "B"), (90, 200, "D"))
    assert shapes_by_frame(mouths, FILM) == ["X", "X", "D", "D", "D"]


def test_teeth_give_way_to_lips_only() -> None:
    mouths = track(200, (0, 85, "X"), (85, 90, "G"), (90, 95, "A"), (95, 100, "G"), (100, 200, "D"))
    assert shapes_by_frame(mouths, FILM)[2] == "A"
    mouths = track(200, (0, 85, "X"), (85, 90, "G"), (90, 200, "D"))
    assert shapes_by_frame(mouths, FILM)[2:4] == ["G", "D"]


def test_the_last_frame_of_ten_minutes_is_right_at_a_rate_without_a_decimal() -> None:
    mouths = track(600_000, (0, 599_999, "X"), (599_999, 600_000, "D"))
    shapes = shapes_by_frame(mouths, NTSC)
    assert len(shapes) == 17_983  # 17 982.02
    assert shapes[-2:] == ["X", "D"]


@given(tracks(), st.sampled_from((*RATES, NTSC, Fraction(12))))
def test_frames_cover_the_song_and_no_closure_is_lost(mouths: MouthTrack, fps: Fraction) -> None:
    shapes = shapes_by_frame(mouths, fps)
    assert len(shapes) == frame_count(mouths.cues.span.end, fps)
    for cue in mouths.cues:
        if cue.value in mouths.set.closures:
            assert shapes[frame_at(cue.start, fps)] == cue.value
    for frame, shape in enumerate(shapes):
        begins = [c.value for c in mouths.cues if frame_at(c.start, fps) == frame]
        held = mouths.cues.at(frame_start(frame, fps))
        assert held is not None
        assert shape in (begins or [held.value])


@given(tracks(), st.sampled_from(RATES))
def test_exposures_follow_one_another_and_neighbours_differ(
    mouths: MouthTrack, fps: Fraction
) -> None:
    shown = exposures(mouths, fps)
    assert shown[0].start == 0
    assert shown[-1].end == len(shapes_by_frame(mouths, fps))
    for a, b in pairwise(shown):
        assert a.end == b.start
        assert a.shape != b.shape


def test_without_a_curve_the_jaw_moves_between_the_values_of_the_shapes() -> None:
    keys = openness_keys(track(1000, (0, 500, "X"), (500, 900, "D"), (900, 1000, "A")))
    assert keys == [(0, 0.0), (440, 0.0), (500, 1.0), (840, 1.0), (900, 0.0), (1000, 0.0)]


@given(tracks())
def test_keys_begin_and_end_with_the_song(mouths: MouthTrack) -> None:
    for keys in (openness_keys(mouths), width_keys(mouths)):
        times = [time for time, _ in keys]
        assert times[0] == 0
        assert times[-1] == mouths.cues.span.end
        assert times == sorted(set(times))


def test_a_curve_is_exported_as_it_is_inside_the_song() -> None:
    mouths = track(100, (0, 100, "X"))
    curve = Curve.of([(50, 0.5), (150, 1.0)])
    keys = openness_keys(MouthTrack(mouths.cues, mouths.set, curve, curve))
    assert keys == [(0, 0.5), (50, 0.5), (100, pytest.approx(0.75))]


@given(tracks())
def test_without_a_curve_lips_that_meet_stay_for_a_frame(mouths: MouthTrack) -> None:
    plain = MouthTrack(mouths.cues, mouths.set)
    keys = dict(openness_keys(plain))
    for cue in plain.cues:
        if cue.value in plain.set.closures and cue.span.length > plain.frame:
            held = Curve.of(sorted(keys.items())).at(Ms(cue.start + plain.frame))
            assert held == plain.set.shapes[cue.value].openness


def test_a_day_of_blend_shapes_is_refused_before_any_work() -> None:
    day = track(86_400_000, (0, 86_400_000, "X"))
    with pytest.raises(InputError, match="2,073,600 frames are too many"):
        EXPORTERS["arkit"].write(Performance(day))


def test_blend_shapes_take_work_in_proportion() -> None:
    def work(frames: int) -> None:
        end = frames * 100
        cues = [(i * 100, i * 100 + 100, "AX"[i % 2]) for i in range(frames)]
        EXPORTERS["arkit"].write(Performance(track(end, *cues)))

    assert grows_like_its_size(work, 40)
