"""Ctrl-C that comes between two frames, never inside a library.

Python raises KeyboardInterrupt wherever it is, also half-way through a call into the encoder or in
a callback of the drawing library, whose memory is then in a state that nobody planned. While a
video is made, the wish to stop is only noted, and honoured where the program says so.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Check = Callable[[], None]
"""Called where stopping is safe; raises KeyboardInterrupt if somebody asked for it."""


@contextmanager
def stoppable() -> Iterator[Check]:
    """Note Ctrl-C (and SIGTERM, where it does the same) instead of raising it.

    A second signal is raised at once: somebody is impatient, or the program hangs. Signals reach
    the main thread only; elsewhere, and where the program handles them itself, nothing changes.
    Who asked to stop during the last step is heard at the end.
    """
    asked = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    def check() -> None:
        nonlocal asked
        if asked:
            asked = False
            raise KeyboardInterrupt

    ours: list[signal.Signals] = []
    if threading.current_thread() is threading.main_thread():
        ours = [
            number
            for number in (signal.SIGINT, signal.SIGTERM)
            if signal.getsignal(number) is signal.default_int_handler
        ]
    try:
        for number in ours:
            signal.signal(number, note)
        yield check
    finally:
        for number in ours:
            signal.signal(number, signal.default_int_handler)
    check()
