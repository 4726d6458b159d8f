"""What people type becomes a value, or a sentence about what is wrong with it."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from animatemusic import options
from animatemusic.output import output_path
from media_core.errors import OutputError
from media_core.timeline import Ms, Span, clock

SIDES = st.integers(32, 3840).map(lambda half: 2 * half)


@given(SIDES, SIDES, st.sampled_from(["x", "X", "×", " x "]))
def test_a_size_is_two_even_sides(width: int, height: int, between: str) -> None:
    assert options.size(f"{width}{between}{height}") == (width, height)


@pytest.mark.parametrize(
    "text", ["", "1920", "1920x", "x1080", "1920x1080x3", "1921x1080", "62x64", "64x7682", "-2x64"]
)
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"1920x1080|even"):
        options.size(text)


@given(st.integers(1, 120))
def test_a_whole_rate_is_itself(rate: int) -> None:
    assert options.frame_rate(str(rate)) == rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("23.976", Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_a_rate_is_what_people_mean_by_it(text: str, rate: Fraction) -> None:
    assert options.frame_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    ["", "fast", "0", "0.5", "121", "-30", "nan", "inf", "30/0", "29.970001", "1e999999999"],
)
def test_other_rates_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="frame rate"):
        options.frame_rate(text)


@given(st.integers(0, 7_200_000), st.integers(1, 7_200_000))
def test_a_range_is_read_as_clocks_are_written(start: int, length: int) -> None:
    end = start + length
    assert options.span(f"{clock(Ms(start))}-{clock(Ms(end))}") == Span(Ms(start), Ms(end))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("0:30-0:45", 30_000, 45_000),
        ("30-45.5", 30_000, 45_500),
        ("59:59 - 1:00:01", 3_599_000, 3_601_000),
    ],
)
def test_moments_may_be_written_in_several_ways(text: str, start: int, end: int) -> None:
    assert options.span(text) == Span(Ms(start), Ms(end))


@pytest.mark.parametrize(
    "text",
    ["", "-", "0:30", "0:30-", "-0:30", "0:45-0:30", "0:30-0:30", "1-2-3", "a-b", "1:2:3:4-9:9"],
)
def test_other_ranges_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="0:30-0:45"):
        options.span(text)


@given(st.text(max_size=30))
def test_nothing_that_people_type_breaks_the_options(text: str) -> None:
    for read in (options.size, options.frame_rate, options.span):
        with suppress(click.BadParameter):
            read(text)


def test_a_free_name_is_taken_as_it_is(tmp_path: Path) -> None:
    wanted = tmp_path / "film.mp4"
    assert output_path(wanted, Path("song.mp4"), force=False) == wanted
    assert output_path(wanted, Path("song.mp4"), force=True) == wanted
    assert output_path(None, wanted, force=False) == wanted


def test_a_default_name_counts_up_past_what_is_taken(tmp_path: Path) -> None:
    for name in ("a.b.mp4", "a.b-2.mp4", "a.b-4.mp4"):
        (tmp_path / name).touch()
    assert output_path(None, tmp_path / "a.b.mp4", force=False) == tmp_path / "a.b-3.mp4"


def test_a_name_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, said in (
        (tmp_path / "none" / "film.mp4", "there is no folder"),
        (tmp_path / "file" / "film.mp4", "there is no folder"),
        (tmp_path, "is a folder"),
        (tmp_path / "file", "exists already"),
        (tmp_path / ("x" * 300), "cannot be written"),
    ):
        with pytest.raises(OutputError, match=said) as caught:
            output_path(path, path, force=False)
        assert caught.value.hint
    with pytest.raises(OutputError, match="no mp4 file"):
        output_path(tmp_path / "film", tmp_path, force=False, suffix=".mp4")
