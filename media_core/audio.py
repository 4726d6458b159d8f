"""Any audio file -> :class:`Audio`.

PyAV decodes (its wheel carries FFmpeg, so no program has to be installed), pydub holds the sound
for edits, and the aligner gets a 16 kHz mono array. The duration is counted in decoded samples:
headers of mp3 and m4a files are often wrong.
"""

from __future__ import annotations

import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from numpy.typing import NDArray

from media_core.decoding import decoded, explained
from media_core.errors import AudioError
from media_core.files import open_file
from media_core.timeline import Ms

if TYPE_CHECKING:
    from pydub import AudioSegment

SPEECH_RATE = 16_000
"""Samples per second that the acoustic models are made for."""

MIN_SECONDS = 0.2
"""Shorter sound cannot hold one sung word."""

SILENCE_DBFS = -75.0
"""A file that never gets louder than this holds no voice (16-bit dither sits near -90 dBFS)."""


@dataclass(frozen=True, eq=False, slots=True)
class Audio:
    """A decoded song.

    Attributes:
        samples: ``(frames, channels)`` int16, at ``rate``; one or two channels.
        rate: samples per second.
        mono16k: ``(n,)`` float32 in -1..1, 16 kHz, the mean of the channels.
        path: the file it came from, for messages.
    """

    samples: NDArray[np.int16]
    rate: int
    mono16k: NDArray[np.float32]
    path: Path

    @property
    def duration(self) -> Ms:
        """Length in milliseconds, rounded up so that no sample lies outside the song."""
        return Ms(-(-len(self.samples) * 1000 // self.rate))

    def segment(self) -> AudioSegment:
        """The song as a pydub segment, for trims, fades and gains."""
        with warnings.catch_warnings():
            # pydub misses an ffmpeg program that nothing here asks it to run.
            warnings.simplefilter("ignore")
            from pydub import AudioSegment

        return AudioSegment(
            data=self.samples.tobytes(),
            sample_width=2,
            frame_rate=self.rate,
            channels=self.samples.shape[1],
        )

    def streamed(self) -> StreamedAudio:
        """The whole file again, to be decoded when its samples are needed."""
        return StreamedAudio(self.path, self.rate, self.samples.shape[1], len(self.samples))

    def side16k(self) -> NDArray[np.float32] | None:
        """Half the difference of the channels at 16 kHz, like ``mono16k``; None if it is mono.

        What is mixed to the middle, as voices are, is not in it.
        """
        if self.samples.shape[1] == 1:
            return None
        return _speech(self.samples, self.rate, _half_difference)

    def part(self, start: Ms, end: Ms) -> Audio:
        """The song from ``start`` to ``end``, as a song of its own."""
        a, b = start * self.rate // 1000, end * self.rate // 1000
        c, d = start * SPEECH_RATE // 1000, end * SPEECH_RATE // 1000
        return Audio(self.samples[a:b], self.rate, self.mono16k[c:d], self.path)


def load_audio(path: Path) -> Audio:
    """Decode a song: wav, mp3, flac, ogg, opus, m4a and whatever else FFmpeg reads.

    Raises:
        AudioError: the file is missing, empty, no audio, damaged, silent, too short or too long.
    """
    _refuse_what_is_none(path)
    with explained(path):
        samples, rate = _decode(path)
    # Not of absolute values: they would be another copy of an hour of sound.
    loudest = max(float(samples.max(initial=0)), -float(samples.min(initial=0))) / 32768
    duration = Ms(-(-len(samples) * 1000 // rate))
    _refuse_what_is_short_or_silent(path, len(samples), rate, loudest, duration)
    return Audio(samples, rate, to_speech(samples, rate), path)


def _refuse_what_is_none(path: Path) -> None:
    with open_file(path, what="sound file", error=AudioError) as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise AudioError(f"the audio file {path} is empty", hint="export the song again")


def _refuse_what_is_short_or_silent(
    path: Path, length: int, rate: int, loudest: float, duration: Ms
) -> None:
    if length < MIN_SECONDS * rate:
        raise AudioError(
            f"{path} is too short to sing in ({duration} ms)", hint="give the whole song"
        )
    if loudest < 10 ** (SILENCE_DBFS / 20):
        raise AudioError(f"{path} is silent", hint="export the song again, with its sound")


@dataclass(frozen=True, slots=True)
class StreamedAudio:
    """A song that is decoded when its samples are needed, a block at a time, and never held.

    Attributes:
        path: the file.
        rate: samples per second.
        channels: one or two.
        length: number of samples of each channel.
    """

    path: Path
    rate: int
    channels: int
    length: int

    @property
    def duration(self) -> Ms:
        """Length in milliseconds, rounded up so that no sample lies outside the song."""
        return Ms(-(-self.length * 1000 // self.rate))

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """All samples, ``(n, channels)`` at a time.

        Raises:
            AudioError: the file cannot be read any more.
        """
        with explained(self.path):
            for _rate, block in decoded(self.path):
                yield block

    def speech(self) -> Iterator[NDArray[np.float32]]:
        """The same as :attr:`Audio.mono16k`, in blocks."""
        return _speech_blocks(self.blocks(), self.rate, _mean)

    def load(self) -> Audio:
        """The whole song in memory."""
        return load_audio(self.path)


def open_audio(path: Path) -> StreamedAudio:
    """Decode a song once to see that it is one and how long it is, without keeping it.

    Raises:
        AudioError: as :func:`load_audio`.
    """
    _refuse_what_is_none(path)
    length = loudest = rate = 0
    channels = 1
    with explained(path):
        for found, block in decoded(path):
            rate = found
            length += len(block)
            channels = block.shape[1]
            loudest = max(loudest, int(np.abs(block.astype(np.int32)).max(initial=0)))
    song = StreamedAudio(path, rate, channels, length)
    _refuse_what_is_short_or_silent(path, length, rate, loudest / 32768, song.duration)
    return song


def _decode(path: Path) -> tuple[NDArray[np.int16], int]:
    """All samples of the first audio stream as ``(frames, 1 or 2)`` int16, and their rate."""
    blocks: _Blocks | None = None
    rate = 0
    for found, block in decoded(path):
        rate = found
        blocks = blocks or _Blocks(block.shape[1])
        blocks.add(block)
    return (blocks or _Blocks(1)).joined(), rate


class _Blocks:
    """Samples as they come, joined at the end without ever being held twice."""

    LARGE = 1 << 22  # samples; small arrays go into large ones, whose memory is given back

    def __init__(self, channels: int) -> None:
        self._large: deque[NDArray[np.int16]] = deque()
        self._small: list[NDArray[np.int16]] = []
        self._small_length = 0
        self._channels = channels
        self.length = 0

    def add(self, block: NDArray[np.int16]) -> None:
        self._small.append(block)
        self._small_length += len(block)
        self.length += len(block)
        if self._small_length >= self.LARGE:
            self._flush()

    def _flush(self) -> None:
        if self._small:
            self._large.append(np.concatenate(self._small))
        self._small, self._small_length = [], 0

    def joined(self) -> NDArray[np.int16]:
        """All of them, ``(length, channels)``; this empties the collection."""
        self._flush()
        out = np.empty((self.length, self._channels), np.int16)
        at = 0
        while self._large:
            block = self._large.popleft()
            out[at : at + len(block)] = block
            at += len(block)
        return out


def to_speech(samples: NDArray[np.int16], rate: int) -> NDArray[np.float32]:
    """Mono float32 in -1..1 at 16 kHz from ``(frames, channels)`` int16 at ``rate``."""
    return _speech(samples, rate, _mean)


def _mean(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    return np.asarray(samples.astype(np.float32).mean(axis=1) / 32768.0)


def _half_difference(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    left, right = (samples[:, i].astype(np.int32) for i in range(2))
    return np.asarray(((left - right) // 2).astype(np.float32) / 32768.0)


def _speech(
    samples: NDArray[np.int16], rate: int, mix: Callable[[NDArray[np.int16]], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """A mix of the channels at 16 kHz, ten seconds at a time: an hour is never held as floats."""
    step = 10 * rate
    parts = (samples[at : at + step] for at in range(0, len(samples), step))
    blocks = list(_speech_blocks(parts, rate, mix))
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _speech_blocks(
    parts: Iterable[NDArray[np.int16]],
    rate: int,
    mix: Callable[[NDArray[np.int16]], NDArray[np.float32]],
) -> Iterator[NDArray[np.float32]]:
    """Blocks of a mix of the channels at 16 kHz."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SPEECH_RATE)
    at = 0
    for part in parts:
        mono = mix(part)
        if rate == SPEECH_RATE:
            yield mono
            continue
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(mono[None]), format="flt", layout="mono"
        )
        frame.sample_rate = rate
        frame.time_base = Fraction(1, rate)
        frame.pts = at
        at += len(part)
        yield from (out.to_ndarray()[0] for out in resampler.resample(frame))
    if rate != SPEECH_RATE and at:
        yield from (out.to_ndarray()[0] for out in resampler.resample(None))
