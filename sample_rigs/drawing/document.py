"""A small SVG element tree that writes itself readably: one element per line, named layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from sample_rigs.drawing.geometry import num

LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
AUTHOR = "animatemusic"

#: Inkscape lists such groups as layers.
_LAYER = {"inkscape:groupmode": "layer"}
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:cc="http://creativecommons.org/ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


@dataclass
class Node:
    """One SVG element."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def write(self, depth: int = 1) -> str:
        """Return the element as indented XML."""
        pad = "  " * depth
        attrs = "".join(f" {key}={quoteattr(value)}" for key, value in self.attrs.items())
        if not self.children:
            return f"{pad}<{self.tag}{attrs}/>\n"
        inner = "".join(child.write(depth + 1) for child in self.children)
        return f"{pad}<{self.tag}{attrs}>\n{inner}{pad}</{self.tag}>\n"


def _attrs(values: Mapping[str, str | float]) -> dict[str, str]:
    """Keyword names to attribute names (``stroke_width`` to ``stroke-width``), numbers to text."""
    return {
        key.replace("_", "-"): value if isinstance(value, str) else f"{round(value, 2):g}"
        for key, value in values.items()
    }


def path(d: str, fill: str, **attrs: str | float) -> Node:
    """Return a filled path."""
    return Node("path", {"d": d, "fill": fill, **_attrs(attrs)})


def stroke(d: str, colour: str, width: float, **attrs: str | float) -> Node:
    """Return a stroked path with round caps and joins."""
    look: dict[str, str | float] = {
        "stroke": colour,
        "stroke_width": width,
        "stroke_linecap": "round",
        "stroke_linejoin": "round",
    }
    return Node("path", {"d": d, "fill": "none", **_attrs({**look, **attrs})})


def ellipse(cx: float, cy: float, rx: float, ry: float, fill: str, **attrs: str | float) -> Node:
    """Return a filled ellipse."""
    place = {"cx": num(cx), "cy": num(cy), "rx": num(rx), "ry": num(ry)}
    return Node("ellipse", {**place, "fill": fill, **_attrs(attrs)})


def group(name: str, children: Iterable[Node], **attrs: str | float) -> Node:
    """Return a named group (layer): the name is its id."""
    return Node("g", {"id": name, **_LAYER, **_attrs(attrs)}, list(children))


def bare(children: Iterable[Node], **attrs: str | float) -> Node:
    """Return a group without a name, for a shared clip or opacity."""
    return Node("g", _attrs(attrs), list(children))


def switch(name: str, options: Mapping[str, Iterable[Node]], shown: str) -> Node:
    """Return a group of alternatives: children carry labels, all but ``shown`` are hidden."""
    children: list[Node] = []
    for label, nodes in options.items():
        attrs = {"id": f"{name}-{label}", **_LAYER, "inkscape:label": label}
        if label != shown:
            attrs["display"] = "none"
        children.append(Node("g", attrs, list(nodes)))
    return Node("g", {"id": name, **_LAYER}, children)


@dataclass
class Document:
    """A rig: canvas height, layers in drawing order and the clip paths that they use."""

    name: str
    about: str
    height: float
    clips: list[Node] = field(default_factory=list)
    layers: list[Node] = field(default_factory=list)

    def clip(self, name: str, d: str) -> str:
        """Register a clip path; returns the value for a ``clip-path`` attribute."""
        self.clips.append(Node("clipPath", {"id": name}, [Node("path", {"d": d})]))
        return f"url(#{name})"

    def write(self) -> str:
        """Return the whole file."""
        size = f'viewBox="0 0 1000 {num(self.height)}" width="1000" height="{num(self.height)}"'
        meta = (
            "  <metadata>\n    <rdf:RDF>\n"
            '      <cc:Work rdf:about="">\n'
            f"        <dc:title>{escape(self.name)}</dc:title>\n"
            "        <dc:creator><cc:Agent><dc:title>"
            f"{AUTHOR}</dc:title></cc:Agent></dc:creator>\n"
            f'        <cc:license rdf:resource="{LICENCE_URL}"/>\n'
            "      </cc:Work>\n    </rdf:RDF>\n  </metadata>\n"
        )
        defs = Node("defs", {"id": "clips"}, self.clips).write()
        body = "".join(layer.write() for layer in self.layers)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n{_HEAD} {size}>\n'
            f"  <title>{escape(self.name)}</title>\n"
            f"  <desc>{escape(self.about)} Drawn for {AUTHOR}, licence CC0-1.0.</desc>\n"
            f"{meta}{defs}{body}</svg>\n"
        )
