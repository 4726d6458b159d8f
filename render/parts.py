"""The frames of a film, made into the parts of a video, in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from media_core.encode import Coding
from media_core.muxing import Part
from media_core.segments import Piece, Workshop
from render.frame import Frame, Rect
from render.painting import Source, frames_for


def make_parts(
    source: Source,
    coding: Coding,
    pieces: Sequence[Piece],
    shop: Workshop,
    tell: Callable[[int], None],
) -> list[Part]:
    """Make the parts that are not there yet, in this process.

    Args:
        source: of the frames.
        coding: how they are encoded.
        pieces: from :func:`plan`.
        shop: where parts are.
        tell: told how many frames are done, after each; may raise to stop.

    Raises:
        OutputError: a part cannot be written.
    """
    parts: list[Part] = []
    done = 0
    for piece in pieces:
        part = shop.find(piece, coding.output.suffix)
        if part is None:
            part = make_part(Telling(source, done - piece.first, tell), coding, piece, shop)
        parts.append(part)
        done += piece.count
        tell(done)
    return parts


def make_part(source: Source, coding: Coding, piece: Piece, shop: Workshop) -> Part:
    """Make one part, whether or not it is there.

    Raises:
        OutputError: it cannot be written.
    """
    return shop.make(frames_for(source, coding, piece.first, piece.count), coding, piece)


class Telling:
    """A source that says how far it is.

    Args:
        source: of the frames.
        offset: added to a frame's number for what is told.
        tell: told before each frame; may raise to stop.
    """

    def __init__(self, source: Source, offset: int, tell: Callable[[int], None]) -> None:
        self._source, self._offset, self._tell = source, offset, tell

    def frame(self, index: int) -> object:
        """The source's own."""
        self._tell(index + self._offset)
        return self._source.frame(index)

    def canvas(self, index: int) -> tuple[Frame, list[Rect]]:
        """The source's own."""
        self._tell(index + self._offset)
        return self._source.canvas(index)
