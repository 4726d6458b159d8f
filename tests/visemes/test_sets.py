from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment import ARPABET, VOWELS
from media_core.errors import InputError
from visemes.sets import VisemeSet, load_set, names, parse_set

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


# Every set that ships

SIZES = {
    "rhubarb": 9,
    "adobe": 14,
    "cmu-39": 40,
    "five-shape": 5,
    "fleming-dobbs": 14,
    "oculus": 15,
    "preston-blair": 10,
    "sapi": 22,
    "toon-boom": 8,
    "two-shape": 2,
}


@pytest.fixture(params=names())
def known(request: pytest.FixtureRequest) -> VisemeSet:
    return load_set(str(request.param))


def test_these_sets_ship_with_the_program_the_default_first() -> None:
    assert {name: len(load_set(name).shapes) for name in names()} == SIZES
    assert names()[0] == "rhubarb"


def test_each_set_has_a_mouth_for_every_phone(known: VisemeSet) -> None:
    assert set(known.phones) >= ARPABET - {"HH"}


def test_each_set_says_where_it_is_from_and_how_it_looks(known: VisemeSet) -> None:
    assert known.source
    assert known.title
    assert all(shape.look and shape.example for shape in known.shapes.values())


def test_in_each_set_lips_meet_and_vowels_are_open(known: VisemeSet) -> None:
    assert all(known.shapes[shape].openness == 0 for shape in known.closures)
    for vowel in VOWELS:
        assert known.shapes[known.phones[vowel][0]].openness >= 0.15
        assert known.phones[vowel][0] not in known.must


def test_in_each_set_no_tongue_closes_the_lips(known: VisemeSet) -> None:
    asking = {p for p, row in known.phones.items() if set(row) & known.closures}
    assert asking - {"P", "B", "M"} <= ({"F", "V"} if not known.teeth else set())


def test_in_each_set_what_lacks_is_replaced_by_anything_drawn(known: VisemeSet) -> None:
    for shape in known.shapes:
        assert sorted(known.fallback[shape]) == sorted(set(known.shapes) - {shape})


def test_in_each_set_long_diphthongs_glide(known: VisemeSet) -> None:
    if known.name != "two-shape":
        assert {len(known.phones[vowel]) for vowel in ("AW", "AY", "OW", "OY")} == {2}


def test_a_shape_is_known_by_its_aliases_however_they_are_written() -> None:
    assert load_set("adobe").named("w oo") == "W-Oo"
    assert load_set("oculus").named("viseme_pp") == "PP"
    assert load_set("sapi").named("SP_VISEME_21") == "21"
    assert load_set("preston-blair").named("Rest") == "rest"
    assert load_set("fleming-dobbs").named("13") == "AA"
    assert load_set().named("Z") is None


# A user's own

OWN = SMALL.replace("[shapes]", 'other = "wide"\n[shapes]')


def test_a_set_of_ones_own_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    shapes = load_set(path)
    assert shapes.phones["EH"] == ("wide",)
    assert shapes.phones["M"] == ("shut",)
    assert "HH" not in shapes.phones


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SMALL, "the vowels AA, AE, .* have no shape"),
        ("name = ", "is no set of mouths: Invalid value"),
        (OWN.replace('M = ["shut"]', 'M = "shut"'), "M is a list of names"),
        (
            OWN.replace('M = ["shut"]', 'M = ["wide"]').replace('"AH"', '"AH", openness = 1'),
            "M closes the lips, but its shape wide",
        ),
        (OWN.replace('M = ["shut"]', 'T = ["shut", "wide"]'), "only vowels glide, not T"),
        (OWN.replace('example = "M"', 'example = "M", openness = 3'), "openness of shut is 3"),
        (OWN.replace('example = "M"', 'example = "M", width = -2'), "width of shut is -2"),
        (OWN.replace('example = "M"', 'example = "M", aliases = ["Wide"]'), "names two shapes"),
        (OWN.replace('example = "M"', 'example = "M", openness = "x"'), "could not convert"),
        (OWN + '[fallback]\nwide = ["wide"]\n', "fallback of wide names it"),
        (OWN.replace('rest = "shut"', "rest = 3"), "small: no such shape|wrong kind"),
        (OWN.replace('name = "small"', 'name = "small"\nschema = 2'), "schema is 2"),
        ("shapes = 3\nphones = {}\nrest = ''", "'shapes' is a table"),
        (OWN.replace('shut = { look = "lips together", example = "M" }', "shut = 1"), "is a table"),
    ],
)
def test_a_file_that_is_no_set_is_refused_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=reason) as caught:
        load_set(path)
    assert str(path) in str(caught.value)
    assert caught.value.hint


def test_a_set_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no set of mouths nope") as caught:
        load_set("nope")
    assert "preston-blair" in caught.value.hint
    with pytest.raises(InputError, match="is a folder"):
        load_set(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not in UTF-8"):
        load_set(tmp_path / "latin.toml")
    (tmp_path / "long.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(InputError, match="too large"):
        load_set(tmp_path / "long.toml")
