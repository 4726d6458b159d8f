"""What drawing an SVG would take, counted before anything is drawn.

A few hundred bytes of SVG can ask for hours or for all memory: by copies of copies, patterns in
patterns, masks larger than the moon, dashes thinner than an atom. Counted is CairoSVG's own tree,
in which style sheets have been applied. The limits are some ten times what the most detailed
characters that we have seen need.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from media_core.errors import RigError
from render.rigs.path_data import steps_of

MAX_ELEMENTS = 20_000
"""Elements that are drawn, copies, patterns, masks, clips and markers counted as often as used."""

MAX_PATH = 1_500_000
"""Letters of all paths."""

MAX_REREAD = 2_000_000_000
"""Letters read again: CairoSVG copies the rest of a command's numbers at each point."""

MAX_GROUPS = 300
"""Groups with an effect as a whole: each is a picture as large as the canvas."""

MAX_GROUPS_DEEP = 12
"""Of them in each other: all of their pictures are held at once."""

MAX_CORNERS = 20_000
"""Points of one outline that is stroked: each wide line crosses all others."""

MAX_LETTERS = 20_000
MAX_DASHES = 200_000

MAX_NUMBER = 1e6
"""Of a coordinate, and of how much all transformations together enlarge."""

MAX_TILE = 3.0
"""Sides of a mask or of a pattern's tile, in sides of the drawing."""

MAX_THIN = 1e4
"""An arc's longer radius, in shorter ones."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FOREIGN = re.compile(r"[^acehlmqstvzACEHLMQSTVZ0-9+\-.,\s]|[zZ][\s,]*[^acehlmqstvzACHLMQSTVZ\s,]")
_COMMAND = re.compile(r"[acehlmqstvzACHLMQSTVZ][^achlmqstvzACHLMQSTVZ]*")
_ENLARGES = re.compile(r"(scale|matrix)\s*\(([^)]*)\)")
_LINK = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")

_PLACES = (
    *("d", "points", "x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "y1"),
    *("x2", "y2", "transform", "viewBox", "stroke-width", "font-size", "dx", "dy"),
)
_PAINTED = {"circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text", "tspan"}
_LINKS = ("mask", "clip-path", "marker", "marker-start", "marker-mid", "marker-end")
_HREFS = ("{http://www.w3.org/1999/xlink}href", "href")


def check_work(tree: Any, size: tuple[float, float], path: Path) -> None:
    """Refuse a drawing that would take too long, or too much memory.

    Args:
        tree: CairoSVG's, not yet drawn.
        size: of the drawing, in its own units.
        path: for messages.

    Raises:
        RigError: too much of something, or links that go round.
    """
    ids = {node["id"]: node for node in _every(tree) if node.get("id")}
    for node in _every(tree):
        _check_numbers(node, path)
        _check_tile(node, size, path)
    spent = _Counter(ids, path).of(tree, 1.0)
    spent.check(path)


@dataclass(slots=True)
class _Spent:
    """What some elements take together."""

    elements: int = 1
    path: int = 0
    reread: float = 0
    groups: int = 0
    deep: int = 0
    letters: int = 0
    dashes: float = 0
    corners: int = 0

    def add(self, other: _Spent, times: int = 1) -> None:
        self.elements += times * other.elements
        self.path += times * other.path
        self.reread += times * other.reread
        self.groups += times * other.groups
        self.letters += times * other.letters
        self.dashes += times * other.dashes
        self.deep = max(self.deep, other.deep)
        self.corners = max(self.corners, other.corners)

    def check(self, path: Path) -> None:
        rows = (
            (self.elements, MAX_ELEMENTS, "elements to draw, copies counted as often as used"),
            (self.path, MAX_PATH, "letters of path data"),
            (self.reread / MAX_REREAD, 1, "points in one command of a path"),
            (self.groups, MAX_GROUPS, "groups with opacity, masks or filters"),
            (self.deep, MAX_GROUPS_DEEP, "groups with opacity, masks or filters in each other"),
            (self.letters, MAX_LETTERS, "letters of text"),
            (self.dashes, MAX_DASHES, "dashes"),
            (self.corners, MAX_CORNERS, "points in one line"),
        )
        for spent, limit, what in rows:
            if spent > limit:
                many = "too many" if limit == 1 else f"over {limit:,}"
                raise RigError(
                    f"{path} would take too long to draw: it has {many} {what}",
                    hint="simplify it in a drawing program, or export it as PNG",
                )


@dataclass(slots=True)
class _Counter:
    ids: Mapping[str, Any]
    path: Path
    known: dict[int, _Spent] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)

    def of(self, node: Any, enlarged: float) -> _Spent:
        """What an element takes, with what is in it and what it refers to."""
        if id(node) in self.open:
            raise RigError(
                f"{self.path} holds something that cannot be drawn (a link to itself)",
                hint="remove that copy",
            )
        if id(node) in self.known:
            return self.known[id(node)]
        self.open.add(id(node))
        spent = _own(node)
        enlarged *= _enlargement(node)
        if enlarged > MAX_NUMBER:
            raise RigError(
                f"{self.path} holds something that cannot be drawn (enlarged {enlarged:.0e} times)",
                hint="apply the transformations in a drawing program",
            )
        for link, times in self._links(node):
            if link in self.ids:
                spent.add(self.of(self.ids[link], enlarged), times)
        spent.check(self.path)
        for child in node.children:
            spent.add(self.of(child, enlarged))
            spent.check(self.path)
        if _is_group(node):
            spent.groups += 1
            spent.deep += 1
        self.open.discard(id(node))
        self.known[id(node)] = spent
        return spent

    def _links(self, node: Any) -> Iterator[tuple[str, int]]:
        """What an element draws besides itself, and how often."""
        keys = (*_LINKS, *(("fill", "stroke") if node.tag in _PAINTED else ()))
        for key in keys:
            match = _LINK.search(node.get(key, ""))
            if match:
                own = key.startswith("marker")
                if own and node.tag not in _PAINTED:
                    continue
                yield match[1], _points(node) if own else 1
        if node.tag in ("use", "textPath", "tref", *_GRADIENTS):
            link = next((node[key] for key in _HREFS if node.get(key)), "")
            yield link.strip().removeprefix("#"), 1


_GRADIENTS = ("linearGradient", "radialGradient", "pattern")


def _own(node: Any) -> _Spent:
    spent = _Spent()
    data = node.get("d", "") if node.tag in ("path", "textPath") else ""
    data = data or (node.get("points", "") if node.tag in ("polygon", "polyline") else "")
    if data:
        spent.path = len(data)
        longest = (len(part) for part in _COMMAND.findall(data)) if node.tag == "path" else ()
        spent.reread = sum(n * n / 24 for n in (longest or (len(data),)))
    if node.tag in ("text", "tspan", "textPath", "a"):
        spent.letters = len(node.text or "")
    if data and node.get("stroke", "none") != "none":
        spent.corners = _points(node) // 2
    dashes = [abs(float(n)) for n in _NUMBER.findall(node.get("stroke-dasharray", ""))[:1000]]
    if dashes and node.tag in _PAINTED and node.get("stroke", "none") != "none":
        spent.dashes = _length(node) * len(dashes) / max(sum(dashes), 1e-9) if sum(dashes) else 0
    return spent


def _length(node: Any) -> float:
    """At most how long an outline is, in its own units."""
    if node.tag == "path":
        at, total = (0.0, 0.0), 0.0
        for _, numbers in steps_of(node.get("d", "")) or ():
            points = [numbers[-2:]] if len(numbers) == 7 else [*zip(*[iter(numbers)] * 2)]  # noqa: B905
            for x, y in points:
                total += math.hypot(x - at[0], y - at[1])
                at = (x, y)
        return total * 2
    keys = ("width", "height", "r", "rx", "ry", "x1", "y1", "x2", "y2", "points")
    numbers_of = (_NUMBER.findall(node.get(key, "")) for key in keys)
    return 7 * sum(abs(float(n)) for row in numbers_of for n in row)


def _points(node: Any) -> int:
    """At most how many corners an outline has: markers go there."""
    return 2 + len(_NUMBER.findall(node.get("d", "") or node.get("points", "")))


def _is_group(node: Any) -> bool:
    effect = any(node.get(key, "none") != "none" for key in ("mask", "filter"))
    try:
        faint = float(node.get("opacity", 1)) < 1
    except ValueError:
        faint = True
    return effect or (faint and bool(node.children))


def _enlargement(node: Any) -> float:
    """At most how much larger a transformation makes what is in an element."""
    factor = 1.0
    for kind, said in _ENLARGES.findall(node.get("transform", "")):
        numbers = [abs(float(n)) for n in _NUMBER.findall(said)]
        factor *= max([1.0, *(numbers[:4] if kind == "matrix" else numbers)])
    if node.tag == "svg" and node.parent is not None:
        box = [float(n) for n in _NUMBER.findall(node.get("viewBox", ""))]
        sides = [float(n) for n in _NUMBER.findall(node.get("width", ""))[:1]]
        if len(box) == 4 and sides:
            factor *= max(1.0, sides[0] / max(box[2], 1e-9))
    return factor


def _check_numbers(node: Any, path: Path) -> None:
    data = node.get("d", "") if node.tag in ("path", "textPath") else ""
    if len(data) > MAX_PATH:
        _Spent(path=len(data)).check(path)
    if found := _FOREIGN.search(data):
        raise RigError(
            f"{path} holds something that cannot be drawn (a path with {found[0][-12:]!r})",
            hint="open it in a drawing program and save it again as plain SVG",
        )
    for key in _PLACES:
        for number in _NUMBER.findall(str(node.get(key, ""))):
            if not abs(float(number)) <= MAX_NUMBER:
                raise RigError(
                    f"{path} holds something that cannot be drawn ({key} with {number[:20]})",
                    hint="open it in a drawing program and save it again as plain SVG",
                )
    if "a" in data.lower():
        for letter, numbers in steps_of(data) or ():
            radii = sorted(abs(n) for n in numbers[:2]) if letter == "A" else [0.0, 0.0]
            if radii[0] and radii[1] / radii[0] > MAX_THIN:
                raise RigError(
                    f"{path} holds something that cannot be drawn (an arc without width)",
                    hint="open it in a drawing program and save it again as plain SVG",
                )


def _check_tile(node: Any, size: tuple[float, float], path: Path) -> None:
    """Masks and patterns are pictures of their own."""
    if node.tag not in ("mask", "pattern"):
        return
    shares = "Units" in "".join(node) and node.get(f"{node.tag}Units") != "userSpaceOnUse"
    for key, side in zip(("width", "height"), size, strict=True):
        said = str(node.get(key, ""))
        match = _NUMBER.match(said.strip())
        if match is None:
            continue
        number = abs(float(match[0])) / (100 if said.strip().endswith("%") else 1)
        whole = 1.0 if shares or said.strip().endswith("%") or number <= MAX_TILE else side
        if number > MAX_TILE * whole:
            raise RigError(
                f"{path} has a {node.tag} of {number / whole:.3g} times the drawing's size",
                hint="draw it no larger than the drawing",
            )


def _every(tree: Any) -> Iterator[Any]:
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)
