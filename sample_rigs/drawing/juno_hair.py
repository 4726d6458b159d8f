"""Juno's hair and bandana: curls as scalloped clouds with seams and gloss strokes."""

from __future__ import annotations

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import (
    Point,
    curl_line,
    curve,
    join,
    line,
    move,
    puff_gloss,
    ribbon,
    sample,
    scallops,
    smooth,
    swipe,
)

HAIR, HAIR_BACK, GLOSS, GLOSS_HI = "#123C46", "#0C2A33", "#2B6A72", "#5C9E9C"
SCARF, SCARF_DARK, CREAM = "#F0604D", "#BE3B3A", "#FFF1DC"

#: Outline of the curls behind the head, clockwise from the lower left.
BACK_CURLS: list[Point] = [
    (346, 806),
    (246, 806),
    (150, 742),
    (118, 628),
    (140, 512),
    (148, 404),
    (190, 300),
    (262, 212),
    (372, 150),
    (496, 128),
    (618, 146),
    (726, 204),
    (806, 296),
    (848, 404),
    (862, 512),
    (884, 628),
    (850, 742),
    (756, 806),
    (654, 806),
    (500, 780),
]

#: Curls above the bandana (closed straight), and the bunches beside the cheeks.
TOP_CURLS: list[Point] = [
    (236, 352),
    (214, 296),
    (272, 222),
    (376, 170),
    (494, 150),
    (612, 168),
    (714, 220),
    (784, 296),
    (764, 352),
]

LEFT_CURLS: list[Point] = [
    (196, 752),
    (136, 664),
    (150, 548),
    (162, 446),
    (206, 348),
    (262, 356),
    (276, 424),
    (258, 500),
    (272, 580),
    (252, 656),
    (250, 716),
]

RIGHT_CURLS: list[Point] = [
    (748, 700),
    (744, 640),
    (732, 566),
    (744, 492),
    (726, 420),
    (740, 352),
    (796, 350),
    (842, 446),
    (852, 548),
    (866, 664),
    (808, 748),
]


def glosses(
    points: list[Point], picks: dict[int, float], bulge: float, colour: str, width: float
) -> list[svg.Node]:
    """Gloss strokes on chosen scallops; the value is the inset from the edge."""
    return [
        svg.path(puff_gloss(points[i], points[(i + 1) % len(points)], bulge, inset, width), colour)
        for i, inset in picks.items()
    ]


def seams(
    points: list[Point],
    picks: dict[int, tuple[float, float]],
    centre: Point,
    colour: str,
    width: float,
) -> list[svg.Node]:
    """Lines between the curls from chosen joints inward; values are length and bend."""
    return [
        svg.path(curl_line(points[i], centre, length, bend, width), colour)
        for i, (length, bend) in picks.items()
    ]


def head_back() -> svg.Node:
    """Return the mass of curls behind neck and shoulders."""
    low = {1: (60.0, 0.3), 2: (60.0, 0.3), 16: (60.0, -0.3), 17: (60.0, -0.3)}
    return svg.group(
        "head-back",
        [
            svg.path(scallops(BACK_CURLS, 0.38), HAIR_BACK),
            *glosses(
                BACK_CURLS,
                {0: 26, 1: 26, 12: 24, 13: 24, 14: 24, 15: 24, 16: 26, 17: 26},
                0.38,
                HAIR,
                13,
            ),
            *seams(BACK_CURLS, low, (500, 560), HAIR, 7),
        ],
    )


def band_edge(y: float, side_y: float) -> tuple[Point, ...]:
    """Return an edge of the bandana from left to right over the forehead, as two cubics."""
    return (
        (248, side_y),
        (318, y + 22),
        (400, y),
        (500, y),
        (600, y),
        (682, y + 22),
        (752, side_y),
    )


def bandana(doc: svg.Document) -> svg.Node:
    """Band over the forehead with dots and a knotted bow."""
    low, high = band_edge(366, 430), band_edge(286, 350)
    band = join(move(low[0]), curve(*low[1:]), line(high[-1]), curve(*high[::-1][1:]), "Z")
    clip = doc.clip("clip-band", band)
    dots = [
        svg.ellipse(x, y, 8.5, 8.5, CREAM)
        for x, y in (
            (290, 372),
            (330, 340),
            (352, 386),
            (388, 330),
            (420, 366),
            (452, 312),
            (486, 350),
            (520, 312),
            (548, 350),
            (678, 376),
            (706, 352),
            (726, 398),
            (652, 336),
            (300, 410),
        )
    ]
    shade = join(
        move((640, 280)),
        curve((670, 330), (690, 380), (690, 440)),
        line((790, 450), (790, 280)),
        "Z",
    )
    left_loop = join(
        move((596, 322)),
        curve((530, 250), (496, 130), (540, 66)),
        curve((600, 84), (640, 200), (626, 312)),
        "Z",
    )
    right_loop = join(
        move((610, 318)),
        curve((636, 232), (722, 140), (812, 134)),
        curve((828, 206), (732, 300), (624, 340)),
        "Z",
    )
    folds = [
        swipe((604, 306), (588, 252), (570, 196), (566, 146), 10),
        swipe((628, 318), (668, 276), (710, 236), (752, 206), 10),
    ]
    knot = smooth(
        [(588, 300), (616, 290), (642, 304), (646, 336), (622, 354), (592, 342)], closed=True
    )
    return svg.group(
        "bandana",
        [
            svg.path(band, SCARF),
            svg.bare([*dots, svg.path(shade, SCARF_DARK, opacity=0.55)], clip_path=clip),
            svg.path(left_loop, SCARF),
            svg.path(right_loop, SCARF_DARK),
            svg.path(right_loop, SCARF, transform="translate(0 -7)"),
            *(svg.path(d, SCARF_DARK) for d in folds),
            *(
                svg.ellipse(x, y, 8, 8, CREAM)
                for x, y in (
                    (544, 116),
                    (546, 184),
                    (584, 166),
                    (592, 244),
                    (690, 214),
                    (770, 158),
                    (748, 232),
                    (674, 286),
                    (786, 196),
                )
            ),
            svg.path(knot, SCARF_DARK),
            svg.path(knot, SCARF, transform="translate(-3 -5)"),
            svg.path(swipe((604, 308), (610, 318), (612, 326), (610, 336), 5), SCARF_DARK),
        ],
    )


def hair_top() -> svg.Node:
    """Curls above the bandana."""
    lines = {2: (92.0, 0.45), 3: (92.0, 0.4), 4: (96.0, 0.3), 5: (90.0, -0.3), 6: (92.0, -0.45)}
    return svg.group(
        "hair-top",
        [
            svg.path(scallops(TOP_CURLS, 0.36, flat_end=True), HAIR),
            *seams(TOP_CURLS, lines, (500, 420), HAIR_BACK, 9),
            *glosses(TOP_CURLS, {1: 24, 2: 24, 3: 24, 6: 24}, 0.36, GLOSS, 13),
            *glosses(TOP_CURLS, {2: 23}, 0.36, GLOSS_HI, 5),
        ],
    )


def hair_sides() -> svg.Node:
    """Bunches of curls beside the cheeks, over the ends of the bandana."""
    left = {2: (70.0, -0.5), 3: (70.0, -0.5), 7: (46.0, -0.5), 9: (52.0, -0.5)}
    right = {1: (46.0, 0.5), 3: (46.0, 0.5), 7: (70.0, 0.5), 8: (70.0, 0.5)}
    return svg.group(
        "hair-sides",
        [
            svg.path(scallops(LEFT_CURLS, 0.38), HAIR),
            svg.path(scallops(RIGHT_CURLS, 0.38), HAIR),
            *seams(LEFT_CURLS, left, (210, 560), HAIR_BACK, 8),
            *seams(RIGHT_CURLS, right, (800, 560), HAIR_BACK, 8),
            *glosses(LEFT_CURLS, {1: 24, 2: 24, 3: 24}, 0.38, GLOSS, 12),
            *glosses(LEFT_CURLS, {2: 23}, 0.38, GLOSS_HI, 5),
            *glosses(LEFT_CURLS, {6: 18, 8: 18}, 0.38, GLOSS, 8),
            *glosses(RIGHT_CURLS, {1: 18, 3: 18, 7: 26, 8: 26}, 0.38, GLOSS, 8),
        ],
    )


def kiss_curl() -> svg.Node:
    """Return the stray lock on the forehead, rolled up at its end."""
    roll = sample((540, 340), (536, 400), (500, 436), (464, 412), count=8)
    roll += sample((464, 412), (446, 400), (456, 374), (476, 384), count=5)[1:]
    roll += sample((476, 384), (488, 392), (482, 404), (472, 402), count=4)[1:]
    widths = [30.0, 30, 29, 27, 24, 21, 18, 16, 13, 11, 9, 8, 6, 5, 2]
    gloss = swipe((528, 382), (522, 400), (508, 412), (492, 415), 7)
    return svg.group("stray-lock", [svg.path(ribbon(roll, widths), HAIR), svg.path(gloss, GLOSS)])
