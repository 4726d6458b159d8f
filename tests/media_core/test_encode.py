"""Videos are written, read again and compared with what was meant."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media_core.encode import BT709, LIMITED, Coding
from media_core.errors import OutputError
from media_core.muxing import About, join
from media_core.outputs import OUTPUTS
from media_core.segments import plan, workshop
from media_core.soundtrack import Sound
from render.frame import blank
from render.parts import make_parts
from render.yuv import bt709

SIZE = (96, 64)
REPOSITORY = Path(__file__).resolve().parents[2]

Planes = NDArray[np.uint8]


def one_colour(red: int, green: int, blue: int) -> Planes:
    frame = blank(*SIZE)
    frame[:] = (blue, green, red, 255)
    return bt709(frame).joined()


BLACK, WHITE = one_colour(0, 0, 0), one_colour(255, 255, 255)


def silence(seconds: float, rate: int = 44_100, channels: int = 2) -> Sound:
    return Sound(np.zeros((int(seconds * rate), channels), np.int16), rate)


def write(
    path: Path,
    frames: Callable[[int], Planes] = lambda index: BLACK,
    count: int = 12,
    fps: Fraction = Fraction(24),
    sound: Sound | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> Path:
    sound = sound or silence(float(count / fps))
    coding = Coding("mp4", OUTPUTS["mp4"], SIZE, fps)
    with workshop(None, path) as shop:
        parts = make_parts(Given(frames), coding, plan(0, count, fps), shop, tell)
        join(path, parts, coding, sound, About())
    return path


class Given:
    """Frames as arrays, as a film has them."""

    def __init__(self, frames: Callable[[int], Planes]) -> None:
        self._frames = frames

    def frame(self, index: int) -> Any:
        return av.VideoFrame.from_ndarray(self._frames(index), format="yuv420p")

    def canvas(self, index: int) -> Any:
        raise NotImplementedError


def pictures(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


def heard(path: Path) -> tuple[NDArray[np.float32], int]:
    """All samples as a player plays them, placed by their time stamps: ``(channels, n)``."""
    with av.open(str(path)) as container:
        frames: list[Any] = list(container.decode(audio=0))
        rate = container.streams.audio[0].rate
    first = round(float(frames[0].pts * frames[0].time_base) * rate)
    samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    if first < 0:
        return samples[:, -first:], rate
    return np.pad(samples, ((0, 0), (first, 0))), rate


@pytest.mark.parametrize(
    "fps",
    [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)],
    ids=str,
)
def test_every_frame_is_there_at_its_exact_time(fps: Fraction, tmp_path: Path) -> None:
    path = write(tmp_path / "v.mp4", count=37, fps=fps)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.frames == 37
        assert stream.average_rate == fps
        frames: list[Any] = list(container.decode(video=0))
    times = [frame.pts * stream.time_base for frame in frames]
    assert times == [index / fps for index in range(37)]


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9])
def test_short_videos_are_whole(count: int, tmp_path: Path) -> None:
    assert len(pictures(write(tmp_path / "v.mp4", count=count))) == count


def test_the_file_says_how_its_colours_are_meant(tmp_path: Path) -> None:
    with av.open(str(write(tmp_path / "v.mp4"))) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == SIZE
        frame = next(container.decode(video=0))
    for tagged in (stream.codec_context, frame):
        assert tagged.color_range == LIMITED
        assert (tagged.color_primaries, tagged.color_trc, tagged.colorspace) == (BT709,) * 3


def test_the_index_stands_in_front(tmp_path: Path) -> None:
    data = write(tmp_path / "v.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    "rgb", [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 30, 60)]
)
def test_decoded_colours_are_those_that_were_drawn(
    rgb: tuple[int, int, int], tmp_path: Path
) -> None:
    drawn = one_colour(*rgb)
    frame = pictures(write(tmp_path / "v.mp4", lambda index: drawn, count=3))[1]
    off = np.abs(frame.to_ndarray().astype(int) - drawn)
    assert off.max() <= 2
    y, u, v = (float(p.mean()) for p in np.split(frame.to_ndarray().ravel(), [6144, 7680]))
    # BT.709-6, item 3: back to RGB by the inverse of the luma weights.
    y, u, v = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
    red, blue = y + 1.5748 * v, y + 1.8556 * u
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    assert [red * 255, green * 255, blue * 255] == pytest.approx(rgb, abs=5)


@pytest.mark.parametrize(
    "rate", [48_000, 44_100, 44_099, 22_050, 16_000, 8_000, 7_350, 96_000, 192_000]
)
@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001)], ids=str)
def test_a_click_is_heard_when_its_flash_is_seen(rate: int, fps: Fraction, tmp_path: Path) -> None:
    flash, count = 31, 48
    samples = np.zeros((int(count / fps * rate), 1), np.int16)
    at = round(flash / fps * rate)
    samples[at : at + rate // 200] = 20_000
    path = write(
        tmp_path / "v.mp4",
        lambda index: WHITE if index == flash else BLACK,
        count,
        fps,
        Sound(samples, rate),
    )
    seen = [frame.to_ndarray()[:64].mean() for frame in pictures(path)]
    assert int(np.argmax(seen)) == flash
    loud, played = heard(path)
    first = int(np.argmax(np.abs(loud[0]) > 0.25 * np.abs(loud[0]).max()))
    assert abs(Fraction(first, played) - flash / fps) < 1 / fps / 2
    # AAC starts 1024 samples late; the edit list takes them away again.
    assert abs(Fraction(first, played) - flash / fps) < Fraction(5, 1000)


@pytest.mark.parametrize("channels", [1, 2])
def test_left_stays_left(channels: int, tmp_path: Path) -> None:
    rate = 44_100
    tone = (12_000 * np.sin(np.arange(rate) * 0.06)).astype(np.int16)
    samples = np.zeros((rate, channels), np.int16)
    samples[:, 0] = tone
    path = write(tmp_path / "v.mp4", count=24, sound=Sound(samples, rate))
    loud, _ = heard(path)
    power = np.sqrt((loud[:, 4000:-4000] ** 2).mean(axis=1))
    assert len(power) == channels
    assert power[0] == pytest.approx(12_000 / 32_768 / 2**0.5, rel=0.05)
    if channels == 2:
        assert power[1] < 0.01


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.7])
def test_a_song_that_is_shorter_than_the_video_is_no_harm(seconds: float, tmp_path: Path) -> None:
    path = write(tmp_path / "v.mp4", count=48, sound=silence(seconds))
    assert len(pictures(path)) == 48


def test_the_sound_ends_with_the_last_frame(tmp_path: Path) -> None:
    path = write(tmp_path / "v.mp4", count=24, sound=silence(9.0))
    loud, rate = heard(path)
    assert abs(loud.shape[1] / rate - 1.0) < 0.05


def test_progress_rises_to_the_number_of_frames(tmp_path: Path) -> None:
    told: list[int] = []
    write(tmp_path / "v.mp4", count=20, tell=told.append)
    assert told == sorted(told)
    assert told[-1] == 20


def test_a_video_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_text("old")
    write(path)
    assert os.listdir(tmp_path) == ["v.mp4"]
    assert len(pictures(path)) == 12


# What goes wrong leaves nothing behind


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, ValueError("no"), MemoryError])
def test_an_interrupted_video_leaves_nothing_and_keeps_the_old_one(
    trouble: BaseException | type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "v.mp4").write_text("old")

    def frames(index: int) -> Planes:
        if index == 7:
            raise trouble
        return BLACK

    with pytest.raises(trouble if isinstance(trouble, type) else type(trouble)):
        write(tmp_path / "v.mp4", frames)
    assert os.listdir(tmp_path) == ["v.mp4"]
    assert (tmp_path / "v.mp4").read_text() == "old"


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        write(tmp_path / "gone" / "v.mp4")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write(tmp_path / "v.mp4")
    assert os.listdir(tmp_path) == ["v.mp4"]


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(OutputError, match="nothing can be written into"):
            write(folder / "v.mp4")
    finally:
        folder.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX's")
@pytest.mark.parametrize("room", [4_096, 40_000, 200_000])
def test_a_full_disk_is_said_and_leaves_nothing(room: int, tmp_path: Path) -> None:
    # A limit on the size of a file stops writing as a full disk does, and needs no root.
    script = """
        import resource, sys
        from fractions import Fraction
        from pathlib import Path
        import numpy as np
        from media_core.errors import OutputError
        from tests.media_core.test_encode import silence, write

        room, folder = int(sys.argv[1]), Path(sys.argv[2])
        noise = np.random.default_rng(1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            write(folder / "v.mp4", lambda i: noise.integers(16, 235, (96, 96), np.uint8), 96)
        except OutputError as err:
            print(err, "|", err.hint)
        else:
            print("written", (folder / "v.mp4").stat().st_size)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(room), str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "cannot be written" in done.stdout, done
    assert "is there room on the disk?" in done.stdout
    assert os.listdir(tmp_path) == []
