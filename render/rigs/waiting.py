"""Pictures that a rig shows now and then: a face with half-closed eyes, once for each mouth.

Such pictures are as large as the others and twice as many. A rig does not wait for them: they are
decoded beside it, and kept as what each changes of its likeness with open eyes, which is little.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from media_core.errors import RigError
from media_core.files import read_bytes
from render.frame import Rect
from render.rigs.art import Notices, tell_nobody
from render.rigs.pictures import Bitmap, Budget, opened, read_picture, tell_of_colours
from render.rigs.sprites import difference

MAX_BYTES = 20_000_000
"""Of a file that is kept as it is until it is drawn."""

MAX_CANVAS = 10_000_000
"""Pixels of a picture that is decoded ahead; 4K is 8 million."""

MAX_AHEAD = 150_000_000
"""Pixels of all pictures that are decoded ahead."""

MAX_KEPT = 30_000_000
"""Pixels of all changes that are kept (120 MB)."""


@dataclass(frozen=True, eq=False)
class _Change:
    """What a picture changes of another one on the same canvas.

    Attributes:
        of: the other one.
        part: the rectangle in which they differ, with the picture's own pixels.
        box: where the picture lies on the canvas.
    """

    of: Bitmap
    part: Bitmap
    box: Rect

    def bitmap(self) -> Bitmap:
        """The picture."""
        pixels = self.of.part(self.box)
        part = self.part.box.within(self.box)
        if not part.empty:
            left, top = self.box.left, self.box.top
            pixels[part.top - top : part.bottom - top, part.left - left : part.right - left] = (
                self.part.part(part)
            )
        return Bitmap(pixels, self.box.left, self.box.top, self.of.canvas)


@dataclass(eq=False)
class Waiting:
    """A picture file in memory, of which the pixels are not kept.

    Attributes:
        data: the file.
        name: for messages.
        canvas: width and height that it was drawn on.
    """

    data: bytes
    name: str
    canvas: tuple[int, int]
    _ahead: Future[_Change | None] | None = field(default=None, repr=False)

    @property
    def bitmap(self) -> Bitmap:
        """Its pixels.

        Raises:
            RigError: what looked whole turns out to be broken.
        """
        change = self._ahead.result() if self._ahead is not None else None
        return change.bitmap() if change is not None else self.decoded()

    def decoded(self) -> Bitmap:
        """The same, from the file.

        Raises:
            RigError: what looked whole turns out to be broken.
        """
        return read_picture(io.BytesIO(self.data), self.name, Notices(tell_nobody))

    def decode_ahead(self, pool: ThreadPoolExecutor, of: Bitmap, room: Room) -> None:
        """Begin to find out what it changes of a likeness."""
        self._ahead = pool.submit(self._changes, of, room)

    def _changes(self, of: Bitmap, room: Room) -> _Change | None:
        own = self.decoded()
        both = own.box.union(of.box)
        where = difference(of.part(both), own.part(both)).moved(both.left, both.top)
        part = Bitmap(own.part(where), where.left, where.top, self.canvas)
        return _Change(of, part, own.box) if room.take(part.pixels.size // 4) else None


class Room:
    """How many pixels may still be kept; two threads at once may overdraw it by a picture."""

    def __init__(self, pixels: int = MAX_KEPT) -> None:
        self._left = pixels

    def take(self, pixels: int) -> bool:
        """Whether so many more may be kept."""
        fits = pixels <= self._left
        self._left -= pixels if fits else 0
        return fits


def waiting(path: Path, name: str, tell: Notices, budget: Budget) -> Waiting | None:
    """A PNG that looks whole, not yet decoded; None if it is something else.

    Raises:
        RigError: a PNG that is broken or too large.
    """
    if path.suffix.lower() != ".png" or path.stat().st_size > MAX_BYTES:
        return None
    data = read_bytes(path, limit=MAX_BYTES, what="picture", error=RigError)
    with opened(io.BytesIO(data), name) as image:
        if image.format != "PNG":
            return None
        tell_of_colours(image, name, tell)
        size = image.size
        image.verify()  # sums of all chunks
    budget.take(len(data) // 4)
    return Waiting(data, name, size)


def decode_ahead(pairs: Iterable[tuple[Waiting, Bitmap]]) -> None:
    """Begin to decode pictures, each with its likeness, and do not wait for them."""
    room, left = Room(), MAX_AHEAD
    pool: ThreadPoolExecutor | None = None
    for one, likeness in pairs:
        pixels = one.canvas[0] * one.canvas[1]
        left -= pixels
        if pixels <= MAX_CANVAS and left >= 0 and one.canvas == likeness.canvas:
            pool = pool or ThreadPoolExecutor(min(4, os.cpu_count() or 1), "blinks")
            one.decode_ahead(pool, likeness, room)
    if pool is not None:
        pool.shutdown(wait=False)
