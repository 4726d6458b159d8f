"""A zip of a rig, unpacked for as long as it is read; zips of strangers are not trusted."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from media_core.errors import RigError
from render.rigs.art import Notices
from render.rigs.files import MAX_FILES

MAX_UNPACKED = 400_000_000
"""Bytes of all files together."""

MAX_RATIO = 400
"""A file of more than a megabyte that shrinks to less than this part of it is a bomb; the flattest
drawings that we measured shrink to a hundredth."""

_KEPT = {
    *(".png", ".webp", ".jpg", ".jpeg", ".svg", ".psd", ".psb", ".ora", ".json", ".toml"),
}

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError),
)
"""What zipfile raises where an archive is none: also names that are not in their encoding."""


@contextmanager
def unpacked(path: Path, tell: Notices) -> Iterator[Path]:
    """A folder with the pictures of a zip; gone when the block ends.

    Raises:
        RigError: no zip, broken, too large, or with names that lead outside.
    """
    with tempfile.TemporaryDirectory(prefix="rig-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, path, Path(folder), tell)
        except BROKEN as err:
            raise RigError(
                f"the zip {path} cannot be read ({err})", hint="zip the folder again"
            ) from err
        yield Path(folder)


def checked(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """The files of an archive, if they are few and small enough.

    Raises:
        RigError: too many, too large, too well compressed, or names that lead outside.
    """
    # A name may be empty, which zipfile itself does not expect.
    files = [info for info in archive.infolist() if info.filename and not info.is_dir()]
    if len(files) > MAX_FILES:
        raise RigError(f"{path} holds over {MAX_FILES} files", hint="zip the rig's folder only")
    if sum(info.file_size for info in files) > MAX_UNPACKED:
        raise RigError(
            f"{path} unpacks to over {MAX_UNPACKED // 1_000_000} MB", hint="export it smaller"
        )
    for info in files:
        if info.file_size > 1_000_000 and info.file_size > MAX_RATIO * info.compress_size:
            raise RigError(
                f"{info.filename!r} in {path} unpacks to {MAX_RATIO} times its size",
                hint="zip the pictures themselves",
            )
        if info.flag_bits & 1:
            raise RigError(f"{path} is protected by a password", hint="zip it without one")
        name = PurePosixPath(info.filename.replace("\\", "/"))
        first = name.parts[0] if name.parts else ".."  # "." is no file
        if name.is_absolute() or ".." in name.parts or ":" in first or "\0" in str(name):
            raise RigError(
                f"{path} holds {info.filename!r}, which leads outside of it",
                hint="zip the rig's folder again",
            )
    return files


def _unpack(archive: zipfile.ZipFile, path: Path, folder: Path, tell: Notices) -> None:
    for info in checked(archive, path):
        name = PurePosixPath(info.filename.replace("\\", "/"))
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if is_link:
            tell.warn("link-outside", str(name), f"{name} is a link; it is not followed", "")
        if is_link or name.suffix.lower() not in _KEPT or "__MACOSX" in name.parts:
            continue
        target = folder.joinpath(*name.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_member(archive, info, path))


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    """A file of an archive, never longer than it says.

    Raises:
        RigError: it is longer than the archive's index says.
    """
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) > info.file_size:
        raise RigError(f"the zip {path} lies about its sizes", hint="zip the folder again")
    return data
