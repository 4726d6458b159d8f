"""Writes OpenRaster files (OpenRaster specification 0.0.6) of layers in groups."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from typing import Union
from xml.sax.saxutils import quoteattr

import numpy as np
from PIL import Image

from sample_rigs.drawing.raster import Picture, as_image, over

Layers = Mapping[str, Union[Picture, "Layers"]]
"""Layers by name, from the back to the front; a group of layers is a table in it."""


class _Writer:
    def __init__(self, size: tuple[int, int], shown: Collection[str]) -> None:
        self.shown = shown
        self.files: dict[str, bytes] = {}
        self.merged: Picture = np.zeros((size[1], size[0], 4), np.float32)

    def layer(self, name: str, picture: Picture) -> str:
        """Keep a layer's picture without its margin; its element."""
        filled = np.argwhere(np.round(picture[:, :, 3] * 255) > 0)
        (top, left), (bottom, right) = filled.min(0), filled.max(0) + 1
        source = f"data/{len(self.files):02d}.png"
        self.files[source] = _few_colours(as_image(picture[top:bottom, left:right]), 96)
        how = ' visibility="hidden"'
        if name in self.shown:
            self.merged = over(picture, self.merged)
            how = ""
        place = f'x="{left}" y="{top}"'
        return f"<layer name={quoteattr(name)} src={quoteattr(source)} {place}{how}/>\n"

    def group(self, layers: Layers) -> str:
        """Elements of some layers; the file lists the front first."""
        out = []
        for name, what in layers.items():
            if isinstance(what, Mapping):
                out.append(f"<stack name={quoteattr(name)}>\n{self.group(what)}</stack>\n")
            else:
                out.append(self.layer(name, what))
        return "".join(reversed(out))


def written(size: tuple[int, int], layers: Layers, shown: Collection[str]) -> bytes:
    """A file; the same layers give the same bytes.

    Args:
        size: of the canvas in pixels.
        layers: of the size of the canvas.
        shown: names of layers that are not hidden.
    """
    writer = _Writer(size, shown)
    inner = writer.group(layers)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<image w="{size[0]}" h="{size[1]}"'
    stack = f'{head} version="0.0.6">\n<stack>\n{inner}</stack>\n</image>\n'
    whole = as_image(writer.merged)
    thumbnail = whole.copy()
    thumbnail.thumbnail((256, 256))
    files = {
        "mimetype": b"image/openraster",
        "stack.xml": stack.encode(),
        **writer.files,
        "mergedimage.png": _few_colours(whole, 32),
        "Thumbnails/thumbnail.png": _few_colours(thumbnail, 32),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return data.getvalue()


def _few_colours(image: Image.Image, colours: int) -> bytes:
    """A PNG with a palette, which is enough for drawings in a few inks."""
    file = io.BytesIO()
    small = image.quantize(colours, method=Image.Quantize.FASTOCTREE)
    small.save(file, "PNG", optimize=True)
    return file.getvalue()
