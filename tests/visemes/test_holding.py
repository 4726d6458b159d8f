"""Short mouths get room, or give way: the strong shapes stay."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.timeline import Ms, Span, Timeline
from visemes.asks import Held, Strength
from visemes.holding import hold_long_enough, sing_through
from visemes.timing import Timing

SONG = Span(Ms(0), Ms(3000))
TIMING = Timing()
STRENGTH = {"A": Strength.CLOSED, "G": Strength.TEETH, "t": Strength.WEAK, "s": Strength.WEAK}

Rows = list[tuple[int, int, str]]


def line(*rows: tuple[int, int, str]) -> Timeline[Held]:
    held = [(a, b, Held(name, STRENGTH.get(name, Strength.VOWEL))) for a, b, name in rows]
    return Timeline.of(SONG, held)


def rows(track: Timeline[Held]) -> Rows:
    return [(cue.start, cue.end, cue.value.shape) for cue in track]


def held(*given_rows: tuple[int, int, str]) -> Rows:
    return rows(hold_long_enough(line(*given_rows), TIMING))


def test_a_crisp_consonant_is_seen_beside_long_vowels() -> None:
    assert held((0, 500, "D"), (500, 530, "t"), (530, 1000, "C")) == [
        (0, 480, "D"),
        (480, 550, "t"),
        (550, 1000, "C"),
    ]


def test_fast_words_keep_their_vowels_and_drop_the_tongue() -> None:
    assert held((0, 100, "D"), (100, 140, "t"), (140, 240, "C")) == [(0, 100, "D"), (100, 240, "C")]


def test_of_two_that_are_short_the_weaker_gives_way() -> None:
    assert held((0, 40, "t"), (40, 100, "D"), (100, 130, "s")) == [(0, 130, "D")]


def test_a_vowel_takes_time_from_a_closure_but_leaves_it_a_frame() -> None:
    assert held((0, 84, "A"), (84, 120, "D"), (120, 204, "A")) == [
        (0, 67, "A"),
        (67, 137, "D"),
        (137, 204, "A"),
    ]


def test_a_consonant_takes_nothing_from_a_closure() -> None:
    # The vowel after it gives; where there is none, the lips stay closed.
    assert held((0, 84, "A"), (84, 120, "t"), (120, 400, "D")) == [
        (0, 84, "A"),
        (84, 154, "t"),
        (154, 400, "D"),
    ]
    assert held((0, 84, "A"), (84, 120, "t"), (120, 400, "A")) == [(0, 400, "A")]


def test_a_short_mouth_before_a_closure_gives_its_time_to_the_one_before() -> None:
    assert held((0, 90, "D"), (90, 130, "t"), (130, 300, "A")) == [(0, 130, "D"), (130, 300, "A")]


def test_a_closure_is_kept_however_short() -> None:
    assert held((0, 200, "D"), (200, 230, "A"), (230, 500, "D")) == [
        (0, 200, "D"),
        (200, 230, "A"),
        (230, 500, "D"),
    ]


def test_a_short_mouth_alone_is_lengthened_if_there_is_room() -> None:
    assert held((100, 130, "D")) == [(100, 170, "D")]
    assert held((2950, 2990, "D")) == []


def test_short_mouths_in_a_row_become_one() -> None:
    assert len(held((0, 30, "B"), (30, 60, "C"), (60, 90, "D"))) == 1


def test_a_pause_too_short_for_a_rest_is_sung_through() -> None:
    through = sing_through(line((0, 300, "D"), (500, 800, "C"), (1200, 1500, "D")), TIMING)
    assert rows(through) == [(0, 500, "D"), (500, 800, "C"), (1200, 1500, "D")]


@st.composite
def crowds(draw: st.DrawFn) -> Timeline[Held]:
    at, made = 0, []
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.sampled_from((0, 0, 0, 0, 40, 300)))
        end = at + draw(st.sampled_from((1, 10, 30, 60, 69, 70, 90, 200)))
        name = draw(st.sampled_from("AGtsDCEF"))
        if end <= SONG.end:
            made.append((at, end, name))
            at = end
    return line(*made)


@given(crowds())
def test_nothing_short_is_left_and_nothing_overlaps(track: Timeline[Held]) -> None:
    after = hold_long_enough(track, TIMING)
    for cue in after:
        assert cue.value.strength >= Strength.TEETH or cue.span.length >= TIMING.shortest
    assert all(a.end <= b.start for a, b in pairwise(after))


@given(crowds())
def test_every_closure_is_still_there(track: Timeline[Held]) -> None:
    after = hold_long_enough(track, TIMING)
    for cue in track:
        if cue.value.strength >= Strength.TEETH:
            assert any(
                c.value.shape == cue.value.shape and c.span.overlaps(cue.span) for c in after
            )


@pytest.mark.parametrize("order", [1, -1])
def test_long_mouths_stay_as_they_are(order: int) -> None:
    names = ["D", "t", "A", "C"][::order]
    given_rows = [(i * 200, i * 200 + 200, name) for i, name in enumerate(names)]
    assert held(*given_rows) == given_rows
