"""Faces are found in real pictures, written as JSON, read again, and measured."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from media_core.errors import InputError
from media_core.timeline import Ms
from tests.wav2lip_refine.clips import face_in, points_in
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces import faces_json
from wav2lip_refine.faces.face import GROUPS, Face, FaceFinder, box_of_68, clipped
from wav2lip_refine.faces.faces_json import Moment, at_frames
from wav2lip_refine.faces.signals import Signals, calibrated, calibration, lids, measure

BOX = Box(100, 80, 220, 240)


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    pytest.importorskip("ai_edge_litert")
    from wav2lip_refine.faces.mesh import MeshFinder

    return MeshFinder()


def picture(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


ONE_FACE = (
    *("drawing_886.png", "face_front_900.png", "face_photo_256.png"),
    *("face_soft_450x675.jpeg", "full_body_800x1200.png"),
)


@pytest.mark.parametrize("name", ONE_FACE)
def test_one_face_is_found_and_its_points_lie_where_they_should(
    shared: Path, finder: FaceFinder, name: str
) -> None:
    (face,) = finder.find(picture(shared / "data" / "faces" / name))
    p = face.points
    assert p is not None
    eyes, nose, mouth, chin = p[36:48].mean(0), p[30], p[48:68].mean(0), p[8]
    assert eyes[1] < nose[1] < mouth[1] < chin[1]
    assert p[36:42, 0].max() < p[42:48, 0].min(), "the left eye is the picture's left"
    assert p[0, 0] < p[16, 0]
    assert face.box.left <= mouth[0] <= face.box.right
    assert face.box.top < p[17:27, 1].min()
    assert abs(face.box.bottom - p[:17, 1].max()) < 0.1 * face.box.height


def test_there_is_no_face_in_a_gradient(shared: Path, finder: FaceFinder) -> None:
    assert finder.find(picture(shared / "data" / "faces" / "no_face_gradient_512.png")) == ()


def test_two_faces_side_by_side_are_two(shared: Path, finder: FaceFinder) -> None:
    one = picture(shared / "data" / "faces" / "face_photo_256.png")
    found = finder.find(np.concatenate((one, one), axis=1))
    assert len(found) == 2
    left, right = sorted(face.box.left for face in found)
    assert abs(right - left - 256) < 8


def test_a_small_face_in_a_large_picture_is_found(shared: Path, finder: FaceFinder) -> None:
    one = Image.open(shared / "data" / "faces" / "face_photo_256.png").convert("RGB")
    large = Image.new("RGB", (1920, 1080), (90, 100, 110))
    large.paste(one.resize((110, 110)), (1500, 800))
    (face,) = finder.find(np.asarray(large)[:, :, ::-1])
    assert 1500 < face.box.left < face.box.right < 1610


def test_a_turned_head_has_turned_points(shared: Path, finder: FaceFinder) -> None:
    turned = Image.open(shared / "data" / "faces" / "face_front_900.png").convert("RGB").rotate(-20)
    (face,) = finder.find(np.ascontiguousarray(np.asarray(turned)[:, :, ::-1]))
    assert face.points is not None
    assert measure(face.points).roll == pytest.approx(12, abs=6)  # it looks to the side a little


def test_noise_has_no_faces(finder: FaceFinder) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    assert finder.find(noise) == ()
    assert finder.find(np.zeros((2, 500, 3), np.uint8)) == ()


def test_landmarks_have_the_nine_groups_in_whole_pixels() -> None:
    text = faces_json.write([Moment(Ms(0), (face_in(BOX),)), Moment(Ms(100), ())])
    rows = json.loads(text)
    assert [row["time"] for row in rows] == [0.0, 0.1]
    assert rows[1]["landmarks"] == []
    (face,) = rows[0]["landmarks"]
    assert {name: len(points) for name, points in face.items()} == {
        "chin": 17,
        "left_eyebrow": 5,
        "right_eyebrow": 5,
        "nose_bridge": 4,
        "nose_tip": 5,
        "left_eye": 6,
        "right_eye": 6,
        "top_lip": 12,
        "bottom_lip": 12,
    }
    assert all(isinstance(n, int) for points in face.values() for point in points for n in point)
    # Both lips share the corners.
    assert face["top_lip"][0] == face["bottom_lip"][6]
    assert face["top_lip"][6] == face["bottom_lip"][0]


def test_landmarks_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(faces_json.write([Moment(Ms(0), (face_in(BOX),))]))
    (moment,) = faces_json.read(path)
    assert moment.faces[0].points is not None
    np.testing.assert_allclose(moment.faces[0].points, points_in(BOX), atol=0.51)


def test_readers_take_decimals_and_any_order(tmp_path: Path) -> None:
    groups = {name: [[10.5, 20.25]] * len(of) for name, of in reversed(GROUPS.items())}
    path = tmp_path / "x.json"
    rows = [{"landmarks": [groups], "time": 1}, {"boxes": [[1, 2, 3.6, 9]], "time": 0.5}]
    path.write_text(json.dumps(rows))
    first, second = faces_json.read(path)
    assert (first.time, second.time) == (500, 1000)
    assert first.faces[0].box == Box(1, 2, 4, 9)
    assert second.faces[0].points is not None
    assert second.faces[0].points[0].tolist() == [10.5, 20.25]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no", "is no JSON"),
        ("{}", "holds no landmarks"),
        ("[]", "holds no landmarks"),
        ('[{"landmarks": []}]', "entry 0 .*'time' is missing"),
        ('[{"time": 0, "landmarks": [{}]}]', "'chin' is missing"),
        ('[{"time": "NaN", "landmarks": []}]', "time is nan"),
        ('[{"time": 0, "boxes": [[1, 2, 1, 9]]}]', "at least one pixel"),
        ('[{"time": 0, "boxes": [[1, 2, 3]]}]', "a box is"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_landmarks_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        faces_json.read(path)


def test_between_two_moments_points_move_evenly() -> None:
    there = points_in(BOX)
    moments = [
        Moment(Ms(0), (Face(BOX, 1.0, there),)),
        Moment(Ms(100), (Face(BOX, 1.0, there + 10),)),
    ]
    sightings = at_frames(moments, 12, Fraction(50), 640, 480)
    places = [
        face.points[0, 0] - there[0, 0] for (face,) in sightings[:6] if face.points is not None
    ]
    np.testing.assert_allclose(places, [0, 2, 4, 6, 8, 10], atol=1e-3)
    assert len(sightings[11]) == 1, "held for a quarter of a second"
    assert at_frames(moments, 30, Fraction(50), 640, 480)[29] == ()


def test_boxes_are_cut_to_the_picture() -> None:
    assert clipped(-5, -5, 50, 60, 40, 30) == Box(0, 0, 40, 30)
    assert clipped(50, 50, 60, 60, 40, 30) is None
    assert clipped(float("nan"), 0, 1, 1, 40, 30) is None
    box = box_of_68(points_in(BOX), 640, 480)
    assert box is not None
    assert box.top < BOX.top + 0.15 * BOX.height


def opened(by: float) -> NDArray[np.float32]:
    points = points_in(BOX)
    points[[65, 66, 67, 55, 56, 57, 58, 59]] += (0, by)
    return points


def test_signals_follow_the_face() -> None:
    rest = measure(opened(0))
    assert measure(opened(20)).mouth_open > rest.mouth_open + 0.2
    raised = points_in(BOX)
    raised[17:27] -= (0, 8)
    assert measure(raised).brows_up > rest.brows_up + 0.1
    shut = points_in(BOX)
    shut[36:48, 1] = shut[36, 1]
    assert measure(shut).eyes_open < 0.02 < 0.2 < rest.eyes_open
    wide = points_in(BOX)
    wide[48] -= (6, 0)
    assert measure(wide).mouth_width > rest.mouth_width


def test_signals_do_not_see_where_a_face_is_or_how_large() -> None:
    rest = measure(points_in(BOX))
    angle = np.radians(25)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    moved = measure(points_in(BOX) @ turn * 1.7 + (33, -12))
    assert moved.roll == pytest.approx(rest.roll + 25, abs=0.01)
    same = replace(moved, roll=rest.roll)
    for name in ("mouth_open", "mouth_width", "eyes_open", "brows_up", "yaw", "pitch"):
        assert getattr(same, name) == pytest.approx(getattr(rest, name), abs=1e-4)


def test_a_head_that_turns_is_seen_to_turn() -> None:
    right, down = points_in(BOX), points_in(BOX)
    right[27:36] += (10, 0)
    down[27:36] += (0, 10)
    rest = measure(points_in(BOX))
    assert measure(right).yaw > rest.yaw + 8
    assert measure(down).pitch > rest.pitch + 8


def test_calibration_uses_the_whole_range_of_this_video() -> None:
    seen = [measure(opened(by)) for by in np.linspace(0, 6, 50)]  # small openings, as the mesh has
    range_ = calibration(seen)
    assert calibrated(seen[0], range_).mouth_open == 0
    assert calibrated(seen[-1], range_).mouth_open == 1
    assert calibrated(seen[25], range_).mouth_open == pytest.approx(0.5, abs=0.05)


def test_a_face_that_keeps_still_is_at_rest() -> None:
    seen = [measure(opened(by)) for by in np.random.default_rng(2).normal(0, 0.1, 50)]
    assert max(calibrated(one, calibration(seen)).mouth_open for one in seen) < 0.3


def test_blinks_are_where_the_eyes_are_shut() -> None:
    rest = measure(points_in(BOX))
    shut = replace(rest, eyes_open=0.03)
    seen: list[Signals | None] = [rest] * 40 + [shut] * 3 + [None] + [rest] * 40
    found = lids(seen)
    assert [i for i, eyes in enumerate(found) if eyes == "closed"] == [40, 41, 42]
    assert set(found[:40]) == {"open"}
    assert found[43] == ""


def test_narrow_eyes_that_never_shut_are_open() -> None:
    narrow = replace(measure(points_in(BOX)), eyes_open=0.14)
    half = replace(narrow, eyes_open=0.105)
    assert lids([narrow] * 9) == ["open"] * 9
    assert lids([*[narrow] * 9, half])[-1] == "half"
    assert lids([None]) == [""]
