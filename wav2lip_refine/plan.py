"""Which frame of the clip is shown at each frame of the song."""

from __future__ import annotations

from typing import Literal

When = Literal["ping-pong", "hold", "loop"]
"""What is shown when the clip ends before the song: it goes backward and forward, its last frame
stays, or it begins again with a jump (as the reference program does)."""


def clip_frames(count: int, clip: int, when: When = "ping-pong") -> list[int]:
    """The clip's frame for each of the song's frames.

    Args:
        count: frames of the song.
        clip: frames of the clip, at least one.
        when: what is shown when the clip ends.

    >>> clip_frames(8, 3)
    [0, 1, 2, 1, 0, 1, 2, 1]
    >>> clip_frames(5, 3, "hold"), clip_frames(5, 3, "loop")
    ([0, 1, 2, 2, 2], [0, 1, 2, 0, 1])
    """
    if clip < 1:
        raise ValueError(f"a clip has at least one frame: {clip}")
    if when == "hold":
        return [min(i, clip - 1) for i in range(count)]
    if when == "loop":
        return [i % clip for i in range(count)]
    around = max(1, 2 * clip - 2)
    return [min(i % around, around - i % around) if clip > 1 else 0 for i in range(count)]
