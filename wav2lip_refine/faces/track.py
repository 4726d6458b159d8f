"""One person through a clip: who was chosen, where they are in each frame, without trembling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from media_core.errors import InputError
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import Face, clipped

Sighting = tuple[Face, ...]
"""The faces of one frame."""

REACH = 0.6
"""How far a face may move from one frame to the next, of its size, and still be the same."""
REACH_LOST = 1.0
"""The same after it was out of sight, at most: beyond, it is somebody else."""
GROWTH = 1.6
"""How much larger or smaller a face may become from one sighting to the next."""
BOX_STEADY = 2.0
"""Standard deviation in frames of the kernel that boxes are smoothed with; their noise is a few
per cent of the height, and heads move little within a fifth of a second."""
POINT_STEADY = 0.8
"""The same for points: lips move within a frame or two, and must stay quick."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of several faces: the largest if nothing is said.

    Attributes:
        index: counted from 0, from left to right in the first frame with so many faces.
        point: x and y inside the face, or nearest to it, in the first frame with a face.
    """

    index: int | None = None
    point: tuple[int, int] | None = None


def follow(sightings: Sequence[Sighting], choice: Choice | None = None) -> list[Face | None]:
    """The chosen person's face in each frame, or None where it is not seen.

    It is followed from the frame in which it was chosen to both ends. A face belongs to the
    person if it is near the place, and about the size, of the last one; where a clip never shows
    two faces at once, whoever is there belongs.

    Raises:
        InputError: no frame has as many faces as ``choice.index`` asks for.
    """
    start, face = _chosen(sightings, choice or Choice())
    if face is None:
        return [None] * len(sightings)
    alone = all(len(sighting) <= 1 for sighting in sightings)
    forward = _walk(sightings[start + 1 :], face, alone)
    backward = _walk(reversed(sightings[:start]), face, alone)
    return [*reversed(backward), face, *forward]


def _chosen(sightings: Sequence[Sighting], choice: Choice) -> tuple[int, Face | None]:
    most = max(map(len, sightings), default=0)
    if most == 0:
        return 0, None
    if choice.index is not None:
        for number, sighting in enumerate(sightings):
            if len(sighting) > choice.index:
                return number, sorted(sighting, key=lambda face: face.box.left)[choice.index]
        raise InputError(
            f"face {choice.index} was asked for, and no frame shows more than "
            f"{most} {'face' if most == 1 else 'faces'}",
            hint="faces are counted from 0, from left to right",
        )
    start = next(number for number, sighting in enumerate(sightings) if sighting)
    if choice.point is not None:
        x, y = choice.point
        return start, min(sightings[start], key=lambda face: _away(face.box, x, y))
    return start, max(sightings[start], key=lambda face: face.box.width * face.box.height)


def _walk(sightings: Iterable[Sighting], face: Face, alone: bool) -> list[Face | None]:
    out: list[Face | None] = []
    last, lost = face.box, 0
    for sighting in sightings:
        reach = min(REACH_LOST, REACH + 0.02 * lost)
        near = [face for face in sighting if alone or _same(last, face.box, reach)]
        found = min(near, key=lambda face: _apart(last, face.box), default=None)
        out.append(found)
        lost += 1
        if found is not None:
            last, lost = found.box, 0
    return out


def _same(a: Box, b: Box, reach: float) -> bool:
    grown = (b.width * b.height) / (a.width * a.height)
    return _apart(a, b) <= reach and 1 / GROWTH**2 <= grown <= GROWTH**2


def _apart(a: Box, b: Box) -> float:
    """Distance of the centres, of the mean side of the first."""
    (ax, ay), (bx, by) = _centre(a), _centre(b)
    return hypot(ax - bx, ay - by) / ((a.width + a.height) / 2)


def _centre(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _away(box: Box, x: float, y: float) -> float:
    """How far a point is from a box; inside, how far from its centre, as a negative number."""
    out = hypot(max(box.left - x, 0, x - box.right), max(box.top - y, 0, y - box.bottom))
    return out or -1 / (1 + hypot(_centre(box)[0] - x, _centre(box)[1] - y))


def steady(faces: Sequence[Face | None], width: int, height: int) -> list[Face | None]:
    """The same faces without trembling: boxes and points smoothed over time.

    A kernel never reaches over frames in which the face is not seen.

    Args:
        faces: one for each frame.
        width: of the frames.
        height: of the frames.
    """
    out: list[Face | None] = list(faces)
    for first, last in runs(faces):
        run = [face for face in faces[first:last] if face is not None]
        boxes = _smoothed(
            np.array([(f.box.left, f.box.top, f.box.right, f.box.bottom) for f in run], float),
            BOX_STEADY,
        )
        known = [face.points for face in run if face.points is not None]
        points = _smoothed(np.array(known, float), POINT_STEADY) if len(known) == len(run) else None
        for i, face in enumerate(run):
            left, top, right, bottom = np.rint(boxes[i]).tolist()
            box = clipped(left, top, right, bottom, width, height)
            out[first + i] = replace(
                face,
                box=box or face.box,
                points=face.points if points is None else points[i].astype(np.float32),
            )
    return out


def runs(faces: Sequence[Face | None]) -> list[tuple[int, int]]:
    """Stretches of frames with a face: first, and one past the last.

    >>> runs([None, Face(Box(0, 0, 9, 9)), Face(Box(0, 0, 9, 9)), None])
    [(1, 3)]
    """
    out: list[tuple[int, int]] = []
    for number, face in enumerate(faces):
        if face is None:
            continue
        if out and out[-1][1] == number:
            out[-1] = out[-1][0], number + 1
        else:
            out.append((number, number + 1))
    return out


def _smoothed(rows: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    """A Gaussian along the first axis; near the ends over what there is."""
    reach = int(3 * sigma + 0.5)
    total = np.zeros_like(rows)
    weights = np.zeros(len(rows))
    for shift in range(-reach, reach + 1):
        weight = float(np.exp(-0.5 * (shift / sigma) ** 2))
        to = slice(max(0, -shift), len(rows) - max(0, shift))
        of = slice(max(0, shift), len(rows) - max(0, -shift))
        if to.stop is not None and to.start >= max(to.stop, 0):
            continue
        total[to] += weight * rows[of]
        weights[to] += weight
    return np.asarray(total / weights.reshape(-1, *[1] * (rows.ndim - 1)))
