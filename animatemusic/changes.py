"""Files that change on disk: what is looked at, and what is no longer as it was."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

Snapshot = dict[Path, tuple[int, int]]
"""What stood on disk: time of change in nanoseconds and size, of each file that was there."""

MOST_FILES = 2000
"""Of a folder of drawings; what comes after them is not looked at."""


def snapshot(paths: Iterable[Path]) -> Snapshot:
    """How files are at this moment; those in a folder one by one, what is not there left out."""
    found: Snapshot = {}
    for path in paths:
        for file in _files(path):
            try:
                said = os.stat(file)
            except OSError:
                continue
            found[file] = (said.st_mtime_ns, said.st_size)
    return found


def changed(before: Snapshot, after: Snapshot) -> set[Path]:
    """Files that came, went, or are not as they were."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def belongs(file: Path, to: Iterable[Path]) -> bool:
    """Whether a file is one of these, or in one of these folders."""
    return any(file == place or place in file.parents for place in to)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        found += [Path(folder, name) for name in sorted(names)]
        if len(found) >= MOST_FILES:
            break
    return found[:MOST_FILES]
