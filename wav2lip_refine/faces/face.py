"""What a face is here: a box, and 68 points where they are known.

The points are those of the iBUG 300-W annotation (Sagonas et al. 2013) that dlib and
face_recognition use: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, outer lips 48-59, inner lips
60-67. Left and right are those of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wav2lip_refine.boxes import Box

Picture = NDArray[np.uint8]
"""(H, W, 3), blue, green, red."""

POINTS = 68

GROUPS: dict[str, tuple[int, ...]] = {
    "chin": tuple(range(17)),
    "left_eyebrow": tuple(range(17, 22)),
    "right_eyebrow": tuple(range(22, 27)),
    "nose_bridge": tuple(range(27, 31)),
    "nose_tip": tuple(range(31, 36)),
    "left_eye": tuple(range(36, 42)),
    "right_eye": tuple(range(42, 48)),
    "top_lip": (48, 49, 50, 51, 52, 53, 54, 64, 63, 62, 61, 60),
    "bottom_lip": (54, 55, 56, 57, 58, 59, 48, 60, 67, 66, 65, 64),
}
"""The nine groups of face_recognition's ``face_landmarks`` and the points in each. Both lips are
closed polygons that share the corners."""


@dataclass(frozen=True, eq=False, slots=True)
class Face:
    """One face in one picture.

    Attributes:
        box: from above the brows to the chin, inside the picture.
        score: how sure the detector is, 0..1.
        points: (68, 2), x and y in pixels, or None where a detector knows only boxes.
    """

    box: Box
    score: float = 1.0
    points: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        if self.points is not None and self.points.shape != (POINTS, 2):
            raise ValueError(f"a face has {POINTS} points or none: got {self.points.shape}")


class FaceFinder(Protocol):
    """Something that finds faces in a picture.

    Attributes:
        key: says what finds, and with which model; part of the name that answers are kept under.
    """

    @property
    def key(self) -> str:
        """What finds, and with which model."""
        ...

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """All faces in a picture, the surest first."""
        ...


def box_of(points: NDArray[np.floating], width: int, height: int) -> Box | None:
    """The box that a face detector would draw around the outline of a face.

    Detectors trained on WIDER FACE, as Wav2Lip's was, begin 13 % of the height above the hull of
    the mesh (measured with MTCNN, which shares that training data); the other sides agree.

    Args:
        points: (N, 2) on the face, the brow included.
        width: of the picture.
        height: of the picture.

    Returns:
        None if nothing of it lies inside the picture.
    """
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    top -= 0.13 * (bottom - top)
    return clipped(left, top, right, bottom, width, height)


def box_of_68(points: NDArray[np.floating], width: int, height: int) -> Box | None:
    """The same box from the 68 points, which end at the brows.

    It begins above them by 35 % of the height from brow to chin (four faces: 30 to 36 %).
    """
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    top -= 0.35 * (bottom - top)
    return clipped(left, top, right, bottom, width, height)


def clipped(
    left: float, top: float, right: float, bottom: float, width: int, height: int
) -> Box | None:
    """A box in whole pixels inside a picture, or None if none of its pixels are."""
    if not all(map(np.isfinite, (left, top, right, bottom))):
        return None
    inside = (
        *(max(0, int(left)), max(0, int(top))),
        *(min(width, int(right)), min(height, int(bottom))),
    )
    if inside[2] <= inside[0] or inside[3] <= inside[1]:
        return None
    return Box(*inside)


def iou(a: Box, b: Box) -> float:
    """The shared part of two boxes, of what both cover: 0 apart, 1 equal."""
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (a.width * a.height + b.width * b.height - shared)
