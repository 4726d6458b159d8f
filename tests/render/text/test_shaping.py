from __future__ import annotations

import math
import string
from itertools import pairwise

import cairocffi as cairo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.frame import blank, filled_part, surface_on
from render.text import Fonts, caption_face

FACE = Fonts(caption_face())
latin = st.text(string.ascii_letters + string.digits + " .,'!?-éüñßøÅç", max_size=30)


def test_a_space_and_a_letter_have_the_advance_of_the_font() -> None:
    # Noto Sans Bold: 1000 units an em; advances from its hmtx table.
    assert FACE.shape(" ").width == pytest.approx(0.260, abs=0.002)
    assert FACE.shape("n").width == pytest.approx(0.657, abs=0.002)
    assert FACE.shape("M").width == pytest.approx(0.940, abs=0.01)


def test_no_text_has_no_width() -> None:
    assert FACE.shape("").width == 0
    assert FACE.shape("").places == ()
    assert FACE.shape("").ink is None


@given(latin)
def test_characters_stand_one_behind_the_other(text: str) -> None:
    shaped = FACE.shape(text)
    assert len(shaped.places) == len(text)
    assert all(a.right == pytest.approx(b.left) for a, b in pairwise(shaped.places))
    if text:
        assert shaped.places[0].left == 0
        assert shaped.places[-1].right == pytest.approx(shaped.width)


def test_the_letters_of_a_ligature_share_its_width() -> None:
    shaped = FACE.shape("off we")
    assert sum(len(glyphs) for _face, glyphs in shaped.runs) < len("off we")
    first, second = shaped.places[1:3]
    assert first.right - first.left == pytest.approx(second.right - second.left)
    assert second.right == pytest.approx(FACE.shape("off").width)


def test_a_hebrew_line_begins_at_its_right_end() -> None:
    shaped = Fonts(caption_face()).shape("אב")
    assert shaped.places[0].left >= shaped.places[1].right - 1e-9
    assert shaped.places[0].leftward


@given(latin, latin)
def test_a_longer_text_is_wider(one: str, more: str) -> None:
    # A pair of letters may stand closer than the two alone, by kerning: never by half an em.
    both = FACE.shape(one + more).width
    assert both == pytest.approx(FACE.shape(one).width + FACE.shape(more).width, abs=0.5)


def test_letters_are_kerned() -> None:
    alone = sum(FACE.shape(letter).width for letter in "AVA")
    assert FACE.shape("AVA").width < alone


def test_an_accent_written_apart_takes_no_room() -> None:
    assert FACE.shape("e\u0301").width == pytest.approx(FACE.shape("é").width, abs=0.001)


def test_characters_without_a_glyph_are_named_once_and_sorted() -> None:
    assert FACE.missing(["Hello, wörld!", "it’s – “fine”…"]) == ""
    assert FACE.missing(["b愛a", "愛🎵"]) == "愛🎵"


def test_european_lyrics_have_all_their_glyphs() -> None:
    assert FACE.missing(["Ελλάδα Москва Łódź İstanbul Đà Nẵng ÆØÅ ¿Qué? «où» ’"]) == ""


def test_outlines_stand_on_the_base_line_and_within_the_width() -> None:
    size, frame = 100, blank(400, 200)
    context = cairo.Context(surface_on(frame))
    context.translate(20, 120)
    shaped = FACE.shape("Hexl")
    shaped.trace(context, size)
    context.fill()
    box = filled_part(frame)
    assert 117 <= box.bottom <= 123
    assert box.left >= 20
    assert box.right <= 20 + math.ceil(shaped.width * size)
    assert 120 - FACE.main.ascent * size <= box.top < 60


def test_ascent_and_descent_hold_the_letters() -> None:
    assert 0.7 < FACE.main.ascent < 1.5
    assert 0.1 < FACE.main.descent < 0.6


@given(st.text("agjÅĢ̣q|_Qf", min_size=1, max_size=8), st.booleans(), st.integers(8, 90))
def test_all_ink_is_inside_of_the_bounds(text: str, italic: bool, size: int) -> None:
    shaped = Fonts(caption_face(italic=italic)).shape(text)
    frame = blank(1400, 400)
    context = cairo.Context(surface_on(frame))
    context.translate(200, 200)
    shaped.trace(context, size)
    context.fill()
    box, ink = filled_part(frame), shaped.ink
    assert ink is not None
    assert box.left >= math.floor(200 + ink.left * size)
    assert box.right <= math.ceil(200 + ink.right * size)
    assert box.top >= math.floor(200 + ink.top * size)
    assert box.bottom <= math.ceil(200 + ink.bottom * size)


def test_a_second_face_of_the_same_file_shapes_the_same() -> None:
    other = Fonts(caption_face())
    assert other.shape("Same width").places == FACE.shape("Same width").places
