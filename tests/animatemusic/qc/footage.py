"""Small videos with planted faults, and words at planted times."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment, Line, Word
from media_core.timeline import Ms, Span

RATE = 48_000


@dataclass(frozen=True, slots=True)
class Clip:
    """A video of a red square that runs over grey, with a tone.

    Attributes:
        seconds: of the picture.
        sound: seconds of the tone; 0 for no sound.
        gain: of the tone; above 1 it is clipped.
        black, frozen: stretches in seconds.
        left_out: numbers of frames that are missing.
        late: seconds by which the sound begins later.
    """

    seconds: float = 2.0
    sound: float = 2.0
    gain: float = 0.3
    black: Sequence[tuple[float, float]] = ()
    frozen: Sequence[tuple[float, float]] = ()
    left_out: Collection[int] = ()
    late: float = 0.0
    fps: int = 30
    size: tuple[int, int] = (128, 72)
    pixels: str = "yuv420p"
    matrix: int = 1
    front: bool = True

    def write(self, path: Path) -> Path:
        """Encode it."""
        options = {"movflags": "+faststart"} if self.front and path.suffix == ".mp4" else {}
        with av.open(str(path), "w", options=options) as container:
            video: Any = container.add_stream("libx264", rate=self.fps)
            video.width, video.height = self.size
            video.pix_fmt = self.pixels
            video.options = {"preset": "ultrafast"}
            video.codec_context.colorspace = self.matrix
            sound = container.add_stream("aac", rate=RATE, layout="stereo") if self.sound else None
            for frame in self.frames():
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
            if sound is not None:
                for piece in self._tone():
                    container.mux(sound.encode(piece))
                container.mux(sound.encode(None))
        return path

    def frames(self) -> Iterable[Any]:
        width, height = self.size
        still: NDArray[np.uint8] | None = None
        for number in range(round(self.seconds * self.fps)):
            moment = number / self.fps
            picture = np.full((height, width, 3), 120, np.uint8)
            left = number * 5 % (width - 24)
            picture[24:48, left : left + 24] = (200, 40, 60)
            if any(a <= moment < b for a, b in self.frozen) and still is not None:
                picture = still
            still = picture
            if any(a <= moment < b for a, b in self.black):
                picture = np.zeros_like(picture)
            if number in self.left_out:
                continue
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=self.pixels)
            frame.pts, frame.time_base = number, Fraction(1, self.fps)
            yield frame

    def _tone(self) -> Iterable[Any]:
        count = round(self.sound * RATE)
        wave = self.gain * np.sin(2 * np.pi * 440 * np.arange(count) / RATE)
        samples = (32767 * np.clip(wave, -1, 1)).astype(np.int16)
        for at in range(0, count, 1024):
            part = np.repeat(samples[at : at + 1024, None], 2, axis=1).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(part), format="s16", layout="stereo"
            )
            frame.sample_rate = RATE
            frame.pts, frame.time_base = at + round(self.late * RATE), Fraction(1, RATE)
            yield frame


def lines(*rows: Sequence[tuple[str, int, int]], duration: int = 60_000) -> Alignment:
    """Lines of words with their times in milliseconds."""
    return Alignment(
        tuple(
            Line(tuple(Word(text, text.lower(), (0, 0), Span(Ms(a), Ms(b))) for text, a, b in row))
            for row in rows
        ),
        Ms(duration),
    )
