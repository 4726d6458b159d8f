"""The proof sheet of a rig: nine mouths large, blink and brows, then at 40 and 20 px.

The sheet reads nothing but the folder of the rig, so it shows what a loader will see.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import cairosvg
import defusedxml.ElementTree as SafeET
from PIL import Image, ImageDraw, ImageFont

from sample_rigs.drawing.shapes import LETTERS

_SVG = "{http://www.w3.org/2000/svg}"
_LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"

#: A word in whose stressed sound the shape appears.
WORDS: Mapping[str, str] = {
    "X": "(rest)",
    "A": "mama",
    "B": "see",
    "C": "bed",
    "D": "father",
    "E": "more",
    "F": "you",
    "G": "five",
    "H": "la",
}

COLUMNS = 5
CELL = (340, 350)  # pixels
LABEL = 34  # pixels under each large picture
CROP = (0.04, 0.05, 0.96)  # left, top, right of the large cells, parts of the width
SMALL = (40, 20)  # mouth widths of the lower rows, pixels
COLOURS = 128  # palette of the PNG


@dataclass(frozen=True)
class Pose:
    """Which alternative of every switch is shown."""

    mouth: str = "X"
    eyes: str = "open"
    brows: str = "rest"


def posed(svg: str, pose: Pose) -> bytes:
    """Return the rig with other alternatives shown: every group with such labels follows."""
    root = SafeET.fromstring(svg)
    choices = (
        ({"X", "A"}, pose.mouth),
        ({"open", "half"}, pose.eyes),
        ({"rest", "up"}, pose.brows),
    )
    for parent in root.iter(f"{_SVG}g"):
        labels = {child.get(_LABEL, ""): child for child in parent}
        for needed, wanted in choices:
            if not needed <= labels.keys():
                continue
            for label, child in labels.items():
                child.attrib.pop("display", None)
                if label != wanted:
                    child.set("display", "none")
    return bytes(ElementTree.tostring(root))


def picture(svg: str, pose: Pose, width: int) -> Image.Image:
    """Return the posed rig as RGBA pixels."""
    data = cairosvg.svg2png(bytestring=posed(svg, pose), output_width=width)
    return Image.open(io.BytesIO(data)).convert("RGBA")


class Sheet:
    """A canvas that is filled row by row."""

    def __init__(self, size: tuple[int, int], ground: str, ink: str) -> None:
        self.image = Image.new("RGBA", size, ground)
        self.pen = ImageDraw.Draw(self.image)
        self.ink = ink

    def put(self, item: Image.Image, x: int, y: int) -> None:
        """Place a picture."""
        self.image.alpha_composite(item, (x, y))

    def label(self, text: str, x: int, y: int, size: int) -> None:
        """Write centred text; the built-in typeface keeps the sheet the same everywhere."""
        font = ImageFont.load_default(size)
        self.pen.text((x, y), text, fill=self.ink, font=font, anchor="mm")

    def save(self, path: Path) -> None:
        """Save with a reduced palette."""
        flat = self.image.convert("RGB")
        small = flat.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def _cell(svg: str, pose: Pose) -> Image.Image:
    """Head and shoulders, cropped to a cell."""
    width = round(CELL[0] / (CROP[2] - CROP[0]))
    full = picture(svg, pose, width)
    left, top = round(CROP[0] * width), round(CROP[1] * width)
    return full.crop((left, top, left + CELL[0], top + CELL[1]))


def _large(sheet: Sheet, svg: str) -> int:
    """Nine mouths, then half and closed lids and raised brows; returns the next free y."""
    poses = [(Pose(mouth=k), f"{k}  {WORDS[k]}") for k in LETTERS]
    poses += [
        (Pose(brows="up"), "brows up"),
        (Pose(eyes="open"), "open"),
        (Pose(eyes="half"), "half"),
        (Pose(eyes="closed"), "closed"),
        (Pose(mouth="D", eyes="closed", brows="up"), "long note"),
        (Pose(mouth="B", brows="up"), "bright"),
    ]
    for i, (pose, text) in enumerate(poses):
        x, y = (i % COLUMNS) * CELL[0], (i // COLUMNS) * (CELL[1] + LABEL)
        sheet.put(_cell(svg, pose), x, y)
        sheet.label(text, x + CELL[0] // 2, y + CELL[1] + LABEL // 2, 20)
    return -(-len(poses) // COLUMNS) * (CELL[1] + LABEL)


def _small(sheet: Sheet, svg: str, mouth_width: float, y: int) -> None:
    """One row for each small mouth width."""
    for size in SMALL:
        width = round(1000 * size / mouth_width)
        step = sheet.image.width // (len(LETTERS) + 1)
        row, margin = round(width * 0.9), round(width * 0.16)
        sheet.label(f"{size} px", step // 2, y + row // 2, 20)
        for i, key in enumerate(LETTERS):
            item = picture(svg, Pose(mouth=key), width).crop((margin, 0, width - margin, row))
            sheet.put(item, (i + 1) * step + (step - item.width) // 2, y)
        y += row + 12


def write(folder: Path) -> None:
    """Write ``proof.png`` beside ``rig.svg`` and ``rig.toml``."""
    svg = (folder / "rig.svg").read_text(encoding="utf-8")
    facts = tomllib.loads((folder / "rig.toml").read_text(encoding="utf-8"))
    mouth_width = float(facts["mouth_width"])
    small = sum(round(1000 * s / mouth_width * 0.9) + 12 for s in SMALL)
    height = 3 * (CELL[1] + LABEL) + small
    sheet = Sheet((COLUMNS * CELL[0], height), facts["stage"]["disc"], facts["stage"]["bed"])
    _small(sheet, svg, mouth_width, _large(sheet, svg))
    sheet.save(folder / "proof.png")
