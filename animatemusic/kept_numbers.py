"""What was measured in a sound file, kept by the file's content: a second look costs a moment.

Trouble with the cache is never the user's: what cannot be read is measured again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from media_core.errors import AnimateMusicError
from media_core.files import digest_of, read_bytes
from media_core.fingerprint import code_of, fingerprint, versions_of
from media_core.leftovers import passing_name

FILES_KEPT = 300
"""An hour of loudness takes 3 MB; the oldest go first."""

LARGEST = 50_000_000
"""Bytes of one that is read; more than a day of sound makes."""


def numbers_folder() -> Path:
    """The user's cache folder, as the operating system has it."""
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "sound"


def measured(
    sound: Path, facts: object, measure: Callable[[], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Numbers that are measured in a file, or were before.

    Args:
        sound: the file.
        facts: what else decides them: what is measured, and in which part.
        measure: measures them.
    """
    try:
        key = fingerprint(
            *(digest_of(sound), facts, code_of("media_core"), versions_of("av", "numpy"))
        )
    except (OSError, AnimateMusicError):
        return measure()
    path = numbers_folder() / f"{key}.npy"
    try:
        found = np.load(BytesIO(read_bytes(path, limit=LARGEST)), allow_pickle=False)
        if found.dtype == np.float64 and found.ndim == 1:
            os.utime(path)
            return np.asarray(found)
    except (OSError, ValueError, EOFError, AnimateMusicError):
        pass
    numbers = measure()
    _keep(path, numbers)
    return numbers


def _keep(path: Path, numbers: NDArray[np.float64]) -> None:
    passing = passing_name(path)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        data = BytesIO()
        np.save(data, numbers, allow_pickle=False)
        passing.write_bytes(data.getvalue())
        os.replace(passing, path)
        for old in sorted(path.parent.glob("*.npy"), key=_age)[FILES_KEPT:]:
            old.unlink()
    with suppress(OSError):
        passing.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
