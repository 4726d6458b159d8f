"""Turning a part of a picture gives what turning all of it gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from render import cairo_library as cairo
from render.frame import Frame, Rect, blank, surface_on
from render.rigs import turned
from render.rigs.sprites import Sprite, box_of, parted, sprite_difference
from render.rigs.turned import Turned

PART = Rect(20, 14, 44, 30)


def sprites() -> tuple[Sprite, Sprite]:
    """Two pictures of noise that differ in a part."""
    noise = np.random.default_rng(7)
    frame = noise.integers(0, 256, (60, 70, 4), np.uint8)
    frame[:, :, :3] = np.minimum(frame[:, :, :3], frame[:, :, 3:])
    other = frame.copy()
    other[PART.top : PART.bottom, PART.left : PART.right] = (0, 90, 200, 255)
    return Sprite(frame, surface_on(frame), 9, 5), Sprite(other, surface_on(other), 9, 5)


def turn(degrees: float) -> Any:
    matrix = cairo.Matrix()
    matrix.translate(40, 60)
    matrix.rotate(np.radians(degrees))
    matrix.translate(-40, -60)
    return matrix


def painted(with_: Turned, sprite: Sprite, degrees: float) -> Frame:
    frame = blank(100, 90)
    with_.paint(sprite, turn(degrees), (3, -2), cairo.Context(surface_on(frame)))
    return frame


@pytest.mark.parametrize("degrees", [-1.8, -0.1, 0.0, 0.7, 12.0])
def test_a_turned_part_fits_into_its_turned_base(degrees: float) -> None:
    base, other = sprites()
    part = parted(base, other)
    assert box_of(part) == PART.moved(9, 5)
    whole = painted(Turned(), other, degrees)
    assert np.array_equal(painted(Turned(), part, degrees), whole)
    assert not np.array_equal(whole, painted(Turned(), base, degrees))


def test_what_differs_by_nothing_is_the_base() -> None:
    base, _ = sprites()
    again = Sprite(base.frame.copy(), base.surface, base.left, base.top)
    assert parted(base, again) is base


def test_where_parts_of_one_base_differ_is_what_wholes_say() -> None:
    base, other = sprites()
    third = other.frame.copy()
    third[2:6, 3:5] = 0
    whole = Sprite(third, surface_on(third), 9, 5)
    for a in (base, parted(base, other), parted(base, whole)):
        for b, real in ((base, base), (parted(base, other), other), (parted(base, whole), whole)):
            full = base if a is base else other if box_of(a) == PART.moved(9, 5) else whole
            assert sprite_difference(a, b) == sprite_difference(full, real)


def test_what_was_forgotten_is_turned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turned, "BASE_BYTES", 1)
    other = parted(*sprites())
    small = Turned()
    angles = [0.1 * n for n in range(8)] * 2
    pictures = [painted(small, other, angle) for angle in angles]
    for angle, picture in zip(angles, pictures, strict=True):
        assert np.array_equal(picture, painted(Turned(), other, angle))
