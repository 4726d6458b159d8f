"""The character of the template kit: plain on purpose, to be drawn over.

``python -m sample_rigs.drawing.template`` writes it to where ``animatemusic rig new`` finds it.
"""

from __future__ import annotations

from pathlib import Path

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.mouths import Style, mouth_group
from sample_rigs.drawing.shapes import FLAT

TARGET = Path(__file__).resolve().parents[2] / "render" / "rigs" / "kit" / "template.svg"

INK, SKIN, SHADE, CLOTH, GUIDE = "#3B2A4A", "#F2C9A5", "#E0AB82", "#6C8EBF", "#00A0C8"
MOUTH = Style(
    anchor=(500.0, 640.0),
    width=170.0,
    stroke=8.0,
    ink=INK,
    hole="#57122A",
    throat="#380A1C",
    tongue="#E4606C",
    tongue_dark="#B83E52",
    tooth="#FFF7EC",
    tooth_low="#F1E0CF",
    seam="#DCC3B2",
    lip="#CB6A5C",
    lip_low="#A84A46",
    under=SHADE,
)


def build() -> str:
    """Return the whole file."""
    doc = svg.Document("Template", "A plain character to draw over.", 1150.0)
    doc.layers = [
        svg.group("body", [svg.path(_BODY, CLOTH), svg.path(_NECK, SHADE)]),
        svg.group(
            "head",
            [
                svg.group("face", [svg.ellipse(500, 500, 250, 310, SKIN)]),
                svg.group("nose", [svg.stroke("M 492,545 C 506,560 512,560 520,552", SHADE, 9)]),
                mouth_group(doc, FLAT, MOUTH),
                _eyes(),
                _brows(),
            ],
        ),
        _guides(),
    ]
    return doc.write()


_BODY = "M 150,1150 C 160,960 330,900 500,900 670,900 840,960 850,1150 Z"
_NECK = "M 430,760 L 430,905 C 460,945 540,945 570,905 L 570,760 Z"


def _eyes() -> svg.Node:
    both = (390, 610)
    eyes = {"open": [], "half": [], "closed": []}  # type: dict[str, list[svg.Node]]
    for x in both:
        eyes["open"] += [
            svg.ellipse(x, 450, 30, 40, INK),
            svg.ellipse(x - 9, 436, 9, 11, "#FFFFFF"),
        ]
        eyes["half"] += [
            svg.ellipse(x, 462, 30, 26, INK),
            svg.stroke(f"M {x - 42},444 C {x - 20},436 {x + 20},436 {x + 42},444", INK, 10),
        ]
        eyes["closed"] += [
            svg.stroke(f"M {x - 40},462 C {x - 18},482 {x + 18},482 {x + 40},462", INK, 10)
        ]
    return svg.switch("eyes", eyes, "open")


def _brows() -> svg.Node:
    def brows(lift: float) -> list[svg.Node]:
        y = 372 - lift
        return [
            svg.stroke(
                f"M {x - 48},{y + 8} C {x - 20},{y - 12} {x + 20},{y - 12} {x + 48},{y + 8}",
                INK,
                14,
            )
            for x in (390, 610)
        ]

    return svg.switch("brows", {"rest": brows(0), "up": brows(22)}, "rest")


def _guides() -> svg.Node:
    """A hidden layer: the anchor, the width of the closed mouth, the room of the widest one."""
    lines = [
        svg.stroke("M 500,0 L 500,1150", GUIDE, 2),
        svg.stroke("M 0,640 L 1000,640", GUIDE, 2),
        svg.stroke("M 415,600 L 415,680 M 585,600 L 585,680", GUIDE, 3),
        svg.stroke("M 381,589 H 619 V 827 H 381 Z", GUIDE, 2, stroke_dasharray="12 10"),
        svg.stroke("M 440,880 H 560 M 500,860 V 900", GUIDE, 4),
    ]
    return svg.group("guides", lines, display="none")


def main() -> None:
    """Write the template."""
    TARGET.write_text(build(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
