"""Juno: flat-vector singer with a cloud of curls, a knotted bandana and a striped tee."""

from __future__ import annotations

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.eyes import EyeStyle, brows_group, eyes_group
from sample_rigs.drawing.geometry import (
    Point,
    curve,
    flip,
    join,
    line,
    move,
    ribbon,
    sample,
    scallops,
    swipe,
)
from sample_rigs.drawing.juno_hair import (
    CREAM,
    HAIR,
    HAIR_BACK,
    LEFT_CURLS,
    SCARF,
    band_edge,
    bandana,
    hair_sides,
    hair_top,
    head_back,
    kiss_curl,
)
from sample_rigs.drawing.mouths import Style, mouth_group
from sample_rigs.drawing.shapes import FLAT, LETTERS

NAME = "juno"
HEIGHT = 1150.0
W = 170.0  # width of the rest mouth
HEAD = 520.0  # bare skull top to chin

SKIN, SHADE, LID = "#E39B6B", "#B9683F", "#D88E5F"
INK = "#35121F"

MOUTH = Style(
    anchor=(500.0, 651.0),
    width=W,
    stroke=7.8,
    ink=INK,
    hole="#57122A",
    throat="#380A1C",
    tongue="#E4606C",
    tongue_dark="#B83E52",
    tooth="#FFF7EC",
    tooth_low="#F1E0CF",
    seam="#DCC3B2",
    lip="#CB5A4C",
    lip_low="#9E3C3C",
    under="#B9683F",
    lower_lip=0.075,
    tilt=0.012,
)

EYES = EyeStyle(
    centres=((392.0, 510.0), (608.0, 510.0)),
    width=100.0,
    height=100.0,
    iris=(38.0, 48.0),
    gaze=(4.0, -6.0),
    white="#FFF8EE",
    white_shadow="#3A1726",
    iris_light="#A5602A",
    iris_dark="#5E2C16",
    pupil="#22101A",
    spark="#FFFFFF",
    lid=LID,
    lash=INK,
    crease="#B9683F",
    lash_width=11.0,
    pupil_half=(19.5, 25.0),
)


def face(drop: float) -> str:
    """Return the face outline; the chin is ``drop`` lower, cheeks follow, the jaw narrows."""
    n = 0.1 * drop
    half: list[Point] = [
        (640, 232),
        (738, 330),
        (738, 478),
        (738, 556 + 0.3 * drop),
        (724 - n, 618 + 0.6 * drop),
        (668 - n, 678 + 0.9 * drop),
        (622 - n, 734 + drop),
        (556, 770 + drop),
        (500, 770 + drop),
    ]
    left = flip(half)[::-1]
    return join(move((500, 232)), curve(*half), curve(*left[1:], (500, 232)), "Z")


def far_cheek(drop: float) -> str:
    """Return the shaded side of the face, one hard edge."""
    return join(
        move((780, 330)),
        curve((706, 430), (724, 560 + 0.4 * drop), (660, 640 + 0.8 * drop)),
        curve((610, 704 + drop), (560, 742 + drop), (470, 768 + drop)),
        line((520, 900), (820, 900)),
        "Z",
    )


def face_group(doc: svg.Document) -> svg.Node:
    """Skin, shade and blush, one child for each mouth shape."""
    options: dict[str, list[svg.Node]] = {}
    for key in LETTERS:
        drop = FLAT[key].chin * W
        clip = doc.clip(f"clip-face-{key}", face(drop))
        inside = [
            svg.path(far_cheek(drop), SHADE, opacity=0.38),
            *(svg.ellipse(x, 606 + 0.35 * drop, 54, 33, SCARF, opacity=0.34) for x in (332, 668)),
        ]
        options[key] = [svg.path(face(drop), SKIN), svg.bare(inside, clip_path=clip)]
    return svg.switch("face", options, "X")


def neck_shadow(doc: svg.Document, neck: str) -> svg.Node:
    """Return the shadow of the chin on the neck; it follows the jaw."""
    clip = doc.clip("clip-neck", neck)
    options: dict[str, list[svg.Node]] = {}
    for key in LETTERS:
        drop = FLAT[key].chin * W
        d = join(
            move((380, 650)),
            line((640, 650), (640, 790 + drop)),
            curve((590, 820 + drop * 0.9), (500, 836 + drop * 0.9), (380, 774 + drop * 0.9)),
            "Z",
        )
        options[key] = [svg.bare([svg.path(d, SHADE)], clip_path=clip)]
    return svg.switch("neck-shadow", options, "X")


def body(doc: svg.Document) -> svg.Node:
    """Neck, collar bones, striped tee; bleeds off the lower edge."""
    outline = join(
        move((438, 680)),
        line((562, 680), (562, 778)),
        curve((562, 828), (600, 846), (660, 862)),
        curve((770, 888), (850, 908), (884, 998)),
        curve((898, 1038), (904, 1110), (906, 1170)),
        line((94, 1170)),
        curve((96, 1110), (102, 1038), (116, 998)),
        curve((150, 908), (230, 888), (340, 862)),
        curve((400, 846), (438, 828), (438, 778)),
        "Z",
    )
    tee = join(
        move((318, 867)),
        curve((380, 928), (430, 944), (500, 944)),
        curve((570, 944), (620, 928), (682, 867)),
        curve((776, 890), (852, 910), (886, 998)),
        curve((900, 1038), (906, 1110), (908, 1170)),
        line((92, 1170)),
        curve((94, 1110), (100, 1038), (114, 998)),
        curve((148, 910), (224, 890), (318, 867)),
        "Z",
    )
    clip = doc.clip("clip-tee", tee)
    stripes = [
        svg.stroke(
            join(
                move((60, 1010 + y)),
                curve((220, 930 + y * 1.04), (360, 1004 + y), (500, 1006 + y)),
                curve((640, 1004 + y), (780, 930 + y * 1.04), (940, 1010 + y)),
            ),
            HAIR,
            19,
        )
        for y in (-36, 12, 60, 108, 156)
    ]
    shade = join(
        move((930, 878)), curve((836, 938), (812, 1038), (806, 1180)), line((940, 1180)), "Z"
    )
    neckline = join(
        move((318, 867)),
        curve((380, 928), (430, 944), (500, 944)),
        curve((570, 944), (620, 928), (682, 867)),
    )
    bones = [
        svg.path(swipe((402, 886), (430, 894), (456, 902), (474, 914), 6), SHADE, opacity=0.6),
        svg.path(swipe((598, 886), (570, 894), (544, 902), (526, 914), 6), SHADE, opacity=0.6),
    ]
    return svg.group(
        "body",
        [
            svg.path(outline, SKIN),
            neck_shadow(doc, outline),
            *bones,
            svg.path(tee, CREAM),
            svg.bare([*stripes, svg.path(shade, INK, opacity=0.16)], clip_path=clip),
            svg.bare([svg.stroke(neckline, SCARF, 15)], clip_path="url(#clip-neck)"),
            svg.stroke(
                join(move((190, 1170)), curve((196, 1110), (206, 1048), (226, 1008))),
                INK,
                5,
                opacity=0.25,
            ),
            svg.stroke(
                join(move((810, 1170)), curve((804, 1110), (794, 1048), (774, 1008))),
                INK,
                5,
                opacity=0.25,
            ),
        ],
    )


def nose() -> svg.Node:
    """Return the nose: a soft off-centre hook."""
    return svg.group(
        "nose",
        [
            svg.path(swipe((486, 576), (484, 598), (514, 602), (520, 582), 8), SHADE),
        ],
    )


def freckles() -> svg.Node:
    """Return a few freckles on both cheeks."""
    spots = [
        (352, 586, 3.6),
        (376, 598, 4),
        (334, 604, 3.2),
        (398, 584, 3),
        (366, 618, 3),
        (648, 586, 3.6),
        (624, 598, 4),
        (666, 604, 3.2),
        (602, 584, 3),
        (634, 618, 3),
    ]
    return svg.group("freckles", [svg.ellipse(x, y, r, r, SHADE, opacity=0.6) for x, y, r in spots])


def brows() -> svg.Node:
    """Tapered brows, thick at the nose, drawn above the hair."""
    points = sample((446, 428), (420, 404), (372, 403), (333, 437), count=8)
    widths = [4.0, 14, 16, 15, 13, 10, 7, 2]
    return brows_group(
        [ribbon(points, widths), ribbon(flip(points), widths)], HAIR_BACK, 0.012 * HEAD
    )


def earrings() -> svg.Node:
    """Hoops below the side curls."""
    return svg.group(
        "earrings",
        [
            svg.Node(
                "circle",
                {
                    "cx": str(x),
                    "cy": "742",
                    "r": "30",
                    "fill": "none",
                    "stroke": SCARF,
                    "stroke-width": "9",
                },
            )
            for x in (262, 738)
        ],
    )


def hair_shadow(doc: svg.Document) -> svg.Node:
    """Return the shadow of band and curls on the face."""
    low = band_edge(386, 452)
    d = join(move(low[0]), curve(*low[1:]), line((752, 250), (248, 250)), "Z")
    side = scallops([(x + 12, y + 10) for x, y in LEFT_CURLS], 0.38)
    clip = doc.clip("clip-face-shadow", face(0))
    return svg.group(
        "hair-shadow",
        [
            svg.bare(
                [svg.path(d, SHADE, opacity=0.5), svg.path(side, SHADE, opacity=0.5)],
                clip_path=clip,
            )
        ],
    )


def build() -> str:
    """Return the whole rig as SVG text."""
    doc = svg.Document("Juno", "Flat-vector singer with curls and a bandana.", HEIGHT)
    head = svg.group(
        "head",
        [
            face_group(doc),
            hair_shadow(doc),
            freckles(),
            nose(),
            mouth_group(doc, FLAT, MOUTH),
            eyes_group(doc, EYES),
            earrings(),
            hair_top(),
            kiss_curl(),
            bandana(doc),
            hair_sides(),
            brows(),
        ],
    )
    doc.layers = [head_back(), body(doc), head]
    return doc.write()
