"""The program's first steps: ``python -m animatemusic`` and the ``animatemusic`` script.

Loading the libraries takes a second, in which Ctrl-C would end in a traceback from the middle of
one of them. So nothing but this file is loaded before it is listened for.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it: 128 and the number of SIGINT."""


def main() -> None:
    """Run the command line."""
    _hear(_leave)
    from animatemusic.cli import run

    # Who is told to end tidies up first, as after Ctrl-C.
    _hear(signal.default_int_handler)
    code = run(sys.argv[1:])
    _hear(lambda number, frame: os._exit(code))  # all is said; only Python tidies up
    sys.exit(code)


def _hear(handler: object) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        # What runs in the background of a shell, or under nohup, is not to hear Ctrl-C.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type]


def _leave(number: int, frame: FrameType | None) -> None:
    """Nothing is begun yet: no library is asked to clear up."""
    os.write(2, b"animatemusic: error: stopped before anything was done\n")
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
