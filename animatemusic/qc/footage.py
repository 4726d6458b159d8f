"""What is known of a file with moving pictures once it has been decoded."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ANIMATED_PICTURES = frozenset({"gif", "apng"})
"""Formats without sound, whose frames last as long as they must."""


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The first sound in a file.

    Attributes:
        codec: FFmpeg's name.
        rate: samples a second.
        channels: how many.
        packet: samples of a packet, about; what codecs may add at the end.
        start, end: of what is heard, in seconds.
    """

    codec: str
    rate: int
    channels: int
    packet: int
    start: Fraction
    end: Fraction


@dataclass(frozen=True, eq=False, slots=True)
class Watched:
    """A file with pictures that move.

    Attributes:
        path: of the file.
        container: FFmpeg's name of its format.
        codec: FFmpeg's name.
        size: width and height in pixels.
        square: whether pixels are as wide as high.
        pixels: FFmpeg's name of the pixel format.
        alpha: whether pixels may be transparent.
        matrix: of its colours, as ITU-T H.273 numbers it: 1 is BT.709, 2 is not said.
        full_range: whether black is 0 and not 16.
        interlaced: whether its frames are fields.
        fps: frames a second, as the file says.
        starts: when frames begin, in seconds, ascending.
        end: when the last one ends.
        said: how long the file says that it is, in seconds, or None.
        black: whether frames are black.
        still: whether frames are like the ones before them.
        damaged: numbers of frames that cannot be decoded, or not well.
        sound: None if there is none.
        index_last: an mp4 whose index stands behind the pictures.
        tags: title, artist, ...
        letters: the four by which its container names the codec, or "".
        hidden_alpha: it carries transparency that its header does not tell of.
    """

    path: Path
    container: str
    codec: str
    size: tuple[int, int]
    square: bool
    pixels: str
    alpha: bool
    matrix: int
    full_range: bool
    interlaced: bool
    fps: Fraction
    starts: NDArray[np.float64]
    end: float
    said: float | None
    black: NDArray[np.bool_]
    still: NDArray[np.bool_]
    damaged: tuple[int, ...]
    sound: SoundTrack | None
    index_last: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    letters: str = ""
    hidden_alpha: bool = False

    @property
    def begins(self) -> float:
        """When the first frame is shown."""
        return float(self.starts[0])

    @property
    def animated_picture(self) -> bool:
        """True for a GIF and the like."""
        return self.container in ANIMATED_PICTURES
