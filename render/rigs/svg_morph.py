"""Drawings half-way between two: elements of the same structure, every number so far between.

Two groups have the same structure if their elements are of the same kinds in the same order, their
paths have the same commands, and whatever is no number, length, colour, path or list of these is
the same in both. Clips and gradients are followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from render.rigs.path_data import alike, between, steps_of

Mixed = Callable[[float], str]

_NAMES = re.compile(r"^(id|class|style|version|data-.*|.*[}:].*)$")
"""Attributes that are not drawn; what ``class`` and ``style`` say stands in the others already."""

_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([a-z%]*)\s*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_URL = re.compile(r"\s*url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)\s*")

_NUMERIC = {
    *("cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "fx", "fy", "width", "height"),
    *("stroke-width", "opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "offset"),
    *("stroke-dashoffset", "stroke-miterlimit", "font-size"),
}
_LISTS = {"points", "transform", "gradientTransform", "stroke-dasharray", "viewBox"}
_COLOURS = {"fill", "stroke", "stop-color", "color"}
_LINKS = {"fill", "stroke", "clip-path", "mask", "filter", "marker-start", "marker-end"}
_SHOWN = ("display", "visibility")
_HREF = "{http://www.w3.org/1999/xlink}href"

_UNSAID = {"opacity": "1", "fill-opacity": "1", "stroke-opacity": "1", "stroke-width": "1"}
"""What holds where nothing is said (SVG 2, the properties' initial values)."""

MAX_ELEMENTS = 4000
"""Of one mouth, what its links lead to included."""


@dataclass(frozen=True, slots=True)
class Change:
    """An attribute of an element that moves."""

    element: Any
    key: str
    value: Mixed


def changes_between(a: Any, b: Any, ids: Mapping[str, Any]) -> list[Change] | None:
    """What moves when one element becomes another, or None if their structures differ.

    Args:
        a: a node of CairoSVG's.
        b: what it becomes.
        ids: every node of the drawing by its id.
    """
    walk = _Walk(ids)
    return walk.changes if walk.same(a, b, top=True) else None


def by_id(tree: Any) -> dict[str, Any]:
    """Every node of a drawing that has an id."""
    return {node["id"]: node for node in _every(tree) if node.get("id")}


def _every(node: Any) -> Iterator[Any]:
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(found.children)


class _Walk:
    def __init__(self, ids: Mapping[str, Any]) -> None:
        self._ids = ids
        self._seen: dict[int, int] = {}
        self.changes: list[Change] = []

    def same(self, a: Any, b: Any, *, top: bool = False) -> bool:
        """Compare two elements and what is in them; notes what moves."""
        if id(a) in self._seen:
            return self._seen[id(a)] == id(b)
        self._seen[id(a)] = id(b)
        if len(self._seen) > MAX_ELEMENTS or a.tag != b.tag or len(a.children) != len(b.children):
            return False
        if (a.text or "").strip() != (b.text or "").strip():
            return False
        for key in sorted({*a, *b}):
            if (_NAMES.match(key) and key != _HREF) or (top and key in _SHOWN):
                continue
            if not self._attribute(a, b, key):
                return False
        return all(self.same(x, y) for x, y in zip(a.children, b.children, strict=True))

    def _attribute(self, a: Any, b: Any, key: str) -> bool:
        unsaid = _UNSAID.get(key)
        one, other = a.get(key, unsaid), b.get(key, unsaid)
        if one == other:
            return one is None or not self._link(key, one) or self._linked(one, one)
        if one is None or other is None:
            return False
        if self._link(key, one) and self._link(key, other):
            return self._linked(one, other)
        value = _mixed(key, one, other)
        if value is None:
            return False
        self.changes.append(Change(a, key, value))
        return True

    def _link(self, key: str, value: str) -> bool:
        return key in _LINKS and _URL.fullmatch(value) is not None

    def _linked(self, one: str, other: str) -> bool:
        """Clips and gradients: what a drawing refers to may move, too."""
        if one == other:
            return True
        names = [match[1] for match in map(_URL.fullmatch, (one, other)) if match]
        a, b = (self._ids.get(name) for name in names)
        return a is not None and b is not None and self.same(a, b)


def _mixed(key: str, one: str, other: str) -> Mixed | None:
    """How a value moves from one to another, or None if it cannot."""
    if key == "d":
        a, b = steps_of(one), steps_of(other)
        if a is None or b is None or not alike(a, b):
            return None
        return lambda share: between(a, b, share)
    if key in _COLOURS:
        return _colours(one, other)
    if key in _NUMERIC:
        return _lengths(one, other)
    return _lists(one, other) if key in _LISTS else None


def _lengths(one: str, other: str) -> Mixed | None:
    a, b = _LENGTH.fullmatch(one), _LENGTH.fullmatch(other)
    if a is None or b is None or a[2] != b[2]:
        return None
    low, high, unit = float(a[1]), float(b[1]), a[2]
    return lambda share: f"{low + (high - low) * share:.4f}{unit}"


def _lists(one: str, other: str) -> Mixed | None:
    """Numbers among the same words: points, and transformations of the same kinds."""
    words = [re.split(r"[\s,]+", _NUMBER.sub(" 0 ", text).strip()) for text in (one, other)]
    if words[0] != words[1]:
        return None
    low, high = ([float(n) for n in _NUMBER.findall(text)] for text in (one, other))
    frame = re.split(_NUMBER, one)

    def at(share: float) -> str:
        numbers = [f"{a + (b - a) * share:.4f}" for a, b in zip(low, high, strict=True)]
        return "".join(text for pair in zip(frame, [*numbers, ""], strict=True) for text in pair)

    return at


def _colours(one: str, other: str) -> Mixed | None:
    if not (_HEX.fullmatch(one.strip()) and _HEX.fullmatch(other.strip())):
        return None
    low, high = _channels(one), _channels(other)

    def at(share: float) -> str:
        mixed = [round(a + (b - a) * share) for a, b in zip(low, high, strict=True)]
        return "#" + "".join(f"{channel:02x}" for channel in mixed)

    return at


def _channels(colour: str) -> list[int]:
    digits = colour.strip()[1:]
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
