"""What every rig owes the renderer, as a check that any test can run.

A new rig, or a new form of rig, is tested by one line: ``check_rig(load_rig(path))``.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from render import cairo_library as cairo
from render.frame import NOTHING, Frame, Rect, blank, surface_on
from render.rigs import Pose, Rig
from render.rigs.rig import MIX_STEPS, OPEN_STEPS
from visemes.sets import VisemeSet

HEIGHT = 150
"""Of the pictures that are checked, in pixels: small is fast, and no promise depends on size."""

ODDER = 1.3
"""A thin line that moves differs twice wherever it has been: so much more than its ends do."""


def poses_of(shapes: VisemeSet) -> tuple[Pose, ...]:
    """Poses in which most of what can go wrong does: extremes of the set, turned and shifted."""
    rest, closed = shapes.rest, shapes.closed
    wide = max(shapes.shapes, key=lambda name: shapes.shapes[name].openness)
    small = min(shapes.shapes, key=lambda name: shapes.shapes[name].width)
    return (
        Pose(rest),
        Pose(wide),
        Pose(wide, tilt=18),
        Pose(rest, tilt=-15, shift=(4, -2)),
        Pose(rest, shift=(-3, 2)),
        Pose(wide, eyes="closed"),
        Pose(closed, eyes="half", brows="up"),
        Pose(small, brows="up", tilt=7, shift=(1, 1)),
        Pose(wide, mood="a mood that nobody draws"),
        Pose(wide, breath=5),
        Pose(rest, toward=wide, mix=4, tilt=7),
        Pose(wide, toward=closed, mix=2, eyes="closed", breath=2),
        Pose(small, view="left", tilt=10),
        Pose(wide, view="right", brows="up"),
        Pose(wide, openness=OPEN_STEPS // 2, tilt=5),
    )


def check_rig(rig: Rig) -> None:
    """Draw a rig in many poses and hold the pictures against the contract.

    * every shape of the rig's set draws; one that it lacks draws as what stands in for it;
    * the picture has the height that was asked for, and the shape of the rig;
    * colours are premultiplied; something is opaque, and something transparent unless the rig is
      a picture that fills the frame;
    * a pose is always the same picture, whatever was drawn in between;
    * ``paint`` at the origin gives what ``draw`` gives;
    * ``damage`` covers every pixel in which two poses differ, and is empty for one pose;
    * a mood, eyes, brows and a view that the rig does not know are drawn some way;
    * no step on the way to another mouth is the mouth itself, all steps are the other, and what is
      between differs from both only where they differ from each other, and by no more.

    Raises:
        AssertionError: one sentence about the promise that was broken.
    """
    _mouths(rig)
    poses = poses_of(rig.set)
    pictures = {pose: rig.draw(pose, HEIGHT) for pose in poses}
    for pose, picture in pictures.items():
        _picture(rig, pose, picture, HEIGHT)
    for pose, picture in reversed(pictures.items()):
        _expect(np.array_equal(rig.draw(pose, HEIGHT), picture), f"{pose} drew another picture")
        _expect(np.array_equal(_painted(rig, pose), picture), f"{pose} is painted and drawn apart")
        _expect(rig.damage(pose, pose, HEIGHT).empty, f"{pose} does damage to itself")
    for before, now in combinations(poses, 2):
        _damage(rig, before, now, pictures)
        _damage(rig, now, before, pictures)
    for height in (64, 2 * HEIGHT + 1):
        _picture(rig, poses[0], rig.draw(poses[0], height), height)
    odd = Pose(rig.set.rest, eyes="crossed", brows="knitted", view="below")
    drawn = bool(rig.draw(odd, HEIGHT).any())
    _expect(drawn, "nothing is drawn for eyes that the rig does not know")
    for a, b in combinations(sorted(rig.shapes), 2):
        _between(rig, a, b)


def _mouths(rig: Rig) -> None:
    shapes = rig.set
    _expect(bool(rig.shapes), "the rig has no mouth shapes")
    strange = rig.shapes - set(shapes.shapes)
    _expect(not strange, f"the rig has shapes that its set lacks: {', '.join(sorted(strange))}")
    for shape in shapes.shapes:
        picture = rig.draw(Pose(shape), HEIGHT)
        stand_in = shapes.standing_in(shape, rig.shapes)
        _expect(
            np.array_equal(picture, rig.draw(Pose(stand_in), HEIGHT)),
            f"the mouth {shape} is not drawn as {stand_in}, which stands in for it",
        )


def _between(rig: Rig, a: str, b: str) -> None:
    """What is half-way between two mouths."""
    first, last = rig.draw(Pose(a), HEIGHT), rig.draw(Pose(b), HEIGHT)
    ends = {0: first, MIX_STEPS: last}
    for mix, end in ends.items():
        same = np.array_equal(rig.draw(Pose(a, toward=b, mix=mix), HEIGHT), end)
        _expect(same, f"step {mix} from {a} to {b} is not one of them")
    whole = _distance(first, last)
    reach = _grown(_reach(first, last))
    for mix in (2, MIX_STEPS // 2):
        middle = rig.draw(Pose(a, toward=b, mix=mix), HEIGHT)
        for name, end in ((a, first), (b, last)):
            moved = _reach(end, middle)
            _expect(
                moved.empty or moved.within(reach) == moved,
                f"step {mix} from {a} to {b} differs from {name} where {a} and {b} are alike",
            )
            _expect(
                _distance(end, middle) <= ODDER * whole,
                f"step {mix} from {a} to {b} is further from {name} than they are from each other",
            )


def _grown(box: Rect) -> Rect:
    """With a margin for edges that are drawn on their way."""
    return Rect(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2)


def _reach(a: Frame, b: Frame) -> Rect:
    """Where two pictures differ."""
    rows, columns = ((a != b).any(axis=2).any(axis=axis).nonzero()[0] for axis in (1, 0))
    if len(rows) == 0:
        return NOTHING
    return Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _distance(a: Frame, b: Frame) -> float:
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).sum())


def _picture(rig: Rig, pose: Pose, picture: Frame, height: int) -> None:
    width = height * rig.size[0] / rig.size[1]
    _expect(picture.dtype == np.uint8, f"{pose} is not drawn in bytes")
    _expect(
        picture.ndim == 3 and picture.shape[0] == height and picture.shape[2] == 4,
        f"{pose} is {picture.shape}, not a picture of height {height}",
    )
    _expect(
        abs(picture.shape[1] - width) < 1,
        f"{pose} is {picture.shape[1]} pixels wide, not {width:.1f}",
    )
    alpha = picture[:, :, 3]
    _expect(bool((picture[:, :, :3] <= alpha[:, :, None]).all()), f"{pose} is not premultiplied")
    if rig.info.framing != "cover":
        _expect(bool((alpha == 0).any()), f"{pose} is transparent nowhere")
    _expect(bool((alpha == 255).any()), f"{pose} is opaque nowhere")


def _painted(rig: Rig, pose: Pose) -> Frame:
    width = rig.draw(pose, HEIGHT).shape[1]
    frame = blank(width, HEIGHT)
    rig.paint(pose, HEIGHT, cairo.Context(surface_on(frame)))
    return frame


def _damage(rig: Rig, before: Pose, now: Pose, pictures: dict[Pose, Frame]) -> None:
    differs = (pictures[before] != pictures[now]).any(axis=2)
    rect = rig.damage(before, now, HEIGHT)
    if not rect.empty:
        differs[max(rect.top, 0) : max(rect.bottom, 0), max(rect.left, 0) : max(rect.right, 0)] = 0
    _expect(not differs.any(), f"from {before} to {now}, pixels differ outside of the damage")


def _expect(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)
