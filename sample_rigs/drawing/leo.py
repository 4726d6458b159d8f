"""Leo: a lion of cut paper, as a folder of pictures; every sheet lies on the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move, smooth
from sample_rigs.drawing.mouths import Mouth, Style
from sample_rigs.drawing.raster import (
    Picture,
    blurred,
    drawn,
    in_one_colour,
    moved,
    noise,
    stacked,
    webp,
)
from sample_rigs.drawing.shapes import FLAT, LETTERS, MOODS, Shape, in_mood

NAME = "leo"
SIZE = (1000, 1120)  # units of the drawing
SCALE = 0.8  # pixels a unit
PIXELS = (800, 896)
W = 176.0
ANCHOR: Point = (500.0, 640.0)

RUST, ORANGE, AMBER = "#B8472F", "#E07B3A", "#F0A24C"
FACE, MUZZLE, EAR = "#F6C667", "#FCE9C4", "#D98A4E"
PLUM, CHEEK, SHIRT, SHIRT_LOW = "#4A2338", "#EE8F6B", "#2F7F86", "#F3E3C3"
SHADOW = "#3A1830"

MOUTH = Style(
    anchor=ANCHOR,
    width=W,
    stroke=1.0,
    ink=PLUM,
    hole="#6B1E34",
    throat="#4E1228",
    tongue="#EC7079",
    tongue_dark="#C94F5E",
    tooth="#FFF7EA",
    tooth_low="#F0DFC8",
    seam="#D9C2A8",
    lip="#D9604F",
    lip_low="#B84A44",
    under="#D9B98A",
)


def paper(doc: svg.Document, nodes: Iterable[svg.Node], seed: int, depth: float = 1.0) -> Picture:
    """One sheet: its grain, a light upper left edge, and its shadow on what lies below."""
    flat = drawn(doc, nodes, SIZE, SCALE)
    alpha = flat[:, :, 3]
    grain = 0.010 * noise(PIXELS, 3.0, seed % 3) + 0.008 * noise(PIXELS, 32.0, seed % 3 + 7)
    light = np.clip(alpha - moved(alpha, 2, 2), 0, 1)
    flat[:, :, :3] += grain[:, :, None] + 0.10 * light[:, :, None]
    shadow = blurred(moved(alpha, round(4 * depth), round(6.4 * depth)), 5.6 * depth)
    return stacked([in_one_colour(0.36 * shadow, SHADOW), np.clip(flat, 0, 1)])


def _wobble(i: int, seed: int) -> float:
    """A number from -1 to 1 that looks like chance."""
    return math.sin(12.9898 * (i + 1) + 78.233 * seed)


def petals(count: int, inner: float, outer: float, half: float, seed: int) -> list[str]:
    """Leaves of the mane round the face, no two alike."""
    out = []
    cx, cy = 500.0, 500.0
    for i in range(count):
        angle = 2 * math.pi * (i + 0.5 * (seed % 2)) / count + 0.03 * _wobble(i, seed)
        reach = outer * (1 + 0.045 * _wobble(i, seed + 1))
        ux, uy = math.sin(angle), -math.cos(angle)
        vx, vy = -uy, ux
        bend = 0.16 * half * _wobble(i, seed + 2)

        def at(along: float, aside: float, u: Point = (ux, uy), v: Point = (vx, vy)) -> Point:
            return cx + u[0] * along + v[0] * aside, cy + u[1] * along + v[1] * aside

        middle = (inner + reach) / 2
        out.append(
            join(
                move(at(inner, -half * 0.8)),
                curve(at(middle, -half * 1.25), at(reach * 0.93, -half * 0.8), at(reach, bend)),
                curve(at(reach * 0.93, half * 0.8), at(middle, half * 1.25), at(inner, half * 0.8)),
                "Z",
            )
        )
    return out


def disc(cx: float, cy: float, rx: float, ry: float, seed: int, count: int = 22) -> str:
    """A circle cut by hand."""
    points = []
    for i in range(count):
        angle = 2 * math.pi * i / count
        grow = 1 + 0.007 * _wobble(i, seed)
        points.append((cx + rx * grow * math.cos(angle), cy + ry * grow * math.sin(angle)))
    return smooth(points, closed=True)


def body() -> Picture:
    """Shoulders in a striped shirt; bleeds off the lower edge."""
    doc = svg.Document("", "", SIZE[1])
    shirt = join(
        move((80, 1140)),
        curve((96, 960), (220, 880), (500, 872)),
        curve((780, 880), (904, 960), (920, 1140)),
        "Z",
    )
    clip = doc.clip("shirt", shirt)
    stripes = [
        svg.stroke(
            join(move((40, y + 60)), curve((300, y - 30), (700, y - 30), (960, y + 60))),
            SHIRT_LOW,
            24,
        )
        for y in (985, 1060)
    ]
    tuft = join(
        move((330, 860)),
        curve((380, 960), (420, 940), (440, 985)),
        curve((470, 950), (480, 1000), (500, 1030)),
        curve((520, 1000), (530, 950), (560, 985)),
        curve((580, 940), (620, 960), (670, 860)),
        "Z",
    )
    return stacked(
        [
            paper(doc, [svg.path(shirt, SHIRT)], 1),
            drawn(doc, [svg.bare(stripes, clip_path=clip)], SIZE, SCALE),
            paper(doc, [svg.path(tuft, ORANGE)], 5),
        ]
    )


def head() -> Picture:
    """Three rings of mane, ears, face, muzzle and nose."""
    doc = svg.Document("", "", SIZE[1])
    layers = []
    rings = ((19, 250, 432, 62, RUST), (18, 240, 385, 58, ORANGE), (17, 230, 335, 54, AMBER))
    for number, (count, inner, outer, half, colour) in enumerate(rings):
        for offset in (0, 1):
            some = petals(count, inner, outer, half, number)[offset::2]
            nodes = [svg.path(d, colour) for d in some]
            layers.append(paper(doc, nodes, 10 * number + offset + 20, 0.8))
        core = svg.path(disc(500, 500, inner + 30, inner + 30, number), colour)
        layers.append(paper(doc, [core], 50 + number, 0.5))
    for x in (288, 712):
        layers.append(paper(doc, [svg.path(disc(x, 305, 72, 72, x), FACE)], x))
        layers.append(paper(doc, [svg.path(disc(x, 312, 42, 44, x + 1), EAR)], x + 1, 0.5))
    layers.append(paper(doc, [svg.path(disc(500, 515, 258, 268, 3, 40), FACE)], 70, 1.2))
    blaze = join(
        move((452, 262)),
        curve((470, 330), (462, 400), (440, 500)),
        line((560, 500)),
        curve((538, 400), (530, 330), (548, 262)),
        curve((520, 250), (480, 250), (452, 262)),
        "Z",
    )
    layers.append(paper(doc, [svg.path(blaze, AMBER)], 72, 0.5))
    cheeks = [svg.path(disc(x, 600, 44, 38, x), CHEEK) for x in (298, 702)]
    layers.append(paper(doc, cheeks, 74, 0.4))
    return stacked(layers)


def muzzle(drop: float) -> str:
    """The outline of the muzzle; a wide open mouth makes it longer."""
    right: Sequence[Point] = (
        (500, 520),
        (590, 512),
        (676, 560),
        (690, 650 + 0.2 * drop),
        (648, 738 + 0.8 * drop),
        (572, 786 + drop),
        (500, 796 + drop),
    )
    left = [(1000 - x, y) for x, y in right[1:-1]][::-1]
    return smooth([*right, *left], closed=True)


def nose() -> list[svg.Node]:
    """A wide nose on the muzzle."""
    d = join(
        move((432, 528)),
        curve((450, 508), (550, 508), (568, 528)),
        curve((572, 556), (530, 584), (500, 592)),
        curve((470, 584), (428, 556), (432, 528)),
        "Z",
    )
    return [svg.path(d, PLUM), svg.ellipse(468, 531, 20, 7, "#8A5468", opacity=0.8)]


@lru_cache(maxsize=16)
def _below(drop: float) -> Picture:
    """What the mouth is cut out of: the muzzle, with the nose."""
    doc = svg.Document("", "", SIZE[1])
    chin = paper(doc, [svg.path(muzzle(drop), MUZZLE)], 80)
    return stacked([chin, paper(doc, nose(), 82, 0.5)])


class PaperMouth(Mouth):
    """A mouth cut out of the muzzle: a lip sheet, and a hole with a shadow inside."""

    def picture(self, seed: int, mood: str) -> Picture:
        """The whole mouth with its muzzle."""
        s, doc = self.s, self.doc
        layers = [_below(s.chin * W * 0.8), paper(doc, self._dots(), 81, 0.2)]
        if mood == "sad":
            layers.append(paper(doc, _tear(), 83, 0.5))
        if mood == "happy":
            layers.append(paper(doc, _blush(), 84, 0.4))
        if s.closed:
            width = self.units(0.075 if self.letter == "X" else 0.11)
            layers.append(paper(doc, [svg.stroke(self.upper(), "#8C2F38", width)], seed, 0.45))
            return stacked(layers)
        lip = self.units(0.11 + 0.7 * s.ring)
        ring = [svg.stroke(self.hole(), MOUTH.lip, 2 * lip), svg.path(self.hole(), MOUTH.lip)]
        layers.append(paper(doc, ring, seed, 0.7))
        hole = drawn(doc, [svg.path(self.hole(), MOUTH.hole)], SIZE, SCALE)
        inside = drawn(doc, [*self.throat(), *self.tongue(), *self.teeth()], SIZE, SCALE)
        inside[:, :, 3] *= hole[:, :, 3]
        dark = 1 - blurred(moved(hole[:, :, 3], 4, 7), 5)
        shade = in_one_colour(0.42 * dark * hole[:, :, 3], SHADOW)
        layers += [hole, inside, shade]
        if self.letter == "G":
            # The plate comes from under the upper lip; the lower lip is laid over its edge.
            plate = svg.path(self.box(-0.31, s.yt - 0.1, 0.31, s.yb + 0.03, 0.05), MOUTH.tooth)
            teeth = drawn(doc, [plate], SIZE, SCALE)
            below = svg.path(self.box(-0.5, (s.yt + s.yb) / 2, 0.5, s.yb + 0.2, 0.0), MOUTH.tooth)
            reach = drawn(doc, [svg.path(self.hole(), MOUTH.tooth), below], SIZE, SCALE)
            teeth *= reach[:, :, 3:]
            low = replace(s, yt=s.yb - 0.01, yb=s.yb + 0.18, w=0.8, yc=s.yb - 0.01 + s.yc)
            lower = Mouth(doc, "", low, MOUTH)
            lip_low = svg.path(lower.hole(), MOUTH.lip_low)
            layers += [teeth, paper(doc, [lip_low], seed + 2, 0.5)]
        return stacked(layers)

    def _dots(self) -> list[svg.Node]:
        """Where whiskers grow."""
        spots = ((372, 628), (350, 654), (386, 664), (628, 628), (650, 654), (614, 664))
        out = 0.12 * max(0.0, self.s.w - 1) * W
        return [
            svg.ellipse(x + (out if x > 500 else -out), y, 7, 7, EAR)
            for x, y in spots
            if abs(x - 500) > 0.62 * self.s.w * W
        ]


def _tear() -> list[svg.Node]:
    d = join(
        move((334, 548)),
        curve((356, 584), (362, 604), (334, 612)),
        curve((306, 604), (312, 584), (334, 548)),
        "Z",
    )
    return [svg.path(d, "#7CC4DE")]


def _blush() -> list[svg.Node]:
    return [svg.path(disc(x, 598, 56, 48, x + 3), "#F0776B") for x in (292, 708)]


def eyes(state: str, mood: str = "") -> Picture:
    """Discs of paper, a lid over them, or a cut arc."""
    doc = svg.Document("", "", SIZE[1])
    layers = []
    for x in (392, 608):
        ball = disc(x, 462, 62, 68, x)
        if state == "closed":
            ends, middle = (484, 436) if mood == "happy" else (470, 512)
            arc = curve((x - 30, middle), (x + 30, middle), (x + 54, ends))
            stroke = svg.stroke(join(move((x - 54, ends)), arc), PLUM, 15)
            layers.append(paper(doc, [stroke], x, 0.5))
            continue
        toward = 6 if x < 500 else -6
        layers.append(paper(doc, [svg.path(ball, "#FFFAEE")], x, 0.7))
        iris = [svg.path(disc(x + toward, 464, 43, 49, x + 2), "#2C6E63")]
        pupil = [svg.path(disc(x + toward, 466, 26, 31, x + 3), PLUM)]
        spark = [
            svg.ellipse(x + toward - 15, 446, 13, 14, "#FFFAEE"),
            svg.ellipse(x + toward + 16, 488, 6, 6, "#FFFAEE", opacity=0.9),
        ]
        layers += [
            paper(doc, iris, x, 0.3),
            paper(doc, pupil, x + 1, 0.2),
            drawn(doc, spark, SIZE, SCALE),
        ]
        clip = doc.clip(f"eye{x}", disc(x, 462, 68, 74, x))
        for lid in lids(x, state, mood):
            sheet = svg.bare([svg.path(lid, "#E9AE55")], clip_path=clip)
            layers.append(paper(doc, [sheet], x, 0.6))
    return stacked(layers)


def lids(x: float, state: str, mood: str) -> list[str]:
    """What covers an eye: from above, further outside in sadness; in laughter from below, too."""
    low = 470 if state == "half" else 412
    slant = (26 if x > 500 else -26) if mood == "sad" else 0
    upper = join(
        move((x - 90, 360)),
        line((x + 90, 360), (x + 90, low + slant)),
        curve(
            (x + 40, low + 10 + slant / 2), (x - 40, low + 10 - slant / 2), (x - 90, low - slant)
        ),
        "Z",
    )
    if mood != "happy":
        return [upper]
    high = 500
    lower = join(
        move((x - 90, 560)),
        line((x + 90, 560), (x + 90, high + 22)),
        curve((x + 40, high - 6), (x - 40, high - 6), (x - 90, high + 22)),
        "Z",
    )
    return [upper, lower]


def brows(rise: float, mood: str = "") -> Picture:
    """Two strips, their inner ends a little up; in sadness much, and in joy all of them."""
    doc = svg.Document("", "", SIZE[1])
    nodes = []
    rise += 9 if mood == "happy" else 0
    for side in (-1, 1):
        points: list[Point] = [
            (60, 344),
            (104, 340),
            (152, 352),
            (190, 384),
            (148, 370),
            (104, 360),
        ]
        if mood == "sad":  # 13 degrees about their middle
            points = [(x, y + 0.23 * (x - 125)) for x, y in points]
        d = smooth([(500 + side * x, y - rise) for x, y in points], closed=True)
        nodes.append(svg.path(d, RUST, stroke=RUST, stroke_width=12.0, stroke_linejoin="round"))
    return paper(doc, nodes, 90, 0.5)


def mouth(letter: str, mood: str = "") -> Picture:
    """One mouth."""
    shape: Shape = in_mood(letter, FLAT[letter], mood) if mood else FLAT[letter]
    doc = svg.Document("", "", SIZE[1])
    return PaperMouth(doc, letter, shape, MOUTH).picture(100, mood)


def pictures() -> dict[str, Callable[[], Picture]]:
    """File of the rig -> what draws it."""
    out: dict[str, Callable[[], Picture]] = {"body.webp": body, "head.webp": head}
    for state in ("open", "half", "closed"):
        out[f"eyes/{state}.webp"] = partial(eyes, state)
    out["eyes/happy/closed.webp"] = partial(eyes, "closed", "happy")
    for mood in ("", *MOODS):
        if mood:
            out[f"eyes/{mood}/open.webp"] = partial(eyes, "open", mood)
        folder = f"brows/{mood}" if mood else "brows"
        out[f"{folder}/rest.webp"] = partial(brows, 0, mood)
        out[f"{folder}/up.webp"] = partial(brows, 14, mood)
    for mood in ("", *MOODS):
        for letter in LETTERS:
            name = f"mouth/{mood}/{letter}.webp" if mood else f"mouth/{letter}.webp"
            out[name] = partial(mouth, letter, mood)
    return out


def build() -> dict[str, bytes]:
    """The files of the rig."""
    return {name: webp(draw()) for name, draw in pictures().items()}
