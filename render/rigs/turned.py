"""Pictures that tilt, each turned once for each angle.

Turning a head costs as much as everything else in a frame, and a swaying head comes back to the
same few angles again and again. So one picture of a run of layers, its base, is turned whole and
kept for each angle; the others differ from it in a small part (the mouth, the eyes), and only this
part of them is turned.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from render import cairo_library as cairo
from render.frame import NOTHING, Context, Frame, Rect, blank, surface_on

BASE_BYTES = 60 * 1024 * 1024
"""Memory for bases: at 1080p a head of 1.5 MB at the 37 angles of a normal sway."""

PART_BYTES = 12 * 1024 * 1024
"""Memory for the parts of others: there are very many of them, each is turned in no time, and few
come again soon, so that they must not push out the bases."""


class Sprite(Protocol):
    """A drawn run: its picture, cropped, and where its corner lies in the rig's picture."""

    @property
    def frame(self) -> Frame:
        """Premultiplied BGRA."""
        ...

    @property
    def surface(self) -> Any:
        """Cairo's, on the frame."""
        ...

    @property
    def left(self) -> int:
        """Of the corner."""
        ...

    @property
    def top(self) -> int:
        """Of the corner."""
        ...


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
        self._parts: WeakKeyDictionary[Any, tuple[Any, Rect]] = WeakKeyDictionary()

    def paint(
        self, sprite: Any, base: Any, differ: Any, turn: Any, shift: tuple[int, int], to: Context
    ) -> None:
        """Paint a sprite, turned and then shifted.

        Args:
            sprite: what is painted.
            base: the sprite that is turned whole.
            differ: ``differ(base, sprite)`` is the rectangle in which two sprites differ.
            turn: Cairo's matrix, in the rig's pixels.
            shift: in whole pixels, after the turn.
            to: the drawing context, its origin in the corner of the rig's picture.
        """
        angle = math.atan2(turn[1], turn[0])
        to.save()
        to.translate(*shift)
        if angle == 0:
            to.set_source_surface(sprite.surface, sprite.left, sprite.top)
            to.paint()
        else:
            whole = self._bases.picture(base, turn, angle, around(box_of(base), turn))
            part = NOTHING if sprite is base else self._part(sprite, base, differ, turn)
            _paint_around(whole, part, to)
            if not part.empty:
                patch = self._patches.picture(sprite, turn, angle, part)
                _paint_around(patch, NOTHING, to)
        to.restore()

    def _part(self, sprite: Any, base: Any, differ: Any, turn: Any) -> Rect:
        known = self._parts.get(sprite)
        if known is None or known[0] is not base:
            known = (base, differ(base, sprite))
            self._parts[sprite] = known
        return around(known[1], turn)


class _Pool:
    """Turned pictures up to a number of bytes; the least recently used go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._kept: OrderedDict[tuple[int, float], tuple[Any, _Picture]] = OrderedDict()

    def picture(self, sprite: Any, turn: Any, angle: float, box: Rect) -> _Picture:
        """What a sprite looks like inside a box when it is turned."""
        key = (id(sprite), angle)
        known = self._kept.get(key)
        if known is not None and known[0] is sprite and known[1].box == box:
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


def _turned(sprite: Any, turn: Any, box: Rect) -> _Picture:
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


def box_of(sprite: Any) -> Rect:
    """Where a sprite lies in the rig's picture."""
    height, width = sprite.frame.shape[:2]
    return Rect(sprite.left, sprite.top, sprite.left + width, sprite.top + height)


def exact(back: Any, sprite: Any) -> Any:
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
