"""Words that another aligner left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_songs
from aligner.alignment import Alignment, Line, Word
from aligner.fill import Filled, fill, sheet_of
from aligner.formats import read_alignment
from aligner.lyrics import Lyrics, read_lyrics
from aligner.pins import Pins
from aligner.pronounce import Pronouncer
from aligner.sphinx.aligner import SphinxAligner
from aligner.spread import spread_phones
from media_core.audio import Audio, load_audio
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span

SOUNDS = {"juno": ("JH", "UW", "N", "OW"), "sea": ("S", "IY")}


def say(word: str) -> list[tuple[str, ...]]:
    return [SOUNDS.get(word, ("L", "AH"))]


def word(text: str, start: int | None = None, end: int = 0, *, mute: bool = False) -> Word:
    if start is None:
        return Word(text, text, (0, len(text)))
    span = Span(Ms(start), Ms(end))
    phones = () if mute else spread_phones(span, say(text)[0])
    return Word(text, text, (0, len(text)), span, phones)


def song(*lines: Sequence[Word] | Line, duration: int = 10_000) -> Alignment:
    made = tuple(line if isinstance(line, Line) else Line(tuple(line)) for line in lines)
    return Alignment(made, Ms(duration))


def sound(seconds: float = 10.0) -> Audio:
    samples = np.zeros((round(seconds * 1000), 1), np.int16)
    return Audio(samples, 1000, np.zeros(0, np.float32), Path("song.wav"))


def times(filled: Filled) -> list[tuple[int, int] | None]:
    spans = [w.span for w in filled.alignment.words()]
    return [None if span is None else (span.start, span.end) for span in spans]


class Heard:
    """A search that answers what was planted, and remembers what it was asked."""

    def __init__(self, *answer: Word, refusals: int = 0) -> None:
        self.answer = answer
        self.refusals = refusals
        self.pins: list[Pins] = []

    def __call__(self, audio: Audio, lyrics: Lyrics, pins: Pins) -> Alignment:
        self.pins.append(pins)
        if len(self.pins) <= self.refusals:
            raise LyricsError("no time", hint="none")
        return song([replace(w, confidence=0.9) for w in self.answer])


def test_what_is_whole_is_not_searched_again() -> None:
    found = song([word("sea", 1000, 2000)])
    search = Heard()
    assert fill(found, say, audio=sound(), search=search) == Filled(found)
    assert search.pins == []


def test_a_missing_word_gets_the_time_and_phones_of_the_search() -> None:
    found = song([word("a", 1000, 1500), word("juno"), word("b", 3000, 3500)])
    search = Heard(word("a", 1010, 1900), word("juno", 2000, 2600), word("b", 3010, 3500))
    filled = fill(found, say, audio=sound(), search=search)
    assert times(filled) == [(1000, 1500), (2000, 2600), (3000, 3500)]
    added = list(filled.alignment.words())[1]
    assert [p.label for p in added.phones] == ["JH", "UW", "N", "OW"]
    assert added.confidence == 0.9  # the mark that it is ours
    assert not added.guessed
    assert filled.times == ("juno",)
    assert [w.confidence for w in filled.alignment.words()] == [None, 0.9, None]
    assert search.pins == [{0: Span(Ms(980), Ms(1021)), 2: Span(Ms(2980), Ms(3021))}]


def test_the_search_does_not_move_the_neighbours() -> None:
    found = song([word("a", 1000, 1500), word("juno"), word("b", 3000, 3500)])
    search = Heard(word("a", 1000, 1400), word("juno", 1400, 3010), word("b", 3010, 3500))
    filled = fill(found, say, audio=sound(), search=search)
    assert times(filled) == [(1000, 1500), (1500, 3000), (3000, 3500)]


def test_neighbours_that_swallowed_a_word_give_it_back() -> None:
    found = song([word("a", 1000, 3000), word("juno"), word("b", 3000, 3500)])
    search = Heard(word("a", 1000, 2000), word("juno", 2000, 3010), word("b", 3010, 3500))
    filled = fill(found, say, audio=sound(), search=search)
    assert times(filled) == [(1000, 2000), (2000, 3010), (3010, 3500)]
    before = next(filled.alignment.words())
    assert before.phones[-1].span.end <= 2000


def test_a_locked_neighbour_gives_nothing_back() -> None:
    lock = replace(word("a", 1000, 3000), locked=True)
    found = song([lock, word("juno"), word("b", 3200, 3500)])
    search = Heard(word("a", 1000, 2000), word("juno", 2000, 3190), word("b", 3200, 3500))
    filled = fill(found, say, audio=sound(), search=search)
    assert times(filled) == [(1000, 3000), (3000, 3190), (3200, 3500)]


def test_pins_give_way_until_every_word_has_room() -> None:
    found = song([word("a", 1000, 1500), word("juno"), word("b", 1500, 1600)])
    search = Heard(
        word("a", 1000, 1200), word("juno", 1200, 1550), word("b", 1550, 1700), refusals=2
    )
    filled = fill(found, say, audio=sound(), search=search)
    assert [span.length for pins in search.pins for span in list(pins.values())[:1]] == [
        *(41, 301, 1001)
    ]
    assert times(filled) == [(1000, 1200), (1200, 1550), (1550, 1600)]


def test_where_no_search_helps_the_pause_is_shared() -> None:
    found = song([word("a", 1000, 1500), word("juno"), word("sea"), word("b", 2100, 2500)])
    for search in (None, Heard(refusals=99)):
        filled = fill(found, say, audio=sound(), search=search)
        assert times(filled) == [(1000, 1500), (1500, 1900), (1900, 2100), (2100, 2500)]
        assert [w.guessed for w in filled.alignment.words()] == [False, True, True, False]
        assert all(w.phones for w in filled.alignment.words())


def test_a_guess_is_no_longer_than_a_word_is_said() -> None:
    found = song([word("juno"), word("a", 5000, 5500), word("sea"), word("b", 9000, 9100)])
    filled = fill(found, say)
    assert times(filled) == [(4520, 5000), (5000, 5500), (5500, 5740), (9000, 9100)]


def test_words_after_the_last_follow_it_at_once() -> None:
    filled = fill(song([word("a", 1000, 1500), word("sea")]), say)
    assert times(filled) == [(1000, 1500), (1500, 1740)]


def test_a_word_without_room_stays_without_a_time_and_is_named() -> None:
    filled = fill(song([word("a", 1000, 1500), word("juno"), word("b", 1520, 1600)]), say)
    assert times(filled) == [(1000, 1500), None, (1520, 1600)]
    assert filled.lost == ("juno",)
    assert filled.times == ()


def test_a_word_that_gentle_does_not_know_keeps_its_time() -> None:
    found = song([word("juno", 1000, 2000, mute=True), word("b", 3000, 3500)])
    search = Heard(word("juno", 1010, 1980), word("b", 3000, 3500))
    filled = fill(found, say, audio=sound(), search=search)
    (juno, _) = filled.alignment.words()
    assert juno.span == Span(Ms(1000), Ms(2000))
    assert [p.label for p in juno.phones] == ["JH", "UW", "N", "OW"]
    assert juno.phones[0].span.start == 1000
    assert juno.phones[-1].span.end == 2000
    assert filled.phones == ("juno",)


def test_phones_that_the_search_puts_elsewhere_are_spread_over_the_word() -> None:
    found = song([word("juno", 1000, 2000, mute=True)])
    filled = fill(found, say, audio=sound(), search=Heard(word("juno", 5000, 6000)))
    assert next(filled.alignment.words()).phones == spread_phones(
        Span(Ms(1000), Ms(2000)), SOUNDS["juno"]
    )


def test_a_word_of_which_half_was_heard_is_sought_whole() -> None:
    found = song([word("a", 1000, 1500), word("juno", 1600, 1700), word("b", 3000, 3500)])
    search = Heard(word("a", 1000, 1500), word("juno", 1600, 2400), word("b", 3000, 3500))
    filled = fill(found, say, audio=sound(), search=search, half=frozenset({1}))
    assert times(filled)[1] == (1600, 2400)
    assert list(search.pins[0]) == [0, 2]


def test_a_background_voice_lies_over_the_others() -> None:
    found = song(
        [word("a", 1000, 1500), word("b", 1500, 2500)],
        Line((word("sea"),), background=True),
    )
    search = Heard(word("a", 1000, 1500), word("b", 1500, 2500), word("sea", 1600, 1900))
    filled = fill(found, say, audio=sound(), search=search)
    assert times(filled) == [(1000, 1500), (1500, 2500), (1600, 1900)]


@given(
    st.lists(st.none() | st.tuples(st.integers(0, 400), st.integers(1, 400)), max_size=12),
    st.booleans(),
)
def test_nothing_is_lost_and_nothing_overlaps(
    gaps: list[tuple[int, int] | None], searched: bool
) -> None:
    words: list[Word] = []
    at = 0
    for gap in gaps:
        if gap is None:
            words.append(word("juno"))
        else:
            words.append(word("sea", at + gap[0], at + sum(gap), mute=gap[0] % 3 == 0))
            at += sum(gap)
    if not words:
        return
    # A search of the worst kind: it says that everything is everywhere.
    wild = Heard(*(word(w.text, 37 * i, 37 * i + 1500) for i, w in enumerate(words)))
    found = song(words)
    filled = fill(found, say, audio=sound() if searched else None, search=wild)
    assert [w.text for w in filled.alignment.words()] == [w.text for w in words]
    ends = [0]
    for w in filled.alignment.words():
        if w.span is not None:
            assert w.span.start >= ends[-1]
            ends.append(w.span.end)
    assert all(
        new.span is not None
        for old, new in zip(words, filled.alignment.words(), strict=True)
        if old.span is not None
    )


def test_the_sheet_of_an_alignment_is_that_it_was_made_from() -> None:
    lyrics = read_lyrics(sample_songs.path() / "lyrics.txt")
    truth = read_alignment(sample_songs.path() / "truth.json")
    assert [line.section for line in sheet_of(truth).lines] == [
        line.section for line in truth.lines
    ]
    assert [w.sung for w in sheet_of(truth).words()] == [w.sung for w in lyrics.words()]


def test_left_out_words_of_the_sample_song_are_found_within_50_ms() -> None:
    folder = sample_songs.path()
    audio = load_audio(folder / "song.ogg")
    truth = read_alignment(folder / "truth.TextGrid", audio.duration)
    all_words = list(truth.words())
    left_out = range(3, len(all_words), 5)
    rest = iter(w.untimed() if i in left_out else w for i, w in enumerate(all_words))
    holes = replace(
        truth,
        lines=tuple(
            replace(line, words=tuple(next(rest) for _ in line.words)) for line in truth.lines
        ),
    )
    pronounce = Pronouncer().pronounce
    filled = fill(holes, pronounce, audio=audio, search=SphinxAligner(pronounce).align)
    assert len(filled.times) == len(left_out)
    found = list(filled.alignment.words())
    for i in left_out:
        span, wanted = found[i].span, all_words[i].span
        assert span is not None
        assert wanted is not None
        assert abs(span.start - wanted.start) <= 50
        assert found[i].confidence


def test_the_real_song_has_no_word_without_phones(shared: Path) -> None:
    before = read_alignment(shared / "data" / "gentle" / "real_song.json")
    filled = fill(before, Pronouncer().pronounce)
    assert filled.times == ("i've",)
    assert filled.phones == ("29",)
    assert filled.lost == ()
    assert all(w.span is not None and w.phones for w in filled.alignment.words())
    (guess,) = [w for w in filled.alignment.words() if w.guessed]
    assert guess.span == Span(Ms(40_130), Ms(40_370))  # between "yeah" and "got"
    kept = [
        (a, b) for a, b in zip(before.words(), filled.alignment.words(), strict=True) if a.phones
    ]
    assert len(kept) == 131
    assert all(a == b for a, b in kept)


@pytest.mark.parametrize("count", [1, 3])
def test_a_song_of_which_nothing_is_known_stays_at_its_beginning(count: int) -> None:
    filled = fill(song([word("sea")] * count), say)
    assert times(filled) == [(240 * i, 240 * (i + 1)) for i in range(count)]
