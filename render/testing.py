"""What every rig owes the renderer, as a check that any test can run.

A new rig, or a new form of rig, is tested by one line: ``check_rig(load_rig(path))``.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from render import cairo_library as cairo
from render.frame import Frame, blank, surface_on
from render.rigs import Pose, Rig
from visemes.sets import load_set

HEIGHT = 150
"""Of the pictures that are checked, in pixels: small is fast, and no promise depends on size."""

_POSES = (
    Pose("X"),
    Pose("D"),
    Pose("D", tilt=18),
    Pose("X", tilt=-15, shift=(4, -2)),
    Pose("X", shift=(-3, 2)),
    Pose("D", eyes="closed"),
    Pose("A", eyes="half", brows="up"),
    Pose("F", brows="up", tilt=7, shift=(1, 1)),
)


def check_rig(rig: Rig) -> None:
    """Draw a rig in many poses and hold the pictures against the contract.

    * every shape of the rhubarb set draws; one that the rig lacks draws as what stands in for it;
    * the picture has the height that was asked for, and the shape of the rig;
    * colours are premultiplied; something is transparent and something is opaque;
    * a pose is always the same picture, whatever was drawn in between;
    * ``paint`` at the origin gives what ``draw`` gives;
    * ``damage`` covers every pixel in which two poses differ, and is empty for one pose;
    * eyes and brows that the rig does not know are drawn some way.

    Raises:
        AssertionError: one sentence about the promise that was broken.
    """
    _mouths(rig)
    pictures = {pose: rig.draw(pose, HEIGHT) for pose in _POSES}
    for pose, picture in pictures.items():
        _picture(rig, pose, picture, HEIGHT)
    for pose, picture in reversed(pictures.items()):
        _expect(np.array_equal(rig.draw(pose, HEIGHT), picture), f"{pose} drew another picture")
        _expect(np.array_equal(_painted(rig, pose), picture), f"{pose} is painted and drawn apart")
        _expect(rig.damage(pose, pose, HEIGHT).empty, f"{pose} does damage to itself")
    for before, now in combinations(_POSES, 2):
        _damage(rig, before, now, pictures)
        _damage(rig, now, before, pictures)
    for height in (64, 2 * HEIGHT + 1):
        _picture(rig, _POSES[0], rig.draw(_POSES[0], height), height)
    strange = rig.draw(Pose("X", eyes="crossed", brows="knitted"), HEIGHT)
    _expect(bool(strange.any()), "nothing is drawn for eyes that the rig does not know")


def _mouths(rig: Rig) -> None:
    shapes = load_set()
    _expect(bool(rig.shapes), "the rig has no mouth shapes")
    strange = rig.shapes - set(shapes.shapes)
    _expect(not strange, f"the rig has shapes of no set: {', '.join(sorted(strange))}")
    for shape in shapes.shapes:
        picture = rig.draw(Pose(shape), HEIGHT)
        stand_in = shapes.standing_in(shape, rig.shapes)
        _expect(
            np.array_equal(picture, rig.draw(Pose(stand_in), HEIGHT)),
            f"the mouth {shape} is not drawn as {stand_in}, which stands in for it",
        )


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
