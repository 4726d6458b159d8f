"""Drawings half-way between two mouths.

After a change that is meant to be seen, look at the new picture and keep it::

    python -m tests.render.rigs.test_morph
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from render.frame import straight_rgba
from render.rigs import Pose, Rig, load_rig
from render.rigs.path_data import alike, between, steps_of
from render.rigs.rig import MIX_STEPS
from render.rigs.sprites import difference
from render.testing import check_rig
from tests.render.rigs_for_tests import svg, write_rig

GOLDEN = Path(__file__).resolve().parent / "morph.png"

BLINKING = (
    '<g id="head"><circle cx="50" cy="45" r="35" fill="#cc8866"/>'
    '<g id="eyes"><g id="open"><circle cx="50" cy="30" r="6"/></g>'
    '<g id="closed"><rect x="44" y="29" width="12" height="2"/></g></g>{}</g>'
)
SAME = BLINKING.format(
    '<defs><clipPath id="ca"><path d="M 30 60 h 40 v 4 h -40 Z"/></clipPath>'
    '<clipPath id="cd"><path d="M 30 50 L 70 50 70 80 30 80 z"/></clipPath></defs>'
    '<g id="mouth">'
    '<g id="A"><path d="M 40 60 L 60 60 60 62 40 62 Z" fill="#800000"/>'
    '<g clip-path="url(#ca)"><ellipse cx="50" cy="62" rx="4" ry="1" fill="#f00"/></g></g>'
    '<g id="D"><path d="M 40 60 C 45 60 55 60 60 60 v 20 H 40 z" style="fill:#000080"/>'
    '<g clip-path="url(#cd)"><ellipse cx="50" cy="76" rx="8" ry="3" fill="#f00"/></g></g>'
    '<g id="X"><rect x="42" y="60" width="16" height="3"/></g></g>'
)
"""A and D have the same structure, written in two ways; X has another."""


def colours(rig: Rig, pose: Pose) -> NDArray[np.uint8]:
    """A pose 240 pixels high, ``(240, 200, 4)`` RGBA: a unit of the drawing is two pixels."""
    return straight_rgba(rig.draw(pose, 240))


def mouth_rows(rig: Rig, pose: Pose) -> tuple[int, int]:
    """First row of the mouth in the middle of the picture, and the one after its last."""
    column = colours(rig, pose)[:, 84].astype(int)
    rows = np.flatnonzero((column[:, :3].sum(axis=1) < 300) & (column[:, 3] == 255))
    return int(rows[0]), int(rows[-1]) + 1


def test_half_way_a_mouth_is_half_as_open(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME)))
    assert rig.info.acting.tween == "morph"
    ends = [mouth_rows(rig, Pose(shape)) for shape in "AD"]
    assert ends == [(120, 124), (120, 160)]
    steps = [mouth_rows(rig, Pose("A", toward="D", mix=mix))[1] for mix in range(MIX_STEPS + 1)]
    assert all(abs(row - (124 + 36 * mix / 8)) <= 0.5 for mix, row in enumerate(steps))
    check_rig(rig)


def test_half_way_colours_are_mixed_and_clips_move_along(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME)))
    picture = colours(rig, Pose("A", toward="D", mix=4))
    assert picture[125, 84].tolist() == [64, 0, 64, 255]
    assert picture[138, 100].tolist() == [255, 0, 0, 255]  # the tongue, at half of its way


def test_it_is_as_far_from_one_end_as_from_the_other(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME)))
    there, back = Pose("A", toward="D", mix=2), Pose("D", toward="A", mix=6)
    assert np.array_equal(rig.draw(there, 240), rig.draw(back, 240))


def test_mouths_of_different_structure_are_cut(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME)))
    for mix in range(MIX_STEPS):
        assert np.array_equal(
            rig.draw(Pose("A", toward="X", mix=mix), 120), rig.draw(Pose("A"), 120)
        )


def test_an_artist_may_want_cuts(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME), 'tween = "cut"'))
    assert rig.info.acting.tween == "cut"
    assert mouth_rows(rig, Pose("A", toward="D", mix=7)) == (120, 124)


def test_an_artist_may_want_cross_fades(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME), 'tween = "fade"'))
    first, last = (rig.draw(Pose(shape), 240).astype(int) for shape in "DX")
    middle = rig.draw(Pose("D", toward="X", mix=2), 240)
    assert np.abs(middle - (first * 6 + last * 2) / 8).max() <= 1
    assert (middle[:, :, 3] == 255)[100:150, 80:120].all()
    check_rig(rig)


def test_eyes_do_not_fade_with_the_mouth(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SAME), 'tween = "fade"'))
    middle = rig.draw(Pose("A", toward="D", mix=4, eyes="closed"), 240)
    changed = difference(middle, rig.draw(Pose("A", eyes="closed"), 240))
    assert changed.top >= 118


def test_a_rig_of_pictures_fades_and_cannot_morph(tmp_path: Path) -> None:
    from render.rigs.kit import write_kit

    write_kit("folder", tmp_path)
    manifest = tmp_path / "rig.toml"
    said = manifest.read_text("utf-8")
    assert load_rig(tmp_path).info.acting.tween == "cut"
    first, *rest = said.splitlines()
    manifest.write_text("\n".join([first, 'tween = "fade"', *rest]), "utf-8")
    check_rig(load_rig(tmp_path))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M0 0 L 10 0 10 10 Z", "m 0,0 h 10 v 10 z"),
        ("M0 0 C 1 1 2 2 3 3 S 5 5 6 6", "m0 0c1 1 2 2 3 3 1 1 2 2 3 3"),
        ("M0 0 Q 3 3 6 0 T 12 0", "M0 0 q3 3 6 0 q3 -3 6 0"),
        ("M1-2.5.5.5L3e1 4", "M1,-2.5 L.5,.5 L 30, 4"),
    ],
)
def test_one_curve_may_be_written_in_many_ways(one: str, other: str) -> None:
    a, b = steps_of(one), steps_of(other)
    assert a is not None
    assert b is not None
    assert alike(a, b)
    assert steps_of(between(a, b, 0.5)) == a == b


@pytest.mark.parametrize("data", ["M 1", "M 1 2 Z 3 4", "L x", "M 1 2 C 3 4 5 6", "K 3 4"])
def test_a_path_that_is_none_is_not_guessed(data: str) -> None:
    assert not steps_of(data)


def test_arcs_of_other_kinds_are_not_alike() -> None:
    large, small = (steps_of(f"M0 0 A 5 5 0 {flag} 1 9 9") for flag in (1, 0))
    assert large is not None
    assert small is not None
    assert not alike(large, small)
    assert alike(large, large)


@given(st.text("MmLlHhVvCcSsQqTtAaZz0123456789.-eE, ", max_size=60))
def test_any_text_is_a_path_or_none(data: str) -> None:
    steps = steps_of(data)
    if steps:
        assert alike(steps, steps)
        assert steps_of(between(steps, steps, 0.5)) is not None


def in_betweens() -> NDArray[np.uint8]:
    """Two mouths of a sample rig and what is between them, as RGB on grey."""
    rig = load_rig(sample_rigs.path("bolt"))
    poses = [Pose("A", toward="D", mix=mix) for mix in (0, 2, 4, 6, 8)]
    rows = np.concatenate([straight_rgba(rig.draw(pose, 160)) for pose in poses], axis=1)
    ground = Image.new("RGBA", rows.shape[1::-1], "#9098A8")
    ground.alpha_composite(Image.fromarray(rows))
    return np.asarray(ground.convert("RGB"))


def test_a_mouth_of_a_sample_rig_opens_as_it_was_seen_to() -> None:
    with Image.open(GOLDEN) as image:
        kept = np.asarray(image.convert("RGB")).astype(int)
    drawn = in_betweens()
    assert kept.shape == drawn.shape
    # Two versions of Cairo draw edges differently, and nothing else.
    assert np.abs(kept - drawn).mean() < 0.5


if __name__ == "__main__":
    Image.fromarray(in_betweens()).save(GOLDEN, optimize=True)
