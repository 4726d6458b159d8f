"""A sound file -> its samples, in time, as they come.

Files are rarely as their headers say. Songs joined by hand change their rate and their channels on
the way, downloads end early, and a track may begin later than its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from media_core.containers import decodable, open_media
from media_core.errors import AudioError
from media_core.timeline import Ms, clock

MAX_SECONDS = 4 * 3600
"""Longer files are not songs; decoding them would fill the memory (0.7 GB an hour of stereo)."""

RATES = range(1000, 768_001)
"""Samples a second that are believed; the highest are those of DXD and of test equipment."""

MOST_CHANNELS = 64
"""FFmpeg has no layouts with more."""

_EARLY = Fraction(1)
"""Seconds before the beginning of a file that are left out; no encoder needs so much to start."""

_SILENT = 1 << 16  # samples of silence that are made at once

Samples = NDArray[np.int16]
"""``(n, channels)``, one or two channels."""

BROKEN = (av.FFmpegError, ValueError, OverflowError)
"""What PyAV raises where a file is not what its header says."""

_GIVE = "give a wav, mp3, flac, ogg, opus or m4a file"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """What goes wrong while a file is read, as one of our errors.

    Raises:
        AudioError: the file cannot be read or decoded.
    """
    try:
        yield
    except OSError as err:  # av.FFmpegError included where it is about the file
        raise AudioError(
            f"the audio file {path} cannot be read ({err.strerror or err})", hint=_GIVE
        ) from err
    except BROKEN as err:
        said = getattr(err, "strerror", None) or "its parts do not fit together"
        raise AudioError(f"{path} is not audio that can be decoded ({said})", hint=_GIVE) from err


def decoded(path: Path) -> Iterator[tuple[int, Samples]]:
    """The rate, and samples of the first audio stream, as they come.

    Time 0 is where players begin: silence comes before a track that begins later.

    Raises:
        AudioError: there is no sound in it, none that can be decoded, or more than four hours.
        av.FFmpegError, OSError, ValueError: it is damaged from its beginning.
    """
    with open_media(path, what="sound file", error=AudioError) as container:
        stream = first_sound(container, path)
        rate, channels = stream.rate, 1 if stream.channels == 1 else 2
        if not rate or rate not in RATES:
            raise AudioError(f"{path} has a strange sample rate ({rate})", hint="export it again")
        floats = stream.codec_context.name.startswith("pcm_f")
        total = 0
        damaged: BaseException | None = None
        steady = _Steady(rate, channels)
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except BROKEN as err:
                    damaged = err  # one bad place in a file is not the end of the song
                    blocks = [_silence_of(packet, rate, channels)] if total else []
                else:
                    if floats:
                        _refuse_what_is_not_numbers(frames, path)
                    blocks = [] if total or not frames else [*_lead(container, frames[0], steady)]
                    blocks += [block for frame in frames for block in steady.take(frame)]
                for block in blocks:
                    total += len(block)
                    yield rate, block
                if total > MAX_SECONDS * rate:
                    raise AudioError(
                        f"{path} is longer than {MAX_SECONDS // 3600} hours",
                        hint="cut the song out of it first",
                    )
            for block in steady.rest():
                total += len(block)
                yield rate, block
        except BROKEN as err:
            damaged = err  # what came before the end of a cut file is still a song
    if not total:
        if damaged is not None:
            raise damaged
        raise AudioError(f"there is no sound in {path}", hint="give an audio file")


def first_sound(container: Any, path: Path) -> Any:
    """The first stream of sound that can be decoded.

    Raises:
        AudioError: there is none.
    """
    streams = container.streams.audio
    if not streams:
        raise AudioError(f"there is no sound in {path}", hint="give an audio file")
    for stream in decodable(streams):
        if 1 <= stream.channels <= MOST_CHANNELS:
            return stream
    raise AudioError(f"the sound in {path} is of a kind that cannot be decoded", hint=_GIVE)


def origin(container: Any) -> Fraction:
    """Which of a container's stamps, in seconds, is the moment at which players begin.

    QuickTime files say it themselves, with edit lists; the others begin with their first packet.
    """
    if "mov" in container.format.name.split(",") or container.start_time is None:
        return Fraction(0)
    return Fraction(container.start_time, av.time_base)


class _Steady:
    """Frames of any kind -> samples of one rate and one number of channels."""

    def __init__(self, rate: int, channels: int) -> None:
        self.rate = rate
        self.channels = channels
        self.skip = 0
        self._kind: tuple[str, str, int] | None = None
        self._resampler: Any = None

    def take(self, frame: Any) -> Iterator[Samples]:
        """What comes out for a frame."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            yield from self.rest()
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            self._resampler = av.AudioResampler(format="s16", layout=layout, rate=self.rate)
            self._kind = kind
        yield from self._fitted(self._resampler.resample(frame))

    def rest(self) -> Iterator[Samples]:
        """What is left at the end."""
        if self._resampler is not None:
            done, self._resampler, self._kind = self._resampler, None, None
            yield from self._fitted(done.resample(None))

    def _fitted(self, frames: list[Any]) -> Iterator[Samples]:
        for frame in frames:
            block = frame.to_ndarray().astype(np.int16, copy=False)
            block = block.reshape(-1, frame.layout.nb_channels)
            if block.shape[1] < self.channels:  # as loud as it was; FFmpeg takes 3 dB off
                block = np.repeat(block, self.channels, axis=1)
            elif block.shape[1] > self.channels:
                block = block.mean(axis=1, keepdims=True).astype(np.int16)
            block, self.skip = block[self.skip :], max(0, self.skip - len(block))
            if len(block):
                yield block


def _lead(container: Any, first: Any, steady: _Steady) -> Iterator[Samples]:
    """Silence before the first frame, if it begins late; what lies before 0 is left out."""
    if first.pts is None or not first.time_base:
        return
    late = first.pts * first.time_base - origin(container)
    if late < 0:
        steady.skip = round(min(-late, _EARLY) * steady.rate)
        return
    missing = round(min(late, Fraction(MAX_SECONDS + 1)) * steady.rate)
    while missing > 0:
        yield np.zeros((min(missing, _SILENT), steady.channels), np.int16)
        missing -= _SILENT


def _refuse_what_is_not_numbers(frames: list[Any], path: Path) -> None:
    """Uncompressed samples may be NaN or infinite, which would be taken for silence."""
    for frame in frames:
        if np.isfinite(frame.to_ndarray()).all():
            continue
        where = ""
        if frame.pts is not None and frame.time_base:
            where = f" at {clock(Ms(max(0, int(frame.pts * frame.time_base * 1000))))}"
        raise AudioError(
            f"{path} holds samples that are not numbers{where}",
            hint="export it again, as 16- or 24-bit wav",
        )


def _silence_of(packet: Any, rate: int, channels: int) -> Samples:
    """Nothing, for as long as a damaged packet would have lasted, so that the rest is in time."""
    seconds = float((packet.duration or 0) * (packet.time_base or 0))
    return np.zeros((int(min(max(seconds, 0.0), 1.0) * rate), channels), np.int16)
