"""``two_squares.ttf`` is ours: one glyph, a red square with a blue one in its upper left corner."""

from __future__ import annotations

from pathlib import Path

import pytest

from render.text import Fonts, caption_face, caption_fonts
from render.text.system_fonts import FontLibrary
from render.text.typeface import Typeface

SQUARES = Path(__file__).with_name("two_squares.ttf")
BLUE, RED = [255, 0, 0, 255], [0, 0, 255, 255]  # BGRA


def test_a_glyph_of_coloured_shapes_is_a_picture_the_right_way_up() -> None:
    face = Typeface(SQUARES)
    (glyph,) = face.shaped("🎵", 0, 1, leftward=False, language="")
    picture = face.picture(glyph.id)
    assert picture is not None
    assert picture.pixels[5, 5].tolist() == BLUE
    assert picture.pixels[5, -5].tolist() == picture.pixels[-5, 5].tolist() == RED
    # 800 units wide, 700 above the base line and 100 below, of 1000 an em.
    assert face.bounds(glyph.id) == pytest.approx((0, -0.7, 0.8, 0.1), abs=0.01)


def test_a_coloured_stand_in_is_found_and_keeps_to_its_emoji(tmp_path: Path) -> None:
    fonts = Fonts(caption_face(), FontLibrary([SQUARES.parent]))
    shaped = fonts.shape("la 🎵 la")
    assert shaped.coloured
    assert [face.family for face, _glyphs in shaped.runs] == [
        "Noto Sans",
        "Test Color",
        "Noto Sans",
    ]


def test_letters_have_no_colours_of_their_own() -> None:
    assert not caption_fonts().shape("love").coloured
