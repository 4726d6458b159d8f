"""Timing files: one module a format, all of them in :data:`FORMATS`.

A format is a module with up to three functions: ``looks_like(data) -> bool`` (cheap, from the first
bytes), ``read(data, duration) -> Alignment`` and ``write(alignment) -> str``. ``read`` gets bytes
because the encoding is the format's business, and raises ``AlignmentError`` for whatever it cannot
understand; what ``write`` returns is saved as UTF-8. Some formats are only read.

What a format knows of an alignment is said as data (:attr:`Format.carries`); a word whose time a
file does not tell but the time of its line does is marked as guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aligner.alignment import Alignment
from aligner.formats import lrc, textgrid
from aligner.formats.parts import Part
from aligner.formats.registry import FORMATS, SHARED, Format, named, readable, writable
from aligner.gentle_json import MAX_BYTES
from aligner.guessed_encoding import checked_encoding, says_itself
from media_core import files
from media_core.errors import AlignmentError
from media_core.timeline import Ms

__all__ = [
    "FORMATS",
    "Format",
    "Part",
    "bytes_of",
    "checked",
    "detect",
    "named",
    "read_alignment",
    "read_bytes",
    "readable",
    "recoded",
    "remarks",
    "writable",
]


def detect(path: Path, data: bytes) -> str:
    """Name the format of a file: by its suffix, and by its content where that does not decide.

    Args:
        path: the file's name; it need not exist.
        data: its content, or the first few kilobytes.

    Raises:
        AlignmentError: it is none of ours.

    >>> detect(Path("song.TextGrid"), b""), detect(Path("song.txt"), b'{"words": []}')
    ('textgrid', 'gentle-json')
    """
    suffix = path.suffix.lower()
    mine = [name for name in readable() if suffix in FORMATS[name].suffixes]
    if len(mine) == 1 and suffix not in SHARED:
        return mine[0]
    for name in (*mine, *(name for name in readable() if name not in mine)):
        if FORMATS[name].looks_like(data):
            return name
    if mine and suffix not in SHARED:  # let the commonest of them say what is wrong
        return named(path) or mine[-1]
    known = "; ".join(f"{name} ({FORMATS[name].suffixes[0]})" for name in readable())
    raise AlignmentError(f"{path} is no timing file that we know", hint=f"known are: {known}")


def remarks(data: bytes, path: Path, name: str) -> list[str]:
    """What of a file was guessed or left out, in sentences that name it."""
    tell = {"textgrid": textgrid.remarks, "lrc": lrc.remarks, "lrc-plain": lrc.remarks}.get(name)
    return [f"{path}: {sentence}" for sentence in tell(data)] if tell is not None else []


def recoded(data: bytes, encoding: str) -> bytes:
    """The bytes of a file whose encoding the user tells, as UTF-8; what is UTF-8 stays as it is.

    Raises:
        InputError: there is no such encoding.
        AlignmentError: the file is not in it.
    """
    known = checked_encoding(encoding)
    if says_itself(data):
        return data
    try:
        return data.decode(known).removeprefix("\ufeff").encode("utf-8-sig")
    except UnicodeError as err:
        raise AlignmentError(
            f"the timing file is not {encoding} text", hint="give another --encoding"
        ) from err


def read_alignment(
    path: Path,
    duration: Ms | None = None,
    *,
    name: str | None = None,
    encoding: str | None = None,
    tier: str | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
) -> Alignment:
    """Read a timing file of any known format.

    Args:
        path: the file.
        duration: length of the song in ms, if it is known; words are cut off there.
        name: of the format; None to find out.
        encoding: of files that are not UTF-8; None to find out.
        tier: of a TextGrid, see :func:`aligner.formats.textgrid.read`.
        notice: told what was guessed or left out.

    Raises:
        AlignmentError: the file is missing, a folder, unreadable, too large, or not understood.
        InputError: there is no such encoding.
    """
    data = bytes_of(path)
    if encoding is not None:
        data = recoded(data, encoding)
    name = name or detect(path, data)
    found = read_bytes(data, path, duration, name=name, tier=tier)
    for sentence in remarks(data, path, name) if tier is None else ():
        notice(sentence)
    return found


def read_bytes(
    data: bytes,
    path: Path,
    duration: Ms | None = None,
    *,
    name: str | None = None,
    tier: str | None = None,
) -> Alignment:
    """As :func:`read_alignment`, for a file that was read already; errors are said of ``path``.

    ``tier`` is that of :func:`aligner.formats.textgrid.read`, and for TextGrids only.
    """
    try:
        if tier is not None:
            if (name or detect(path, data)) != "textgrid":
                raise AlignmentError("only a TextGrid has tiers", hint="leave --tier out")
            return textgrid.read(data, duration, tier=tier)
        return readable()[name or detect(path, data)](data, duration)
    except AlignmentError as err:
        if str(path) in err.message:
            raise
        raise AlignmentError(f"{path}: {err.message}", hint=err.hint) from err


def bytes_of(path: Path) -> bytes:
    """The content of a timing file.

    Raises:
        AlignmentError: it is missing, a folder, unreadable, empty or too large.
    """
    limited = files.read_bytes(path, limit=MAX_BYTES, what="timing file", error=AlignmentError)
    return checked(limited, path)


def checked(data: bytes, path: Path) -> bytes:
    """The bytes of a file, if there are some and not far too many.

    Raises:
        AlignmentError: it is empty or too large.
    """
    if not data.strip():
        raise AlignmentError(f"the timing file {path} is empty", hint="export it again")
    if len(data) > MAX_BYTES:
        raise AlignmentError(
            f"the timing file {path} is larger than {MAX_BYTES >> 20} MB",
            hint="give the timing of one song",
        )
    return data
