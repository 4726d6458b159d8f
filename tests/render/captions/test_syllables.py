from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.timeline import Ms, Span
from render.captions.rows import caption_rows
from render.captions.syllables import letters, syllables
from tests.visemes.songs import alignments, song, word


def parts(text: str, phones: str) -> list[str]:
    sung = word(text, 0, 1000, phones)
    assert sung.span is not None
    return [text[a:b] for a, b, _span in syllables(text, sung.span, sung.phones)]


@pytest.mark.parametrize(
    ("text", "phones", "wanted"),
    [
        ("paper", "P EY P ER", ["pa", "per"]),
        ("Hello", "HH AH L OW", ["Hel", "lo"]),
        ("moon", "M UW N", ["moon"]),
        ("mother", "M AH DH ER", ["mo", "ther"]),
        ("little", "L IH T AH L", ["lit", "tle"]),
        ("above", "AH B AH V", ["a", "bove"]),
        ("everybody", "EH V R IY B AA D IY", ["ev", "ery", "bo", "dy"]),
        ("(ooh,", "UW", ["(ooh,"]),
        ("愛してる", "", ["愛", "し", "て", "る"]),
        ("きょう", "", ["きょ", "う"]),
        ("사랑", "", ["사", "랑"]),
    ],
)
def test_a_word_is_divided_as_it_is_sung(text: str, phones: str, wanted: list[str]) -> None:
    found = parts(text, phones)
    assert "".join(found) == text
    assert len(found) == len(wanted)
    if text != "everybody":
        assert found == wanted


def test_a_syllable_begins_with_the_consonant_before_its_vowel() -> None:
    sung = word("paper", 0, 1000, "P EY P ER")
    assert sung.span is not None
    assert [span.start for *_, span in syllables("paper", sung.span, sung.phones)] == [0, 500]


@given(alignments(), st.sampled_from(["syllable", "letter", "word"]))
def test_parts_follow_one_another_and_fill_their_word(alignment: object, reveal: str) -> None:
    rows = caption_rows(alignment, lambda text: float(len(text)), 30, reveal=reveal)  # type: ignore[arg-type]
    for row in rows:
        for before, now in zip(row.units, row.units[1:], strict=False):
            assert before.end <= now.start
            if before.word == now.word:
                assert before.end == now.start
                assert before.span.end <= now.span.start


def test_letters_share_the_time() -> None:
    found = letters(
        "abcd",
        Span(Ms(0), Ms(400)),
    )
    assert [(a, span.start) for a, _b, span in found] == [(0, 0), (1, 100), (2, 200), (3, 300)]
    assert len(letters("abcdef", Span(Ms(0), Ms(2)))) == 2


def test_a_word_of_a_syllable_is_one_part() -> None:
    (row,) = caption_rows(
        song(2000, [word("love", 0, 900, "L AH V")]),
        lambda text: float(len(text)),
        30,
        reveal="syllable",
    )
    assert len(row.units) == 1
