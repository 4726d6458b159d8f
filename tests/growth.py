"""How work grows with what it is given: a ratio within one run, which no slow machine changes."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
"""The larger task is so many times the smaller one."""

MOST = 3 * TIMES
"""Of the time: linear work takes 8 times as long, quadratic 64 times."""

NOISE = 0.02
"""Seconds of a processor that say nothing."""


def grows_like_its_size(work: Callable[[int], object], size: int) -> bool:
    """True if a task that is eight times as large takes about eight times the work.

    Args:
        work: does a task of a size; measured in time of this process, the best of three.
        size: of the smaller task.
    """
    small = min(_cost(work, size) for _ in range(3))
    return any(_cost(work, size * TIMES) <= MOST * small + NOISE for _ in range(3))


def _cost(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
