"""Drawn parts of a rig: cropped pictures, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from render import cairo_library as cairo
from render.frame import NOTHING, Frame, Rect, blank, filled_part, surface_on
from render.rigs.turned import box_of


@dataclass(frozen=True, eq=False)
class Sprite:
    """A picture, cropped, and where its corner lies in the rig's picture."""

    frame: Frame
    surface: Any
    left: int
    top: int


def sprite_of(frame: Frame, left: int = 0, top: int = 0) -> Sprite:
    """A picture without its transparent margin; its corner lies at ``left, top``."""
    part = filled_part(frame)
    if part.empty:
        own = blank(1, 1)
        return Sprite(own, surface_on(own), left, top)
    own = np.ascontiguousarray(frame[part.top : part.bottom, part.left : part.right])
    return Sprite(own, surface_on(own), left + part.left, top + part.top)


def stacked(sprites: Sequence[Sprite]) -> Sprite:
    """Sprites painted over each other, the first at the back."""
    if len(sprites) == 1:
        return sprites[0]
    box = NOTHING
    for sprite in sprites:
        box = box.union(box_of(sprite))
    frame = _on(box, sprites[0])
    surface = surface_on(frame)
    context = cairo.Context(surface)
    for sprite in sprites[1:]:
        context.set_source_surface(sprite.surface, sprite.left - box.left, sprite.top - box.top)
        context.paint()
    surface.flush()
    return Sprite(frame, surface, box.left, box.top)


def faded(a: Sprite, b: Sprite, step: int, steps: int) -> Sprite:
    """A cross-fade: every colour so far between those of two sprites.

    The colours are premultiplied, so what is opaque in both stays opaque.
    """
    box = box_of(a).union(box_of(b))
    frame, other = _on(box, a), _on(box, b)
    part = difference(frame, other)
    if not part.empty:
        rows, columns = slice(part.top, part.bottom), slice(part.left, part.right)
        low = frame[rows, columns].astype(np.uint16)
        high = other[rows, columns].astype(np.uint16)
        frame[rows, columns] = (low * (steps - step) + high * step + steps // 2) // steps
    return Sprite(frame, surface_on(frame), box.left, box.top)


def mirrored(sprite: Sprite, width: int) -> Sprite:
    """As a mirror that is as wide as the rig's picture shows it."""
    frame = np.ascontiguousarray(sprite.frame[:, ::-1])
    return Sprite(frame, surface_on(frame), width - sprite.left - frame.shape[1], sprite.top)


def sprite_difference(a: Sprite, b: Sprite) -> Rect:
    """Where two sprites differ; a shape that only one covers differs, too."""
    box = box_of(a).union(box_of(b))
    return difference(_on(box, a), _on(box, b)).moved(box.left, box.top)


def difference(a: Frame, b: Frame) -> Rect:
    """The smallest rectangle that holds every pixel in which two pictures of one size differ."""
    differs = a.view(np.uint32)[:, :, 0] != b.view(np.uint32)[:, :, 0]
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if len(rows) == 0:
        return NOTHING
    return Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _on(box: Rect, sprite: Sprite) -> Frame:
    """A copy of a sprite's pixels in a larger rectangle."""
    canvas = blank(box.right - box.left, box.bottom - box.top)
    place = box_of(sprite).moved(-box.left, -box.top)
    canvas[place.top : place.bottom, place.left : place.right] = sprite.frame
    return canvas
