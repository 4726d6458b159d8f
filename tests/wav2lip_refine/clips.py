"""Small clips and faces for the tests: drawn here, so that every number in them is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from media_core.audio import Audio, to_speech
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import Face, Picture

SIZE = (64, 48)
LEVEL = 8
"""Grey levels from one frame of a clip to the next."""


def grey(number: int, size: tuple[int, int] = SIZE) -> Picture:
    """A frame that says its number by its grey; its upper left corner is red."""
    picture = np.full((size[1], size[0], 3), 16 + LEVEL * number % 224, np.uint8)
    picture[:8, :8] = (0, 0, 255)
    return picture


def number_of(picture: Picture) -> int:
    """The number that a grey frame says."""
    middle = picture[picture.shape[0] // 2, picture.shape[1] // 2].astype(int)
    return round((float(middle.mean()) - 16) / LEVEL)


def write_clip(
    path: Path,
    count: int,
    *,
    fps: Fraction = Fraction(25),
    size: tuple[int, int] = SIZE,
    draw: Callable[[int], Picture] | None = None,
    times: Sequence[float] | None = None,
    rotation: int = 0,
) -> Path:
    """A video of numbered frames, with a key frame every ten."""
    clock = Fraction(1, 90_000) if times else 1 / fps
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"crf": "8", "g": "10", "preset": "ultrafast"}
        stream.codec_context.time_base = clock
        if rotation:
            stream.set_display_rotation(rotation)
        for number in range(count):
            picture = draw(number) if draw else grey(number, size)
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = round(times[number] / clock) if times else number
            frame.time_base = clock
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def song(seconds: float, path: Path, rate: int = 16_000) -> Audio:
    """A voice-like hum; ``path`` holds its samples, for hashes."""
    t = np.arange(int(seconds * rate)) / rate
    wave = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12))
    wave = wave * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))
    samples = (wave / np.abs(wave).max() * 12_000).astype(np.int16)[:, None]
    path.write_bytes(samples.tobytes())
    return Audio(samples, rate, to_speech(samples, rate), path)


def points_in(box: Box) -> NDArray[np.float32]:
    """68 points of a level face in a box: an oval jaw, eyes, nose and mouth where they are."""
    w, h = box.width, box.height
    places = np.zeros((68, 2))
    angle = np.linspace(np.pi, 0, 17)
    places[:17] = np.stack((0.5 + 0.48 * np.cos(angle), 0.45 + 0.53 * np.sin(angle)), axis=1)
    for first, x in ((17, 0.15), (22, 0.58)):
        places[first : first + 5] = np.stack((np.linspace(x, x + 0.27, 5), np.full(5, 0.3)), 1)
    places[27:31] = np.stack((np.full(4, 0.5), np.linspace(0.4, 0.6, 4)), axis=1)
    places[31:36] = np.stack((np.linspace(0.4, 0.6, 5), np.full(5, 0.64)), axis=1)
    ring = np.linspace(0, 2 * np.pi, 6, endpoint=False)
    for first, x in ((36, 0.3), (42, 0.7)):
        eye = np.stack((x - 0.09 * np.cos(ring), 0.4 - 0.03 * np.sin(ring)), axis=1)
        places[first : first + 6] = eye
    for first, count, wide, high in ((48, 12, 0.17, 0.06), (60, 8, 0.13, 0.02)):
        ring = np.linspace(0, 2 * np.pi, count, endpoint=False)
        places[first : first + count] = np.stack(
            (0.5 - wide * np.cos(ring), 0.78 - high * np.sin(ring)), axis=1
        )
    return (places * (w, h) + (box.left, box.top)).astype(np.float32)


def face_in(box: Box) -> Face:
    """A face whose points fill a box."""
    return Face(box, 1.0, points_in(box))


class Flat:
    """A painter whose every face is one colour: what is painted can be told from what was there.

    It also remembers how many faces it was asked for at once.
    """

    def __init__(self, colour: tuple[int, int, int] = (200, 40, 40), batch: int = 4) -> None:
        self.batch = batch
        self.record = {"weights": "flat", "sha256": "0" * 64, "licence": "ours"}
        self.asked: list[int] = []
        self.heard: list[NDArray[np.float32]] = []
        self._colour = np.array(colour, np.float32)[:, None, None] / 255

    def paint(self, mels: NDArray[np.float32], faces: NDArray[np.float32]) -> NDArray[np.float32]:
        assert mels.shape[1:] == (1, 80, 16)
        assert faces.shape[1:] == (6, 96, 96)
        self.asked.append(len(faces))
        self.heard += list(mels)
        return np.broadcast_to(self._colour, (len(faces), 3, 96, 96)).astype(np.float32)


class Planted:
    """A finder that sees the same faces in every frame, unless a frame is told to have none."""

    key = "planted"

    def __init__(self, *boxes: Box, blind: Callable[[Picture], bool] | None = None) -> None:
        self._faces = tuple(face_in(box) for box in boxes)
        self._blind = blind
        self.looked = 0

    def find(self, picture: Picture) -> tuple[Face, ...]:
        self.looked += 1
        return () if self._blind is not None and self._blind(picture) else self._faces
