"""Landmarks as JSON: the form of RunwayML's Face Landmarks model and of face_recognition.

A list with one entry a moment, ``{"time": seconds, "landmarks": [face, ...]}``; a face is a
mapping of nine groups to lists of ``[x, y]``, in pixels of the picture. Ours are whole numbers.
Instead of ``landmarks`` an entry may have ``boxes``: a list of ``[left, top, right, bottom]``.
Readers take any order of keys, numbers with decimals, several faces and missing moments.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from media_core.errors import InputError
from media_core.files import read_bytes
from media_core.timeline import Ms, frame_start
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import GROUPS, POINTS, Face, box_of_68, clipped
from wav2lip_refine.faces.track import Sighting

LARGEST = 200_000_000
"""Bytes; an hour at 30 frames a second takes about 120 MB."""
MOST = 400_000
"""Entries."""
HELD_MS = 250
"""An entry is believed for this long before and after its moment."""


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """What is seen at a moment."""

    time: Ms
    faces: Sighting


def write(moments: Iterable[Moment]) -> str:
    """The JSON of some moments; faces without points are left out.

    Times are seconds, to the millisecond.
    """
    rows = []
    for moment in moments:
        faces = [_groups(face.points) for face in moment.faces if face.points is not None]
        rows.append(json.dumps({"time": moment.time / 1000, "landmarks": faces}))
    return "[\n" + ",\n".join(rows) + "\n]\n"


def _groups(points: NDArray[np.float32]) -> dict[str, list[list[int]]]:
    whole = np.rint(points).astype(int).tolist()
    return {name: [whole[i] for i in group] for name, group in GROUPS.items()}


def read(path: Path) -> list[Moment]:
    """Read such a file, in order of time.

    Raises:
        InputError: the file cannot be read or is no such JSON; the first fault is named.
    """
    data = read_bytes(path, limit=LARGEST, what="file of landmarks")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise InputError(
            f"{path} is no JSON", hint="make one with `animatemusic landmarks`"
        ) from err
    if not isinstance(found, list) or not found or len(found) > MOST:
        raise InputError(
            f"{path} holds no landmarks: it must be a list with an entry a moment",
            hint='such as [{"time": 0.0, "landmarks": [...]}]',
        )
    moments = []
    for number, entry in enumerate(found):
        try:
            moments.append(_moment(entry))
        except (KeyError, TypeError, ValueError, OverflowError) as err:
            raise InputError(
                f"entry {number} of {path} is no moment of landmarks ({_said(err)})",
                hint='each needs "time" in seconds, and "landmarks" or "boxes"',
            ) from err
    return sorted(moments, key=lambda moment: moment.time)


def _said(err: Exception) -> str:
    return f"{err} is missing" if isinstance(err, KeyError) else str(err)


def _moment(entry: Any) -> Moment:
    time = float(entry["time"])
    if not isfinite(time) or not 0 <= time < 1e6:
        raise ValueError(f"time is {time}")
    if "landmarks" not in entry and "boxes" in entry:
        boxes = [_box(row) for row in entry["boxes"]]
        return Moment(Ms(round(time * 1000)), tuple(Face(box) for box in boxes))
    return Moment(Ms(round(time * 1000)), tuple(_face(face) for face in entry["landmarks"]))


def _box(row: Any) -> Box:
    sides = [float(side) for side in row]
    if len(sides) != 4 or not all(isfinite(side) and abs(side) < 1e5 for side in sides):
        raise ValueError("a box is [left, top, right, bottom]")
    return Box(*(round(side) for side in sides))


def _face(groups: Any) -> Face:
    points = np.full((POINTS, 2), np.nan, np.float32)
    for name, indices in GROUPS.items():
        rows = np.asarray(groups[name], np.float64)
        if rows.shape != (len(indices), 2):
            raise ValueError(f"{name} must have {len(indices)} points")
        points[list(indices)] = rows
    if not (np.isfinite(points).all() and (np.abs(points) < 1e5).all()):
        raise ValueError("a point lies far outside of any picture")
    # The frame's size is not known here: the box is cut to it by `at_frames`.
    left, top = np.floor(points.min(axis=0)).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int) + 1
    return Face(Box(int(left), int(top), int(right), int(bottom)), 1.0, points)


def at_frames(
    moments: Sequence[Moment], count: int, fps: Fraction, width: int, height: int
) -> list[Sighting]:
    """What is seen in each frame of a clip: the moment next to it, if one is near.

    Between two moments with one face each, the points move evenly from one to the other.
    """
    times = [moment.time for moment in moments]
    out: list[Sighting] = []
    for frame in range(count):
        time = frame_start(frame, fps)
        after = bisect_left(times, time)
        near = [moments[i] for i in (after - 1, after) if 0 <= i < len(moments)]
        near = [moment for moment in near if abs(moment.time - time) <= HELD_MS]
        out.append(_inside(_between(near, time), width, height))
    return out


def _between(near: Sequence[Moment], time: Ms) -> Sighting:
    if not near:
        return ()
    if len(near) == 2 and len(near[0].faces) == len(near[1].faces) == 1:
        a, b = near[0].faces[0].points, near[1].faces[0].points
        if a is not None and b is not None:
            share = (time - near[0].time) / max(1, near[1].time - near[0].time)
            return (Face(near[0].faces[0].box, 1.0, (a + (b - a) * share).astype(np.float32)),)
    return min(near, key=lambda moment: abs(moment.time - time)).faces


def _inside(faces: Sighting, width: int, height: int) -> Sighting:
    """Faces with boxes of this picture; those outside of it are left out."""
    out = []
    for face in faces:
        if face.points is not None:
            box = box_of_68(face.points, width, height)
        else:
            b = face.box
            box = clipped(b.left, b.top, b.right, b.bottom, width, height)
        if box is not None:
            out.append(Face(box, face.score, face.points))
    return tuple(out)
