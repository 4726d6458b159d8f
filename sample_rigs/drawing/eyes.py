"""Eyes with three lid positions and tapered brows.

The upper lid is one cubic whose height runs from open over half to a closed, downward bent arc;
white, iris and highlights are clipped by lid and lower edge, and the lash line travels with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import (
    Point,
    curve,
    join,
    move,
    num,
    ribbon,
    sample,
    swipe,
    taper,
)

#: Lid positions: 0 fully open, 1 closed; the open one is a matter of style.
LIDS: Mapping[str, float] = {"half": 0.55, "closed": 1.0}
STATES = ("open", "half", "closed")


@dataclass(frozen=True)
class EyeStyle:
    """Sizes (viewBox units) and colours of the eyes of one character."""

    centres: tuple[Point, Point]  # left and right in the picture
    width: float
    height: float
    iris: tuple[float, float]  # half axes
    gaze: tuple[float, float]  # offset of the iris towards the nose, and down
    white: str
    white_shadow: str
    iris_light: str
    iris_dark: str
    pupil: str
    spark: str
    lid: str
    lash: str
    crease: str
    lash_width: float
    pupil_half: tuple[float, float]
    rest_lid: float = 0.06  # lid position of the open eye
    lashes: int = 2  # extra lashes at the outer corner
    outline: bool = False  # ink round the whole eye
    closed_line: str = ""  # colour of the closed arc, where the lash colour would vanish


class Eye:
    """One eye; ``side`` is -1 for the left and +1 for the right one in the picture."""

    def __init__(self, doc: svg.Document, style: EyeStyle, side: int) -> None:
        self.doc = doc
        self.style = style
        self.side = side
        self.centre = style.centres[0 if side < 0 else 1]

    def at(self, x: float, y: float) -> Point:
        """Return a point of the outer (positive x) to inner eye as viewBox units."""
        return self.centre[0] + x * self.side, self.centre[1] + y

    def corners(self) -> tuple[Point, Point]:
        """Inner and outer corner, local units; the outer one is a little higher."""
        half = self.style.width / 2
        return (-half, half * 0.14), (half, half * 0.02)

    def lid_curve(self, t: float) -> tuple[Point, Point, Point, Point]:
        """Return the upper lid at position t, from the inner to the outer corner, local units."""
        inner, outer = self.corners()
        half = self.style.height / 2
        peak = -half + t * (half * 1.5)
        handle = inner[1] + (peak - inner[1]) / 0.75
        reach = self.style.width * 0.46
        return inner, (-reach, handle), (reach, handle), outer

    def lower_curve(self) -> tuple[Point, Point, Point, Point]:
        """Return the lower edge from the outer to the inner corner, local units."""
        inner, outer = self.corners()
        half = self.style.height / 2
        handle = inner[1] + (half - inner[1]) / 0.75
        reach = self.style.width * 0.42
        return outer, (reach, handle), (-reach, handle), inner

    def opening(self, t: float) -> str:
        """Return the closed path between lid and lower edge."""
        lid, low = self.lid_curve(t), self.lower_curve()
        return join(
            move(self.at(*lid[0])),
            curve(*(self.at(*p) for p in lid[1:])),
            curve(*(self.at(*p) for p in low[1:])),
            "Z",
        )

    def ball(self, t: float) -> list[svg.Node]:
        """White, iris, pupil, lid shadow and highlights."""
        s = self.style
        cx, cy = self.at(-s.gaze[0], s.gaze[1])
        rx, ry = s.iris
        top = self.lid_curve(t)
        shadow = join(
            move(self.at(*top[0])),
            curve(*(self.at(*p) for p in top[1:])),
            curve(*(self.at(x, y + s.height * 0.13) for x, y in (top[2], top[1], top[0]))),
            "Z",
        )
        big, small = 0.25 * rx * 1.15, 0.12 * rx * 1.2
        return [
            svg.path(self.opening(0.0), s.white),
            svg.ellipse(cx, cy, rx, ry, s.iris_dark),
            svg.ellipse(cx, cy + ry * 0.2, rx * 0.84, ry * 0.74, s.iris_light),
            svg.ellipse(cx, cy, *s.pupil_half, s.pupil),
            svg.path(shadow, s.white_shadow, opacity=0.32),
            svg.ellipse(cx - rx * 0.34, cy - ry * 0.30, big, big * 1.1, s.spark),
            svg.ellipse(cx + rx * 0.36, cy + ry * 0.42, small, small, s.spark, opacity=0.8),
        ]

    def lash(self, t: float) -> list[svg.Node]:
        """Return the lash line on the lid, thicker at the outer corner, and the single lashes."""
        s = self.style
        local = sample(*self.lid_curve(t), count=9)
        widths = [0.3, 0.6, 0.8, 0.92, 1.0, 1.05, 1.1, 1.0, 0.5]
        if t > 0.3:
            (x0, y0), (x1, y1) = local[-2:]
            local.append((x1 + (x1 - x0) * 0.9, y1 + (y1 - y0) * 0.5 - s.width * 0.02))
            widths.append(0.2)
        colour = s.closed_line if t > 0.9 and s.closed_line else s.lash
        line = ribbon([self.at(*p) for p in local], [w * s.lash_width for w in widths])
        return [svg.path(line, colour), *self.single_lashes(local[:9], t, colour)]

    def single_lashes(self, lid: list[Point], t: float, colour: str) -> list[svg.Node]:
        """Return the few long lashes at the outer corner: up when open, sideways when closed."""
        s = self.style
        out: list[svg.Node] = []
        for i in range(s.lashes):
            x, y = lid[-2 - i]
            rise = -(0.07 + 0.07 * i) if t < 0.3 else -0.04 - 0.02 * i if t < 0.9 else 0.10
            reach = s.width * (0.19 - 0.03 * i)
            tip = (x + reach, y + rise * s.width)
            bow = (x + reach * 0.6, y + s.width * (0.02 if t < 0.9 else 0.04))
            root, mid, end = self.at(x - 2, y), self.at(*bow), self.at(*tip)
            out.append(svg.path(swipe(root, mid, mid, end, s.lash_width * 0.6), colour))
        return out

    def lid(self, t: float) -> list[svg.Node]:
        """Return the skin of the lowered lid, from the open edge down to the lash line."""
        if t < 0.3:
            return []
        top, edge = self.lid_curve(0.0), self.lid_curve(t)
        d = join(
            move(self.at(*top[0])),
            curve(*(self.at(*p) for p in top[1:])),
            curve(*(self.at(*p) for p in edge[2::-1])),
            "Z",
        )
        return [svg.path(d, self.style.lid)]

    def crease(self, t: float) -> list[svg.Node]:
        """Return the fold above the open eye."""
        s = self.style
        if t > 0.3:
            return []
        a, b, c, d = (self.at(x * 0.86, y - s.height * 0.13) for x, y in self.lid_curve(t))
        return [svg.path(swipe(a, b, c, d, s.lash_width * 0.35), s.crease)]

    def lower_line(self) -> list[svg.Node]:
        """Return a thin line in skin shadow under the eye."""
        s = self.style
        low = [self.at(x, y + 2) for x, y in sample(*self.lower_curve(), count=11)[2:-2]]
        return [svg.path(ribbon(low, taper(len(low), s.lash_width * 0.42)), s.crease)]

    def nodes(self, name: str) -> list[svg.Node]:
        """Return the eye with the lid of that name."""
        s, t = self.style, LIDS.get(name, self.style.rest_lid)
        tag = "left" if self.side < 0 else "right"
        out = self.lid(t)
        if t < 0.9:
            clip = self.doc.clip(f"clip-eye-{tag}-{name}", self.opening(t))
            out.append(svg.bare(self.ball(t), clip_path=clip))
        if s.outline and t < 0.9:
            colour = s.closed_line or s.lash
            return [*out, svg.stroke(self.opening(t), colour, s.lash_width * 0.5)]
        if not s.outline and t < 0.9:
            out += self.lower_line()
        return out + self.crease(t) + self.lash(t)


def eyes_group(doc: svg.Document, style: EyeStyle) -> svg.Node:
    """Return the ``eyes`` layer with open, half and closed."""
    pair = (Eye(doc, style, -1), Eye(doc, style, 1))
    options = {name: [n for eye in pair for n in eye.nodes(name)] for name in STATES}
    return svg.switch("eyes", options, "open")


def brows_group(paths: list[str], colour: str, rise: float) -> svg.Node:
    """Return the ``brows`` layer: the same brows at rest and ``rise`` units higher."""
    rest = [svg.path(d, colour) for d in paths]
    up = [svg.path(d, colour, transform=f"translate(0 {num(-rise)})") for d in paths]
    return svg.switch("brows", {"rest": rest, "up": up}, "rest")
