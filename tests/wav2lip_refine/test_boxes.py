"""Rectangles around faces, to the pixel."""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wav2lip_refine.boxes import Box, Pads, pad, smooth


def test_padded_and_smoothed_boxes_equal_the_reference(shared: Path) -> None:
    golden = json.loads((shared / "data" / "wav2lip" / "boxes.json").read_text())
    assert golden["order"] == "x1,y1,x2,y2"
    assert golden["cases"]
    for case in golden["cases"]:
        height, width = case["frame_height_width"]
        pads = Pads(*case["pads_top_bottom_left_right"])
        padded = [pad(Box(*box), pads, width=width, height=height) for box in case["detections"]]
        assert [list(astuple(box)) for box in padded] == case["padded"], case["name"]
        smoothed = smooth(padded, golden["window"])
        assert [list(astuple(box)) for box in smoothed] == case["smoothed"], case["name"]


def test_means_are_cut_off_and_later_ones_are_over_smoothed_boxes() -> None:
    boxes = [Box(x, 0, 100, 9) for x in range(7, 87, 10)]
    assert [box.left for box in smooth(boxes)] == [27, 37, 47, 57, 61, 63, 65, 64]


def test_of_three_boxes_the_last_two_are_averaged() -> None:
    assert [box.left for box in smooth([Box(x, 0, 100, 9) for x in (0, 10, 21)])] == [15, 15, 18]


def test_smoothing_leaves_the_given_boxes_alone() -> None:
    boxes = [Box(0, 0, 9, 9), Box(5, 5, 19, 19)]
    smooth(boxes)
    assert boxes == [Box(0, 0, 9, 9), Box(5, 5, 19, 19)]


def test_no_boxes_smooth_to_no_boxes() -> None:
    assert smooth([]) == []


@given(st.integers(1, 30), st.integers(0, 500), st.integers(1, 500))
def test_a_face_that_does_not_move_keeps_its_box(frames: int, left: int, width: int) -> None:
    boxes = [Box(left, 3, left + width, 90)] * frames
    assert smooth(boxes) == boxes


coordinates = st.tuples(
    st.integers(0, 300), st.integers(0, 300), st.integers(1, 200), st.integers(1, 200)
)


@given(st.lists(coordinates, max_size=20), st.integers(1, 8))
def test_smoothing_keeps_inside_what_was_given(
    faces: list[tuple[int, int, int, int]], window: int
) -> None:
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in faces]
    smoothed = smooth(boxes, window)
    assert len(smoothed) == len(boxes)
    for box in smoothed:
        assert min(b.left for b in boxes) <= box.left
        assert box.right <= max(b.right for b in boxes)


def test_a_window_of_no_boxes_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one box"):
        smooth([Box(0, 0, 1, 1)], 0)


def test_a_box_knows_its_size() -> None:
    box = Box(left=2, top=3, right=10, bottom=30)
    assert (box.width, box.height) == (8, 27)


def test_an_empty_box_cannot_exist() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        Box(5, 5, 5, 9)


def test_a_detection_outside_the_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        pad(Box(200, 10, 260, 90), Pads(), width=160, height=120)
