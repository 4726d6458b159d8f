"""A mouth on somebody's picture: a photo, a painting, a drawn head."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path

import numpy as np

from media_core.errors import RigError
from render import cairo_library as cairo
from render.frame import Frame, blank, surface_on
from render.rigs.art import Blend, Drawing, Node, Notices
from render.rigs.cast import Cast
from render.rigs.pictures import Bitmap, read_picture, scaled
from render.rigs.rig import Framing, RigInfo


class FaceDrawing:
    """A picture, and the mouths of another drawing on it.

    Args:
        face: the picture.
        inner: where the mouths are from.
        nodes: the face's node and the mouths' node.
        scale: of the mouths' drawing on the face.
        corner: of the mouths' drawing, in the face's pixels.
    """

    def __init__(
        self,
        face: Bitmap,
        inner: Drawing,
        nodes: tuple[Node, Node],
        scale: float,
        corner: tuple[float, float],
    ) -> None:
        self.size: tuple[float, float] = face.canvas
        self.nodes: tuple[Node, ...] = nodes
        self._face, self._inner, self._scale, self._corner = face, inner, scale, corner
        self._drawn: tuple[int, Frame] = (0, blank(1, 1))

    def fits(self, a: Node, b: Node) -> bool:
        """As the drawing of the mouths says."""
        return self._inner.fits(a, b)

    def draw(
        self,
        tops: Sequence[Node],
        on: Set[Node],
        off: Set[Node],
        width: int,
        height: int,
        blends: Sequence[Blend] = (),
    ) -> Frame:
        """The face, the mouth, or both."""
        face, mouths = self.nodes
        frame = self._background(width, height).copy() if face in tops else blank(width, height)
        shown = [node for node in mouths.children if node not in off] if mouths in tops else []
        if shown:
            scale = height / self.size[1]
            high = max(1, round(self._inner.size[1] * self._scale * scale))
            exact = high / self._inner.size[1]
            wide = max(1, round(self._inner.size[0] * exact))
            mouth = self._inner.draw(shown, on | set(shown), off, wide, high, blends)
            context = cairo.Context(surface_on(frame))
            corner = (round(place * scale) for place in self._corner)
            context.set_source_surface(surface_on(mouth), *corner)
            context.paint()
        return frame

    def _background(self, width: int, height: int) -> Frame:
        """The face at a size; kept, for every mouth needs it."""
        if self._drawn[0] != height:
            frame = blank(width, height)
            part, left, top = scaled(self._face, height / self.size[1], 0, 0, smooth=True)
            context = cairo.Context(surface_on(frame))
            context.set_source_surface(surface_on(np.ascontiguousarray(part)), left, top)
            context.paint()
            if self._face.pixels[:, :, 3].all() and not self._face.empty:
                _opaque_edges(frame)
            self._drawn = (height, frame)
        return self._drawn[1]


def _opaque_edges(frame: Frame) -> None:
    """A photo has no soft edge: what the filter made of its border is made whole again."""
    alpha = np.maximum(frame[:, :, 3:].astype(np.uint16), 1)
    frame[:, :, :3] = np.minimum(255, frame[:, :, :3].astype(np.uint16) * 255 // alpha)
    frame[:, :, 3] = 255


def on_face(
    drawing: Drawing,
    cast: Cast,
    info: RigInfo,
    picture: Path,
    at: Sequence[float] | None,
    tell: Notices,
) -> tuple[Drawing, Cast, RigInfo]:
    """Put the mouths of a rig on a picture.

    Args:
        drawing: of the rig.
        cast: of the rig.
        info: of the rig.
        picture: a png, webp or jpg file.
        at: middle and width of the closed mouth, in the picture's pixels; low in the middle if
            nothing is said.
        tell: takes what an artist should know.

    Raises:
        RigError: the picture cannot be used.
    """
    face = read_picture(picture, str(picture), tell)
    width, height = face.canvas
    if at is None:
        at = (0.5 * width, 0.64 * height, 0.22 * min(width, height))
        tell.warn(
            "no-place",
            str(picture),
            f"nobody says where the mouth of {picture} is, so it is put in the middle, low",
            "say it with --mouth-at X,Y,WIDTH, or with place = [x, y, width] in rig.toml",
        )
    x, y, wide = at
    if not (0 <= x <= width and 0 <= y <= height and 1 <= wide <= 2 * width):
        raise RigError(
            f"the mouth at {x:g}, {y:g} with a width of {wide:g} is not on {picture}, which is "
            f"{width} x {height} pixels",
            hint="give the pixel in the middle of the closed mouth, and the mouth's width",
        )
    scale = wide / info.mouth_width
    corner = x - info.anchor[0] * scale, y - info.anchor[1] * scale
    main = cast.main
    options = tuple(dict.fromkeys(main.options.values()))
    nodes = (Node("face"), Node("mouth", options))
    opaque = bool(face.pixels[:, :, 3].min() == 255) and face.pixels.shape[1::-1] == face.canvas
    framing: Framing = "cover" if opaque else "bust"
    placed = FaceDrawing(face, drawing, nodes, scale, corner)
    return (
        placed,
        replace(cast, tops=nodes, switches={nodes[1]: (main,)}),
        replace(
            info,
            anchor=(x, y),
            mouth_width=wide,
            pivot=(width / 2, 0.9 * height),
            framing=framing,
        ),
    )
