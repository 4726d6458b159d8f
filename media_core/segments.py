"""A video in parts that survive: whoever stops and starts again finds what is finished.

Parts lie in a folder whose name is a hash of everything that decides the picture. A part's own
name carries the hash of its content, so that a file that was cut off by a crash, or changed, is
noticed and made again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from media_core.encode import Coding, Frames, told_in_our_words, write_part
from media_core.errors import InputError, OutputError
from media_core.files import check_place, digest_of
from media_core.leftovers import clear_leftovers, passing_name
from media_core.locking import lock_folder
from media_core.muxing import Part, packets_of

SECONDS = 10
"""Of a part. x264 begins anew every 250 frames anyway, so a part costs no bytes; and no more than
this is lost when the work is stopped."""

KEPT_DAYS = 14
"""Parts of videos that nobody finished are thrown away after this."""


def plan(
    first: int, count: int, fps: Fraction, *, step: int | None = None
) -> list[tuple[int, int]]:
    """Numbers of the first frame, and of frames, of each part; cut on the same frames always.

    A part has ``step`` frames, or those of :data:`SECONDS`.

    >>> plan(0, 700, Fraction(30))
    [(0, 300), (300, 300), (600, 100)]
    """
    step = step or round(SECONDS * fps)
    return [(at, min(step, first + count - at)) for at in range(first, first + count, step)]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder with the finished parts of one video."""

    folder: Path

    def find(self, first: int, count: int, suffix: str) -> Part | None:
        """A finished part, if it is whole."""
        stem = f"{first:08d}-{count}-"
        for path in sorted(self.folder.glob(f"{stem}*{suffix}")):
            with suppress(OSError, av.FFmpegError, InputError):
                if path.stem == stem + _digest(path) and packets_of(path) == (count, True):
                    return Part(path, first, count)
            with suppress(OSError):
                path.unlink()
        return None

    def make(self, frames: Frames, coding: Coding, first: int, count: int) -> Part:
        """Make a part.

        Args:
            frames: gives the pictures, by their numbers.
            coding: how they are encoded.
            first: number of the first one.
            count: how many.

        Raises:
            OutputError: it cannot be written.
        """
        suffix = coding.output.suffix
        raw = self.folder / f"new-{first:08d}-{os.getpid()}{suffix}"
        with told_in_our_words(raw):
            try:
                write_part(raw, coding, frames, first, count)
                path = raw.with_name(f"{first:08d}-{count}-{_digest(raw)}{suffix}")
                os.replace(raw, path)
            finally:
                with suppress(OSError):
                    raw.unlink(missing_ok=True)
        return Part(path, first, count)


def _digest(path: Path) -> str:
    return digest_of(path)[:16]


@contextmanager
def workshop(folder: Path | None, target: Path) -> Iterator[Workshop]:
    """A folder for parts: one that survives until the video is finished, or one that does not.

    Parts that another process is making right now are left to it, and made again beside the
    target: it removes them when its own video is whole.

    Args:
        folder: of the parts that survive; None if they need not.
        target: the video, beside which the folder is made if none is given.

    Raises:
        OutputError: there can be no folder.
    """
    check_place(target)
    clear_leftovers(target.parent)
    place = folder or passing_name(target, "parts")
    try:
        lock = lock_folder(folder) if folder is not None else None
        if lock is None:
            place = passing_name(target, "parts")
            place.mkdir()
    except OSError as err:
        raise OutputError(
            f"no folder {place} can be made for the parts of the video ({err.strerror})",
            hint="is there room on the disk, and may you write there?",
        ) from err
    kept = lock is not None
    try:
        yield Workshop(place)
        kept = False
    finally:
        if lock is not None:
            lock.leave(remove=not kept)
        else:
            shutil.rmtree(place, ignore_errors=True)


def forget_old(folder: Path, now: float) -> None:
    """Throw away parts of videos that were never finished.

    Args:
        folder: that holds folders of parts.
        now: seconds since the epoch.
    """
    with suppress(OSError):
        for shop in folder.iterdir():
            with suppress(OSError):
                if now - shop.stat().st_mtime > KEPT_DAYS * 86_400:
                    shutil.rmtree(shop, ignore_errors=True)
