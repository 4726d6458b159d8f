"""The words that say on the picture itself that these lips were made.

Metadata is lost when a platform encodes a video again; what is burned into the frames stays.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from wav2lip_refine.faces.face import Picture

TEXT = "synthetic lips"
HEIGHT = 0.032
"""Of the letters' line, of the picture's shorter side."""
LEAST = 11
"""Pixels below which letters cannot be read."""


class Label:
    """White letters on a dark, half transparent ground in the lower right corner.

    ``above`` puts them into the upper one, where captions stand below.
    """

    def __init__(self, width: int, height: int, text: str = TEXT, *, above: bool = False) -> None:
        size = max(LEAST, round(min(width, height) * HEIGHT))
        font = ImageFont.load_default(size)
        left, top, right, bottom = font.getbbox(text)
        pad = max(2, size // 3)
        w, h = int(right - left) + 2 * pad, int(bottom - top) + 2 * pad
        letters = Image.new("L", (w, h))
        ImageDraw.Draw(letters).text((pad - left, pad - top), text, fill=255, font=font)
        letters = letters.crop((max(0, w - width), max(0, h - height), w, h))
        ink = np.asarray(letters, np.float32)[:, :, None] / 255
        ground = np.float32(0.45)  # opacity of the black behind the letters
        self._keep = ((1 - ink) * (1 - ground)).astype(np.float32)
        self._add = (ink * 235).astype(np.float32)
        gap = min(size, max(0, width - w), max(0, height - h))
        h, w = ink.shape[:2]
        y, x = max(0, height - h - gap), max(0, width - w - gap)
        y = min(y, gap) if above else y
        self._place = np.s_[y : y + h, x : x + w]

    def burn(self, frame: Picture) -> Picture:
        """A copy of the frame with the words on it."""
        out = frame.copy()
        out[self._place] = (out[self._place] * self._keep + self._add).astype(np.uint8)
        return out
