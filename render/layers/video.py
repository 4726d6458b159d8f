"""A video as the background, over and over from its start to its end.

It is never held: frames are decoded as they are needed, and only the last one is kept. Which frame
is shown is a function of the moment, so a part that is made alone, by a process of its own, shows
what the whole shows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image

from media_core.containers import decodable, open_media
from media_core.errors import InputError
from media_core.timeline import Ms, clock
from render.frame import Context, Frame, Rect, surface_on
from render.layers.picture import MAX_PIXELS, Fit, as_frame, fitted
from render.layout import Layout
from render.scene import SceneState

MOST_FRAMES = 500_000
"""Of a background: four hours and a half at 30 frames a second."""

_THINNEST = 20.0
"""Times longer than wide, a picture is none that could cover a frame."""

_ACCURATE = 0x40000
"""SWS_ACCURATE_RND of libswscale: without it, planar colours have chance in their last columns."""

_SHORT = Fraction(1)
"""Seconds, and a tenth of a video, that may be missing of what its head says."""

_AHEAD = 48
"""So many frames are rather decoded than skipped."""


class VideoFile:
    """The frames of a video by number, decoded when asked for.

    Args:
        path: of a file with a picture.

    Attributes:
        count: number of frames.

    Raises:
        InputError: the file is missing, empty, damaged, no video, or too large.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.is_file() and path.stat().st_size == 0:
            raise InputError(f"the video {path} is empty", hint="export or download it again")
        self._container: Any = None
        self._frames: Iterator[Any] = iter(())
        self._current: Any = None
        self._asked = 0
        with self._explained(None):
            self._starts, end = self._index()
            self._length = (end - self._starts[0]) * self._tick * 1000
        self.count = len(self._starts)
        self.frame(0)

    @property
    def shape_of_pixels(self) -> float:
        """Width of a pixel over its height."""
        return float(self._stream.sample_aspect_ratio or 1)

    def number(self, moment: Ms) -> int:
        """Which frame is shown at a moment.

        Moments are rounded down to milliseconds: the last frame that begins before the next
        millisecond is the one that is meant.
        """
        after = Fraction(moment + 1)
        rounds = -(-after // self._length) - 1
        ticks = (after - rounds * self._length) / 1000 / self._tick + self._starts[0]
        return max(0, bisect_left(self._starts, ticks) - 1)

    def frame(self, number: int) -> Any:
        """A frame as ``av.VideoFrame``.

        Raises:
            InputError: the video is damaged there.
        """
        target = self._starts[number]
        if self._current is not None and self._asked <= target <= self._current.pts:
            return self._current
        with self._explained(number):
            ahead = bisect_left(self._starts, target) - bisect_left(self._starts, self._asked)
            if self._current is None or not 0 < ahead <= _AHEAD or self._current.pts > target:
                self._seek(target)
            for frame in self._frames:
                if frame.pts is None or frame.pts < target:
                    continue
                if frame.is_corrupt:
                    break
                self._current, self._asked = frame, target
                return frame
        self._current = None
        raise self._damaged(number)

    def _seek(self, target: int) -> None:
        """Begin to decode at or before a frame."""
        for place in (target, self._starts[0]):
            self._container.seek(place, stream=self._stream, backward=True)
            frames = self._container.decode(self._stream)
            first = next(frames, None)
            if first is not None and (first.pts is None or first.pts <= target):
                break
        self._frames = _before(first, frames)

    def _index(self) -> tuple[list[int], int]:
        """When frames begin, and when the last one ends, in ticks of the stream."""
        self._container = open_media(self._path, what="video")
        streams = decodable(self._container.streams.video)
        if not streams:
            raise InputError(
                f"there is no picture in {self._path} that can be decoded",
                hint="give an mp4, webm or mov file, and a whole one",
            )
        self._stream = streams[0]
        width, height = self._stream.width, self._stream.height
        if not width or not height or max(width / height, height / width) > _THINNEST:
            raise InputError(
                f"the video {self._path} has a strange size ({width} x {height})",
                hint="export it again",
            )
        if width * height > MAX_PIXELS:
            raise InputError(
                f"the video {self._path} is too large ({width} x {height})",
                hint=f"make it smaller than {MAX_PIXELS // 1_000_000} million pixels",
            )
        self._stream.thread_type = "AUTO"
        # Damage is an error, not a grey picture.
        self._stream.codec_context.options = {"err_detect": "explode"}
        self._tick = Fraction(self._stream.time_base)
        starts: set[int] = set()
        latest = length = 0
        for packet in self._container.demux(self._stream):
            begin = packet.pts if packet.pts is not None else packet.dts
            if begin is None or packet.is_discard:
                continue
            if packet.is_corrupt and starts:  # what a download that stopped ends with
                raise self._cut_off(begin - min(starts))
            starts.add(begin)
            if begin >= latest or len(starts) == 1:
                latest, length = begin, packet.duration or 0
            if len(starts) > MOST_FRAMES:
                raise InputError(
                    f"the video {self._path} has more than {MOST_FRAMES} frames",
                    hint="cut what is needed out of it first",
                )
        if not starts:
            raise InputError(f"the video {self._path} holds no frame", hint="export it again")
        ordered = sorted(starts)
        if not length:
            gap = (ordered[-1] - ordered[0]) // max(1, len(ordered) - 1)
            length = gap or max(1, round(1 / (25 * self._tick)))
        end = ordered[-1] + length
        said = self._stream.duration or 0
        if (said - (end - ordered[0])) * self._tick > max(_SHORT, said * self._tick / 10):
            raise self._cut_off(end - ordered[0])
        return ordered, end

    @contextmanager
    def _explained(self, number: int | None) -> Iterator[None]:
        try:
            yield
        except (av.FFmpegError, OSError) as err:
            if number is not None:
                raise self._damaged(number) from err
            said = getattr(err, "strerror", None) or err
            raise InputError(
                f"the background {self._path} cannot be read ({said})",
                hint="give a png, jpg or webp picture, or an mp4, webm or mov video",
            ) from err

    def _cut_off(self, ticks: int) -> InputError:
        where = clock(Ms(max(0, int(ticks * self._tick * 1000))))
        whole = clock(Ms(max(0, int((self._stream.duration or 0) * self._tick * 1000))))
        of = f" of {whole}" if self._stream.duration else ""
        return InputError(
            f"the video {self._path} is cut off at {where}{of}",
            hint="export or download it again, or cut it there",
        )

    def _damaged(self, number: int) -> InputError:
        begin = (self._starts[number] - self._starts[0]) * self._tick * 1000
        return InputError(
            f"the video {self._path} is damaged at {clock(Ms(int(begin)))}",
            hint="export or download it again, or cut it there",
        )


def _before(first: Any, frames: Iterator[Any]) -> Iterator[Any]:
    if first is not None:
        yield first
        yield from frames


class VideoLayer:
    """A video that covers the frame.

    Args:
        place: the frame.
        path: of the video.
        fit: how it is fitted to the frame.

    Raises:
        InputError: as :class:`VideoFile`.
    """

    def __init__(self, place: Layout, path: Path, fit: Fit = "fill") -> None:
        self._video = VideoFile(path)
        self._size = (place.width, place.height)
        self._fit = fit
        self._converter = VideoReformatter()
        self._shown: tuple[int, Any] = (-1, None)

    def damage(self, before: SceneState, now: SceneState) -> list[Rect]:
        """Everything, when another frame is shown."""
        if self._video.number(before.moment) == self._video.number(now.moment):
            return []
        return [Rect(0, 0, *self._size)]

    def shows(self, state: SceneState) -> int:
        """The number of the video's frame."""
        return self._video.number(state.moment)

    def draw(self, state: SceneState, context: Context) -> None:
        """Paint the frame."""
        number = self._video.number(state.moment)
        if self._shown[0] != number:
            picture = self.picture(number)
            self._shown = (number, surface_on(picture, opaque=True))
        context.set_source_surface(self._shown[1], 0, 0)
        context.paint()

    def picture(self, number: int) -> Frame:
        """A frame of the video, fitted."""
        frame = self._video.frame(number)
        turns = round(frame.rotation / 90) % 4
        sample = self._video.shape_of_pixels
        wide, high = frame.width * sample, frame.height
        if turns % 2:
            wide, high = high, wide
        width, height = self._size
        if self._fit != "fill":
            scale = min(1.0, max(width / wide, height / high))
            image = Image.fromarray(
                np.ascontiguousarray(self._scaled(frame, wide * scale, high * scale, turns))
            )
            return as_frame(fitted(image.convert("RGB"), width, height, self._fit), swapped=True)
        scale = max(width / wide, height / high)
        scaled = self._scaled(frame, max(width, wide * scale), max(height, high * scale), turns)
        left, top = (scaled.shape[1] - width) // 2, (scaled.shape[0] - height) // 2
        return np.ascontiguousarray(scaled[top : top + height, left : left + width])

    def _scaled(self, frame: Any, wide: float, high: float, turns: int) -> Frame:
        """A frame, upright, of a size, as BGRA."""
        sides = [max(1, round(wide)), max(1, round(high))]
        if turns % 2:
            sides.reverse()
        hd = frame.height > 576  # what does not say is BT.601 up to PAL, and BT.709 above
        source = frame.colorspace
        if source not in [known.value for known in Colorspace]:
            source = int(Colorspace.ITU709 if hd else Colorspace.ITU601)
        done = self._converter.reformat(
            frame,
            width=sides[0],
            height=sides[1],
            # Planar: what libswscale writes as packed pixels has a pattern on flat colours, and
            # chance in the last columns of narrow pictures.
            format="gbrp",
            src_colorspace=source,
            dst_colorspace=source,
            src_color_range=frame.color_range or ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=int(Interpolation.BICUBIC) | _ACCURATE,
        )
        picture = np.full((done.height, done.width, 4), 255, np.uint8)
        planes: Any = done.planes
        for channel, plane in zip((1, 0, 2), planes, strict=True):
            rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
            picture[:, :, channel] = rows[:, : plane.width]
        turned: Frame = np.rot90(picture, turns) if turns else picture
        return turned
