"""The lyric on the picture: the row being sung, word by word, and the one that comes next."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from render import cairo_library as cairo
from render.captions import CaptionRow
from render.frame import Context, Rect
from render.layers.background import colour, mixed
from render.layout import Layout
from render.rigs import Stage
from render.scene import CaptionState, SceneState
from render.text import Typeface

LEADING = 1.32
"""Distance of two base lines, in em."""

SMALLEST = 0.6
"""A word that is still too wide at this share of the text size has no place on this picture."""

ROWS_KEPT = 8
"""Drawn rows in memory: the ones on the picture and their neighbours."""


@dataclass(frozen=True, eq=False)
class _DrawnRow:
    """A row as a mask, in the pixels of the picture; ``edges`` are x of its words."""

    mask: Any
    left: int
    width: int
    height: int
    baseline: int
    word_edges: tuple[tuple[float, float], ...]


class CaptionLayer:
    """Draws rows of captions; each row is shaped and filled once."""

    def __init__(
        self, rows: Sequence[CaptionRow], place: Layout, stage: Stage, face: Typeface
    ) -> None:
        self._rows = rows
        self._place = place
        self._face = face
        self._sung, self._unsung, self._next = map(colour, (stage.sung, stage.unsung, stage.next))
        self._size = place.text_size
        self._drawn: OrderedDict[int, _DrawnRow] = OrderedDict()

    def width_of(self, text: str) -> float:
        """Width of a text in pixels."""
        return self._face.shape(text).width * self._size

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Rows that come, go, move or are sung on."""
        was, is_now = set(before.captions), set(now.captions)
        changed = was.symmetric_difference(is_now)
        standing = {(s.row, s.slot, s.opacity) for s in was} & {
            (s.row, s.slot, s.opacity) for s in is_now
        }
        rects: list[Rect] = []
        for state in changed:
            if (state.row, state.slot, state.opacity) in standing:
                continue
            rects.append(self._box(state))
        for key in standing:
            pair = [
                next(s for s in states if (s.row, s.slot, s.opacity) == key)
                for states in (was, is_now)
            ]
            if pair[0].sung != pair[1].sung:
                rects.append(self._wiped(pair[0], pair[1]))
        return [rect for rect in rects if not rect.empty]

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint all rows."""
        for caption in state.captions:
            self._draw_row(caption, context)

    def _draw_row(self, state: CaptionState, context: Context) -> None:
        row = self._row(state.row)
        box = self._box(state)
        edge = self._wipe_edge(row, state.sung)
        unsung = mixed(self._unsung, self._next, min(1.0, state.slot))
        for left, right, tone in ((box.left, edge, self._sung), (edge, box.right, unsung)):
            if right <= left:
                continue
            context.save()
            context.rectangle(left, box.top, right - left, box.bottom - box.top)
            context.clip()
            context.set_source_rgba(*tone, state.opacity)
            context.mask_surface(row.mask, box.left, box.top)
            context.restore()

    def _wipe_edge(self, row: _DrawnRow, sung: float) -> int:
        """Where sung turns to unsung: even, as damage is."""
        index = min(int(sung), len(row.word_edges) - 1)
        left, right = row.word_edges[index]
        if sung <= 0:
            return row.left
        x = left + (right - left) * (sung - index)
        if sung >= len(row.word_edges):
            x = row.width
        return row.left + (round(x) & ~1)

    def _wiped(self, before: CaptionState, now: CaptionState) -> Rect:
        row = self._row(now.row)
        edges = sorted((self._wipe_edge(row, before.sung), self._wipe_edge(row, now.sung)))
        box = self._box(now)
        return Rect(edges[0], box.top, edges[1], box.bottom)

    def _box(self, state: CaptionState) -> Rect:
        row = self._row(state.row)
        text = self._place.text
        # Two rows are centred in the text area; with one row the upper place is used.
        block = (LEADING + 1.0) * self._size
        first = text.top + (text.bottom - text.top - block) / 2 + 0.82 * self._size
        baseline = round(first + state.slot * LEADING * self._size)
        top = baseline - row.baseline
        return Rect(row.left, top, row.left + row.width, top + row.height)

    def _row(self, index: int) -> _DrawnRow:
        if index not in self._drawn:
            self._drawn[index] = self._drawn_row(self._rows[index])
            if len(self._drawn) > ROWS_KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(index)
        return self._drawn[index]

    def _drawn_row(self, row: CaptionRow) -> _DrawnRow:
        shaped = self._face.shape(row.text)
        room = self._place.text.right - self._place.text.left
        size = max(SMALLEST * self._size, min(self._size, room / max(shaped.width, 1e-6)))
        pad = math.ceil(0.1 * size)
        width = math.ceil(shaped.width * size) + 2 * pad
        baseline = math.ceil(self._face.ascent * size) + pad
        height = baseline + math.ceil(self._face.descent * size) + pad
        mask = cairo.ImageSurface(cairo.FORMAT_A8, width, height)
        context = cairo.Context(mask)
        context.translate(pad, baseline)
        self._face.trace(shaped, context, size)
        context.fill()
        mask.flush()
        centre = (self._place.text.left + self._place.text.right) / 2
        edges: list[tuple[float, float]] = []
        at = 0
        for word in row.words:
            left, right = shaped.edges[at], shaped.edges[at + len(word)]
            edges.append((pad + left * size, pad + right * size))
            at += len(word) + 1
        left = round(centre - width / 2) & ~1
        return _DrawnRow(mask, left, width, height, baseline, tuple(edges))
