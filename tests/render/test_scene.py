from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.captions.marks import Mark, ShapeMark
from render.rigs.rig import STILL, Acting
from render.scene import Scene, build_scene
from tests.render.life.songs_with_parts import actor, long_song, part, parts
from tests.render.life.songs_with_parts import scene as acted
from tests.visemes.songs import alignments, little_song
from visemes.animate import animate
from visemes.sets import load_set


def scene(alignment: Alignment, seed: int = 0, sway: float = 1.0) -> Scene:
    track = animate(alignment, load_set())
    return build_scene(alignment, track, seed=seed, sway=sway)


@pytest.mark.parametrize("acting", [Acting(tween="morph"), Acting(on_twos=True, hold=90)])
def test_a_moment_is_the_same_whatever_was_asked_before(acting: Acting) -> None:
    moments = [Ms(t) for t in range(0, 6000, 37)]
    forward = [acted(little_song(), actor(acting)).at(moment) for moment in moments]
    mixed = acted(little_song(), actor(acting))
    shuffled = random.Random(2).sample(moments, len(moments))
    answers = {moment: mixed.at(moment) for moment in shuffled}
    assert [answers[moment] for moment in moments] == forward


def test_the_same_seed_gives_the_same_film() -> None:
    assert scene(long_song(), seed=7) == scene(long_song(), seed=7)


def test_another_seed_gives_other_blinks_another_sway_and_another_breath() -> None:
    one, other = scene(long_song(), seed=1), scene(long_song(), seed=2)
    assert one.blinks != other.blinks
    assert one.pose(Ms(1000)) != other.pose(Ms(1000))


@given(alignments())
@settings(max_examples=30)
def test_where_all_strengths_are_none_only_the_mouth_moves(alignment: Alignment) -> None:
    film = acted(alignment, actor(STILL), beats=(Ms(100), Ms(600), Ms(1100)))
    for t in range(0, alignment.duration, 50):
        pose = film.pose(Ms(t))
        assert pose == type(pose)(film.track.at(Ms(t)).shape)


def test_without_sway_head_and_shoulders_are_still() -> None:
    film = scene(long_song(), sway=0)
    poses = [film.pose(Ms(t)) for t in range(0, 9000, 50)]
    assert {(pose.tilt, pose.shift, pose.breath) for pose in poses} == {(0, (0, 0), 0)}
    assert {pose.eyes for pose in poses} == {"open", "half", "closed"}


def test_brows_rise_where_a_line_begins() -> None:
    film = acted(little_song(), actor(Acting(brows=0.5)))
    brows = [film.pose(Ms(t)).brows for t in (599, 600, 929, 3999, 4000, 4329)]
    assert brows == ["rest", "up", "up", "rest", "up", "up"]


def test_brows_rise_on_more_words_the_stronger_they_act() -> None:
    raised = [len(acted(long_song(), actor(Acting(brows=b))).raised) for b in (0, 0.5, 1, 3)]
    assert raised[0] == 0
    assert raised[0] < raised[1] <= raised[2] < raised[3]


def test_on_twos_nothing_of_the_character_moves_within_a_twelfth_of_a_second() -> None:
    film = acted(long_song(), actor(Acting(on_twos=True, tween="morph")))
    poses = [film.pose(Ms(t)) for t in range(2000, 3000)]
    assert len({*poses}) <= 12
    assert all(len({*poses[a : a + 83]}) == 1 for a in (0, 84, 167, 250))


def test_moods_and_views_of_the_manifest_reach_the_pose() -> None:
    acting = Acting(moods={"chorus": "smile"}, views={"chorus": "left"})
    sung = parts(part(1000, "Verse"), part(5000, "Chorus"))
    film = acted(sung, actor(acting, moods=("smile",), views=("left",)))
    assert [(film.pose(Ms(t)).mood, film.pose(Ms(t)).view) for t in (1000, 5000)] == [
        ("", ""),
        ("smile", "left"),
    ]


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
