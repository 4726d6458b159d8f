"""Phones spread over a word fill it exactly, and consonants stay short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET, VOWELS, Alignment, Line, Phone, Word
from aligner.spread import CONSONANT_MS, spread_phones, with_phones
from media_core.timeline import Ms, Span

labels = st.lists(st.sampled_from(sorted(ARPABET)), min_size=1, max_size=12)


@given(st.integers(0, 36_000_000), st.integers(1, 20_000), labels)
def test_spread_phones_fill_the_word_in_order(start: int, length: int, said: list[str]) -> None:
    span = Span(Ms(start), Ms(start + length))
    phones = spread_phones(span, said)
    if length < len(said):
        assert phones == ()
        return
    assert [phone.label for phone in phones] == said
    edges = [phone.span.start for phone in phones] + [phones[-1].span.end]
    assert (edges[0], edges[-1]) == (span.start, span.end)
    assert [phone.span.end for phone in phones] == edges[1:]


@given(st.integers(1, 20_000), labels)
def test_consonants_are_short_where_a_vowel_can_be_long(length: int, said: list[str]) -> None:
    phones = spread_phones(Span(Ms(0), Ms(length)), said)
    vowels = [p.span.length for p in phones if p.label in VOWELS]
    consonants = [p.span.length for p in phones if p.label not in VOWELS]
    if vowels:
        assert max(vowels) - min(vowels) <= 1
        # Each edge is rounded to the millisecond by itself.
        assert all(length <= CONSONANT_MS + 1 for length in consonants)
        assert max(consonants, default=0) <= min(vowels) + 1


def test_consonants_alone_share_the_word() -> None:
    phones = spread_phones(Span(Ms(0), Ms(900)), ("SH", "HH", "M"))
    assert [phone.span.length for phone in phones] == [300, 300, 300]


def test_no_phones_are_no_phones() -> None:
    assert spread_phones(Span(Ms(0), Ms(900)), ()) == ()


def test_only_timed_words_without_phones_are_given_some() -> None:
    own = (Phone("M", Span(Ms(5), Ms(9))),)
    lost = Word("moon", "moon", (0, 4))
    bare = Word("moon,", "moon", (5, 10), Span(Ms(10), Ms(400)), confidence=0.5)
    whole = Word("moon", "moon", (11, 15), Span(Ms(0), Ms(10)), own)
    line = Line((lost, bare, whole), "Chorus", "Anna", background=True)
    asked: list[str] = []

    def pronounce(word: str) -> list[list[str]]:
        asked.append(word)
        return [["M", "UW", "N"], ["M", "AH", "N"]]

    found = with_phones(Alignment((line,), Ms(500), "moon moon, moon"), pronounce)
    assert asked == ["moon,"]
    words = list(found.words())
    assert (words[0], words[2]) == (lost, whole)
    assert [phone.label for phone in words[1].phones] == ["M", "UW", "N"]
    assert (words[1].span, words[1].confidence) == (bare.span, 0.5)
    after = found.lines[0]
    assert (after.section, after.singer, after.background) == ("Chorus", "Anna", True)
    assert (found.duration, found.transcript) == (Ms(500), "moon moon, moon")
