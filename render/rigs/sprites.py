"""Drawn parts of a rig: cropped pictures, and what can be done with them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from render import cairo_library as cairo
from render.frame import NOTHING, Frame, Rect, blank, filled_part, surface_on


@dataclass(frozen=True, eq=False)
class Sprite:
    """A picture, cropped, and where its corner lies in the rig's picture.

    Attributes:
        frame: premultiplied BGRA.
        surface: Cairo's, on the frame.
        left: of the corner.
        top: of the corner.
        on: the whole picture from which this one differs inside its own box only; None if this is
            a whole picture itself. Heads with different mouths are mostly one head.
    """

    frame: Frame
    surface: Any
    left: int
    top: int
    on: Sprite | None = None


class Kept:
    """Pictures that are kept, up to a number of bytes; the least recently used go first."""

    def __init__(self, limit: int) -> None:
        self._kept: OrderedDict[tuple[object, ...], Sprite] = OrderedDict()
        self._limit, self._held = limit, 0

    def get(self, key: tuple[object, ...]) -> Sprite | None:
        """What was kept, if it still is."""
        sprite = self._kept.get(key)
        if sprite is not None:
            self._kept.move_to_end(key)
        return sprite

    def keep(self, key: tuple[object, ...], sprite: Sprite) -> Sprite:
        """Keep a picture; the newest few stay in any case."""
        self._kept[key] = sprite
        self._held += sprite.frame.nbytes
        while self._held > self._limit and len(self._kept) > 8:
            self._held -= self._kept.popitem(last=False)[1].frame.nbytes
        return sprite


def box_of(sprite: Sprite) -> Rect:
    """Where a sprite's own pixels lie in the rig's picture."""
    height, width = sprite.frame.shape[:2]
    return Rect(sprite.left, sprite.top, sprite.left + width, sprite.top + height)


def reach_of(sprite: Sprite) -> Rect:
    """Where it lies with what it stands on."""
    own = box_of(sprite)
    return own if sprite.on is None else own.union(box_of(sprite.on))


def pixels(box: Rect, sprite: Sprite) -> Frame:
    """A copy of what a rectangle shows of a sprite and of what it stands on."""
    canvas = (
        blank(box.right - box.left, box.bottom - box.top)
        if sprite.on is None
        else pixels(box, sprite.on)
    )
    own = box_of(sprite)
    shared = own.within(box)
    if not shared.empty:
        to, of = shared.moved(-box.left, -box.top), shared.moved(-own.left, -own.top)
        part = sprite.frame[of.top : of.bottom, of.left : of.right]
        canvas[to.top : to.bottom, to.left : to.right] = part
    return canvas


def parted(base: Sprite, sprite: Sprite) -> Sprite:
    """A sprite as that part of it in which it differs from another; the other if it does not."""
    box = sprite_difference(base, sprite)
    if box.empty:
        return base
    frame = pixels(box, sprite)
    return Sprite(frame, surface_on(frame), box.left, box.top, base)


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
    frame = pixels(box, sprites[0])
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
    box = reach_of(a).union(reach_of(b))
    frame, other = pixels(box, a), pixels(box, b)
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


def lowered(sprite: Sprite, line: int, share: float) -> Sprite:
    """What lies below a line drawn less high, as a jaw that opens less; the rest stays.

    Args:
        sprite: whatever opens below the line.
        line: in pixels of the rig's picture.
        share: of the height.
    """
    cut = line - sprite.top
    height, width = sprite.frame.shape[:2]
    below = height - cut
    if not (0 < cut < height):
        return sprite
    rows = max(1, math.ceil(below * share))
    # CMYK is Pillow's name for four channels that it leaves alone.
    source = Image.frombuffer("CMYK", (width, height), sprite.frame, "raw", "CMYK", 0, 1)
    box = (0, cut, width, min(height, cut + rows / share))
    small = source.resize((width, rows), Image.Resampling.HAMMING, box)
    frame = np.concatenate([sprite.frame[:cut], np.asarray(small)])
    return Sprite(frame, surface_on(frame), sprite.left, sprite.top)


def sprite_difference(a: Sprite, b: Sprite) -> Rect:
    """Where two sprites differ; a shape that only one covers differs, too."""
    if (a.on or a) is (b.on or b):
        box = NOTHING
        for sprite in (a, b):
            box = box if sprite.on is None else box.union(box_of(sprite))
    else:
        box = reach_of(a).union(reach_of(b))
    part = difference(pixels(box, a), pixels(box, b))
    return part if part.empty else part.moved(box.left, box.top)


def difference(a: Frame, b: Frame) -> Rect:
    """The smallest rectangle that holds every pixel in which two pictures of one size differ."""
    differs = a.view(np.uint32)[:, :, 0] != b.view(np.uint32)[:, :, 0]
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if len(rows) == 0:
        return NOTHING
    return Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
