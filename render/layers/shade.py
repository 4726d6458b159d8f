"""Darkness behind captions that stand on pictures."""

from __future__ import annotations

import numpy as np

from render.frame import blank
from render.layers.background import StaticLayer
from render.layout import Layout

DARK = 0.78
"""Opacity of the shade behind captions. White pictures show through it as a grey that white letters
have a contrast of 10:1 to."""
TONE = (0.03, 0.035, 0.05)
"""Colour of the shade."""
SLOPE = 0.12
"""Of the picture's height, in which the shade begins, and ends."""
LOW = 0.88
"""Captions that end below this share of the height are dark to the edge."""


def shade(place: Layout, below: int) -> StaticLayer:
    """Darkness that grows from above the captions to full behind them, and ends under them.

    Args:
        place: of the captions.
        below: where the lips end: above, the picture stays as it is, if it can.
    """
    height, text = place.height, place.text
    room = 0.2 * place.text_size
    reach = min(max(text.top - room - below, 0.03 * height), SLOPE * height)
    rows = np.arange(height) + 0.5
    share = np.clip((rows - (text.top - room - reach)) / reach, 0, 1)
    if text.bottom < LOW * height:
        share *= np.clip((text.bottom + room + SLOPE * height - rows) / (SLOPE * height), 0, 1)
    opacity = DARK * share * share * (3 - 2 * share)
    tone = np.array([*TONE[::-1], 1.0])
    # Rounding at random instead of always the same way: no steps are seen in the slope.
    chance = np.random.default_rng(3).random((height, place.width, 1), np.float32)
    wanted = 255 * opacity[:, None, None] * tone
    picture = blank(place.width, height)
    picture[:] = np.floor(wanted + np.where(wanted > 0, chance, 0))
    np.minimum(picture[:, :, :3], picture[:, :, 3:], out=picture[:, :, :3])
    return StaticLayer.cropped(picture)
