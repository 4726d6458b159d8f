from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.text.bidi import base_level, levels, visual_order

LETTERS = "ab1 2.,()[]{}«+-%$אבגءب٣\u0301\u064b\t:/⟨⟩🎵"
MARKS = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u200f\u200e\u061c"
texts = st.text(LETTERS, max_size=16) | st.text(LETTERS + MARKS, max_size=16)


def shown(text: str) -> str:
    """The text as it stands on the picture, from left to right."""
    return "".join(text[i] for i in visual_order(levels(text)))


def test_latin_runs_to_the_right_and_hebrew_to_the_left() -> None:
    assert levels("abc") == (0, 0, 0)
    assert levels("שלום") == (1, 1, 1, 1)
    assert shown("אבג") == "גבא"


def test_numbers_keep_their_order_in_arabic() -> None:
    assert shown("أب 12") == "12 بأ"


def test_a_foreign_word_is_a_word_inside_of_the_line() -> None:
    assert shown("love אבג you") == "love גבא you"
    assert shown("אב love גד") == "דג love בא"


def test_both_brackets_go_with_what_they_hold() -> None:
    assert levels("אב (love)")[3::5] == (1, 1)
    assert levels("a (אב) c")[2::3] == (0, 0)


@pytest.mark.parametrize(("text", "level"), [("", 0), ("12 !", 0), ("(אב) ab", 1), ("ab אב", 0)])
def test_the_first_strong_letter_says_where_a_line_begins(text: str, level: int) -> None:
    assert base_level(text) == level


@given(texts)
def test_every_character_stands_somewhere_once(text: str) -> None:
    assert sorted(visual_order(levels(text))) == list(range(len(text)))


def test_deep_embedding_ends_somewhere() -> None:
    assert max(levels("\u202b\u202a" * 300 + "a")) <= 126


@given(texts)
@settings(max_examples=400)
def test_another_implementation_says_the_same(text: str) -> None:
    bidi = pytest.importorskip("bidi")
    removed = {"RLE", "LRE", "PDF", "BN"}
    opened = str.maketrans(")]}»⟩", "([{«⟨")  # it also turns brackets round

    def visible(line: str) -> str:
        kept = (ch for ch in line if unicodedata.bidirectional(ch) not in removed)
        return "".join(kept).translate(opened)

    assert visible(shown(text)) == visible(bidi.get_display(text))
