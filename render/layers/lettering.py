"""Pictures of rows of text: drawn once, painted in the colours of the moment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from render import cairo_library as cairo
from render.captions.marks import Colour, TextMark
from render.captions.typeset import TypesetRow
from render.frame import Context, Frame, Rect, blank, surface_on
from render.layers.background import colour


@dataclass(frozen=True, eq=False)
class RowPicture:
    """What of a row never changes, in the pixels of its picture.

    Attributes:
        under: plate, shadow and outline; None if there are none.
        letters: the outlines as a mask.
        over: glyphs with colours of their own; None if there are none.
    """

    under: Any
    letters: Any
    over: Any

    @classmethod
    def of(cls, text: TypesetRow, dark: Colour) -> RowPicture:
        """Draw a row."""
        return cls(_under(text, dark), _mask(text), _over(text))


def draw_row(context: Context, text: TypesetRow, picture: RowPicture, mark: TextMark) -> None:
    """Paint a row; the context's origin is the left end of its base line."""
    box = text.picture
    if picture.under is not None:
        context.set_source_surface(picture.under, box.left, box.top)
        context.paint_with_alpha(mark.opacity)
    for left, right, edge in _stretches(text, mark):
        context.save()
        context.rectangle(left, box.top, right - left, box.bottom - box.top)
        context.clip()
        if edge is None:
            done = right <= left or _is_sung(text, mark, left)
            context.set_source_rgba(*(mark.sung if done else mark.unsung), mark.opacity)
        else:
            context.set_source(_blend(text, mark, edge))
        context.mask_surface(picture.letters, box.left, box.top)
        context.restore()
    if picture.over is not None:
        context.set_source_surface(picture.over, box.left, box.top)
        context.paint_with_alpha(mark.opacity)


def _stretches(text: TypesetRow, mark: TextMark) -> Iterator[tuple[int, int, int | None]]:
    """The row in stretches of one colour, from left to right; the one being sung has an edge."""
    box = text.picture
    order = sorted(range(len(text.units)), key=lambda i: text.units[i].start)
    start, sung = box.left, None
    for i in order:
        unit = text.units[i]
        left, right = max(unit.start, box.left), min(unit.end, box.right)
        if right <= left:
            continue
        if i == mark.done:
            if left > start:
                yield start, left, None
            yield left, right, mark.edge
            start, sung = right, None
            continue
        if sung is not None and sung != (i < mark.done):
            yield start, left, None
            start = left
        sung = i < mark.done
    if box.right > start:
        yield start, box.right, None


def _is_sung(text: TypesetRow, mark: TextMark, left: int) -> bool:
    """Whether the stretch that begins at a place is sung."""
    for i, unit in enumerate(text.units):
        if max(unit.start, text.picture.left) <= left < unit.end:
            return i < mark.done
    return False


def _blend(text: TypesetRow, mark: TextMark, edge: int) -> Any:
    """From sung to unsung, at the edge."""
    unit = text.units[mark.done]
    half = max(text.soft, 1.0) / 2
    first, last = (mark.unsung, mark.sung) if unit.leftward else (mark.sung, mark.unsung)
    blend = cairo.LinearGradient(edge - half, 0, edge + half, 0)
    blend.add_color_stop_rgba(0, *first, mark.opacity)
    blend.add_color_stop_rgba(1, *last, mark.opacity)
    return blend


def _mask(text: TypesetRow) -> Any:
    box = text.picture
    mask = cairo.ImageSurface(cairo.FORMAT_A8, box.right - box.left, box.bottom - box.top)
    context = cairo.Context(mask)
    context.translate(-box.left, -box.top)
    text.shaped.trace(context, text.size)
    context.fill()
    mask.flush()
    return mask


def _over(text: TypesetRow) -> Any:
    if not text.shaped.coloured:
        return None
    surface, context = _sheet(text.picture)
    text.shaped.paint_pictures(context, text.size)
    surface.flush()
    return surface


def _under(text: TypesetRow, dark: Colour) -> Any:
    dress, size, box = text.dress, text.size, text.picture
    if not (dress.outline.width or dress.shadow.opacity or dress.box.opacity):
        return None
    frame = blank(box.right - box.left, box.bottom - box.top)
    if dress.shadow.opacity:
        frame[:] = _shadow(text, dark)
    surface = surface_on(frame)
    context = cairo.Context(surface)
    context.translate(-box.left, -box.top)
    if dress.box.opacity:
        tone = colour(dress.box.colour) if dress.box.colour else dark
        context.set_operator(cairo.OPERATOR_DEST_OVER)
        pad = dress.box.padding * size
        ink = text.shaped.ink
        if ink is not None:
            left, right = ink.left * size - pad, ink.right * size + pad
            top, bottom = ink.top * size - 0.6 * pad, ink.bottom * size + 0.6 * pad
            rounded(context, left, top, right - left, bottom - top, dress.box.radius * size)
            context.set_source_rgba(*tone, dress.box.opacity)
            context.fill()
        context.set_operator(cairo.OPERATOR_OVER)
    if dress.outline.width:
        tone = colour(dress.outline.colour) if dress.outline.colour else dark
        _outlined(text, context)
        context.set_source_rgb(*tone)
        context.stroke()
    surface.flush()
    return _kept(surface, frame)


def _outlined(text: TypesetRow, context: Context) -> None:
    context.set_line_width(2 * text.dress.outline.width * text.size)
    context.set_line_join(cairo.LINE_JOIN_ROUND)
    text.shaped.trace(context, text.size)


def _shadow(text: TypesetRow, dark: Colour) -> Frame:
    """The letters with their line, moved, blurred and dark."""
    shadow, size, box = text.dress.shadow, text.size, text.picture
    width, height = box.right - box.left, box.bottom - box.top
    frame = blank(width, height)
    context = cairo.Context(surface_on(frame))
    context.translate(shadow.x * size - box.left, shadow.y * size - box.top)
    if text.dress.outline.width:
        _outlined(text, context)
        context.stroke()
    text.shaped.trace(context, size)
    context.fill()
    context.identity_matrix()
    alpha = Image.fromarray(frame[:, :, 3].copy())
    soft = np.asarray(alpha.filter(ImageFilter.GaussianBlur(shadow.blur * size / 2)))
    strength = soft.astype(np.float32) * shadow.opacity
    out = np.empty((height, width, 4), np.uint8)
    for channel, share in enumerate((dark[2], dark[1], dark[0], 1.0)):
        out[:, :, channel] = np.round(strength * share)
    return out


def rounded(
    context: Context, left: float, top: float, width: float, height: float, radius: float
) -> None:
    """A rectangle with round corners, as a path."""
    radius = min(radius, width / 2, height / 2)
    context.new_sub_path()
    for x, y, turn in (
        (left + width - radius, top + radius, -0.25),
        (left + width - radius, top + height - radius, 0.0),
        (left + radius, top + height - radius, 0.25),
        (left + radius, top + radius, 0.5),
    ):
        context.arc(x, y, radius, turn * math.tau, (turn + 0.25) * math.tau)
    context.close_path()


def _sheet(box: Rect) -> tuple[Any, Context]:
    """A transparent surface of Cairo's own, for a picture that covers a rectangle."""
    surface = cairo.ImageSurface(
        cairo.FORMAT_ARGB32, max(1, box.right - box.left), max(1, box.bottom - box.top)
    )
    context = cairo.Context(surface)
    context.translate(-box.left, -box.top)
    return surface, context


def _kept(surface: Any, frame: Frame) -> Any:
    """A copy of a surface that owns its pixels: one on an array does not keep the array alive."""
    height, width = frame.shape[:2]
    own = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
    context = cairo.Context(own)
    context.set_source_surface(surface, 0, 0)
    context.paint()
    own.flush()
    return own
