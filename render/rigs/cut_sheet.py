"""A photo or a scan of a sheet: the drawings are found by their ink, straightened and cut out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from media_core.errors import RigError
from media_core.files import check_file
from render.frame import Frame, Rect, blank
from render.rigs.art import Drawing, Node, Notices
from render.rigs.grid import GridDrawing, cell_names
from render.rigs.ink import drawings, in_rows, tilt
from render.rigs.manifest import Manifest
from render.rigs.painted import PaintedDrawing, Pixels, Placed
from render.rigs.paper import distance, ink_from, opacity, paper_light, without_light
from render.rigs.pictures import Budget, cropped, opened

MOST_PIXELS = 6_000_000
"""A larger photo is made smaller before it is looked at: a mouth of a chart still has some 500."""

LIP_LINE = 0.3
"""Mouths meet at this share of their height: the jaw falls further than the upper lip rises."""

STRAIGHT = 0.2
"""Degrees that a sheet may lie askew without being turned, which would make it softer."""

MARGIN = 3
"""Transparent pixels around a drawing, for the soft rim."""

MOST = 99 * 99
"""Drawings on a sheet; what has more is a pattern or noise."""


def sheet_drawing(path: Path, manifest: Manifest, tell: Notices) -> Drawing:
    """A picture as a bare sheet: with a grid as it is, or cut out of its paper."""
    return (CutSheet if manifest.cut_out else GridDrawing)(path, manifest, tell)


class CutSheet(PaintedDrawing):
    """The drawings of a sheet, each on a canvas of the same size, without the paper.

    They are read row by row in the order of the set's own chart, as the cells of a grid are. Where
    columns and rows are said, each drawing is the one of the cell that it lies in, and drawings in
    one cell are one mouth.

    Raises:
        RigError: there are not two drawings on it, or the picture cannot be used.
    """

    def __init__(self, path: Path, manifest: Manifest, tell: Notices) -> None:
        picture, turned = straightened(_photo(path, tell))
        if turned:
            tell.note(
                "straightened", path.name, f"{path.name} was turned by {abs(turned):.1f} degrees"
            )
        boxes, frame, left_out = cut_from(picture)
        if not 2 <= len(boxes) <= MOST:
            raise RigError(
                f"{len(boxes) or 'no'} drawing{'s' * (len(boxes) != 1)} can be told from the paper "
                f"of {path}",
                hint="photograph the sheet alone, in even light, with its drawings apart from each "
                "other and from the edge",
            )
        if left_out:
            tell.note(
                "left-out",
                path.name,
                f"{left_out} small marks on {path.name}, such as letters, are left out",
            )
        cells = (
            _in_cells(boxes, manifest.grid) if manifest.grid else list(enumerate(in_rows(boxes)))
        )
        count = manifest.grid[0] * manifest.grid[1] if manifest.grid else len(cells)
        if len(cells) < count:
            tell.warn(
                "drawings-found",
                path.name,
                f"{len(cells)} drawings are found on {path.name}, and the grid has {count} cells",
                "look at the proof: which of them are missing?",
            )
        names = cell_names(count, manifest)
        size, nodes, budget = _canvas([box for _, box in cells]), [], Budget(str(path))
        for index, box in cells:
            if not names[index]:
                tell.warn(
                    "unknown-name",
                    f"drawing {index + 1}",
                    f"drawing {index + 1} is one more than the set has, so it is not used",
                    'say with map in rig.toml what it is: map = { "10" = "X" }',
                )
                continue
            bitmap = cropped(_placed(frame, box, size), size, budget)
            nodes.append(
                Node(names[index], art=Placed(Pixels(bitmap)), source=f"drawing {index + 1}")
            )
        super().__init__(size, [Node("mouth", tuple(nodes))], manifest.pixel_art)


def _photo(path: Path, tell: Notices) -> NDArray[np.uint8]:
    """The picture upright as its camera was held, not too large, on white if it is transparent."""
    check_file(path, what="picture", error=RigError)
    with opened(path, str(path)) as image:
        # A decoder of JPEG makes it smaller while it reads, at no cost.
        share = (MOST_PIXELS / (image.width * image.height)) ** 0.5
        if share < 1:
            image.draft("RGB", (int(image.width * share), int(image.height * share)))
        upright = ImageOps.exif_transpose(image)
        if share < 1:
            side = round(max(upright.size) * min(1, share))
            upright.thumbnail((side, side), Image.Resampling.BOX)
        if "A" in upright.getbands() or "transparency" in upright.info:
            clear = upright.convert("RGBA")
            upright = Image.new("RGBA", clear.size, "white")
            upright.alpha_composite(clear)
        return np.asarray(upright.convert("RGB"))


def straightened(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """A sheet turned so that its drawings lie level, and by how many degrees it was.

    Args:
        picture: ``(height, width, 3)``.
    """
    light = paper_light(picture)
    far = distance(picture, light)
    boxes, ink, _ = drawings(far > ink_from(far))
    angle = tilt(ink, boxes)
    if abs(angle) < STRAIGHT:
        return picture, 0.0
    colour = tuple(int(value * 255) for value in np.median(light, axis=(0, 1)))
    turned = Image.fromarray(picture).rotate(
        angle, Image.Resampling.BICUBIC, expand=True, fillcolor=colour
    )
    return np.asarray(turned), angle


def cut_from(picture: NDArray[np.uint8]) -> tuple[list[Rect], Frame, int]:
    """The boxes of the drawings on a sheet, all of them without paper, and how many marks are left.

    Args:
        picture: ``(height, width, 3)``.
    """
    light = paper_light(picture)
    far = distance(picture, light)
    least = ink_from(far)
    boxes, ink, left_out = drawings(far > least)
    return boxes, without_light(picture, light, opacity(far, ink, least)), left_out


def _in_cells(boxes: Sequence[Rect], grid: tuple[int, int]) -> list[tuple[int, Rect]]:
    """Number of the cell of each drawing, and its box; those of one cell together.

    The drawings in the outermost columns and rows say where these are: a photo has margins.
    """
    across = _steps([(b.left + b.right) / 2 for b in boxes], grid[0])
    down = _steps([(b.top + b.bottom) / 2 for b in boxes], grid[1])
    found: dict[int, Rect] = {}
    for box, column, row in zip(boxes, across, down, strict=True):
        cell = row * grid[0] + column
        found[cell] = found[cell].union(box) if cell in found else box
    return sorted(found.items())


def _steps(places: Sequence[float], count: int) -> list[int]:
    low, high = min(places), max(places)
    if count == 1 or low == high:
        return [0] * len(places)
    return [round((place - low) / (high - low) * (count - 1)) for place in places]


def _canvas(boxes: Sequence[Rect]) -> tuple[int, int]:
    """Width and height that hold each drawing with its lip line at the same height."""
    width = max(box.right - box.left for box in boxes)
    high = max(box.bottom - box.top for box in boxes)
    return width + 2 * MARGIN, high + 2 * MARGIN


def _placed(frame: Frame, box: Rect, size: tuple[int, int]) -> Frame:
    """One drawing on its canvas."""
    grown = Rect(box.left - MARGIN, box.top - MARGIN, box.right + MARGIN, box.bottom + MARGIN)
    seen = grown.within(Rect(0, 0, frame.shape[1], frame.shape[0]))
    out = blank(*size)
    lip = (size[1] - 2 * MARGIN) * LIP_LINE
    left = (size[0] - (box.right - box.left)) // 2 - (box.left - seen.left)
    top = MARGIN + round(lip - (box.bottom - box.top) * LIP_LINE) - (box.top - seen.top)
    part = frame[seen.top : seen.bottom, seen.left : seen.right]
    out[top : top + part.shape[0], left : left + part.shape[1]] = part
    return out
