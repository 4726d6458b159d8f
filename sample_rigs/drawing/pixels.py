"""Pixel art: pictures of named colours, drawn pixel by pixel and packed into a sheet."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mask = NDArray[np.bool_]
Cells = NDArray[np.uint8]
"""Numbers of colours, 0 for none; rows from the top."""


class Canvas:
    """A picture of numbered colours.

    Args:
        size: width and height in pixels.
        palette: name -> ``#rrggbb``; the numbers are the names' order, from 1.
    """

    def __init__(self, size: tuple[int, int], palette: Mapping[str, str]) -> None:
        self.size = size
        self.palette = palette
        self.numbers = {name: i for i, name in enumerate(palette, 1)}
        self.cells: Cells = np.zeros((size[1], size[0]), np.uint8)
        self._y, self._x = np.mgrid[0 : size[1], 0 : size[0]] + 0.5

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, power: float = 2.0) -> Mask:
        """The pixels whose middles lie in an ellipse, or in a rounder box (``power`` above 2)."""
        x, y = np.abs(self._x - cx) / rx, np.abs(self._y - cy) / ry
        return np.asarray(x**power + y**power <= 1)

    def box(self, left: int, top: int, right: int, bottom: int) -> Mask:
        """The pixels from left and top up to, but without, right and bottom."""
        x, y = self._x, self._y
        return np.asarray((x > left) & (x < right) & (y > top) & (y < bottom))

    def rows(self, middle: int, top: int, halves: Sequence[int]) -> Mask:
        """Rows of pixels about a middle line, each with half its width."""
        mask = np.zeros(self.cells.shape, bool)
        for i, half in enumerate(halves):
            mask[top + i, middle - half : middle + half] = True
        return mask

    def fill(self, mask: Mask, colour: str) -> None:
        """Paint pixels."""
        self.cells[mask] = self.numbers[colour]

    def dots(self, points: Sequence[tuple[int, int]], colour: str) -> None:
        """Paint single pixels (x, y)."""
        for x, y in points:
            self.cells[y, x] = self.numbers[colour]

    def outlined(self, mask: Mask, fill: str, line: str) -> None:
        """Paint pixels and a line of one pixel around them."""
        self.fill(grown(mask), line)
        self.fill(mask, fill)

    def rgba(self) -> NDArray[np.uint8]:
        """The picture in colours."""
        table = np.zeros((len(self.palette) + 1, 4), np.uint8)
        for name, number in self.numbers.items():
            table[number] = (*bytes.fromhex(self.palette[name][1:]), 255)
        return table[self.cells]


def grown(mask: Mask) -> Mask:
    """A mask and its four neighbours."""
    out = mask.copy()
    out[1:] |= mask[:-1]
    out[:-1] |= mask[1:]
    out[:, 1:] |= mask[:, :-1]
    out[:, :-1] |= mask[:, 1:]
    return out


def inner_edge(mask: Mask, dx: int, dy: int) -> Mask:
    """The pixels of a mask that leave it when it moves: where light or shade falls."""
    moved = np.roll(np.roll(mask, dy, 0), dx, 1)
    return np.asarray(mask & ~moved)


def sheet(
    frames: Mapping[str, Canvas], width: int, image: str
) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Pack pictures without their margins, and say where they are as Aseprite does.

    Args:
        frames: name -> picture, all of one size.
        width: of the sheet, in pixels.
        image: its file name.
    """
    table: dict[str, Any] = {}
    pieces: list[tuple[int, int, Cells]] = []
    x = y = shelf = 1
    for name, canvas in frames.items():
        filled = np.argwhere(canvas.cells)
        (top, left), (bottom, right) = filled.min(0), filled.max(0) + 1
        w, h = int(right - left), int(bottom - top)
        if x + w + 1 > width:
            x, y = 1, y + shelf + 1
            shelf = 1
        shelf = max(shelf, h)
        table[f"{name}.png"] = {
            "frame": {"x": x, "y": y, "w": w, "h": h},
            "rotated": False,
            "trimmed": True,
            "spriteSourceSize": {"x": int(left), "y": int(top), "w": w, "h": h},
            "sourceSize": {"w": canvas.size[0], "h": canvas.size[1]},
            "duration": 100,
        }
        pieces.append((x, y, canvas.rgba()[top:bottom, left:right]))
        x += w + 1
    picture = np.zeros((y + shelf + 1, width, 4), np.uint8)
    for left, top, part in pieces:
        picture[top : top + part.shape[0], left : left + part.shape[1]] = part
    size = {"w": width, "h": picture.shape[0]}
    meta = {"image": image, "format": "RGBA8888", "size": size, "scale": "1"}
    return picture, {"frames": table, "meta": meta}


def png(picture: NDArray[np.uint8]) -> bytes:
    """A picture as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", optimize=True)
    return file.getvalue()


def as_json(table: Mapping[str, Any]) -> bytes:
    """A sheet's data as a file: a line for each frame."""
    rows = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in table["frames"].items())
    return f'{{"frames": {{\n{rows}\n}},\n"meta": {json.dumps(table["meta"])}}}\n'.encode()
