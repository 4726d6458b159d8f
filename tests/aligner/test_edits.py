"""What a person sets stays as set; what is in the way makes room, and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.edits import (
    Place,
    line_set,
    locked,
    mouth_set,
    place_of,
    shifted_after,
    word_set,
    words_at,
)
from media_core.errors import InputError
from media_core.timeline import Ms, Span


def song(*lines: str, step: int = 500, length: int = 400) -> Alignment:
    """Words every half a second, from half a second on."""
    out: list[Line] = []
    at, char = step, 0
    for line in lines:
        words = []
        for text in line.split():
            span = Span(Ms(at), Ms(at + length))
            vowel = Span(Ms(at + 100), span.end)
            phones = (
                Phone("M", Span(Ms(at), Ms(at + 100))),
                Phone("UW", vowel),
            )
            words.append(Word(text, text, (char, char + len(text)), span, phones, 0.4))
            at, char = at + step, char + len(text) + 1
        out.append(Line(tuple(words)))
    return Alignment(tuple(out), Ms(at + 2000), "\n".join(lines) + "\n")


BOAT = song("paper boat paper moon", "float above the bay")


def start(alignment: Alignment, index: int) -> int:
    span = list(alignment.words())[index].span
    assert span is not None
    return span.start


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('line 12, "waited"', Place(12, ("waited",))),
        ("Line 3", Place(3)),
        ("12", Place(12)),
        ("Don’t stop", Place(None, ("don't", "stop"))),
        ("line dance", Place(None, ("line", "dance"))),
    ],
)
def test_a_place_is_read_as_people_type_it(text: str, place: Place) -> None:
    assert place_of(text) == place


def test_a_place_that_says_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="names no line and no word"):
        place_of('""')


def test_a_word_is_found_by_its_line() -> None:
    assert words_at(BOAT, place_of('line 2, "bay"')) == range(7, 8)
    assert words_at(BOAT, place_of("line 2")) == range(4, 8)
    assert words_at(BOAT, place_of("above the")) == range(5, 7)


def test_a_word_that_is_sung_twice_is_the_one_nearest_to_the_new_time() -> None:
    with pytest.raises(InputError, match="sung 2 times"):
        words_at(BOAT, place_of("paper"))
    assert words_at(BOAT, place_of("paper"), Ms(1600)) == range(2, 3)
    with pytest.raises(InputError, match="there is no"):
        words_at(BOAT, place_of("line 9"))


def test_a_word_that_is_set_is_locked_and_keeps_its_length_and_phones() -> None:
    word = list(word_set(BOAT, 1, Ms(1050)).words())[1]
    assert (word.span, word.locked, word.confidence) == (Span(Ms(1050), Ms(1450)), True, 1.0)
    assert [phone.span for phone in word.phones] == [
        Span(Ms(1050), Ms(1150)),
        Span(Ms(1150), Ms(1450)),
    ]


def test_neighbours_make_room() -> None:
    later = word_set(BOAT, 1, Ms(1200))
    assert start(later, 2) == 1600
    earlier = list(word_set(BOAT, 1, Ms(700)).words())
    assert earlier[0].span == Span(Ms(500), Ms(700))


def test_a_word_that_passes_others_pushes_them_and_loses_none() -> None:
    far = list(word_set(BOAT, 1, Ms(3100)).words())
    starts = [word.span.start for word in far if word.span is not None]
    assert len(starts) == 8
    assert starts == sorted(starts)


def test_a_locked_word_in_the_way_is_named() -> None:
    held = locked(BOAT, range(2, 3))
    with pytest.raises(InputError, match=r'"paper" at .* is locked'):
        word_set(held, 1, Ms(1490))


def test_a_line_moves_as_a_whole_and_its_first_word_is_locked() -> None:
    moved = line_set(BOAT, range(4, 8), Ms(2700))
    assert [start(moved, i) for i in range(4, 8)] == [2700, 3200, 3700, 4200]
    assert [word.locked for word in moved.words()] == [*([False] * 4), True, *([False] * 3)]


def test_what_follows_a_moment_moves_and_what_stands_before_stays() -> None:
    later = shifted_after(BOAT, Ms(2000), 120)
    assert [start(later, i) for i in (2, 3, 7)] == [1500, 2120, 4120]
    earlier = shifted_after(BOAT, Ms(2000), -300)
    assert [start(earlier, i) for i in (2, 3, 4)] == [1500, 1900, 2200]


@pytest.mark.parametrize("moment", [Ms(99_000), Ms(-5)])
def test_a_moment_that_is_not_in_the_song_is_refused(moment: Ms) -> None:
    with pytest.raises(InputError, match="is not in the song"):
        word_set(BOAT, 0, moment)


@given(st.integers(0, 7), st.integers(0, 6400), st.integers(1, 3000))
def test_words_stay_in_order_wherever_one_is_set(index: int, at: int, length: int) -> None:
    done = word_set(BOAT, index, Ms(at), Ms(at + length))
    spans = [word.span for word in done.words()]
    assert None not in spans
    assert done.duration == BOAT.duration
    assert [word.text for word in done.words()] == [word.text for word in BOAT.words()]
    assert start(done, index) == at


@given(st.integers(0, 6400), st.integers(-6000, 6000))
def test_a_shift_keeps_every_word(at: int, by: int) -> None:
    done = shifted_after(BOAT, Ms(at), by)
    assert [word.text for word in done.words()] == [word.text for word in BOAT.words()]


def mouths(alignment: Alignment) -> list[tuple[int, int, str]]:
    return [(m.span.start, m.span.end, m.shape) for m in alignment.mouths]


def test_a_mouth_that_is_set_takes_the_place_of_others() -> None:
    one = mouth_set(BOAT, Span(Ms(1000), Ms(2000)), "F")
    two = mouth_set(one, Span(Ms(1400), Ms(1500)), "A")
    assert mouths(two) == [(1000, 1400, "F"), (1400, 1500, "A"), (1500, 2000, "F")]
    assert mouths(mouth_set(two, Span(Ms(1200), Ms(1800)), "")) == [
        *((1000, 1200, "F"), (1800, 2000, "F"))
    ]


def test_a_mouth_outside_the_song_is_refused() -> None:
    with pytest.raises(InputError, match="is not in the song"):
        mouth_set(BOAT, Span(Ms(900_000), Ms(900_100)), "F")


def test_mouths_move_with_the_words_after_a_moment() -> None:
    set_twice = mouth_set(
        mouth_set(BOAT, Span(Ms(600), Ms(700)), "F"), Span(Ms(1600), Ms(1700)), "A"
    )
    assert mouths(shifted_after(set_twice, Ms(1500), 250)) == [(600, 700, "F"), (1850, 1950, "A")]
    assert mouths(shifted_after(set_twice, Ms(1500), -950)) == [(600, 650, "F"), (650, 750, "A")]
