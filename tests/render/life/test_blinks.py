from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import VOWELS, Alignment
from media_core.timeline import Ms
from render.life.blinks import BLINK_MS, HELD_MS, blink_times, eyes_at, phrase_ends
from tests.render.life.songs_with_parts import long_song
from tests.visemes.songs import alignments, song, word


def blinks(alignment: Alignment, seed: int = 0) -> tuple[Ms, ...]:
    return blink_times(alignment, seed)


@given(alignments(), st.integers(0, 50))
@settings(max_examples=60)
def test_nobody_blinks_in_a_held_note(alignment: Alignment, seed: int) -> None:
    held = [
        phone.span
        for sung in alignment.words()
        for phone in sung.phones
        if phone.label in VOWELS and phone.span.length >= HELD_MS
    ]
    for blink in blinks(alignment, seed):
        assert not any(blink < span.end and blink + BLINK_MS > span.start for span in held)


@given(st.integers(0, 1000))
def test_people_blink_every_few_seconds(seed: int) -> None:
    times = (Ms(0), *blinks(song(60_000), seed))
    assert len(times) > 9
    assert all(2500 <= b - a <= 6000 for a, b in pairwise(times))


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_where_lines_end_people_blink_there_and_in_time(seed: int) -> None:
    times = blinks(long_song(), seed)
    assert set(times[:-1]) <= set(phrase_ends(long_song()))
    assert all(2500 <= b - a <= 6000 for a, b in pairwise((0, *times)))


def test_a_note_that_fills_the_time_makes_a_blink_later_and_never_earlier() -> None:
    held = song(30_000, [word("aah", 1000, 12_000, "AA"), word("la", 12_000, 12_500, "L AA")])
    times = blinks(held)
    assert times[0] == 12_000
    assert all(2500 <= b - a <= 6000 for a, b in pairwise(times))


def test_in_fast_singing_people_blink_between_the_vowels() -> None:
    words = [word("ta", t, t + 500, "T AA") for t in range(500, 20_000, 500)]
    fast = song(20_000, words)
    vowels = [p.span for w in fast.words() for p in w.phones if p.label == "AA"]
    for blink in blinks(fast):
        assert not any(blink < span.end and blink + BLINK_MS > span.start for span in vowels)


def test_other_times_may_be_asked_for_and_none() -> None:
    times = blink_times(song(60_000), 1, (1.0, 1.5))
    assert all(1000 <= b - a <= 1500 for a, b in pairwise(times))
    assert blink_times(song(60_000), 1, ()) == ()


def test_eyes_close_and_open_again() -> None:
    times = (Ms(1000), Ms(5000))
    eyes = [eyes_at(Ms(1000 + t), times) for t in (-1, 0, 40, 139, 140, 199, 200)]
    assert eyes == ["open", "half", "closed", "closed", "half", "half", "open"]


def test_a_pause_inside_of_a_line_ends_a_phrase() -> None:
    line = song(9000, [word("a", 100, 500), word("b", 500, 900), word("c", 1200, 2000)])
    assert phrase_ends(line) == [900, 2000]


def test_who_moves_a_word_moves_the_blinks_near_it_only() -> None:
    def sung(by: int) -> Alignment:
        words = [word("la", t, t + 500, "L AA") for t in range(3000, 200_000, 1500)]
        words[20] = word("la", 33_000 + by, 33_500 + by, "L AA")
        return song(210_000, words)

    for seed in range(10):
        before, after = set(blinks(sung(0), seed)), set(blinks(sung(130), seed))
        assert all(28_000 < moment < 75_000 for moment in before ^ after)
