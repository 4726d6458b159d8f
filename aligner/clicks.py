"""A stretch of a song with a click at each onset: whether a word is in time is heard at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from media_core.timeline import Ms

CLICK_MS = 12
"""So short that it hides no consonant."""

WORD_HZ, LINE_HZ = 1600, 2400
"""Above most of a voice; the first word of a line clicks higher."""

LOUDNESS = 0.5
"""Of a click, where 1 is full scale; the song is made softer by as much, so that nothing clips."""


def with_clicks(
    samples: NDArray[np.int16], rate: int, onsets: Iterable[tuple[Ms, bool]]
) -> NDArray[np.int16]:
    """Mix clicks into sound.

    Args:
        samples: ``(frames, channels)`` at ``rate``.
        rate: samples a second.
        onsets: when words begin, from the first sample on, and whether they begin a line; what
            lies outside is left out.

    Returns:
        The same shape.
    """
    mixed = samples.astype(np.float32) * (1 - LOUDNESS)
    time = np.arange(rate * CLICK_MS // 1000, dtype=np.float32) / rate
    fading = np.exp(-time * 1000 / CLICK_MS * 4)
    for onset, begins in onsets:
        first = onset * rate // 1000
        if not 0 <= first < len(mixed):
            continue
        hz = LINE_HZ if begins else WORD_HZ
        click = 32767 * LOUDNESS * fading * np.sin(2 * np.pi * hz * time)
        end = min(first + len(click), len(mixed))
        mixed[first:end] += click[: end - first, None]
    clipped: NDArray[np.int16] = np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)
    return clipped
