"""Text as outlines: shaped by HarfBuzz, drawn by Cairo.

The font is a file of ours, so the picture is the same on every machine, whatever fonts it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import uharfbuzz as hb

from render.frame import Context


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shaped glyph: its id, its place in font units, and the character it came from."""

    id: int
    x: float
    y: float
    cluster: int


@dataclass(frozen=True, slots=True)
class ShapedText:
    """A row of glyphs; lengths in em.

    Attributes:
        glyphs: in drawing order, left to right.
        width: of the whole row.
        edges: x of the left edge of each character, and of the right edge of the last one.
    """

    glyphs: tuple[Glyph, ...]
    width: float
    edges: tuple[float, ...]


class Typeface:
    """A font file."""

    def __init__(self, data: bytes) -> None:
        self._face = hb.Face(hb.Blob(data))
        self._font = hb.Font(self._face)
        self._em = float(self._face.upem)
        self._outlines: dict[int, tuple[tuple[Any, ...], ...]] = {}

    @cached_property
    def ascent(self) -> float:
        """Height of the tallest letters above the base line, in em."""
        return float(self._font.get_font_extents("ltr").ascender) / self._em

    @cached_property
    def descent(self) -> float:
        """Depth of the lowest letters below the base line, in em, above 0."""
        return -float(self._font.get_font_extents("ltr").descender) / self._em

    def missing(self, text: Iterable[str]) -> str:
        """The characters that this font has no glyph for, each once, sorted."""
        wanted = {ch for piece in text for ch in piece if not ch.isspace()}
        return "".join(sorted(ch for ch in wanted if self._font.get_nominal_glyph(ord(ch)) is None))

    def shape(self, text: str) -> ShapedText:
        """Choose and place the glyphs of a text."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer)
        glyphs: list[Glyph] = []
        x = 0.0
        starts: dict[int, float] = {}
        places = buffer.glyph_positions or ()  # None for an empty text
        for info, place in zip(buffer.glyph_infos, places, strict=True):
            glyphs.append(
                Glyph(info.codepoint, x + place.x_offset, float(place.y_offset), info.cluster)
            )
            starts.setdefault(info.cluster, x)
            x += place.x_advance
        edges: list[float] = []
        for index in range(len(text)):
            if index in starts:
                edges.append(starts[index] / self._em)
            else:  # within a ligature
                edges.append(edges[-1] if edges else 0.0)
        return ShapedText(tuple(glyphs), x / self._em, (*edges, x / self._em))

    def trace(self, shaped: ShapedText, context: Context, size: float) -> None:
        """Add the outlines to the context's path, from its origin on, ``size`` pixels an em."""
        scale = size / self._em
        for glyph in shaped.glyphs:
            for command, *points in self._outline(glyph.id):
                moved = [
                    (glyph.x + px if i % 2 == 0 else glyph.y + px)
                    * (scale if i % 2 == 0 else -scale)
                    for i, px in enumerate(points)
                ]
                getattr(context, command)(*moved)

    def _outline(self, glyph: int) -> tuple[tuple[Any, ...], ...]:
        if glyph not in self._outlines:
            pen = _Pen()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = tuple(pen.commands)
        return self._outlines[glyph]


class _Pen:
    """Collects an outline as Cairo commands; font units, y up."""

    def __init__(self) -> None:
        self.commands: list[tuple[Any, ...]] = []
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's name
        self.commands.append(("move_to", *point))
        self._at = point

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.commands.append(("line_to", *point))
        self._at = point

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.commands.append(("curve_to", *(c for point in points for c in point)))
        self._at = points[-1]

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        control, end = points
        (x0, y0), (x1, y1), (x2, y2) = self._at, control, end
        # A quadratic curve is the cubic whose handles lie two thirds of the way to its own.
        self.commands.append(
            (
                "curve_to",
                x0 + 2 / 3 * (x1 - x0), y0 + 2 / 3 * (y1 - y0),
                x2 + 2 / 3 * (x1 - x2), y2 + 2 / 3 * (y1 - y2),
                x2, y2,
            )
        )  # fmt: skip
        self._at = end

    def closePath(self) -> None:  # noqa: N802
        self.commands.append(("close_path",))

    def endPath(self) -> None:  # noqa: N802
        """Open outlines do not occur in glyphs."""


def caption_face() -> Typeface:
    """Noto Sans Bold, which ships with the program (SIL Open Font License 1.1)."""
    return Typeface(resources.files("render").joinpath("fonts", "NotoSans-Bold.ttf").read_bytes())
