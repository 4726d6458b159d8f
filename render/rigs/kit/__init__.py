"""Template kits: a plain character with guides that already sings, in three forms to draw over."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from PIL import Image

from render.frame import straight_rgba
from render.rigs.art import Notices, tell_nobody
from render.rigs.normalise import write_folder
from render.rigs.opening import open_rig
from render.rigs.svg import SvgDrawing

HEIGHT = 1150
"""Pixels of the pictures of a kit."""

_MANIFEST = """\
#:schema ./rig.schema.json
# Everything here is optional. Your editor knows the keys if it reads JSON schemas (taplo).
schema = 1
name = "My character"
author = "you"
licence = "CC0-1.0"         # who may use it? shown to everyone who makes a video with it
pivot = [500, 880]          # base of the neck: the head sways about it
anchor = [500, 640]         # middle of the closed mouth
mouth_width = 170           # of the closed mouth
"""

_README = {
    "svg": """\
A template rig: one layered SVG.

1. Open rig.svg in Inkscape, Illustrator, Affinity or Figma, and show the layer "guides".
2. Draw over the layers; keep their names. A mouth that you do not draw is replaced by another.
3. Hide "guides" again, save as SVG, and ask: animatemusic rig check . --proof proof.png
""",
    "folder": """\
A template rig: a folder of pictures, all drawn on one canvas of 1000 x 1150 pixels.

1. guides.png shows where the mouth sits; use it as the lowest layer of your drawing.
2. Draw over mouth/*.png, head.png, eyes/*.png ...; keep their names and their canvas.
3. Ask: animatemusic rig check . --proof proof.png
""",
    "sheet": """\
A template rig: a sprite sheet, rig.png, and its data, rig.json.

1. Draw your frames with the names of rig.json; export them with Aseprite (File > Export Sprite
   Sheet > JSON Data) or TexturePacker (format JSON), trimmed and rotated as you like.
2. guides.png shows where the mouth sits on each frame's own canvas of 1000 x 1150 pixels.
3. Ask: animatemusic rig check . --proof proof.png
""",
}


def write_kit(form: str, folder: Path) -> None:
    """Write a kit.

    Args:
        form: a key of :data:`KITS`.
        folder: exists; files in it are replaced.
    """
    KITS[form](folder)
    (folder / "README.txt").write_text(_README[form], "utf-8")
    manifest = _MANIFEST if form == "svg" else _MANIFEST + 'set = "rhubarb"\n'
    (folder / "rig.toml").write_text(manifest, "utf-8")
    write_schema(folder)


def write_schema(folder: Path) -> None:
    """Put the schema of ``rig.toml`` beside it, where the manifest names it for editors."""
    schema = resources.files("render").joinpath("rigs", "rig.schema.json")
    (folder / "rig.schema.json").write_bytes(schema.read_bytes())


def _svg(folder: Path) -> None:
    (folder / "rig.svg").write_bytes(_template().read_bytes())


def _folder(folder: Path) -> None:
    with resources.as_file(_template()) as path:
        write_folder(open_rig(path), folder, HEIGHT)
    _guides().save(folder / "guides.png")


def _sheet(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        _folder(Path(place))
        pictures = {
            _frame_name(path.relative_to(place)): Image.open(path).convert("RGBA")
            for path in sorted(Path(place).rglob("*.png"))
            if path.stem != "guides"
        }
        shutil.copy(Path(place) / "guides.png", folder)
    sheet, frames = packed(pictures)
    sheet.save(folder / "rig.png", optimize=True)
    size = {"w": sheet.width, "h": sheet.height}
    meta = {"app": "animatemusic", "image": "rig.png", "format": "RGBA8888", "size": size}
    data = json.dumps({"frames": frames, "meta": meta}, indent=1, ensure_ascii=False)
    (folder / "rig.json").write_text(data + "\n", "utf-8")


def _frame_name(path: Path) -> str:
    group, stem = path.parent.name, path.stem
    return f"{group}_{stem}" if group in ("eyes", "brows") else stem


def packed(pictures: dict[str, Image.Image]) -> tuple[Image.Image, dict[str, object]]:
    """Trimmed pictures in rows on one sheet, and their data as TexturePacker's hash writes it."""
    boxes = {name: image.getbbox() or (0, 0, 1, 1) for name, image in pictures.items()}
    width = max(1200, *(box[2] - box[0] + 2 for box in boxes.values()))
    x = y = row = 0
    places: dict[str, tuple[int, int]] = {}
    for name, (left, top, right, bottom) in sorted(boxes.items(), key=lambda r: r[1][1] - r[1][3]):
        if x + right - left + 2 > width:
            x, y, row = 0, y + row, 0
        places[name] = (x + 1, y + 1)
        x, row = x + right - left + 2, max(row, bottom - top + 2)
    sheet = Image.new("RGBA", (width, y + row))
    frames: dict[str, object] = {}
    for name, image in pictures.items():
        left, top, right, bottom = boxes[name]
        at = {"w": right - left, "h": bottom - top}
        sheet.paste(image.crop(boxes[name]), places[name])
        frames[f"{name}.png"] = {
            "frame": {"x": places[name][0], "y": places[name][1], **at},
            "rotated": False,
            "trimmed": True,
            "spriteSourceSize": {"x": left, "y": top, **at},
            "sourceSize": {"w": image.width, "h": image.height},
        }
    return sheet, frames


def _template() -> Traversable:
    return resources.files("render").joinpath("rigs", "kit", "template.svg")


def _guides() -> Image.Image:
    """The template's hidden layer of guides, as a picture."""
    with resources.as_file(_template()) as path:
        drawing = SvgDrawing(path, Notices(tell_nobody))
        guides = [node for node in drawing.nodes if node.name == "guides"]
        width = round(HEIGHT * drawing.size[0] / drawing.size[1])
        frame = drawing.draw(guides, frozenset(guides), frozenset(), width, HEIGHT)
    return Image.fromarray(straight_rgba(frame))


KITS: dict[str, Callable[[Path], None]] = {"svg": _svg, "folder": _folder, "sheet": _sheet}
"""Form -> what writes its drawings. A new kit also gets a text in ``_README``."""
