"""Vector layers -> pixel layers with the look of a material: paper, riso ink, chalk."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import cairosvg
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from sample_rigs.drawing import document as svg

Picture = NDArray[np.float32]
"""Height x width x 4, straight RGBA, 0..1."""

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">'


def drawn(
    doc: svg.Document, nodes: Iterable[svg.Node], size: tuple[int, int], scale: float = 1.0
) -> Picture:
    """Some nodes of a document on a transparent picture.

    Args:
        doc: whose clip paths they use.
        nodes: what to draw.
        size: of the drawing in its own units.
        scale: pixels a unit.
    """
    body = "".join(node.write() for node in nodes)
    defs = svg.Node("defs", {}, doc.clips).write()
    text = f"{_SVG.format(*size)}{defs}{body}</svg>"
    data = cairosvg.svg2png(bytestring=text.encode(), output_width=round(size[0] * scale))
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    return np.asarray(image, np.float32) / np.float32(255)


def over(top: Picture, below: Picture) -> Picture:
    """One picture laid on another."""
    a, b = top[:, :, 3:], below[:, :, 3:]
    alpha = a + b * (1 - a)
    rgb = (top[:, :, :3] * a + below[:, :, :3] * b * (1 - a)) / np.maximum(alpha, 1e-6)
    return np.concatenate([rgb, alpha], axis=2)


def stacked(pictures: Iterable[Picture]) -> Picture:
    """Pictures from the back to the front as one."""
    out: Picture | None = None
    for picture in pictures:
        out = picture if out is None else over(picture, out)
    if out is None:
        raise ValueError("nothing to stack")
    return out


@lru_cache(maxsize=8)
def noise(size: tuple[int, int], grain: float, seed: int) -> NDArray[np.float32]:
    """Smooth noise about 0 with a deviation of 1; ``grain`` is the size of a speck in pixels."""
    rng = np.random.default_rng(seed)
    small = (max(2, round(size[1] / grain)), max(2, round(size[0] / grain)))
    values = rng.standard_normal(small).astype(np.float32)
    image = Image.fromarray(values).resize(size, Image.Resampling.BICUBIC)
    out = np.asarray(image, np.float32)
    return out / float(out.std() or 1.0)


def blurred(alpha: NDArray[Any], radius: float) -> NDArray[np.float32]:
    """A mask with soft edges."""
    image = Image.fromarray(np.round(np.clip(alpha, 0, 1) * 255).astype(np.uint8))
    soft = image.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(soft, np.float32) / np.float32(255)


def moved(mask: NDArray[Any], dx: int, dy: int) -> NDArray[Any]:
    """A mask shifted to the right and down; what comes in is empty."""
    out = np.zeros_like(mask)
    height, width = mask.shape[:2]
    out[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)] = mask[
        max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)
    ]
    return out


def in_one_colour(alpha: NDArray[Any], colour: str) -> Picture:
    """A mask filled with ``#rrggbb``."""
    out = np.empty((*alpha.shape, 4), np.float32)
    out[:, :, :3] = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / np.float32(255)
    out[:, :, 3] = alpha
    return out


def as_image(picture: Picture) -> Image.Image:
    """For saving; what is not seen is black, so that it takes no room."""
    rgba = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    rgba[rgba[:, :, 3] == 0] = 0
    return Image.fromarray(rgba)


def _file(image: Image.Image, form: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def webp(picture: Picture, quality: int = 82) -> bytes:
    """A picture as a small WebP file; edges stay exact, colours nearly."""
    return _file(as_image(picture), "WEBP", quality=quality, method=4, alpha_quality=60)


def png(picture: Picture) -> bytes:
    """A picture as a PNG file."""
    return _file(as_image(picture), "PNG", optimize=True)
