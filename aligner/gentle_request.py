"""What a Gentle server is asked, how it is sent, and how long to wait for what. Pure."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from media_core.progress import Progress, silent

RATE = 16_000
"""Samples per second of the WAV that is sent; Gentle itself goes on with 8000."""

_PCM = (1, 1, RATE, 2 * RATE, 2, 16)
"""Format chunk of a WAV: PCM, channels, rate, bytes a second, bytes a sample, bits a sample."""

_BLOCK = 1 << 15
_TOLD_EVERY = 1 << 20


@dataclass(frozen=True, slots=True)
class GentleOptions:
    """What to ask of Gentle.

    Attributes:
        mode: ``async`` watches the job and can tell how far it is; ``sync`` waits for one answer,
            which never comes if anything goes wrong in the server (``serve.py`` loses the error).
        disfluency: listen for "uh" and "um" between the words too, so that they are not taken for
            words of the sheet.
        conservative: rather leave a word out than guess where it is.
        timeout: seconds without news after which to give up; None for the usual patience.

    Raises:
        ValueError: a timeout that is not more than nothing.
    """

    mode: Literal["async", "sync"] = "async"
    disfluency: bool = False
    conservative: bool = False
    timeout: float | None = None

    def __post_init__(self) -> None:
        if self.timeout is not None and not self.timeout > 0:
            raise ValueError("a timeout is more than nothing")

    def fields(self) -> dict[str, str]:
        """Fields of the form; Gentle looks only whether a flag is there, not what it says."""
        flags = {"disfluency": self.disfluency, "conservative": self.conservative}
        return {name: "true" for name, wanted in flags.items() if wanted}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    Attributes:
        connect: until the server takes the connection.
        read: until it says something after a question, and between two blocks of an answer.
        poll: between two looks at the status.
        stall: for a change of status, percent or message. A chunk of 20 s is decoded at once, and
            before the first one the server loads its models, so minutes without news are usual.
        lost: for an empty status to go away. It means that the job has not begun, or that the
            server was restarted and knows nothing of it.
    """

    connect: float = 5.0
    read: float = 60.0
    poll: float = 1.0
    stall: float = 300.0
    lost: float = 20.0

    def __post_init__(self) -> None:
        if min(self.connect, self.read, self.poll, self.stall, self.lost) <= 0:
            raise ValueError("patience is more than nothing")

    def answer(self, seconds: float) -> float:
        """How long a synchronous answer may take for a song of so many seconds.

        Gentle decodes speech faster than it is spoken; twice the song on top of ``stall`` leaves
        room for a slow machine.
        """
        return self.stall + 2.0 * seconds


def wav_header(samples: int) -> bytes:
    """The 44 bytes before so many mono 16 kHz 16-bit samples in a WAV file."""
    # Written by hand: the wave module complains on stderr when Ctrl-C comes in between.
    size = 2 * samples
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, *_PCM)
    return head + struct.pack("<4sI", b"data", size)


def pcm16(mono: NDArray[Any]) -> bytes:
    """Samples as little-endian 16-bit numbers; float32 louder than -1..1 is cut off."""
    if mono.dtype != np.int16:
        mono = np.rint(np.clip(mono, -1.0, 1.0) * 32767.0)
    return mono.astype("<i2").tobytes()


def wav_bytes(mono: NDArray[Any]) -> bytes:
    """Make a mono 16 kHz 16-bit WAV file in memory.

    Gentle decodes uploads with the ffmpeg of its image; a file of ours cannot fail there for its
    codec.

    Args:
        mono: ``(n,)``; float32 in -1..1 (louder is cut off), or int16.
    """
    return wav_header(len(mono)) + pcm16(mono)


class Upload:
    """A form (RFC 7578) with a song and its words, made block by block while it is sent.

    It can be sent again from the start, and its length is known beforehand.

    Args:
        mono: ``(n,)``; the song at 16 kHz, as for :func:`wav_bytes`.
        transcript: its words.
        fields: further fields.
        progress: told ``uploading`` and the share that is sent, once a megabyte.
    """

    def __init__(
        self,
        mono: NDArray[Any],
        transcript: str,
        fields: Mapping[str, str] | None = None,
        progress: Progress = silent,
    ) -> None:
        self._boundary = secrets.token_hex(16)
        self._mono = mono
        self._progress = progress
        texts = {"transcript": transcript} | dict(fields or {})
        self._head = b"".join(
            self._part(f'name="{name}"') + text.encode() + b"\r\n" for name, text in texts.items()
        )
        song = 'name="audio"; filename="song.wav"\r\nContent-Type: audio/wav'
        self._head += self._part(song) + wav_header(len(mono))
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        """The header that belongs to it."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return len(self._head) + 2 * len(self._mono) + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        self._progress("uploading", 0.0)
        yield self._head
        told = 0
        for at in range(0, len(self._mono), _BLOCK):
            yield pcm16(self._mono[at : at + _BLOCK])
            if 2 * at - told >= _TOLD_EVERY:
                told = 2 * at
                self._progress("uploading", at / len(self._mono))
        yield self._tail

    def _part(self, disposition: str) -> bytes:
        return (
            f"--{self._boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode()
        )
