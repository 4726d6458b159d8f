"""Pictures that tilt, each turned once for each angle.

Turning a head costs as much as everything else in a frame, and a swaying head comes back to the
same few angles again and again. So one picture of a run of layers is turned whole and kept for each
angle; the others stand on it and differ in a small part (the mouth, the eyes), and only this part
of them is turned.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from render import cairo_library as cairo
from render.frame import NOTHING, Context, Frame, Rect, blank, surface_on
from render.rigs.sprites import Sprite, box_of, pixels

BASE_BYTES = 108 * 1024 * 1024
"""Memory for bases: at 1080p a head of 1.5 MB, and hair of as much behind it, at the 37 angles of a
normal sway."""

PART_BYTES = 12 * 1024 * 1024
"""Memory for the parts of others: there are very many of them, each is turned in no time, and few
come again soon, so that they must not push out the bases."""


@dataclass(frozen=True, eq=False, slots=True)
class _Picture:
    frame: Frame
    surface: Any
    box: Rect


class Turned:
    """Paints sprites that tilt about a pivot."""

    def __init__(self) -> None:
        self._bases = _Pool(BASE_BYTES)
        self._patches = _Pool(PART_BYTES)

    def paint(self, sprite: Sprite, turn: Any, shift: tuple[int, int], to: Context) -> None:
        """Paint a sprite, turned and then shifted.

        Args:
            sprite: what is painted; what it stands on is turned whole.
            turn: Cairo's matrix, in the rig's pixels.
            shift: in whole pixels, after the turn.
            to: the drawing context, its origin in the corner of the rig's picture.
        """
        angle = math.atan2(turn[1], turn[0])
        whole = sprite.on or sprite
        to.save()
        to.translate(*shift)
        if angle == 0:
            painted = [_Picture(s.frame, s.surface, box_of(s)) for s in (whole, sprite)]
        else:
            painted = [self._bases.picture(whole, turn, angle)]
            if sprite is not whole:
                painted.append(self._patches.picture(sprite, turn, angle))
        if sprite is whole:
            _paint_around(painted[0], NOTHING, to)
        else:
            _paint_around(painted[0], painted[1].box, to)
            _paint_around(painted[1], NOTHING, to)
        to.restore()


class _Pool:
    """Turned pictures up to a number of bytes; the least recently used go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._kept: OrderedDict[tuple[int, float], tuple[Sprite, _Picture]] = OrderedDict()

    def picture(self, sprite: Sprite, turn: Any, angle: float) -> _Picture:
        """What a sprite's own box looks like when it is turned."""
        box = around(box_of(sprite), turn)
        key = (id(sprite), angle)
        known = self._kept.get(key)
        if known is not None and known[1].box == box:
            self._kept.move_to_end(key)
            return known[1]
        if known is not None:
            self._held -= known[1].frame.nbytes
        picture = _turned(sprite, turn, box)
        self._kept[key] = (sprite, picture)
        self._held += picture.frame.nbytes
        while self._held > self._most and len(self._kept) > 2:
            _key, (_sprite, gone) = self._kept.popitem(last=False)
            self._held -= gone.frame.nbytes
        return picture


def _turned(sprite: Sprite, turn: Any, box: Rect) -> _Picture:
    if sprite.on is not None:
        # The corners of the turned part's box show what is beside it.
        source = around(box, turn.inverted())
        beside = pixels(source, sprite)
        sprite = Sprite(beside, surface_on(beside), source.left, source.top)
    frame = blank(box.right - box.left, box.bottom - box.top)
    surface = surface_on(frame)
    context = cairo.Context(surface)
    context.translate(-box.left, -box.top)
    source = cairo.SurfacePattern(sprite.surface)
    source.set_matrix(exact(turn.inverted(), sprite))
    context.set_source(source)
    context.paint()
    surface.flush()
    return _Picture(frame, surface, box)


def _paint_around(picture: _Picture, hole: Rect, to: Context) -> None:
    """Paint a picture except for a rectangle."""
    box = picture.box
    to.save()
    if not hole.empty:
        to.set_fill_rule(cairo.FILL_RULE_EVEN_ODD)
        for rect in (box, hole.within(box)):
            to.rectangle(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
        to.clip()
    to.set_source_surface(picture.surface, box.left, box.top)
    to.paint()
    to.restore()


def exact(back: Any, sprite: Sprite) -> Any:
    """The way from the rig's picture to a sprite's pixels, in numbers that Cairo does not round.

    Cairo computes with 16 bits after the point. What it rounds it puts right in the middle of the
    part that is drawn, so a part alone would differ by a level from the same part of the whole.
    """
    xx, yx, xy, yy, x0, y0 = back.as_tuple()
    # Pixels are asked for at their middle: half of a number must be exact, too.
    turn = (round(n * 32768) / 32768 for n in (xx, yx, xy, yy))
    shift = (round(n * 65536) / 65536 for n in (x0 - sprite.left, y0 - sprite.top))
    return cairo.Matrix(*turn, *shift)


def around(box: Rect, matrix: Any) -> Rect:
    """The upright rectangle around a turned one, with a pixel for the filter's reach."""
    if box.empty:
        return NOTHING
    corners = [
        matrix.transform_point(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)
    ]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return Rect(
        math.floor(min(xs)) - 1,
        math.floor(min(ys)) - 1,
        math.ceil(max(xs)) + 1,
        math.ceil(max(ys)) + 1,
    )
