"""A song that nobody recorded: what visuals are told of it.

After a change that is meant to be seen, look at the new pictures and keep them::

    python -m tests.render.visuals.features
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from media_core.timeline import Ms
from render.visuals import VISUALS, Features

DURATION = 9000


def features() -> Features:
    """Beats every half second, louder from second 1 on, a section at second 2."""
    steps = np.arange(DURATION // 10)
    bands = np.arange(32)
    swing = 0.5 + 0.5 * np.sin(0.05 * steps[:, None] + 0.7 * bands)
    loud = np.where(steps < 100, 0.25, 1.0)[:, None]
    energy = np.round(255 * loud * (0.3 + 0.7 * swing)).astype(np.uint8)
    peaks = np.round(255 * np.abs(np.sin(0.031 * steps))).astype(np.uint8)
    beats = np.arange(0, DURATION, 500).astype(np.int32)
    return Features(Ms(DURATION), 10, energy, peaks, beats, 120.0, (Ms(2000), Ms(6000)))


def main() -> None:
    """Draw the golden pictures anew."""
    from tests.render.visuals.test_visuals import GOLDEN, film

    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name in VISUALS:
        picture = film(name).rgba(51)[:, :, :3]
        Image.fromarray(picture).save(GOLDEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
