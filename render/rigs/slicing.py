"""A bare sheet -> one picture for each mouth."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from media_core.errors import RigError
from render.frame import straight_rgba
from render.rigs.art import Notices, tell_nobody
from render.rigs.cut_sheet import sheet_drawing
from render.rigs.grid import set_of_cells
from render.rigs.manifest import Manifest
from render.rigs.painted import Pixels, Placed


def slice_sheet(
    sheet: Path,
    folder: Path,
    grid: tuple[int, int] | None,
    set_name: str = "",
    *,
    cut_out: bool = False,
) -> list[str]:
    """Cut a sheet into pictures of its cells, each with its whole canvas.

    Args:
        sheet: the picture.
        folder: exists; pictures go into ``mouth`` in it, and a ``rig.toml`` beside them.
        grid: columns and rows; may be None if the drawings are found by their ink.
        set_name: names the cells in its order; a set of fitting size if "".
        cut_out: find the drawings by their ink and take the paper out.

    Returns:
        The names of the mouths.

    Raises:
        RigError: the picture cannot be used, or all its cells are empty.
    """
    if not sheet.is_file():
        raise RigError(f"there is no sheet {sheet}", hint="check the name")
    manifest = Manifest(grid=grid, set=set_name or "auto", cut_out=cut_out)
    drawing = sheet_drawing(sheet, manifest, Notices(tell_nobody))
    mouths = drawing.nodes[0].children
    if not mouths:
        raise RigError(
            f"all cells of {sheet} are empty", hint="say columns and rows, in this order"
        )
    (folder / "mouth").mkdir()
    for node in mouths:
        if isinstance(node.art, Placed) and isinstance(node.art.picture, Pixels):
            picture = Image.fromarray(straight_rgba(node.art.picture.bitmap.whole()))
            picture.save(folder / "mouth" / f"{node.name}.png")
    cells = grid[0] * grid[1] if grid is not None else len(mouths)
    name = set_of_cells(cells, manifest).name
    (folder / "rig.toml").write_text(f'schema = 1\nset = "{name}"\n', "utf-8")
    return [node.name for node in mouths]
