"""Time: spans, timelines and frames keep their promises for every value."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.timeline import (
    Cue,
    Ms,
    Span,
    Timeline,
    clock,
    frame_at,
    frame_count,
    frame_start,
    ms_from_seconds,
)

TEN_HOURS = 36_000_000
RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(60)]

moments = st.integers(0, TEN_HOURS).map(Ms)
rates = st.sampled_from([*RATES, Fraction(24000, 1001), Fraction(1), Fraction(120)])


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(moments)
    return Span(start, Ms(start + draw(st.integers(1, 600_000))))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline[str]:
    """Cues and gaps of any length, none at all included."""
    start = at = draw(st.integers(0, 1000))
    rows: list[tuple[int, int, str]] = []
    for gap, length, value in draw(
        st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.sampled_from("ab")), max_size=9)
    ):
        rows.append((at + gap, at + gap + length, value))
        at += gap + length
    end = at + draw(st.integers(0 if rows else 1, 9))
    return Timeline.of(Span(Ms(start), Ms(end)), rows)


def values(timeline: Timeline[str]) -> list[str | None]:
    """What holds at each millisecond of the timeline."""
    found = [timeline.at(Ms(m)) for m in range(timeline.span.start, timeline.span.end)]
    return [cue.value if cue is not None else None for cue in found]


# Span


@given(spans())
def test_a_span_holds_its_start_and_middle_but_not_its_end(span: Span) -> None:
    assert span.start in span
    assert span.middle in span
    assert span.end not in span
    assert Ms(span.end - 1) in span
    assert span.length == span.end - span.start


@given(spans(), spans())
def test_overlapping_is_mutual_and_means_a_moment_in_both(a: Span, b: Span) -> None:
    assert a.overlaps(b) == b.overlaps(a) == (max(a.start, b.start) < min(a.end, b.end))
    assert a.overlaps(a)


def test_spans_that_touch_do_not_overlap() -> None:
    assert not Span(Ms(0), Ms(5)).overlaps(Span(Ms(5), Ms(9)))


@pytest.mark.parametrize(("start", "end"), [(5, 5), (5, 4), (0, 0)])
def test_a_span_that_ends_before_it_lasts_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="must end after its start"):
        Span(Ms(start), Ms(end))


def test_a_span_before_the_song_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot start before the song"):
        Span(Ms(-1), Ms(5))


def test_only_whole_moments_lie_in_a_span() -> None:
    assert 3.0 not in Span(Ms(0), Ms(5))
    assert "3" not in Span(Ms(0), Ms(5))


# Timeline


@given(timelines())
def test_filling_leaves_no_gap_and_changes_only_gaps(timeline: Timeline[str]) -> None:
    filled = timeline.fill("-")
    assert list(filled.gaps()) == []
    assert values(filled) == [value if value is not None else "-" for value in values(timeline)]
    assert set(timeline.cues) <= set(filled.cues)
    assert filled.fill("+") == filled


@given(timelines())
def test_gaps_are_the_moments_without_a_cue(timeline: Timeline[str]) -> None:
    silent = [moment for gap in timeline.gaps() for moment in range(gap.start, gap.end)]
    begin = timeline.span.start
    assert silent == [begin + i for i, value in enumerate(values(timeline)) if value is None]


@given(timelines())
def test_joining_changes_no_moment_and_leaves_no_equal_neighbours(timeline: Timeline[str]) -> None:
    joined = timeline.joined()
    assert values(joined) == values(timeline)
    for a, b in pairwise(joined.cues):
        assert a.end < b.start or a.value != b.value
    assert joined.joined() == joined


@given(timelines())
def test_nothing_holds_outside_a_timeline(timeline: Timeline[str]) -> None:
    assert timeline.at(timeline.span.end) is None
    assert len(timeline) == len(list(timeline)) == len(timeline.cues)


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 5, "a"), (4, 6, "b")],
        [(5, 6, "a"), (0, 5, "b")],
        [(0, 5, "a"), (0, 5, "a")],
    ],
)
def test_cues_that_overlap_or_run_backwards_are_refused(rows: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlap or are out of order"):
        Timeline.of(Span(Ms(0), Ms(9)), rows)


def test_a_cue_outside_the_timeline_is_refused() -> None:
    with pytest.raises(ValueError, match="after the timeline"):
        Timeline.of(Span(Ms(0), Ms(9)), [(5, 10, "a")])
    with pytest.raises(ValueError, match="out of order"):
        Timeline.of(Span(Ms(3), Ms(9)), [(2, 5, "a")])


def test_values_are_equal_only_if_every_field_is() -> None:
    span = Span(Ms(0), Ms(5))
    assert Cue(span, "a") == Cue(span, "a")
    assert Cue(span, "a") != Cue(span, "b")
    assert len({Cue(span, "a"), Cue(span, "a"), Cue(Span(Ms(0), Ms(6)), "a")}) == 2


# Frames


@given(moments, rates)
def test_the_frame_on_the_screen_has_begun_and_the_next_has_not(moment: Ms, fps: Fraction) -> None:
    index = frame_at(moment, fps)
    assert frame_start(index, fps) <= moment < frame_start(index + 1, fps)


@given(st.integers(0, 120 * 36_000), rates)
def test_a_frame_is_on_the_screen_when_it_begins(index: int, fps: Fraction) -> None:
    start = frame_start(index, fps)
    assert frame_at(start, fps) == index
    assert 0 <= Fraction(index * 1000) / fps - start < 1


@given(st.integers(1, TEN_HOURS).map(Ms), rates)
def test_as_many_frames_as_a_song_needs_and_no_more(duration: Ms, fps: Fraction) -> None:
    count = frame_count(duration, fps)
    assert Fraction(count * 1000) / fps >= duration
    assert Fraction((count - 1) * 1000) / fps < duration
    assert frame_at(Ms(duration - 1), fps) < count


@pytest.mark.parametrize("fps", RATES)
def test_ten_hours_later_frames_are_as_right_as_at_first(fps: Fraction) -> None:
    count = frame_count(Ms(TEN_HOURS), fps)
    assert count == -(-36_000 * fps.numerator // fps.denominator)
    assert abs(Fraction(frame_start(count, fps)) - Fraction(count * 1000) / fps) < 1
    starts = [frame_start(i, fps) for i in range(count - 100, count)]
    lengths = {b - a for a, b in pairwise(starts)}
    assert lengths <= {int(1000 / fps), int(1000 / fps) + 1}


def test_no_song_has_no_frames() -> None:
    assert frame_count(Ms(0), Fraction(30)) == 0


# Reading and writing


@given(moments)
def test_seconds_with_three_decimals_come_back_as_they_were(moment: Ms) -> None:
    assert ms_from_seconds(moment / 1000) == moment
    assert ms_from_seconds(float(f"{moment / 1000:.3f}")) == moment


@given(moments)
def test_a_clock_tells_every_millisecond(moment: Ms) -> None:
    minutes, seconds = clock(moment).split(":")
    assert int(minutes) * 60_000 + round(float(seconds) * 1000) == moment
    assert len(seconds) == len("00.000")
