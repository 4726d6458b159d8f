"""Rocco: ink-line raccoon crooner with a pork-pie hat and a striped scarf."""

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
    shift,
    smooth,
    swipe,
    taper,
)
from sample_rigs.drawing.mouths import Style, mouth_group
from sample_rigs.drawing.rocco_ink import (
    BLUSH,
    CONTOUR,
    FEATURE,
    FUR,
    HEAD,
    INK,
    PAPER,
    PAPER_LOW,
    SPOT,
    SPOT_LOW,
    W,
)
from sample_rigs.drawing.rocco_outfit import body, ears, hat
from sample_rigs.drawing.shapes import LETTERS, MUZZLE

NAME = "rocco"
HEIGHT = 1150.0
MOUTH = Style(
    anchor=(500.0, 674.0),
    width=W,
    stroke=FEATURE,
    ink=INK,
    hole=INK,
    throat="",
    tongue=SPOT,
    tongue_dark=SPOT_LOW,
    tooth="#FFF7EC",
    tooth_low="#F1E4D2",
    seam="#CBBBAA",
    lip=SPOT,
    lip_low=SPOT,
    under=FUR,
    tilt=0.02,
    philtrum=630.0,
)

EYES = EyeStyle(
    centres=((384.0, 534.0), (616.0, 534.0)),
    width=108.0,
    height=110.0,
    iris=(48.0, 57.0),
    gaze=(4.0, -7.0),
    white=PAPER,
    white_shadow="#2A1626",
    iris_light="#F2B43C",
    iris_dark="#B36A1E",
    pupil=INK,
    spark="#FFFFFF",
    lid="#2C2738",
    lash=INK,
    crease="#4B4452",
    lash_width=11.0,
    pupil_half=(24.0, 31.0),
    lashes=0,
    rest_lid=0.15,
    outline=True,
    closed_line=PAPER,
)


def head_half(drop: float) -> list[Point]:
    """Return the right half of the head outline, from the top on: cubics with cheek tufts."""

    def low(x: float, y: float, part: float) -> Point:
        return (x, y + part * drop)

    return [
        (600, 258),
        (690, 300),
        (734, 384),
        (760, 432),
        (782, 470),
        low(798, 516, 0.0),
        (826, 526),
        (852, 540),
        low(884, 572, 0.1),
        low(858, 584, 0.1),
        low(842, 592, 0.2),
        low(832, 604, 0.2),
        low(856, 614, 0.2),
        low(878, 632, 0.3),
        low(892, 658, 0.3),
        low(862, 658, 0.4),
        low(836, 662, 0.4),
        low(814, 674, 0.45),
        low(830, 690, 0.5),
        low(840, 708, 0.5),
        low(844, 732, 0.6),
        low(812, 724, 0.6),
        low(778, 722, 0.7),
        low(742, 734, 0.8),
        low(690, 778, 0.95),
        low(596, 796, 1.0),
        low(500, 796, 1.0),
    ]


def head_path(drop: float) -> str:
    """Return the closed head outline; chin and lower cheeks follow the jaw."""
    half = head_half(drop)
    left = flip(half)[::-1]
    return join(move((500, 262)), curve(*half), curve(*left[1:], (500, 262)), "Z")


def chin_shade(drop: float) -> str:
    """Return the shaded lower right side of the head, one hard edge."""
    return join(
        move((930, 540)),
        curve((800, 600), (800, 690 + 0.6 * drop), (716, 722 + 0.8 * drop)),
        curve((640, 756 + drop), (540, 776 + drop), (430, 802 + drop)),
        line((430, 940), (930, 940)),
        "Z",
    )


def swell(drop: float) -> str:
    """Return the contour under the right cheek and the chin, swollen on the shadow side."""
    half = head_half(drop)
    right = sample(half[-4], half[-3], half[-2], half[-1], count=9)
    left = flip(half)[::-1]
    points = right + sample(left[0], left[1], left[2], left[3], count=9)[1:6]
    return ribbon(shift(points, 2, 4), taper(len(points), 19.0, start=1.0, end=1.0))


def blush(drop: float) -> list[svg.Node]:
    """Return a flat patch of the spot colour, mixed with paper, on both cheeks."""
    y = 694 + 0.5 * drop
    return [svg.ellipse(x, y, 44, 26, BLUSH) for x in (272, 728)]


def face_group(doc: svg.Document) -> svg.Node:
    """Head, shade and contour, one child for each mouth shape."""
    options: dict[str, list[svg.Node]] = {}
    for key in LETTERS:
        drop = MUZZLE[key].chin * W
        outline = head_path(drop)
        clip = doc.clip(f"clip-face-{key}", outline)
        options[key] = [
            svg.path(outline, PAPER),
            svg.bare(
                [svg.path(chin_shade(drop), PAPER_LOW), svg.path(forehead(), FUR), *blush(drop)],
                clip_path=clip,
            ),
            svg.stroke(outline, INK, CONTOUR, stroke_linejoin="miter", stroke_miterlimit=3),
            svg.path(swell(drop), INK),
        ]
    return svg.switch("face", options, "X")


def forehead() -> str:
    """Return the grey cap of fur, with a ragged lower edge and a peak towards the nose."""
    return join(
        move((150, 200)),
        line((850, 200), (850, 520)),
        curve((800, 500), (770, 480), (752, 446)),
        curve((736, 436), (716, 428), (700, 412)),
        curve((664, 398), (600, 402), (566, 430)),
        curve((540, 454), (530, 510), (514, 580)),
        line((486, 580)),
        curve((470, 510), (460, 454), (434, 430)),
        curve((400, 402), (336, 398), (300, 412)),
        curve((284, 428), (264, 436), (248, 446)),
        curve((230, 480), (200, 500), (150, 520)),
        "Z",
    )


def mask() -> svg.Node:
    """Return the black mask round the eyes and the stripe down the nose."""
    patch: list[Point] = [
        (548, 528),
        (552, 484),
        (592, 464),
        (640, 468),
        (706, 474),
        (752, 524),
        (796, 590),
        (800, 616),
        (788, 642),
        (758, 652),
        (716, 652),
        (650, 646),
        (600, 616),
        (566, 596),
        (546, 566),
        (548, 528),
    ]
    left = flip(patch)
    stripe = join(
        move((500, 348)),
        curve((520, 380), (524, 440), (520, 500)),
        curve((518, 540), (524, 570), (530, 600)),
        line((470, 600)),
        curve((476, 570), (482, 540), (480, 500)),
        curve((476, 440), (480, 380), (500, 348)),
        "Z",
    )
    ticks = [
        swipe((x, y), (x + dx * 0.3, y + 12), (x + dx * 0.7, y + 22), (x + dx, y + 32), 5)
        for x, y, dx in (
            (318, 352, -10),
            (346, 336, -8),
            (300, 376, -11),
            (682, 352, 10),
            (654, 336, 8),
            (700, 376, 11),
        )
    ]
    return svg.group(
        "mask",
        [
            *(svg.path(join(move(p[0]), curve(*p[1:]), "Z"), INK) for p in (patch, left)),
            svg.path(stripe, INK),
            *(svg.path(d, INK) for d in ticks),
        ],
    )


def whiskers() -> svg.Node:
    """Three hairlines and three dots on each side of the muzzle."""
    out: list[svg.Node] = []
    for side in (-1, 1):
        for y0, y1, x1 in ((664, 640, 414), (684, 686, 426), (704, 730, 404)):
            a, d = (500 + side * 168, y0), (500 + side * x1, y1)
            b, c = (500 + side * 250, y0 - 8), (500 + side * 330, y1 - 10)
            widths = [2.0, 6.5, 6.5, 5.6, 4.6, 3.2, 1]
            out.append(svg.path(ribbon(sample(a, b, c, d, count=7), widths), INK))
        for x, y in ((128, 658), (150, 678), (124, 696)):
            out.append(svg.ellipse(500 + side * x, y, 4.6, 4.6, INK))
    return svg.group("whiskers", out)


def nose() -> svg.Node:
    """Return the wide black nose with one gloss."""
    right: list[Point] = [
        (524, 576),
        (555, 580),
        (557, 596),
        (559, 614),
        (524, 636),
        (500, 636),
    ]
    left = flip(right)[::-1]
    d = join(move((500, 578)), curve(*right), curve(*left[1:], (500, 578)), "Z")
    gloss = smooth(
        [(470, 593), (482, 587), (504, 586), (512, 590), (498, 595), (480, 599)], closed=True
    )
    return svg.group("nose", [svg.path(d, INK), svg.path(gloss, PAPER)])


def brows() -> svg.Node:
    """Tapered ink brows on the pale patches above the mask; inner ends a little up."""
    points = sample((438, 432), (412, 412), (366, 414), (328, 442), count=8)
    widths = [4.0, 13, 15, 14, 12, 9, 6, 2]
    return brows_group([ribbon(points, widths), ribbon(flip(points), widths)], INK, 0.012 * HEAD)


def build() -> str:
    """Return the whole rig as SVG text."""
    doc = svg.Document("Rocco", "Ink-line raccoon with a pork-pie hat and a scarf.", HEIGHT)
    head = svg.group(
        "head",
        [
            ears(),
            face_group(doc),
            mask(),
            whiskers(),
            nose(),
            mouth_group(doc, MUZZLE, MOUTH),
            eyes_group(doc, EYES),
            hat(),
            brows(),
        ],
    )
    doc.layers = [body(doc), head]
    return doc.write()
