"""The geometry table of the nine mouth shapes (Rhubarb letters).

Unit W: the width of the rest mouth. Origin: the centre of the rest line, y down.
One closed path draws every shape: left corner, top centre, right corner, bottom centre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

LETTERS = ("X", "A", "B", "C", "D", "E", "F", "G", "H")


@dataclass(frozen=True)
class Shape:
    """One mouth shape; lengths in W unless a comment says otherwise."""

    w: float  # full width
    yc: float  # height of the corners
    yt: float  # upper edge at the centre
    yb: float  # lower edge at the centre
    tcx: float  # handle from the corner along the upper edge, part of the half width
    tcy: float  # same, vertical
    tm: float  # handle at the top centre, part of the half width
    bcx: float  # handle from the corner along the lower edge, part of the half width
    bcy: float  # same, vertical
    bm: float  # handle at the bottom centre, part of the half width
    chin: float = 0.0  # how far the chin drops
    teeth: float = 0.0  # height of the upper plate
    teeth_w: float = 0.72  # width of the upper plate, part of the hole
    teeth_low: float = 0.0  # height of the lower plate
    tongue: tuple[float, float, float] | None = None  # centre y, half axes
    tongue_kind: Literal["low", "mound", "raised"] = "low"
    ring: float = 0.0  # width of the lip ring
    cusp: float = 0.0  # depth of the notch under the nose (animals)
    fangs: float = 0.0  # length of the two fangs (animals)
    weight: float = 1.0  # factor of the line weight

    @property
    def opening(self) -> float:
        """Height of the hole."""
        return self.yb - self.yt

    @property
    def closed(self) -> bool:
        """Whether the shape is a line."""
        return self.opening < 0.01


FLAT: Mapping[str, Shape] = {
    "X": Shape(1.00, -0.07, 0.06, 0.06, 0.30, 0.09, 0.55, 0.30, 0.09, 0.55),
    "A": Shape(0.84, -0.01, 0.02, 0.02, 0.35, 0.01, 0.55, 0.35, 0.01, 0.55, weight=1.35),
    "B": Shape(
        1.18, -0.06, -0.03, 0.26, 0.30, 0.02, 0.55, 0.04, 0.20, 0.60,
        chin=0.11, teeth=0.155, teeth_w=1.1, teeth_low=0.15,
    ),
    "C": Shape(
        1.04, -0.01, -0.11, 0.40, 0.20, -0.10, 0.55, 0.00, 0.25, 0.58,
        chin=0.20, teeth=0.10, tongue=(0.46, 0.36, 0.20),
    ),
    "D": Shape(
        1.10, 0.06, -0.15, 0.86, 0.10, -0.17, 0.55, -0.03, 0.42, 0.56,
        chin=0.40, teeth=0.09, tongue=(0.84, 0.40, 0.34), tongue_kind="mound",
    ),
    "E": Shape(
        0.64, 0.17, -0.17, 0.60, 0.00, -0.20, 0.50, 0.00, 0.24, 0.55,
        chin=0.31, tongue=(0.60, 0.25, 0.20), ring=0.065,
    ),
    "F": Shape(
        0.38, 0.10, -0.05, 0.25, 0.00, -0.08, 0.50, 0.00, 0.07, 0.55, chin=0.12, ring=0.115,
    ),
    "G": Shape(0.86, 0.03, -0.12, 0.08, 0.15, -0.08, 0.55, 0.25, 0.05, 0.50),
    "H": Shape(
        0.96, -0.01, -0.16, 0.52, 0.15, -0.12, 0.55, 0.00, 0.30, 0.58,
        chin=0.27, teeth=0.10, tongue=(-0.01, 0.30, 0.0), tongue_kind="raised",
    ),
}  # fmt: skip

#: Muzzle version: the upper edge is the "w" under the nose, fangs stand for the plate.
MUZZLE: Mapping[str, Shape] = {
    "X": replace(FLAT["X"], yt=-0.02, yb=-0.02, yc=-0.04, tcx=0.02, tcy=0.17, tm=0.42, cusp=0.17),
    "A": replace(FLAT["A"], w=0.70, yt=-0.02, yb=-0.02, yc=0.0, tcx=0.04, tcy=0.11, tm=0.45,
                 cusp=0.11),
    "B": replace(FLAT["B"], yc=-0.06, yt=-0.05, tcx=0.25, tcy=0.06, tm=0.4, cusp=0.07),
    "C": replace(FLAT["C"], yt=-0.10, tcx=0.22, tcy=-0.02, tm=0.42, cusp=0.10, teeth=0.0,
                 fangs=0.15),
    "D": replace(FLAT["D"], yt=-0.14, tcx=0.14, tcy=-0.14, tm=0.42, cusp=0.08, teeth=0.0,
                 fangs=0.19),
    "E": replace(FLAT["E"], yt=-0.13, ring=0.0),
    "F": replace(FLAT["F"], ring=0.0),
    "G": replace(FLAT["G"], yt=-0.10, tcx=0.2, tcy=-0.07, tm=0.42, cusp=0.05, bcx=0.2, bcy=0.08),
    "H": replace(FLAT["H"], yt=-0.13, tcx=0.2, tcy=-0.05, tm=0.42, cusp=0.10, teeth=0.0,
                 fangs=0.14, tongue=(0.05, 0.29, 0.0)),
}  # fmt: skip

MOODS = ("happy", "sad")
"""Moods that our characters have mouths for, besides the neutral one."""


def in_mood(letter: str, shape: Shape, mood: str) -> Shape:
    """A shape in a mood: its corners go up or down, it gets wider or narrower.

    Round mouths take a third of it, or they are round no more.
    """
    f = 0.4 if letter in "EF" else 1.0
    if mood == "happy":
        closed = 0.05 if shape.closed else 0.0
        return replace(
            shape,
            w=shape.w * (1 + 0.10 * f),
            yc=shape.yc - 0.10 * f,
            yt=shape.yt + closed,
            yb=shape.yb + (closed or 0.02 * f),
            tcy=shape.tcy + 0.07 * f,
            bcy=shape.bcy + 0.07 * f,
        )
    if mood == "sad":
        closed = 0.08 if shape.opening < 0.1 else 0.0
        return replace(
            shape,
            w=shape.w * (1 - 0.10 * f),
            yc=shape.yc + (0.14 if shape.opening < 0.1 else 0.11) * f,
            yt=shape.yt - closed,
            yb=shape.yb - closed if closed else shape.yb + 0.02 * f,
            tcy=shape.tcy - 0.09 * f,
            bcy=shape.bcy - 0.09 * f,
        )
    return shape
