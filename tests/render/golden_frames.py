"""The pictures under ``golden/``: what two moments of a little song look like with each sample rig.

After a change that is meant to be seen, look at the new pictures and keep them::

    python -m tests.render.golden_frames
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from render.film import Film, Look
from render.rigs import load_rig
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set

FOLDER = Path(__file__).resolve().parent / "golden"
SIZE = (320, 180)
FRAMES = (26, 84)  # at 20 frames a second: "love" with the mouth open, "Moon" with the lips closed


def film(rig: str, **look: object) -> Film:
    """The little song, sung by a sample rig."""
    song = little_song()
    settings = Look(**{"size": SIZE, "fps": Fraction(20), **look})  # type: ignore[arg-type]
    return Film(song, animate(song, load_set()), load_rig(sample_rigs.path(rig)), settings)


def picture(rig: str, frame: int) -> NDArray[np.uint8]:
    """A frame as ``(height, width, 3)`` RGB."""
    return film(rig).rgba(frame)[:, :, :3]


def path(rig: str, frame: int) -> Path:
    """Where the picture of a frame is kept."""
    return FOLDER / f"{rig}-{frame}.png"


def main() -> None:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for rig in sample_rigs.names():
        for frame in FRAMES:
            Image.fromarray(picture(rig, frame)).save(path(rig, frame), optimize=True)


if __name__ == "__main__":
    main()
