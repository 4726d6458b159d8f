"""A file of landmarks -> a drawn face that moves as the filmed one, or a rig that acts like it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from animatemusic.recipes import RigSource
from media_core.errors import InputError
from media_core.timeline import Ms
from render.acted_rig import ActedRig
from render.face_lines import FaceLines
from render.life.filmed import Filmed, FilmedActing
from render.rigs import Rig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RAISED, LOWERED = 0.8, 0.6
"""Brows go up above this share of how high they go in the clip, and down again below that one."""


@dataclass(frozen=True, slots=True)
class FaceData(RigSource):
    """Where the landmarks are; calling it reads them."""

    def __call__(self) -> Rig:
        """Make the rig; of several faces in a moment the first is taken.

        Raises:
            InputError: the file is no landmarks, or has no face.
        """
        known = _faces(self.path)
        return FaceLines(list(known), list(known.values()))


@dataclass(frozen=True, slots=True)
class ActedSource(RigSource):
    """Where a rig is, and the landmarks of the face that it acts like (the first of ``files``).

    Attributes:
        head: whether the head moves as it did.
        mouth: whether the mouth opens as it did, too.
    """

    head: bool = True
    mouth: bool = False

    @property
    def manner(self) -> tuple[object, ...]:
        """What is taken over."""
        return self.head, self.mouth

    def __call__(self) -> Rig:
        """Load the rig, and let it act.

        Raises:
            RigError: the rig cannot be used.
            InputError: the file is no landmarks, or has no face.
        """
        rig = RigSource(self.path, self.wishes)()
        return ActedRig(rig, filmed_acting(self.files[0], head=self.head, mouth=self.mouth))


def acting_like(source: RigSource, faces: Path, *, head: bool, mouth: bool) -> RigSource:
    """The same rig, acting like a filmed face."""
    return ActedSource(source.path, source.wishes, (faces,), head=head, mouth=mouth)


def filmed_acting(path: Path, *, head: bool = True, mouth: bool = False) -> FilmedActing:
    """What the face of a file of landmarks does, calibrated to this file.

    Args:
        path: as ``animatemusic landmarks`` writes it.
        head: whether the head moves as it did.
        mouth: whether the mouth opens as it did.

    Raises:
        InputError: the file is no landmarks, or has no face.
    """
    # Late: only who has landmarks reads them.
    from wav2lip_refine.faces.signals import calibrated, calibration, lids, measure

    known = _faces(path)
    if not known:
        raise InputError(
            f"the landmarks {path} show no face", hint="make them with `animatemusic landmarks`"
        )
    measured = [measure(points) for points in known.values()]
    to = calibration(measured)
    rows = []
    up = False
    for moment, raw, eyes in zip(known, measured, lids(measured), strict=True):
        own = calibrated(raw, to)
        up = own.brows_up > (LOWERED if up else RAISED)
        rows.append(
            Filmed(
                moment,
                eyes,
                "up" if up else "rest",
                *(own.roll, own.yaw, own.pitch, own.mouth_open, own.mouth_width),
            )
        )
    return FilmedActing(tuple(rows), head=head, mouth=mouth)


def _faces(path: Path) -> dict[Ms, NDArray[np.float32]]:
    """The first face of each moment that shows one, by its time."""
    from wav2lip_refine.faces.faces_json import read

    return {
        moment.time: moment.faces[0].points
        for moment in read(path)
        if moment.faces and moment.faces[0].points is not None
    }
