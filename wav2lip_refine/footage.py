"""The user's face as frames: a video of any rate, rotation and shape, or a still picture.

Frames come at one constant rate whatever the file's timestamps do, upright, in blue-green-red, and
one at a time: nothing here grows with the length of a clip. Frames are asked for by number, forward
or backward, so that a pass can begin anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count as numbers
from math import ceil
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Colorspace, Interpolation
from PIL import Image

from media_core.containers import decodable, open_media
from media_core.errors import InputError
from media_core.malloc import trim_memory
from wav2lip_refine.faces.face import Picture
from wav2lip_refine.framing import Framing
from wav2lip_refine.still import read_picture, refuse_bomb

STILL_FPS = Fraction(25)
EARLY = Fraction(1, 4)
"""Of a frame: a timestamp may be this early and still be meant for that frame. Matroska rounds to
milliseconds and phones tremble by more."""
EXACT = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
"""Without it swscale cuts off instead of rounding."""
AS_OPENCV: dict[str, Any] = {
    "src_colorspace": Colorspace.ITU601,
    "interpolation": Interpolation.BICUBIC,
}
"""How OpenCV reads a video, to the byte: without looking at its tags, and without rounding."""
BACKWARD_BYTES = 96_000_000
"""Frames held while a clip is played backward."""
USUAL_RATES = (
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60)),
)
TURNS = {90: 1, -270: 1, 180: 2, -180: 2, 270: 3, -90: 3}
"""What a decoder calls the rotation, as quarter turns against the clock."""


class Footage:
    """Frames of a file, by number.

    Attributes:
        path: of the file.
        size: width and height of the frames; even, unless they are as stored.
        fps: frames a second, exact.
        still: whether it is one picture.
        uncut: width and height of a picture before it was made even; ``size`` for a video.
        about: how many frames it says it has, for progress; 0 if it does not say.
    """

    def __init__(
        self,
        path: Path,
        *,
        fps: Fraction | None = None,
        framing: Framing | None = None,
        as_stored: bool = False,
    ) -> None:
        """Open a file and look at its first frame.

        Args:
            path: a video, or a picture.
            fps: frames a second; the file's own if None, 25 for a picture.
            framing: what is done to every frame.
            as_stored: as the reference program reads it: frames are numbered as they are stored
                instead of by their timestamps, and their colours are OpenCV's, to the byte.

        Raises:
            InputError: the file is missing, no video or picture, too large, or empty.
        """
        self.path = path
        self._framing = framing or Framing()
        self._as_stored = as_stored
        self._damaged = 0
        self._stored = Fraction(1)
        self.about = 0
        self._picture = read_picture(path)
        self.still = self._picture is not None
        if self._picture is not None:
            self.fps = fps or STILL_FPS
            whole = self._framing.apply(self._picture, exact=True)
            self._picture = self._framing.apply(self._picture, exact=as_stored)
            first = self._picture
        else:
            self._origin, rate, first = self._first()
            self.fps = rate if fps is None or as_stored else fps
            self._stored = rate
            self.about = int(self._says * self.fps)
        self.size = first.shape[1], first.shape[0]
        self.uncut = self.size if self._picture is None else (whole.shape[1], whole.shape[0])

    def frames(self, first: int = 0, last: int | None = None) -> Iterator[Picture]:
        """Frames ``first`` to ``last`` (not included), fewer if the file ends before.

        They must not be written to: one may come several times.
        """
        if self._picture is not None:
            for _ in numbers(first) if last is None else range(first, last):
                yield self._picture
            return
        shown: Any = None
        drawn: Picture | None = None
        at = first
        end = Fraction(0)
        for begins, frame in self._numbered(first):
            while shown is not None and at < ceil(begins) and (last is None or at < last):
                drawn = self._drawn(shown) if drawn is None else drawn
                yield drawn
                at += 1
            if last is not None and at >= last:
                return
            shown, drawn = frame, None
            end = begins + (1 if self._as_stored else self.fps / self._stored)
        while shown is not None and at < ceil(end) and (last is None or at < last):
            drawn = self._drawn(shown) if drawn is None else drawn
            yield drawn
            at += 1

    def sequence(self, wanted: Sequence[int]) -> Iterator[Picture]:
        """Frames in the order asked for; what lies beyond the end repeats the last one there is.

        Ascending stretches are read once, descending ones in pieces of a few dozen frames.
        """
        held = max(1, BACKWARD_BYTES // (3 * self.size[0] * self.size[1]))
        at, picture = 0, None
        while at < len(wanted):
            stop = at + 1
            step = 0
            while stop < len(wanted):
                now = wanted[stop] - wanted[stop - 1]
                if now not in (-1, 0, 1) or (now and step and now != step):
                    break
                if now < 0 and stop - at >= held:
                    break
                step, stop = step or now, stop + 1
            part = wanted[at:stop]
            if step < 0:
                low = part[-1]
                pictures = list(self.frames(low, part[0] + 1))
                trim_memory()
                for number in part:
                    if pictures:
                        picture = pictures[min(number - low, len(pictures) - 1)]
                    if picture is not None:
                        yield picture
            else:
                source = self.frames(part[0], part[-1] + 1)
                before = None
                for number in part:
                    if number != before:
                        picture = next(source, picture)
                    before = number
                    if picture is not None:
                        yield picture
            at = stop

    def _first(self) -> tuple[Fraction, Fraction, Picture]:
        """When the first frame is shown, the stored rate, and the frame."""
        with self._opened() as container:
            stream = decodable(container.streams.video)[0]
            rates = stream.average_rate, stream.guessed_rate
            if self._as_stored:  # the reference program's reader believes what the stream says
                rates = rates[::-1]
            stored = rates[0] or rates[1] or STILL_FPS
            rate = Fraction(min(max(stored, Fraction(1)), Fraction(240))).limit_denominator(10_000)
            length = float(container.duration or 0) / av.time_base
            self._says = length if 0 < length < 1e6 else 0.0
            if not self._as_stored and stream.base_rate != stream.average_rate:
                rate = constant_rate(rate)
            for frame in self._decoded(container, stream):
                return _time(frame) or Fraction(0), rate, self._drawn(frame)
        raise InputError(
            f"no frame of {self.path} can be decoded", hint="give a video or a picture"
        )

    def _numbered(self, first: int) -> Iterator[tuple[Fraction, Any]]:
        """Decoded frames from ``first`` or before, with the number at which each begins.

        Seeking lands on a key frame before what is wanted; where a file seeks badly, or has no
        timestamps, reading begins at its start.
        """
        with self._opened() as container:
            stream = decodable(container.streams.video)[0]
            seek = first > 4 and not self._as_stored
            if seek:
                moment = self._origin + first / self.fps
                try:
                    container.seek(int(moment / stream.time_base), stream=stream)
                except (av.FFmpegError, OSError, OverflowError):
                    seek = False
            ahead = True
            for number, frame in enumerate(self._decoded(container, stream)):
                begins = self._begins(frame, number)
                if seek and ahead and (begins > first or _time(frame) is None):
                    break
                ahead = False
                yield begins, frame
            else:
                if not (seek and ahead):
                    return
        with self._opened() as container:
            stream = decodable(container.streams.video)[0]
            for number, frame in enumerate(self._decoded(container, stream)):
                yield self._begins(frame, number), frame

    def _begins(self, frame: Any, number: int) -> Fraction:
        time = None if self._as_stored else _time(frame)
        if time is None:
            return Fraction(number)
        return max(Fraction(0), (time - self._origin) * self.fps - EARLY)

    def _opened(self) -> Any:
        try:
            container = open_media(self.path, what="video or a picture")
        except (OSError, av.FFmpegError) as err:
            raise InputError(
                f"{self.path} is neither a video nor a picture ({err.strerror or err})",
                hint="give an mp4, mov, webm, mkv or avi file, or a png or jpeg",
            ) from err
        streams = decodable(container.streams.video)
        if not streams:
            container.close()
            raise InputError(
                f"there is no picture in {self.path} that can be decoded",
                hint="give a video or a photo, and a whole one",
            )
        stream = streams[0]
        refuse_bomb(self.path, stream.codec_context.width, stream.codec_context.height)
        # Several threads hold several frames each; painting takes ten times as long as decoding.
        stream.codec_context.thread_count = 1
        return container

    def _decoded(self, container: Any, stream: Any) -> Iterator[Any]:
        """Frames in order of showing; one bad place in a file is not its end."""
        try:
            for packet in container.demux(stream):
                try:
                    frames = packet.decode()
                except av.FFmpegError:
                    self._damaged += 1
                    continue
                for frame in frames:
                    refuse_bomb(self.path, frame.width, frame.height)
                    yield frame
        except (av.FFmpegError, OSError):
            self._damaged += 1  # what came before the end of a cut file is still a clip

    def _drawn(self, frame: Any) -> Picture:
        """A decoded frame upright, in blue-green-red, framed."""
        try:
            bgr = frame.reformat(
                format="bgr24", **(AS_OPENCV if self._as_stored else _as_tagged(frame))
            ).to_ndarray()
        except (av.FFmpegError, ValueError) as err:
            raise InputError(
                f"{self.path} has frames in a form that cannot be read ({frame.format.name})",
                hint="convert it to H.264 first",
            ) from err
        turns = TURNS.get(int(getattr(frame, "rotation", 0) or 0), 0)
        picture = self._framing.apply(np.rot90(bgr, turns), exact=self._as_stored)
        if hasattr(self, "size") and picture.shape[1::-1] != self.size:
            # A stream that changes its size: all frames of a video have one.
            picture = np.asarray(Image.fromarray(picture).resize(self.size))
        return picture


def constant_rate(mean: Fraction) -> Fraction:
    """The rate for a clip whose frames come unevenly: the usual one near its mean, if one is.

    >>> constant_rate(Fraction(2987, 100)), constant_rate(Fraction(151, 10))
    (Fraction(30000, 1001), Fraction(16, 1))
    """
    near = min(USUAL_RATES, key=lambda rate: abs(rate - mean))
    return near if abs(near - mean) < mean / 20 else Fraction(ceil(mean))


def _as_tagged(frame: Any) -> dict[str, Any]:
    """How a frame is converted by what its file says of its colours."""
    space = {1: Colorspace.ITU709, 9: Colorspace.BT2020}.get(int(frame.colorspace))
    if space is None:
        # Players take large pictures that say nothing for BT.709, small ones for BT.601.
        unsaid, large = int(frame.colorspace) in (0, 2), frame.height >= 720
        space = Colorspace.ITU709 if unsaid and large else Colorspace.ITU601
    return {"src_colorspace": space, "interpolation": EXACT}


def _time(frame: Any) -> Fraction | None:
    return None if frame.pts is None else Fraction(frame.pts) * Fraction(frame.time_base)
