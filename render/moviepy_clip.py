"""The bridge to MoviePy 2: a film as a clip, for people who cut their videos with it.

MoviePy is an optional extra; nothing else in the program imports it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.errors import InputError
from render.film import Film


def as_clip(film: Film) -> Any:
    """A silent ``moviepy.VideoClip`` of the film.

    The clip lasts as long as the film's frames do. MoviePy counts seconds in floats and writes
    frame rates with two decimals; the frames themselves are chosen exactly.

    Raises:
        InputError: MoviePy is not installed.
    """
    try:
        from moviepy import VideoClip
    except ImportError as err:
        raise InputError(
            "MoviePy is not installed", hint='pip install "animatemusic[moviepy]"'
        ) from err

    def frame(seconds: float) -> NDArray[np.uint8]:
        """The picture at a moment, ``(height, width, 3)`` RGB."""
        return np.ascontiguousarray(film.rgba(frame_index(film, seconds))[:, :, :3])

    clip = VideoClip(frame_function=frame, duration=float(film.count / film.fps))
    return clip.with_fps(float(film.fps))


def frame_index(film: Film, seconds: float) -> int:
    """The frame of the film that is on the screen at a moment, in seconds.

    MoviePy asks for ``i / fps`` in floats, which may lie a hair before the frame begins; a
    microsecond of grace is more than its error in a day, and less than any eye sees.
    """
    moment = Fraction(seconds) + Fraction(1, 1_000_000)
    return min(max(int(moment * film.fps), 0), film.count - 1)
