"""Mouths of which every shape is the same list of paths with the same commands.

Such mouths can be blended: any point of one shape has its partner in every other. Nothing is
clipped, so teeth follow the upper edge and the tongue the lower one; what a shape does not show is
there all the same, without an area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move
from sample_rigs.drawing.shapes import LETTERS, Shape, in_mood

Cubic = tuple[Point, Point, Point, Point]

SEAMS = (0.34, 0.72)
"""Where the gaps between teeth stand on each half of the upper edge, as its parameter."""


@dataclass(frozen=True)
class MorphStyle:
    """Colours and weights; empty colours leave a part out of all shapes."""

    anchor: Point
    width: float  # W, viewBox units
    stroke: float
    line: str
    hole: str
    tongue: str
    tooth: str
    tooth_low: str
    lip: str = ""
    seam: str = ""
    glow: str = ""
    halo: float = 3.4  # width of the glow, in strokes


def _at(cubic: Cubic, t: float) -> Point:
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    p = cubic
    return (
        a * p[0][0] + b * p[1][0] + c * p[2][0] + d * p[3][0],
        a * p[0][1] + b * p[1][1] + c * p[2][1] + d * p[3][1],
    )


def _mix(p: Point, q: Point, t: float) -> Point:
    return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t


def _tail(cubic: Cubic, t: float) -> Cubic:
    """The part of a cubic from t to its end (de Casteljau)."""
    p0, p1, p2, p3 = cubic
    a, b, c = _mix(p0, p1, t), _mix(p1, p2, t), _mix(p2, p3, t)
    d, e = _mix(a, b, t), _mix(b, c, t)
    return _mix(d, e, t), e, c, p3


def _back(cubic: Cubic) -> Cubic:
    """A cubic walked from its end."""
    a, b, c, d = cubic
    return d, c, b, a


def _mirrored(cubic: Cubic) -> Cubic:
    """A half's other half, walked on from where the first one ends."""
    a, b, c, d = ((-x, y) for x, y in cubic)
    return d, c, b, a


class MorphMouth:
    """One shape, in W units until it is written."""

    def __init__(self, letter: str, shape: Shape, style: MorphStyle) -> None:
        self.s = shape
        self.style = style
        # Under the teeth of F and V is a lip, where the others have their lower teeth.
        self.low = style.lip or style.line if letter == "G" else style.tooth_low

    def _there(self, p: Point) -> Point:
        ax, ay = self.style.anchor
        return ax + p[0] * self.style.width, ay + p[1] * self.style.width

    def _path(self, first: Point, *cubics: Cubic, closed: bool = True) -> str:
        parts = [move(self._there(first))]
        parts += [curve(*(self._there(p) for p in cubic[1:])) for cubic in cubics]
        return join(*parts, "Z") if closed else join(*parts)

    def _upper(self, drop: float = 0.0, grow: float = 0.0) -> Cubic:
        """Left corner to top centre; ``drop`` lowers its middle, ``grow`` moves it outwards."""
        s = self.s
        half = s.w / 2 + grow
        return (
            (-half, s.yc),
            (-half + s.tcx * half, s.yc + s.tcy + 0.9 * drop - grow),
            (-s.tm * half, s.yt + drop - grow),
            (0.0, s.yt + drop - grow),
        )

    def _lower(self, lift: float = 0.0, grow: float = 0.0) -> Cubic:
        """Right corner to bottom centre."""
        s = self.s
        half = s.w / 2 + grow
        return (
            (half, s.yc),
            (half - s.bcx * half, s.yc + s.bcy - 0.9 * lift + grow),
            (s.bm * half, s.yb - lift + grow),
            (0.0, s.yb - lift + grow),
        )

    def _ring(self, grow: float) -> str:
        up, low = self._upper(grow=grow), self._lower(grow=grow * 1.25)
        return self._path(up[0], up, _mirrored(up), low, _mirrored(low))

    def hole(self) -> str:
        """The opening."""
        return self._ring(0.0)

    def lip(self) -> str:
        """A ring round E and F, hidden under the outline in the others."""
        return self._ring(self.s.ring)

    def upper_teeth(self) -> str:
        """A plate along the upper edge that ends in the corners."""
        up, edge = self._upper(), self._upper(drop=min(self.s.teeth, self.s.opening))
        return self._path(up[0], up, _mirrored(up), _back(_mirrored(edge)), _back(edge))

    def lower_teeth(self) -> str:
        """A plate along the lower edge."""
        low, edge = self._lower(), self._lower(lift=min(self.s.teeth_low, self.s.opening))
        return self._path(low[0], low, _mirrored(low), _back(_mirrored(edge)), _back(edge))

    def tongue(self) -> str:
        """A mound on the lower edge, from a wide part of it to a top."""
        s = self.s
        start, top = (0.995, s.yb) if s.tongue is None else (0.42, s.tongue[0] - s.tongue[2])
        if s.tongue_kind == "raised":
            start, top = 0.30, s.yt + 0.24 * s.opening
        right = _tail(self._lower(), start)
        left = _mirrored(right)
        x, y = right[0]
        y0 = top + (y - top) * 0.25
        back: tuple[Cubic, Cubic] = (
            ((-x, y), (-x, y0), (-x * 0.62, top), (0.0, top)),
            ((0.0, top), (x * 0.62, top), (x, y0), (x, y)),
        )
        return self._path(right[0], right, left, *back)

    def seams(self) -> list[str]:
        """Gaps between the upper teeth."""
        up, edge = self._upper(), self._upper(drop=min(self.s.teeth, self.s.opening))
        out = []
        for t in SEAMS:
            for side in (-1, 1):
                a, b = _at(up, t), _at(edge, t)
                ends = [self._there((-side * p[0], p[1])) for p in (a, b)]
                out.append(join(move(ends[0]), line(ends[1])))
        return out

    def nodes(self) -> list[svg.Node]:
        """All paths, bottom to top: in every shape the same ones."""
        style = self.style
        out = []
        if style.glow:
            glow = svg.stroke(self.hole(), style.glow, style.stroke * style.halo, opacity=0.22)
            out.append(glow)
        if style.lip:
            out.append(svg.path(self.lip(), style.lip))
        out.append(svg.path(self.hole(), style.hole))
        out.append(svg.path(self.tongue(), style.tongue))
        out.append(svg.path(self.lower_teeth(), self.low))
        out.append(svg.path(self.upper_teeth(), style.tooth))
        if style.seam:
            width = style.stroke * 0.42
            out += [svg.stroke(d, style.seam, width, stroke_linecap="butt") for d in self.seams()]
        out.append(svg.stroke(self.hole(), style.line, style.stroke))
        return out


def plated(table: Mapping[str, Shape]) -> dict[str, Shape]:
    """Shapes whose teeth are plates that meet, for mouths without clips.

    A pressed mouth shows its lips, so that it is thicker than a line.
    """
    out = dict(table)
    out["A"] = replace(table["A"], ring=0.055, weight=1.0)
    out["B"] = replace(table["B"], teeth=0.165, teeth_low=0.125)
    out["E"] = replace(table["E"], teeth=0.0)
    out["G"] = replace(table["G"], yb=0.13, teeth=0.14, teeth_low=0.11, ring=0.07)
    return out


def morph_group(
    table: Mapping[str, Shape],
    style: MorphStyle,
    moods: Mapping[str, list[svg.Node]],
    name: str = "mouth",
) -> svg.Node:
    """The ``mouth`` layer: nine labelled children, and a group of nine for each mood.

    Args:
        table: the shapes.
        style: colours.
        moods: mood -> what is drawn besides the mouth in it.
        name: of the layer.
    """
    plain = {k: MorphMouth(k, table[k], style).nodes() for k in LETTERS}
    group = svg.switch(name, plain, "X")
    for mood, more in moods.items():
        options = {
            k: [*more, *MorphMouth(k, in_mood(k, table[k], mood), style).nodes()] for k in LETTERS
        }
        inner = svg.switch(f"{name}-{mood}", options, "")
        inner.attrs |= {"inkscape:label": mood, "display": "none"}
        group.children.append(inner)
    return group
