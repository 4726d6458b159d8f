from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET
from visemes.sets import load_set, parse_set

SMALL = """
name = "small"
title = "Two mouths"
rest = "shut"
closed = "shut"
[shapes]
shut = { look = "lips together", example = "M" }
wide = { look = "wide open", example = "AH" }
[phones]
M = ["shut"]
AH = ["wide"]
AY = ["wide", "shut"]
"""


def test_every_phone_but_hh_has_shapes() -> None:
    assert set(load_set().phones) == ARPABET - {"HH"}


def test_the_set_has_the_nine_mouths_in_the_order_of_the_chart() -> None:
    assert list(load_set().shapes) == list("ABCDEFGHX")


def test_every_shape_says_how_it_looks_and_what_asks_for_it() -> None:
    assert all(shape.look and shape.example for shape in load_set().shapes.values())


def test_lips_meet_for_p_b_and_m_alone() -> None:
    shapes = load_set()
    assert {p for p, wanted in shapes.phones.items() if shapes.closed in wanted} == {"P", "B", "M"}
    assert {p for p, wanted in shapes.phones.items() if shapes.teeth in wanted} == {"F", "V"}


def test_only_diphthongs_have_two_shapes() -> None:
    two = {phone for phone, wanted in load_set().phones.items() if len(wanted) == 2}
    assert two == {"AW", "AY", "EY", "OW", "OY"}


@pytest.mark.parametrize("shape", "ABCDEFGHX")
def test_every_other_shape_stands_in_for_a_shape(shape: str) -> None:
    shapes = load_set()
    assert set(shapes.fallback[shape]) == set(shapes.shapes) - {shape}
    assert len(shapes.fallback[shape]) == len(shapes.shapes) - 1


@given(st.sampled_from("ABCDEFGHX"), st.sets(st.sampled_from("ABCDEFGHX"), min_size=1))
def test_any_rig_with_a_mouth_shows_something(shape: str, drawn: set[str]) -> None:
    shown = load_set().standing_in(shape, drawn)
    assert shown in drawn
    if shape in drawn:
        assert shown == shape


def test_the_basic_fallbacks_are_those_of_rhubarb() -> None:
    shapes = load_set()
    assert [shapes.standing_in(shape, set("ABCDEF")) for shape in "GHX"] == ["A", "C", "A"]


def test_a_rig_without_a_mouth_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one shape"):
        load_set().standing_in("A", set())
    with pytest.raises(ValueError, match="'Q' is not a shape of rhubarb"):
        load_set().standing_in("Q", {"A"})


def test_a_small_set_loads() -> None:
    shapes = parse_set(SMALL)
    assert shapes.phones["AY"] == ("wide", "shut")
    assert shapes.teeth == ""
    assert shapes.standing_in("wide", {"shut"}) == "shut"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('rest = "shut"', 'rest = "asleep"', "small: no such shape: asleep"),
        ('closed = "shut"', 'closed = "zip"', "no such shape: zip"),
        ('M = ["shut"]', 'M = ["shot"]', "no such shape: shot"),
        ('M = ["shut"]', 'MM = ["shut"]', "no such phone: MM"),
        ('M = ["shut"]', "M = []", "a phone has one shape, a diphthong two"),
        ('M = ["shut"]', 'M = ["shut", "wide", "shut"]', "a phone has one shape"),
        ('M = ["shut"]', 'M = ["shut"]\nM = ["wide"]', "[Oo]verwrite"),
        ('title = "Two mouths"', "", "needs the key 'title'"),
        ('look = "wide open", ', "", "needs the key 'look'"),
        ("[phones]", '[fallback]\nwide = ["open"]\n[phones]', "no such shape: open"),
        ("[phones]", '[rounding]\nbefore = ["OO"]\n[phones]', "no such phone: OO"),
        ("[phones]", '[rounding]\nbefore = ["UW"]\nwide = "o"\n[phones]', "no such shape: o"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(old: str, new: str, reason: str) -> None:
    assert old in SMALL
    with pytest.raises(ValueError, match=reason):
        parse_set(SMALL.replace(old, new))
