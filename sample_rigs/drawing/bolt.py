"""Bolt: a robot with a screen for a face; all of its mouths are the same paths, so they morph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move
from sample_rigs.drawing.morphing import MorphStyle, morph_group, plated
from sample_rigs.drawing.shapes import FLAT, LETTERS

NAME = "bolt"
HEIGHT = 1150.0
W = 178.0

SHELL, SHADE, LIGHT, RIM = "#45B7AA", "#2A8480", "#93E0D2", "#1F5F63"
SCREEN, GLOSS = "#141C38", "#232F58"
EYE, EYE_DARK, MOUTH_LINE = "#FFE07A", "#B98F2E", "#FF8FB0"
STEEL, DARK = "#D9E4E2", "#33405C"
BODY, BODY_SHADE = "#F08A4B", "#C4622F"

MOUTH = MorphStyle(
    anchor=(500.0, 560.0),
    width=W,
    stroke=10.0,
    line=MOUTH_LINE,
    hole="#56123C",
    tongue="#FF6384",
    tooth="#FFF4E2",
    tooth_low="#F0DDC8",
    lip="#E0577F",
    seam="#56123C",
    glow=MOUTH_LINE,
)


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> str:
    """A rectangle with round corners."""
    r, k = radius, radius * 0.45
    return join(
        move((left + r, top)),
        line((right - r, top)),
        curve((right - k, top), (right, top + k), (right, top + r)),
        line((right, bottom - r)),
        curve((right, bottom - k), (right - k, bottom), (right - r, bottom)),
        line((left + r, bottom)),
        curve((left + k, bottom), (left, bottom - k), (left, bottom - r)),
        line((left, top + r)),
        curve((left, top + k), (left + k, top), (left + r, top)),
        "Z",
    )


def case(drop: float) -> list[svg.Node]:
    """Shell and screen, their lower edge ``drop`` units lower."""
    low = 775 + drop
    shade = join(
        move((690, 196)),
        curve((770, 210), (800, 260), (800, 330)),
        line((800, low - 140)),
        curve((800, low - 60), (740, low), (660, low)),
        line((560, low)),
        curve((690, low - 10), (752, low - 70), (752, low - 170)),
        line((752, 320)),
        curve((752, 260), (736, 220), (690, 196)),
        "Z",
    )
    gloss = join(
        move((300, 500)),
        line((300, 372)),
        curve((300, 310), (334, 284), (392, 284)),
        line((520, 284)),
        curve((420, 320), (340, 400), (300, 500)),
        "Z",
    )
    return [
        svg.path(rounded(200, 190, 800, low, 150), SHELL),
        svg.path(shade, SHADE),
        svg.path(rounded(258, 248, 742, low - 52, 106), RIM),
        svg.path(rounded(270, 260, 730, low - 64, 96), SCREEN),
        svg.path(gloss, GLOSS),
    ]


def face() -> svg.Node:
    """Shell and screen, one child for each mouth: a wide open mouth lengthens them."""
    options = {k: case(0.42 * W * FLAT[k].chin) for k in LETTERS}
    return svg.switch("case", options, "X")


def antenna() -> list[svg.Node]:
    """A spring with a lamp on it."""
    zigzag = [(500 + (16 if i % 2 else -16), 146 - 9 * i) for i in range(1, 5)]
    return [
        svg.stroke(join(move((500, 150)), line(*zigzag, (500, 92))), DARK, 9),
        svg.path(rounded(446, 138, 554, 202, 18), BODY),
        svg.path(rounded(520, 138, 554, 202, 16), BODY_SHADE),
        svg.ellipse(500, 82, 44, 44, MOUTH_LINE, opacity=0.25),
        svg.ellipse(500, 82, 29, 29, MOUTH_LINE),
        svg.ellipse(491, 72, 9, 8, "#FFFFFF", opacity=0.85),
    ]


def ears() -> list[svg.Node]:
    """Headphones that are bolted on."""
    out = [
        svg.stroke(
            join(
                move((176, 420)),
                curve((166, 240), (300, 158), (500, 158)),
                curve((700, 158), (834, 240), (824, 420)),
            ),
            DARK,
            26,
        )
    ]
    for left, right in ((128, 214), (786, 872)):
        out.append(svg.path(rounded(left, 372, right, 602, 40), BODY))
        x = right - 30 if left < 500 else left
        out.append(svg.path(rounded(x, 372, x + 30, 602, 14), BODY_SHADE))
    return out


def bolts() -> list[svg.Node]:
    """Four screws in the shell's corners, and its light edge."""
    out: list[svg.Node] = []
    for x, y in ((262, 262), (738, 262)):
        out += [
            svg.ellipse(x, y, 12, 12, RIM),
            svg.stroke(join(move((x - 5, y + 5)), line((x + 5, y - 5))), LIGHT, 4),
        ]
    shine = join(move((224, 330)), curve((224, 250), (262, 214), (340, 212)))
    return [*out, svg.stroke(shine, LIGHT, 12)]


def cheeks(lit: float) -> list[svg.Node]:
    """Two lamps under the eyes."""
    spots: tuple[Point, ...] = ((334, 532), (666, 532))
    return [svg.ellipse(x, y, 33, 21, MOUTH_LINE, opacity=lit) for x, y in spots]


def lamp(x: float) -> list[svg.Node]:
    """One open eye."""
    return [
        svg.path(rounded(x - 56, 356, x + 56, 502, 54), EYE, opacity=0.16),
        svg.path(rounded(x - 43, 370, x + 43, 488, 42), EYE),
        svg.path(rounded(x - 25, 392, x + 27, 472, 26), SCREEN),
        svg.ellipse(x - 9, 412, 12, 13, "#FFFFFF"),
        svg.ellipse(x + 11, 454, 6, 6, EYE, opacity=0.9),
    ]


def half_shut(x: float) -> list[svg.Node]:
    """One eye whose lid is half-way down."""
    half = join(
        move((x - 43, 432)),
        line((x + 43, 432)),
        curve((x + 46, 470), (x + 28, 488), (x, 488)),
        curve((x - 28, 488), (x - 46, 470), (x - 43, 432)),
        "Z",
    )
    pupil = join(
        move((x - 25, 434)),
        line((x + 27, 434)),
        curve((x + 28, 462), (x + 18, 472), (x + 1, 472)),
        curve((x - 16, 472), (x - 26, 462), (x - 25, 434)),
        "Z",
    )
    return [
        svg.path(half, EYE),
        svg.path(pupil, SCREEN),
        svg.stroke(join(move((x - 46, 432)), line((x + 46, 432))), EYE, 11),
    ]


def arc(x: float, ends: float, middle: float) -> list[svg.Node]:
    """One eye as a line: hanging where it is shut, standing where it laughs."""
    bow = join(move((x - 44, ends)), curve((x - 26, middle), (x + 26, middle), (x + 44, ends)))
    return [svg.stroke(bow, EYE, 34, opacity=0.18), svg.stroke(bow, EYE, 12)]


def laughing(x: float, low: float) -> list[svg.Node]:
    """One eye whose lower lid is pushed up, by the cheek, to ``low`` in its middle."""

    def bow(half: float) -> list[str]:
        high = 22 * (half / 60) ** 2  # of a parabola
        ends = [(x - half / 3, low - high / 3), (x + half / 3, low - high / 3)]
        return [move((x - half, low + high)), curve(*ends, (x + half, low + high))]

    lid = join(*bow(62), line((x + 62, 512), (x - 62, 512)), "Z")
    edge = svg.stroke(join(*bow(38)), EYE, 10)
    return [*lamp(x), svg.path(lid, SCREEN), edge]


def drooping(x: float) -> list[svg.Node]:
    """One eye whose upper lid hangs at the outer end."""
    side = -1 if x < 500 else 1
    inner, outer = (x - 60 * side, 368), (x + 60 * side, 412)
    lid = join(move(inner), line(outer, (x + 60 * side, 350), (x - 60 * side, 350)), "Z")
    share = 41 / 60
    ends = [
        (x - 60 * share * side, 390 - 22 * share),
        (x + 60 * share * side, 390 + 22 * share),
    ]
    return [
        *lamp(x),
        svg.path(lid, SCREEN),
        svg.stroke(join(move(ends[0]), line(ends[1])), EYE, 9),
    ]


def eyes() -> svg.Node:
    """Lamps that are open, half shut, or an arc; another shape in each mood."""

    def both(draw: Callable[[float], list[svg.Node]]) -> list[svg.Node]:
        return [node for x in (392, 608) for node in draw(x)]

    plain = {
        "open": both(lamp),
        "half": both(half_shut),
        "closed": both(lambda x: arc(x, 446, 478)),
    }
    happy = {
        "open": both(lambda x: laughing(x, 460)),
        "half": both(lambda x: laughing(x, 436)),
        "closed": both(lambda x: arc(x, 452, 408)),
    }
    return in_moods("eyes", plain, "open", {"happy": happy, "sad": {"open": both(drooping)}})


def brows() -> svg.Node:
    """Bars above the eyes, their inner ends a little up; in sadness much."""

    def bars(inner: float, outer: float) -> list[svg.Node]:
        sides = ((-66, -148), (66, 148))
        ends = [join(move((500 + a, inner)), line((500 + b, outer))) for a, b in sides]
        return [svg.stroke(d, EYE, 13) for d in ends]

    plain = {"rest": bars(322, 332), "up": bars(306, 322.4)}
    happy = {"rest": bars(314, 326), "up": bars(299, 318)}
    sad = {"rest": bars(312, 338), "up": bars(302, 334)}
    return in_moods("brows", plain, "rest", {"happy": happy, "sad": sad})


def in_moods(
    name: str,
    plain: Mapping[str, list[svg.Node]],
    shown: str,
    moods: Mapping[str, Mapping[str, list[svg.Node]]],
) -> svg.Node:
    """A layer of eyes or brows, with a group of layers for each mood."""
    group = svg.switch(name, plain, shown)
    for mood, options in moods.items():
        inner = svg.switch(f"{name}-{mood}", options, "")
        inner.attrs |= {"inkscape:label": mood, "display": "none"}
        group.children.append(inner)
    return group


def body() -> list[svg.Node]:
    """Neck and chest with a loudspeaker; bleeds off the lower edge."""
    chest = join(
        move((330, 866)),
        line((670, 866)),
        curve((800, 872), (872, 930), (886, 1060)),
        line((894, 1170), (106, 1170), (114, 1060)),
        curve((128, 930), (200, 872), (330, 866)),
        "Z",
    )
    shade = join(
        move((670, 866)),
        curve((800, 872), (872, 930), (886, 1060)),
        line((894, 1170), (770, 1170)),
        curve((776, 1040), (760, 920), (670, 866)),
        "Z",
    )
    out = [svg.path(rounded(404, 740, 596, 880, 20), DARK)]
    out += [
        svg.stroke(join(move((404, y)), line((596, y))), STEEL, 9, stroke_linecap="butt")
        for y in (806, 830, 854)
    ]
    out += [svg.path(chest, BODY), svg.path(shade, BODY_SHADE)]
    out += [svg.ellipse(500, 1040, 104, 104, BODY_SHADE), svg.ellipse(500, 1040, 84, 84, DARK)]
    out += _grille()
    for i, colour in enumerate((EYE, MOUTH_LINE, SHELL)):
        out.append(svg.ellipse(236, 1000 + 46 * i, 15, 15, colour))
    for i, part in enumerate((0.35, 0.8, 0.55)):
        y = 1000 + 46 * i
        out.append(svg.stroke(join(move((704, y)), line((790, y))), DARK, 9))
        out.append(svg.ellipse(704 + 86 * part, y, 14, 14, STEEL))
    return out


def _grille() -> Iterable[svg.Node]:
    for i in range(-3, 4):
        for j in range(-3, 4):
            if i * i + j * j <= 10:
                yield svg.ellipse(500 + 22 * i, 1040 + 22 * j, 6, 6, STEEL, opacity=0.75)


def tear() -> list[svg.Node]:
    """A drop under one eye."""
    drop = join(
        move((352, 500)),
        curve((372, 530), (378, 548), (352, 556)),
        curve((326, 548), (332, 530), (352, 500)),
        "Z",
    )
    return [svg.path(drop, "#7FD8FF")]


def build() -> str:
    """The whole rig as SVG text."""
    doc = svg.Document("Bolt", "A robot with a screen for a face.", HEIGHT)
    moods = {"happy": cheeks(0.95), "sad": tear()}
    head = [
        svg.group("ears", ears()),
        svg.group("antenna", antenna()),
        face(),
        svg.group("screws", bolts()),
        svg.group("lamps", cheeks(0.35)),
        morph_group(plated(FLAT), MOUTH, moods),
        eyes(),
        brows(),
    ]
    doc.layers = [svg.group("body", body()), svg.group("head", head)]
    return doc.write()
