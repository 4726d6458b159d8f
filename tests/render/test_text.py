from __future__ import annotations

import math
import string
from itertools import pairwise

import cairocffi as cairo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.frame import blank, filled_part, surface_on
from render.text import Typeface, caption_face

FACE = caption_face()
latin = st.text(string.ascii_letters + string.digits + " .,'!?-éüñßøÅç", max_size=30)


def test_a_space_and_a_letter_have_the_advance_of_the_font() -> None:
    # Noto Sans Bold: 1000 units an em; advances from its hmtx table.
    assert FACE.shape(" ").width == pytest.approx(0.260, abs=0.002)
    assert FACE.shape("n").width == pytest.approx(0.657, abs=0.002)
    assert FACE.shape("M").width == pytest.approx(0.940, abs=0.01)


def test_no_text_has_no_width() -> None:
    assert FACE.shape("").width == 0
    assert FACE.shape("").edges == (0.0,)


@given(latin)
def test_edges_rise_from_nothing_to_the_width(text: str) -> None:
    shaped = FACE.shape(text)
    assert len(shaped.edges) == len(text) + 1
    assert shaped.edges[-1] == shaped.width
    assert all(a <= b for a, b in pairwise(shaped.edges))
    assert shaped.edges[0] == 0


def test_the_letters_of_a_ligature_begin_where_it_begins() -> None:
    shaped = FACE.shape("off we")
    assert len(shaped.glyphs) < len("off we")
    assert shaped.edges[1] == shaped.edges[2] == FACE.shape("o").width
    assert shaped.edges[3] == FACE.shape("off").width


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
    assert FACE.missing(["愛 love 愛", "🎵 ♥ \n"]).startswith("♥") or "愛" in FACE.missing(["愛"])
    assert FACE.missing(["b愛a", "愛🎵"]) == "愛🎵"


def test_european_lyrics_have_all_their_glyphs() -> None:
    assert FACE.missing(["Ελλάδα Москва Łódź İstanbul Đà Nẵng ÆØÅ ¿Qué? «où» ’"]) == ""


def test_outlines_stand_on_the_base_line_and_within_the_width() -> None:
    size, frame = 100, blank(400, 200)
    context = cairo.Context(surface_on(frame))
    context.translate(20, 120)
    shaped = FACE.shape("Hexl")
    FACE.trace(shaped, context, size)
    context.fill()
    box = filled_part(frame)
    assert 117 <= box.bottom <= 123
    assert box.left >= 20
    assert box.right <= 20 + math.ceil(shaped.width * size)
    assert 120 - FACE.ascent * size <= box.top < 60


def test_ascent_and_descent_hold_the_letters() -> None:
    assert 0.7 < FACE.ascent < 1.5
    assert 0.1 < FACE.descent < 0.6


def test_a_second_face_of_the_same_file_shapes_the_same() -> None:
    other: Typeface = caption_face()
    assert other.shape("Same width") == FACE.shape("Same width")
