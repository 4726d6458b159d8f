"""Turning a part of a picture gives what turning all of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from render import cairo_library as cairo
from render.frame import Frame, Rect, blank, surface_on
from render.rigs import turned
from render.rigs.turned import Turned

PART = Rect(20, 14, 44, 30)


def sprites() -> tuple[Any, Any]:
    """Two pictures of noise that differ in a part."""
    noise = np.random.default_rng(7)
    frame = noise.integers(0, 256, (60, 70, 4), np.uint8)
    frame[:, :, :3] = np.minimum(frame[:, :, :3], frame[:, :, 3:])
    other = frame.copy()
    other[PART.top : PART.bottom, PART.left : PART.right] = (0, 90, 200, 255)
    return _Sprite(frame, surface_on(frame), 9, 5), _Sprite(other, surface_on(other), 9, 5)


@dataclass(frozen=True, eq=False)
class _Sprite:
    frame: Frame
    surface: Any
    left: int
    top: int


def turn(degrees: float) -> Any:
    matrix = cairo.Matrix()
    matrix.translate(40, 60)
    matrix.rotate(np.radians(degrees))
    matrix.translate(-40, -60)
    return matrix


def painted(with_: Turned, sprite: Any, base: Any, degrees: float) -> Frame:
    frame = blank(100, 90)
    with_.paint(
        *(sprite, base, lambda a, b: PART.moved(9, 5), turn(degrees), (3, -2)),
        cairo.Context(surface_on(frame)),
    )
    return frame


@pytest.mark.parametrize("degrees", [-1.8, -0.1, 0.0, 0.7, 12.0])
def test_a_turned_part_fits_into_its_turned_base(degrees: float) -> None:
    base, other = sprites()
    in_parts = painted(Turned(), other, base, degrees)
    whole = painted(Turned(), other, other, degrees)
    assert np.array_equal(in_parts, whole)
    assert not np.array_equal(whole, painted(Turned(), base, base, degrees))


def test_what_was_forgotten_is_turned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turned, "BASE_BYTES", 1)
    base, other = sprites()
    small = Turned()
    angles = [0.1 * n for n in range(8)] * 2
    pictures = [painted(small, other, base, angle) for angle in angles]
    for angle, picture in zip(angles, pictures, strict=True):
        assert np.array_equal(picture, painted(Turned(), other, base, angle))
