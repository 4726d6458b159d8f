"""A face drawn in lines from the points of a filmed one: a phone video becomes a drawn singer.

The rig does not wait for poses: at each moment of the song it does what the filmed face did. So it
is a :class:`Performer`, and the film asks it for its pose.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from media_core.errors import InputError
from media_core.timeline import Ms
from render import cairo_library as cairo
from render.frame import NOTHING, Context, Frame, Rect, blank, surface_on
from render.rigs import Pose, RigInfo
from visemes.sets import VisemeSet, load_set

Points = NDArray[np.float32]
"""(68, 2), x and y: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, lips 48-67 (iBUG 300-W)."""

REST = Ms(-1)
"""The moment of poses that know none."""
HEIGHT = 1000.0
"""Of the rig, in its own units."""
ROOM = 0.12
"""Around everything that the face reaches, of its height."""
FOREHEAD = 0.55
"""From the brows to the top of the head, of brow to chin (a head is about 1.3 faces high)."""

INK = (0.13, 0.15, 0.30)
SKIN = (0.99, 0.87, 0.76)
LIPS = (0.86, 0.36, 0.40)
MOUTH = (0.35, 0.08, 0.13)
WHITE = (1.0, 1.0, 1.0)


@runtime_checkable
class Performer(Protocol):
    """A rig that knows what it does at each moment."""

    def perform(self, pose: Pose, moment: Ms) -> Pose:
        """The pose at a moment, in place of the one that the scene would have."""
        ...


@dataclass(frozen=True, slots=True)
class FacePose(Pose):
    """What the filmed face did at a moment of its clip."""

    moment: Ms = REST


class FaceLines:
    """A line-drawn face that moves as a filmed one; see :class:`~render.rigs.Rig`.

    A song that is longer than the clip sees it backward and forward again.
    """

    def __init__(self, times: Sequence[Ms], faces: Sequence[Points]) -> None:
        """Make the rig.

        Args:
            times: of the faces, ascending.
            faces: one for each time.

        Raises:
            InputError: there is no face.
        """
        if not faces or len(faces) != len(times):
            raise InputError(
                "the face data shows no face", hint="make it with `animatemusic landmarks`"
            )
        stack = np.stack(faces).astype(np.float64)  # (n, 68, 2)
        low, high = stack.min(axis=(0, 1)), stack.max(axis=(0, 1))
        tall = float(np.median(stack[:, 8, 1] - stack[:, 17:27, 1].min(axis=1)))
        tall = max(tall, 1.0)
        low[1] -= FOREHEAD * tall
        low, high = low - ROOM * tall, high + ROOM * tall
        self._scale = HEIGHT / max(float(high[1] - low[1]), 1.0)
        self._faces = (stack - low) * self._scale
        self._times = list(times)
        self._size = float(high[0] - low[0]) * self._scale, HEIGHT
        self._set = load_set()
        rest = self._faces[0]
        mouth = rest[48:60]
        self._info = RigInfo(
            "your own face, in lines",
            pivot=(self._size[0] / 2, HEIGHT * 0.9),
            anchor=(float(mouth[:, 0].mean()), float(mouth[:, 1].mean())),
            mouth_width=float(np.ptp(mouth[:, 0])),
            licence="yours",
        )

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the rig's own units."""
        return self._size

    @property
    def set(self) -> VisemeSet:
        """Of the shapes; only the closed mouth is one, the rest was filmed."""
        return self._set

    @property
    def shapes(self) -> frozenset[str]:
        """The closed mouth."""
        return frozenset({"X"})

    @property
    def moods(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def info(self) -> RigInfo:
        """Name, anchors, colours."""
        return self._info

    def perform(self, pose: Pose, moment: Ms) -> FacePose:
        """What the face did then; head and blinks are its own, too."""
        length = max(1, self._times[-1] - self._times[0])
        around = moment % (2 * length)
        return FacePose("X", moment=Ms(min(around, 2 * length - around) + self._times[0]))

    def draw(self, pose: Pose, height: int) -> Frame:
        """One pose on a transparent picture of a given height in pixels."""
        frame = blank(max(1, round(height * self._size[0] / self._size[1])), height)
        self.paint(pose, height, cairo.Context(surface_on(frame)))
        return frame

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """The same, into a drawing context."""
        context.save()
        context.scale(height / HEIGHT, height / HEIGHT)
        _paint(self._at(pose), context)
        context.restore()

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """Where the pictures of two poses may differ."""
        if _moment(before) == _moment(now):
            return NOTHING
        width = max(1, round(height * self._size[0] / self._size[1]))
        return Rect(0, 0, width, height)

    def _at(self, pose: Pose) -> NDArray[np.float64]:
        """The points at a moment: between two faces they move evenly."""
        moment = _moment(pose)
        after = bisect_left(self._times, moment)
        if after == 0:
            return np.asarray(self._faces[0])
        if after == len(self._times):
            return np.asarray(self._faces[-1])
        before = self._times[after - 1]
        share = (moment - before) / (self._times[after] - before)
        a, b = self._faces[after - 1], self._faces[after]
        return np.asarray(a + (b - a) * share)


def _moment(pose: Pose) -> Ms:
    return pose.moment if isinstance(pose, FacePose) else REST


def _paint(p: NDArray[np.float64], context: Context) -> None:
    """The face, from the back to the front."""
    eyes = np.hypot(*(p[42:48].mean(axis=0) - p[36:42].mean(axis=0)))
    line = max(2.0, 0.05 * float(eyes))
    context.set_line_cap(cairo.LINE_CAP_ROUND)
    context.set_line_join(cairo.LINE_JOIN_ROUND)
    _head(p, context)
    _fill(context, SKIN, INK, line)
    for first in (36, 42):
        _curve(p[first : first + 6], context, closed=True)
        _fill(context, WHITE, INK, line * 0.7)
        _iris(p[first : first + 6], context)
    for part, width in ((p[17:22], 1.5), (p[22:27], 1.5), (p[27:31], 0.8), (p[31:36], 0.9)):
        _curve(part, context)
        context.set_source_rgb(*INK)
        context.set_line_width(line * width)
        context.stroke()
    _curve(p[48:60], context, closed=True)
    _fill(context, LIPS, INK, line * 0.7)
    _curve(p[60:68], context, closed=True)
    _fill(context, MOUTH, INK, line * 0.5)


def _head(p: NDArray[np.float64], context: Context) -> None:
    """Jaw from ear to ear, and a skull over it."""
    left, right, chin = p[0], p[16], p[8]
    brow = p[17:27].mean(axis=0)
    top = brow + (brow - chin) * FOREHEAD
    corners = [left + (top - brow) * 0.62, top, right + (top - brow) * 0.62]
    _curve(np.concatenate((p[:17], np.array(corners[::-1]))), context, closed=True)


def _iris(eye: NDArray[np.float64], context: Context) -> None:
    """Inside of the eye only: a shut one shows none."""
    height = float(np.hypot(*((eye[1] + eye[2]) / 2 - (eye[4] + eye[5]) / 2)))
    width = float(np.hypot(*(eye[3] - eye[0])))
    if height < 0.08 * width:
        return
    context.save()
    _curve(eye, context, closed=True)
    context.clip()
    x, y = eye.mean(axis=0)
    context.arc(float(x), float(y), 0.2 * width, 0, 2 * pi)
    context.set_source_rgb(*INK)
    context.fill()
    context.restore()


def _curve(points: NDArray[np.float64], context: Context, *, closed: bool = False) -> None:
    """A smooth line through all points (a Catmull-Rom spline, as Bezier curves)."""
    count = len(points)

    def point(i: int) -> NDArray[np.float64]:
        return np.asarray(points[i % count] if closed else points[min(max(i, 0), count - 1)])

    context.new_path()
    context.move_to(*map(float, points[0]))
    for i in range(count if closed else count - 1):
        a, b, c, d = (point(i + step) for step in (-1, 0, 1, 2))
        first, second = b + (c - a) / 6, c - (d - b) / 6
        context.curve_to(*map(float, (*first, *second, *c)))
    if closed:
        context.close_path()


def _fill(
    context: Context,
    inside: tuple[float, float, float],
    line: tuple[float, float, float],
    width: float,
) -> None:
    context.set_source_rgb(*inside)
    context.fill_preserve()
    context.set_source_rgb(*line)
    context.set_line_width(width)
    context.stroke()
