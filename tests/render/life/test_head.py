from __future__ import annotations

from itertools import pairwise

import pytest

from media_core.timeline import Ms
from render.life.head import NOD, SWAY_SHIFT, SWAY_TILT, Head, nods_on
from render.life.stress import Accent, accents, strongest
from tests.render.life.songs_with_parts import long_song
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set

NO_SWAY = (0.0, 1.0, 2.0)


def test_the_head_sways_a_little_and_slowly() -> None:
    head = Head(NO_SWAY, 1.0)
    poses = [head.at(Ms(t)) for t in range(0, 120_000, 33)]
    assert max(abs(tilt) for tilt, _ in poses) <= SWAY_TILT
    assert max(abs(shift[0]) for _, shift in poses) <= SWAY_SHIFT[0]
    assert len({tilt for tilt, _ in poses}) > 20
    assert all(abs(a[0] - b[0]) <= 2 for a, b in pairwise(poses))


def test_a_nod_lifts_the_head_lowers_it_on_the_beat_and_brings_it_back() -> None:
    head = Head(NO_SWAY, 0.0, ((Ms(1000), 10.0),))
    down = [head.at(Ms(1000 + t))[1][1] for t in (-151, -150, -90, -45, 0, 150, 299, 301)]
    assert down == [0, 0, -3, 7, 10, 5, 0, 0]
    assert all(head.at(Ms(t))[0] == 0 for t in range(0, 2000, 50))


def test_in_a_loop_the_head_ends_where_it_began() -> None:
    head = Head(NO_SWAY, 1.0, ((Ms(100), 9.0), (Ms(2000), 9.0), (Ms(3900), 9.0)))
    assert head.at(Ms(0), 4000) == head.at(Ms(4000), 4000)


@pytest.mark.parametrize(
    ("between", "nodded"), [(500, [500, 1500, 2500, 3500]), (900, [0, 900, 1800, 2700, 3600])]
)
def test_the_head_nods_on_every_second_beat_and_on_every_slow_one(
    between: int, nodded: list[int]
) -> None:
    beats = tuple(Ms(t) for t in range(0, 4000, between))
    assert [at for at, _ in nods_on((), beats, 1.0)] == nodded


def test_of_fast_beats_every_fourth_is_nodded_on() -> None:
    beats = tuple(Ms(t) for t in range(0, 3200, 400))
    assert [at for at, _ in nods_on((), beats, 1.0)] == [1200, 2800]


def test_without_beats_the_head_nods_on_heavy_words_and_not_too_often() -> None:
    song = long_song()
    nods = nods_on(accents(song, animate(song, load_set())), (), 1.0)
    assert nods
    assert all(b[0] - a[0] >= 900 for a, b in pairwise(nods))
    assert all(0 < depth <= NOD for _, depth in nods)


def test_without_strength_nobody_nods() -> None:
    assert nods_on((Accent(Ms(10), 1.0),), (Ms(0), Ms(500)), 0.0) == ()


def test_a_long_or_stressed_vowel_weighs_more() -> None:
    found = accents(little_song(), animate(little_song(), load_set()))
    weights = {accent.moment: accent.weight for accent in found}
    assert weights[Ms(4300)] > weights[Ms(1150)]  # the moon is longer than my
    assert len(found) == 5


def test_of_neighbours_only_the_strongest_stands_out() -> None:
    three = (Accent(Ms(0), 0.5), Accent(Ms(500), 0.9), Accent(Ms(1400), 0.6))
    assert strongest(three, 800, 0.2) == (three[1], three[2])
    assert strongest(three, 100, 0.7) == (three[1],)
