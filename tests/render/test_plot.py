"""The picture of a mouth's movement: what is drawn where."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from aligner.alignment import Alignment
from media_core.timeline import Ms, Span
from render.frame import Frame
from render.plot import STRIPS, WIDTH, Score, colours, draw_page, pages
from render.plot_pen import PAPER
from tests.visemes.songs import little_song, song
from visemes.animate import animate
from visemes.sets import load_set, names

STRIP = Ms(6000)


def page(alignment: Alignment, *, sound: bool = False, set_name: str = "rhubarb") -> Frame:
    track = animate(alignment, load_set(set_name))
    noise = np.sin(np.arange(16 * alignment.duration, dtype=np.float32))
    score = Score("a song", alignment, track, noise if sound else None)
    (strips,) = pages(alignment.span, STRIP)
    return draw_page(score, strips, STRIP)


def has(frame: Frame, colour: tuple[float, float, float]) -> int:
    """How many pixels have a colour."""
    wanted = np.array([*reversed(colour)]) * 255
    return int((np.abs(frame[:, :, :3] - wanted) < 3).all(axis=2).sum())


def test_a_long_song_has_several_pages_and_nothing_is_left_out() -> None:
    parts = pages(Span(Ms(500), Ms(100_000)), Ms(8000))
    strips = [strip for part in parts for strip in part]
    assert max(len(part) for part in parts) == STRIPS
    assert (strips[0].start, strips[-1].end) == (500, 100_000)
    assert all(a.end == b.start for a, b in pairwise(strips))


def test_each_shape_that_is_seen_is_drawn_in_its_colour() -> None:
    track = animate(little_song(), load_set())
    frame = page(little_song())
    for name in {cue.value for cue in track.cues}:
        assert has(frame, colours(track)[name]) > 500


def test_colours_differ_in_every_set() -> None:
    for name in names():
        found = colours(animate(song(1000), load_set(name)))
        assert len(set(found.values())) == len(found)


def test_a_song_is_drawn_where_it_is_given() -> None:
    assert page(little_song(), sound=True).shape[0] > page(little_song()).shape[0]


def test_a_page_is_opaque_and_mostly_paper() -> None:
    frame = page(little_song())
    assert frame.shape[1] == WIDTH
    assert (frame[:, :, 3] == 255).all()
    assert has(frame, PAPER) > frame.shape[0] * WIDTH * 0.3


@pytest.mark.parametrize("set_name", names())
def test_every_set_can_be_drawn(set_name: str) -> None:
    assert page(little_song(), set_name=set_name).any()


def test_a_song_without_words_is_drawn_too() -> None:
    assert page(song(3000)).any()


def test_the_same_song_is_the_same_picture() -> None:
    assert np.array_equal(page(little_song(), sound=True), page(little_song(), sound=True))
