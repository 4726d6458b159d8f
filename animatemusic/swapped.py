"""A song and its lyrics that were given the other way round are noticed before anything is read."""

from __future__ import annotations

from pathlib import Path

from animatemusic.output import plain
from media_core.errors import AnimateMusicError, InputError
from media_core.files import open_file

_HEAD = 4096

_SOUND: tuple[tuple[int, bytes], ...] = (
    *((0, b"RIFF"), (0, b"RF64"), (0, b"FORM"), (0, b"ID3"), (0, b"OggS"), (0, b"fLaC")),
    *((4, b"ftyp"), (0, b"\x1a\x45\xdf\xa3"), (0, b"\xff\xfb"), (0, b"\xff\xf3")),
    *((0, b"\xff\xf2"), (0, b"\xff\xf1"), (0, b"\xff\xf9"), (0, b"caff"), (0, b"wvpk")),
)
"""Place and bytes by which a file holds sound: wav, AIFF, mp3, Ogg, FLAC, mp4, Matroska, AAC, CAF,
WavPack, as their specifications have them."""


def check_order(song: Path, lyrics: Path) -> None:
    """See that the song comes first and the lyrics second.

    Files that cannot be read are left to those who read them.

    Raises:
        InputError: they were given the other way round.
    """
    first, second = _head(song), _head(lyrics)
    if first and _is_text(first) and _is_sound(second):
        raise InputError(
            f"{lyrics} is a sound file and {song} is text: they were given the other way round",
            hint=f"give the song first: {plain(str(lyrics))} {plain(str(song))}",
        )


def _head(path: Path) -> bytes:
    try:
        with open_file(path) as file:
            return file.read(_HEAD)
    except (AnimateMusicError, OSError):
        return b""


def _is_sound(head: bytes) -> bool:
    return any(head.startswith(mark, place) for place, mark in _SOUND)


def _is_text(head: bytes) -> bool:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16, of which half may be zeros
    return not _is_sound(head) and (wide or b"\0" not in head)
