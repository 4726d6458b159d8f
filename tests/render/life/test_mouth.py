from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms, Span, Timeline
from render.life.mouth import LEAST, held, mixed, on_twos, opened, shape_on_twos
from render.rigs.rig import MIX_STEPS, OPEN_STEPS
from tests.visemes.songs import alignments
from visemes.animate import animate
from visemes.curve import Curve
from visemes.sets import load_set
from visemes.track import MouthTrack

RHUBARB = load_set("rhubarb")


def track(*rows: tuple[int, int, str]) -> MouthTrack:
    return MouthTrack(Timeline.of(Span(Ms(0), Ms(rows[-1][1])), rows), RHUBARB)


@given(alignments(), st.integers(0, 300))
@settings(max_examples=50)
def test_shapes_are_held_but_what_must_be_seen_is_never_lost(song: Alignment, hold: int) -> None:
    before = animate(song, RHUBARB)
    after = held(before, hold)
    cues = after.cues.cues
    assert not any(True for _ in after.cues.gaps())
    assert all(a.value != b.value for a, b in pairwise(cues))
    for a, b in pairwise(cues):
        assert a.span.length >= hold or b.value in RHUBARB.must
    for cue in before.cues:
        if cue.value in RHUBARB.must:
            assert after.at(cue.start).shape == cue.value


def test_short_shapes_give_way_to_the_one_before() -> None:
    quick = track((0, 100, "X"), (100, 140, "B"), (140, 300, "D"), (300, 330, "A"), (330, 600, "C"))
    cues = held(quick, 100).cues
    assert [(c.start, c.value) for c in cues] == [
        (0, "X"), (100, "B"), (200, "D"), (300, "A"), (400, "C"),
    ]  # fmt: skip
    assert held(quick, 0) is quick


def test_on_twos_a_drawing_stays_for_a_twelfth_of_a_second() -> None:
    assert [on_twos(Ms(t)).start for t in (0, 83, 84, 166, 167, 1000)] == [0, 0, 84, 84, 167, 1000]
    assert all(t in on_twos(Ms(t)) for t in range(2500))


@given(alignments())
@settings(max_examples=50)
def test_on_twos_lips_that_must_meet_are_seen_to_meet(song: Alignment) -> None:
    spoken = animate(song, RHUBARB)
    for cue in spoken.cues:
        if cue.value in RHUBARB.must:
            assert shape_on_twos(on_twos(cue.span.middle), spoken) in RHUBARB.must


def test_a_mouth_blends_in_few_steps_and_only_where_the_rig_can() -> None:
    two = track((0, 300, "D"), (300, 600, "B"))
    seen = [mixed(Ms(t), two, "morph") for t in range(600)]
    assert seen[:240] == [("D", "", 0)] * 240
    assert seen[300:] == [("B", "", 0)] * 300
    steps = [mix for shape, _, mix in seen[240:300] if shape == "D"]
    assert set(steps) == {0, 2, 4, 6}
    assert steps == sorted(steps)
    assert max(steps) < MIX_STEPS
    assert {mixed(Ms(t), two, "cut") for t in range(300)} == {("D", "", 0)}


def test_lips_that_meet_are_fully_there_before_they_part() -> None:
    lips = track((0, 300, "D"), (300, 380, "A"), (380, 700, "D"))
    assert {mixed(Ms(t), lips, "morph") for t in range(300, 342)} == {("A", "", 0)}


def sung(*keys: tuple[int, float]) -> MouthTrack:
    """A long vowel between pressed lips, as open as the keys say."""
    shapes = track((0, 100, "A"), (100, 900, "D"), (900, 1000, "B"))
    return replace(shapes, openness=Curve.of(keys))


def test_a_soft_vowel_is_less_open_the_more_the_rig_wants_it() -> None:
    soft = sung((0, 0.0), (100, 0.8), (900, 0.8))
    steps = [opened(Ms(500), soft, ("D", "", 0), strength) for strength in (0, 0.5, 1, 2, 3)]
    assert steps == [16, 14, 13, 10, 8]
    assert OPEN_STEPS == 16
    loud = sung((0, 0.0), (100, 1.0), (900, 1.0))
    assert opened(Ms(500), loud, ("D", "", 0), 3) == OPEN_STEPS


def test_lips_teeth_and_small_openings_stay_as_they_are_drawn() -> None:
    shut = sung((0, 0.0), (1000, 0.0))
    for shape in "ABFGX":
        assert opened(Ms(500), shut, (shape, "", 0), 3) == OPEN_STEPS
    assert opened(Ms(500), shut, ("D", "", 0), 3) == OPEN_STEPS * LEAST
    assert opened(Ms(500), track((0, 900, "D")), ("D", "", 0), 3) == OPEN_STEPS  # nobody listened


def test_a_mouth_that_closes_anyway_is_not_closed_twice() -> None:
    halfway = sung((0, 0.0), (100, 0.6), (900, 0.6))  # between D, 1.0, and B, 0.2
    assert opened(Ms(890), halfway, ("D", "B", MIX_STEPS // 2), 1) == OPEN_STEPS
    assert opened(Ms(500), halfway, ("D", "", 0), 1) < OPEN_STEPS


@given(alignments(), st.floats(0, 3))
@settings(max_examples=30)
def test_no_mouth_is_ever_more_open_than_drawn_or_a_slit(song: Alignment, strength: float) -> None:
    spoken = animate(song, RHUBARB)
    for moment in range(0, spoken.cues.span.end, 37):
        step = opened(Ms(moment), spoken, mixed(Ms(moment), spoken, "morph"), strength)
        assert OPEN_STEPS * LEAST <= step <= OPEN_STEPS
