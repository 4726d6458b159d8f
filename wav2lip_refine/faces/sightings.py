"""All faces of a clip, kept on the disk: the second pass over a clip looks for none.

The files hold numbers only (a zip of arrays), and trouble with them is never the user's: what
cannot be read is found again.
"""

from __future__ import annotations

import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from media_core.errors import InputError
from media_core.files import check_file
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import POINTS, Face
from wav2lip_refine.faces.track import Sighting

FILES_KEPT = 200
"""A song's clip takes about 1 MB; the oldest go first."""
LARGEST = 1 << 28
"""Bytes of an array that is believed; more is not from us."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The faces of a clip's frames, from the first on.

    Attributes:
        sightings: one for each frame that was looked at.
        whole: whether the clip ends there.
    """

    sightings: list[Sighting]
    whole: bool


def keep(path: Path, seen: Seen) -> None:
    """Write what was seen, if the folder takes it."""
    sightings = seen.sightings
    faces = [face for sighting in sightings for face in sighting]
    none = np.full((POINTS, 2), np.nan, np.float32)
    temporary = path.with_suffix(f".{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            np.savez_compressed(
                file,
                whole=np.array([seen.whole]),
                counts=np.array([len(sighting) for sighting in sightings], np.int32),
                boxes=np.array(
                    [(f.box.left, f.box.top, f.box.right, f.box.bottom) for f in faces], np.int32
                ).reshape(-1, 4),
                scores=np.array([face.score for face in faces], np.float32),
                points=np.array(
                    [none if f.points is None else f.points for f in faces], np.float32
                ).reshape(-1, POINTS, 2),
            )
        os.replace(temporary, path)
        for old in sorted(path.parent.glob("*.npz"), key=_age)[FILES_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        pass
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def kept(path: Path) -> Seen | None:
    """What was seen before, or None."""
    try:
        check_file(path, limit=LARGEST)
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                return None
        with np.load(path, allow_pickle=False) as data:
            counts, boxes, scores, points, whole = (
                data[name] for name in ("counts", "boxes", "scores", "points", "whole")
            )
        if not len(boxes) == len(scores) == len(points) == counts.sum() or (counts < 0).any():
            return None
        faces = [
            Face(
                Box(*(int(side) for side in box)),
                float(score),
                None if np.isnan(of).any() else of.astype(np.float32),
            )
            for box, score, of in zip(boxes, scores, points, strict=True)
        ]
        os.utime(path)  # used again: the last to go
    except (InputError, OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    ends = np.cumsum(counts)
    rows = [tuple(faces[end - n : end]) for n, end in zip(counts, ends, strict=True)]
    return Seen(rows, bool(whole.all()))


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
