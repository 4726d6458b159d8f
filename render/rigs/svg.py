"""One layered SVG as a rig.

Layers are the groups directly under the root, from the back to the front. Those whose name begins
with ``head`` tilt together; the rest stands still. A group whose children are named after mouth
shapes shows the one that is sung, a group named ``eyes`` shows ``open``, ``half`` or ``closed``,
one named ``brows`` shows ``rest`` or ``up``. A layer's name is its ``inkscape:label``, else
``serif:id``, ``data-name`` or ``id``.

The file is parsed once. Each run of layers that moves together is drawn once for every
combination of its switches, and kept; a pose only places these pictures.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from aligner.errors import RigError
from render import cairo_library as cairo
from render.frame import NOTHING, Context, Frame, Rect, blank, filled_part, surface_on
from render.rigs.manifest import read_manifest
from render.rigs.rig import Pose, RigInfo
from render.rigs.svg_source import safe_svg
from visemes.sets import VisemeSet, load_set

SPRITE_BYTES = 192 * 1024 * 1024
"""Memory for drawn pictures. A 1080p head takes 2 MB, and nine mouths times three eyes 60 MB."""

_LABELS = (
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.serif.com/}id",
    "data-name",
    "id",
)


@dataclass(frozen=True)
class _Switch:
    """A group of which one child is shown."""

    kind: str  # "mouth", "eyes" or "brows"
    children: Mapping[str, Any]  # name -> CairoSVG node


@dataclass(frozen=True)
class _Run:
    """Neighbouring layers that move together."""

    nodes: tuple[Any, ...]
    is_head: bool
    switches: tuple[_Switch, ...]


@dataclass(frozen=True, eq=False)
class _Sprite:
    """A drawn run: its picture, cropped, and where its corner lies in the rig's picture."""

    frame: Frame
    surface: Any
    left: int
    top: int


class SvgRig:
    """A layered SVG.

    Raises:
        RigError: the file is missing, unsafe, no SVG, or has no mouth layers.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        cairo.Context  # noqa: B018  # says in a sentence that libcairo is missing, if it is
        # Late, because it looks for libcairo, too.
        from render.rigs import svg_surface

        self._surface = svg_surface
        with svg_surface.explained(path):
            self._tree = svg_surface.parsed(safe_svg(path))
        self._set: VisemeSet = load_set()
        self._runs = _runs(self._tree, self._set)
        mouths = [s for run in self._runs for s in run.switches if s.kind == "mouth"]
        if not mouths:
            raise RigError(
                f"{path} has no mouth shapes",
                hint="name the layers of the mouth A, B, C, D, E, F, G, H and X inside one group",
            )
        self.shapes = frozenset(mouths[0].children).union(*(m.children for m in mouths))
        self.size = _size(self._tree, path)
        self.info: RigInfo = read_manifest(path.parent, self.size, path.parent.name or path.stem)
        self._sprites: OrderedDict[tuple[object, ...], _Sprite] = OrderedDict()
        self._held = 0

    def draw(self, pose: Pose, height: int) -> Frame:
        """One pose on a transparent picture of a given height in pixels."""
        frame = blank(self._width(height), height)
        self.paint(pose, height, cairo.Context(surface_on(frame)))
        return frame

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """One pose, with the picture's upper left corner at the origin of ``context``."""
        for run in self._runs:
            sprite = self._sprite(run, pose, height)
            source = cairo.SurfacePattern(sprite.surface)
            moved = self._movement(pose, height) if run.is_head else cairo.Matrix()
            source.set_matrix(_exact(moved.inverted(), sprite))
            context.save()
            context.set_source(source)
            context.paint()
            context.restore()

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """Where the pictures of two poses may differ."""
        moved = (before.tilt, before.shift) != (now.tilt, now.shift)
        damage = NOTHING
        for run in self._runs:
            was, is_now = (self._sprite(run, pose, height) for pose in (before, now))
            if run.is_head and moved:
                for pose, sprite in ((before, was), (now, is_now)):
                    box = _box(sprite)
                    damage = damage.union(_turned(box, self._movement(pose, height)))
            elif was is not is_now:
                box = _difference(was, is_now)
                if run.is_head:
                    box = _turned(box, self._movement(now, height))
                damage = damage.union(box)
        return damage.within(Rect(0, 0, self._width(height), height))

    def _width(self, height: int) -> int:
        return math.ceil(height * self.size[0] / self.size[1])

    def _movement(self, pose: Pose, height: int) -> Any:
        """The head's turn about the neck, and its shift, in pixels."""
        scale = height / self.size[1]
        x, y = self.info.pivot[0] * scale, self.info.pivot[1] * scale
        matrix = cairo.Matrix()
        matrix.translate(x + pose.shift[0] * height / 1000, y + pose.shift[1] * height / 1000)
        matrix.rotate(math.radians(pose.tilt / 10))
        matrix.translate(-x, -y)
        return matrix

    def _sprite(self, run: _Run, pose: Pose, height: int) -> _Sprite:
        shown = tuple(self._shown(switch, pose) for switch in run.switches)
        key = (id(run), shown, height)
        sprite = self._sprites.get(key)
        if sprite is None:
            sprite = self._draw_run(run, shown, height)
            self._sprites[key] = sprite
            self._held += sprite.frame.nbytes
            while self._held > SPRITE_BYTES and len(self._sprites) > 2 * len(self._runs):
                self._held -= self._sprites.popitem(last=False)[1].frame.nbytes
        self._sprites.move_to_end(key)
        return sprite

    def _shown(self, switch: _Switch, pose: Pose) -> str:
        if switch.kind == "mouth":
            return self._set.standing_in(pose.mouth, switch.children.keys())
        wanted = pose.eyes if switch.kind == "eyes" else pose.brows
        if wanted in switch.children:
            return wanted
        return next(iter(switch.children))

    def _draw_run(self, run: _Run, shown: tuple[str, ...], height: int) -> _Sprite:
        for other in self._runs:
            for node in other.nodes:
                node["display"] = "inline" if other is run else "none"
        for switch, name in zip(run.switches, shown, strict=True):
            for child, node in switch.children.items():
                node["display"] = "inline" if child == name else "none"
        frame = blank(self._width(height), height)
        with self._surface.explained(self._path):
            self._surface.draw_on(frame, self._tree)
        part = filled_part(frame)
        cropped = np.ascontiguousarray(frame[part.top : part.bottom, part.left : part.right])
        if part.empty:
            cropped = blank(1, 1)
        return _Sprite(cropped, surface_on(cropped), part.left, part.top)


def _name(node: Any) -> str:
    """A layer's name; CairoSVG lets children inherit attributes, so the element itself is asked."""
    attributes = node.element.etree_element.attrib
    return next((attributes[key].strip() for key in _LABELS if attributes.get(key)), "")


def _runs(tree: Any, shapes: VisemeSet) -> tuple[_Run, ...]:
    runs: list[_Run] = []
    for node in tree.children:
        if node.tag in ("defs", "title", "desc", "metadata", "style"):
            continue
        if node.get("display") == "none":
            continue  # the artist's guides
        is_head = _name(node).lower().startswith("head")
        switches = tuple(_switches(node, shapes))
        if runs and runs[-1].is_head == is_head:
            last = runs.pop()
            runs.append(_Run((*last.nodes, node), is_head, (*last.switches, *switches)))
        else:
            runs.append(_Run((node,), is_head, switches))
    return tuple(runs)


def _switches(node: Any, shapes: VisemeSet) -> Iterator[_Switch]:
    """The switches in a layer, the layer itself included."""
    children = {_name(child): child for child in node.children if _name(child)}
    mouths = {name: child for name, child in children.items() if name in shapes.shapes}
    # Two shapes make a switch: a group that happens to hold one layer named A does not.
    if len(mouths) >= 2:
        yield _Switch("mouth", mouths)
    elif _name(node).lower() == "eyes" and "open" in children:
        yield _Switch("eyes", _only(children, ("open", "half", "closed")))
    elif _name(node).lower() == "brows" and "rest" in children:
        yield _Switch("brows", _only(children, ("rest", "up")))
    else:
        for child in node.children:
            yield from _switches(child, shapes)


def _only(children: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: children[name] for name in names if name in children}


def _size(tree: Any, path: Path) -> tuple[float, float]:
    """Width and height in the drawing's own units."""
    box = tree.get("viewBox", "").replace(",", " ").split()
    try:
        width, height = (
            (float(box[2]), float(box[3]))
            if len(box) == 4
            else (float(tree["width"].removesuffix("px")), float(tree["height"].removesuffix("px")))
        )
    except (KeyError, ValueError) as err:
        raise RigError(f"{path} does not say how large it is", hint="give it a viewBox") from err
    if not (0 < width < 1e6 and 0 < height < 1e6 and 0.1 < width / height < 10):
        raise RigError(
            f"{path} has a strange size ({width:g} x {height:g})", hint="export it again"
        )
    return width, height


def _box(sprite: _Sprite) -> Rect:
    height, width = sprite.frame.shape[:2]
    return Rect(sprite.left, sprite.top, sprite.left + width, sprite.top + height)


def _difference(a: _Sprite, b: _Sprite) -> Rect:
    """Where two sprites differ; a shape that only one covers differs, too."""
    box = _box(a).union(_box(b))
    pictures = []
    for sprite in (a, b):
        canvas = blank(box.right - box.left, box.bottom - box.top)
        place = _box(sprite).moved(-box.left, -box.top)
        canvas[place.top : place.bottom, place.left : place.right] = sprite.frame
        pictures.append(canvas.view(np.uint32)[:, :, 0])
    differs = pictures[0] != pictures[1]
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if len(rows) == 0:
        return NOTHING
    inner = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return inner.moved(box.left, box.top)


def _exact(back: Any, sprite: _Sprite) -> Any:
    """The way from the rig's picture to a sprite's pixels, in numbers that Cairo does not round.

    Cairo computes with 16 bits after the point. What it rounds it puts right in the middle of the
    part that is drawn, so a part alone would differ by a level from the same part of the whole.
    """
    xx, yx, xy, yy, x0, y0 = back.as_tuple()
    # Pixels are asked for at their middle: half of a number must be exact, too.
    turn = (round(n * 32768) / 32768 for n in (xx, yx, xy, yy))
    shift = (round(n * 65536) / 65536 for n in (x0 - sprite.left, y0 - sprite.top))
    return cairo.Matrix(*turn, *shift)


def _turned(box: Rect, matrix: Any) -> Rect:
    """The upright rectangle around a turned one, with a pixel for the filter's reach."""
    if box.empty:
        return NOTHING
    corners = [
        matrix.transform_point(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)
    ]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return Rect(
        math.floor(min(xs)) - 1,
        math.floor(min(ys)) - 1,
        math.ceil(max(xs)) + 1,
        math.ceil(max(ys)) + 1,
    )
