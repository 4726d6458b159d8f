from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms, Span, Timeline, frame_count, frame_start
from tests.visemes.songs import alignments, little_song, song, word
from visemes.animate import animate, rest_in_pauses
from visemes.asks import (
    Ask,
    Held,
    Strength,
    anticipate_vowels,
    ask_for_shapes,
    close_in_time,
    lay_over,
    make_room,
)
from visemes.sets import load_set, names
from visemes.timing import Timing
from visemes.track import MouthTrack

SHAPES = load_set()
TIMING = Timing()
SONG = Span(Ms(0), Ms(3000))

Rows = list[tuple[int, int, str]]


def asked(alignment: Alignment) -> Rows:
    wishes = ask_for_shapes(alignment.words(), SHAPES, TIMING)
    return [(ask.span.start, ask.span.end, ask.shape) for ask in wishes]


def ask(start: int, end: int, shape: str, strength: Strength) -> Ask:
    return Ask(Span(Ms(start), Ms(end)), shape, strength)


def line(*rows: tuple[int, int, str]) -> Timeline[str]:
    return Timeline.of(SONG, rows)


def rows(track: Timeline[str]) -> Rows:
    return [(cue.start, cue.end, cue.value) for cue in track]


def shown(track: Timeline[Held]) -> Rows:
    return [(cue.start, cue.end, cue.value.shape) for cue in track]


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
    assert shown(laid) == [(0, 200, "D"), (200, 300, "A"), (300, 500, "D")]


def test_of_equal_wishes_the_later_one_is_seen() -> None:
    laid = lay_over([ask(0, 500, "D", Strength.VOWEL), ask(400, 900, "F", Strength.VOWEL)], SONG)
    assert shown(laid) == [(0, 400, "D"), (400, 900, "F")]


def test_nothing_asked_is_nothing_laid() -> None:
    assert shown(lay_over([], SONG)) == []


# make_room


def placed(*asks: Ask) -> Rows:
    found = make_room(asks, SONG, TIMING)
    return [(a.span.start, a.span.end, a.shape) for a in found if a.strength >= Strength.TEETH]


def test_teeth_that_lips_would_hide_get_a_frame() -> None:
    teeth, lips = ask(400, 484, "G", Strength.TEETH), ask(410, 494, "A", Strength.CLOSED)
    assert placed(teeth, lips) == [(400, 452, "G"), (452, 494, "A")]


def test_a_closure_without_any_room_moves_to_the_right() -> None:
    teeth, lips = ask(400, 450, "G", Strength.TEETH), ask(400, 460, "A", Strength.CLOSED)
    assert placed(teeth, lips) == [(400, 442, "G"), (442, 484, "A")]


def test_at_the_end_of_the_song_closures_move_to_the_left() -> None:
    teeth, lips = ask(2940, 2990, "G", Strength.TEETH), ask(2940, 3000, "A", Strength.CLOSED)
    assert placed(teeth, lips) == [(2916, 2958, "G"), (2958, 3000, "A")]


def test_closures_of_one_shape_that_overlap_are_one() -> None:
    one, other = ask(400, 484, "A", Strength.CLOSED), ask(450, 534, "A", Strength.CLOSED)
    assert placed(one, other) == [(400, 534, "A")]


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
    assert "".join(cue.value for cue in animate(little_song(), SHAPES).cues) == "XCEADHCGXCAFBCACGX"


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


def _touching(alignment: Alignment) -> list[tuple[Span, str]]:
    return sorted(
        (phone.span, "A" if phone.label in "PBM" else "G")
        for sung in alignment.words()
        for phone in sung.phones
        if phone.label in "PBMFV"
    )


def _unhurried(alignment: Alignment) -> list[tuple[Span, str]]:
    """Closures that no other one crowds."""
    every = _touching(alignment)
    return [
        (span, shape)
        for span, shape in every
        if not any(
            other != shape and s.start < span.end + 150 and span.start < s.end + 150
            for s, other in every
        )
    ]


@given(alignments(), st.sampled_from((24, 25, 30, 60)))
def test_lips_and_teeth_are_seen_in_a_frame(alignment: Alignment, rate: int) -> None:
    track, fps = animate(alignment, SHAPES), Fraction(rate)
    starts = [frame_start(i, fps) for i in range(frame_count(alignment.duration, fps))]
    for span, shape in _unhurried(alignment):
        near = [t for t in starts if span.start - 84 <= t < span.end + 40]
        mouths = [track.at(t) for t in near]
        assert any(m.shape == shape and m.mix == 0 for m in mouths)
        if shape == "A":
            assert any(m.shape == shape and m.openness == pytest.approx(0) for m in mouths)


@given(alignments(), st.sampled_from((12, 8)))
def test_slow_films_see_closures_too(alignment: Alignment, rate: int) -> None:
    fps = Fraction(rate)
    track = animate(alignment, SHAPES, Timing(fps=fps))
    starts = [frame_start(i, fps) for i in range(frame_count(alignment.duration, fps))]
    for span, shape in _unhurried(alignment):
        near = [t for t in starts if span.start - 250 <= t < span.end + 250]
        assert any(track.at(t).shape == shape for t in near)


@given(alignments())
@settings(max_examples=150)
def test_no_mouth_but_a_closure_is_shorter_than_the_eye_sees(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    short = [c for c in track.cues if c.span.length < TIMING.shortest and c.value not in "AG"]
    assert short == []


@given(alignments(), st.sampled_from(names()))
def test_the_contract_holds_for_every_set(alignment: Alignment, name: str) -> None:
    shapes = load_set(name)
    track = animate(alignment, shapes)
    assert track.cues.span == alignment.span
    assert list(track.cues.gaps()) == []
    short = [c.span.length for c in track.cues if c.value not in shapes.must]
    assert all(length >= TIMING.shortest for length in short)
    assert all(0 <= value <= 1 for value in track.openness.values)
    assert all(-1 <= value <= 1 for value in track.width.values)


@given(alignments())
def test_a_jaw_that_touches_does_not_move(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    for cue in track.cues:
        if cue.value == "A":
            held = range(cue.start, cue.start + max(1, cue.span.length - track.blend))
            assert max(track.openness.at(Ms(t)) for t in held) == pytest.approx(0, abs=0.021)


@given(alignments())
def test_the_mouth_rests_where_nobody_sings_for_a_second(alignment: Alignment) -> None:
    track = animate(alignment, SHAPES)
    sung = [w.span for w in alignment.words() if w.span is not None]
    edges = [0, *(edge for span in sung for edge in (span.start, span.end)), alignment.duration]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        if start - end > 1000:
            assert track.at(Ms((start + end) // 2)).shape == "X"
            # But for the breath before what follows.
            assert {track.at(Ms(t)).shape for t in range(end + 160, start - 280, 50)} == {"X"}
