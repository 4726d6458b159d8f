"""The pictures of a file, decoded once: what each frame is like, and nothing of the frames kept."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from animatemusic.qc.atoms import index_at_the_end
from animatemusic.qc.footage import SoundTrack, Watched
from media_core.containers import decodable, open_media
from media_core.errors import InputError
from media_core.files import open_file
from render.layers.picture import MAX_PIXELS

MOST_FRAMES = 1_000_000
"""Of a video: four and a half hours at 60 frames a second."""

POINTS = 120
"""Pixels are looked at in a grid; the shorter side of the picture has so many of them."""

BLACK = 0.05
"""Share of the range from black to white up to which a pixel is black. FFmpeg's ``blackdetect``
has 0.10, which takes dark blue scenery for black."""

BLACK_SHARE = 0.995
"""Share of a picture's pixels that are black in a black picture; ``blackdetect`` has 0.98, which a
row of white text stays below."""

STILL = 12
"""Levels of 255 by which a pixel that does not move may change, as encoders shimmer."""

_PLANAR = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12")

_GIVE = "give an mp4, mov, webm, mkv or gif"


def has_moving_pictures(path: Path) -> bool:
    """True if a file is a video, False if it is a song (which may have a cover).

    Raises:
        InputError: it is neither, or cannot be read.
    """
    with _opened(path) as container:
        if _pictures(container) is not None:
            return True
        if container.streams.audio:
            return False
    raise InputError(f"there is neither picture nor sound in {path}", hint=_GIVE)


def watched(path: Path, progress: Callable[[float], None] = lambda share: None) -> Watched:
    """Decode a video from its beginning to its end.

    Raises:
        InputError: it is missing, empty, no video, or none that can be decoded.
    """
    with _opened(path) as container:
        stream = _pictures(container)
        if stream is None:
            raise InputError(
                f"there is no picture that moves in {path}, or none that can be decoded", hint=_GIVE
            )
        width, height = stream.width, stream.height
        if not width or not height or width * height > MAX_PIXELS:
            raise InputError(
                f"the picture of {path} has a strange size ({width} x {height})", hint=_GIVE
            )
        stream.thread_type = "AUTO"
        sound = next(iter(decodable(container.streams.audio)), None)
        reader = _Reader(stream, sound, _seconds(container.duration, Fraction(1, av.time_base)))
        reader.read(container, path, progress)
        return reader.watched(path, container)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with open_file(path, what="video") as file:
        if os.fstat(file.fileno()).st_size == 0:
            raise InputError(f"{path} is empty", hint="render or export it again")
    try:
        container = open_media(path, what="video")
    except (av.FFmpegError, OSError) as err:
        said = getattr(err, "strerror", None) or err
        raise InputError(f"{path} is no video that can be read ({said})", hint=_GIVE) from err
    with container:
        name = container.format.name
        if name.startswith("webp"):
            raise InputError(
                f"{path} is a WebP, which FFmpeg does not decode where it moves",
                hint="check an mp4 or an APNG of the same film",
            )
        if name.endswith("_pipe"):
            raise InputError(f"{path} is a picture, not a video", hint=_GIVE)
        yield container


def _pictures(container: Any) -> Any:
    """The first stream of pictures that is no cover; None if there is none."""
    for stream in decodable(container.streams.video):
        if not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    return None


def _seconds(ticks: int | None, base: Fraction | None) -> Fraction | None:
    return None if ticks is None or base is None else ticks * base


class _Reader:
    """Takes a container's packets, and keeps a few bytes of each frame."""

    def __init__(self, stream: Any, sound: Any, said: Fraction | None) -> None:
        self._stream = stream
        self._sound = sound
        self._said = said
        self._tick = Fraction(stream.time_base)
        self._starts = array("q")
        self._lasts = 0  # ticks of the last frame
        self._black = bytearray()
        self._still = bytearray()
        self._damaged: list[int] = []
        self._before: NDArray[np.uint8] | None = None
        self._interlaced = False
        self._second_picture = False
        self._from: Fraction | None = None
        self._to = Fraction(0)
        self._packet = 1024

    def read(self, container: Any, path: Path, progress: Callable[[float], None]) -> None:
        streams = [stream for stream in (self._stream, self._sound) if stream is not None]
        length = float(self._said or 0)
        try:
            for number, packet in enumerate(container.demux(*streams)):
                self._take(packet)
                if len(self._starts) > MOST_FRAMES:
                    raise InputError(
                        f"{path} has more than {MOST_FRAMES} frames", hint="check parts of it"
                    )
                if number % 32 == 0 and length and len(self._starts):
                    progress(min(1.0, float(self._starts[-1] * self._tick) / length))
        except (av.FFmpegError, OSError):
            self._damaged.append(len(self._starts))  # what came before the damage is still shown
        if not len(self._starts):
            raise InputError(f"no picture of {path} can be decoded", hint="render it again")

    def _take(self, packet: Any) -> None:
        if packet.stream is self._stream and not len(self._starts):
            # WebM has transparency as a second picture beside the first.
            beside = {side.data_type for side in packet.iter_sidedata()}
            self._second_picture |= "matroska_block_additional" in beside
        try:
            frames = packet.decode()
        except av.FFmpegError:
            if packet.stream is self._stream:
                self._damaged.append(len(self._starts))
            return
        for frame in frames:
            if packet.stream is self._stream:
                self._look(frame)
            elif frame.pts is not None:
                begin = frame.pts * Fraction(frame.time_base)
                self._from = begin if self._from is None else self._from
                self._to = max(self._to, begin + Fraction(frame.samples, frame.sample_rate))
                self._packet = max(self._packet, frame.samples)

    def _look(self, frame: Any) -> None:
        if frame.pts is None:
            return
        number = len(self._starts)
        if frame.is_corrupt:
            self._damaged.append(number)
        self._interlaced |= bool(frame.interlaced_frame)
        luma, black = _luma(frame)
        self._starts.append(frame.pts)
        self._lasts = frame.duration or 0
        self._black.append(bool((luma <= black).mean() >= BLACK_SHARE))
        before = self._before
        same = before is not None and before.shape == luma.shape
        # Against the frame before: a slow fade is no standing picture, but moves by small steps;
        # so the frame that is compared with stays as long as nothing differs from it.
        self._still.append(same and bool(_apart(luma, before) <= STILL))
        if not self._still[-1]:
            self._before = luma

    def watched(self, path: Path, container: Any) -> Watched:
        stream, codec = self._stream, self._stream.codec_context
        order = np.argsort(np.frombuffer(self._starts, np.int64), kind="stable")
        starts = np.frombuffer(self._starts, np.int64)[order].astype(np.float64) * float(self._tick)
        fps = Fraction(stream.average_rate or stream.guessed_rate or 25)
        last = float(self._lasts * self._tick) or float(1 / fps)
        sound = None
        if self._sound is not None and self._from is not None:
            heard = self._sound.codec_context
            sound = SoundTrack(
                *(heard.name, heard.sample_rate, heard.channels, self._packet),
                *(self._from, self._to),
            )
        ratio = stream.sample_aspect_ratio
        alpha = _has_alpha(stream, codec.pix_fmt or "")
        return Watched(
            path=path,
            container=container.format.name,
            codec=codec.name,
            size=(stream.width, stream.height),
            square=not ratio or ratio == 1,
            pixels=codec.pix_fmt or "",
            alpha=alpha,
            matrix=int(codec.colorspace),
            full_range=int(codec.color_range) == 2 or (codec.pix_fmt or "").startswith("yuvj"),
            interlaced=self._interlaced,
            fps=fps,
            starts=starts,
            end=float(starts[-1]) + last,
            said=float(self._said) if self._said is not None else None,
            black=np.frombuffer(bytes(self._black), np.bool_)[order],
            still=np.frombuffer(bytes(self._still), np.bool_)[order],
            damaged=tuple(dict.fromkeys(self._damaged)),
            sound=sound,
            index_last=index_at_the_end(path),
            tags=dict(container.metadata),
            letters=codec.codec_tag.strip("\0 "),
            hidden_alpha=self._second_picture and not alpha,
        )


def _has_alpha(stream: Any, pixels: str) -> bool:
    said = str(stream.metadata.get("alpha_mode", stream.metadata.get("ALPHA_MODE", "0")))
    return said == "1" or "yuva" in pixels or pixels in ("rgba", "bgra", "argb", "abgr", "pal8")


def _luma(frame: Any) -> tuple[NDArray[np.uint8], float]:
    """Brightness at the points of a grid, and up to which a point is black."""
    step = max(1, min(frame.width, frame.height) // POINTS)
    if frame.format.name in _PLANAR:
        plane = frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        full = frame.format.name.startswith("yuvj") or int(frame.color_range) == 2
        dark = 255 * BLACK if full else 16 + 219 * BLACK
        # A copy: the frame is the decoder's, and used again.
        return rows[::step, : plane.width : step].copy(), dark
    small = frame.reformat(
        width=max(2, frame.width // step), height=max(2, frame.height // step), format="gray"
    )
    plane = small.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy(), 255 * BLACK


def _apart(luma: NDArray[np.uint8], other: NDArray[np.uint8] | None) -> int:
    if other is None:
        return 255
    return int((np.maximum(luma, other) - np.minimum(luma, other)).max(initial=0))
