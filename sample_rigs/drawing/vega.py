"""Vega: a neon sign of a diva; every mouth is the same tubes, so they morph."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move, smooth
from sample_rigs.drawing.morphing import MorphStyle, morph_group, plated
from sample_rigs.drawing.shapes import FLAT, LETTERS, Shape

NAME = "vega"
HEIGHT = 1150.0
W = 176.0

BOARD, PINK, CYAN, GOLD, VIOLET = "#170F2E", "#FF4FA3", "#45E6F2", "#FFD166", "#A77BFF"

MOUTH = MorphStyle(
    anchor=(500.0, 664.0),
    width=W,
    stroke=13.0,
    line="#FF5D8F",
    hole="#3D0B2B",
    tongue="#FF4D6D",
    tooth="#FFF3E4",
    tooth_low="#F1DCD0",
    lip="#A81E58",
    glow="#FF5D8F",
    halo=4.0,
)


def tube(d: str, colour: str, width: float = 12.0) -> list[svg.Node]:
    """One bent tube: its glow, its glass, and the gas in the middle."""
    return [
        svg.stroke(d, colour, width * 4.2, opacity=0.10),
        svg.stroke(d, colour, width * 2.3, opacity=0.22),
        svg.stroke(d, colour, width),
        svg.stroke(d, "#FFFFFF", width * 0.32, opacity=0.75),
    ]


def lips() -> Mapping[str, Shape]:
    """The shapes with full lips: every one has a ring."""
    return {
        k: replace(s, ring=max(s.ring, 0.075), weight=1.0) for k, s in plated(FLAT).items()
    }  # fmt: skip


def board() -> svg.Node:
    """The dark board that the head's tubes hang on, so that they glow on any ground."""
    right: list[Point] = [
        (500, 84),
        (640, 96),
        (772, 170),
        (850, 300),
        (862, 460),
        (852, 620),
        (872, 760),
        (800, 850),
        (660, 880),
        (500, 890),
    ]
    left = [(1000 - x, y) for x, y in right[1:-1]][::-1]
    d = smooth([*right, *left], closed=True)
    return svg.path(d, BOARD)


def jaw(drop: float) -> list[svg.Node]:
    """The line of cheeks and chin; the chin is ``drop`` lower."""
    d = join(
        move((262, 470)),
        curve((258, 600), (300, 716 + 0.6 * drop), (384, 786 + 0.9 * drop)),
        curve((440, 826 + drop), (560, 826 + drop), (616, 786 + 0.9 * drop)),
        curve((700, 716 + 0.6 * drop), (742, 600), (738, 470)),
    )
    return tube(d, CYAN)


def hair() -> list[svg.Node]:
    """Waves on both sides, a parting, and a star."""
    out: list[svg.Node] = []
    for side in (-1, 1):

        def at(x: float, y: float, s: int = side) -> Point:
            return 500 + s * x, y

        outer = smooth([at(20, 140), at(150, 122), at(280, 190), at(330, 330), at(300, 450),
                        at(340, 580), at(306, 700), at(330, 800), at(250, 838)])  # fmt: skip
        inner = smooth([at(24, 226), at(120, 232), at(208, 296), at(240, 400), at(232, 448)])
        wave = smooth([at(84, 176), at(190, 206), at(268, 300), at(278, 400)])
        out += tube(outer, PINK) + tube(wave, VIOLET, 8) + tube(inner, PINK)
    return out


def star() -> list[svg.Node]:
    """A star in the hair."""
    points = []
    for i in range(10):
        radius, angle = (27 if i % 2 else 62), math.radians(36 * i - 102)
        points.append((742 + radius * math.cos(angle), 196 + radius * math.sin(angle)))
    d = join(move(points[0]), line(*points[1:]), "Z")
    return [svg.path(d, BOARD), svg.path(d, GOLD, opacity=0.25), *tube(d, GOLD, 10)]


def eyes() -> svg.Node:
    """Open eyes, half shut ones, and long lashes on closed lids."""
    shown: dict[str, list[svg.Node]] = {"open": [], "half": [], "closed": []}
    for side in (-1, 1):

        def at(x: float, y: float, s: int = side) -> Point:
            return 500 + s * x, y

        lid = join(move(at(56, 512)), curve(at(74, 446), at(150, 440), at(186, 496)))
        low = join(move(at(66, 522)), curve(at(90, 560), at(146, 560), at(176, 516)))
        wing = join(move(at(186, 496)), line(at(216, 470)))
        x, y = at(118, 506)
        iris = [
            svg.ellipse(x, y, 46, 46, CYAN, opacity=0.16),
            svg.ellipse(x, y, 31, 34, "#1C6F93"),
            svg.ellipse(x, y, 31, 34, "none", stroke=CYAN, stroke_width=8.0),
            svg.ellipse(x, y, 15, 18, BOARD),
            svg.ellipse(x - 9, y - 10, 8, 9, "#FFFFFF"),
        ]
        shown["open"] += [*iris, *tube(lid, GOLD, 11), *tube(wing, GOLD, 9), *tube(low, GOLD, 5)]
        half = join(move(at(56, 514)), curve(at(86, 494), at(150, 494), at(186, 508)))
        lower = join(move(at(96, 512)), curve(at(100, 540), at(140, 540), at(144, 512)))
        shown["half"] += [*tube(lower, CYAN, 8), *tube(half, GOLD, 11), *tube(low, GOLD, 5)]
        shut = join(move(at(58, 506)), curve(at(84, 556), at(152, 558), at(186, 504)))
        lashes = [((94, 536), (84, 562)), ((124, 544), (124, 572)), ((154, 535), (166, 560))]
        shown["closed"] += tube(shut, GOLD, 11)
        for a, b in lashes:
            shown["closed"] += tube(join(move(at(*a)), line(at(*b))), GOLD, 7)
    return svg.switch("eyes", shown, "open")


def brows() -> svg.Node:
    """Two thin arches."""

    def arches(rise: float) -> list[svg.Node]:
        out: list[svg.Node] = []
        for side in (-1, 1):
            a, b, c, d = (
                (500 + side * x, y - rise)
                for x, y in ((56, 412), (92, 372), (150, 368), (202, 408))
            )
            out += tube(join(move(a), curve(b, c, d)), VIOLET, 10)
        return out

    return svg.switch("brows", {"rest": arches(0), "up": arches(20)}, "rest")


def face() -> list[svg.Node]:
    """Nose, a beauty spot and earrings."""
    nose = join(move((508, 540)), curve((520, 574), (534, 592), (504, 600)))
    spot = [svg.ellipse(628, 640, 9, 9, GOLD), svg.ellipse(628, 640, 22, 22, GOLD, opacity=0.2)]
    out = [*tube(nose, CYAN, 8), *spot]
    for x in (228, 772):
        ring = smooth([(x, 636), (x + 23, 660), (x, 686), (x - 23, 660)], closed=True)
        out += tube(ring, GOLD, 9)
    return out


def body() -> list[svg.Node]:
    """Shoulders and a string of beads on their own board; bleeds off the lower edge."""
    d = join(
        move((392, 800)),
        line((608, 800), (616, 884)),
        curve((640, 930), (840, 920), (906, 1170)),
        line((94, 1170)),
        curve((160, 920), (360, 930), (384, 884)),
        "Z",
    )
    left = join(move((420, 812)), line((414, 880)), curve((396, 950), (200, 930), (136, 1170)))
    right = join(move((580, 812)), line((586, 880)), curve((604, 950), (800, 930), (864, 1170)))
    dress = join(move((236, 1170)), curve((330, 1040), (420, 1120), (500, 1064)),
                 curve((580, 1120), (670, 1040), (764, 1170)))  # fmt: skip
    beads: list[svg.Node] = []
    for i in range(9):
        t = (i - 4) / 4
        x, y = 500 + 126 * t, 1000 - 74 * t * t
        beads += [svg.ellipse(x, y, 26, 26, GOLD, opacity=0.18)]
        beads += [svg.ellipse(x, y, 12, 12, GOLD), svg.ellipse(x, y, 5, 5, "#FFFFFF", opacity=0.8)]
    return [svg.path(d, BOARD), *tube(left, CYAN), *tube(right, CYAN), *tube(dress, PINK), *beads]


def build() -> str:
    """The whole rig as SVG text."""
    doc = svg.Document("Vega", "A neon sign of a diva.", HEIGHT)
    chins = {k: jaw(0.9 * W * FLAT[k].chin) for k in LETTERS}
    head = [
        svg.group("board", [board()]),
        svg.switch("jaw", chins, "X"),
        svg.group("features", face()),
        morph_group(lips(), MOUTH, {}),
        svg.group("hair", [*hair(), *star()]),
        eyes(),
        brows(),
    ]
    doc.layers = [svg.group("body", body()), svg.group("head", head)]
    return doc.write()
