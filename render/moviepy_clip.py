"""The bridge to MoviePy 2: a film as a clip, for people who cut their videos with it.

MoviePy is an optional extra; nothing else in the program imports it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from media_core.errors import InputError
from media_core.extras import adding
from render.cutout import straight
from render.film import Film
from render.frame import Frame


def as_clip(film: Film) -> Any:
    """A silent ``moviepy.VideoClip`` of the film; of a transparent one, with its mask.

    The clip lasts as long as the film's frames do. MoviePy counts seconds in floats and writes
    frame rates with two decimals; the frames themselves are chosen exactly.

    Raises:
        InputError: MoviePy is not installed, or too old.
    """
    try:
        from moviepy import VideoClip
    except ImportError as err:
        raise InputError("MoviePy 2 is not installed", hint=f"run `{adding('moviepy')}`") from err

    kept: dict[int, Frame] = {}

    def pixels(seconds: float) -> Frame:
        """Straight BGRA; MoviePy asks for the picture and for the mask of the same moment."""
        index = frame_index(film, seconds)
        if index not in kept:
            kept.clear()
            canvas = film.canvas(index)[0]
            kept[index] = straight(canvas) if film.look.transparent else canvas.copy()
        return kept[index]

    def picture(seconds: float) -> NDArray[np.uint8]:
        """``(height, width, 3)`` RGB."""
        return np.ascontiguousarray(pixels(seconds)[:, :, 2::-1])

    def mask(seconds: float) -> NDArray[np.float64]:
        """``(height, width)`` from 0, transparent, to 1."""
        return np.asarray(pixels(seconds)[:, :, 3] / 255.0)

    duration, fps = float(film.count / film.fps), float(film.fps)
    clip = VideoClip(frame_function=picture, duration=duration).with_fps(fps)
    if film.look.transparent:
        over = VideoClip(frame_function=mask, is_mask=True, duration=duration)
        clip = clip.with_mask(over.with_fps(fps))
    return clip


def frame_index(film: Film, seconds: float) -> int:
    """The frame of the film that is on the screen at a moment, in seconds.

    MoviePy asks for ``i / fps`` in floats, which may lie a hair before the frame begins; a
    microsecond of grace is more than its error in a day, and less than any eye sees.
    """
    moment = Fraction(seconds) + Fraction(1, 1_000_000)
    return min(max(int(moment * film.fps), 0), film.count - 1)
