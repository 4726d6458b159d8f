"""Pictures of the rigs for the documentation: a proof sheet of each, and one of all together."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import sample_rigs
from render.frame import straight_rgba
from render.rigs import Pose, Rig, load_rig
from render.rigs.check import check_drawings
from render.rigs.proof import proof_sheet

WIDTHS = (800, 720, 640, 560, 480)  # of a proof sheet in pixels: the largest that is small enough
ENOUGH = 190_000  # bytes
COLOURS = 128
RARE = Image.Quantize.MAXCOVERAGE  # few pixels are lips and cheeks, and they must keep their colour
CELL = (330, 352)  # of the picture of all
COLUMNS = 4
MOUTH = 62.0  # width of the closed mouth there, pixels
MOUTH_AT = (165.0, 196.0)

SUNG = {"juno": "B", "rocco": "D", "bolt": "C", "gus": "D", "leo": "H", "fern": "B", "dot": "H"}
"""What each of them sings in the picture of all; the others D."""


def write(names: list[str], folder: Path) -> None:
    """Write the proof sheets of some rigs, and the picture of all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        sheet = proof_sheet(check_drawings(sample_rigs.path(name)))
        (folder / f"{name}.png").write_bytes(_small(sheet))
    together().save(folder / "all.jpg", quality=84, optimize=True)


def _small(sheet: Image.Image) -> bytes:
    """A sheet as a PNG that the documentation can carry."""
    data = b""
    for width in WIDTHS:
        size = (width, round(sheet.height * width / sheet.width))
        small = sheet.resize(size, Image.Resampling.LANCZOS)
        file = io.BytesIO()
        small.quantize(COLOURS, RARE, kmeans=3, dither=Image.Dither.NONE).save(
            file, "PNG", optimize=True
        )
        data = file.getvalue()
        if len(data) < ENOUGH:
            break
    return data


def together() -> Image.Image:
    """All rigs, each before its own sky and disc."""
    names = sample_rigs.names()
    rows = -(-len(names) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL[0], rows * CELL[1]))
    for i, name in enumerate(names):
        sheet.paste(_cell(name), (i % COLUMNS * CELL[0], i // COLUMNS * CELL[1]))
    return sheet


def _cell(name: str) -> Image.Image:
    rig = load_rig(sample_rigs.path(name))
    stage = rig.info.stage
    top, bottom = (np.frombuffer(bytes.fromhex(c[1:]), np.uint8) for c in stage.sky)
    share = np.linspace(0, 1, CELL[1])[:, None, None]
    sky = np.broadcast_to(top * (1 - share) + bottom * share, (CELL[1], CELL[0], 3))
    cell = Image.fromarray(np.round(sky).astype(np.uint8)).convert("RGBA")
    disc = Image.new("RGBA", (4 * CELL[0], 4 * CELL[1]))
    x, y, r = 4 * MOUTH_AT[0], 4 * (MOUTH_AT[1] - 40), 4 * 150
    ImageDraw.Draw(disc).ellipse((x - r, y - r, x + r, y + r), fill=stage.disc)
    cell.alpha_composite(disc.resize(CELL, Image.Resampling.LANCZOS))
    picture, left, upper = _figure(rig, SUNG.get(name, "D"))
    whole = Image.new("RGBA", CELL)
    whole.paste(picture, (left, upper))
    cell.alpha_composite(whole)
    pen = ImageDraw.Draw(cell)
    pen.rectangle((0, CELL[1] - 40, CELL[0], CELL[1]), fill=stage.bed)
    font = ImageFont.load_default(22)
    pen.text((CELL[0] / 2, CELL[1] - 20), name, fill=stage.sung, font=font, anchor="mm")
    return cell.convert("RGB")


def _figure(rig: Rig, mouth: str) -> tuple[Image.Image, int, int]:
    """A rig that sings, and where its picture's corner goes."""
    scale = MOUTH / rig.info.mouth_width
    # Heads differ in how large their mouths are.
    scale = min(scale, (MOUTH_AT[1] - 14) / rig.info.anchor[1], CELL[0] / rig.size[0])
    frame = rig.draw(Pose(mouth), round(rig.size[1] * scale))
    left = round(MOUTH_AT[0] - rig.info.anchor[0] * scale)
    low = CELL[1] - 40 - round(rig.size[1] * scale)
    return Image.fromarray(straight_rgba(frame)), left, max(low, 4)
