"""Photoshop files, through psd-tools (extra ``psd``).

Layers, groups, opacity, masks of layers and clipping to the layer below are drawn. Effects,
adjustments and blend modes are not: they are named, so that the artist can merge them.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from media_core.errors import RigError
from media_core.extras import adding
from media_core.files import open_file
from render.frame import Frame, blank
from render.rigs.art import MAX_DEPTH, MAX_NODES, Node, Notices
from render.rigs.manifest import Manifest
from render.rigs.painted import PaintedDrawing, Pixels, Placed, without_paper
from render.rigs.pictures import (
    MAX_PIXELS,
    Bitmap,
    Budget,
    cropped,
    premultiplied,
    refuse_large,
)

MAX_BYTES = 400_000_000
MAX_ALLOCATED = 400_000_000
"""Bytes that psd-tools may take for one layer."""

_HEADER = struct.Struct(">4sH6xHIIHH")
"""Signature, version, channels, height, width, depth, colour mode (Adobe's file format
specification, section file header)."""

_RGB, _CMYK = 3, 4
_MODES = {0: "bitmap", 1: "greyscale", 2: "indexed", 4: "CMYK", 7: "multichannel", 9: "Lab"}

_CONFUSED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What psd-tools raises for files that are broken."""


class PsdDrawing(PaintedDrawing):
    """A Photoshop file.

    Raises:
        RigError: no PSD, broken, too large, or psd-tools is not installed.
    """

    def __init__(self, path: Path, manifest: Manifest, tell: Notices) -> None:
        size = _checked_header(path, tell)
        try:
            from psd_tools import PSDImage
        except ImportError as err:
            raise RigError(
                f"{path} is a Photoshop file, which needs psd-tools",
                hint=f"install it with `{adding('psd')}`, or save it as .ora",
            ) from err
        # It tells of oddities on stderr, which is ours.
        logging.getLogger("psd_tools").addHandler(logging.NullHandler())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                image = PSDImage.open(path, max_alloc_bytes=MAX_ALLOCATED)
                nodes = tuple(_Reader(path, size, tell).nodes(image, "", 0))
        except _CONFUSED as err:
            raise RigError(
                f"{path} cannot be read ({type(err).__name__}: {err})",
                hint="save it again with maximum compatibility, or as .ora",
            ) from err
        canvas = float(size[0]), float(size[1])
        super().__init__(canvas, without_paper(nodes, tell), manifest.pixel_art)


def _checked_header(path: Path, tell: Notices) -> tuple[int, int]:
    with open_file(path, what="drawing", limit=MAX_BYTES, error=RigError) as file:
        head = file.read(_HEADER.size)
    if len(head) < _HEADER.size or head[:4] != b"8BPS":
        raise RigError(f"{path} is not a Photoshop file", hint="save it again as .psd")
    _, _, _, height, width, depth, mode = _HEADER.unpack(head)
    refuse_large(width, height, str(path))
    if depth > 8:
        tell.note(
            "16-bit", path.name, f"{path.name} has {depth} bits a colour; 8 are used", "use 8 bits"
        )
    if mode != _RGB:
        code = "cmyk" if mode == _CMYK else "colours"
        tell.warn(
            code,
            path.name,
            f"{path.name} is {_MODES.get(mode, 'not RGB')}; its colours may look different",
            "convert it to RGB",
        )
    return width, height


class _Reader:
    def __init__(self, path: Path, size: tuple[int, int], tell: Notices) -> None:
        self.path, self.size, self.tell = path, size, tell
        self.budget = Budget(str(path))
        self.count = 0

    def nodes(self, group: Any, path: str, depth: int) -> Iterator[Node]:
        base: Bitmap | None = None  # of layers that are clipped to the one below
        for layer in group:
            self.count += 1
            if self.count > MAX_NODES or depth > MAX_DEPTH:
                raise RigError(f"{self.path} has too many layers", hint="merge some of them")
            name = str(layer.name).strip("\0 ")
            where = f"{path}/{name}" if path else name
            self.tell_of_oddities(layer, where)
            opacity, hidden = layer.opacity / 255, not layer.visible
            if layer.is_group():
                children = tuple(self.nodes(layer, where, depth + 1))
                base = None
                yield Node(name, children, None, hidden, opacity, where)
                continue
            bitmap = self.bitmap(layer, where)
            if bitmap is not None and layer.clipping and base is not None:
                bitmap = _clipped(bitmap, base)
            elif bitmap is not None:
                base = bitmap
            art = Placed(Pixels(bitmap)) if bitmap is not None else None
            yield Node(name, (), art, hidden, opacity * layer.fill_opacity / 255, where)

    def bitmap(self, layer: Any, where: str) -> Bitmap | None:
        if layer.width * layer.height > MAX_PIXELS:
            raise RigError(
                f"the layer {where} of {self.path} is too large "
                f"({layer.width} x {layer.height} pixels)",
                hint="crop the layers to the canvas",
            )
        image = layer.topil() if layer.has_pixels() else None
        if image is None:
            return Bitmap(blank(1, 1), 0, 0, self.size)
        pixels = premultiplied(image)
        mask = layer.mask if layer.has_mask() else None
        if mask is not None and not mask.disabled:
            pixels = _masked(pixels, layer, mask)
        part = cropped(pixels, self.size, self.budget)
        return Bitmap(part.pixels, part.left + layer.left, part.top + layer.top, self.size)

    def tell_of_oddities(self, layer: Any, where: str) -> None:
        kind = str(layer.kind)
        if layer.has_effects():
            names = ", ".join(sorted({type(e).__name__ for e in layer.effects})) or "effects"
            self.tell.warn(
                "psd-effect",
                where,
                f"the effects of the layer {where} ({names}) are not drawn",
                "rasterise the layer style, or merge the layer",
            )
        if not layer.is_group() and not layer.has_pixels() and kind not in ("pixel", "type"):
            self.tell.warn(
                "psd-layer",
                where,
                f"the layer {where} ({kind}) has no pixels of its own and is not drawn",
                "merge it into the layer below",
            )
        if kind == "smartobject":
            self.tell.note(
                "smart-object", where, f"the smart object {where} is drawn as it was saved"
            )
        blend = layer.blend_mode.name.lower().replace("_", " ")
        if blend not in ("normal", "pass through"):
            self.tell.warn(
                "blend-mode",
                where,
                f"the layer {where} is blended as {blend}; it is drawn as a normal layer",
                "merge it into the layer below",
            )
        if layer.is_group() and layer.has_mask():
            self.tell.warn(
                "psd-mask", where, f"the mask of the group {where} is not drawn", "merge the group"
            )
        if layer.has_vector_mask() and kind not in ("shape", "smartobject"):
            self.tell.warn(
                "psd-mask",
                where,
                f"the vector mask of the layer {where} is not drawn",
                "rasterise it",
            )


def _masked(pixels: Frame, layer: Any, mask: Any) -> Frame:
    """A layer where its mask lets it through."""
    height, width = pixels.shape[:2]
    through = np.full((height, width), mask.background_color, np.uint8)
    image = mask.topil()
    if image is not None:
        part = np.asarray(image.convert("L"))
        _lay(through, part, mask.left - layer.left, mask.top - layer.top)
    return _times(pixels, through)


def _clipped(bitmap: Bitmap, base: Bitmap) -> Bitmap:
    """A layer where the layer below it is."""
    through = np.zeros(bitmap.pixels.shape[:2], np.uint8)
    _lay(through, base.pixels[:, :, 3], base.left - bitmap.left, base.top - bitmap.top)
    return Bitmap(_times(bitmap.pixels, through), bitmap.left, bitmap.top, bitmap.canvas)


def _lay(onto: Any, part: Any, left: int, top: int) -> None:
    """Copy what of ``part`` falls onto a larger or smaller array."""
    height, width = onto.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + part.shape[1]), min(height, top + part.shape[0])
    if x0 < x1 and y0 < y1:
        onto[y0:y1, x0:x1] = part[y0 - top : y1 - top, x0 - left : x1 - left]


def _times(pixels: Frame, through: Any) -> Frame:
    product = pixels.astype(np.uint16) * through[:, :, None] + 127
    return np.asarray(product // 255, np.uint8)
