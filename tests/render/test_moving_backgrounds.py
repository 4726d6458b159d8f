"""Pictures over which the camera wanders, and videos that are repeated."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import sample_rigs
from media_core.errors import InputError
from media_core.tags import cover_of
from media_core.timeline import Ms, frame_start
from render.compose import Canvas
from render.film import Film, Look
from render.layers.backdrop import Backdrop, backdrop, is_video
from render.layers.picture import CLOSEST, MovingPicture
from render.layers.video import VideoFile, VideoLayer
from render.layout import layout
from render.rigs import Pose, Stage, load_rig
from render.scene import SceneState
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set

RIG = load_rig(sample_rigs.path("juno"))
PLACE = layout(320, 180, RIG)
LENGTH = 30
Write = Callable[..., Path]


def _at(moment: int) -> SceneState:
    return SceneState(Pose("X"), moment=Ms(moment))


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a grey video whose frame ``i`` has the level ``16 + 7 * i`` in red, green and blue."""

    def written(
        name: str = "v.mp4",
        fps: Fraction = Fraction(25),
        size: tuple[int, int] = (64, 36),
        count: int = LENGTH,
        codec: str = "libx264",
    ) -> Path:
        path = tmp_path_factory.mktemp("video") / name
        with av.open(str(path), "w") as container:
            stream: Any = container.add_stream(codec, rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            if codec == "libx264":
                stream.options = {"g": "8", "bf": "2", "crf": "4"}
            for index in range(count):
                grey = np.full((size[1], size[0], 3), 16 + 7 * index, np.uint8)
                frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
                frame.pts, frame.time_base = index, 1 / fps
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return written


@pytest.fixture(scope="module")
def clip(write: Write) -> Path:
    return write()


def _number(layer: VideoLayer, moment: int) -> int:
    """Which frame a layer shows, by its grey."""
    canvas = Canvas(320, 180, [layer])
    canvas.update(_at(moment))
    level = float(canvas.pixels[90, 160, :3].mean())
    assert canvas.pixels[:, :, :3].std() < 2
    return round((level - 16) / 7)


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(30), Fraction(60)])
def test_a_video_of_the_films_rate_shows_each_frame_once(write: Write, fps: Fraction) -> None:
    video = VideoFile(write(fps=fps))
    assert video.count == LENGTH
    shown = [video.number(frame_start(index, fps)) for index in range(3 * LENGTH)]
    assert shown == [index % LENGTH for index in range(3 * LENGTH)]


def test_a_video_begins_again_where_it_ends(clip: Path) -> None:
    layer = VideoLayer(PLACE, clip)
    for moment, number in ((0, 0), (40, 1), (1160, 29), (1199, 29), (1200, 0), (3640, 1)):
        assert _number(layer, moment) == number


def test_any_order_of_moments_gives_the_same_frames(clip: Path) -> None:
    moments = [0, 1190, 400, 440, 430, 0, 760, 240, 5000, 40, 39]
    kept = VideoLayer(PLACE, clip)
    for moment in moments:
        state = _at(moment)
        pictures = []
        for layer in (kept, VideoLayer(PLACE, clip)):
            canvas = Canvas(320, 180, [layer])
            canvas.update(state)
            pictures.append(canvas.pixels)
        assert np.array_equal(pictures[0], pictures[1]), moment


@pytest.mark.parametrize(("name", "codec"), [("v.webm", "libvpx"), ("v.gif", "gif")])
def test_videos_of_other_kinds_are_read(write: Write, name: str, codec: str) -> None:
    try:
        path = write(name, codec=codec, count=10) if codec != "gif" else None
    except av.FFmpegError:
        pytest.skip(f"no encoder {codec}")
    if path is None:
        path = write().with_name(name)
        frames = [Image.new("L", (64, 36), 16 + 7 * i) for i in range(10)]
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)
    assert is_video(path)
    layer = VideoLayer(PLACE, path)
    assert [_number(layer, moment) for moment in (0, 200, 360)] == [0, 5, 9]


def test_nothing_is_drawn_anew_while_the_same_frame_is_shown(clip: Path) -> None:
    layer = VideoLayer(PLACE, clip)
    assert layer.damage(_at(0), _at(33)) == []
    assert layer.damage(_at(33), _at(66))


@pytest.mark.parametrize("fit", ["fill", "fit", "blur"])
@pytest.mark.parametrize("size", [(64, 36), (36, 64), (64, 64)])
def test_a_video_of_any_shape_covers_the_frame(
    write: Write, size: tuple[int, int], fit: str
) -> None:
    layer = backdrop(PLACE, Stage(), Backdrop(str(write(size=size, count=3)), fit))
    canvas = Canvas(320, 180, [layer])
    canvas.update(_at(0))
    assert (canvas.pixels[:, :, 3] == 255).all()
    assert (canvas.pixels[:, :, :3] >= 8).all()


def test_a_flat_frame_of_any_width_is_flat_and_the_same_each_time(write: Write) -> None:
    path = write(size=(84, 64), count=1)
    seen: set[tuple[int, ...]] = set()
    for _ in range(20):
        picture = VideoLayer(layout(84, 64, RIG), path).picture(0)
        seen.update(map(tuple, picture.reshape(-1, 4).tolist()))
    assert len(seen) == 1, "libswscale leaves chance and patterns in packed pixels"


def test_a_film_over_a_video_is_the_same_from_scratch(clip: Path) -> None:
    def film() -> Film:
        song = little_song()
        look = Look(size=(320, 180), fps=Fraction(30), background=str(clip))
        return Film(song, animate(song, load_set()), RIG, look)

    kept = film()
    planes = [kept.planes(index) for index in range(40)]
    for index in (39, 17, 18, 3):
        assert np.array_equal(planes[index], film().planes(index)), index


# What is no video


def test_an_empty_video_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").touch()
    with pytest.raises(InputError, match=r"v\.mp4 is empty"):
        VideoFile(tmp_path / "v.mp4")


def test_half_a_video_is_refused(clip: Path, tmp_path: Path) -> None:
    data = clip.read_bytes()
    (tmp_path / "v.mp4").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="cannot be read") as caught:
        VideoFile(tmp_path / "v.mp4")
    assert "mp4" in caught.value.hint


@pytest.mark.parametrize("data", [b"no video", b"\0" * 5000, b"#EXTM3U\nhttp://example.org/v.ts\n"])
def test_what_is_no_video_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(data)
    with pytest.raises(InputError, match=r"v\.mp4"):
        VideoFile(tmp_path / "v.mp4")


def test_a_video_with_a_damaged_place_says_where(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    begin = data.index(b"mdat")
    with av.open(str(clip)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.pos is not None]
    assert begin < packets[12][0]
    for position, size in packets[12:16]:
        data[position + 4 : position + size] = bytes(
            255 - b for b in data[position + 4 :][: size - 4]
        )
    (tmp_path / "v.mp4").write_bytes(data)
    video = VideoFile(tmp_path / "v.mp4")
    with pytest.raises(InputError, match=r"damaged at 0:00\."):
        deque(map(video.frame, range(video.count)))


def test_sound_alone_is_no_background(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "v.mp4"), "w") as container:
        stream: Any = container.add_stream("aac", rate=16_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 16_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(InputError, match="there is no picture in"):
        VideoFile(tmp_path / "v.mp4")


def test_a_video_as_thin_as_a_thread_is_refused(write: Write) -> None:
    with pytest.raises(InputError, match="strange size"):
        VideoFile(write(size=(640, 16), count=2))


def test_what_is_neither_a_colour_nor_a_file_is_refused() -> None:
    with pytest.raises(InputError, match=r"nowhere\.mp4"):
        backdrop(PLACE, Stage(), Backdrop("nowhere.mp4"))


# The cover


def test_without_a_cover_a_picture_is_asked_for() -> None:
    with pytest.raises(InputError, match="no cover") as caught:
        backdrop(PLACE, Stage(), Backdrop("cover"))
    assert "--background" in caught.value.hint


# The camera


def _moving(seed: int = 1, loop: int = 0) -> MovingPicture:
    rows, columns = np.mgrid[0:360, 0:640]
    image = Image.fromarray(
        np.stack([columns * 255 // 640, rows * 255 // 360, rows * 0], 2).astype(np.uint8)
    )
    return MovingPicture.of(PLACE, image, "fill", seed, loop)


def test_the_camera_never_leaves_the_picture_and_never_jumps() -> None:
    layer = _moving()
    views = [layer.view(moment) for moment in range(0, 60_000, 40)]
    for scale, x, y in views:
        assert 1 / CLOSEST - 1e-9 <= scale <= 1 + 1e-9
        assert x >= 0
        assert y >= 0
        assert x + 320 / scale <= layer.picture.shape[1] + 1e-6
        assert y + 180 / scale <= layer.picture.shape[0] + 1e-6
    steps = np.abs(np.diff(np.array(views), axis=0)).max(axis=0)
    assert steps[0] < 0.002
    assert steps[1:].max() < 0.5  # pixels of 320 in 40 ms


def test_the_camera_moves_and_its_way_depends_on_the_seed() -> None:
    assert _moving().view(0) != _moving().view(9000)
    assert _moving(1).view(9000) != _moving(2).view(9000)
    assert _moving(1).view(9000) == _moving(1).view(9000)


def test_in_a_loop_the_camera_comes_back() -> None:
    layer = _moving(loop=8000)
    assert layer.view(8000) == layer.view(0)
    assert np.abs(np.array(layer.view(7999)) - layer.view(0)).max() < 0.01


def test_a_moving_picture_covers_the_frame_and_is_the_same_in_parts() -> None:
    layer = _moving()
    canvas = Canvas(320, 180, [layer])
    canvas.update(_at(5000))
    assert (canvas.pixels[:, :, 3] == 255).all()
    whole = canvas.pixels.copy()
    part = Canvas(320, 180, [layer])
    for left in range(0, 320, 64):
        part.redraw(type(part.whole)(left, 20, left + 64, 100), _at(5000))
    assert np.array_equal(part.pixels[20:100], whole[20:100])


def test_the_cover_in_a_songs_file_is_found(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), (200, 30, 60)).save(tmp_path / "c.png")
    song = tmp_path / "song.mp3"
    with av.open(str(song), "w") as container:
        sound: Any = container.add_stream("libmp3lame", rate=44_100, layout="mono")
        picture: Any = container.add_stream("png", rate=1)
        picture.width = picture.height = 40
        picture.pix_fmt = "rgb24"
        picture.disposition = av.stream.Disposition.attached_pic
        red = np.full((40, 40, 3), (200, 30, 60), np.uint8)
        frame = av.VideoFrame.from_ndarray(red, format="rgb24")
        container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        silence = av.AudioFrame.from_ndarray(
            np.zeros((1, 11_025), np.float32), format="fltp", layout="mono"
        )
        silence.sample_rate = 44_100
        container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
    cover = cover_of(song)
    canvas = Canvas(320, 180, [backdrop(PLACE, Stage(), Backdrop("cover", cover=cover))])
    canvas.update(_at(0))
    assert np.abs(canvas.pixels[90, 160, :3] - 0.72 * np.array([60, 30, 200])).max() < 4
    assert cover_of(tmp_path / "c.png") == b""
    assert cover_of(tmp_path / "gone.mp3") == b""


@pytest.mark.parametrize(("share", "said"), [(0.5, r"cut off at 0:0\d\.\d+ of 0:10"), (0.05, "")])
def test_a_video_that_is_cut_off_is_told_before_anything_is_drawn(
    tmp_path: Path, share: float, said: str
) -> None:
    path = tmp_path / "v.mp4"
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream: Any = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        noise = np.random.default_rng(1)
        for _ in range(100):
            picture = noise.integers(0, 255, (64, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    assert VideoFile(path).count == 100
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(InputError, match=rf"v\.mp4.*{said}"):
        VideoFile(path)
