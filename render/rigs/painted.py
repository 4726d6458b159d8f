"""Drawings made of pictures: a folder, a sheet, a PSD, an ORA."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from media_core.errors import RigError
from render import cairo_library as cairo
from render.frame import Frame, blank, surface_on
from render.rigs.art import Blend, Node, Notices
from render.rigs.pictures import PIXEL_ART, Bitmap, scaled
from render.rigs.waiting import Waiting

MAX_UNITS = 1e5
MAX_SHAPE = 30
"""Times that a drawing may be as wide as it is high, and the other way round: a video is as high as
its drawing, so a drawing that is a line would fill all memory."""

CACHE_BYTES = 96 * 1024 * 1024
"""Memory for scaled pictures: a head is scaled once, not once for each mouth."""


class Picture(Protocol):
    """What a node of a drawing holds."""

    @property
    def canvas(self) -> tuple[float, float]:
        """Width and height in its own units."""
        ...

    def at(self, scale: float, x: float, y: float, smooth: bool) -> tuple[Frame, int, int]:
        """Drawn with its canvas' corner at ``x, y``, and where the result's own corner lies."""
        ...


@dataclass(frozen=True, eq=False)
class Pixels:
    """A bitmap as a :class:`Picture`."""

    source: Bitmap | Waiting

    @property
    def bitmap(self) -> Bitmap:
        """Its pixels; made again each time if it is one that waits."""
        return self.source if isinstance(self.source, Bitmap) else self.source.bitmap

    @property
    def canvas(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return self.source.canvas

    def at(self, scale: float, x: float, y: float, smooth: bool) -> tuple[Frame, int, int]:
        """Drawn at a scale."""
        return scaled(self.bitmap, scale, x, y, smooth)


@dataclass(frozen=True, eq=False)
class Placed:
    """A picture on a drawing: the corner of its canvas and its scale, in the drawing's units."""

    picture: Picture
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0


class PaintedDrawing:
    """Nodes whose ``art`` is a :class:`Placed` picture.

    Args:
        size: of the drawing in its own units.
        nodes: the uppermost layers, from the back to the front.
        pixel_art: enlarge without smoothing; by the size if None.
    """

    def __init__(
        self, size: tuple[float, float], nodes: Sequence[Node], pixel_art: bool | None = None
    ) -> None:
        if not (0 < max(size) <= MAX_UNITS and 1 / MAX_SHAPE <= size[0] / size[1] <= MAX_SHAPE):
            raise RigError(
                f"the drawing has a strange size ({size[0]:g} x {size[1]:g})",
                hint="export its pictures again, all from one canvas",
            )
        self.size = size
        self.nodes = tuple(nodes)
        self._pixel_art = pixel_art
        self._cache: OrderedDict[tuple[object, ...], tuple[Frame, int, int]] = OrderedDict()
        self._held = 0

    def fits(self, a: Node, b: Node) -> bool:
        """Pictures have no structure: never."""
        return False

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
        frame = blank(width, height)
        context = cairo.Context(surface_on(frame))
        scale = height / self.size[1]
        for top in tops:
            self._paint(top, on, off, scale, context)
        return frame

    def _paint(self, node: Node, on: Set[Node], off: Set[Node], scale: float, context: Any) -> None:
        if node in off or (node.hidden and node not in on):
            return
        group = node.opacity < 1 and bool(node.children)
        if group:
            context.push_group()
        if isinstance(node.art, Placed):
            frame, left, top = self._scaled(node.art, scale)
            context.set_source_surface(surface_on(frame), left, top)
            context.paint_with_alpha(node.opacity)
        for child in node.children:
            self._paint(child, on, off, scale, context)
        if group:
            context.pop_group_to_source()
            context.paint_with_alpha(node.opacity)

    def _scaled(self, art: Placed, scale: float) -> tuple[Frame, int, int]:
        key = (art, scale)
        found = self._cache.get(key)
        if found is None:
            total = art.scale * scale
            found = art.picture.at(total, art.x * scale, art.y * scale, self._smooth(total))
            self._cache[key] = found
            self._held += found[0].nbytes
            while self._held > CACHE_BYTES and len(self._cache) > 1:
                self._held -= self._cache.popitem(last=False)[1][0].nbytes
        self._cache.move_to_end(key)
        return found

    def _smooth(self, scale: float) -> bool:
        if self._pixel_art is not None:
            return not self._pixel_art
        return not (self.size[1] <= PIXEL_ART[0] and scale > PIXEL_ART[1])


def without_paper(nodes: Sequence[Node], tell: Notices) -> tuple[Node, ...]:
    """Layers without an opaque lowest one, which programs put there as paper."""
    if len(nodes) < 2 or not isinstance(nodes[0].art, Placed):
        return tuple(nodes)
    picture = nodes[0].art.picture
    if nodes[0].hidden or not isinstance(picture, Pixels):
        return tuple(nodes)
    pixels, canvas = picture.bitmap.pixels, picture.canvas
    if pixels.shape[1] < canvas[0] or pixels.shape[0] < canvas[1] or pixels[:, :, 3].min() < 255:
        return tuple(nodes)
    tell.note(
        "paper-layer",
        nodes[0].source,
        f"the lowest layer, {nodes[0].name}, covers the whole canvas, so it is left out as paper",
        "hide it; scenery behind the character is chosen with --background",
    )
    return tuple(nodes[1:])
