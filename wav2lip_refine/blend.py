"""New lips into the old picture, without an edge.

The generator paints a whole box in 96 x 96 pixels: blurred, and a shade off. Only the lower face is
taken from it, through a mask that follows the jaw and fades out on all sides before the box ends;
its colours are first moved to those around it. Where the mask is zero, not a bit of the frame
changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import Picture
from wav2lip_refine.tensors import SIDE

FEATHER = 0.055
"""Standard deviation of the mask's soft edge, of the box's height."""
MARGIN = 0.14
"""Of the box, along its border, in which the mask fades to nothing whatever the face does."""
SHARPEST = 2.0
"""Most that the painted part is sharpened."""


@dataclass(frozen=True, slots=True)
class Blending:
    """How new lips are put in.

    Attributes:
        colour: whether the painted part takes on the colours around it.
        sharpen: strength of an unsharp mask on the painted part; 0 = as the network paints.
    """

    colour: bool = True
    sharpen: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.sharpen <= SHARPEST:
            raise ValueError(f"sharpening lies in 0..{SHARPEST}: {self.sharpen}")


def lower_face(box: Box, points: NDArray[np.floating] | None) -> NDArray[np.float32]:
    """How much of each pixel of a box is repainted, (height, width) in 0..1; 0 on its border.

    Args:
        box: of the face.
        points: (68, 2) in pixels of the frame; an oval where they are not known.
    """
    scale = min(1.0, 256 / max(box.width, box.height))  # a soft mask needs no more pixels
    width, height = max(8, round(box.width * scale)), max(8, round(box.height * scale))
    shape = Image.new("L", (width, height))
    draw = ImageDraw.Draw(shape)
    if points is None:
        draw.ellipse((0.14 * width, 0.46 * height, 0.86 * width, 0.94 * height), fill=255)
    else:
        outline = _outline(np.asarray(points, np.float64)) - (box.left, box.top)
        outline *= (width / box.width, height / box.height)
        draw.polygon([(float(x), float(y)) for x, y in outline], fill=255)
    soft = shape.filter(ImageFilter.GaussianBlur(FEATHER * height))
    if soft.size != (box.width, box.height):
        soft = soft.resize((box.width, box.height), Image.Resampling.BICUBIC)
    inside = np.asarray(soft, np.float32) / 255
    mask = inside * _fade(box.height)[:, None] * _fade(box.width)[None, :]
    return mask.astype(np.float32)


def _outline(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Jaw from ear to ear, a little inside of it, closed under the nose."""
    mouth = p[48:60].mean(axis=0)
    jaw = mouth + (p[2:15] - mouth) * 0.94  # the feather reaches the jaw itself
    nose = p[31:36]  # nostrils, left to right
    under = nose + (mouth - nose) * 0.12
    return np.concatenate((jaw, under[::-1]))


def _fade(length: int) -> NDArray[np.float32]:
    """0 at both ends, 1 from :data:`MARGIN` on, smooth between."""
    pixel = np.arange(length)
    edge = np.clip(np.minimum(pixel, pixel[::-1]) / (MARGIN * length), 0, 1)
    return (edge * edge * (3 - 2 * edge)).astype(np.float32)


def blend(
    frame: Picture,
    prediction: NDArray[np.float32],
    box: Box,
    points: NDArray[np.floating] | None = None,
    *,
    strength: float = 1.0,
    how: Blending | None = None,
) -> Picture:
    """A copy of the frame with new lips.

    Args:
        frame: (H, W, 3).
        prediction: (3, 96, 96) in 0..1, what the generator painted for the box.
        box: where the face is.
        points: (68, 2) in pixels of the frame, if they are known.
        strength: 0 leaves the frame as it is, 1 puts the lips in fully.
        how: colours and sharpness; the defaults if None.
    """
    how = how or Blending()
    mask = lower_face(box, points)
    old = frame[box.top : box.bottom, box.left : box.right].astype(np.float32)  # (h, w, 3)
    new = _enlarged(prediction, box)
    if how.sharpen:
        new = _sharpened(new, how.sharpen)
    if how.colour:
        new += _shade(old - new, mask)
    mask = mask[:, :, None] * np.float32(strength)
    mixed = np.clip(old + (new - old) * mask + 0.5, 0, 255).astype(np.uint8)
    out = frame.copy()
    target = out[box.top : box.bottom, box.left : box.right]
    np.copyto(target, mixed, where=mask > 0)
    return out


def _enlarged(prediction: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    """What was painted, at the size of the box: (h, w, 3), 0..255."""
    planes = [
        np.asarray(
            Image.fromarray(plane * np.float32(255)).resize(
                (box.width, box.height), Image.Resampling.BICUBIC
            )
        )
        for plane in prediction
    ]
    return np.stack(planes, axis=2)


def _sharpened(new: NDArray[np.float32], strength: float) -> NDArray[np.float32]:
    """An unsharp mask; its radius is what enlarging from 96 pixels lost."""
    image = Image.fromarray(np.clip(new, 0, 255).astype(np.uint8))
    soft = image.filter(ImageFilter.GaussianBlur(max(1.0, new.shape[0] / SIDE)))
    return new + (new - np.asarray(soft, np.float32)) * np.float32(strength)


def _shade(difference: NDArray[np.float32], mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much lighter or darker the old picture is, as an even slope over the box, (h, w, 3).

    It is fitted where the mask fades out, so that old and new meet there; a plane for each channel
    follows light from one side and cannot copy the old lips.
    """
    height, width = mask.shape
    step = max(1, min(height, width) // 48)
    weight = mask[::step, ::step]
    weight = (weight * (1 - weight)).ravel()
    if float(weight.sum()) < 1e-3:
        return np.zeros((1, 1, 3), np.float32)
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in (height, width))
    rows = np.stack(
        (
            np.ones(weight.size, np.float32),
            np.tile(x[::step], len(y[::step])),
            np.repeat(y[::step], len(x[::step])),
        ),
        axis=1,
    )  # (n, 3)
    wanted = difference[::step, ::step].reshape(-1, 3)
    weighted = rows * weight[:, None]
    # A little towards no slope, so that a thin band decides nothing by chance.
    normal = rows.T @ weighted + np.diag([1e-6, 0.05, 0.05]) * weight.sum()
    plane = np.linalg.solve(normal, weighted.T @ wanted).astype(np.float32)  # (3, channels)
    return np.asarray(plane[0] + x[None, :, None] * plane[1] + y[:, None, None] * plane[2])
