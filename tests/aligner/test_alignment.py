"""An alignment is legal: what cannot be cannot be made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from aligner.alignment import ARPABET, CONSONANTS, VOWELS, Alignment, Line, Phone, Word
from media_core.timeline import Ms, Span


def span(start: int, end: int) -> Span:
    return Span(Ms(start), Ms(end))


MOON = (Phone("M", span(100, 150)), Phone("UW", span(150, 400), 1), Phone("N", span(420, 500)))


def word(when: Span | None = None, phones: tuple[Phone, ...] = ()) -> Word:
    return Word("moon,", "moon", (6, 11), when, phones)


def test_the_phones_are_the_39_of_the_cmu_dictionary() -> None:
    assert len(ARPABET) == 39
    assert len(VOWELS) == 15
    assert not VOWELS & CONSONANTS


@pytest.mark.parametrize("label", ["AH0", "ah", "SIL", "", "oov", "AX"])
def test_a_phone_is_of_arpabet(label: str) -> None:
    with pytest.raises(ValueError, match="not an ARPAbet phone"):
        Phone(label, span(0, 10))


@pytest.mark.parametrize("stress", [-1, 3])
def test_stress_is_0_1_or_2(stress: int) -> None:
    with pytest.raises(ValueError, match="stress is 0, 1 or 2"):
        Phone("AH", span(0, 10), stress)


def test_a_word_may_have_no_time_or_no_phones() -> None:
    assert word().span is None
    assert word(span(100, 500)).phones == ()
    assert word(span(100, 500), MOON).phones == MOON


def test_a_word_without_a_time_has_no_phones() -> None:
    with pytest.raises(ValueError, match="but no time"):
        word(None, MOON)


def test_phones_lie_inside_their_word_in_order() -> None:
    with pytest.raises(ValueError, match="overlap at 100 ms"):
        word(span(101, 500), MOON)
    with pytest.raises(ValueError, match="ends at 500 ms, after the word"):
        word(span(100, 499), MOON)
    with pytest.raises(ValueError, match="overlap at 100 ms"):
        word(span(100, 500), (MOON[1], MOON[0]))
    with pytest.raises(ValueError, match="overlap"):
        word(span(100, 500), (MOON[0], MOON[0]))


@pytest.mark.parametrize("chars", [(-1, 2), (3, 2)])
def test_a_word_stands_somewhere_in_the_sheet(chars: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="bad range of characters"):
        Word("moon", "moon", chars)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match=r"confidence is 0\.\.1"):
        Word("moon", "moon", (0, 4), confidence=confidence)


def test_a_line_has_a_word() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        Line(())


def test_a_line_lasts_from_the_first_to_the_last_of_its_timed_words() -> None:
    assert Line((word(), word())).span is None
    assert Line((word(), word(span(5, 9)), word(), word(span(20, 30)), word())).span == span(5, 30)
    # A background voice may begin before the word in front of it ends, or starts.
    assert Line((word(span(20, 30)), word(span(5, 9)))).span == span(5, 30)


def test_a_line_reads_as_it_is_written() -> None:
    assert Line((Word("Paper", "paper", (0, 5)), word())).text == "Paper moon,"


def test_an_alignment_keeps_every_word_in_order() -> None:
    lines = (Line((word(), word(span(5, 9)))), Line((word(span(9, 12)),)))
    found = Alignment(lines, Ms(12))
    assert [w.span for w in found.words()] == [None, span(5, 9), span(9, 12)]
    assert found.span == span(0, 12)


def test_no_word_ends_after_the_song() -> None:
    with pytest.raises(ValueError, match=r"'moon,' ends at 12 ms, after the song \(11 ms\)"):
        Alignment((Line((word(span(5, 12)),)),), Ms(11))


@pytest.mark.parametrize("duration", [0, -5])
def test_a_song_has_a_duration(duration: int) -> None:
    with pytest.raises(ValueError, match="a song has a duration"):
        Alignment((), Ms(duration))


def test_an_alignment_cannot_be_changed() -> None:
    found = Alignment((Line((word(),)),), Ms(5))
    with pytest.raises(FrozenInstanceError):
        found.duration = Ms(6)  # type: ignore[misc]
    assert hash(found) == hash(Alignment((Line((word(),)),), Ms(5)))
