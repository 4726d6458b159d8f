from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.captions.desk import FADE_MS, HOLD_MS, LEAD_MS, SLIDE_MS
from render.captions.marks import ShapeMark, TextMark
from render.captions.plan import Captions
from tests.render.captions.made import captions, duet
from tests.visemes.songs import alignments, little_song, song, word


def long_song() -> Alignment:
    """A line every three seconds."""
    return song(
        40_000,
        *[
            [word("la", at, at + 1500, "L AA"), word("di", at + 1500, at + 2000, "D IY")]
            for at in range(2000, 38_000, 3000)
        ],
    )


def shown(made: Captions, moment: int) -> list[TextMark]:
    return [mark for mark in made.at(Ms(moment)) if isinstance(mark, TextMark)]


def starts_of(made: Captions) -> list[Ms]:
    return [row.start for row in made.rows]


def test_a_row_shows_a_second_before_its_first_word_and_fades_in() -> None:
    made = captions(little_song())
    start = starts_of(made)[1]
    assert shown(made, start - LEAD_MS) == []
    (fading,) = shown(made, start - LEAD_MS + FADE_MS // 2)
    assert (fading.done, fading.opacity) == (0, 0.5)
    (full,) = shown(made, start - LEAD_MS + FADE_MS)
    assert full.opacity == 1.0
    assert full.y == shown(made, start)[0].y


def test_a_row_stays_half_a_second_and_fades_out() -> None:
    made = captions(little_song())
    (mark,) = shown(made, 2000 + HOLD_MS)
    assert (mark.done, mark.opacity) == (3, 1.0)
    (fading,) = shown(made, 2000 + HOLD_MS + FADE_MS // 2)
    assert 0 < fading.opacity < 1
    assert shown(made, 2000 + HOLD_MS + FADE_MS) == []


def test_the_row_being_sung_stands_above_the_next_which_is_dimmer() -> None:
    made = captions(long_song())
    now, coming = shown(made, 9000)
    assert (made.texts[now.text].row.text, coming.text) == ("la di", now.text + 1)
    assert now.y < coming.y
    assert now.unsung != coming.unsung


def test_with_one_line_only_the_row_being_sung_shows() -> None:
    made = captions(long_song(), "one-line")
    for moment in range(0, 40_000, 70):
        assert len(shown(made, moment)) <= 1
    assert [len(shown(made, start)) for start in starts_of(made)] == [1] * 12


def test_a_row_slides_up_from_the_lower_place() -> None:
    made = captions(long_song())
    start = starts_of(made)[1]
    tops = [shown(made, start + t)[0].y for t in range(-110, 120, 10)]
    assert tops[0] == shown(made, start - 500)[1].y
    assert tops[-1] == shown(made, start + 500)[0].y
    assert all(a >= b for a, b in pairwise(tops))


def _by_row(made: Captions, duration: int, step: int) -> list[dict[int, TextMark]]:
    return [{mark.text: mark for mark in shown(made, t)} for t in range(0, duration, step)]


@given(alignments())
@settings(max_examples=40)
def test_every_row_is_whole_while_it_is_sung(alignment: Alignment) -> None:
    made = captions(alignment)
    for number, text in enumerate(made.texts):
        middle = (text.row.start + text.row.end) // 2
        rows = {mark.text for mark in shown(made, middle)}
        # A row whose next one begins before it ends has made room for it, or stands beside it.
        assert number in rows or any(
            other.row.start <= middle + SLIDE_MS // 2 for other in made.texts[number + 1 :]
        )


@given(alignments())
@settings(max_examples=40)
def test_a_row_is_sung_forward_only(alignment: Alignment) -> None:
    made = captions(alignment)
    for before, now in pairwise(_by_row(made, alignment.duration, 45)):
        for row in before.keys() & now.keys():
            assert before[row].done <= now[row].done


@given(st.lists(st.integers(300, 3900), min_size=1, max_size=6))
@settings(max_examples=40)
def test_no_row_flickers(pauses: list[int]) -> None:
    at, lines = 2000, []
    for pause in pauses:
        lines.append([word("la", at, at + 1200, "L AA")])
        at += 1200 + pause
    # A fade is 200 ms in steps of an eighth: 20 ms change it by two of them at most.
    for before, now in pairwise(_by_row(captions(song(at, *lines)), at, 20)):
        for row in before.keys() & now.keys():
            assert abs(before[row].opacity - now[row].opacity) <= 0.25, row
        for row in now.keys() - before.keys():
            assert now[row].opacity <= 0.25, row


def test_no_rows_are_no_captions() -> None:
    assert captions(song(1000)).at(Ms(100)) == ()


# Voices that sing at once


def test_rows_that_are_sung_together_stand_one_above_the_other() -> None:
    made = captions(duet())
    texts = {made.texts[mark.text].row.text: mark for mark in shown(made, 8100)}
    assert "I won't go" in texts
    assert "never never" in texts
    boxes = [made.texts[m.text].picture.moved(m.x, m.y) for m in texts.values()]
    for number, box in enumerate(boxes):
        assert all(box.within(other).empty for other in boxes[number + 1 :])


def test_a_background_voice_never_hides_the_main_row() -> None:
    made = captions(duet())
    for moment in range(5000, 6700, 50):
        assert "Stay tonight" in {made.texts[m.text].row.text for m in shown(made, moment)}


def test_a_background_voice_is_smaller_leans_and_has_its_own_colour() -> None:
    made = captions(duet())
    marks = {made.texts[m.text].row.text: m for m in shown(made, 6600)}
    lead, voice = marks["Stay tonight"], marks["(ooh yeah)"]
    assert made.texts[voice.text].size < 0.8 * made.texts[lead.text].size
    assert voice.sung != lead.sung
    assert voice.y < lead.y


def test_each_singer_has_a_colour() -> None:
    made = captions(duet())
    anna = next(m for m in shown(made, 5500) if made.texts[m.text].row.singer == "Anna")
    ben = next(m for m in shown(made, 24_500) if made.texts[m.text].row.singer == "Ben")
    assert anna.sung != ben.sung


def test_the_dots_are_gone_before_a_row_slides_to_where_they_stand() -> None:
    made = captions(
        song(20_000, [word("la", 2000, 3000, "L AA")], [word("di", 12_000, 13_000, "D IY")])
    )
    start = starts_of(made)[1]
    counting = [
        moment
        for moment in range(start - 3000, start + 300, 10)
        if any(isinstance(mark, ShapeMark) for mark in made.at(Ms(moment)))
    ]
    assert counting[0] <= start - 2500
    slide = start - SLIDE_MS // 2
    assert slide - 150 < counting[-1] < slide - 100
    rows = {mark.y for moment in counting for mark in shown(made, moment)}
    assert len(rows) == 1, "while dots are there, the row waits below them"
