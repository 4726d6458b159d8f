"""Frames -> finished segments -> one video with the song, its label in the metadata.

H.264 tagged BT.709 limited range and AAC in mp4. A long pass is encoded once, in segments that can
be told whole from broken; joining copies packets, so nothing is encoded twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from media_core.containers import open_media, write_media
from media_core.errors import OutputError
from media_core.files import put_in_place
from media_core.leftovers import clear_leftovers, passing_name
from media_core.locking import LockedFolder, lock_folder
from wav2lip_refine.faces.face import Picture
from wav2lip_refine.memory import give_back

BT709 = 1
"""Code point of BT.709 for primaries, transfer and matrix (ITU-T H.273)."""
LIMITED = 1
EXACT = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
"""Without it swscale cuts off instead of rounding, and every frame grows darker by a level or two
each time it is converted."""
_AUDIO_BLOCK = 1024
_AAC_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the encoding.

    Attributes:
        crf: constant rate factor of x264; 16 keeps the grain of the footage.
        preset: of x264.
    """

    crf: int = 16
    preset: str = "veryfast"


class Segments:
    """Finished parts of a video in a folder, kept when a pass is stopped.

    A part counts as finished when its checksum stands in the folder's list, which is written after
    it; and only for the same job: another song, face or setting begins anew. A context manager:
    the folder is locked meanwhile, and who finds it locked works in another.
    """

    def __init__(self, folder: Path, job: str) -> None:
        """Look at what is there.

        Args:
            folder: of the parts; it goes when they are joined.
            job: names everything that the frames depend on.

        Raises:
            OutputError: the folder cannot be made.
        """
        try:
            self._lock: LockedFolder | None = lock_folder(folder)
            if self._lock is None:  # another process is in it, and will remove it
                folder = passing_name(folder, "parts")
                folder.mkdir(parents=True)
        except OSError as err:
            raise OutputError(
                f"parts of the video cannot be written into {folder} ({err.strerror})",
                hint="is there room on the disk?",
            ) from err
        self.folder = folder
        self._finished = False
        self._job = job
        self._list = self.folder / "parts.json"
        self._done: dict[str, str] = {}
        with suppress(OSError, ValueError, AttributeError):
            found = json.loads(self._list.read_text("utf-8"))
            if found.get("job") == job and isinstance(found.get("parts"), dict):
                self._done = {str(k): str(v) for k, v in found["parts"].items()}
        if not self._done:
            self._forget()

    def path(self, number: int) -> Path:
        """Of a part."""
        return self.folder / f"{number:05d}.mp4"

    def finished(self, number: int) -> bool:
        """True if a part is there and whole."""
        name = self.path(number).name
        try:
            return name in self._done and _sha256(self.path(number)) == self._done[name]
        except OSError:
            return False

    def finish(self, number: int) -> None:
        """Put a part on the list.

        Raises:
            OutputError: the list cannot be written.
        """
        path = self.path(number)
        temporary = self._list.with_suffix(".partial")
        try:
            self._done[path.name] = _sha256(path)
            temporary.write_text(json.dumps({"job": self._job, "parts": self._done}), "utf-8")
            os.replace(temporary, self._list)
        except OSError as err:
            raise OutputError(
                f"{self._list} cannot be written ({err.strerror})", hint="is there room?"
            ) from err

    def remove(self) -> None:
        """Let the parts go when the folder is left, for the video is whole."""
        self._finished = True

    def _forget(self) -> None:
        """Remove what another job left."""
        for path in self.folder.glob("*.*"):
            with suppress(OSError):
                path.unlink()

    def __enter__(self) -> Segments:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._lock is not None:
            self._lock.leave(remove=self._finished)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_segment(
    path: Path,
    frames: Iterable[Picture],
    size: tuple[int, int],
    fps: Fraction,
    quality: Quality | None = None,
) -> int:
    """Encode frames without sound; a file of this name is replaced when all are in.

    Returns:
        The number of frames.

    Raises:
        OutputError: the file cannot be written.
    """
    quality = quality or Quality()
    temporary = path.with_suffix(".partial.mp4")
    number = 0
    try:
        with write_media(temporary, "mp4") as container:
            stream: Any = container.add_stream("libx264", rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = 1 / fps
            stream.options = {"crf": str(quality.crf), "preset": quality.preset}
            _tag(stream.codec_context)
            for frame in frames:
                picture = av.VideoFrame.from_ndarray(frame, format="bgr24").reformat(
                    format="yuv420p",
                    dst_colorspace=Colorspace.ITU709,
                    dst_color_range=ColorRange.MPEG,
                    interpolation=EXACT,
                )
                picture.pts, picture.time_base = number, 1 / fps
                _tag(picture)
                container.mux(stream.encode(picture))
                number += 1
            container.mux(stream.encode(None))
        os.replace(temporary, path)
    except (OSError, av.FFmpegError) as err:
        raise _failed(path, err) from err
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        give_back()
    return number


def join(
    path: Path,
    parts: Iterable[tuple[Path, int]],
    fps: Fraction,
    sound: tuple[NDArray[np.int16], int],
    metadata: Mapping[str, str],
    *,
    whole_sound: bool = False,
    finish: Callable[[Path], None] | None = None,
) -> None:
    """One video from finished segments and a song.

    Args:
        path: an mp4 file; replaced if it exists.
        parts: segments in order, each with its number of frames.
        fps: frames a second.
        sound: (n, channels) and the rate; it ends with the picture.
        metadata: goes into the file as it is.
        whole_sound: it ends where it ends.
        finish: what is done to the whole file before it gets its name, such as signing it.

    Raises:
        OutputError: the file cannot be written.
    """
    parts = list(parts)
    samples, rate = sound
    picture = int(sum(frames for _path, frames in parts) / fps * rate)
    length = len(samples) if whole_sound else picture
    flags = {"movflags": "use_metadata_tags+faststart"}
    clear_leftovers(path.parent)
    temporary = passing_name(path, suffix=path.suffix)
    try:
        with write_media(temporary, "mp4", flags) as container:
            container.metadata.update(metadata)
            _mux(container, parts, fps, sound, length)
        if finish is not None:
            finish(temporary)
        put_in_place(temporary, path)
    except (OSError, av.FFmpegError) as err:
        raise _failed(path, err) from err
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _mux(
    container: Any,
    parts: list[tuple[Path, int]],
    fps: Fraction,
    sound: tuple[NDArray[np.int16], int],
    length: int,
) -> None:
    samples, rate = sound
    with open_media(parts[0][0]) as first:
        video = container.add_stream_from_template(first.streams.video[0])
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    aac_rate = rate if rate in _AAC_RATES else 48_000
    audio = container.add_stream("aac", rate=aac_rate, layout=layout)
    audio.bit_rate = 192_000 if layout == "stereo" else 128_000
    pieces = _sound_frames(samples, rate, layout, aac_rate, length)
    begins = 0
    for path, frames in parts:
        with open_media(path) as part:
            source = part.streams.video[0]
            base = source.time_base or Fraction(1, 90_000)
            shift = int(Fraction(begins) / fps / base)
            for packet in part.demux(source):
                if packet.dts is None or packet.pts is None:
                    continue  # the demuxer's last word, which is empty
                moment = packet.dts * base + begins / fps
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = video
                container.mux(packet)
                for until, piece in pieces:  # sound keeps pace
                    container.mux(audio.encode(piece))
                    if until > moment:
                        break
        begins += frames
    for _until, piece in pieces:
        container.mux(audio.encode(piece))
    container.mux(audio.encode(None))


def _sound_frames(
    samples: NDArray[np.int16], rate: int, layout: str, wanted_rate: int, wanted: int
) -> Iterator[tuple[Fraction, Any]]:
    """AAC-sized pieces of the sound, with the moment at which each ends; silence if it is short."""
    resampler = av.AudioResampler(
        format="fltp", layout=layout, rate=wanted_rate, frame_size=_AUDIO_BLOCK
    )
    sent = 0
    for at in range(0, wanted, _AUDIO_BLOCK):
        block = np.zeros((min(_AUDIO_BLOCK, wanted - at), samples.shape[1]), np.int16)
        there = samples[at : at + len(block)]
        block[: len(there)] = there
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), at
        for piece in resampler.resample(frame):
            sent += piece.samples
            yield Fraction(sent, wanted_rate), piece
    for piece in resampler.resample(None):
        sent += piece.samples
        yield Fraction(sent, wanted_rate), piece


def _tag(target: Any) -> None:
    target.color_primaries = BT709
    target.color_trc = BT709
    target.colorspace = BT709
    target.color_range = LIMITED


def _failed(path: Path, err: Exception) -> OutputError:
    return OutputError(
        f"the video {path} cannot be written ({getattr(err, 'strerror', '') or err})",
        hint="is there room on the disk?",
    )
