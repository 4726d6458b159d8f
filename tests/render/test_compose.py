from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_rigs
from media_core.timeline import Ms
from render.captions.plan import build_captions
from render.captions.style import load_style
from render.compose import Canvas, Composer
from render.frame import Context, Rect, blank
from render.layers import Layer
from render.layers.background import bed, bed_tone, plain, scenery
from render.layers.captions import CaptionLayer
from render.layers.character import CharacterLayer
from render.layout import layout
from render.rigs import Pose, load_rig
from render.scene import Scene, SceneState, build_scene
from render.yuv import bt709
from tests.visemes.songs import little_song, song, word
from visemes.animate import animate
from visemes.sets import load_set

SIZE = (320, 180)
RIGS = {name: load_rig(sample_rigs.path(name)) for name in sample_rigs.names()}


def _film(name: str, size: tuple[int, int] = SIZE) -> tuple[Scene, list[Layer]]:
    rig = RIGS[name]
    alignment = song(
        9000,
        [word("Hello", 300, 700, "HH AH L OW"), word("my", 700, 900, "M AY")],
        [word("supercalifragilisticexpialidocious", 1000, 2400, "S UW P ER")],
        [word("off", 2500, 2900, "AO F"), word("we", 2900, 3400, "W IY"), word("gø!", 3400, 4000)],
        [word("Moon", 6500, 7500, "M UW N"), word("above", 7500, 8400, "AH B AH V")],
    )
    place = layout(*size, rig)
    stage = rig.info.stage
    captions = build_captions(alignment, load_style("wipe"), place, stage, bed_tone("", stage))
    layers: list[Layer] = [
        scenery(place, stage),
        CharacterLayer(rig, place),
        bed(place, bed_tone("", stage)),
        CaptionLayer(captions.texts, captions.dark),
    ]
    return build_scene(alignment, animate(alignment, load_set()), captions, seed=3), layers


@pytest.mark.parametrize("name", sample_rigs.names())
@pytest.mark.parametrize("size", [SIZE, (180, 320), (202, 202)])
def test_a_film_frame_by_frame_is_the_film_from_scratch(name: str, size: tuple[int, int]) -> None:
    scene, layers = _film(name, size)
    kept = Composer(*size, layers)
    for index in range(9 * 25):
        state = scene.at(Ms(index * 40))
        planes = kept.planes(state)
        if index % 9 == 0:
            assert np.array_equal(planes, Composer(*size, layers).planes(state)), index


@given(st.lists(st.integers(0, 9500), min_size=2, max_size=6), st.sampled_from(list(RIGS)))
@settings(max_examples=25, deadline=None)
def test_any_moments_in_any_order_are_the_same_from_scratch(moments: list[int], name: str) -> None:
    scene, layers = _film(name)
    kept, canvas = Composer(*SIZE, layers), Canvas(*SIZE, layers)
    for moment in moments:
        state = scene.at(Ms(moment))
        fresh = Composer(*SIZE, layers)
        assert np.array_equal(kept.planes(state), fresh.planes(state))
        canvas.update(state)
        scratch = Canvas(*SIZE, layers)
        scratch.update(state)
        assert np.array_equal(canvas.pixels, scratch.pixels)


class _Squares:
    """A layer of one square for each mouth, anywhere."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self._boxes = {
            mouth: Rect(x, y, x + chance.randint(0, 31), y + chance.randint(0, 31))
            for mouth in "ABCDX"
            for x, y in [(chance.randint(-20, 60), chance.randint(-20, 40))]
        }

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        return [self._boxes[state.pose.mouth] for state in (before, now)]

    def shows(self, state: SceneState) -> str:
        return state.pose.mouth

    def draw(self, state: SceneState, context: Context) -> None:
        box = self._boxes[state.pose.mouth]
        context.rectangle(box.left, box.top, box.right - box.left, box.bottom - box.top)
        context.set_source_rgba(0.9, 0.2, 0.4, 0.6)
        context.fill()


@given(
    st.lists(st.integers(0, 10**6), max_size=4),
    st.lists(st.sampled_from("ABCDX"), min_size=1, max_size=8),
)
def test_damage_at_any_edge_is_redrawn_whole(seeds: list[int], mouths: Sequence[str]) -> None:
    place = layout(64, 64, RIGS["juno"])
    layers: list[Layer] = [plain(place, "#204060"), *map(_Squares, seeds)]
    kept = Composer(64, 64, layers)
    for mouth in mouths:
        state = SceneState(Pose(mouth))
        assert np.array_equal(kept.planes(state), Composer(64, 64, layers).planes(state))


def test_a_picture_is_opaque() -> None:
    scene, layers = _film("juno")
    canvas = Canvas(*SIZE, layers)
    canvas.update(scene.at(Ms(0)))
    assert (canvas.pixels[:, :, 3] == 255).all()


def test_parts_that_come_again_are_not_drawn_again() -> None:
    scene, layers = _film("juno")
    drawn: list[Rect] = []
    composer = Composer(*SIZE, layers)
    redraw = Canvas.redraw

    def counted(canvas: Canvas, rect: Rect, state: SceneState) -> Any:
        drawn.append(rect)
        return redraw(canvas, rect, state)

    states = [SceneState(replace(scene.at(Ms(0)).pose, mouth=m)) for m in "XAXDXA" * 4]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "redraw", counted)
        pictures = [composer.planes(state) for state in states]
    # The whole once; then each way from mouth to mouth is drawn twice before it is kept.
    assert len(drawn) < 12
    for state, picture in zip(states, pictures, strict=True):
        assert np.array_equal(picture, Composer(*SIZE, layers).planes(state))


def test_a_transparent_canvas_forgets_what_was_there() -> None:
    _, layers = _film("juno")
    canvas = Canvas(*SIZE, layers[1:2], transparent=True)
    for tilt in (0, 18, -18, 0):
        canvas.update(SceneState(Pose("D", tilt=tilt)))
    fresh = Canvas(*SIZE, layers[1:2], transparent=True)
    fresh.update(SceneState(Pose("D")))
    assert np.array_equal(canvas.pixels, fresh.pixels)
    assert (canvas.pixels[:, :, 3] == 0).any()


@given(st.integers(1, 60), st.integers(1, 40), st.integers(0, 30), st.integers(0, 30))
def test_a_picture_in_parts_is_the_picture_converted_whole(w: int, h: int, x: int, y: int) -> None:
    noise = np.random.default_rng(4).integers(0, 256, (140, 180, 4), np.uint8)
    whole = bt709(noise).copy()
    box = Rect(2 * x, 2 * y, 2 * x + 2 * w, 2 * y + 2 * h)
    part = bt709(noise[box.top : box.bottom, box.left : box.right])
    wanted = whole.part(box)
    for ours, right in ((part.y, wanted.y), (part.u, wanted.u), (part.v, wanted.v)):
        assert np.array_equal(ours, right)


def _known(red: int, green: int, blue: int) -> tuple[int, int, int]:
    """BT.709-6, items 3.2 to 3.5, in exact fractions."""
    r, g, b = (Fraction(c, 255) for c in (red, green, blue))
    kr, kb = Fraction("0.2126"), Fraction("0.0722")
    y = kr * r + (1 - kr - kb) * g + kb * b
    return (
        round(16 + 219 * y),
        round(128 + 224 * (b - y) / (2 * (1 - kb))),
        round(128 + 224 * (r - y) / (2 * (1 - kr))),
    )


def _converted(red: int, green: int, blue: int) -> tuple[int, int, int]:
    frame = blank(2, 2)
    frame[:] = (blue, green, red, 255)
    planes = bt709(frame)
    y, u, v = planes.y, planes.u, planes.v
    assert y.shape == (2, 2)
    assert u.shape == v.shape == (1, 1)
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
        ((128, 128, 128), (126, 128, 128)),
    ],
)
def test_colours_are_those_of_bt709(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    assert _converted(*rgb) == yuv == _known(*rgb)


@given(*[st.integers(0, 255)] * 3)
def test_every_colour_is_within_a_step_of_the_formula(red: int, green: int, blue: int) -> None:
    near = zip(_converted(red, green, blue), _known(red, green, blue), strict=True)
    assert all(abs(a - b) <= 1 for a, b in near)


def test_chroma_is_the_mean_of_four_pixels() -> None:
    frame = blank(2, 2)
    frame[:, :, 3] = 255
    frame[0, 0] = (0, 0, 255, 255)
    u, v = bt709(frame).u, bt709(frame).v
    assert abs(int(u[0, 0]) - (128 - 26 / 4)) <= 1
    assert abs(int(v[0, 0]) - (128 + 112 / 4)) <= 1


def test_the_little_song_changes_its_picture() -> None:
    scene, layers = _film("juno")
    composer = Composer(*SIZE, layers)
    frames = {
        composer.planes(scene.at(Ms(t))).tobytes() for t in range(0, little_song().duration, 500)
    }
    assert len(frames) > 6


class _Counted:
    """A layer that counts how often it is drawn."""

    def __init__(self) -> None:
        self.drawn = 0

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        return []

    def shows(self, state: SceneState) -> None:
        return None

    def draw(self, state: SceneState, context: Context) -> None:
        self.drawn += 1


def test_what_an_opaque_layer_hides_is_not_drawn() -> None:
    place = layout(*SIZE, RIGS["juno"])
    hidden = _Counted()
    canvas = Canvas(*SIZE, [plain(place, "white"), hidden, bed(place, (0.1, 0.1, 0.2))])
    captions = Rect(64, place.text.top & ~1, 128, place.text.top + 20)
    below = canvas.redraw(captions, SceneState(Pose("X"))).copy()
    assert hidden.drawn == 0
    whole = canvas.redraw(canvas.whole, SceneState(Pose("X")))
    assert hidden.drawn == 1
    rows, columns = slice(captions.top, captions.bottom), slice(captions.left, captions.right)
    assert np.array_equal(below, whole[rows, columns])
