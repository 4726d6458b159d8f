import pytest

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.retime import display_start, shifted, with_display_times
from media_core.timeline import Ms, Span


def word(text: str, *phones: tuple[str, int, int]) -> Word:
    made = tuple(Phone(label, Span(Ms(a), Ms(b))) for label, a, b in phones)
    return Word(text, text, (0, 0), Span(Ms(phones[0][1]), Ms(phones[-1][2])), made)


MOON = word("moon", ("M", 1000, 1080), ("UW", 1080, 1500), ("N", 1500, 1600))
OH = word("oh", ("OW", 2000, 2300))
SONG = Alignment((Line((MOON, OH, Word("lost", "lost", (0, 0)))),), Ms(3000))


def test_a_word_is_seen_half_way_to_its_vowel_and_a_blink_later() -> None:
    assert display_start(MOON) == 1000 + 40 + 30
    assert display_start(OH) == 2030


def test_a_drawn_out_consonant_is_not_waited_for() -> None:
    assert display_start(word("shh", ("SH", 0, 900), ("AH", 900, 1000))) == 125 + 30


def test_a_word_is_seen_before_it_ends() -> None:
    assert display_start(word("a", ("AH", 50, 60))) == 59


def test_a_word_without_time_is_not_seen() -> None:
    with pytest.raises(ValueError, match="no time"):
        display_start(Word("lost", "lost", (0, 0)))


def test_display_times_cut_phones_and_keep_ends() -> None:
    moon, oh, lost = with_display_times(SONG).words()
    assert moon.span == Span(Ms(1070), Ms(1600))
    assert [(p.label, p.span.start) for p in moon.phones] == [
        ("M", 1070),
        ("UW", 1080),
        ("N", 1500),
    ]
    assert oh.phones[0].span == Span(Ms(2030), Ms(2300))
    assert lost.span is None


def test_shifting_moves_everything_alike() -> None:
    moon, oh, _lost = shifted(SONG, -200).words()
    assert moon.span == Span(Ms(800), Ms(1400))
    assert [p.span.start for p in moon.phones] == [800, 880, 1300]
    assert oh.span == Span(Ms(1800), Ms(2100))
    assert shifted(shifted(SONG, 137), -137) == SONG


def test_what_leaves_the_song_is_cut_off_but_no_word_is_lost() -> None:
    moon, oh, _lost = shifted(SONG, -1550).words()
    assert moon.span == Span(Ms(0), Ms(50))
    assert [p.label for p in moon.phones] == ["N"]
    assert oh.span == Span(Ms(450), Ms(750))
    gone = list(shifted(SONG, 2500).words())
    assert [w.span for w in gone] == [None, None, None]
    assert [w.text for w in gone] == ["moon", "oh", "lost"]
