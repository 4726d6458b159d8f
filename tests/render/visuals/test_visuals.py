"""Visuals: pure functions of time, drawn only where they say, quiet behind the character."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from media_core.errors import InputError
from media_core.timeline import Ms
from render.compose import Canvas
from render.film import Film, Look
from render.layers import Layer
from render.layers.background import plain
from render.layers.visuals import VisualLayer
from render.layout import layout
from render.rigs import Pose, Stage, load_rig
from render.scene import SceneState
from render.visuals import VISUALS, Draw, Features, Setting, VisualCanvas, tones, visual
from tests.render.visuals.features import DURATION, features
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set

SIZE = (320, 180)
RIG = load_rig(sample_rigs.path("juno"))
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "visuals"
MOMENTS = (0, 40, 500, 520, 1010, 1040, 2000, 2500, 7777)


def setting(size: tuple[int, int] = SIZE, heard: Features | None = None) -> Setting:
    return Setting(
        *(layout(*size, RIG), Stage(), heard or features()),
        *(*tones((0.2, 0.2, 0.4), (1, 1, 0.8)), True),
    )


def film(*visuals: str | Draw, **look: Any) -> Film:
    song = little_song()
    wanted = Look(**{"size": SIZE, "fps": Fraction(25), "visuals": visuals, **look})
    return Film(song, animate(song, load_set()), RIG, wanted, features())


def drawn(name: str | Draw, moment: int, heard: Features | None = None) -> NDArray[np.uint8]:
    """A visual alone, on black."""
    made = setting(heard=heard)
    layers: list[Layer] = [plain(made.place, "black"), VisualLayer(visual(name, made))]
    canvas = Canvas(*SIZE, layers)
    canvas.update(SceneState(Pose("X"), moment=Ms(moment)))
    return canvas.pixels[:, :, :3].copy()


def ring(t: float, features: Features, canvas: VisualCanvas) -> None:
    """What a user may write."""
    x, y, radius = canvas.head
    canvas.context.arc(x, y, radius * (1 + 0.2 * features.pulse(t)), 0, 6.3)
    canvas.context.set_source_rgb(*canvas.bright)
    canvas.context.stroke()


@pytest.mark.parametrize("name", VISUALS)
@pytest.mark.parametrize("size", [SIZE, (180, 320), (202, 202)])
def test_a_film_frame_by_frame_is_the_film_from_scratch(name: str, size: tuple[int, int]) -> None:
    kept = film(name, size=size)
    for index in range(70):
        planes = kept.planes(index)
        if index % 9 == 0 or 24 <= index <= 27:
            assert np.array_equal(planes, film(name, size=size).planes(index)), index


def test_all_visuals_together_are_the_same_in_any_order_of_frames() -> None:
    kept = film(*VISUALS, ring)
    for index in (60, 3, 61, 25, 26, 100, 0):
        assert np.array_equal(kept.planes(index), film(*VISUALS, ring).planes(index)), index


@pytest.mark.parametrize("name", VISUALS)
def test_a_visual_stays_within_its_reach(name: str) -> None:
    box = visual(name, setting()).reach
    for moment in MOMENTS:
        pixels = drawn(name, moment)
        pixels[max(0, box.top) : box.bottom, max(0, box.left) : box.right] = 0
        assert not pixels.any(), moment


@pytest.mark.parametrize("name", VISUALS)
def test_what_differs_is_said_to_differ(name: str) -> None:
    made = visual(name, setting())
    for a, b in pairwise(MOMENTS):
        shapes: list[Hashable | None] = [made.shape(moment / 1000) for moment in (a, b)]
        differs = (drawn(name, a) != drawn(name, b)).any(axis=2)
        if shapes[0] == shapes[1]:
            assert not differs.any()
        for rect in made.changed(*shapes):
            differs[max(0, rect.top) : rect.bottom, max(0, rect.left) : rect.right] = False
        assert not differs.any(), (a, b)


@pytest.mark.parametrize("name", ["spectrum", "pulse", "sections"])
def test_silence_shows_nothing(name: str) -> None:
    assert not drawn(name, 1000, Features.silence(Ms(5000))).any()


def test_the_spectrum_rises_with_the_sound() -> None:
    soft, loud = (int((drawn("spectrum", t) > 0).sum()) for t in (250, 2000))
    assert loud > 2 * soft > 0


def test_the_waveform_moves_to_the_left() -> None:
    rows = [drawn("waveform", t).max(axis=(0, 2)) for t in (2000, 2200)]
    shift = round(0.2 * 320 / 6)
    assert np.abs(rows[1][40:250].astype(int) - rows[0][40 + shift : 250 + shift]).mean() < 60


def test_the_pulse_is_largest_on_the_beat() -> None:
    sizes = [int((drawn("pulse", t) > 0).sum()) for t in (460, 500, 560, 700)]
    assert sizes[1] == max(sizes) > sizes[2] > sizes[3] >= sizes[0]


def test_a_section_begins_with_a_light_that_goes_out() -> None:
    light = [int(drawn("sections", t).max()) for t in (1990, 2120, 3000, 3700)]
    assert light[0] == 0
    assert light[1] > light[2] > 0
    assert light[3] == 0
    assert light[1] < 100  # no flash


def test_the_waveform_stays_above_the_captions() -> None:
    assert visual("waveform", setting()).reach.bottom <= layout(*SIZE, RIG).text.top


@pytest.mark.parametrize("ground", [(0.1, 0.1, 0.3), (0.95, 0.95, 0.9), (0.5, 0.5, 0.5)])
def test_tones_stand_out_from_dark_and_light_grounds(ground: tuple[float, float, float]) -> None:
    tone, bright = tones(ground, (0.96, 0.88, 0.64))
    step = [
        sum(abs(a - b) for a, b in zip(ground, colour, strict=True)) for colour in (tone, bright)
    ]
    assert 0.2 < step[0] < step[1]


@pytest.mark.parametrize("name", VISUALS)
def test_a_visual_looks_as_it_did(name: str) -> None:
    picture = film(name).rgba(51)[:, :, :3]
    path = GOLDEN / f"{name}.png"
    kept = np.asarray(Image.open(path).convert("RGB")).astype(int)
    assert np.abs(picture.astype(int) - kept).mean() < 0.6


# A user's own


def test_a_function_is_drawn_with_the_songs_features() -> None:
    assert drawn(ring, 500).any()
    assert (drawn(ring, 500) != drawn(ring, 700)).any()


def test_a_function_draws_in_its_reach_alone() -> None:
    def fill(t: float, features: Features, canvas: VisualCanvas) -> None:
        canvas.context.set_source_rgb(1, 1, 1)
        canvas.context.paint()

    fill.reach = (0.25, 0.5, 0.75, 1)  # type: ignore[attr-defined]
    pixels = drawn(fill, 0)
    assert (pixels[90:, 80:240] == 255).all()
    pixels[90:, 80:240] = 0
    assert not pixels.any()


def test_what_a_function_leaves_behind_harms_nobody() -> None:
    def untidy(t: float, features: Features, canvas: VisualCanvas) -> None:
        canvas.context.save()
        canvas.context.scale(7, 7)
        canvas.context.restore()
        canvas.context.translate(50, 50)
        canvas.context.set_operator(0)

    for index in (0, 1, 30):
        assert np.array_equal(film(untidy).planes(index), film().planes(index))


def test_a_function_is_taken_out_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "def draw(t, features, canvas):\n"
        "    canvas.context.rectangle(0, 0, 20 * features.level(t) + 9, 9)\n"
        "    canvas.context.set_source_rgb(1, 0, 0)\n"
        "    canvas.context.fill()\n"
    )
    assert drawn(f"{path}:draw", 0)[4, 4].tolist() == [0, 0, 255]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("def draw(t): pass", "other", "there is no function other"),
        ("draw = 3", "draw", "there is no function draw"),
        ("def draw(:", "draw", "cannot be run"),
        ("1 / 0", "draw", "ZeroDivisionError"),
        ("def draw(*a): pass\ndraw.reach = 'wide'", "draw", "reach of the visual"),
        ("def draw(*a): pass\ndraw.reach = (1, 2)", "draw", "reach of the visual"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(
    text: str, name: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(InputError, match=said):
        visual(f"{tmp_path / 'mine.py'}:{name}", setting())


def test_a_function_that_fails_says_when() -> None:
    def broken(t: float, features: Features, canvas: VisualCanvas) -> float:
        return 1 / 0

    with pytest.raises(InputError, match=r"broken failed at 0:02\.5.*ZeroDivisionError"):
        drawn(broken, 2500)


@pytest.mark.parametrize("name", ["", "spektrum", "mine.txt:draw", "gone.py:draw", "mine.py"])
def test_what_is_no_visual_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="there is no visual"):
        visual(name, setting())


def test_a_loop_has_no_visuals() -> None:
    with pytest.raises(InputError, match="a loop shows no visuals"):
        film("pulse", loop=True)


# Features


def test_features_may_be_asked_for_any_time() -> None:
    heard = features()
    for t in (-1.0, 0.0, DURATION / 1000, 1e6):
        assert heard.bands(t).shape == (32,)
        assert 0 <= heard.level(t) <= 1
        assert 0 <= heard.bass(t) <= 1
        assert 0 <= heard.peak(t) <= 1
        assert 0 <= heard.pulse(t) <= 1
    assert heard.beat(0.49) == 0
    assert heard.beat(0.5) == 1
    assert heard.since_beat(0.75) == pytest.approx(0.25)
    assert heard.since_section(1.9) == np.inf
    assert heard.since_section(2.5) == pytest.approx(0.5)
