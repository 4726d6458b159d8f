"""In which frames each word may begin: what a person has pinned, what is already known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.pins import Pins
from aligner.sphinx.chain import Windows
from aligner.sphinx.sung import FRAME_MS, frame_of
from media_core.errors import LyricsError
from media_core.timeline import Ms, clock


def pinned_windows(pins: Pins, lengths: NDArray[np.int64], frames: int) -> Windows | None:
    """Pins as frames, or None without any.

    Args:
        pins: where words must begin, by their index in the order of singing.
        lengths: ``(words,)`` least frames of each word.
        frames: length of the song.

    Raises:
        LyricsError: the words between two pins need more time than there is.
    """
    if not pins:
        return None
    windows = np.array([[0, frames]] * len(lengths), dtype=np.int64)
    for word, span in pins.items():
        windows[word] = frame_of(span.start), max(frame_of(span.end), frame_of(span.start) + 1)
    earliest = 0
    for word, (first, last) in enumerate(windows.tolist()):
        earliest = max(earliest, first)
        if earliest >= last:
            raise LyricsError(
                f"there is no time for the words before {clock(Ms(first * FRAME_MS))}, where a "
                "line or word is pinned",
                hint="correct the anchors or the locked words",
            )
        windows[word, 0] = earliest
        earliest += int(lengths[word])
    latest = frames
    for word in range(len(lengths) - 1, -1, -1):
        latest = min(latest - int(lengths[word]), int(windows[word, 1]) - 1)
        windows[word, 1] = latest + 1
        if latest < windows[word, 0]:
            raise LyricsError(
                f"there is no time for the words after {clock(Ms(latest * FRAME_MS))}",
                hint="correct the anchors or the locked words",
            )
    return windows


def part_windows(
    windows: Windows | None, first: int, last: int, begun: Sequence[int], start: int, end: int
) -> Windows:
    """The windows of some words in the frames of a part; words before it begin where they did.

    Args:
        windows: of all words, in frames of the song, or None for anywhere.
        first: word of the part.
        last: the word after it.
        begun: frames of the song in which the first of the words are known to begin.
        start: frame of the song with which the part begins.
        end: the frame after it.
    """
    out = np.array([[0, end - start]] * (last - first), dtype=np.int64)
    if windows is not None:
        out = np.clip(windows[first:last] - start, 0, end - start)
    for word, frame in enumerate(begun):
        out[word] = max(0, frame - start - 1), frame - start + 2
    return out
