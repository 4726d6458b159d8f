"""A folder has one process in it at a time, and no lock outlives its process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from media_core.locking import lock_folder

_HOLD = """
import sys, pathlib
from media_core.locking import lock_folder
lock = lock_folder(pathlib.Path(sys.argv[1]))
print("locked" if lock else "in use", flush=True)
sys.stdin.read()
"""


def test_a_folder_is_locked_until_it_is_left(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b"
    lock = lock_folder(place)
    assert lock is not None
    assert lock_folder(place) is None
    lock.leave(remove=False)
    again = lock_folder(place)
    assert again is not None
    again.leave(remove=True)
    assert not place.exists()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path / "x")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"locked"
        assert lock_folder(tmp_path / "x") is None
        child.kill()
    lock = lock_folder(tmp_path / "x")
    assert lock is not None
    lock.leave(remove=True)
