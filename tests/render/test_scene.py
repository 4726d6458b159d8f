from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import VOWELS, Alignment
from aligner.timeline import Ms
from render.captions import CaptionRow, caption_rows
from render.scene import (
    FADE_MS,
    HELD_MS,
    HOLD_MS,
    LEAD_MS,
    SWAY_SHIFT,
    SWAY_TILT,
    CaptionState,
    Scene,
    blink_times,
    build_scene,
    captions_at,
)
from tests.visemes.songs import alignments, little_song, song, word
from visemes.animate import animate
from visemes.sets import load_set

BLINK_MS = 200


def rows_of(alignment: Alignment) -> tuple[CaptionRow, ...]:
    return caption_rows(alignment, lambda text: float(len(text)), 30.0)


def scene(alignment: Alignment, seed: int = 0, sway: float = 1.0) -> Scene:
    track = animate(alignment, load_set())
    return build_scene(alignment, track, rows_of(alignment), seed=seed, sway=sway)


def long_song() -> Alignment:
    """Two minutes of lines, 3 s apart, with notes of 1.5 s."""
    return song(
        120_000,
        *[
            [word("la", at, at + 1500, "L AA"), word("di", at + 1500, at + 2000, "D IY")]
            for at in range(2000, 118_000, 3000)
        ],
    )


def test_a_moment_is_the_same_whatever_was_asked_before() -> None:
    moments = [Ms(t) for t in range(0, 6000, 37)]
    forward = [scene(little_song()).at(moment) for moment in moments]
    mixed = scene(little_song())
    shuffled = random.Random(2).sample(moments, len(moments))
    answers = {moment: mixed.at(moment) for moment in shuffled}
    assert [answers[moment] for moment in moments] == forward


def test_the_same_seed_gives_the_same_film() -> None:
    assert scene(long_song(), seed=7) == scene(long_song(), seed=7)


def test_another_seed_gives_other_blinks_and_another_sway() -> None:
    one, other = scene(long_song(), seed=1), scene(long_song(), seed=2)
    assert one.blinks != other.blinks
    assert one.pose(Ms(1000)) != other.pose(Ms(1000))


def _blinks(alignment: Alignment, seed: int) -> tuple[Ms, ...]:
    return blink_times(alignment, random.Random(seed))


@given(alignments(), st.integers(0, 50))
@settings(max_examples=60)
def test_nobody_blinks_in_a_held_note(alignment: Alignment, seed: int) -> None:
    held = [
        phone.span
        for sung in alignment.words()
        for phone in sung.phones
        if phone.label in VOWELS and phone.span.length >= HELD_MS
    ]
    for blink in _blinks(alignment, seed):
        assert not any(blink < span.end and blink + BLINK_MS > span.start for span in held)


@given(st.integers(0, 1000))
def test_people_blink_every_few_seconds(seed: int) -> None:
    blinks = (Ms(0), *_blinks(song(60_000), seed))
    assert len(blinks) > 9
    assert all(2500 <= b - a <= 6000 for a, b in pairwise(blinks))


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_a_held_note_makes_a_blink_later_and_never_earlier(seed: int) -> None:
    blinks = (Ms(0), *_blinks(long_song(), seed))
    assert all(2500 <= b - a <= 6000 + 1500 for a, b in pairwise(blinks))


def test_eyes_close_and_open_again() -> None:
    film = scene(long_song())
    blink = film.blinks[0]
    eyes = [film.pose(Ms(blink + t)).eyes for t in (-1, 0, 40, 139, 140, 199, 200)]
    assert eyes == ["open", "half", "closed", "closed", "half", "half", "open"]


def test_brows_rise_where_a_line_begins() -> None:
    film = scene(little_song())
    brows = [film.pose(Ms(t)).brows for t in (599, 600, 929, 930, 3999, 4000, 4330)]
    assert brows == ["rest", "up", "up", "rest", "rest", "up", "rest"]


def test_the_head_sways_a_little_and_slowly() -> None:
    film = scene(long_song())
    poses = [film.pose(Ms(t)) for t in range(0, 120_000, 33)]
    assert max(abs(pose.tilt) for pose in poses) <= SWAY_TILT
    assert max(abs(pose.shift[0]) for pose in poses) <= SWAY_SHIFT[0]
    assert len({pose.tilt for pose in poses}) > 20
    assert all(abs(a.tilt - b.tilt) <= 2 for a, b in pairwise(poses))


def test_without_sway_the_head_is_still() -> None:
    film = scene(long_song(), sway=0)
    assert {(film.pose(Ms(t)).tilt, film.pose(Ms(t)).shift) for t in range(0, 9000, 50)} == {
        (0, (0, 0))
    }


# Captions


def test_a_row_shows_a_second_before_its_first_word_and_fades_in() -> None:
    rows = rows_of(little_song())[1:]
    assert captions_at(rows, Ms(4000 - LEAD_MS)) == ()
    (fading,) = captions_at(rows, Ms(4000 - LEAD_MS + FADE_MS // 2))
    assert (fading.slot, fading.sung, fading.opacity) == (0.0, 0.0, 0.5)
    (shown,) = captions_at(rows, Ms(4000 - LEAD_MS + FADE_MS))
    assert shown.opacity == 1.0


def test_a_row_stays_half_a_second_and_fades_out() -> None:
    rows = rows_of(little_song())
    assert captions_at(rows, Ms(2000 + HOLD_MS)) == (CaptionState(0, 0.0, 3.0, 1.0),)
    (fading,) = captions_at(rows, Ms(2000 + HOLD_MS + FADE_MS // 2))
    assert 0 < fading.opacity < 1
    assert captions_at(rows, Ms(2000 + HOLD_MS + FADE_MS)) == ()


def test_the_row_being_sung_stands_above_the_next() -> None:
    rows = rows_of(long_song())
    now = captions_at(rows, Ms(9000))
    assert [(state.row, state.slot) for state in now] == [(2, 0.0), (3, 1.0)]


def test_a_row_slides_up_from_the_lower_place() -> None:
    rows = rows_of(long_song())
    slots = [captions_at(rows, Ms(5000 + t))[0].slot for t in range(-110, 120, 10)]
    assert slots[0] == 1.0
    assert slots[-1] == 0.0
    assert all(a >= b for a, b in pairwise(slots))


def _states(alignment: Alignment, step: int) -> list[tuple[int, dict[int, CaptionState]]]:
    rows = rows_of(alignment)
    return [
        (t, {state.row: state for state in captions_at(rows, Ms(t))})
        for t in range(0, alignment.duration, step)
    ]


@given(alignments())
@settings(max_examples=60)
def test_at_most_two_rows_show_in_their_order(alignment: Alignment) -> None:
    for _, shown in _states(alignment, 45):
        assert len(shown) <= 2
        assert list(shown) == sorted(shown)
        assert all(0 < state.opacity <= 1 and 0 <= state.slot <= 1 for state in shown.values())


@given(alignments())
@settings(max_examples=60)
def test_a_row_is_sung_forward_only(alignment: Alignment) -> None:
    for (_, before), (_, now) in pairwise(_states(alignment, 45)):
        for row in before.keys() & now.keys():
            assert before[row].sung <= now[row].sung


@given(st.lists(st.integers(300, 4000), min_size=1, max_size=6))
@settings(max_examples=60)
def test_no_row_flickers(pauses: list[int]) -> None:
    at, lines = 2000, []
    for pause in pauses:
        lines.append([word("la", at, at + 1200, "L AA")])
        at += 1200 + pause
    # A fade is 200 ms in steps of an eighth: 20 ms change it by two of them at most.
    for (t, before), (_, now) in pairwise(_states(song(at, *lines), 20)):
        for row in before.keys() & now.keys():
            assert abs(before[row].opacity - now[row].opacity) <= 0.25, (t, row)
        for row in now.keys() - before.keys():
            assert now[row].opacity <= 0.25, (t, row)


@given(alignments())
@settings(max_examples=60)
def test_nothing_shows_in_a_long_pause(alignment: Alignment) -> None:
    rows = rows_of(alignment)
    edges = sorted((span.start, span.end) for row in rows for span in row.spans)
    end = 0
    for start, stop in edges:
        if start - end > LEAD_MS + HOLD_MS + FADE_MS + 10 and end:
            assert captions_at(rows, Ms(end + HOLD_MS + FADE_MS + 1)) == ()
            assert captions_at(rows, Ms(start - LEAD_MS - 1)) == ()
        end = max(end, stop)


def test_no_rows_are_no_captions() -> None:
    assert captions_at((), Ms(100)) == ()
