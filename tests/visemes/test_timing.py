"""The numbers of a mouth's movement, and the file that sets them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from media_core.errors import InputError
from visemes.timing import RANGES, Timing, parse_timing, read_timing


def test_what_a_file_does_not_say_stays_as_it_is() -> None:
    timing = parse_timing("[mouth]\nlead = 80\ngain = 2")
    assert (timing.lead, timing.gain, timing.glide) == (80, 2.0, Timing().glide)


def test_the_table_may_stand_alone() -> None:
    assert parse_timing("every = 2") == Timing(every=2)


def test_every_number_has_a_range_that_holds_its_default() -> None:
    for name, (low, high) in RANGES.items():
        assert low <= getattr(Timing(), name) <= high


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[mouth]\nlaed = 80", "there is no 'laed'; there are blend, breath"),
        ("lead = 8000", "lead is 8000, not within 0..300"),
        ("gain = nan", "gain is nan, not within"),
        ("lead = 1.5", "lead is a whole number, not 1.5"),
        ("gain = true", "gain is a number, not True"),
        ("mouth = 3", "mouth is a table"),
        ("fps = 25", "there is no 'fps'"),
        ("lead =", "Invalid value"),
    ],
)
def test_a_style_that_is_none_is_refused_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "style.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        read_timing(path)
    assert str(path) in str(caught.value)


def test_a_style_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no mouth style"):
        read_timing(tmp_path / "none.toml")
    (tmp_path / "long.toml").write_bytes(b"#" * 200_000)
    with pytest.raises(InputError, match="too large"):
        read_timing(tmp_path / "long.toml")


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(12), Fraction(25)])
def test_a_frame_begins_in_every_stretch_of_a_frame(rate: Fraction) -> None:
    length = Timing(fps=rate).frame
    starts = {i * 1000 * rate.denominator // rate.numerator for i in range(300)}
    assert all(starts & set(range(at, at + length)) for at in range(2000))
