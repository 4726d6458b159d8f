"""Names of files that are being made, and what is left of them when a program is killed.

A file that is being made lies beside its target as ``.NAME.HOST-PID.partial.SUFFIX``, a folder of
parts as ``.NAME.HOST-PID.parts``. Nobody tidies up after ``kill -9`` or a power cut, so whoever
writes there next does. It takes away only what has such a name from this machine, belongs to this
user, and whose process is dead: a folder may be shared with machines that are at work.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import stat
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

_LONGEST = 120
"""Bytes of a name that are kept: most file systems take 255 for all of it."""

_OURS = re.compile(r"\..+\.(?P<host>[0-9a-f]{8})-(?P<pid>[0-9]{1,10})\.(partial(\.\w+)?|parts)")

_WINDOWS_AGE = 86_400.0
"""Seconds. There a process cannot be asked for with the means of Python alone."""


def passing_name(path: Path, kind: str = "partial", suffix: str = "") -> Path:
    """Where something lies while it is made.

    Args:
        path: what it will be.
        kind: ``partial`` or ``parts``.
        suffix: of a file, by which libraries know its format.
    """
    stem = path.stem if suffix else path.name
    data = os.fsencode(stem)
    if len(data) > _LONGEST:
        stem = f"{os.fsdecode(data[:_LONGEST])}-{hashlib.sha256(data).hexdigest()[:8]}"
    return path.with_name(f".{stem}.{_host()}-{os.getpid()}.{kind}{suffix}")


def clear_leftovers(folder: Path) -> None:
    """Remove what dead processes of this user left in a folder; trouble is nobody's concern."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _OURS.fullmatch(entry.name)
            if match is None or match["host"] != _host():
                continue
            with suppress(OSError):
                facts = entry.stat(follow_symlinks=False)
                if _is_users(facts) and not _lives(int(match["pid"]), facts.st_mtime):
                    if stat.S_ISDIR(facts.st_mode):
                        shutil.rmtree(entry.path, ignore_errors=True)
                    elif stat.S_ISREG(facts.st_mode):
                        os.unlink(entry.path)


@cache
def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]


def _is_users(facts: os.stat_result) -> bool:
    return sys.platform == "win32" or facts.st_uid == os.getuid()


def _lives(pid: int, changed: float) -> bool:
    """Whether a process is there; one of another user is."""
    if sys.platform == "win32":  # os.kill would end it
        return time.time() - changed < _WINDOWS_AGE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
