"""Any audio file -> :class:`Audio`.

PyAV decodes (its wheel carries FFmpeg, so no program has to be installed), pydub holds the sound
for edits, and the aligner gets a 16 kHz mono array. The duration is counted in decoded samples:
headers of mp3 and m4a files are often wrong.
"""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from numpy.typing import NDArray

from aligner.errors import AudioError
from aligner.timeline import Ms

if TYPE_CHECKING:
    from pydub import AudioSegment

SPEECH_RATE = 16_000
"""Samples per second that the acoustic models are made for."""

MAX_SECONDS = 4 * 3600
"""Longer files are not songs; decoding them would fill the memory (0.7 GB an hour of stereo)."""

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
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a folder, not a song", hint="give an audio file")
        if not path.exists():
            raise AudioError(f"there is no audio file {path}", hint="check the name and the folder")
        if path.stat().st_size == 0:
            raise AudioError(f"the audio file {path} is empty", hint="export the song again")
        samples, rate = _decode(path)
    except OSError as err:  # av.FFmpegError included where it is about the file
        raise AudioError(
            f"the audio file {path} cannot be read ({err.strerror or err})",
            hint="give a wav, mp3, flac, ogg, opus or m4a file",
        ) from err
    except av.FFmpegError as err:
        raise AudioError(
            f"{path} is not audio that can be decoded ({err.strerror})",
            hint="give a wav, mp3, flac, ogg, opus or m4a file",
        ) from err
    audio = Audio(samples, rate, to_speech(samples, rate), path)
    if len(samples) < MIN_SECONDS * rate:
        raise AudioError(
            f"{path} is too short to sing in ({audio.duration} ms)", hint="give the whole song"
        )
    loudest = float(np.abs(samples.astype(np.int32)).max()) / 32768
    if loudest < 10 ** (SILENCE_DBFS / 20):
        raise AudioError(f"{path} is silent", hint="export the song again, with its sound")
    return audio


def _decode(path: Path) -> tuple[NDArray[np.int16], int]:
    """All samples of the first audio stream as ``(frames, 1 or 2)`` int16, and their rate."""
    with av.open(str(path), metadata_errors="ignore") as container:
        if not container.streams.audio:
            raise AudioError(f"there is no sound in {path}", hint="give an audio file")
        stream = container.streams.audio[0]
        rate = stream.rate
        if not rate or not 1000 <= rate <= 768_000:
            raise AudioError(f"{path} has a strange sample rate ({rate})", hint="export it again")
        layout = "mono" if stream.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="s16", layout=layout, rate=rate)
        channels = 1 if layout == "mono" else 2
        blocks = _Blocks(channels)
        total = 0
        damaged: av.FFmpegError | None = None
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.FFmpegError as err:
                    damaged = err  # one bad place in a file is not the end of the song
                    if blocks.length:
                        blocks.add(_silence(packet, rate, channels))
                    continue
                for frame in frames:
                    for out in resampler.resample(frame):
                        blocks.add(_int16(out, channels))
                    total += frame.samples
                if total > MAX_SECONDS * rate:
                    raise AudioError(
                        f"{path} is longer than {MAX_SECONDS // 3600} hours",
                        hint="cut the song out of it first",
                    )
            for out in resampler.resample(None):
                blocks.add(_int16(out, channels))
        except av.FFmpegError as err:
            damaged = err  # what came before the end of a cut file is still a song
    if not blocks.length:
        if damaged is not None:
            raise damaged
        raise AudioError(f"there is no sound in {path}", hint="give an audio file")
    return blocks.joined(), rate


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


def _int16(frame: av.AudioFrame, channels: int) -> NDArray[np.int16]:
    """A packed 16-bit frame as ``(samples, channels)``."""
    return frame.to_ndarray().astype(np.int16, copy=False).reshape(-1, channels)


def _silence(packet: Any, rate: int, channels: int) -> NDArray[np.int16]:
    """Nothing, for as long as a damaged packet would have lasted, so that the rest is in time."""
    seconds = float((packet.duration or 0) * (packet.time_base or 0))
    return np.zeros((int(min(seconds, 1.0) * rate), channels), np.int16)


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
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SPEECH_RATE)
    blocks: list[NDArray[np.float32]] = []
    step = 10 * rate
    for at in range(0, len(samples), step):
        mono = mix(samples[at : at + step])
        if rate == SPEECH_RATE:
            blocks.append(mono)
            continue
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(mono[None]), format="flt", layout="mono"
        )
        frame.sample_rate = rate
        frame.time_base = Fraction(1, rate)
        frame.pts = at
        blocks += [out.to_ndarray()[0] for out in resampler.resample(frame)]
    if rate != SPEECH_RATE and blocks:
        blocks += [out.to_ndarray()[0] for out in resampler.resample(None)]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
