"""Dot: a girl in chalk on slate; one bare sheet of nine faces, without names."""

from __future__ import annotations

import math

import numpy as np

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, flip, join, move, sample, smooth
from sample_rigs.drawing.mouths import Mouth, Style
from sample_rigs.drawing.raster import Picture, drawn, noise, stacked, webp
from sample_rigs.drawing.shapes import FLAT

NAME = "dot"
SIZE = (1000, 1120)  # units of one cell
SCALE = 0.62  # pixels a unit
PIXELS = (620, 694)
CELLS = ("A", "B", "C", "D", "E", "F", "G", "H", "X")
"""In the order of the set's chart, as a sheet without names is read."""

W = 180.0
ANCHOR: Point = (500.0, 652.0)
SLATE, WHITE, PINK, YELLOW, BLUE = "#2C4440", "#F5F2E6", "#F49AA9", "#F7D774", "#8FCBE0"

MOUTH = Style(
    anchor=ANCHOR,
    width=W,
    stroke=13.0,
    ink=WHITE,
    hole="#13211F",
    throat="",
    tongue="#E87C8E",
    tongue_dark="#B85468",
    tooth="#EDE9DB",
    tooth_low="#D5D2C6",
    seam="#7F8F88",
    lip="#E07F91",
    lip_low="#B85F72",
    under="#7F968E",
)


def chalked(doc: svg.Document, nodes: list[svg.Node], seed: int, cover: float = 1.0) -> Picture:
    """Lines that catch on the tooth of the slate: specks stay bare, edges crumble."""
    flat = drawn(doc, nodes, SIZE, SCALE)
    tooth = 0.8 * noise(PIXELS, 1.7, seed) + 0.5 * noise(PIXELS, 5.0, seed + 1)
    dust = np.clip(1.35 - 0.42 * (tooth + 1.2 - cover), 0.12, 1)
    flat[:, :, 3] = np.clip(flat[:, :, 3] * dust * 1.08, 0, 1)
    return flat


def slate(drop: float) -> str:
    """The piece of slate that the head is drawn on, so that it is seen on any ground."""
    right: list[Point] = [
        (500, 96),
        (650, 108),
        (770, 180),
        (846, 300),
        (872, 430),
        (850, 590),
        (760, 740),
        (640, 838 + drop),
        (500, 866 + drop),
    ]
    left = [(1000 - x, y) for x, y in right[1:-1]][::-1]
    return smooth([*right, *left], closed=True)


def face(drop: float) -> str:
    """The line of the face, its chin ``drop`` lower."""
    half: list[Point] = [
        (642, 232),
        (752, 330),
        (752, 490),
        (752, 600 + 0.3 * drop),
        (676, 800 + drop),
        (500, 800 + drop),
    ]
    left = flip(half)[::-1]
    return join(move((500, 232)), curve(*half), curve(*left[1:], (500, 232)), "Z")


def hatching(clip: str, left: int, top: int, right: int, bottom: int, colour: str) -> svg.Node:
    """Slanted strokes side by side, as a crayon fills a field."""
    lines = []
    for i, x in enumerate(range(left - (bottom - top), right, 17)):
        bow = 9 * math.sin(i * 2.1)
        lines.append(
            svg.stroke(
                join(
                    move((x, bottom)),
                    curve(
                        (x + 40 + bow, bottom - 60),
                        (x + (bottom - top) * 0.6, top + 70),
                        (x + (bottom - top) * 0.8, top),
                    ),
                ),
                colour,
                10,
            )
        )
    return svg.bare(lines, clip_path=clip)


def hair(doc: svg.Document) -> list[svg.Node]:
    """A bob with a fringe, hatched in yellow, and two buns."""
    bob = join(
        move((500, 150)),
        curve((660, 144), (800, 230), (806, 420)),
        curve((808, 520), (800, 600), (764, 660)),
        curve((748, 560), (742, 450), (700, 376)),
        curve((640, 408), (560, 396), (520, 330)),
        curve((470, 396), (380, 410), (300, 376)),
        curve((258, 450), (252, 560), (236, 660)),
        curve((200, 600), (192, 520), (194, 420)),
        curve((200, 230), (340, 144), (500, 150)),
        "Z",
    )
    out = [svg.path(bob, "#5A5A35"), hatching(doc.clip("bob", bob), 180, 130, 830, 670, YELLOW)]
    out.append(svg.stroke(bob, YELLOW, 12))
    return out


def buns() -> list[str]:
    """Two buns on top of the head."""
    out = []
    for x in (268, 732):
        points = [
            (x + 92 * math.cos(2 * math.pi * i / 14), 182 + 88 * math.sin(2 * math.pi * i / 14))
            for i in range(14)
        ]
        out.append(smooth(points, closed=True))
    return out


def swirl(x: float) -> str:
    """The turn of hair in a bun."""
    side = 1 if x > 500 else -1
    points = []
    for i in range(16):
        a, r = 0.62 * i, 66 - 3.9 * i
        points.append((x + side * r * math.cos(a), 182 + r * math.sin(a)))
    return smooth(points)


def eyes() -> list[svg.Node]:
    """Round eyes with lashes that look a little aside."""
    out: list[svg.Node] = []
    for side in (-1, 1):
        x, y = 500 + side * 116, 522
        out += [
            svg.ellipse(x, y, 52, 58, "#1A2C29"),
            svg.ellipse(x - side * 5, y + 2, 40, 47, BLUE),
            svg.ellipse(x - side * 5, y + 4, 23, 28, "#13211F"),
            svg.ellipse(x - side * 5 - 13, y - 16, 12, 13, WHITE),
            svg.ellipse(x - side * 5 + 12, y + 22, 6, 6, WHITE),
        ]
        lid = [(x - side * 58, y - 8), (x - side * 44, y - 72), (x + side * 44, y - 76),
               (x + side * 62, y - 10)]  # fmt: skip
        out.append(svg.stroke(join(move(lid[0]), curve(*lid[1:])), WHITE, 14))
        for dx, dy in ((0.93, 0.86), (0.98, 0.98)):
            a = sample(lid[0], lid[1], lid[2], lid[3])[7 if dx < 0.95 else 8]
            tip = (a[0] + side * 26 * dx, a[1] - 20 * dy)
            out.append(svg.stroke(join(move(a), f"L {tip[0]:.0f},{tip[1]:.0f}"), WHITE, 10))
    return out


def features(clip: str, drop: float) -> list[svg.Node]:
    """Brows, nose, cheeks and freckles."""
    out: list[svg.Node] = []
    for side in (-1, 1):
        x = 500 + side * 118
        d = join(move((x - side * 46, 414)), curve((x - side * 10, 394), (x + side * 30, 396),
                                                   (x + side * 62, 424)))  # fmt: skip
        out.append(svg.stroke(d, WHITE, 13))
        cheek = 500 + side * 172
        loop = smooth([(cheek - 46 + 11.5 * i, 628 + 0.3 * drop + (26 if i % 2 else -22))
                       for i in range(9)])  # fmt: skip
        out.append(svg.bare([svg.stroke(loop, PINK, 10)], clip_path=clip))
    nose = join(move((494, 572)), curve((476, 604), (506, 612), (524, 600)))
    return [*out, svg.stroke(nose, WHITE, 11)]


def body(doc: svg.Document) -> Picture:
    """Shoulders in a pullover with a zigzag; bleeds off the lower edge."""
    d = join(
        move((430, 800)),
        curve((430, 900), (400, 900), (330, 916)),
        curve((200, 946), (130, 1020), (116, 1140)),
        curve((400, 1140), (600, 1140), (884, 1140)),
        curve((870, 1020), (800, 946), (670, 916)),
        curve((600, 900), (570, 900), (570, 800)),
        "Z",
    )
    clip = doc.clip("pullover", d)
    collar = join(move((380, 904)), curve((430, 968), (570, 968), (620, 904)))
    zigzag = [(100 + 40 * i, 1052 + (24 if i % 2 else -18)) for i in range(21)]
    path = join(move(zigzag[0]), "L " + " ".join(f"{x},{y}" for x, y in zigzag[1:]))
    lines = [svg.stroke(d, WHITE, 12), svg.stroke(collar, BLUE, 12)]
    lines.append(svg.bare([svg.stroke(path, PINK, 13)], clip_path=clip))
    ground = drawn(doc, [svg.path(d, SLATE)], SIZE, SCALE)
    return stacked([ground, chalked(doc, lines, 4)])


def cell(letter: str) -> Picture:
    """One whole character with one mouth."""
    doc = svg.Document("", "", SIZE[1])
    shape = FLAT[letter]
    drop = shape.chin * W
    skin = face(drop)
    clip = doc.clip("skin", skin)
    ground = [svg.path(d, SLATE, stroke=SLATE, stroke_width=44.0) for d in buns()]
    ground.append(svg.path(slate(drop), SLATE))
    knots = [svg.stroke(d, YELLOW, 12) for d in buns()]
    knots += [svg.stroke(swirl(x), YELLOW, 9) for x in (268, 732)]
    light = drawn(doc, [svg.path(skin, "#3C5650")], SIZE, SCALE)
    mouth = Mouth(doc, letter, shape, MOUTH).nodes()
    top = hair(doc)
    return stacked(
        [
            body(doc),
            drawn(doc, ground, SIZE, SCALE),
            chalked(doc, knots, 2),
            light,
            chalked(doc, [svg.stroke(skin, WHITE, 12)], 3),
            drawn(doc, top[:1], SIZE, SCALE),
            chalked(doc, top[1:], 2, 0.8),
            chalked(doc, features(clip, drop), 3),
            chalked(doc, eyes(), 4, 1.6),
            chalked(doc, mouth, 2, 1.6),
        ]
    )


def sheet(letters: tuple[str, ...] = CELLS) -> Picture:
    """Faces in rows of three."""
    faces = [cell(letter) for letter in letters]
    rows = [np.concatenate(faces[i : i + 3], axis=1) for i in range(0, len(faces), 3)]
    return np.concatenate(rows, axis=0)


def build() -> dict[str, bytes]:
    """The files of the rig."""
    return {"mouths.webp": webp(sheet(), 62)}
