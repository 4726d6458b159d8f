"""A bare sheet: one picture with mouths in rows and columns."""

from __future__ import annotations

from pathlib import Path

from media_core.errors import RigError
from render.frame import Frame
from render.rigs.art import Node, Notices
from render.rigs.manifest import NO_SET, Manifest
from render.rigs.painted import PaintedDrawing, Pixels, Placed
from render.rigs.pictures import Budget, cropped, read_picture
from visemes import sets
from visemes.sets import VisemeSet, load_set

BACKGROUND_REACH = 12
"""Levels that a flat background may differ from its corner (JPEG makes noise)."""


class GridDrawing(PaintedDrawing):
    """The cells of a sheet, read row by row in the order of the set's own chart.

    ``map`` in ``rig.toml`` says what a cell is by its number, from 1: ``map = { "1" = "X" }``.

    Raises:
        RigError: nobody says how the mouths lie, or the picture cannot be used.
    """

    def __init__(self, path: Path, manifest: Manifest, tell: Notices) -> None:
        if manifest.grid is None:
            raise RigError(
                f"{path} is one picture, and nobody says how the mouths lie on it",
                hint='say columns and rows with --grid 3x3, or with grid = "3x3" in rig.toml; '
                "drawings on paper are found by their ink with --cut-out",
            )
        columns, rows = manifest.grid
        sheet = read_picture(path, str(path), tell)
        width, height = sheet.canvas
        if width % columns or height % rows:
            tell.warn(
                "uneven-grid",
                path.name,
                f"{path.name} is {width} x {height} pixels, which {columns} x {rows} cells do not "
                "divide evenly; the rest at the right and below is left out",
                "make its sides multiples of the numbers of cells",
            )
        cell = width // columns, height // rows
        if min(cell) < 4:
            raise RigError(
                f"the {columns} x {rows} cells of {path} are smaller than 4 pixels",
                hint="say columns and rows with --grid, in this order",
            )
        names = cell_names(columns * rows, manifest)
        whole = sheet.whole()
        budget = Budget(str(path))
        nodes = []
        for index, name in enumerate(names):
            x, y = index % columns * cell[0], index // columns * cell[1]
            part: Frame = whole[y : y + cell[1], x : x + cell[0]]
            bitmap = cropped(part, cell, budget)
            if bitmap.empty:
                tell.note("empty-cell", f"cell {index + 1}", f"cell {index + 1} is empty")
            elif not name:
                tell.warn(
                    "unknown-name",
                    f"cell {index + 1}",
                    f"cell {index + 1} is one more than the set has, so it is not used",
                    'say with map in rig.toml what it is: map = { "10" = "X" }',
                )
            else:
                art = Placed(Pixels(bitmap))
                nodes.append(Node(name, art=art, source=f"cell {index + 1}"))
        super().__init__(cell, [Node("mouth", tuple(nodes))], manifest.pixel_art)


def cell_names(count: int, manifest: Manifest) -> list[str]:
    """What each cell is: as the map says, else the set's shapes in its own order."""
    shapes = set_of_cells(count, manifest)
    said = {int(k): v for k, v in manifest.map.items() if k.isdecimal()}
    left = iter([shape for shape in shapes.shapes if shape not in said.values()])
    return [said.get(i) or next(left, "") for i in range(1, count + 1)]


def set_of_cells(count: int, manifest: Manifest) -> VisemeSet:
    """The set that a sheet without names is read in: the default, if it has enough mouths."""
    if manifest.set not in NO_SET:
        return load_set(manifest.set)
    default = load_set()
    if count <= len(default.shapes):
        return load_set("two-shape") if count == 2 else default
    known = [load_set(name) for name in sets.names()]
    return min(known, key=lambda s: (abs(len(s.shapes) - count), s.name))
