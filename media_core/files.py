"""Files: read with a limit, written whole or not at all, named by what they hold.

What a user names may be a folder, a pipe that nobody writes to, a device without an end or a file
that is larger than memory. Every reader of the program comes through :func:`read_bytes`, or asks
:func:`check_file` before it hands a name to a library.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from media_core.errors import AnimateMusicError, InputError, OutputError
from media_core.leftovers import clear_leftovers, passing_name

MEGABYTE = 1_000_000


def open_file(
    path: Path,
    *,
    what: str = "file",
    limit: int | None = None,
    error: type[AnimateMusicError] = InputError,
) -> BufferedReader:
    """Open a regular file for reading, and nothing else.

    Args:
        path: of the file.
        what: it is to the user, for messages: "lyric sheet", "rig".
        limit: bytes that it may have; None for no limit.
        error: the kind to raise.

    Raises:
        AnimateMusicError: of the kind asked for: it is missing, a folder, a pipe, a device,
            too large or not readable.
    """
    try:
        # A pipe that nobody writes to is opened at once instead of waited for.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        number = os.open(path, flags)
    except (OSError, ValueError) as err:
        raise _unreadable(path, what, err, error) from err
    try:
        facts = os.fstat(number)
        if stat.S_ISDIR(facts.st_mode):
            raise error(f"{path} is a folder, not a {what}", hint="give the name of a file")
        if not stat.S_ISREG(facts.st_mode):
            raise error(
                f"{path} is a pipe or a device, not a {what}",
                hint="save what it gives into a file first",
            )
        if limit is not None and facts.st_size > limit:
            raise _too_large(path, what, limit, error)
        return os.fdopen(number, "rb")
    except BaseException:
        with suppress(OSError):
            os.close(number)
        raise


def check_file(
    path: Path,
    *,
    what: str = "file",
    limit: int | None = None,
    error: type[AnimateMusicError] = InputError,
) -> None:
    """See that a name stands for a regular file before a library opens it.

    Args and errors are those of :func:`open_file`.
    """
    open_file(path, what=what, limit=limit, error=error).close()


def read_bytes(
    path: Path,
    *,
    limit: int,
    what: str = "file",
    error: type[AnimateMusicError] = InputError,
) -> bytes:
    """All bytes of a regular file that is not larger than a limit.

    Args and errors are those of :func:`open_file`.
    """
    with open_file(path, what=what, limit=limit, error=error) as file:
        try:
            data = file.read(limit + 1)  # it may have grown, and some files hide their size
        except OSError as err:
            raise _unreadable(path, what, err, error) from err
    if len(data) > limit:
        raise _too_large(path, what, limit, error)
    return data


def _too_large(
    path: Path, what: str, limit: int, error: type[AnimateMusicError]
) -> AnimateMusicError:
    size = f"{limit / MEGABYTE:.3g} MB" if limit >= MEGABYTE else f"{limit} bytes"
    return error(
        f"{path} is too large for a {what} (more than {size})", hint="is it the file you meant?"
    )


def _unreadable(
    path: Path, what: str, err: OSError | ValueError, error: type[AnimateMusicError]
) -> AnimateMusicError:
    if isinstance(err, FileNotFoundError):
        return error(f"there is no {what} {path}", hint="check the name and the folder")
    if isinstance(err, ValueError):  # a zero byte
        return error(
            f"{str(path)!r} cannot be the name of a {what}", hint="check the name and the folder"
        )
    return error(
        f"{path} cannot be read ({err.strerror or err})", hint="check the name and the folder"
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex.

    Raises:
        InputError: it cannot be read.
    """
    with open_file(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as err:
            raise _unreadable(path, "file", err, InputError) from err


def check_place(path: Path) -> None:
    """See that a file could be written under a name.

    Raises:
        OutputError: its folder is missing, or it is a folder itself.
    """
    folder = path.parent
    if not os.path.isdir(folder):
        raise OutputError(f"there is no folder {folder}", hint="make it first, or choose another")
    if os.path.isdir(path):
        raise OutputError(f"{path} is a folder", hint="give the name of a file")


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its name if all goes well, and else vanishes.

    What killed processes left there is removed on this occasion.

    Raises:
        OutputError: the folder is missing, no folder or not writable.
    """
    check_place(path)
    folder = path.parent
    clear_leftovers(folder)
    temporary = passing_name(path, suffix=path.suffix)
    try:  # from here on: Ctrl-C may come between any two steps
        try:
            temporary.touch()
        except OSError as err:
            raise OutputError(
                f"nothing can be written into {folder} ({err.strerror})",
                hint="choose another folder",
            ) from err
        yield temporary
        put_in_place(temporary, path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


_placed: list[tuple[Path, os.stat_result]] = []


def put_in_place(temporary: Path, path: Path) -> None:
    """Give something that is whole its name.

    Raises:
        OutputError: the name cannot be had.
    """
    try:
        # Noted before: whoever is interrupted in between still tells the truth, see placed().
        _placed.append((path, os.stat(temporary)))
        os.replace(temporary, path)
    except OSError as err:
        raise OutputError(
            f"{path} cannot be written ({err.strerror})",
            hint="close it, or choose another name",
        ) from err


def placed() -> list[Path]:
    """What this process has written whole since :func:`forget_placed`, and is still there."""
    found: dict[Path, None] = {}
    for path, facts in _placed:
        with suppress(OSError):
            if os.path.samestat(os.stat(path), facts):
                found[path] = None
    return list(found)


def forget_placed() -> None:
    """Begin a new account of what is written."""
    _placed.clear()
