"""The captions on the picture: rows of text, and the small shapes around them."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from operator import attrgetter

from media_core.fingerprint import fingerprint
from render import cairo_library as cairo
from render.captions.marks import Colour, Mark, ShapeMark, TextMark
from render.captions.style import Panel
from render.captions.typeset import TypesetRow
from render.frame import Context, Rect, blank, surface_on
from render.layers.background import StaticLayer
from render.layers.lettering import RowPicture, draw_row, rounded
from render.layout import Layout
from render.scene import SceneState

ROWS_KEPT = 24
"""Drawn rows in memory: the ones on the picture and their neighbours."""

_BUT_ITS_NUMBER = attrgetter(*(one.name for one in fields(TextMark) if one.name != "text"))
"""All that a mark says of its row; a tuple, which is faster told than a mark."""


class CaptionLayer:
    """Draws marks; each row is filled once.

    Args:
        texts: the rows that the marks speak of.
        dark: colour of outlines, shadows and plates that have none of their own.
    """

    def __init__(self, texts: Sequence[TypesetRow], dark: Colour) -> None:
        self._texts = texts
        self._dark = dark
        self._drawn: OrderedDict[int, RowPicture] = OrderedDict()
        self._names: dict[int, str] = {}

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Marks that come, go or change; of rows that are only sung on, the part between."""
        was, new = before.captions, now.captions
        if was == new:
            return []
        common = set(was) & set(new)
        if [mark for mark in was if mark in common] != [mark for mark in new if mark in common]:
            common = set()  # one lies above another now
        gone = [mark for mark in was if mark not in common]
        come = [mark for mark in new if mark not in common]
        standing = {mark.still(): mark for mark in gone if isinstance(mark, TextMark)}
        rects: list[Rect] = []
        for mark in come:
            old = standing.pop(mark.still(), None) if isinstance(mark, TextMark) else None
            if old is None or not isinstance(mark, TextMark):
                rects.append(self.box(mark))
            else:
                rects += self._wiped(old, mark)
                gone.remove(old)
        rects += [self.box(mark) for mark in gone]
        return [rect for rect in rects if not rect.empty]

    def box(self, mark: Mark) -> Rect:
        """What a mark's ink stays within."""
        if isinstance(mark, ShapeMark):
            return Rect(
                math.floor(mark.left) - 1,
                math.floor(mark.top) - 1,
                math.ceil(mark.right) + 1,
                math.ceil(mark.bottom) + 1,
            )
        text = self._texts[mark.text]
        box = text.picture.moved(mark.x, mark.y)
        if mark.dipped[0] >= 0:
            box = replace(box, bottom=box.bottom + mark.dipped[1])
        if mark.scale != 1.0 and not box.empty:
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            wide, high = (
                mark.scale * (box.right - box.left) / 2 + 1,
                mark.scale * (box.bottom - box.top) / 2 + 1,
            )
            box = Rect(
                math.floor(x - wide), math.floor(y - high), math.ceil(x + wide), math.ceil(y + high)
            )
        return box

    def shows(self, state: SceneState) -> list[tuple[str, object]]:
        """The marks, and for the number of a row what it looks like: a row before may go."""
        return [
            ("", mark)
            if isinstance(mark, ShapeMark)
            else (self._name(mark.text), _BUT_ITS_NUMBER(mark))
            for mark in state.captions
        ]

    def _name(self, index: int) -> str:
        if index not in self._names:
            self._names[index] = fingerprint(self._texts[index].looks(), self._dark)
        return self._names[index]

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint all marks."""
        for mark in state.captions:
            if isinstance(mark, ShapeMark):
                _draw_shape(mark, context)
            elif not self._texts[mark.text].picture.empty:
                self._draw_text(mark, context)

    def _draw_text(self, mark: TextMark, context: Context) -> None:
        text = self._texts[mark.text]
        box = text.picture
        context.save()
        context.translate(mark.x, mark.y)
        if mark.scale != 1.0:
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            context.translate(x, y)
            context.scale(mark.scale, mark.scale)
            context.translate(-x, -y)
        if mark.shown < len(text.units):
            for left, right in _parts_shown(text, mark.shown):
                context.rectangle(left, box.top, right - left, box.bottom - box.top)
            context.clip()
        picture = self._row(mark.text)
        if mark.dipped[0] < 0:
            draw_row(context, text, picture, mark)
        else:
            part, down = mark.dipped
            unit = text.units[part]
            left, right = max(unit.start, box.left), min(unit.end, box.right)
            for a, b, y in ((box.left, left, 0), (left, right, down), (right, box.right, 0)):
                if b <= a:
                    continue
                context.save()
                context.translate(0, y)
                context.rectangle(a, box.top, b - a, box.bottom - box.top)
                context.clip()
                draw_row(context, text, picture, mark)
                context.restore()
        context.restore()

    def _wiped(self, before: TextMark, now: TextMark) -> list[Rect]:
        """Where a row differs that is sung further, or less far."""
        text = self._texts[now.text]
        box = self.box(now)
        units = text.units
        soft = math.ceil(text.soft / 2) + 1
        if before.done == now.done and now.done < len(units):
            unit = units[now.done]
            low, high = sorted((before.edge, now.edge))
            left, right = max(low - soft, unit.start), min(high + soft, unit.end)
        else:
            first, last = sorted((before.done, now.done))
            touched = units[first : last + 1]
            left = min(unit.start for unit in touched)
            right = max(unit.end for unit in touched)
        if now.scale != 1.0 or now.dipped[0] >= 0:
            return [box]
        left, right = (min(max(x, text.picture.left), text.picture.right) for x in (left, right))
        return [Rect(now.x + left, box.top, now.x + right, box.bottom)]

    def _row(self, index: int) -> RowPicture:
        if index not in self._drawn:
            self._drawn[index] = RowPicture.of(self._texts[index], self._dark)
            if len(self._drawn) > ROWS_KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(index)
        return self._drawn[index]


def panel(place: Layout, tone: Colour, wanted: Panel) -> StaticLayer:
    """A plate behind all captions."""
    picture = blank(place.width, place.height)
    context = cairo.Context(surface_on(picture))
    area = place.text
    wide, high = area.right - area.left, area.bottom - area.top
    rounded(context, area.left, area.top, wide, high, wanted.radius * place.text_size)
    context.set_source_rgba(*tone, wanted.opacity)
    context.fill()
    return StaticLayer.cropped(picture)


def _parts_shown(text: TypesetRow, shown: int) -> Iterator[tuple[int, int]]:
    """Ranges of x in which the first parts of a row stand."""
    box = text.picture
    for unit in text.units[:shown]:
        left, right = max(unit.start, box.left), min(unit.end, box.right)
        if right > left:
            yield left, right


def _draw_shape(mark: ShapeMark, context: Context) -> None:
    wide, high = mark.right - mark.left, mark.bottom - mark.top
    if min(wide, high) < 0.5:
        return
    context.save()
    context.set_source_rgba(*mark.colour, mark.opacity)
    if mark.shape == "bar":
        radius = min(wide, high) / 2
        rounded(context, mark.left, mark.top, wide, high, min(radius, 0.2 * max(wide, high)))
        context.fill()
    else:
        context.translate(mark.left + wide / 2, mark.top + high / 2)
        line = 0.24 * high / 2 if mark.shape == "ring" else 0.0
        context.scale((wide - line) / 2, (high - line) / 2)
        context.arc(0, 0, 1, 0, math.tau)
        context.identity_matrix()
        if mark.shape == "ring":
            context.set_line_width(line)
            context.stroke()
        else:
            context.fill()
    context.restore()
