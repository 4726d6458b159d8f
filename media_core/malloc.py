"""Memory that is given back.

glibc keeps large blocks that were freed once, to hand them out again; encoders that come and go
with each part of a video leave holes in them, and the program grows. Told where large begins, it
asks the system for each large block, and gives it back.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache

_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
"""Numbers of mallopt's parameters (malloc.h of glibc)."""

LARGE = 1024 * 1024
"""Bytes; whole pictures are larger. Their parts, which come and go with each frame, are smaller:
to ask the system for those cost half a millisecond a frame."""


@cache
def give_memory_back() -> None:
    """Make glibc return large blocks; elsewhere nothing is done, for others do so anyway."""
    if not sys.platform.startswith("linux"):
        return
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl has none
        return
    set_option(_MMAP_THRESHOLD, LARGE)
    set_option(_ARENA_MAX, 2)


def trim_memory() -> None:
    """Free what closed files left behind; to be called after each.

    Two things keep it. PyAV's streams and containers hold each other, so that only Python's search
    for cycles finds a closed coder (30 MB of frames for a decoder of 1080p, 200 for an encoder);
    left alone, it looks too rarely. And glibc keeps the gaps between pictures of several MB that
    live a moment: 1080p grew by 10 MB a second of video before they were trimmed.
    """
    gc.collect()
    trim = _trimmer()
    if trim is not None:
        trim(0)


@cache
def _trimmer() -> Callable[[int], object] | None:
    """Glibc's ``malloc_trim``; other libraries have none, and do not need it."""
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return None
    return trim
