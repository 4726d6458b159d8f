from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import VOWELS, Alignment
from aligner.timeline import Ms
from render.captions.marks import Mark, ShapeMark
from render.scene import (
    HELD_MS,
    SWAY_SHIFT,
    SWAY_TILT,
    Scene,
    blink_times,
    build_scene,
)
from tests.visemes.songs import alignments, little_song, song, word
from visemes.animate import animate
from visemes.sets import load_set

BLINK_MS = 200


def scene(alignment: Alignment, seed: int = 0, sway: float = 1.0) -> Scene:
    track = animate(alignment, load_set())
    return build_scene(alignment, track, seed=seed, sway=sway)


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


class Shouts:
    """Captions that say when they were asked."""

    def at(self, moment: Ms) -> tuple[Mark, ...]:
        return (ShapeMark("bar", moment, 0, moment + 1, 1, (1.0, 1.0, 1.0)),)


def test_captions_are_asked_for_the_moment() -> None:
    track = animate(little_song(), load_set())
    film = build_scene(little_song(), track, Shouts())
    (mark,) = film.at(Ms(700)).captions
    assert isinstance(mark, ShapeMark)
    assert mark.left == 700
    assert scene(little_song()).at(Ms(700)).captions == ()
