from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment
from aligner.timeline import Ms, Span, Timeline, frame_count, frame_start
from tests.visemes.songs import alignments, little_song, song, word
from visemes.animate import (
    Ask,
    Strength,
    Timing,
    animate,
    anticipate_vowels,
    ask_for_shapes,
    close_in_time,
    hold_long_enough,
    lay_over,
    rest_in_pauses,
)
from visemes.sets import load_set
from visemes.track import MouthTrack

SHAPES = load_set()
TIMING = Timing()
SONG = Span(Ms(0), Ms(3000))

Rows = list[tuple[int, int, str]]


def asked(alignment: Alignment) -> Rows:
    wishes = ask_for_shapes(alignment, SHAPES, TIMING)
    return [(ask.span.start, ask.span.end, ask.shape) for ask in wishes]


def ask(start: int, end: int, shape: str, strength: Strength) -> Ask:
    return Ask(Span(Ms(start), Ms(end)), shape, strength)


def line(*rows: tuple[int, int, str]) -> Timeline[str]:
    return Timeline.of(SONG, rows)


def rows(track: Timeline[str]) -> Rows:
    return [(cue.start, cue.end, cue.value) for cue in track]


# ask_for_shapes


def test_each_phone_asks_for_its_mouth() -> None:
    assert asked(song(3000, [word("me", 100, 300, "M IY")])) == [(100, 200, "A"), (200, 300, "B")]


def test_a_long_diphthong_stays_on_its_nucleus() -> None:
    assert asked(song(3000, [word("I", 0, 2000, "AY")])) == [(0, 1880, "D"), (1880, 2000, "B")]


def test_a_short_diphthong_glides_for_two_fifths() -> None:
    assert asked(song(3000, [word("I", 0, 100, "AY")])) == [(0, 60, "D"), (60, 100, "B")]


def test_hh_takes_the_mouth_of_the_vowel_after_it() -> None:
    assert asked(song(3000, [word("who", 0, 200, "HH UW")])) == [(0, 100, "F"), (100, 200, "F")]


def test_hh_alone_asks_for_nothing() -> None:
    assert asked(song(3000, [word("h", 0, 200, "HH")])) == []


def test_lips_are_round_before_a_rounded_vowel() -> None:
    assert asked(song(3000, [word("too", 0, 200, "T UW")]))[0] == (0, 100, "F")
    assert asked(song(3000, [word("tea", 0, 200, "T IY")]))[0] == (0, 100, "B")


def test_a_word_without_phones_opens_a_little() -> None:
    assert asked(song(3000, [word("la", 100, 300)])) == [(100, 300, "C")]


def test_a_word_without_a_time_asks_for_nothing() -> None:
    assert asked(song(3000, [word("lost")])) == []


# anticipate_vowels, close_in_time, lay_over


def test_a_vowel_comes_before_its_sound() -> None:
    wishes = [ask(100, 200, "B", Strength.WEAK), ask(200, 400, "D", Strength.VOWEL)]
    early = anticipate_vowels(wishes, TIMING)
    assert [(a.span.start, a.span.end) for a in early] == [(100, 200), (150, 400)]


def test_nothing_comes_before_the_song() -> None:
    (early,) = anticipate_vowels([ask(20, 400, "D", Strength.VOWEL)], TIMING)
    (shut,) = close_in_time([ask(0, 40, "A", Strength.CLOSED)], TIMING)
    assert early.span == Span(Ms(0), Ms(400))
    assert shut.span == Span(Ms(0), Ms(40))


def test_closed_lips_last_two_frames_and_open_with_the_sound() -> None:
    (shut,) = close_in_time([ask(500, 540, "A", Strength.CLOSED)], TIMING)
    assert shut.span == Span(Ms(456), Ms(540))


def test_long_closures_begin_half_a_lead_early() -> None:
    (shut,) = close_in_time([ask(500, 900, "G", Strength.TEETH)], TIMING)
    assert shut.span == Span(Ms(475), Ms(900))


def test_the_tongue_is_in_no_hurry() -> None:
    wish = ask(500, 540, "B", Strength.WEAK)
    assert close_in_time([wish], TIMING) == [wish]


def test_the_stronger_wish_is_seen() -> None:
    laid = lay_over([ask(0, 500, "D", Strength.VOWEL), ask(200, 300, "A", Strength.CLOSED)], SONG)
    assert rows(laid) == [(0, 200, "D"), (200, 300, "A"), (300, 500, "D")]


def test_of_equal_wishes_the_later_one_is_seen() -> None:
    laid = lay_over([ask(0, 500, "D", Strength.VOWEL), ask(400, 900, "F", Strength.VOWEL)], SONG)
    assert rows(laid) == [(0, 400, "D"), (400, 900, "F")]


def test_nothing_asked_is_nothing_laid() -> None:
    assert rows(lay_over([], SONG)) == []


# hold_long_enough


def held(*given_rows: tuple[int, int, str]) -> Rows:
    return rows(hold_long_enough(line(*given_rows), SHAPES, TIMING))


def test_a_short_mouth_gives_its_time_to_the_next() -> None:
    assert held((0, 200, "D"), (200, 240, "B"), (240, 500, "C")) == [(0, 200, "D"), (200, 500, "C")]


def test_a_short_mouth_before_a_closure_gives_its_time_to_the_one_before() -> None:
    assert held((0, 200, "D"), (200, 240, "B"), (240, 500, "A")) == [(0, 240, "D"), (240, 500, "A")]


def test_a_closure_is_kept_however_short() -> None:
    assert held((0, 200, "D"), (200, 230, "A"), (230, 500, "D")) == [
        (0, 200, "D"),
        (200, 230, "A"),
        (230, 500, "D"),
    ]


def test_a_short_mouth_alone_is_lengthened() -> None:
    assert held((100, 130, "D")) == [(100, 170, "D")]


def test_short_mouths_in_a_row_become_one() -> None:
    assert held((0, 30, "B"), (30, 60, "C"), (60, 90, "D")) == [(0, 90, "D")]


# rest_in_pauses


def rested(*given_rows: tuple[int, int, str]) -> Rows:
    return rows(rest_in_pauses(line(*given_rows), SHAPES, TIMING))


def test_a_short_breath_is_sung_through() -> None:
    assert rested((0, 500, "D"), (700, 3000, "C")) == [(0, 700, "D"), (700, 3000, "C")]


def test_the_mouth_rests_in_a_pause() -> None:
    assert rested((500, 1000, "D"), (2000, 2500, "C")) == [
        (0, 500, "X"),
        (500, 1080, "D"),
        (1080, 2000, "X"),
        (2000, 2580, "C"),
        (2580, 3000, "X"),
    ]


def test_closed_lips_rest_at_once() -> None:
    assert rested((0, 1000, "A"))[:2] == [(0, 1000, "A"), (1000, 3000, "X")]


# animate


def test_a_song_without_words_is_a_resting_mouth() -> None:
    assert rows(animate(song(3000), SHAPES).cues) == [(0, 3000, "X")]


def test_the_little_song_is_sung_as_an_animator_would() -> None:
    assert "".join(cue.value for cue in animate(little_song(), SHAPES).cues) == "XCEADHCGXAFBCACGX"


def test_a_track_says_rest_after_its_end() -> None:
    assert animate(little_song(), SHAPES).at(Ms(60_000)).shape == "X"


def test_a_track_with_a_gap_or_a_strange_mouth_is_refused() -> None:
    with pytest.raises(ValueError, match="at every moment"):
        MouthTrack(line((0, 100, "A")), SHAPES)
    with pytest.raises(ValueError, match="not shapes of rhubarb: Q"):
        MouthTrack(line((0, 3000, "Q")), SHAPES)


@given(alignments())
def test_the_mouth_is_known_at_every_moment(alignment: Alignment) -> None:
    cues = animate(alignment, SHAPES).cues
    assert cues.span == alignment.span
    assert list(cues.gaps()) == []


@given(alignments())
def test_neighbouring_mouths_differ(alignment: Alignment) -> None:
    cues = animate(alignment, SHAPES).cues.cues
    assert all(a.value != b.value for a, b in pairwise(cues))


@given(alignments())
def test_the_same_song_is_sung_the_same_way(alignment: Alignment) -> None:
    assert animate(alignment, SHAPES) == animate(alignment, SHAPES)


def _lips(alignment: Alignment) -> list[Span]:
    return [
        phone.span
        for sung in alignment.words()
        for phone in sung.phones
        if phone.label in ("P", "B", "M")
    ]


@given(alignments())
def test_lips_are_closed_in_the_middle_of_p_b_and_m(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    for span in _lips(alignment):
        if span.length >= 40:
            assert track.at(span.middle).shape == "A"


@given(alignments(), st.sampled_from((24, 25, 30, 60)))
def test_closed_lips_are_seen_in_a_frame(alignment: Alignment, rate: int) -> None:
    track, fps = animate(alignment, SHAPES), Fraction(rate)
    starts = [frame_start(i, fps) for i in range(frame_count(alignment.duration, fps))]
    for span in _lips(alignment):
        if span.length >= 40:
            near = [t for t in starts if span.start - TIMING.closure <= t < span.end]
            assert any(track.at(t).shape == "A" for t in near)


@given(alignments())
@settings(max_examples=150)
def test_no_mouth_but_a_closure_is_shorter_than_the_eye_sees(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    short = [c for c in track.cues if c.span.length < TIMING.shortest and c.value not in "AG"]
    assert short == []


@given(alignments())
def test_the_mouth_rests_where_nobody_sings_for_a_second(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    sung = [w.span for w in alignment.words() if w.span is not None]
    edges = [0, *(edge for span in sung for edge in (span.start, span.end)), alignment.duration]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        if start - end > 1000:
            assert track.at(Ms((start + end) // 2)).shape == "X"
            assert {track.at(Ms(t)).shape for t in range(end + 160, start - 100, 50)} == {"X"}
