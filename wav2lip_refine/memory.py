"""Memory goes back to the system, so that a long pass takes no more than a short one."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Free what closed files left behind; to be called after each.

    Two things keep it. PyAV's streams and containers hold each other, so that only Python's search
    for cycles finds a closed coder (30 MB of frames for a decoder of 1080p, 200 for an encoder);
    left alone, it looks too rarely. And glibc keeps the gaps between pictures of several MB that
    live a moment: 1080p grew by 10 MB a second of video before they were trimmed.
    """
    gc.collect()
    _trim()


@cache
def _trimmer() -> Callable[[int], object] | None:
    """Glibc's ``malloc_trim``; other libraries have none, and do not need it."""
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return None
    return trim


def _trim() -> None:
    trim = _trimmer()
    if trim is not None:
        trim(0)
