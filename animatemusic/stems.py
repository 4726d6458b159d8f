"""A vocal stem in place of the mix: what is listened to is not what is played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from media_core.audio import Audio, load_audio
from media_core.timeline import Ms, clock

CLOSE_MS = 1000
"""Exports of one song differ by as much in their silent ends, and by more where one is cut."""


def load_stem(path: Path, song: Path, duration: Ms, notice: Callable[[str], None]) -> Audio:
    """The voice of a song, no longer than the song.

    Args:
        path: of the stem: any audio file.
        song: of the mix, for the message.
        duration: of the song.
        notice: told when the two may not begin at the same moment.

    Raises:
        AudioError: the stem cannot be used.
    """
    stem = load_audio(path)
    if abs(stem.duration - duration) > CLOSE_MS:
        notice(
            f"{path} lasts {clock(stem.duration)}, {song} {clock(duration)}: the times are right "
            "only if both begin at the same moment"
        )
    return stem.part(Ms(0), duration) if stem.duration > duration else stem
