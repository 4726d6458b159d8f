"""Fern: a frog in three inks, as printed by a stencil duplicator, in an OpenRaster file."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move, smooth
from sample_rigs.drawing.mouths import Mouth, Style
from sample_rigs.drawing.open_raster import Layers, written
from sample_rigs.drawing.raster import Picture, drawn, moved, noise, stacked
from sample_rigs.drawing.shapes import FLAT, LETTERS

NAME = "fern"
SIZE = (1000, 1100)  # units of the drawing
SCALE = 0.8  # pixels a unit
PIXELS = (800, 880)
W = 205.0
ANCHOR: Point = (500.0, 600.0)

GREEN, DEEP, PALE = "#5CB97F", "#2C7F63", "#A8DB9B"
NAVY, PINK, ROSE, YELLOW, CREAM = "#1E2650", "#FF8292", "#E0566F", "#FFD45E", "#FFF4DE"

MOUTH = Style(
    anchor=ANCHOR,
    width=W,
    stroke=11.0,
    ink=NAVY,
    hole="#4A1740",
    throat="#300F30",
    tongue=PINK,
    tongue_dark=ROSE,
    tooth=CREAM,
    tooth_low="#EBDCC4",
    seam="#C9B79C",
    lip="#EE7F86",
    lip_low=ROSE,
    under=DEEP,
)


def printed(doc: svg.Document, nodes: Iterable[svg.Node], seed: int, off: int = 0) -> Picture:
    """Layers in one ink: specks stay white, and the drum is ``off`` pixels out of place."""
    flat = drawn(doc, nodes, SIZE, SCALE)
    specks = noise(PIXELS, 1.6, seed % 3) + 0.7 * noise(PIXELS, 9.0, seed % 3 + 5)
    flat[:, :, 3] *= np.where(specks > 3.4, 0.72, 1.0)
    if off:
        flat = moved(flat, off, off)
    return flat


def dotted(picture: Picture, step: float, towards: Point, reach: float) -> Picture:
    """A picture as halftone dots that grow towards a point (units of the drawing)."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width] / SCALE
    far = np.hypot(x - towards[0], y - towards[1]) / reach
    u, v = (x + y) * math.pi / step, (x - y) * math.pi / step
    dot = (np.cos(u) * np.cos(v) + 1) / 2
    soft = np.clip((dot - np.clip(far, 0, 1)) * 9 + 0.5, 0, 1)
    out = picture.copy()
    out[:, :, 3] *= soft.astype(np.float32)
    return out


def skull() -> str:
    """Head and the two bumps of the eyes in one outline."""
    right: list[Point] = [
        (500, 372),
        (556, 362),
        (596, 300),
        (676, 232),
        (772, 262),
        (806, 350),
        (800, 424),
        (846, 500),
        (862, 600),
        (812, 716),
        (690, 800),
        (500, 836),
    ]
    left = [(1000 - x, y) for x, y in right[1:-1]][::-1]
    return smooth([*right, *left], closed=True)


def body() -> Picture:
    """Shoulders, a pale belly, and a bow tie; bleeds off the lower edge."""
    doc = svg.Document("", "", SIZE[1])
    trunk = join(
        move((196, 1120)),
        curve((210, 960), (300, 830), (500, 820)),
        curve((700, 830), (790, 960), (804, 1120)),
        "Z",
    )
    belly = join(
        move((330, 1120)),
        curve((336, 960), (400, 850), (500, 850)),
        curve((600, 850), (664, 960), (670, 1120)),
        "Z",
    )
    clip = doc.clip("trunk", trunk)
    shade = drawn(doc, [svg.bare([svg.path(trunk, DEEP)], clip_path=clip)], SIZE, SCALE)
    return stacked(
        [
            printed(doc, [svg.path(trunk, GREEN)], 1),
            dotted(shade, 15, (830, 1000), 330),
            printed(doc, [svg.path(belly, PALE)], 2, 2),
            printed(doc, [svg.stroke(trunk, NAVY, 11)], 3),
        ]
    )


def tie() -> Picture:
    """A bow tie in front of the throat."""
    doc = svg.Document("", "", SIZE[1])
    wings = []
    for side in (-1, 1):
        points = [(500, 926), (500 + side * 64, 878), (500 + side * 138, 868),
                  (500 + side * 150, 930), (500 + side * 134, 992),
                  (500 + side * 62, 974)]  # fmt: skip
        wings.append(smooth(points, closed=True))
    knot = smooth([(466, 896), (500, 888), (534, 896), (540, 930), (530, 962), (500, 968),
                   (470, 962), (460, 930)], closed=True)  # fmt: skip
    spots = [
        svg.ellipse(500 + side * x, y, 9, 9, CREAM)
        for side in (-1, 1)
        for x, y in ((66, 918), (104, 898), (104, 950), (70, 950))
    ]
    return stacked(
        [
            printed(doc, [*(svg.path(d, PINK) for d in wings), *spots], 4, 2),
            printed(doc, [svg.stroke(d, NAVY, 9) for d in wings], 5),
            printed(doc, [svg.path(knot, ROSE), svg.stroke(knot, NAVY, 9)], 6),
        ]
    )


def head() -> Picture:
    """Skin, halftone shade, cheeks, nostrils, a flower beside one eye."""
    doc = svg.Document("", "", SIZE[1])
    outline = skull()
    clip = doc.clip("skull", outline)
    dark = drawn(doc, [svg.path(outline, DEEP)], SIZE, SCALE)
    lit = drawn(doc, [svg.path(outline, PALE)], SIZE, SCALE)
    cheeks = [svg.ellipse(x, 634, 66, 44, PINK) for x in (236, 764)]
    rosy = drawn(doc, [svg.bare(cheeks, clip_path=clip)], SIZE, SCALE)
    spots = [
        svg.ellipse(x, y, rx, ry, DEEP)
        for x, y, rx, ry in ((452, 412, 15, 11), (498, 428, 10, 8), (548, 408, 17, 12),
                             (520, 392, 7, 6))
    ]  # fmt: skip
    lines = [svg.stroke(outline, NAVY, 11)]
    for side in (-1, 1):
        x = 500 + side * 30
        nostril = join(move((x, 505)), curve((x + side * 6, 496), (x + side * 14, 498),
                                             (x + side * 16, 508)))  # fmt: skip
        lines.append(svg.stroke(nostril, NAVY, 9))
    return stacked(
        [
            printed(doc, [svg.path(outline, GREEN)], 1, 2),
            dotted(lit, 15, (330, 300), 300),
            dotted(dark, 15, (860, 800), 400),
            rosy,
            printed(doc, spots, 2),
            printed(doc, lines, 3),
        ]
    )


def flower() -> Picture:
    """Five petals beside the left eye."""
    doc = svg.Document("", "", SIZE[1])
    petals = []
    for i in range(5):
        a = 2 * math.pi * i / 5 - 0.3
        x, y = 172 + 40 * math.cos(a), 300 + 40 * math.sin(a)
        points = [
            (x + 36 * math.cos(a + 2 * math.pi * j / 9), y + 36 * math.sin(a + 2 * math.pi * j / 9))
            for j in range(9)
        ]
        petals.append(smooth(points, closed=True))
    middle = [svg.ellipse(172, 300, 25, 25, YELLOW)]
    ring = svg.ellipse(172, 300, 25, 25, "none", stroke=NAVY, stroke_width=8.0)
    leaf = smooth([(196, 330), (250, 352), (272, 396), (216, 388)], closed=True)
    return stacked(
        [
            printed(doc, [svg.path(leaf, DEEP), svg.stroke(leaf, NAVY, 8)], 3),
            printed(doc, [svg.stroke(d, NAVY, 17) for d in petals], 2),
            printed(doc, [svg.path(d, PINK) for d in petals], 4, 1),
            printed(doc, middle, 5),
            printed(doc, [ring], 6),
        ]
    )


def pouch(letter: str) -> Picture:
    """The throat, which swells below the head with an open mouth."""
    doc = svg.Document("", "", SIZE[1])
    grow = FLAT[letter].chin
    d = smooth(
        [
            (500 + (150 + 130 * grow) * math.cos(a), 800 + (46 + 190 * grow) * math.sin(a))
            for a in (2 * math.pi * i / 16 for i in range(16))
        ],
        closed=True,
    )
    shade = drawn(doc, [svg.path(d, DEEP)], SIZE, SCALE)
    return stacked(
        [
            printed(doc, [svg.path(d, PALE)], 2, 2),
            dotted(shade, 15, (640, 900), 170),
            printed(doc, [svg.stroke(d, NAVY, 10)], 3),
        ]
    )


def mouth(letter: str) -> Picture:
    """One mouth."""
    doc = svg.Document("", "", SIZE[1])
    return printed(doc, Mouth(doc, letter, FLAT[letter], MOUTH).nodes(), 8)


def eyes(state: str) -> Picture:
    """Golden eyes on the bumps, a lid over them, or an arc."""
    doc = svg.Document("", "", SIZE[1])
    nodes: list[svg.Node] = []
    for x in (304, 696):
        y = 360
        if state == "closed":
            nodes.append(svg.ellipse(x, y, 88, 88, "#4AA06D"))
            arc = join(move((x - 74, y + 12)), curve((x - 44, y + 60), (x + 44, y + 60),
                                                     (x + 74, y + 12)))  # fmt: skip
            nodes.append(svg.stroke(arc, NAVY, 14))
            continue
        toward = 10 if x < 500 else -10
        nodes += [
            svg.ellipse(x, y, 88, 88, CREAM),
            svg.ellipse(x + toward, y + 2, 64, 66, YELLOW),
            svg.ellipse(x + toward, y + 4, 42, 46, NAVY),
            svg.ellipse(x + toward - 20, y - 24, 18, 19, "#FFFFFF"),
            svg.ellipse(x + toward + 20, y + 26, 9, 9, "#FFFFFF"),
        ]
        clip = doc.clip(f"eye{x}", smooth(
            [(x + 88 * math.cos(math.pi * i / 12), y + 88 * math.sin(math.pi * i / 12))
             for i in range(24)], closed=True))  # fmt: skip
        low = y + 8 if state == "half" else y - 68
        lid = join(
            move((x - 110, y - 110)),
            line((x + 110, y - 110), (x + 110, low)),
            curve((x + 50, low + 12), (x - 50, low + 12), (x - 110, low)),
            "Z",
        )
        edge = join(move((x + 110, low)), curve((x + 50, low + 12), (x - 50, low + 12),
                                                (x - 110, low)))  # fmt: skip
        inside = [svg.path(lid, "#4AA06D"), svg.stroke(edge, NAVY, 11)]
        nodes.append(svg.bare(inside, clip_path=clip))
        nodes.append(svg.ellipse(x, y, 88, 88, "none", stroke=NAVY, stroke_width=11.0))
    return printed(doc, nodes, 9)


def brows(rise: float) -> Picture:
    """Strokes above the bumps, their inner ends up."""
    doc = svg.Document("", "", SIZE[1])
    nodes = []
    for side in (-1, 1):
        points = [(500 + side * x, y - rise) for x, y in ((132, 196), (196, 176), (262, 196))]
        d = join(move(points[0]), curve(points[1], points[1], points[2]))
        nodes.append(svg.stroke(d, NAVY, 19))
    return printed(doc, nodes, 10)


def layers() -> Layers:
    """All layers by name, from the back to the front; a group of layers is a table in it."""
    return {
        "body": body(),
        "head": {
            "throat": {letter: pouch(letter) for letter in LETTERS},
            "face": {"skin": head(), "flower": flower()},
            "mouth": {letter: mouth(letter) for letter in LETTERS},
            "eyes": {state: eyes(state) for state in ("open", "half", "closed")},
            "brows": {"rest": brows(0), "up": brows(22)},
        },
        "tie": tie(),
    }


SHOWN = ("X", "open", "rest", "skin", "flower", "body", "tie")
"""Layers that are not hidden in the file."""


def build() -> dict[str, bytes]:
    """The files of the rig."""
    return {"rig.ora": written(PIXELS, layers(), SHOWN)}
