from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms, Span
from render.captions import CaptionRow, Unit, caption_rows, word_times
from tests.visemes.songs import alignments, little_song, song, word


def letters(text: str) -> float:
    return float(len(text))


def texts(alignment: Alignment, room: float) -> list[str]:
    return [row.text for row in caption_rows(alignment, letters, room)]


def test_a_line_that_fits_is_a_row() -> None:
    assert texts(little_song(), 30) == ["Hello my love", "Moon above"]


def test_a_long_line_becomes_rows_of_like_length() -> None:
    line = [
        word(text, i * 100, i * 100 + 90, "AH")
        for i, text in enumerate(("aa", "bb", "cc", "dd", "ee", "ff"))
    ]
    assert texts(song(1000, line), 12) == ["aa bb cc", "dd ee ff"]
    assert texts(song(1000, line), 6) == ["aa bb", "cc dd", "ee ff"]


def test_a_word_that_is_too_long_stands_alone() -> None:
    line = [word("oh", 0, 100), word("supercalifragilistic", 100, 900), word("my", 900, 950)]
    assert texts(song(1000, line), 13) == ["oh", "supercalifragilistic", "my"]


def test_a_word_that_would_be_tiny_is_broken() -> None:
    line = [word("oh", 0, 100), word("supercalifragilistic", 100, 900)]
    rows = texts(song(1000, line), 8)
    assert "".join(rows).replace(" ", "") == "ohsupercalifragilistic"
    assert all(4 <= len(row) <= 8 for row in rows)


def test_rows_are_in_order_of_time_even_if_lines_are_not() -> None:
    lines = [word("second", 2000, 2500)], [word("first", 100, 500)]
    assert texts(song(3000, *lines), 30) == ["first", "second"]


@given(alignments(), st.integers(1, 40))
def test_no_word_is_lost_at_any_width(alignment: Alignment, room: int) -> None:
    rows = caption_rows(alignment, letters, room)
    letters_shown = sorted("".join(row.text.replace(" ", "") for row in rows))
    assert letters_shown == sorted("".join(sung.text for sung in alignment.words()))
    assert all(len(row.words) == len(row.units) for row in rows)


@given(alignments(), st.integers(1, 40))
def test_a_row_that_is_wider_than_its_room_is_one_word(alignment: Alignment, room: int) -> None:
    rows = caption_rows(alignment, letters, room)
    assert all(len(row.words) == 1 for row in rows if len(row.text) > room)


@given(alignments())
def test_rows_are_sorted(alignment: Alignment) -> None:
    starts = [row.start for row in caption_rows(alignment, letters, 20)]
    assert starts == sorted(starts)


@given(alignments())
def test_every_word_has_a_time_inside_the_song_and_found_ones_keep_theirs(
    alignment: Alignment,
) -> None:
    times = [span for line in word_times(alignment) for span in line]
    found = list(alignment.words())
    assert len(times) == len(found)
    assert all(w.span in (None, span) for w, span in zip(found, times, strict=True))
    assert all(span.end <= alignment.duration for span in times)


@given(alignments())
def test_words_without_a_time_stand_in_order_between_their_neighbours(
    alignment: Alignment,
) -> None:
    times = [span for line in word_times(alignment) for span in line]
    lost = sum(sung.span is None for sung in alignment.words())
    for before, now in pairwise(times):
        # Where there is no room between two words, each lost one borrows a millisecond.
        assert before.start <= now.start + lost
        assert before.end <= now.start + lost


def test_lost_words_share_the_time_between_by_their_letters() -> None:
    line = [word("a", 0, 1000), word("bb"), word("cccc"), word("d", 1600, 2000)]
    (times,) = word_times(song(3000, line))
    assert times[1:3] == [Span(Ms(1000), Ms(1200)), Span(Ms(1200), Ms(1600))]


def test_lost_words_at_the_end_of_the_song_stay_inside() -> None:
    line = [word("a", 0, 1000), word("b"), word("c"), word("d")]
    (times,) = word_times(song(1000, line))
    assert times[-1].end <= 1000
    assert [span.start for span in times] == sorted(span.start for span in times)


def test_a_row_is_sung_word_by_word() -> None:
    units = Unit(0, 1, Span(Ms(100), Ms(200)), 0), Unit(2, 3, Span(Ms(300), Ms(500)), 1)
    row = CaptionRow("a b", units)
    sung = [row.sung(Ms(t)) for t in (0, 100, 150, 250, 400, 9000)]
    assert sung == [(0, 0), (0, 0), (0, 0.5), (1, 0), (1, 0.5), (2, 0)]
    assert (row.start, row.end, row.words) == (100, 500, ("a", "b"))


def test_rows_are_broken_where_one_breathes() -> None:
    line = [
        word(text, i * 100, i * 100 + 90)
        for i, text in enumerate(("oh", "my", "love,", "I", "will", "wait", "here"))
    ]
    assert texts(song(1000, line), 17) == ["oh my love,", "I will wait here"]


def test_no_more_words_stand_in_a_row_than_the_style_allows() -> None:
    rows = caption_rows(little_song(), letters, 100, most_words=2)
    assert [row.text for row in rows] == ["Hello", "my love", "Moon above"]


def test_a_line_without_blanks_is_broken_as_its_script_allows() -> None:
    japanese = "君を愛してる、ずっとそばにいるよ。"
    rows = texts(song(9000, [word(japanese, 0, 8000)]), 7)
    assert "".join(rows) == japanese
    assert len(rows) == 3
    assert not any(row[0] in "、。ょっ" for row in rows)


def test_thai_is_broken_before_a_vowel_that_is_written_in_front() -> None:
    rows = texts(song(9000, [word("ฉันรักเธอมากกว่าใครในโลกนี้", 0, 8000)]), 14)
    assert "".join(rows) == "ฉันรักเธอมากกว่าใครในโลกนี้"
    assert all(row[0] in "เแโใไ" for row in rows[1:])


def test_a_word_that_two_rows_share_is_sung_in_both() -> None:
    rows = caption_rows(song(9000, [word("愛愛愛愛", 0, 4000)]), letters, 2)
    assert [(row.start, row.end) for row in rows] == [(0, 2000), (2000, 4000)]


def test_a_line_of_a_thousand_words_is_broken_in_a_moment() -> None:
    line = [word("la", i * 10, i * 10 + 9) for i in range(1000)]
    rows = caption_rows(song(20_000, line), letters, 30)
    assert 90 <= len(rows) <= 110
    assert max(len(row.text) for row in rows) <= 30
