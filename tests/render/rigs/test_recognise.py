from __future__ import annotations

import pickle

import pytest

from media_core.errors import RigError
from render.rigs.names import key
from render.rigs.recognise import all_readings, ambiguous, nearest_names, recognised
from visemes import sets
from visemes.sets import load_set


# All names of Toon Boom's are Rhubarb's, which has one more that need not be drawn.
@pytest.mark.parametrize("name", [name for name in sets.names() if name != "toon-boom"])
def test_a_whole_set_is_recognised_by_its_names(name: str) -> None:
    names = [key(shape) for shape in load_set(name).shapes]
    reading, rivals = recognised(names)
    assert (reading.set.name, rivals) == (name, [])
    assert reading.unknown == ()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("a b c d e f", "rhubarb"),
        ("a b c d e f x", "rhubarb"),
        ("a b c d e f g", "rhubarb"),
        ("a b c d e f g x", "rhubarb"),
        ("a b c d e f h x", "rhubarb"),
        ("a b c d e f g h", "rhubarb"),
        ("a b c d e f g h x", "rhubarb"),
        ("a d x", "rhubarb"),
        ("d f l m r s e", "adobe"),
        ("neutral ah oh smile", "adobe"),
        ("ai e etc fv l mbp o rest u wq", "preston-blair"),
        ("ai e o u mbp rest", "preston-blair"),
        ("sil pp ff aa oh ou", "oculus"),
        ("open closed", "two-shape"),
        ("aa ae ah ao iy uw m f sil", "cmu-39"),
        ("aa ae ah ao b d eh f iy k l m uw sil tongue", "cmu-39"),
        ("ae b ch d eh f k l m oo", "adobe"),
        ("aa ehsz o mbp fv gk iy nltdr sh th rest", "fleming-dobbs"),
    ],
)
def test_all_names_together_say_which_set_is_meant(names: str, found: str) -> None:
    reading, rivals = recognised(names.split())
    assert reading.set.name == found, reading.why()
    assert rivals == []


def test_a_large_set_that_is_hardly_drawn_is_not_meant_where_it_leaves_art_over() -> None:
    names = ["ae", "b", "ch", "d", "eh", "f", "k", "l", "m", "oo"]
    [cmu] = [reading for reading in all_readings(names) if reading.set.name == "cmu-39"]
    assert (len(cmu.shapes), cmu.unknown, cmu.plausible) == (9, ("oo",), False)
    [cmu] = [reading for reading in all_readings(names[:-1]) if reading.set.name == "cmu-39"]
    assert cmu.plausible


def test_the_eleven_mouths_that_papagayo_calls_fleming_and_dobbs_are_all_used() -> None:
    said = "AA EHSZ O MBP FV GK IY NLTDR SH TH rest"
    names = [key(name) for name in said.split()]
    reading, rivals = recognised(names)
    assert (reading.set.name, reading.unknown, reading.twice, rivals) == (
        "fleming-dobbs",
        (),
        (),
        [],
    )
    drawn = frozenset(reading.shapes.values())
    # Its groups of consonants have no mouths of their own for these three.
    assert [reading.set.standing_in(s, drawn) for s in ("L", "OO", "R")] == ["DTN", "OH", "OH"]


def test_names_that_fit_two_sets_equally_well_are_asked_about() -> None:
    reading, rivals = recognised(["d", "f"])
    assert rivals
    question = ambiguous(reading, rivals)
    assert "equally well" in question
    assert "adobe" in question


def test_toon_boom_is_read_where_somebody_says_so() -> None:
    names = list("abcdefgx")
    assert recognised(names, "toon-boom")[0].set.name == "toon-boom"


def test_who_says_the_set_is_not_asked() -> None:
    reading, rivals = recognised(["d", "f"], "adobe")
    assert (reading.shapes, rivals) == ({"d": "D", "f": "F"}, [])
    with pytest.raises(RigError, match="none of the names ah, oh is a mouth of the set rhubarb"):
        recognised(["ah", "oh"], "rhubarb")


def test_a_map_wins_and_must_name_a_mouth_of_the_set() -> None:
    reading, _ = recognised(["a", "b", "gap"], "rhubarb", {"gap": "D"})
    assert reading.shapes["gap"] == "D"
    with pytest.raises(RigError, match="maps gap to Q, which is no mouth of the set rhubarb"):
        recognised(["a", "gap"], "rhubarb", {"gap": "Q"})


def test_two_drawings_of_one_shape_are_noticed() -> None:
    reading, _ = recognised(["rest", "x", "ai", "mbp", "etc", "o"])
    assert reading.twice == ("x",)


def test_names_that_nobody_knows_are_no_rig() -> None:
    with pytest.raises(RigError, match="no mouth shapes are among the names foo, bar") as caught:
        recognised(["foo", "bar"])
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), RigError)


def test_a_slip_gets_its_nearest_names() -> None:
    assert nearest_names("neutrl", load_set("adobe"))[0] == "Neutral"
    assert nearest_names("resting", load_set("preston-blair"))[0] == "rest"


def test_readings_come_best_first() -> None:
    scores = [reading.score for reading in all_readings(["a", "b", "c"])]
    assert scores == sorted(scores, reverse=True)
