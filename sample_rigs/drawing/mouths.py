"""Draws a mouth from a row of the geometry table.

Bottom to top: lip, hole, throat, tongue, lower teeth, upper teeth or fangs, outline, plate of G,
stroke under the lip. Everything from throat to teeth is clipped by the hole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sample_rigs.drawing import document as svg
from sample_rigs.drawing.geometry import Point, curve, join, line, move, num
from sample_rigs.drawing.shapes import LETTERS, Shape


@dataclass(frozen=True)
class Style:
    """Colours and weights of the mouths of one character."""

    anchor: Point  # centre of the rest line, viewBox units
    width: float  # W, viewBox units
    stroke: float  # line weight, viewBox units
    ink: str
    hole: str
    throat: str  # empty for none
    tongue: str
    tongue_dark: str
    tooth: str
    tooth_low: str
    seam: str  # meeting line of the plates of B
    lip: str
    lip_low: str
    under: str  # stroke under the lip
    lower_lip: float = 0.0  # height of a filled lower lip, W; 0 for none
    tilt: float = 0.0  # one corner higher by this, W
    philtrum: float | None = None  # y of the lower end of the nose (animals), viewBox units


class Mouth:
    """One shape of one character."""

    def __init__(self, doc: svg.Document, letter: str, shape: Shape, style: Style) -> None:
        self.doc = doc
        self.letter = letter
        self.s = shape
        self.style = style

    def at(self, x: float, y: float) -> Point:
        """Return a point in W units as viewBox units, with the slight slant of the mouth."""
        ax, ay = self.style.anchor
        return (ax + x * self.style.width, ay + (y - self.style.tilt * x) * self.style.width)

    def units(self, value: float) -> float:
        """Return a length in W as viewBox units."""
        return value * self.style.width

    def upper(self) -> str:
        """Return the upper edge, left corner to right corner."""
        s, half = self.s, self.s.w / 2
        return join(
            move(self.at(-half, s.yc)),
            curve(
                self.at(-half + s.tcx * half, s.yc + s.tcy),
                self.at(-s.tm * half, s.yt + s.cusp),
                self.at(0, s.yt),
                self.at(s.tm * half, s.yt + s.cusp),
                self.at(half - s.tcx * half, s.yc + s.tcy),
                self.at(half, s.yc),
            ),
        )

    def lower(self, drop: float = 0.0) -> str:
        """Return the lower edge, right corner to left corner, its middle ``drop`` W lower."""
        s, half = self.s, self.s.w / 2
        return curve(
            self.at(half - s.bcx * half, s.yc + s.bcy + drop),
            self.at(s.bm * half, s.yb + drop),
            self.at(0, s.yb + drop),
            self.at(-s.bm * half, s.yb + drop),
            self.at(-half + s.bcx * half, s.yc + s.bcy + drop),
            self.at(-half, s.yc),
        )

    def hole(self) -> str:
        """Return the closed path of the hole."""
        return join(self.upper(), self.lower(), "Z")

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        bend: float = 0.0,
        radius: float = 0.05,
    ) -> str:
        """Return a plate in W units, lower ends round; ``bend`` lowers the middle of its edge."""
        r = min(radius, (bottom - top) / 2)
        return join(
            move(self.at(left, top)),
            line(self.at(right, top), self.at(right, bottom - r)),
            curve(
                self.at(right, bottom - r * 0.4),
                self.at(right - r * 0.4, bottom),
                self.at(right - r, bottom),
                self.at(right / 2, bottom + bend),
                self.at(left / 2, bottom + bend),
                self.at(left + r, bottom),
                self.at(left + r * 0.4, bottom),
                self.at(left, bottom - r * 0.4),
                self.at(left, bottom - r),
            ),
            "Z",
        )

    def lips(self) -> list[svg.Node]:
        """Return a lip ring (E, F) or a filled lower lip, without ink."""
        s, style = self.s, self.style
        if s.ring:
            width = 2 * self.units(s.ring)
            low = join(self.upper(), self.lower(), "Z")
            dy = num(self.units(0.05))
            return [
                svg.stroke(low, style.lip_low, width, transform=f"translate(0 {dy})"),
                svg.stroke(low, style.lip, width),
            ]
        if not style.lower_lip:
            return []
        lift = style.lower_lip * (0.65 if s.opening > 0.25 else 1.0)
        return [svg.path(join(self.upper(), self.lower(lift), "Z"), style.lip)]

    def throat(self) -> list[svg.Node]:
        """Return the darker upper third of a wide opening."""
        s = self.s
        if s.opening < 0.45 or not self.style.throat:
            return []
        bottom = s.yt + s.opening * 0.40
        half = s.w / 2 + 0.1
        d = join(
            move(self.at(-half, s.yt - 0.2)),
            line(self.at(half, s.yt - 0.2), self.at(half, bottom - 0.06)),
            curve(
                self.at(half * 0.5, bottom + 0.05),
                self.at(-half * 0.5, bottom + 0.05),
                self.at(-half, bottom - 0.06),
            ),
            "Z",
        )
        return [svg.path(d, self.style.throat)]

    def tongue(self) -> list[svg.Node]:
        """Low ellipse, mound with a groove, or a raised tip."""
        s, style = self.s, self.style
        if s.tongue is None:
            return []
        y, rx, ry = s.tongue
        if s.tongue_kind == "raised":
            return self._raised(y, rx)
        cx, cy = self.at(0, y)
        out = [svg.ellipse(cx, cy, self.units(rx), self.units(ry), style.tongue)]
        if s.tongue_kind == "mound":
            groove = join(move(self.at(0, y - ry * 0.62)), line(self.at(0, y + 0.1)))
            out.append(svg.stroke(groove, style.tongue_dark, self.units(0.025)))
        return out

    def _raised(self, tip: float, half: float) -> list[svg.Node]:
        """Return the tongue of H: its tip behind the upper teeth, a darker underside."""
        yb = self.s.yb
        body = join(
            move(self.at(-half, yb + 0.1)),
            curve(self.at(-half - 0.02, tip + 0.10), self.at(-half * 0.72, tip), self.at(0, tip)),
            curve(
                self.at(half * 0.72, tip),
                self.at(half + 0.02, tip + 0.10),
                self.at(half, yb + 0.1),
            ),
            "Z",
        )
        low = yb - (yb - tip) * 0.27
        under = join(
            move(self.at(-half, yb + 0.1)),
            curve(self.at(-half * 0.8, low), self.at(-half * 0.3, low), self.at(0, low + 0.05)),
            curve(self.at(half * 0.3, low), self.at(half * 0.8, low), self.at(half, yb + 0.1)),
            "Z",
        )
        return [svg.path(body, self.style.tongue), svg.path(under, self.style.tongue_dark)]

    def teeth(self) -> list[svg.Node]:
        """Plates or fangs, as far as the hole shows them."""
        s, style = self.s, self.style
        out: list[svg.Node] = []
        half = s.w / 2
        edge = s.yt + s.teeth
        if s.teeth_low:
            low = self.box(-half, s.yb - s.teeth_low, half, s.yb + 0.1, radius=0.0)
            out.append(svg.path(low, style.tooth_low))
        if s.teeth:
            reach = s.teeth_w * half
            bend, r = (0.05, 0.0) if s.teeth_low else (0.02, 0.06)
            plate = self.box(-reach, s.yt - 0.15, reach, edge, bend, r)
            out.append(svg.path(plate, style.tooth))
        if s.teeth_low and s.teeth + s.teeth_low > s.opening:
            seam = join(
                move(self.at(-half, edge)),
                curve(
                    self.at(-half / 2, edge + 0.05),
                    self.at(half / 2, edge + 0.05),
                    self.at(half, edge),
                ),
            )
            out.append(svg.stroke(seam, style.seam, self.units(0.018)))
        return out + self._fangs()

    def _fangs(self) -> list[svg.Node]:
        """Two small rounded fangs at +-.26 of the width."""
        s = self.s
        if not s.fangs:
            return []
        out: list[svg.Node] = []
        for side in (-1, 1):
            x, r, top = side * 0.27 * s.w, 0.075 * s.w, s.yt - 0.12
            tip = s.yt + s.cusp * 0.6 + s.fangs
            d = join(
                move(self.at(x - r * 1.1, top)),
                line(self.at(x + r * 1.1, top), self.at(x + r, tip - s.fangs * 0.7)),
                curve(
                    self.at(x + r * 0.6, tip),
                    self.at(x - r * 0.6, tip),
                    self.at(x - r, tip - s.fangs * 0.7),
                ),
                "Z",
            )
            out.append(svg.path(d, self.style.tooth))
        return out

    def lip_bite(self) -> list[svg.Node]:
        """G: the flat plate over the tucked lower lip."""
        s, style = self.s, self.style
        bottom = s.yb + 0.055
        plate = self.box(-0.31, s.yt - 0.1, 0.31, bottom, 0.015, 0.05)
        below = join(self.upper(), line(self.at(0.6, 0.5), self.at(-0.6, 0.5)), "Z")
        clip = self.doc.clip("clip-plate", below)
        tooth = svg.path(
            plate,
            style.tooth,
            stroke=style.ink,
            stroke_width=style.stroke * 0.5,
            stroke_linejoin="round",
        )
        lip = svg.stroke(self.upper(), style.ink, style.stroke)
        return [svg.bare([tooth], clip_path=clip), lip]

    def tucked_lip(self) -> list[svg.Node]:
        """G: the lower lip under the plate."""
        s, style = self.s, self.style
        half, y = 0.34, s.yb + 0.02
        d = join(
            move(self.at(-half, y)),
            curve(self.at(-half * 0.5, y + 0.02), self.at(half * 0.5, y + 0.02), self.at(half, y)),
            curve(self.at(half * 0.8, y + 0.22), self.at(-half * 0.8, y + 0.22), self.at(-half, y)),
            "Z",
        )
        return [svg.path(d, style.lip_low)]

    def under_stroke(self) -> list[svg.Node]:
        """Return the short shadow under the lower lip; the widest shape leaves no room for it."""
        s = self.s
        if s.opening > 0.9:
            return []
        half = 0.14 * max(s.w, 0.6)
        y = s.yb + 0.115 + (self.style.lower_lip + 0.02 if not s.ring else s.ring + 0.06)
        y += 0.08 if self.letter == "G" else 0.8 * s.cusp if s.closed else 0.0
        d = join(
            move(self.at(-half, y)),
            curve(self.at(-half / 2, y + 0.03), self.at(half / 2, y + 0.03), self.at(half, y)),
        )
        return [svg.stroke(d, self.style.under, self.style.stroke * 0.62)]

    def philtrum(self) -> list[svg.Node]:
        """Return the line from the nose to the upper lip."""
        style = self.style
        if style.philtrum is None:
            return []
        x, y = self.at(0, self.s.yt)
        return [svg.stroke(join(move((x, style.philtrum)), line((x, y))), style.ink, style.stroke)]

    def nodes(self) -> list[svg.Node]:
        """All parts, bottom to top, with an invisible box that keeps one canvas for all nine."""
        s, style = self.s, self.style
        x, y = self.at(-0.7, -0.3)
        side = num(self.units(1.4))
        frame = svg.Node(
            "rect", {"x": num(x), "y": num(y), "width": side, "height": side, "fill": "none"}
        )
        out = [frame, *self.lips()]
        if s.closed:
            out.append(svg.stroke(self.upper(), style.ink, style.stroke * s.weight))
        else:
            out += self.tucked_lip() if self.letter == "G" else []
            out.append(svg.path(self.hole(), style.hole))
            inside = [*self.throat(), *self.tongue(), *self.teeth()]
            if inside:
                clip = self.doc.clip(f"clip-mouth-{self.letter}", self.hole())
                out.append(svg.bare(inside, clip_path=clip))
            out.append(svg.stroke(self.hole(), style.ink, style.stroke))
            out += self.lip_bite() if self.letter == "G" else []
        return out + self.philtrum() + self.under_stroke()


def mouth_group(doc: svg.Document, table: Mapping[str, Shape], style: Style) -> svg.Node:
    """Return the ``mouth`` layer: nine labelled children, the rest shape shown."""
    options = {k: Mouth(doc, k, table[k], style).nodes() for k in LETTERS}
    return svg.switch("mouth", options, "X")
