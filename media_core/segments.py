"""A video in parts that are kept by what they show: whoever changes a word draws only its parts.

Parts begin at fixed times, and the key of one is a hash of everything that decides its pictures.
A store in the user's cache keeps finished parts, those of stopped videos and of whole ones alike;
what was used longest ago goes first. The name of a part carries the hash of its content, too, so
that a file that was cut off by a power cut, or changed, is noticed and made again.

Several processes may use a store at once, and any of them may be killed. A part gets its name when
it is whole; and who makes a video works with links of its own, so that no part is taken away from
under it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av

from media_core.encode import Coding, Frames, told_in_our_words, write_part
from media_core.errors import InputError, OutputError
from media_core.files import check_place, digest_of
from media_core.leftovers import clear_leftovers, passing_name
from media_core.muxing import Part, packets_of

SECONDS = 5
"""Of a part. The shorter, the less is drawn for one word; but each begins with a whole picture,
which x264 would otherwise make every 250 frames."""

STORE_BYTES = 2_000_000_000
"""That a store holds at most, between two videos: some two hours of 1080p."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a video that becomes a part.

    Attributes:
        first: number of its first frame.
        count: of its frames.
        key: a hash of what it shows; "" if nobody knows, and it cannot be kept.
    """

    first: int
    count: int
    key: str = ""


def plan(first: int, count: int, fps: Fraction, *, step: int | None = None) -> list[Piece]:
    """The parts of a video, cut on the same frames of the song always.

    Args:
        first: number of the first frame.
        count: of the frames.
        fps: frames a second.
        step: frames of a part; those of :data:`SECONDS` if None.

    >>> [(piece.first, piece.count) for piece in plan(100, 240, Fraction(30))]
    [(100, 50), (150, 150), (300, 40)]
    """
    step = step or round(SECONDS * fps)
    edges = [first, *range(first - first % step + step, first + count, step), first + count]
    return [Piece(a, b - a) for a, b in pairwise(edges)]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the parts of one video are made.

    Attributes:
        folder: of this video alone.
        store: where parts with a key are kept; None for nowhere.
    """

    folder: Path
    store: Path | None = None

    def holds(self, piece: Piece) -> bool:
        """Whether there seems to be a part for a piece."""
        if self.store is None or not piece.key:
            return False
        return next(self.store.glob(f"{piece.key}-*"), None) is not None

    def find(self, piece: Piece, suffix: str) -> Part | None:
        """The part of a piece, if there is one in the store, and it is whole."""
        if self.store is None or not piece.key:
            return None
        for kept in sorted(self.store.glob(f"{piece.key}-*{suffix}")):
            own = self.folder / f"{piece.first:08d}{suffix}"
            try:
                _link(kept, own)
            except OSError:  # taken out this moment
                continue
            with suppress(OSError, av.FFmpegError, InputError):
                whole = kept.stem == f"{piece.key}-{_digest(own)}"
                if whole and packets_of(own) == (piece.count, True):
                    os.utime(kept)  # used again: the last to go
                    return Part(own, piece.first, piece.count)
            with suppress(OSError):
                kept.unlink()
        return None

    def make(self, frames: Frames, coding: Coding, piece: Piece) -> Part:
        """Make a part, and keep it.

        Args:
            frames: gives the pictures, by their numbers.
            coding: how they are encoded.
            piece: which.

        Raises:
            OutputError: it cannot be written.
        """
        path = self.folder / f"{piece.first:08d}{coding.output.suffix}"
        with told_in_our_words(path):
            write_part(path, coding, frames, piece.first, piece.count)
            self._keep(path, piece)
        return Part(path, piece.first, piece.count)

    def _keep(self, path: Path, piece: Piece) -> None:
        """Give a part its name in the store; trouble there is no trouble for the video."""
        if self.store is None or not piece.key:
            return
        name = self.store / f"{piece.key}-{_digest(path)}{path.suffix}"
        passing = passing_name(name, suffix=path.suffix)
        with suppress(OSError):
            try:
                _link(path, passing)
                os.replace(passing, name)
            finally:
                passing.unlink(missing_ok=True)  # it stays where both are the same file


def _link(path: Path, other: Path) -> None:
    """The same file under another name, or a copy where there are no links; replaces it."""
    other.unlink(missing_ok=True)
    try:
        os.link(path, other)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, other)


def _digest(path: Path) -> str:
    return digest_of(path)[:16]


@contextmanager
def workshop(store: Path | None, target: Path) -> Iterator[Workshop]:
    """A folder for the parts of one video, which goes when the video is there, or is not to be.

    Args:
        store: where parts are kept; None to keep none. Where it cannot be used, none are kept.
        target: the video, beside which the folder is made if there is no store.

    Raises:
        OutputError: there can be no folder.
    """
    check_place(target)
    clear_leftovers(target.parent)
    place = passing_name(target, "parts")
    if store is not None:
        try:
            store.mkdir(parents=True, exist_ok=True)
            clear_leftovers(store)
            own = store / place.name
            own.mkdir()
            place = own
        except OSError:
            store = None
    if store is None:
        try:
            place.mkdir()
        except OSError as err:
            raise OutputError(
                f"no folder {place} can be made for the parts of the video ({err.strerror})",
                hint="is there room on the disk, and may you write there?",
            ) from err
    try:
        yield Workshop(place, store)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if store is not None:
            forget_oldest(store)


def forget_oldest(store: Path, limit: int | None = None) -> None:
    """Take parts out of a store until it holds no more than it may.

    Args:
        store: a folder of parts.
        limit: bytes; :data:`STORE_BYTES` if None.
    """
    limit = STORE_BYTES if limit is None else limit
    kept: list[tuple[float, int, str]] = []
    with suppress(OSError), os.scandir(store) as entries:
        for entry in entries:
            if entry.name.startswith("."):  # somebody is at work
                continue
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):  # an earlier version kept folders of parts
                    shutil.rmtree(entry.path, ignore_errors=True)
                    continue
                facts = entry.stat(follow_symlinks=False)
                kept.append((facts.st_mtime, facts.st_size, entry.path))
    held = sum(size for _used, size, _path in kept)
    for _used, size, path in sorted(kept):
        if held <= limit:
            return
        with suppress(OSError):
            os.unlink(path)
        held -= size
