from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_rigs
from media_core.errors import InputError
from media_core.timeline import Ms
from render.captions.arrangements import ARRANGEMENTS
from render.captions.colours import (
    APART,
    CURRENT,
    FURTHER,
    READ,
    SCANNED,
    contrast,
    lifted,
    luminance,
    palette,
)
from render.captions.marks import TextMark
from render.captions.style import CaptionStyle, Colours, load_style, parse_style, style_names
from render.compose import Composer
from render.layers import Layer
from render.layers.background import colour, plain
from render.layers.captions import CaptionLayer
from render.rigs import Stage, load_rig
from tests.render.captions.made import captions, duet, place_for, state

SIZE = (320, 180)
every = pytest.mark.parametrize("name", style_names())


@every
def test_every_style_says_what_it_is(name: str) -> None:
    style = load_style(name)
    assert style.title
    assert style.about.endswith(".")


def test_every_arrangement_has_a_style() -> None:
    assert {load_style(name).arrange for name in style_names()} == set(ARRANGEMENTS)


def test_the_default_comes_first() -> None:
    assert style_names()[0] == "wipe"
    assert {"syllables", "one-line", "big-word", "scroll", "typewriter"} <= set(style_names())


@every
@given(st.lists(st.integers(2000, 27_500), min_size=2, max_size=7))
@settings(max_examples=12)
def test_what_is_kept_from_frame_to_frame_is_what_is_drawn_from_scratch(
    name: str, moments: list[int]
) -> None:
    made = captions(duet(), name, SIZE)
    sheets: list[Layer] = [
        plain(place_for(SIZE, load_style(name)), "#1C1E42"),
        CaptionLayer(made.texts, made.dark),
    ]
    kept = Composer(*SIZE, sheets)
    for moment in moments:
        fresh = Composer(*SIZE, sheets).planes(state(made, moment))
        assert np.array_equal(kept.planes(state(made, moment)), fresh)


@every
def test_frame_by_frame_is_from_scratch_while_all_sing(name: str) -> None:
    made = captions(duet(), name, SIZE)
    sheets: list[Layer] = [
        plain(place_for(SIZE, load_style(name)), "#1C1E42"),
        CaptionLayer(made.texts, made.dark),
    ]
    kept = Composer(*SIZE, sheets)
    for index, moment in enumerate(range(4800, 9800, 33)):
        planes = kept.planes(state(made, moment))
        if index % 7 == 0:
            fresh = Composer(*SIZE, sheets).planes(state(made, moment))
            assert np.array_equal(planes, fresh), moment


@every
@pytest.mark.parametrize("size", [(320, 180), (180, 320), (200, 200), (160, 200), (3840, 2160)])
def test_captions_never_touch_the_face(name: str, size: tuple[int, int]) -> None:
    place = place_for(size, load_style(name))
    assert place.face is not None
    assert place.text.within(place.face).empty
    assert place.text == place.text.within(place.safe)


@every
def test_every_word_is_shown_while_it_is_sung(name: str) -> None:
    made = captions(duet(), name, SIZE)
    for number, text in enumerate(made.texts):
        for unit in text.row.units:
            middle = Ms((unit.span.start + unit.span.end) // 2)
            shown = {m.text for m in made.at(middle) if isinstance(m, TextMark)}
            assert number in shown, (text.row.text, middle)


@every
def test_nothing_stands_in_the_middle_of_a_long_pause_but_the_bar(name: str) -> None:
    made = captions(duet(), name, SIZE)
    if name == "scroll":
        return  # its sheet stays
    assert not [m for m in made.at(Ms(15_000)) if isinstance(m, TextMark)]


# Files


def test_a_style_of_ones_own_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('arrange = "bounce"\n[text]\nsize = 1.4\n[colours]\nsung = "gold"\n', "utf-8")
    style = load_style(str(path))
    assert (style.arrange, style.text.size, style.colours.sung) == ("bounce", 1.4, "gold")
    assert style.rows == CaptionStyle().rows


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ('arange = "lines"', "has arange", "did you mean arrange"),
        ("[text]\nsise = 2", "has text.sise", "did you mean size"),
        ('arrange = "circle"', "arrange = 'circle'", "one of: lines"),
        ("[text]\nsize = 900", "text.size = '900'", "a number from 0.3 to 4"),
        ("[text]\nsize = nan", "text.size", "a number"),
        ('[colours]\nsung = "goldish"', "colours.sung = 'goldish'", "a colour"),
        ("rows = true", "rows = 'True'", "a number from 1 to 7"),
        ("text = 3", "text = '3'", "a table"),
        ('[pause]\ndots = "yes"', "pause.dots", "true or false"),
        ("schema = 9", "schema 9", "update"),
        ("[text", "not TOML", "look at that line"),
    ],
)
def test_a_slip_of_the_pen_is_named(text: str, why: str, hint: str) -> None:
    with pytest.raises(InputError, match=r"caption style mine\.toml") as raised:
        parse_style(text, "mine.toml")
    assert why in raised.value.message
    assert hint in raised.value.hint


def test_a_style_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no caption style wip") as raised:
        load_style("wip")
    assert raised.value.hint == "did you mean wipe?"
    with pytest.raises(InputError, match="there is no caption style"):
        load_style(str(tmp_path / "no.toml"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not in UTF-8"):
        load_style(str(tmp_path / "bytes.toml"))
    (tmp_path / "huge.toml").write_bytes(b"#" * 100_000)
    with pytest.raises(InputError, match="too large"):
        load_style(str(tmp_path / "huge.toml"))


def test_letters_can_be_capitals() -> None:
    made = captions(duet(), parse_style('[text]\ncase = "upper"', "x"), SIZE)
    assert made.rows[0].text == "STAY TONIGHT"


# Colours


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert luminance(colour("#777777")) == pytest.approx(0.184, abs=0.001)


hexes = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
dark = st.tuples(*[st.floats(0, 0.16)] * 3)


@given(hexes, hexes, hexes, dark)
def test_sung_words_stand_out_without_their_hue(
    sung: str, unsung: str, coming: str, ground: tuple[float, float, float]
) -> None:
    stage = Stage(sung=sung, unsung=unsung, next=coming)
    chosen = palette(Colours(), "", stage, ground, (0, 0, 0), ())
    bright = chosen.of("")
    assert contrast(bright, ground) >= CURRENT
    if contrast(colour(unsung), ground) >= READ:
        assert contrast(chosen.unsung, ground) >= READ - 0.01
        roomy = contrast(bright, ground) >= APART * READ * 1.15
        if roomy and luminance(bright) >= luminance(chosen.unsung):
            assert contrast(bright, chosen.unsung) >= APART * 0.98


@pytest.mark.parametrize("rig", sample_rigs.names())
def test_the_sample_rigs_have_captions_that_can_be_read(rig: str) -> None:
    stage = load_rig(sample_rigs.path(rig)).info.stage
    ground = colour(stage.bed)
    chosen = palette(Colours(), "", stage, ground, ground, ())
    assert contrast(chosen.of(""), ground) >= CURRENT
    assert contrast(chosen.unsung, ground) >= READ
    assert contrast(chosen.of(""), chosen.unsung) >= APART
    assert contrast(chosen.next, ground) >= SCANNED
    assert contrast(chosen.unsung, chosen.next) >= FURTHER


def test_what_a_style_says_is_taken_as_it_is() -> None:
    wanted = Colours(sung="#112233", unsung="#332211")
    chosen = palette(wanted, "", Stage(), (0, 0, 0), (0, 0, 0), ())
    assert chosen.of("") == colour("#112233")
    assert chosen.unsung == colour("#332211")


def test_a_light_ground_gets_dark_letters() -> None:
    assert luminance(lifted((1, 1, 0), (1, 1, 1), 7)) < 0.1
