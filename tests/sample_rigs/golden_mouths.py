"""Pictures of every mouth of every rig that ships, as we last looked at them.

``python -m tests.sample_rigs.golden_mouths`` draws them anew; look at them before you keep them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from render.rigs import Pose, load_rig
from sample_rigs.drawing.shapes import LETTERS

FOLDER = Path(__file__).resolve().parent / "golden"
HEIGHT = 120
COLOURS = 96


def picture(name: str) -> NDArray[np.uint8]:
    """The nine mouths of a rig in a row on its own disc's colour, as ``(height, width, 3)`` RGB."""
    rig = load_rig(sample_rigs.path(name))
    ground = np.frombuffer(bytes.fromhex(rig.info.stage.disc[1:])[::-1], np.uint8)
    frames = [rig.draw(Pose(letter), HEIGHT) for letter in LETTERS]
    row = np.concatenate(frames, axis=1).astype(float)
    mixed = row[:, :, :3] + ground * (1 - row[:, :, 3:] / 255)
    return np.round(mixed[:, :, ::-1]).clip(0, 255).astype(np.uint8)


def path(name: str) -> Path:
    """Where the picture of a rig is kept."""
    return FOLDER / f"{name}.png"


def main() -> None:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in sample_rigs.names():
        image = Image.fromarray(picture(name)).quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(path(name), optimize=True)


if __name__ == "__main__":
    main()
