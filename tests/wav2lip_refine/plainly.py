"""The reference program's way from frames and sound to frames, written out a second time.

It follows the published description step by step, with loops where the package has arrays, and
shares no code with it: where both agree on clips that nobody planned, the description is met.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, floor, log, pi

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
Paint = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]
Sides = tuple[int, int, int, int]


def mel(wave: NDArray[np.floating]) -> NDArray[np.float64]:
    """(80, 1 + n // 200): a Fourier sum for every bin, then every band for itself."""
    x = [float(v) for v in wave]
    sharp = [x[0], *(b - 0.97 * a for a, b in pairwise(x))]
    padded = np.array([0.0] * 400 + sharp + [0.0] * 400)
    window = np.array([0.5 * (1 - cos(2 * pi * n / 800)) for n in range(800)])
    turn = np.exp(-2j * pi * np.outer(np.arange(401), np.arange(800)) / 800)
    columns = [
        np.abs(turn @ (window * padded[200 * t : 200 * t + 800])) for t in range(1 + len(x) // 200)
    ]
    rows = []
    low, high = to_mel(55.0), to_mel(7600.0)
    edges = [to_hz(low + (high - low) * i / 81) for i in range(82)]
    for a, b, c in zip(edges, edges[1:], edges[2:], strict=False):
        weights = np.zeros(401)
        for k in range(401):
            hz = 20.0 * k
            if a < hz < c:
                weights[k] = (hz - a) / (b - a) if hz <= b else (c - hz) / (c - b)
        rows.append(weights * 2 / (c - a))
    bands = np.array([[float(row @ column) for column in columns] for row in rows])
    decibels = 20 * np.log10(np.where(bands < 1e-5, 1e-5, bands)) - 20
    return np.asarray(np.clip(8 * (decibels + 100) / 100 - 4, -4, 4))


def to_mel(hz: float) -> float:
    return hz * 3 / 200 if hz < 1000 else 15 + log(hz / 1000) * 27 / log(6.4)


def to_hz(m: float) -> float:
    return float(m * 200 / 3 if m < 15 else 1000 * 6.4 ** ((m - 15) / 27))


def chunks(columns: int, fps: float) -> list[int]:
    """Where the windows begin; the last ends with the sound."""
    starts = []
    i = 0
    while int(i * (80.0 / fps)) + 16 <= columns:
        starts.append(int(i * (80.0 / fps)))
        i += 1
    starts.append(columns - 16)
    return starts


def resize(picture: Frame, width: int, height: int) -> Frame:
    """Bilinear in whole numbers, pixel row by pixel row."""
    old_height, old_width = picture.shape[:2]
    if (old_width, old_height) == (width, height):
        return picture.copy()
    if (old_width, old_height) == (2 * width, 2 * height):
        out = np.zeros((height, width, 3), np.uint8)
        for y in range(height):
            pair = picture[2 * y : 2 * y + 2].astype(int).sum(axis=0)
            out[y] = (pair[0::2] + pair[1::2] + 2) // 4
        return out
    whole = picture.astype(np.int64)
    wide = np.zeros((old_height, width, 3), np.int64)
    for x in range(width):
        left, share = place(x, old_width, width)
        if left < 0 or left >= old_width - 1:
            wide[:, x] = 2048 * whole[:, min(max(left, 0), old_width - 1)]
        else:
            a, b = weights(share)
            wide[:, x] = a * whole[:, left] + b * whole[:, left + 1]
    out = np.zeros((height, width, 3), np.uint8)
    for y in range(height):
        top, share = place(y, old_height, height)
        a, b = weights(share)
        upper, lower = (wide[min(max(row, 0), old_height - 1)] >> 4 for row in (top, top + 1))
        out[y] = (((a * upper) >> 16) + ((b * lower) >> 16) + 2) >> 2
    return out


def place(new: int, old_length: int, new_length: int) -> tuple[int, np.float32]:
    at = np.float32((new + 0.5) * (1.0 / (new_length / old_length)) - 0.5)
    return floor(at), np.float32(at - np.float32(floor(at)))


def weights(share: np.float32) -> tuple[int, int]:
    first, second = (np.float32(1) - share) * np.float32(2048), share * np.float32(2048)
    return int(np.rint(first)), int(np.rint(second))


@dataclass(frozen=True)
class Wish:
    """What the reference program is told; sides are top, bottom, left, right."""

    shrink: int = 1
    turn: int = 0
    crop: Sides = (0, -1, 0, -1)
    pads: Sides = (0, 10, 0, 0)
    smooth: bool = True
    box: Sides | None = None
    still: bool = False


def framed(picture: Frame, wish: Wish) -> Frame:
    if wish.shrink > 1:
        height, width = picture.shape[:2]
        picture = resize(picture, width // wish.shrink, height // wish.shrink)
    for _ in range(wish.turn // 90):
        picture = picture[::-1].transpose(1, 0, 2)  # clockwise: the lower row becomes the left one
    top, bottom, left, right = wish.crop
    bottom = picture.shape[0] if bottom == -1 else bottom
    right = picture.shape[1] if right == -1 else right
    return picture[top:bottom, left:right].copy()


def smoothed(boxes: list[list[int]]) -> list[list[int]]:
    out = np.array(boxes)
    for i in range(len(out)):
        window = out[len(out) - 5 :] if i + 5 > len(out) else out[i : i + 5]
        out[i] = np.mean(window, axis=0)
    return [[int(side) for side in row] for row in out]


def whole_pass(
    frames: Sequence[Frame],
    fps: float,
    wave: NDArray[np.floating],
    detect: Callable[[int], Sequence[tuple[float, Sides]]],
    paint: Paint,
    wish: Wish,
) -> list[Frame]:
    """All frames of the video, the whole box pasted.

    Args:
        frames: of the clip, as they are stored.
        fps: of the clip.
        wave: the song, 16 kHz.
        detect: score and left, top, right, bottom of the faces in a frame of the clip.
        paint: the network.
        wish: everything else.
    """
    heard = mel(wave)
    starts = chunks(heard.shape[1], fps)
    clip = [framed(frame, wish) for frame in frames[: len(starts)]]
    boxes = []
    for number, frame in enumerate(clip):
        if wish.box is not None:
            boxes.append(list(wish.box))
            continue
        _score, (left, top, right, bottom) = max(detect(number), key=lambda found: found[0])
        height, width = frame.shape[:2]
        up, down, before, after = wish.pads
        top, bottom = max(0, top - up), min(height, bottom + down)
        boxes.append([top, bottom, max(0, left - before), min(width, right + after)])
    if wish.smooth and wish.box is None:
        boxes = smoothed(boxes)
    out = []
    for number, start in enumerate(starts):
        at = 0 if wish.still else number % len(clip)
        frame, (top, bottom, left, right) = clip[at].copy(), boxes[at]
        face = resize(frame[top:bottom, left:right], 96, 96)
        hidden = face.copy()
        hidden[48:] = 0
        seen = (np.concatenate((hidden, face), axis=2) / 255.0).transpose(2, 0, 1)
        window = heard[:, start : start + 16][None, None]
        made = paint(window.astype(np.float32), seen.astype(np.float32)[None])[0]
        grey = (made.transpose(1, 2, 0) * np.float32(255)).astype(np.uint8)
        frame[top:bottom, left:right] = resize(grey, right - left, bottom - top)
        out.append(frame)
    return out
