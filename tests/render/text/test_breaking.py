from __future__ import annotations

from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st
from uniseg.linebreak import line_break_units

from render.text.breaking import break_places, letter_places

texts = st.text("ab -,愛てょ。「」ฉันเธอक्षि한글\u0301\u200d👩👧🎵", max_size=20)


def pieces(text: str) -> list[str]:
    edges = [0, *break_places(text), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def test_latin_is_broken_at_blanks_and_hyphens() -> None:
    assert pieces("world-wide love") == ["world-", "wide ", "love"]


def test_japanese_is_broken_between_letters_but_never_before_a_full_stop() -> None:
    assert pieces("愛だ。「君」") == ["愛", "だ。", "「君」"]


def test_hindi_is_broken_at_blanks() -> None:
    assert pieces("मैं तुम") == ["मैं ", "तुम"]


def test_thai_is_broken_where_a_syllable_surely_begins() -> None:
    assert pieces("รักเธอใน") == ["รัก", "เธอ", "ใน"]


@given(texts)
def test_letters_stay_whole(text: str) -> None:
    letters = set(letter_places(text))
    assert set(break_places(text)) <= letters
    assert all(0 < place < len(text) for place in letters)


def test_a_letter_is_what_people_see() -> None:
    assert letter_places("👩\u200d👩\u200d👧e\u0301क्षि")[:2] == (5, 7)


@given(st.from_regex(r"[A-Za-z]{1,6}([ -][A-Za-z']{1,6}[,.!?]? ?){0,5}", fullmatch=True))
def test_plain_english_is_broken_as_the_rules_say(text: str) -> None:
    text = " ".join(text.split())
    places = accumulate(len(unit) for unit in line_break_units(text))
    assert break_places(text) == tuple(p for p in places if p < len(text))
