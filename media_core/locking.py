"""A folder that one process works in at a time.

The lock is one of the operating system, on a file in the folder: it goes with the process, however
that ends, so there are no stale locks.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_NAME = "in-use"
_TRIES = 5


@dataclass(slots=True)
class LockedFolder:
    """A folder that is ours until it is left.

    Attributes:
        path: of the folder.
    """

    path: Path
    _number: int

    def leave(self, *, remove: bool) -> None:
        """Let others in; ``remove`` the folder with all that is in it, first."""
        if remove:
            shutil.rmtree(self.path, ignore_errors=True)
        with suppress(OSError):
            os.close(self._number)
        if remove and sys.platform == "win32":  # where an open file cannot be removed
            with suppress(OSError):
                (self.path / _NAME).unlink(missing_ok=True)
                self.path.rmdir()


def lock_folder(path: Path) -> LockedFolder | None:
    """Make a folder if need be and lock it; None if another process is in it.

    Where the file system knows no locks, None as well.

    Raises:
        OSError: the folder cannot be made, or nothing be written in it.
    """
    for _ in range(_TRIES):
        path.mkdir(parents=True, exist_ok=True)
        try:
            number = os.open(path / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # removed this moment, by who was in it
            continue
        try:
            _lock(number)
            # Who was in it may have removed the folder before it let us in.
            if os.path.samestat(os.fstat(number), os.stat(path / _NAME)):
                return LockedFolder(path, number)
        except FileNotFoundError:
            pass
        except OSError:
            os.close(number)
            return None
        os.close(number)
    return None


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
