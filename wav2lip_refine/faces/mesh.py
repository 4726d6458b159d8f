"""The faces that need nothing but this package: two MediaPipe networks on LiteRT.

A detector finds boxes and eyes in 128 x 128 pixels, a mesh network puts 468 points on each face in
192 x 192; 68 of them are the ones that the rest of the program knows. About 4 ms a frame on one
core. Both networks come with this package (``models/``, Apache-2.0) and work offline.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import atan2, ceil, cos, sin
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from media_core.errors import InputError
from media_core.extras import adding
from media_core.files import read_bytes
from wav2lip_refine.faces.face import Face, Picture, box_of

MODELS = Path(__file__).parent / "models"
LARGEST = 50_000_000
"""Bytes of a network; the larger of the two has 1.2 million."""
DETECTOR_SIDE = 128
MESH_SIDE = 192
SURE = 0.5
"""Scores below this are no face, for both networks (the threshold that MediaPipe uses)."""
OVERLAP = 0.3
"""Detections that overlap more are one face."""
ROOM = 1.5
"""Side of the square that the mesh network sees, of the longer side of the detector's box."""
TILES = (0.6, 0.35)
"""Sides of the squares that are looked through for small faces, of the picture's shorter side; the
smaller ones only where the larger ones show nothing."""
SMALLEST_TILE = 64
MOST_FACES = 16
"""In one picture; a crowd is not looked through."""

# One vertex of the mesh for each of the 68 points.
MESH_TO_68 = (
    *(162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389),
    *(71, 63, 105, 66, 107, 336, 296, 334, 293, 301),
    *(168, 197, 5, 4, 75, 97, 2, 326, 305),
    *(33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380),
    *(61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181),
    *(78, 82, 13, 312, 308, 317, 14, 87),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A detection in pixels of the picture: box, and the two eyes."""

    score: float
    left: float
    top: float
    right: float
    bottom: float
    eyes: tuple[tuple[float, float], tuple[float, float]]


class MeshFinder:
    """Finds faces with the two networks; see :class:`~wav2lip_refine.faces.face.FaceFinder`.

    Raises:
        InputError: LiteRT is not installed.
    """

    key = "mesh-1"

    def __init__(self) -> None:
        self._detector = _Network(MODELS / "face_detection_short_range.tflite")
        self._mesh = _Network(MODELS / "face_landmark.tflite")

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """All faces in a picture, the surest first; small ones only if there is no large one."""
        height, width = picture.shape[:2]
        image = Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1]))  # as RGB
        seen = self._detect(image, 0, 0, width, height)
        for share in TILES:
            if not seen:
                seen = _merged(
                    one
                    for left, top, side in _tiles(width, height, share)
                    for one in self._detect(image, left, top, side, side)
                )
        found = []
        for one in seen[:MOST_FACES]:
            points, score = self._points(image, one)
            box = box_of(points, width, height)
            if score > SURE and box is not None:
                found.append(Face(box, one.score, points[list(MESH_TO_68)]))
        return tuple(found)

    def _detect(self, image: Image.Image, left: int, top: int, w: int, h: int) -> list[_Seen]:
        """Faces in a part of a picture, which is made square with black."""
        side = max(w, h)
        scale = DETECTOR_SIDE / side
        small = image.resize(
            (max(1, round(w * scale)), max(1, round(h * scale))),
            Image.Resampling.BILINEAR,
            box=(left, top, left + w, top + h),
            reducing_gap=2.0,
        )
        square = Image.new("RGB", (DETECTOR_SIDE, DETECTOR_SIDE))
        at = (DETECTOR_SIDE - small.width) // 2, (DETECTOR_SIDE - small.height) // 2
        square.paste(small, at)
        pixels = np.asarray(square, np.float32)[None] / np.float32(127.5) - np.float32(
            1
        )  # (1, 128, 128, 3)
        outputs = self._detector(pixels)
        places = outputs["regressors"].reshape(-1, 16) / DETECTOR_SIDE  # (896, 16)
        scores = 1 / (1 + np.exp(-np.clip(outputs["classificators"].reshape(-1), -80, 80)))
        sure = np.flatnonzero(scores > SURE)

        def place(x: float, y: float) -> tuple[float, float]:
            """From 0..1 of the square to pixels of the picture."""
            return (
                (x * DETECTOR_SIDE - at[0]) / scale + left,
                (y * DETECTOR_SIDE - at[1]) / scale + top,
            )

        found = []
        for i in sure:
            cx, cy = places[i, :2] + anchors()[i]
            w2, h2 = places[i, 2:4] / 2
            eyes = [place(*(places[i, k : k + 2] + anchors()[i])) for k in (4, 6)]
            corners = (*place(cx - w2, cy - h2), *place(cx + w2, cy + h2))
            found.append(_Seen(float(scores[i]), *corners, (eyes[0], eyes[1])))
        return _merged(found)

    def _points(self, image: Image.Image, seen: _Seen) -> tuple[NDArray[np.float32], float]:
        """The mesh on a detected face, (468, 2) in pixels, and how sure it is of a face there."""
        (x0, y0), (x1, y1) = seen.eyes
        angle = atan2(y1 - y0, x1 - x0)
        side = ROOM * max(seen.right - seen.left, seen.bottom - seen.top)
        cx, cy = (seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2
        step, c, s = side / MESH_SIDE, cos(angle), sin(angle)
        # Pixel (u, v) of the crop lies at (a u + b v + x, d u + e v + y) of the picture.
        a, b, d, e = step * c, -step * s, step * s, step * c
        x, y = cx - (a + b) * MESH_SIDE / 2, cy - (d + e) * MESH_SIDE / 2
        shrink = max(1, int(step))  # sampling a large face needs its pixels averaged first
        part, dx, dy = image, 0, 0
        if shrink > 1:
            reach = ceil(side)
            dx, dy = max(0, int(cx) - reach), max(0, int(cy) - reach)
            part = image.crop(
                (dx, dy, min(image.width, int(cx) + reach), min(image.height, int(cy) + reach))
            ).reduce(shrink)
        crop = part.transform(
            (MESH_SIDE, MESH_SIDE),
            Image.Transform.AFFINE,
            tuple(v / shrink for v in (a, b, x - dx, d, e, y - dy)),
            Image.Resampling.BILINEAR,
        )
        outputs = self._mesh(
            np.asarray(crop, np.float32)[None] / np.float32(255)
        )  # (1, 192, 192, 3)
        mesh = outputs["conv2d_21"].reshape(-1, 3)[:, :2]  # (468, 2)
        points = mesh @ np.array([[a, d], [b, e]]) + (x, y)
        score = 1 / (1 + np.exp(-np.clip(float(outputs["conv2d_31"].reshape(-1)[0]), -80, 80)))
        return points.astype(np.float32), float(score)


@cache
def anchors() -> NDArray[np.float64]:
    """Centres that the detector's answers are relative to, (896, 2) in 0..1."""
    rows = []
    for cells, each in ((16, 2), (8, 6)):
        for row in range(cells):
            for column in range(cells):
                rows += [((column + 0.5) / cells, (row + 0.5) / cells)] * each
    return np.array(rows)


def _tiles(width: int, height: int, share: float) -> Iterator[tuple[int, int, int]]:
    """Squares that overlap by half, (left, top, side); none in a picture that is too narrow."""
    side = int(min(width, height) * share)
    if side < SMALLEST_TILE:
        return
    for top in _steps(height, side):
        for left in _steps(width, side):
            yield left, top, side


def _steps(length: int, side: int) -> list[int]:
    count = max(2, ceil((length - side) / (side / 2)) + 1)
    return [round(i * (length - side) / (count - 1)) for i in range(count)]


def _merged(found: Iterator[_Seen] | list[_Seen]) -> list[_Seen]:
    """One detection for those that overlap: their mean, weighted by score; the surest first."""
    rest = sorted(found, key=lambda one: -one.score)
    out = []
    while rest:
        group = [one for one in rest if one is rest[0] or _overlap(rest[0], one) > OVERLAP]
        rest = [one for one in rest if one not in group]
        rows = np.array([(o.left, o.top, o.right, o.bottom, *o.eyes[0], *o.eyes[1]) for o in group])
        mean = np.average(rows, axis=0, weights=[one.score for one in group])
        left, top, right, bottom, *eyes = mean.tolist()
        pair = (eyes[0], eyes[1]), (eyes[2], eyes[3])
        out.append(_Seen(group[0].score, left, top, right, bottom, pair))
    return out


def _overlap(a: _Seen, b: _Seen) -> float:
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    if across <= 0 or down <= 0:
        return 0.0
    areas = sum((o.right - o.left) * (o.bottom - o.top) for o in (a, b))
    return float(across * down / (areas - across * down))


class _Network:
    """One network: an array in, arrays by name out."""

    def __init__(self, path: Path) -> None:
        try:
            # Late: 60 MB that only faces need.
            from ai_edge_litert.interpreter import Interpreter
        except ImportError as err:
            raise InputError(
                "finding faces needs LiteRT, which is not installed",
                hint=f"run `{adding('face')}`, or give --box or --faces",
            ) from err
        data = read_bytes(path, limit=LARGEST, what="network")
        with _without_chatter():
            self._net: Any = Interpreter(model_content=data, num_threads=1)
            self._net.allocate_tensors()
        self._input = self._net.get_input_details()[0]["index"]
        self._outputs = {d["name"]: d["index"] for d in self._net.get_output_details()}

    def __call__(self, pixels: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        self._net.set_tensor(self._input, pixels)
        self._net.invoke()
        return {name: self._net.get_tensor(index) for name, index in self._outputs.items()}


@contextmanager
def _without_chatter() -> Iterator[None]:
    """LiteRT announces on stderr, from C++, which delegate it made; it has no switch for that."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
