"""What is done to every frame of a clip before a face is looked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from media_core.errors import InputError
from wav2lip_refine.faces.face import Picture
from wav2lip_refine.resize import resize


@dataclass(frozen=True, slots=True)
class Framing:
    """What is done to every frame, in this order, as the reference program orders it.

    Attributes:
        shrink: both sides are divided by this, rounded down.
        crop: (top, bottom, left, right) in pixels of the result; -1 is the far edge.
        turn: degrees clockwise, between the two; for clips that lie on their side without saying
            so (what a file says of itself is followed anyway).
    """

    shrink: int = 1
    crop: tuple[int, int, int, int] = (0, -1, 0, -1)
    turn: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.shrink <= 16:
            raise ValueError(f"frames can be divided by 1 to 16, not by {self.shrink}")
        if self.turn not in (0, 90, 180, 270):
            raise ValueError(f"frames turn by 90, 180 or 270 degrees, not by {self.turn}")

    def apply(self, picture: Picture, *, exact: bool = False) -> Picture:
        """One frame, framed.

        Args:
            picture: the frame.
            exact: as the reference program does: pixels are skipped where it is made smaller, and
                sides may be odd.

        Raises:
            InputError: the crop leaves nothing.
        """
        height, width = picture.shape[:2]
        if self.shrink > 1:
            size = max(1, width // self.shrink), max(1, height // self.shrink)
            if exact:
                picture = resize(picture, *size)
            else:
                image = Image.fromarray(picture).resize(size, Image.Resampling.BOX)
                picture = np.asarray(image)
        picture = np.rot90(picture, -self.turn // 90)  # a negative number turns clockwise
        height, width = picture.shape[:2]
        top, bottom, left, right = self.crop
        bottom = height if bottom < 0 else min(bottom, height)
        right = width if right < 0 else min(right, width)
        if not (0 <= top < bottom and 0 <= left < right) or min(bottom - top, right - left) < 2:
            raise InputError(
                f"the crop {' '.join(map(str, self.crop))} leaves nothing of frames of "
                f"{width}x{height}",
                hint="give top, bottom, left and right in pixels, -1 for the far edge",
            )
        if not exact:  # video is encoded in squares of 2 x 2 pixels
            bottom -= (bottom - top) % 2
            right -= (right - left) % 2
        return np.ascontiguousarray(picture[top:bottom, left:right])
