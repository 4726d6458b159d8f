"""Frames and sound -> a video file, in this process (PyAV).

H.264 and AAC in mp4, tagged BT.709 limited range, with an exact frame rate and the index in
front, so that it plays while it is still loading. The file is written under a temporary name
beside its own and renamed when it is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from aligner.errors import OutputError

BT709 = 1
"""Code point of BT.709 for primaries, transfer and matrix (ITU-T H.273)."""

LIMITED = 1
"""FFmpeg's code for limited ("tv") range."""

_AUDIO_BLOCK = 1024  # samples in an AAC frame


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard: ``(n, channels)`` int16 at ``rate``."""

    samples: NDArray[np.int16]
    rate: int


def write_video(
    path: Path,
    frames: Callable[[int], NDArray[np.uint8]],
    count: int,
    size: tuple[int, int],
    fps: Fraction,
    sound: Sound,
    *,
    crf: int = 18,
    preset: str = "veryfast",
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Encode ``count`` frames.

    Args:
        path: where the video goes; an existing file is replaced.
        frames: index -> yuv420p planes, ``(height * 3 // 2, width)`` uint8.
        count: number of frames.
        size: width and height, even.
        fps: frames a second, exact.
        sound: plays from the first frame on.
        crf: constant rate factor of x264; 18 is visually lossless, each 6 more halves the size.
        preset: of x264. ``veryfast`` costs half of ``fast`` and its files are no larger here.
        progress: told the share that is done.

    Raises:
        OutputError: the file cannot be written.
    """
    with whole_or_nothing(path) as temporary:
        try:
            with av.open(
                str(temporary), "w", format="mp4", options={"movflags": "+faststart"}
            ) as container:
                _encode(container, frames, count, size, fps, sound, crf, preset, progress)
        except (OSError, av.FFmpegError) as err:
            raise OutputError(
                f"the video {path} cannot be written ({getattr(err, 'strerror', '') or err})",
                hint="is there room on the disk?",
            ) from err


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its name if all goes well, and else vanishes.

    Raises:
        OutputError: the folder is missing, no folder or not writable.
    """
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(f"there is no folder {folder}", hint="make it first, or choose another")
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="give the name of a file")
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.partial{path.suffix}")
    try:  # from here on: Ctrl-C may come between any two steps
        try:
            temporary.touch()
        except OSError as err:
            raise OutputError(
                f"nothing can be written into {folder} ({err.strerror})",
                hint="choose another folder",
            ) from err
        yield temporary
        try:
            os.replace(temporary, path)
        except OSError as err:
            raise OutputError(
                f"{path} cannot be written ({err.strerror})",
                hint="close it, or choose another name",
            ) from err
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _encode(
    container: Any,
    frames: Callable[[int], NDArray[np.uint8]],
    count: int,
    size: tuple[int, int],
    fps: Fraction,
    sound: Sound,
    crf: int,
    preset: str,
    progress: Callable[[float], None],
) -> None:
    video = container.add_stream("libx264", rate=fps)
    video.width, video.height = size
    video.pix_fmt = "yuv420p"
    video.codec_context.time_base = 1 / fps
    video.options = {"crf": str(crf), "preset": preset}
    _tag(video.codec_context)
    layout = "mono" if sound.samples.shape[1] == 1 else "stereo"
    rate = _aac_rate(sound.rate)
    audio = container.add_stream("aac", rate=rate, layout=layout)
    audio.bit_rate = 192_000 if layout == "stereo" else 128_000
    pieces = _sound_frames(sound, layout, rate, count, fps)
    for index in range(count):
        picture = av.VideoFrame.from_ndarray(frames(index), format="yuv420p")
        picture.pts = index
        picture.time_base = 1 / fps
        _tag(picture)
        container.mux(video.encode(picture))
        # Sound keeps pace, so that players find both near each other in the file.
        for moment, piece in pieces:
            container.mux(audio.encode(piece))
            if moment * fps > index:
                break
        if index % 8 == 7:
            progress((index + 1) / count)
    container.mux(video.encode(None))
    for _moment, piece in pieces:
        container.mux(audio.encode(piece))
    container.mux(audio.encode(None))
    progress(1.0)


def _tag(target: Any) -> None:
    """Say how the numbers mean colours: players guess where nothing is said."""
    target.color_primaries = BT709
    target.color_trc = BT709
    target.colorspace = BT709
    target.color_range = LIMITED


def _aac_rate(rate: int) -> int:
    """The song's own rate where AAC knows it (ISO/IEC 14496-3, table 1.18), else 48 kHz."""
    known = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
    return rate if rate in known else 48_000


def _sound_frames(
    sound: Sound, layout: str, rate: int, count: int, fps: Fraction
) -> Iterator[tuple[Fraction, Any]]:
    """AAC-sized pieces of the sound as float planes, with the moment at which each ends.

    The sound ends with the last frame.
    """
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate, frame_size=_AUDIO_BLOCK)
    wanted = int(count / fps * sound.rate)
    sent = 0
    for at in range(0, min(wanted, len(sound.samples)), _AUDIO_BLOCK):
        block = np.ascontiguousarray(sound.samples[at : min(at + _AUDIO_BLOCK, wanted)])
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate = sound.rate
        frame.time_base = Fraction(1, sound.rate)
        frame.pts = at
        for piece in resampler.resample(frame):
            sent += piece.samples
            yield Fraction(sent, rate), piece
    for piece in resampler.resample(None):
        sent += piece.samples
        yield Fraction(sent, rate), piece
