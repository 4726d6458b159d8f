"""What a face does, as numbers: mouth, eyes, brows, head - measured, and calibrated to one video.

Finders differ in how far apart they put the lips of one and the same mouth (dlib up to 0.32 of the
distance of the eyes, the mesh up to 0.15), so raw openings mean nothing across finders or people.
:func:`calibrated` maps each signal to what this face does in this video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import atan2, degrees

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]
"""(68, 2), x and y in pixels; see :mod:`wav2lip_refine.faces.face`."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What one face does at one moment.

    Lengths are in distances of the eyes' centres; angles in degrees of the head: ``roll`` is
    clockwise as seen, ``yaw`` positive when the nose points to the picture's right, ``pitch``
    positive when it points down. Yaw and pitch are estimates from a frontal model.

    Attributes:
        mouth_open: between the inner lips, at their middle.
        mouth_width: between the outer corners.
        eyes_open: the eyes' aspect ratio (Soukupova and Cech 2016), mean of both; about 0.3 open,
            below 0.15 closed.
        brows_up: brows above the eyes' centres.
        roll, yaw, pitch: of the head.
    """

    mouth_open: float
    mouth_width: float
    eyes_open: float
    brows_up: float
    roll: float
    yaw: float
    pitch: float


def measure(points: Points) -> Signals:
    """What a face does, from its points."""
    p = np.asarray(points, np.float64)
    left, right = p[36:42].mean(axis=0), p[42:48].mean(axis=0)
    across = right - left
    unit = max(float(np.hypot(*across)), 1e-6)
    along = across / unit
    down = np.array([-along[1], along[0]])
    # In the head's own axes: x from eye to eye, y down, the unit the eyes' distance.
    own = (p - (left + right) / 2) @ np.stack((along, down), axis=1) / unit
    nose, jaw = own[30], own[[0, 16], 0]
    # A nose tip stands out from the eyes' plane by about 0.5 of their distance; the anthropometric
    # means (Farkas 1994) put it 0.62 below the eyes' line on a level face.
    yaw = degrees(np.arcsin(np.clip((nose[0] - jaw.mean() / 2) / 0.5, -1, 1)))
    pitch = degrees(np.arcsin(np.clip((nose[1] - 0.62) / 0.5, -1, 1)))
    return Signals(
        mouth_open=float(np.hypot(*(own[66] - own[62]))),
        mouth_width=float(np.hypot(*(own[54] - own[48]))),
        eyes_open=(_aspect(own[36:42]) + _aspect(own[42:48])) / 2,
        brows_up=float(-own[17:27, 1].mean()),
        roll=degrees(atan2(across[1], across[0])),
        yaw=float(yaw),
        pitch=float(pitch),
    )


def _aspect(eye: Points) -> float:
    """Height of an eye over its width, from its six points in order."""

    def apart(i: int, j: int) -> float:
        return float(np.hypot(*(eye[i] - eye[j])))

    return (apart(1, 5) + apart(2, 4)) / max(2 * apart(0, 3), 1e-6)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a face's signals are at rest and at their most in one video."""

    low: Signals
    high: Signals


ANGLES = ("roll", "yaw", "pitch")
LEAST = {"mouth_open": 0.04, "mouth_width": 0.08, "eyes_open": 0.08, "brows_up": 0.05}
"""Smallest range that is a movement rather than noise: a face that keeps still stays still."""


def calibration(seen: Sequence[Signals]) -> Calibration:
    """The range of each signal in a video: its 5th and 95th percentile, angles about the median.

    Raises:
        ValueError: nothing was seen.
    """
    if not seen:
        raise ValueError("a range needs at least one face")
    low, high = {}, {}
    for field in fields(Signals):
        values = [getattr(signals, field.name) for signals in seen]
        if field.name in ANGLES:
            low[field.name] = high[field.name] = float(np.median(values))
            continue
        a, b = (float(value) for value in np.percentile(values, (5, 95)))
        low[field.name] = a
        high[field.name] = max(b, a + LEAST[field.name])
    return Calibration(Signals(**low), Signals(**high))


def calibrated(signals: Signals, to: Calibration) -> Signals:
    """The same in this video's own range: lengths in 0..1, angles from how the head usually is."""
    out = {}
    for field in fields(Signals):
        value = getattr(signals, field.name)
        low, high = getattr(to.low, field.name), getattr(to.high, field.name)
        if field.name in ANGLES:
            out[field.name] = value - low
        else:
            out[field.name] = float(np.clip((value - low) / (high - low), 0, 1))
    return replace(signals, **out)


SHUT, HALF_SHUT = 0.7, 0.8
"""Of how open eyes are in a clip when they are open (its 95th percentile): below it they are shut,
or half shut. The mesh puts shut eyes at 0.55 to 0.7, dlib at about a third; open ones tremble by a
tenth."""


def lids(seen: Sequence[Signals | None]) -> list[str]:
    """What the eyes do in each frame: ``open``, ``half`` or ``closed``; "" where there is no face.

    Eyes that never shut are open, however narrow they are.
    """
    values = [signals.eyes_open for signals in seen if signals is not None]
    wide = float(np.percentile(values, 95)) if values else 0.0

    def lid(signals: Signals | None) -> str:
        if signals is None:
            return ""
        if signals.eyes_open < SHUT * wide:
            return "closed"
        return "half" if signals.eyes_open < HALF_SHUT * wide else "open"

    return [lid(signals) for signals in seen]
