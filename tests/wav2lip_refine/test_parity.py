"""The pass as the reference program makes it, against a second, plain writing of its rules."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from media_core.audio import Audio, to_speech
from tests.wav2lip_refine import plainly
from tests.wav2lip_refine.clips import grey, write_clip
from tests.wav2lip_refine.plainly import Wish, whole_pass
from wav2lip_refine.boxes import Box, Pads, pad, smooth
from wav2lip_refine.chunks import mel_windows, official_starts
from wav2lip_refine.faces.face import Face, Picture
from wav2lip_refine.footage import Footage
from wav2lip_refine.framing import Framing
from wav2lip_refine.job import Job
from wav2lip_refine.mel import mel_spectrogram
from wav2lip_refine.resize import resize
from wav2lip_refine.work import Work


class Blend:
    """A painter whose faces depend on all that it is given: the face, its place, the sound."""

    def __init__(self, batch: int = 4) -> None:
        self.batch = batch
        self.record = {"weights": "blend"}

    def paint(self, mels: NDArray[np.float32], faces: NDArray[np.float32]) -> NDArray[np.float32]:
        sound = (mels[:, :, ::20, ::4].reshape(len(mels), 16).max(axis=1) + 4) / 8
        whole = faces[:, 3:] * np.float32(0.6) + faces[:, :3] * np.float32(0.2)
        painted: NDArray[np.float32] = whole + np.float32(0.2) * sound[:, None, None, None]
        return np.clip(painted, 0, 1).astype(np.float32)


class Moving:
    """Finds faces that wander, the surest not always the largest or the first from the left."""

    key = "moving"

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._seen = 0

    def at(self, number: int) -> list[tuple[float, tuple[int, int, int, int]]]:
        width, height = self._size
        x, y = (7 * number) % (width // 3), (3 * number) % (height // 4)
        near = (x, y, x + width // 2, y + height // 2 + number % 5)
        # This one touches the lower right corner, so that pads are cut off.
        far = (width - width // 4, height - height // 3, width, height - number % 2)
        return [(0.9, near), (0.95 if number % 6 == 4 else 0.6, far)]

    def find(self, picture: Picture) -> tuple[Face, ...]:
        faces = [Face(Box(*box), score) for score, box in self.at(self._seen)]
        self._seen += 1
        return tuple(sorted(faces, key=lambda face: -face.score))


def sung(seconds: float, path: Path) -> Audio:
    """Noise with a rhythm; its windows all differ."""
    count = int(seconds * 16_000)
    chance = np.random.default_rng(count)
    beat = 0.5 + 0.5 * np.sin(np.arange(count) / 1300)
    samples = (chance.normal(0, 0.2, count) * beat * 32_767).clip(-32_768, 32_767)
    whole = samples.astype(np.int16)[:, None]
    path.write_bytes(whole.tobytes())
    return Audio(whole, 16_000, to_speech(whole, 16_000), path)


def drawn(width: int, height: int) -> Any:
    """Frames with texture: a resizer that is off by one pixel is found out."""

    def draw(number: int) -> Picture:
        chance = np.random.default_rng(number)
        coarse = chance.integers(0, 256, (height // 8, width // 8, 3), np.uint8)
        return np.ascontiguousarray(np.kron(coarse, np.ones((8, 8, 1), np.uint8)))

    return draw


CASES: dict[str, dict[str, Any]] = {
    "25 fps": {"fps": Fraction(25)},
    "film": {"fps": Fraction(24000, 1001), "seconds": 0.9},
    "NTSC": {"fps": Fraction(30000, 1001)},
    "60 fps, shorter than a batch": {"fps": Fraction(60), "seconds": 0.215},
    "one window exactly": {"seconds": 0.19},
    "the clip is longer than the song": {"count": 40, "seconds": 0.5},
    "the clip comes four times": {"count": 6, "seconds": 1.0},
    "a single frame": {"count": 1, "seconds": 0.5},
    "four frames, fewer than the window of smoothing": {"count": 4, "seconds": 0.5},
    "three frames": {"count": 3, "seconds": 0.5},
    "no smoothing": {"wish": Wish(smooth=False)},
    "pads beyond the frame": {"wish": Wish(pads=(400, 400, 400, 400))},
    "pads that take away": {"wish": Wish(pads=(-3, -4, -5, -6))},
    "half size": {"wish": Wish(shrink=2)},
    "a third, of sides that three does not divide": {"wish": Wish(shrink=3)},
    "turned": {"wish": Wish(turn=90)},
    "turned, after making it smaller": {"wish": Wish(turn=270, shrink=2)},
    "cropped": {"wish": Wish(crop=(6, 110, 8, -1))},
    "turned and cropped": {"wish": Wish(turn=90, crop=(10, -1, 4, 100))},
    "portrait": {"size": (96, 160)},
    "a box": {"wish": Wish(box=(11, 90, 17, 104))},
    "a box that is the whole frame": {"wish": Wish(box=(0, 120, 0, 160))},
    "a box of 96 x 96": {"wish": Wish(box=(10, 106, 20, 116))},
    "a box of 192 x 192": {"size": (208, 208), "wish": Wish(box=(8, 200, 6, 198))},
    "a box with odd sides": {"wish": Wish(box=(3, 80, 5, 62))},
    "one face at a time": {"batch": 1},
    "seven at a time": {"batch": 7},
    "more than there are": {"batch": 128},
}


@pytest.mark.parametrize("name", CASES)
def test_a_pass_gives_the_frames_of_the_rules(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    size, fps = case.get("size", (160, 120)), case.get("fps", Fraction(25))
    wish: Wish = case.get("wish", Wish())
    clip = write_clip(
        tmp_path / "clip.mp4", case.get("count", 14), fps=fps, size=size, draw=drawn(*size)
    )
    song = sung(case.get("seconds", 0.7), tmp_path / "song.raw")
    stored = list(Footage(clip, as_stored=True).frames())
    inside = plainly.framed(stored[0], wish).shape
    painter, finder = Blend(case.get("batch", 4)), Moving(inside[1], inside[0])
    wanted = whole_pass(stored, float(fps), song.mono16k, finder.at, painter.paint, wish)
    work = Work(_job(clip, song, wish), painter, finder, None, lambda stage, share: None)
    _same(list(work.frames(work.first, work.last)), wanted)


def test_a_photo_gives_the_frames_of_the_rules(tmp_path: Path) -> None:
    picture = drawn(104, 136)(3)
    Image.fromarray(picture[:, :, ::-1]).save(tmp_path / "photo.png")
    song, painter, finder = sung(0.6, tmp_path / "song.raw"), Blend(), Moving(104, 136)
    wish = Wish(still=True)
    for rate in (Fraction(25), Fraction(30)):
        wanted = whole_pass([picture], float(rate), song.mono16k, finder.at, painter.paint, wish)
        job = replace(_job(tmp_path / "photo.png", song, wish), fps=rate)
        work = Work(job, painter, Moving(104, 136), None, lambda stage, share: None)
        _same(list(work.frames(work.first, work.last)), wanted)


def _job(clip: Path, song: Audio, wish: Wish) -> Job:
    box = None
    if wish.box is not None:
        top, bottom, left, right = wish.box
        box = Box(left, top, right, bottom)
    return Job(
        clip,
        song,
        framing=Framing(wish.shrink, wish.crop, wish.turn),
        pads=Pads(*wish.pads),
        smooth=wish.smooth,
        box=box,
        official=True,
        label=False,
    )


def _same(ours: Sequence[Picture], wanted: Sequence[Picture]) -> None:
    assert len(ours) == len(wanted)
    for number, (picture, other) in enumerate(zip(ours, wanted, strict=True)):
        # A video has even sides: of an odd one the last row or column is left out.
        height, width = (side // 2 * 2 for side in other.shape[:2])
        np.testing.assert_array_equal(picture, other[:height, :width], f"frame {number}")


@pytest.mark.parametrize("count", [1, 150, 199, 200, 400, 801, 3200, 5001])
def test_the_spectrogram_is_the_sum_that_it_is_defined_as(count: int) -> None:
    wave = np.random.default_rng(count).normal(0, 0.3, count).astype(np.float32)
    wave[count // 3 : count // 2] = 0
    ours, plain = mel_spectrogram(wave), plainly.mel(wave)
    assert ours.shape == plain.shape == (80, 1 + count // 200)
    np.testing.assert_allclose(ours, plain, rtol=0, atol=1e-9)


@given(
    st.integers(16, 4000),
    st.sampled_from([23.976, 23.976023976023978, 24, 25, 29.97, 29.97002997002997, 30, 50, 59.94])
    | st.floats(1, 240),
)
def test_windows_begin_where_the_rule_says(columns: int, fps: float) -> None:
    assert official_starts(columns, fps) == plainly.chunks(columns, fps)


sides = st.integers(-40, 300)


@given(
    st.lists(st.tuples(sides, sides, st.integers(1, 200), st.integers(1, 200)), max_size=14),
    st.tuples(*[st.integers(0, 60)] * 4),
)
def test_boxes_are_padded_cut_and_smoothed_as_the_rule_says(
    faces: list[tuple[int, int, int, int]], pads: tuple[int, int, int, int]
) -> None:
    width, height = 320, 280
    found = [Box(x, y, x + w, y + h) for x, y, w, h in faces if x + w > 0 and y + h > 0]
    found = [box for box in found if box.left < width and box.top < height]
    padded = [pad(box, Pads(*pads), width=width, height=height) for box in found]
    rule = [
        [
            *(max(0, b.top - pads[0]), min(height, b.bottom + pads[1])),
            *(max(0, b.left - pads[2]), min(width, b.right + pads[3])),
        ]
        for b in found
    ]
    assert [[b.top, b.bottom, b.left, b.right] for b in padded] == rule
    wanted = plainly.smoothed(rule) if rule else []
    assert [[b.top, b.bottom, b.left, b.right] for b in smooth(padded)] == wanted


@given(st.tuples(*[st.integers(1, 210)] * 4))
def test_resizing_is_the_arithmetic_that_it_is_defined_as(
    sizes: tuple[int, int, int, int],
) -> None:
    old_height, old_width, height, width = sizes
    picture = np.random.default_rng(sizes).integers(0, 256, (old_height, old_width, 3), np.uint8)
    np.testing.assert_array_equal(
        resize(picture, width, height), plainly.resize(picture, width, height)
    )


def test_sixteen_bit_sound_is_heard_as_fractions_of_its_range(tmp_path: Path) -> None:
    song = sung(0.4, tmp_path / "song.raw")
    np.testing.assert_array_equal(song.mono16k, (song.samples[:, 0] / 32_768).astype(np.float32))


def test_the_windows_of_a_long_song_are_cut_where_they_begin(tmp_path: Path) -> None:
    heard = mel_spectrogram(np.random.default_rng(0).normal(0, 0.1, 48_123))
    starts = official_starts(heard.shape[1], 29.97)
    windows = mel_windows(heard, starts)
    for start, window in zip(starts, windows, strict=True):
        np.testing.assert_array_equal(window[0], heard[:, start : start + 16].astype(np.float32))
    assert starts[-1] == heard.shape[1] - 16


def test_the_reader_of_a_clip_gives_the_bytes_of_opencv(shared: Path) -> None:
    clip = shared / "data" / "faces" / "talking_4s.mp4"
    frames = list(Footage(clip, as_stored=True).frames(0, 12))
    # CRC-32 of what cv2.VideoCapture of OpenCV 4.11.0 read.
    wanted = {0: 0x83252873, 5: 0x2D017736, 11: 0x3248F18C}
    assert {n: zlib.crc32(frames[n].tobytes()) for n in wanted} == wanted


def test_the_reader_of_a_clip_numbers_frames_as_they_are_stored(tmp_path: Path) -> None:
    # Uneven times: by its clock this clip lasts longer than its frames at the rate it names.
    clip = write_clip(
        tmp_path / "x.mp4", 6, times=[0, 0.04, 0.2, 0.24, 0.28, 0.5], draw=lambda n: grey(n)
    )
    assert len(list(Footage(clip, as_stored=True).frames())) == 6
