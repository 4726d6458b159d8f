"""The scorers are right: planted errors come out as the figures they must be."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import Alignment, Line, Phone, Word
from benchmarks.confidence import (
    CONFIDENCE_HEAD,
    RELIABILITY_HEAD,
    Song,
    auc,
    confidence_rows,
    read_onsets,
    reliability_rows,
    song,
)
from benchmarks.english import bias_of
from benchmarks.mouths import fitted_to, read_spans
from benchmarks.truth import (
    Onsets,
    closed_share,
    nearest_frame,
    pauses,
    phone_onsets,
    rest_share,
    short_cues,
    unseen_closures,
    word_onsets,
)
from media_core.timeline import Ms, Span, Timeline
from visemes.sets import load_set
from visemes.track import MouthTrack


def span(start: int, end: int) -> Span:
    return Span(Ms(start), Ms(end))


def word(
    start: int | None,
    confidence: float | None = None,
    phones: tuple[Phone, ...] = (),
    sung: str = "moon",
) -> Word:
    when = None if start is None else span(start, start + 400)
    return Word(sung, sung, (0, 0), when, phones, confidence)


def alignment(*lines: tuple[Word, ...]) -> Alignment:
    return Alignment(tuple(Line(words) for words in lines), Ms(60_000))


def moon(*starts: tuple[str, int]) -> Word:
    """A word from the first to the last of phones of 50 ms."""
    phones = tuple(Phone(label, span(start, start + 50)) for label, start in starts)
    return Word("moon", "moon", (0, 0), span(starts[0][1], starts[-1][1] + 50), phones)


# auc


def test_scores_that_part_bad_from_good_have_an_auc_of_1() -> None:
    assert auc([0.1, 0.2, 0.8, 0.9], [True, True, False, False]) == 1.0


def test_scores_that_praise_the_bad_have_an_auc_of_0() -> None:
    assert auc([0.1, 0.2, 0.8, 0.9], [False, False, True, True]) == 0.0


def test_each_pair_in_wrong_order_costs_its_share() -> None:
    # Pairs of a bad and a good one: (.3, .2) is wrong; (.3, .9), (.1, .2), (.1, .9) are right.
    assert auc([0.3, 0.2, 0.1, 0.9], [True, False, True, False]) == 0.75


def test_equal_scores_count_half() -> None:
    assert auc([0.5, 0.5, 0.5], [True, False, False]) == 0.5
    assert auc([0.5, 0.5, 0.9], [True, False, False]) == 0.75


def test_without_bad_ones_or_good_ones_there_is_no_auc() -> None:
    assert math.isnan(auc([0.5, 0.6], [False, False]))
    assert math.isnan(auc([0.5, 0.6], [True, True]))
    assert math.isnan(auc([], []))


def test_each_score_is_judged() -> None:
    with pytest.raises(ValueError, match="2 scores for 1"):
        auc([0.5, 0.6], [True])


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30))
def test_the_auc_is_the_share_of_pairs_in_right_order(judged: list[tuple[int, bool]]) -> None:
    bad = [score for score, is_bad in judged if is_bad]
    good = [score for score, is_bad in judged if not is_bad]
    got = auc([score for score, _ in judged], [is_bad for _, is_bad in judged])
    if not bad or not good:
        assert math.isnan(got)
    else:
        pairs = [(b < g) + (b == g) / 2 for b in bad for g in good]
        assert got == pytest.approx(sum(pairs) / len(pairs))


# Confidence


def planted() -> Song:
    """Two sure lines in time, and a doubtful one that is 2 s late with both of its words."""
    found = alignment(
        (word(1000, 1.0), word(2000, 0.96)),
        (word(11_000, 0.97), word(12_400, 0.99)),
        (word(23_000, 0.4), word(24_000, 0.6)),
    )
    return Song(found, tuple(map(Ms, (1100, 2100, 11_000, 12_000, 21_000, 22_000))))


def test_a_line_is_off_by_the_mean_of_what_its_words_are_off() -> None:
    assert [line.error for line in planted().lines()] == [100, 200, 2000]
    assert [line.confidence for line in planted().lines()] == pytest.approx([0.98, 0.98, 0.5])


def test_a_word_that_was_not_found_is_off_by_all_the_time_there_is() -> None:
    lost = Song(alignment((word(None), word(1000, 0.9))), (Ms(500), Ms(1000)))
    assert [one.error for one in lost.words()] == [math.inf, 0]
    assert lost.lines()[0].error == math.inf


def test_a_song_is_not_judged_by_the_truth_of_another() -> None:
    with pytest.raises(ValueError, match="1 words were aligned, the truth has 2"):
        Song(alignment((word(0),)), (Ms(0), Ms(1)))


def test_the_truth_may_be_an_alignment_or_a_table() -> None:
    truth = alignment((word(100), word(500)))
    assert song(truth, truth).onsets == (100, 500)
    assert read_onsets("word_start,word_end,line_end\n1.0005,2,nan\n83.45,84,84\n") == (1001, 83450)


def test_the_table_tells_what_is_found_of_what_is_off() -> None:
    rows = confidence_rows([planted()])
    assert all(len(row) == len(CONFIDENCE_HEAD) for row in rows)
    # Words off: the last two, and 12_400, which is surer than two of the three good ones.
    assert [row[1] for row in rows] == [
        "0.778 (3 of 6 off)",
        "1.000 (1 of 3 off)",
        "1 of 3",
        "1 of 1",
        "2 of 3",
    ]


def test_reliability_counts_every_word_once() -> None:
    rows = reliability_rows([planted(), planted()])
    assert all(len(row) == len(RELIABILITY_HEAD) for row in rows)
    assert rows == [
        ("0 - 0.5", "2", "40.0", "0.0"),
        ("0.5 - 0.7", "2", "60.0", "0.0"),
        ("0.95 - 1", "8", "98.0", "75.0"),
    ]


# Onsets


def test_missing_words_count_against_the_share_within_a_tolerance() -> None:
    found = alignment((word(100), word(260), word(None)))
    onsets = word_onsets(found, alignment((word(120), word(200), word(300))))
    assert onsets == Onsets(3, (20, 60))
    assert (onsets.median, onsets.mean) == (40, 40)
    assert onsets.within(20) == pytest.approx(100 / 3)
    assert onsets.within(60) == pytest.approx(200 / 3)


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="not those of the truth"):
        word_onsets(alignment((word(0, sung="sun"),)), alignment((word(0),)))


def test_phones_are_compared_with_the_same_phone_of_the_word() -> None:
    found = alignment((moon(("M", 110), ("AH", 180), ("N", 330)),))
    truth = alignment((moon(("M", 100), ("UW", 200), ("N", 300)),))
    assert phone_onsets(found, truth) == Onsets(3, (10, 30))


def test_pauses_are_as_long_as_asked_for() -> None:
    truth = alignment((word(0), word(1000)), (word(4000), word(4400)))
    assert pauses(truth, 600) == [span(400, 1000), span(1400, 4000)]
    assert pauses(truth, 601) == [span(1400, 4000)]


# Mouths


def mouth(*cues: tuple[int, int, str]) -> MouthTrack:
    return MouthTrack(Timeline.of(span(0, cues[-1][1]), cues), load_set())


def test_the_nearest_frame_may_be_the_one_before_or_after() -> None:
    assert nearest_frame(Ms(109), Fraction(30)) == 100
    assert nearest_frame(Ms(120), Fraction(30)) == 133


def test_lips_are_closed_or_not_in_the_frame_nearest_the_middle() -> None:
    truth = alignment((moon(("M", 75), ("UW", 150), ("P", 375)),))
    # The middles are 100 and 400 ms; UW does not count.
    assert closed_share(mouth((0, 150, "A"), (150, 600, "D")), truth, Fraction(30)) == 50
    assert closed_share(mouth((0, 350, "X"), (350, 600, "A")), truth, Fraction(30)) == 100


def test_rest_is_counted_inside_the_span_only() -> None:
    track = mouth((0, 1000, "X"), (1000, 1500, "D"), (1500, 4000, "X"))
    assert rest_share(track, span(500, 2500)) == 75


def test_closed_lips_between_two_frames_are_seen_by_nobody() -> None:
    truth = alignment((moon(("M", 500), ("UW", 550)),))
    between = mouth((0, 545, "D"), (545, 580, "A"), (580, 1000, "D"))
    assert unseen_closures(between, truth, Fraction(24)) == (1, 1)  # frames begin at 541 and 583
    assert unseen_closures(between, truth, Fraction(60)) == (0, 1)


def test_a_short_cue_counts_unless_it_is_a_closure() -> None:
    track = mouth((0, 60, "D"), (60, 100, "A"), (100, 140, "G"), (140, 300, "X"))
    assert [cue.value for cue in short_cues(track)] == ["D"]


def test_marked_words_are_spans_inside_the_song() -> None:
    table = "word_start,word_end,line_end\n1.0,1.5,nan\n2.0,2.0,2.0\n9.5,12,12\n"
    assert read_spans(table, Ms(10_000)) == (
        *(span(1000, 1500), span(2000, 2010)),
        span(9500, 10_000),
    )


def test_phones_are_fitted_into_marked_words() -> None:
    found = alignment((moon(("M", 100), ("UW", 150)), moon(("M", 300), ("UW", 350))))
    fitted = fitted_to(found, (span(90, 400), span(5000, 5200)))
    (one, other) = fitted.words()
    assert [p.span for p in one.phones] == [span(90, 150), span(150, 400)]
    assert [p.span for p in other.phones] == [span(5000, 5090), span(5090, 5200)]


def test_the_bias_of_a_song_is_that_of_the_words_about_right() -> None:
    found = alignment((word(1050), word(2040), word(9000)), (word(4060), word(None)))
    assert bias_of(found, (Ms(1000), Ms(2000), Ms(3000), Ms(4000), Ms(5000))) == 50
    assert bias_of(alignment((word(9000),)), (Ms(1000),)) == 0
