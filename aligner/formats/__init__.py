"""Timing files: one module a format, all of them in :data:`FORMATS`.

A format is a module with three functions: ``looks_like(data) -> bool`` (cheap, from the first
bytes), ``read(data, duration) -> Alignment`` and ``write(alignment) -> str``. ``read`` gets bytes
because the encoding is the format's business, and raises ``AlignmentError`` for whatever it cannot
understand; what ``write`` returns is saved as UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aligner.alignment import Alignment
from aligner.errors import AlignmentError
from aligner.formats import gentle_json, own_json, textgrid
from aligner.gentle_json import MAX_BYTES
from aligner.timeline import Ms


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of timing file.

    Attributes:
        suffixes: lower case, with the dot; the first is the one we write.
        read: bytes of a file, and the length of the song if it is known.
        write: text of a file.
        looks_like: whether these could be the bytes of such a file.
        description: for people, a few words.
    """

    suffixes: tuple[str, ...]
    read: Callable[[bytes, Ms | None], Alignment]
    write: Callable[[Alignment], str]
    looks_like: Callable[[bytes], bool]
    description: str


FORMATS: dict[str, Format] = {
    "animatemusic-json": Format(
        (".json",),
        own_json.read,
        own_json.write,
        own_json.looks_like,
        "animatemusic's own JSON: everything, also sections, singers and locks",
    ),
    "gentle-json": Format(
        (".json",),
        gentle_json.read,
        gentle_json.write,
        gentle_json.looks_like,
        "Gentle's align.json: words and phones",
    ),
    "textgrid": Format(
        (".textgrid",),
        textgrid.read,
        textgrid.write,
        textgrid.looks_like,
        "Praat TextGrid: tiers lines, words, phones",
    ),
}
"""The formats by the name that users give.

To add one, write its module beside the others, with the three functions, and give it an entry
here; ``tests/aligner/test_formats.py`` then holds it to the promises that all of them keep.
"""


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
    named = [name for name, known in FORMATS.items() if suffix in known.suffixes]
    if len(named) == 1:
        return named[0]
    for name in named or FORMATS:
        if FORMATS[name].looks_like(data):
            return name
    if named:  # let the commonest of them say what is wrong
        return named[-1]
    known = "; ".join(f"{name} ({known.suffixes[0]})" for name, known in FORMATS.items())
    raise AlignmentError(f"{path} is no timing file that we know", hint=f"known are: {known}")


def read_alignment(path: Path, duration: Ms | None = None) -> Alignment:
    """Read a timing file of any known format.

    Args:
        path: the file.
        duration: length of the song in ms, if it is known; words are cut off there.

    Raises:
        AlignmentError: the file is missing, a folder, unreadable, too large, or not understood.
    """
    data = _bytes_of(path)
    try:
        return FORMATS[detect(path, data)].read(data, duration)
    except AlignmentError as err:
        if str(path) in err.message:
            raise
        raise AlignmentError(f"{path}: {err.message}", hint=err.hint) from err


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise AlignmentError(f"{path} is a folder, not a timing file", hint="give a file in it")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as err:
        raise AlignmentError(
            f"there is no timing file {path}", hint="check the name and the folder"
        ) from err
    except (OSError, ValueError) as err:  # ValueError: a NUL byte in the name
        raise AlignmentError(
            f"the timing file {path} cannot be read ({getattr(err, 'strerror', None) or err})",
            hint="check its name and its permissions",
        ) from err
    if not data.strip():
        raise AlignmentError(f"the timing file {path} is empty", hint="export it again")
    if len(data) > MAX_BYTES:
        raise AlignmentError(
            f"the timing file {path} is larger than {MAX_BYTES >> 20} MB",
            hint="give the timing of one song",
        )
    return data
