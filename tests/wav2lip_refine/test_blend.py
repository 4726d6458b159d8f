"""New lips go in without an edge, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.wav2lip_refine.clips import points_in
from wav2lip_refine.blend import Blending, blend, lower_face
from wav2lip_refine.boxes import Box
from wav2lip_refine.label import Label
from wav2lip_refine.tensors import paste

BOX = Box(40, 30, 200, 230)
FRAME = np.full((256, 256, 3), 128, np.uint8)
POINTS = points_in(BOX)


def flat(level: float) -> NDArray[np.float32]:
    return np.full((3, 96, 96), level, np.float32)


def steepest(picture: NDArray[np.uint8]) -> int:
    """The largest difference between neighbouring pixels."""
    wide = picture.astype(int)
    return max(int(np.abs(np.diff(wide, axis=axis)).max()) for axis in (0, 1))


@pytest.mark.parametrize("points", [POINTS, None])
def test_the_mask_is_nothing_on_the_border_of_the_box(points: NDArray[np.float32] | None) -> None:
    mask = lower_face(BOX, points)
    assert mask.shape == (200, 160)
    border = np.concatenate((mask[0], mask[-1], mask[:, 0], mask[:, -1]))
    assert border.max() == 0
    # Pixel by pixel it rises slowly: over a dozen pixels of a face of 200.
    assert max(np.abs(np.diff(mask, axis=axis)).max() for axis in (0, 1)) < 0.07


def test_the_mask_holds_the_mouth_and_leaves_eyes_and_nose() -> None:
    mask = lower_face(BOX, POINTS)
    x, y = (POINTS - (BOX.left, BOX.top)).astype(int).T
    assert mask[y[48:68], x[48:68]].min() > 0.85
    assert mask[y[36:48], x[36:48]].max() < 0.01
    assert mask[y[27:30], x[27:30]].max() < 0.05
    assert mask[y[17:27], x[17:27]].max() == 0


@pytest.mark.parametrize("points", [POINTS, None])
def test_there_is_no_edge_where_pasting_leaves_one(points: NDArray[np.float32] | None) -> None:
    bright = flat(1.0)  # 127 levels above the frame
    pasted = paste(FRAME, bright, BOX)
    blended = blend(FRAME, bright, BOX, points, how=Blending(colour=False))
    assert steepest(pasted) == 127
    assert steepest(blended) <= 0.07 * 127
    assert int(blended.max()) > 250, "the lips are there"


def test_colours_move_to_those_around() -> None:
    blended = blend(FRAME, flat(0.7), BOX, POINTS)  # 50 levels too bright
    assert np.abs(blended.astype(int) - 128).max() <= 2


def test_light_from_one_side_is_followed() -> None:
    slope = np.linspace(60, 190, 256)[None, :, None].repeat(256, axis=0).repeat(3, axis=2)
    frame = slope.astype(np.uint8)
    blended = blend(frame, flat(0.5), BOX, POINTS)
    assert np.abs(blended.astype(int) - frame.astype(int)).max() < 12


def test_dark_lips_stay_dark_in_spite_of_the_colours() -> None:
    prediction = flat(0.5)
    prediction[:, 70:80, 36:60] = 0.1
    blended = blend(FRAME, prediction, BOX, POINTS)
    mouth = blended[30 + 75 * 200 // 96, 40 + 80]
    assert mouth.max() < 60


def test_outside_of_the_mask_every_bit_is_kept() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    blended = blend(noise, flat(0.5), BOX, POINTS)
    changed = (blended != noise).any(axis=2)
    mask = np.zeros((256, 256), bool)
    mask[BOX.top : BOX.bottom, BOX.left : BOX.right] = lower_face(BOX, POINTS) > 0
    assert not changed[~mask].any()
    assert not changed[: 30 + 80].any(), "the upper face was touched"


def test_strength_takes_the_lips_back() -> None:
    assert np.array_equal(blend(FRAME, flat(1.0), BOX, POINTS, strength=0), FRAME)


def test_sharpening_adds_contrast_inside_only() -> None:
    y, x = np.mgrid[:96, :96]
    waves = np.broadcast_to(0.5 + 0.2 * np.sin(x / 2 + y / 3), (3, 96, 96)).astype(np.float32)
    plain = blend(FRAME, waves, BOX, POINTS)
    sharp = blend(FRAME, waves, BOX, POINTS, how=Blending(sharpen=1.0))
    assert sharp.std() > 1.15 * plain.std()
    assert np.array_equal(sharp[:100], plain[:100])
    with pytest.raises(ValueError, match="sharpening"):
        Blending(sharpen=3)


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (64, 48), (20, 16), (1920, 1080)])
def test_the_label_fits_every_picture(size: tuple[int, int]) -> None:
    frame = np.full((size[1], size[0], 3), 128, np.uint8)
    burned = Label(*size).burn(frame)
    assert burned.shape == frame.shape
    changed = (burned != frame).any(axis=2)
    assert changed.any()
    assert frame.min() == 128, "the frame itself is not written to"
    if min(size) > 300:
        assert not changed[: size[1] // 2].any()
        assert not changed[:, : size[0] // 2].any()
        assert burned.max() > 200, "white letters"
        assert burned.min() < 80, "on a dark ground"
