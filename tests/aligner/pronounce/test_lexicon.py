"""A lexicon is read kindly, and its mistakes are named."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from aligner.pronounce import parse_lexicon, read_lexicon
from aligner.pronounce.lexicon import MAX_BYTES
from media_core.errors import InputError


def test_case_stress_comments_and_numbers_do_not_matter() -> None:
    text = (
        "\ufeff# band\r\nZorblax  z ao1 R b l ae2 k s # ours\r\n\r\nlive L IH V\nLIVE(2)\tL AY0 V\n"
    )
    assert parse_lexicon(text.removeprefix("\ufeff")) == {
        "zorblax": (("Z", "AO", "R", "B", "L", "AE", "K", "S"),),
        "live": (("L", "IH", "V"), ("L", "AY", "V")),
    }


def test_the_same_pronunciation_twice_counts_once() -> None:
    assert parse_lexicon("moon M UW N\nmoon M UW1 N") == {"moon": (("M", "UW", "N"),)}


def test_an_unknown_phone_is_named_with_its_place_and_its_neighbours() -> None:
    with pytest.raises(InputError, match=r"band\.txt, line 2: unknown phone 'EHH'.*\bEH\b") as info:
        parse_lexicon("moon M UW N\nbed B EHH D", name="band.txt")
    assert "AA AE AH" in info.value.hint


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("moon", "line 1: 'moon' has no phones"),
        ("moon # M UW N", "line 1: 'moon' has no phones"),
        ("-- M UW N", "line 1: '--' is no word"),
        ("moon M1 UW N", "unknown phone 'M1'; did you mean M"),
        ("moon M UW3 N", "unknown phone 'UW3'; did you mean UW"),
        ("moon M 7 N", "unknown phone '7'"),
        ("moon M 月 N", "unknown phone '月'"),
    ],
)
def test_a_bad_line_is_refused(line: str, message: str) -> None:
    with pytest.raises(InputError) as info:
        parse_lexicon(line)
    assert message in info.value.message
    assert info.value.hint


def test_a_file_is_read_with_or_without_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "band.txt"
    path.write_text("Beyoncé B IY AA N S EY\n", encoding="utf-8-sig")
    assert read_lexicon(path) == {"beyonce": (("B", "IY", "AA", "N", "S", "EY"),)}


def test_a_file_that_is_no_lexicon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "band.txt"
    with pytest.raises(InputError, match="there is no lexicon file"):
        read_lexicon(path)
    with pytest.raises(InputError, match="is a folder"):
        read_lexicon(tmp_path)
    path.write_bytes(b"moon M \xff N")
    with pytest.raises(InputError, match="not UTF-8"):
        read_lexicon(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="too large"):
        read_lexicon(path)


@given(st.text(max_size=60))
def test_any_text_is_a_lexicon_or_an_input_error(text: str) -> None:
    try:
        lexicon = parse_lexicon(text)
    except InputError:
        return
    assert all(set(way) <= ARPABET and way for ways in lexicon.values() for way in ways)
