"""One layered SVG, and one SVG among other pictures.

A layer's name is its ``inkscape:label``, else ``serif:id``, ``data-name`` or ``id``. The file is
parsed once; drawing a part of it switches the rest off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from media_core.errors import RigError
from render import cairo_library as cairo
from render.frame import Frame, blank
from render.rigs.art import MAX_DEPTH, Blend, Node, Notices
from render.rigs.svg_budget import check_work
from render.rigs.svg_morph import Change, by_id, changes_between
from render.rigs.svg_source import safe_svg

_LABELS = (
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.serif.com/}id",
    "data-name",
    "id",
)

_NOT_DRAWN = ("defs", "title", "desc", "metadata", "style", "clipPath", "mask", "symbol")

_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
}
"""CSS pixels of a unit (CSS Values and Units 3, absolute lengths)."""


class SvgDrawing:
    """A layered SVG.

    Raises:
        RigError: the file is missing, unsafe or no SVG.
    """

    def __init__(self, path: Path, tell: Notices) -> None:
        self._path = path
        self._tree = _parsed(path, tell)
        self.size: tuple[float, float] = _size(self._tree, path)
        with _explained(path):
            check_work(self._tree, self.size, path)
        self.nodes: tuple[Node, ...] = tuple(_nodes(self._tree, "", 0))
        self._ids = by_id(self._tree)
        self._known: dict[tuple[Node, Node], list[Change] | None] = {}

    def fits(self, a: Node, b: Node) -> bool:
        """Whether both have the same structure."""
        return self._changes(a, b) is not None

    def draw(
        self,
        tops: Sequence[Node],
        on: Set[Node],
        off: Set[Node],
        width: int,
        height: int,
        blends: Sequence[Blend] = (),
    ) -> Frame:
        """Some layers on a transparent picture."""
        before: list[tuple[Any, str, str | None]] = []

        def switch(node: Any, key: str, value: str) -> None:
            before.append((node, key, node.get(key)))
            node[key] = value

        wanted = {id(node) for top in tops for node in _elements(top)}
        for node in self._tree.children:
            self._leave_out(node, wanted, switch)
        for part, display in ((off, "none"), (on, "inline")):
            for element in (e for node in part for e in _elements(node)):
                switch(element, "display", display)
        for blend in blends:
            for change in self._changes(blend.shown, blend.toward) or ():
                switch(change.element, change.key, change.value(blend.share))
        try:
            return _drawn(self._tree, width, height, self._path)
        finally:
            for node, key, value in reversed(before):
                if value is None:
                    del node[key]
                else:
                    node[key] = value

    def _changes(self, a: Node, b: Node) -> list[Change] | None:
        """What moves between two layers; None if their structures differ."""
        if (a, b) not in self._known:
            ones, others = list(_elements(a)), list(_elements(b))
            found: list[Change] | None = [] if len(ones) == len(others) else None
            for one, other in zip(ones, others, strict=False):
                more = changes_between(one, other, self._ids)
                found = None if found is None or more is None else found + more
            self._known[a, b] = found
        return self._known[a, b]

    def _leave_out(self, node: Any, wanted: set[int], switch: Any) -> None:
        """Switch off everything that is neither wanted nor holds something that is."""
        if id(node) in wanted or node.tag in _NOT_DRAWN:
            return
        if _holds(node, wanted):
            for child in node.children:
                self._leave_out(child, wanted, switch)
        else:
            switch(node, "display", "none")


class VectorPicture:
    """An SVG that is one picture among others.

    Raises:
        RigError: the file is missing, unsafe or no SVG.
    """

    def __init__(self, path: Path, tell: Notices) -> None:
        self._path = path
        self._tree = _parsed(path, tell)
        self.canvas: tuple[float, float] = _size(self._tree, path)
        with _explained(path):
            check_work(self._tree, self.canvas, path)

    def at(self, scale: float, x: float, y: float, smooth: bool) -> tuple[Frame, int, int]:
        """Drawn at a scale; its corner goes to the nearest whole pixel."""
        width, height = (max(1, math.ceil(side * scale - 0.01)) for side in self.canvas)
        frame = _drawn(self._tree, width, height, self._path)
        return frame, round(x), round(y)


def _parsed(path: Path, tell: Notices) -> Any:
    cairo.Context  # noqa: B018  # says in a sentence that libcairo is missing, if it is
    # Late, because it looks for libcairo, too.
    from render.rigs import svg_surface

    data = safe_svg(path, tell)
    with _explained(path):
        return svg_surface.parsed(data)


def _explained(path: Path) -> AbstractContextManager[None]:
    from render.rigs import svg_surface

    return svg_surface.explained(path)


def _drawn(tree: Any, width: int, height: int, path: Path) -> Frame:
    from render.rigs import svg_surface

    frame = blank(width, height)
    with _explained(path):
        svg_surface.draw_on(frame, tree)
    return frame


def _nodes(parent: Any, path: str, depth: int) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        return
    for element in parent.children:
        if element.tag in _NOT_DRAWN:
            continue
        name = _name(element)
        where = f"{path}/{name}" if path else name
        children = (
            tuple(_nodes(element, where, depth + 1))
            if element.tag in ("g", "switch", "a", "svg")
            else ()
        )
        hidden = element.get("display") == "none" or element.get("visibility") == "hidden"
        yield Node(name, children, element, hidden, source=where, whole=_is_whole(element))


def _is_whole(element: Any) -> bool:
    """True for a group that has an effect as a whole."""
    effects = ("clip-path", "mask", "filter", "clip")
    return (
        element.tag != "g"
        or any(element.get(key, "none") not in ("none", "auto") for key in effects)
        or element.get("opacity", "1").strip() not in ("1", "1.0", "100%")
    )


def _name(node: Any) -> str:
    """A layer's name; CairoSVG lets children inherit attributes, so the element itself is asked."""
    attributes = node.element.etree_element.attrib
    return next((attributes[key].strip() for key in _LABELS if attributes.get(key)), "")


def _elements(node: Node) -> Iterator[Any]:
    """A node's own element, or those in a group that we made."""
    if node.art is not None:
        yield node.art
    else:
        for child in node.children:
            yield from _elements(child)


def _holds(element: Any, wanted: set[int]) -> bool:
    return any(id(child) in wanted or _holds(child, wanted) for child in element.children)


def _size(tree: Any, path: Path) -> tuple[float, float]:
    """Width and height in the drawing's own units."""
    box = tree.get("viewBox", "").replace(",", " ").split()
    try:
        width, height = (
            (float(box[2]), float(box[3]))
            if len(box) == 4
            else (_pixels(tree["width"]), _pixels(tree["height"]))
        )
    except (KeyError, ValueError) as err:
        raise RigError(f"{path} does not say how large it is", hint="give it a viewBox") from err
    if not (0 < width < 1e6 and 0 < height < 1e6 and 0.1 < width / height < 10):
        raise RigError(
            f"{path} has a strange size ({width:g} x {height:g})", hint="export it again"
        )
    return width, height


def _pixels(text: str) -> float:
    number = text.strip().rstrip("abcdefghijklmnopqrstuvwxyz%")
    unit = text.strip()[len(number) :]
    if unit not in _UNITS:
        raise ValueError(f"{unit} is no length")
    return float(number) * _UNITS[unit]
