"""A sprite sheet: one picture, and a JSON file that says where the frames are on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from media_core.errors import RigError
from media_core.files import read_bytes
from render.frame import Frame
from render.rigs.art import Node, Notices
from render.rigs.files import inside
from render.rigs.manifest import Manifest
from render.rigs.names import kind_of_group
from render.rigs.painted import PaintedDrawing, Pixels, Placed
from render.rigs.paper import cut_bitmap
from render.rigs.pictures import SUFFIXES, Bitmap, Budget, cropped, read_picture
from render.rigs.sheet_json import MAX_BYTES, SheetFrame, parse_sheet
from render.rigs.slots import ORDER, slot_of, state_words


class SheetDrawing(PaintedDrawing):
    """A sheet with the JSON of Aseprite or TexturePacker.

    Raises:
        RigError: the JSON is no sheet's, or its picture is missing or cannot be used.
    """

    def __init__(self, path: Path, manifest: Manifest, tell: Notices) -> None:
        said = read_bytes(path, limit=MAX_BYTES, what="sheet's data", error=RigError)
        data = parse_sheet(said, str(path))
        picture = _picture_of(path, data.image)
        for name, more in data.renamed.items():
            tell.note("long-tag", name, f"the tag {name} has {more + 1} frames; the first is used")
        sheet = read_picture(picture, str(picture), tell)
        whole = (cut_bitmap(sheet, str(picture)) if manifest.cut_out else sheet).whole()
        budget = Budget(str(path))
        frames = [f for f in data.frames if _is_on(f, sheet.canvas, picture.name, tell)]
        if not frames:
            raise RigError(
                f"no frame of {path} is on its picture {picture.name}", hint="export both again"
            )
        shift, size = _canvas(frames, tell)
        nodes = []
        for frame in frames:
            bitmap = _cut(whole, frame, budget)
            moved = Bitmap(bitmap.pixels, bitmap.left, bitmap.top, frame.canvas)
            if bitmap.empty:
                tell.warn("empty-layer", frame.name, f"the frame {frame.name} is empty")
            art = Placed(Pixels(moved), *shift[frame])
            nodes.append((frame, Node(frame.name, art=art, source=frame.name)))
        super().__init__(size, _grouped(nodes), manifest.pixel_art)


def _picture_of(path: Path, image: str) -> Path:
    """The sheet's picture: the one that the data names, if it is beside it, else the same stem."""
    bare = image.replace("\\", "/").rsplit("/", 1)[-1]
    names = ([bare] if bare else []) + [path.stem + suffix for suffix in SUFFIXES]
    for name in names:
        try:
            found = path.parent / name
            if name not in (".", "..") and found.is_file() and inside(found, path.parent):
                return found
        except (OSError, ValueError):
            continue
    raise RigError(
        f"the picture {image or path.stem + '.png'} of {path} is not beside it",
        hint="put the sheet's picture into the same folder",
    )


def _is_on(frame: SheetFrame, size: tuple[int, int], picture: str, tell: Notices) -> bool:
    x, y, width, height = frame.box
    taken = (height, width) if frame.rotated else (width, height)
    if width and height and x + taken[0] <= size[0] and y + taken[1] <= size[1]:
        return True
    tell.warn(
        "outside-sheet",
        frame.name,
        f"the frame {frame.name} lies outside of {picture} ({size[0]} x {size[1]} pixels); "
        "it is not used",
        "export the sheet and its data together",
    )
    return False


def _cut(whole: Frame, frame: SheetFrame, budget: Budget) -> Bitmap:
    """A frame's picture, upright, on its own canvas."""
    x, y, width, height = frame.box
    if frame.rotated:
        # It was turned clockwise to fit; back it goes.
        part = np.rot90(whole[y : y + width, x : x + height])
    else:
        part = whole[y : y + height, x : x + width]
    bitmap = cropped(np.ascontiguousarray(part), (width, height), budget)
    left, top = bitmap.left + frame.offset[0], bitmap.top + frame.offset[1]
    return replace(bitmap, left=left, top=top)


def _canvas(
    frames: list[SheetFrame], tell: Notices
) -> tuple[dict[SheetFrame, tuple[float, float]], tuple[float, float]]:
    """Where each frame's canvas goes, and the size of what holds all."""
    size = max(f.canvas[0] for f in frames), max(f.canvas[1] for f in frames)
    pivots = [frame.pivot for frame in frames]
    shift: dict[SheetFrame, tuple[float, float]] = {}
    if all(pivots) and len({f.canvas for f in frames} | set(pivots)) > 2:
        # Frames of their own sizes meet where the artist put their anchors.
        left = max(f.pivot[0] for f in frames if f.pivot)
        top = max(f.pivot[1] for f in frames if f.pivot)
        for frame in frames:
            pivot = frame.pivot or (0.0, 0.0)
            shift[frame] = (left - pivot[0], top - pivot[1])
        right = max(shift[f][0] + f.canvas[0] for f in frames)
        bottom = max(shift[f][1] + f.canvas[1] for f in frames)
        return shift, (right, bottom)
    if len({f.canvas for f in frames}) > 1:
        tell.warn(
            "canvas-size",
            "",
            "the frames have different canvas sizes and no anchors, so they are centred",
            "trim none of them, or give each a pivot",
        )
    for frame in frames:
        shift[frame] = ((size[0] - frame.canvas[0]) / 2, (size[1] - frame.canvas[1]) / 2)
    return shift, size


def _grouped(nodes: list[tuple[SheetFrame, Node]]) -> list[Node]:
    """Mouths, eyes and brows in groups, the rest as it is; from the back to the front."""
    groups: dict[str, list[Node]] = {slot: [] for slot in ORDER}
    for frame, node in nodes:
        slot = _slot(frame)
        if slot in ("eyes", "brows"):
            node = replace(node, name=state_words(slot, node.name))
        if slot:
            groups[slot].append(node)
    out: list[Node] = []
    for slot, inner in groups.items():
        if slot in ("mouth", "eyes", "brows"):
            out += [Node(slot, tuple(inner))] if inner else []
        else:  # an Aseprite layer that stands still is the same in every frame
            out += [replace(node, name=slot) for node in inner[:1]]
    return out


def _slot(frame: SheetFrame) -> str:
    """What a frame shows: by its layer, if it has one, else by its own name."""
    if frame.layer:
        return kind_of_group(frame.layer) or slot_of(frame.layer)
    return slot_of(frame.name)
