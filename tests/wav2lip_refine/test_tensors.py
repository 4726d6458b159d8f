"""Frames to tensors and back, to the byte."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wav2lip_refine.boxes import Box
from wav2lip_refine.resize import resize
from wav2lip_refine.tensors import face_tensor, paste

CASES = ["a", "b", "c", "d"]


@pytest.fixture(scope="module")
def stored(shared: Path) -> dict[str, Any]:
    with np.load(shared / "data" / "wav2lip" / "prep.npz") as data:
        return dict(data)


def _box(stored: dict[str, Any], case: str) -> Box:
    top, bottom, left, right = stored[f"box_{case}"].tolist()
    return Box(left, top, right, bottom)


@pytest.mark.parametrize("case", CASES)
def test_the_tensor_of_a_face_equals_the_reference(stored: dict[str, Any], case: str) -> None:
    tensor = face_tensor(stored[f"frame_{case}"], _box(stored, case))
    assert tensor.dtype == np.float32
    np.testing.assert_array_equal(tensor, stored[f"img_{case}"])


@pytest.mark.parametrize("case", CASES)
def test_a_pasted_face_equals_the_reference(stored: dict[str, Any], case: str) -> None:
    frame = stored[f"frame_{case}"].copy()
    pasted = paste(frame, stored[f"pred_{case}"], _box(stored, case))
    np.testing.assert_array_equal(pasted, stored[f"pasted_{case}"])
    np.testing.assert_array_equal(frame, stored[f"frame_{case}"], "the frame given was painted on")


@pytest.mark.parametrize(
    ("old", "new", "crc"),
    [
        # (height, width) before and after; CRC-32 of what cv2.resize of OpenCV 5.0.0 made.
        ((96, 96), (110, 100), 0x751223B5),
        ((96, 96), (37, 41), 0x08BECB24),
        ((223, 179), (96, 96), 0xCAF8525E),
        ((192, 192), (96, 96), 0x30FCF257),
        ((96, 96), (48, 48), 0xAE9F4CB5),
        ((96, 96), (192, 192), 0x718A6EFD),
        ((288, 288), (96, 96), 0x030D7BEF),
        ((192, 100), (96, 96), 0x67DDEE6E),
        ((1, 1), (96, 96), 0x0D6107EF),
        ((96, 96), (1, 1), 0xEC5D0269),
        ((5, 3), (96, 96), 0x5F46D5A5),
        ((512, 400), (96, 96), 0x94C808B7),
        ((96, 96), (701, 533), 0x95BFC4F2),
    ],
)
def test_resizing_gives_the_bytes_of_opencv(
    old: tuple[int, int], new: tuple[int, int], crc: int
) -> None:
    height, width = old
    picture = np.random.RandomState(width * 1000 + height).randint(0, 256, (height, width, 3))
    resized = resize(picture.astype(np.uint8), new[1], new[0])
    assert resized.shape == (*new, 3)
    assert zlib.crc32(resized.tobytes()) == crc


def test_a_picture_of_one_colour_keeps_it() -> None:
    for level in (0, 1, 127, 254, 255):
        picture = np.full((37, 53, 3), level, dtype=np.uint8)
        for width, height in [(96, 96), (53, 200), (7, 3), (1, 1)]:
            assert (resize(picture, width, height) == level).all()


def test_a_picture_of_the_right_size_is_copied() -> None:
    picture = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    copied = resize(picture, 2, 2)
    np.testing.assert_array_equal(copied, picture)
    assert not np.shares_memory(copied, picture)


def test_the_lower_half_is_hidden_and_shown_once() -> None:
    frame = np.full((100, 100, 3), 255, dtype=np.uint8)
    tensor = face_tensor(frame, Box(0, 0, 100, 100))
    assert (tensor[:3, :48] == 1).all()
    assert (tensor[:3, 48:] == 0).all()
    assert (tensor[3:] == 1).all()


def test_outside_the_box_nothing_is_painted() -> None:
    frame = np.full((120, 120, 3), 9, dtype=np.uint8)
    pasted = paste(frame, np.ones((3, 96, 96), dtype=np.float32), Box(10, 20, 110, 90))
    assert (pasted[20:90, 10:110] == 255).all()
    pasted[20:90, 10:110] = 9
    np.testing.assert_array_equal(pasted, frame)


@pytest.mark.parametrize("box", [Box(-1, 0, 50, 50), Box(0, 0, 50, 101), Box(60, 0, 101, 50)])
def test_a_box_out_of_the_frame_is_refused(box: Box) -> None:
    frame = np.zeros((100, 100, 3), dtype=np.uint8)
    with pytest.raises(ValueError, match="out of a frame of 100 x 100"):
        face_tensor(frame, box)
    with pytest.raises(ValueError, match="out of a frame of 100 x 100"):
        paste(frame, np.zeros((3, 96, 96), dtype=np.float32), box)


@pytest.mark.parametrize("value", [np.nan, -0.1, 1.1])
def test_a_prediction_outside_its_range_is_refused(value: float) -> None:
    prediction = np.full((3, 96, 96), value, dtype=np.float32)
    with pytest.raises(ValueError, match=r"0\.\.1"):
        paste(np.zeros((100, 100, 3), dtype=np.uint8), prediction, Box(0, 0, 50, 50))


def test_a_prediction_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3, 96, 96\)"):
        paste(
            np.zeros((100, 100, 3), dtype=np.uint8),
            np.zeros((96, 96, 3), dtype=np.float32),
            Box(0, 0, 50, 50),
        )


def test_a_frame_with_transparency_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(H, W, 3\)"):
        face_tensor(np.zeros((100, 100, 4), dtype=np.uint8), Box(0, 0, 50, 50))


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="not empty"):
        resize(np.zeros((0, 5, 3), dtype=np.uint8), 9, 9)
    with pytest.raises(ValueError, match="at least one pixel"):
        resize(np.zeros((5, 5, 3), dtype=np.uint8), 0, 9)
