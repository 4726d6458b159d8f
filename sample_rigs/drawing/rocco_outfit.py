"""Rocco's ears, hat, body and scarf."""

from __future__ import annotations

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import (
    Point,
    curve,
    flip,
    join,
    line,
    move,
    shift,
    smooth,
    swipe,
    turn,
)
from sample_rigs.drawing.rocco_ink import (
    CONTOUR,
    FEATURE,
    FUR,
    FUR_LOW,
    HAIRLINE,
    INK,
    PAPER,
    SPOT,
    W,
)
from sample_rigs.drawing.shapes import LETTERS, MUZZLE


def hat() -> svg.Node:
    """Pork-pie hat, tilted, with a spot-coloured band and a feather."""
    pivot = (500.0, 280.0)

    def tilt(points: list[Point]) -> list[Point]:
        return shift(turn(points, pivot, -8), 14, -6)

    def closed(points: list[Point]) -> str:
        p = tilt(points)
        return join(move(p[0]), curve(*p[1:]), "Z")

    crown: list[Point] = [
        (384, 292),
        (388, 230),
        (386, 190),
        (398, 158),
        (410, 134),
        (450, 146),
        (500, 146),
        (550, 146),
        (590, 134),
        (602, 158),
        (614, 190),
        (612, 230),
        (616, 292),
        (560, 310),
        (440, 310),
        (384, 292),
    ]
    band: list[Point] = [
        (386, 222),
        (440, 240),
        (560, 240),
        (614, 222),
        (614, 235),
        (615, 246),
        (616, 262),
        (560, 284),
        (440, 284),
        (384, 262),
        (385, 246),
        (386, 235),
        (386, 222),
    ]
    brim: list[Point] = [
        (316, 286),
        (312, 262),
        (346, 258),
        (380, 256),
        (440, 270),
        (560, 270),
        (620, 256),
        (654, 258),
        (688, 262),
        (684, 286),
        (672, 330),
        (590, 346),
        (500, 346),
        (410, 346),
        (328, 330),
        (316, 286),
    ]
    dent = tilt([(418, 152), (444, 163), (556, 163), (582, 152)])
    gloss = tilt([(420, 168), (411, 182), (409, 200), (411, 214)])
    edge = tilt([(346, 300), (390, 324), (450, 332), (510, 331)])
    quill: list[Point] = [
        (590, 290),
        (604, 250),
        (640, 190),
        (684, 168),
        (690, 214),
        (650, 268),
        (602, 292),
        (598, 293),
        (594, 292),
        (590, 290),
    ]
    vein = tilt([(596, 288), (616, 256), (640, 222), (668, 192)])
    return svg.group(
        "hat",
        [
            svg.path(
                closed(quill),
                PAPER,
                stroke=INK,
                stroke_width=HAIRLINE * 1.6,
                stroke_linejoin="round",
            ),
            svg.path(swipe(vein[0], vein[1], vein[2], vein[3], 5), INK),
            svg.path(closed(crown), INK),
            svg.path(closed(band), SPOT),
            svg.path(closed(brim), INK),
            svg.path(swipe(dent[0], dent[1], dent[2], dent[3], 7), PAPER),
            svg.path(swipe(gloss[0], gloss[1], gloss[2], gloss[3], 13), PAPER),
            svg.path(swipe(edge[0], edge[1], edge[2], edge[3], 7), PAPER),
        ],
    )


def body(doc: svg.Document) -> svg.Node:
    """Furry shoulders, pale chest, striped scarf; bleeds off the lower edge."""
    outline = join(
        move((400, 700)),
        curve((370, 850), (224, 860), (186, 980)),
        curve((168, 1040), (160, 1110), (158, 1190)),
        line((842, 1190)),
        curve((840, 1110), (832, 1040), (814, 980)),
        curve((776, 860), (630, 850), (600, 700)),
        "Z",
    )
    chest = join(
        move((330, 880)),
        curve((326, 920), (340, 960), (362, 996)),
        line((348, 1000)),
        curve((350, 1040), (372, 1080), (398, 1104)),
        line((384, 1112)),
        curve((392, 1150), (404, 1170), (410, 1190)),
        line((590, 1190)),
        curve((604, 1150), (640, 1040), (670, 880)),
        "Z",
    )
    clip = doc.clip("clip-body", outline)
    shade = join(
        move((860, 840)), curve((740, 900), (724, 1040), (732, 1190)), line((880, 1190)), "Z"
    )
    hatch = [
        swipe((x, y), (x - 4, y + 14), (x - 6, y + 28), (x - 5, y + 44), 6)
        for x, y in (
            (262, 960),
            (292, 990),
            (240, 1010),
            (272, 1040),
            (306, 1064),
            (726, 980),
            (756, 1010),
            (700, 1030),
            (740, 1060),
        )
    ]
    return svg.group(
        "body",
        [
            svg.path(outline, INK, transform="translate(6 0)", stroke=INK, stroke_width=CONTOUR),
            svg.path(outline, FUR),
            svg.bare([svg.path(shade, FUR_LOW), svg.path(chest, PAPER)], clip_path=clip),
            *(svg.path(d, INK) for d in hatch),
            svg.stroke(outline, INK, CONTOUR),
            *scarf(doc),
        ],
    )


def scarf(doc: svg.Document) -> list[svg.Node]:
    """Return the scarf: tail, wrap and knot, with cross stripes."""
    wrap = join(
        move((300, 800)),
        curve((340, 740), (660, 740), (700, 800)),
        curve((722, 836), (724, 876), (700, 898)),
        curve((640, 946), (360, 946), (300, 898)),
        curve((276, 876), (278, 836), (300, 800)),
        "Z",
    )
    tail = join(
        move((566, 900)),
        curve((584, 960), (590, 1040), (578, 1112)),
        line((606, 1104), (622, 1124), (646, 1106), (666, 1122), (690, 1098)),
        curve((700, 1020), (684, 940), (656, 880)),
        "Z",
    )
    knot = smooth(
        [(560, 866), (608, 846), (662, 862), (680, 904), (650, 940), (596, 944), (560, 914)],
        closed=True,
    )
    clip_wrap, clip_tail = doc.clip("clip-wrap", wrap), doc.clip("clip-tail", tail)
    ribs = [
        svg.stroke(join(move((x, 740)), curve((x + b, 800), (x + b, 860), (x, 960))), PAPER, 22)
        for x, b in ((356, -34), (440, -16), (524, 0))
    ]
    bars = [
        svg.stroke(
            join(move((560, y)), curve((600, y + 14), (660, y + 6), (710, y - 18))), PAPER, 20
        )
        for y in (990, 1050)
    ]
    folds = [
        swipe((566, 884), (592, 872), (622, 876), (646, 894), 8),
        swipe((566, 906), (590, 904), (606, 912), (618, 928), 8),
    ]
    shadows: dict[str, list[svg.Node]] = {}
    for key in LETTERS:
        y = 800 + MUZZLE[key].chin * W * 0.9
        under = join(
            move((270, y)),
            curve((380, y + 84), (620, y + 84), (730, y)),
            line((730, 720), (270, 720)),
            "Z",
        )
        shadow = svg.path(under, INK, opacity=0.28)
        shadows[key] = [svg.bare([shadow], clip_path=clip_wrap)]
    return [
        svg.path(tail, SPOT),
        svg.bare(bars, clip_path=clip_tail),
        svg.stroke(tail, INK, FEATURE),
        svg.path(wrap, SPOT),
        svg.bare(ribs, clip_path=clip_wrap),
        svg.switch("scarf-shadow", shadows, "X"),
        svg.stroke(wrap, INK, CONTOUR),
        svg.path(knot, SPOT, stroke=INK, stroke_width=FEATURE),
        *(svg.path(d, INK) for d in folds),
    ]


def ear(points: list[Point], inner: list[Point]) -> list[svg.Node]:
    """One ear: paper rim, black inside, a lock of fur."""
    outer = join(move(points[0]), curve(*points[1:]), "Z")
    inside = join(move(inner[0]), curve(*inner[1:]), "Z")
    return [
        svg.path(outer, PAPER, stroke=INK, stroke_width=CONTOUR, stroke_linejoin="round"),
        svg.path(inside, INK),
    ]


def ears() -> svg.Node:
    """Both ears; the right one flops a little."""
    outer: list[Point] = [
        (232, 430),
        (176, 350),
        (164, 236),
        (204, 196),
        (270, 190),
        (350, 246),
        (400, 310),
    ]
    inner: list[Point] = [
        (252, 400),
        (214, 350),
        (204, 268),
        (224, 236),
        (268, 236),
        (326, 280),
        (362, 326),
        (330, 330),
        (280, 350),
        (252, 400),
    ]
    flop = turn(flip(outer), (690, 370), 7), turn(flip(inner), (690, 370), 7)
    return svg.group("ears", [*ear(outer, inner), *ear(*flop)])
