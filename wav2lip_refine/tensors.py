"""A frame and a box -> what the generator takes; what it answers -> the frame again.

Pictures are (H, W, 3) uint8 in the order blue, green, red throughout, as the network knows them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wav2lip_refine.boxes import Box
from wav2lip_refine.resize import resize

SIDE = 96
"""Height and width of the faces that the network knows."""


def face_tensor(frame: NDArray[np.uint8], box: Box) -> NDArray[np.float32]:
    """What the generator sees of a frame.

    Args:
        frame: (H, W, 3).
        box: the face in it; made square without regard to its proportions.

    Returns:
        (6, 96, 96) in 0..1: the face with its lower half black, then the whole face.
    """
    _check(frame, box)
    crop = resize(frame[box.top : box.bottom, box.left : box.right], SIDE, SIDE)
    whole = (crop / 255).astype(np.float32).transpose(2, 0, 1)  # (96, 96, 3) -> (3, 96, 96)
    masked = whole.copy()
    masked[:, SIDE // 2 :] = 0
    return np.concatenate((masked, whole))  # 2 x (3, 96, 96) -> (6, 96, 96)


def paste(frame: NDArray[np.uint8], prediction: NDArray[np.float32], box: Box) -> NDArray[np.uint8]:
    """A copy of the frame with the whole box replaced by what the generator painted.

    Args:
        frame: (H, W, 3).
        prediction: (3, 96, 96) in 0..1; cut off to whole grey levels, not rounded.
        box: where the face is.

    Raises:
        ValueError: the prediction has another shape, or values outside 0..1.
    """
    _check(frame, box)
    if prediction.shape != (3, SIDE, SIDE):
        raise ValueError(f"a prediction is (3, {SIDE}, {SIDE}): got {prediction.shape}")
    if not ((prediction >= 0) & (prediction <= 1)).all():  # also refuses NaN
        raise ValueError("a prediction must lie in 0..1")
    face = (prediction * np.float32(255)).astype(np.uint8).transpose(1, 2, 0)  # -> (96, 96, 3)
    pasted = frame.copy()
    pasted[box.top : box.bottom, box.left : box.right] = resize(face, box.width, box.height)
    return pasted


def _check(frame: NDArray[np.uint8], box: Box) -> None:
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
        raise ValueError(f"a frame is (H, W, 3) in uint8: got {frame.shape} {frame.dtype}")
    height, width, _ = frame.shape
    if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height:
        raise ValueError(f"{box} reaches out of a frame of {width} x {height}")
