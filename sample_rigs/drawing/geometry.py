"""Path geometry: numbers to SVG path data, smooth curves, tapered ribbons, scalloped outlines.

All coordinates are viewBox units; y grows downward.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]


def num(value: float) -> str:
    """Return a coordinate with at most one decimal, no trailing ``.0``, no negative zero."""
    text = f"{round(value, 1) + 0.0:.1f}"
    return text.removesuffix(".0")


def xy(point: Point) -> str:
    """``x,y`` of a point."""
    return f"{num(point[0])},{num(point[1])}"


def move(point: Point) -> str:
    """Path command: start a subpath."""
    return f"M {xy(point)}"


def line(*points: Point) -> str:
    """Path command: straight lines to the points."""
    return "L " + " ".join(xy(p) for p in points)


def curve(*points: Point) -> str:
    """Path command: cubic segments, three points each (handle, handle, end)."""
    return "C " + " ".join(xy(p) for p in points)


def join(*parts: str) -> str:
    """Put path commands together."""
    return " ".join(parts)


def shift(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    """Return the points moved by (dx, dy)."""
    return [(x + dx, y + dy) for x, y in points]


def flip(points: Iterable[Point], axis: float = 500.0) -> list[Point]:
    """Return the points mirrored at the vertical line x = axis."""
    return [(2 * axis - x, y) for x, y in points]


def turn(points: Iterable[Point], pivot: Point, degrees: float) -> list[Point]:
    """Return the points rotated clockwise (y down) about the pivot."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        (
            pivot[0] + (x - pivot[0]) * c - (y - pivot[1]) * s,
            pivot[1] + (x - pivot[0]) * s + (y - pivot[1]) * c,
        )
        for x, y in points
    ]


def sample(p0: Point, p1: Point, p2: Point, p3: Point, *, count: int = 9) -> list[Point]:
    """Points along one cubic segment, ends included."""
    out: list[Point] = []
    for i in range(count):
        t = i / (count - 1)
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        out.append(
            (
                a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0],
                a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1],
            )
        )
    return out


def _handles(before: Point, a: Point, b: Point, after: Point) -> tuple[Point, Point]:
    """Catmull-Rom handles of the segment a-b."""
    first = (a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6)
    second = (b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6)
    return first, second


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return a smooth path through all points (Catmull-Rom as cubics)."""
    count = len(points)
    last = count if closed else count - 1
    parts = [move(points[0])]
    for i in range(last):
        a, b = points[i], points[(i + 1) % count]
        before = points[i - 1] if closed or i > 0 else a
        after = points[(i + 2) % count] if closed or i + 2 < count else b
        parts.append(curve(*_handles(before, a, b, after), b))
    if closed:
        parts.append("Z")
    return join(*parts)


def _normals(points: Sequence[Point]) -> list[Point]:
    """Return unit normals (to the left of the walking direction, y down) at each point."""
    out: list[Point] = []
    for i in range(len(points)):
        ax, ay = points[max(i - 1, 0)]
        bx, by = points[min(i + 1, len(points) - 1)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        out.append(((by - ay) / length, -(bx - ax) / length))
    return out


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> str:
    """Return a closed, tapered stroke: the centre line with a full width at each point."""
    pairs = list(zip(points, _normals(points), widths, strict=True))
    left = [(p[0] + n[0] * w / 2, p[1] + n[1] * w / 2) for p, n, w in pairs]
    right = [(p[0] - n[0] * w / 2, p[1] - n[1] * w / 2) for p, n, w in pairs]
    there = smooth(left)
    back = smooth(right[::-1]).replace("M", "L", 1)
    return join(there, back, "Z")


def taper(count: int, peak: float, *, start: float = 0.0, end: float = 0.0) -> list[float]:
    """Widths of a ribbon: from start over peak in the middle to end, rounded like a brush."""
    out: list[float] = []
    for i in range(count):
        t = i / (count - 1)
        base = start + (end - start) * t
        out.append(base + (peak - base) * math.sin(math.pi * t) ** 0.8)
    return out


def swipe(p0: Point, p1: Point, p2: Point, p3: Point, peak: float) -> str:
    """Return a brush stroke along one cubic: thin ends, ``peak`` wide in the middle."""
    return ribbon(sample(p0, p1, p2, p3, count=7), taper(7, peak, start=1.0, end=1.0))


def puff(p: Point, q: Point, bulge: float) -> tuple[Point, Point, Point, Point]:
    """Return the cubic of one scallop from p to q; it bulges to the left of the walk."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    nx, ny = dy * bulge, -dx * bulge
    first = (p[0] + nx - dx * 0.06, p[1] + ny - dy * 0.06)
    second = (q[0] + nx + dx * 0.06, q[1] + ny + dy * 0.06)
    return p, first, second, q


def scallops(points: Sequence[Point], bulge: float = 0.42, *, flat_end: bool = False) -> str:
    """Return a cloud outline: one outward puff between neighbouring points (clockwise walk).

    ``flat_end`` closes from the last to the first point with a straight line.
    """
    parts = [move(points[0])]
    for i, p in enumerate(points[:-1] if flat_end else points):
        parts.append(curve(*puff(p, points[(i + 1) % len(points)], bulge)[1:]))
    return join(*parts, "Z")


def puff_gloss(p: Point, q: Point, bulge: float, inset: float, width: float) -> str:
    """Return a gloss stroke that follows one scallop, ``inset`` units inside its edge."""
    points = sample(*puff(p, q, bulge), count=11)
    inner = [
        (x - n[0] * inset, y - n[1] * inset)
        for (x, y), n in zip(points, _normals(points), strict=True)
    ][1:-2]
    return ribbon(inner, taper(len(inner), width, start=1.0, end=1.0))


def curl_line(joint: Point, centre: Point, length: float, bend: float, width: float) -> str:
    """Return a brush line from a joint between two scallops towards the centre, curved sideways."""
    dx, dy = centre[0] - joint[0], centre[1] - joint[1]
    size = math.hypot(dx, dy) or 1.0
    ux, uy = dx / size * length, dy / size * length
    side = (-uy * bend, ux * bend)
    return swipe(
        (joint[0] - ux * 0.05, joint[1] - uy * 0.05),
        (joint[0] + ux * 0.35 + side[0] * 0.5, joint[1] + uy * 0.35 + side[1] * 0.5),
        (joint[0] + ux * 0.75 + side[0], joint[1] + uy * 0.75 + side[1]),
        (joint[0] + ux + side[0] * 0.4, joint[1] + uy + side[1] * 0.4),
        width,
    )
