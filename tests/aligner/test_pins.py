import pytest

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.lyrics import parse_lyrics
from aligner.pins import Anchor, anchored, with_locked
from media_core.errors import InputError
from media_core.timeline import Ms, Span

SHEET = parse_lyrics("Oh my moon\nPaper boat\nOh my moon\nGood night\n")


def word(text: str, start: int, end: int, *, locked: bool = False) -> Word:
    phone = Phone("AH", Span(Ms(start), Ms(end)))
    return Word(text, text, (0, 0), Span(Ms(start), Ms(end)), (phone,), 0.5, locked)


def song(*words: Word) -> Alignment:
    return Alignment((Line(words),), Ms(10_000))


def test_an_anchor_pins_the_first_word_of_its_line() -> None:
    pins = anchored(SHEET, [Anchor(Ms(4000), "paper boat")], Ms(9000))
    assert pins == {3: Span(Ms(3700), Ms(4300))}


def test_lines_that_begin_alike_are_taken_in_their_order() -> None:
    anchors = [Anchor(Ms(6000), "Oh, my"), Anchor(Ms(100), "Oh, my")]
    assert anchored(SHEET, anchors, Ms(9000)) == {
        0: Span(Ms(0), Ms(400)),
        5: Span(Ms(5700), Ms(6300)),
    }


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("my moon", 1),
        ("BOAT", 4),
        ("paperboat", 3),
        ("dont stop", 8),
        ("Don't, stop", 8),
        ("la la", 10),
        ("29", 11),
        ("twenty nine", 11),
    ],
)
def test_an_anchor_on_any_words_of_a_line_pins_the_first_of_them(said: str, index: int) -> None:
    sheet = parse_lyrics("Oh my moon\nPaper boat\nOh my moon\nDon’t stop la-la {29|twenty nine}\n")
    assert list(anchored(sheet, [Anchor(Ms(4000), said)], Ms(9000))) == [index]


def test_the_beginning_of_a_line_is_meant_rather_than_the_middle_of_another() -> None:
    sheet = parse_lyrics("Oh my moon\nMoon of mine\nGood night\n")
    assert list(anchored(sheet, [Anchor(Ms(4000), "moon")], Ms(9000))) == [3]


def test_of_a_chorus_the_one_that_is_sung_nearest_is_meant() -> None:
    anchors = [Anchor(Ms(6100), "my moon")]
    near = {1: Ms(500), 6: Ms(6500)}
    assert list(anchored(SHEET, anchors, Ms(9000), near)) == [6]


def test_anchors_leave_words_for_those_that_follow() -> None:
    sheet = parse_lyrics("Oh my moon\nPaper boat\nMoon of mine\n")
    anchors = [Anchor(Ms(1000), "moon"), Anchor(Ms(2000), "boat")]
    assert sorted(anchored(sheet, anchors, Ms(9000))) == [2, 4]


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        ([Anchor(Ms(1), "never sung")], "no line has the words"),
        ([Anchor(Ms(1), "good"), Anchor(Ms(9), "oh my")], "no line is left"),
        ([Anchor(Ms(1), "...")], "no line has"),
        ([Anchor(Ms(9000), "good")], "after the end"),
    ],
)
def test_an_anchor_that_fits_nowhere_is_refused(anchors: list[Anchor], message: str) -> None:
    with pytest.raises(InputError, match=message):
        anchored(SHEET, anchors, Ms(9000))


def test_a_lock_is_kept_to_the_millisecond_and_neighbours_make_room() -> None:
    found = song(word("oh", 0, 500), word("my", 500, 900), word("moon", 900, 1500))
    lock = word("my", 433, 987, locked=True)
    oh, my, moon = with_locked(found, {1: lock}).words()
    assert my.span == lock.span
    assert my.locked
    assert my.phones == lock.phones
    assert oh.span == Span(Ms(0), Ms(433))
    assert moon.span == Span(Ms(987), Ms(1500))
    assert moon.phones[0].span == moon.span


def test_a_neighbour_without_room_keeps_a_moment() -> None:
    found = song(word("oh", 500, 600), word("my", 600, 900))
    oh, _my = with_locked(found, {1: word("my", 400, 900, locked=True)}).words()
    assert oh.span is not None
    assert oh.span.end - oh.span.start == 1
    assert oh.phones == ()
