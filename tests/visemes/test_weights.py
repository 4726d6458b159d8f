"""A face's weights from what the mouth does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.sets import load_set, names
from visemes.track import Mouth
from visemes.weights import FaceTable, arkit, axes_of, weights

SHAPES = load_set()


def still(name: str, set_name: str = "rhubarb") -> dict[str, float]:
    shapes = load_set(set_name)
    shape = shapes.shapes[name]
    return weights(Mouth(name, name, 0.0, shape.openness, shape.width), shapes)


def test_the_names_are_those_of_arkit_each_once() -> None:
    assert len(set(arkit().names)) == len(arkit().names)
    assert {"jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "tongueOut"} <= set(
        arkit().names
    )


def test_a_mouth_at_rest_does_nothing() -> None:
    assert set(still("X").values()) == {0.0}


def test_the_jaw_opens_with_the_mouth() -> None:
    assert still("D")["jawOpen"] > still("C")["jawOpen"] > still("B")["jawOpen"] > 0
    assert still("A")["jawOpen"] == 0


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        *(("A", "mouthPressLeft"), ("F", "mouthPucker"), ("B", "mouthStretchLeft")),
        *(("G", "mouthRollLower"), ("E", "mouthFunnel"), ("H", "tongueOut")),
    ],
)
def test_each_shape_moves_what_makes_it(shape: str, name: str) -> None:
    others = [still(other)[name] for other in SHAPES.shapes if other not in (shape, "F")]
    assert still(shape)[name] > max(others)


def test_both_sides_of_a_face_do_the_same() -> None:
    for shape in SHAPES.shapes:
        found = still(shape)
        for name, weight in found.items():
            if name.endswith("Left"):
                assert found[name[:-4] + "Right"] == weight


def test_half_way_is_half_of_both() -> None:
    half = axes_of(Mouth("A", "G", 0.5, 0.0, 0.0), SHAPES)
    assert (half["lips"], half["teeth"]) == (0.5, 0.5)


@given(
    st.sampled_from(names()),
    st.data(),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(-1, 1),
)
def test_no_weight_leaves_its_range(
    name: str, data: st.DataObject, mix: float, openness: float, width: float
) -> None:
    shapes = load_set(name)
    one, other = (data.draw(st.sampled_from(sorted(shapes.shapes))) for _ in range(2))
    found = weights(Mouth(one, other, mix, openness, width), shapes)
    assert tuple(found) == arkit().names
    assert all(0.0 <= weight <= 1.0 for weight in found.values())


def test_a_face_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="open: the face has no jaw"):
        FaceTable(("jawOpen",), {"open": {"jaw": 0.5}})
    with pytest.raises(ValueError, match="between 0 and 1"):
        FaceTable(("jawOpen",), {"open": {"jawOpen": 1.5}})
