from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.life.breath import DEPTH, breath_keys, sunk_at
from tests.visemes.songs import alignments, little_song


@given(alignments(), st.integers(0, 9))
def test_breath_comes_and_goes_and_ends_as_it_began(song: Alignment, seed: int) -> None:
    keys = breath_keys(song, seed)
    assert all(a[0] < b[0] for a, b in pairwise(keys))
    assert keys[0] == (0, 0.0)
    assert keys[-1][1] == 0.0
    assert keys[-1][0] <= song.duration
    depths = {sunk_at(Ms(t), keys, 1.0) for t in range(0, song.duration, 97)}
    assert min(depths) >= 0
    assert max(depths) <= DEPTH


def test_singers_breathe_in_before_a_line_and_out_while_they_sing_it() -> None:
    keys = breath_keys(little_song(), 0)
    sunk = [sunk_at(Ms(t), keys, 2.0) for t in (300, 450, 600, 1300, 2000)]
    assert sunk == [8, 4, 0, 4, 8]


def test_without_strength_nobody_breathes() -> None:
    keys = breath_keys(little_song(), 0)
    assert {sunk_at(Ms(t), keys, 0.0) for t in range(0, 6000, 50)} == {0}
