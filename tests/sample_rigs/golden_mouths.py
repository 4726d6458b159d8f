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
    """All that a rig has drawings for, on its own disc's colour, as ``(height, width, 3)`` RGB.

    A row of the nine mouths for each mood, and one of half-closed and closed eyes and raised brows.
    """
    rig = load_rig(sample_rigs.path(name))
    moods = ("", *sorted(rig.moods))
    rows = [[Pose(letter, mood=mood) for letter in LETTERS] for mood in moods]
    looks: list[dict[str, str]] = [{"eyes": "half"}, {"eyes": "closed"}, {"brows": "up"}]
    faces = [Pose("X", mood=mood, **look) for mood in moods for look in looks]  # type: ignore[arg-type]
    rows.append((faces + len(LETTERS) * [Pose("X")])[: len(LETTERS)])
    frames = [np.concatenate([rig.draw(pose, HEIGHT) for pose in row], axis=1) for row in rows]
    whole = np.concatenate(frames).astype(float)
    ground = np.frombuffer(bytes.fromhex(rig.info.stage.disc[1:])[::-1], np.uint8)
    mixed = whole[:, :, :3] + ground * (1 - whole[:, :, 3:] / 255)
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
