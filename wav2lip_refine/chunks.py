"""Which piece of the spectrogram belongs to which frame.

A piece is :data:`WIDTH` columns, 0.2 s, that begin where the frame begins. Two answers are given:
:func:`official_starts` repeats the reference program, which stops once the end is reached and so
leaves the last 0.1 s or so of a song without a picture; :func:`song_starts` is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

import numpy as np
from numpy.typing import NDArray

from media_core.errors import AudioError
from media_core.timeline import Ms, frame_count
from wav2lip_refine.mel import COLUMNS_PER_SECOND, LIMIT

WIDTH = 16
"""Columns in one window."""


def official_starts(columns: int, fps: Fraction | float) -> list[int]:
    """First columns of the windows, one for each frame, as the reference program chooses them.

    The step is a float, as there. The last window ends with the spectrogram and may repeat the
    one before it.

    Args:
        columns: width of the spectrogram.
        fps: frames a second.

    Raises:
        AudioError: the song is shorter than one window, for which the reference has no answer.

    >>> official_starts(30, 25)
    [0, 3, 6, 9, 12, 14]
    """
    if not fps > 0:
        raise ValueError(f"the frame rate must be above zero: {fps}")
    if columns < WIDTH:
        raise AudioError(
            f"the song is too short: {columns} columns of sound, and one window takes {WIDTH}",
            hint="add silence at its end until it lasts 0.2 s",
        )
    step = COLUMNS_PER_SECOND / float(fps)
    starts: list[int] = []
    for frame in count():
        start = int(frame * step)
        if start + WIDTH > columns:
            break
        starts.append(start)
    return [*starts, columns - WIDTH]


def song_starts(
    columns: int, duration: Ms, fps: Fraction, *, sync_offset_frames: int = 0
) -> list[int]:
    """First columns of the windows, one for every frame of the song.

    Exact for any frame rate and length; windows that would reach over either end are moved
    inside.

    Args:
        columns: width of the spectrogram; below 16 every window starts at 0.
        duration: how long the song lasts.
        fps: frames a second.
        sync_offset_frames: added to the frame whose sound is taken. 0 is what the reference
            program does; -1 is how the published weights were trained (with 0 the lips lead the
            sound by one frame).

    >>> song_starts(30, Ms(370), Fraction(25))
    [0, 3, 6, 9, 12, 14, 14, 14, 14, 14]
    >>> song_starts(30, Ms(200), Fraction(25), sync_offset_frames=-1)
    [0, 0, 3, 6, 9]
    """
    if fps <= 0:
        raise ValueError(f"the frame rate must be above zero: {fps}")
    last = max(0, columns - WIDTH)
    return [
        min(max(0, int((frame + sync_offset_frames) * COLUMNS_PER_SECOND / fps)), last)
        for frame in range(frame_count(duration, fps))
    ]


def mel_windows(mel: NDArray[np.float64], starts: Sequence[int]) -> NDArray[np.float32]:
    """Cut the windows that the networks take.

    Args:
        mel: (80, T) from :func:`wav2lip_refine.mel.mel_spectrogram`; fewer than 16 columns are
            filled up with silence.
        starts: first column of each window.

    Returns:
        (len(starts), 1, 80, 16).
    """
    bands, columns = mel.shape
    if columns < WIDTH:
        mel = np.pad(mel, ((0, 0), (0, WIDTH - columns)), constant_values=-LIMIT)
        columns = WIDTH
    wrong = [start for start in starts if not 0 <= start <= columns - WIDTH]
    if wrong:
        raise ValueError(f"no window of {WIDTH} columns starts at {wrong[0]} of {columns}")
    taken = np.asarray(starts, dtype=np.intp)[:, None] + np.arange(WIDTH)  # (n, 16)
    windows = mel.astype(np.float32)[:, taken]  # (80, T) -> (80, n, 16)
    return windows.transpose(1, 0, 2).reshape(-1, 1, bands, WIDTH)  # -> (n, 1, 80, 16)
