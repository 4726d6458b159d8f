"""The files of a rig: found without leaving its folder, in bounded number."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from media_core.errors import RigError
from render.rigs.art import Notices

MAX_FILES = 2000
MAX_FOLDERS = 4
"""Nesting of folders: view / mouth / mood."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices (Naming Files, Paths, and Namespaces)."""

_OTHERS = ("__MACOSX", "Thumbs.db", "desktop.ini")


def listed(folder: Path, root: Path, tell: Notices) -> list[Path]:
    """What is in a folder, sorted; without hidden files and without links that lead out of a rig.

    Raises:
        RigError: the folder cannot be read, or holds too much.
    """
    try:
        with os.scandir(folder) as entries:
            found = []
            for entry in entries:
                found.append(Path(entry.path))
                if len(found) > MAX_FILES:
                    raise RigError(
                        f"the folder {folder} holds over {MAX_FILES} files",
                        hint="put the rig into a folder of its own",
                    )
    except OSError as err:
        raise RigError(
            f"the folder {folder} cannot be read ({err.strerror})", hint="check its name"
        ) from err
    return [path for path in sorted(found, key=_order) if _usable(path, root, tell)]


def _order(path: Path) -> tuple[str, str]:
    return path.name.lower(), path.name


def _usable(path: Path, root: Path, tell: Notices) -> bool:
    name = path.name
    if name.startswith(".") or name in _OTHERS:
        return False
    if not inside(path, root):
        tell.warn(
            "link-outside",
            name,
            f"{name} is a link that leads out of the rig's folder; it is not followed",
            "put the file itself into the folder",
        )
        return False
    if is_odd(name):
        tell.note(
            "file-name", name, f"the file name {name!r} is impossible on Windows", "rename it"
        )
    return True


def is_odd(name: str) -> bool:
    """True for a file name that some systems refuse."""
    return bool(
        _RESERVED.match(name)
        or re.search(r'[<>:"|?*\\\x00-\x1f]', name)
        or name.endswith((".", " "))
    )


def inside(path: Path, root: Path) -> bool:
    """True if a path, links followed, is a file or folder in ``root``."""
    try:
        real = path.resolve(strict=True)
        return real.is_relative_to(root.resolve(strict=True)) and (real.is_file() or real.is_dir())
    except (OSError, RuntimeError, ValueError):
        return False


def beside(folder: Path, name: str, what: str) -> Path:
    """A file that a rig names, in its own folder.

    Raises:
        RigError: it is not there, or not in the folder.
    """
    path = folder / name
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there or not inside(path, folder):
        raise RigError(
            f"{what} names the file {name}, which is not in the folder {folder}",
            hint="put it there, or correct the name",
        )
    return path


def walked(folder: Path, tell: Notices) -> Iterator[Path]:
    """All files of a folder and of folders in it."""
    waiting = [(folder, 0)]
    seen = 0
    while waiting:
        place, depth = waiting.pop(0)
        for path in listed(place, folder, tell):
            seen += 1
            if seen > MAX_FILES:
                raise RigError(
                    f"the folder {folder} holds over {MAX_FILES} files",
                    hint="put the rig into a folder of its own",
                )
            if path.is_dir():
                if depth < MAX_FOLDERS:
                    waiting.append((path, depth + 1))
            else:
                yield path
