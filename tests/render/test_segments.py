"""A video in parts is the video; what is finished is used again, and what is damaged is not."""

from __future__ import annotations

import itertools
import os
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

import media_core.segments
from media_core.encode import Coding
from media_core.errors import OutputError
from media_core.muxing import About, join
from media_core.outputs import OUTPUTS
from media_core.segments import Workshop, forget_old, plan, workshop
from render.frame import Frame, Rect
from render.making import Making, make_video
from render.parts import make_parts
from tests.render import golden_frames

SIZE = (96, 64)
FPS = Fraction(30000, 1001)
CODING = Coding("mp4", OUTPUTS["mp4"], SIZE, FPS)


class Counting:
    """A source whose frame says its own number, and that knows what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def frame(self, index: int) -> Any:
        self.asked.append(index)
        planes = np.full((96, 96), 128, np.uint8)
        planes[:64] = 16 + index * 5 % 200
        return av.VideoFrame.from_ndarray(planes, format="yuv420p")

    def canvas(self, index: int) -> tuple[Frame, list[Rect]]:
        self.asked.append(index)
        pixels = np.full((64, 96, 4), 255, np.uint8)
        pixels[:, :, :3] = index * 5 % 200
        return pixels, [Rect(0, 0, 96, 64)]


def nothing(done: int) -> None:
    pass


def moments(path: Path) -> list[Fraction]:
    with av.open(str(path)) as container:
        stream: Any = container.streams.video[0]
        return [f.pts * stream.time_base for f in container.decode(stream) if f.pts is not None]


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_core.segments, "SECONDS", 1)


def test_parts_follow_each_other_and_cover_the_whole() -> None:
    pieces = plan(37, 100, Fraction(24))
    assert pieces[0][0] == 37
    assert sum(count for _, count in pieces) == 100
    assert all(a + n == b for (a, n), (b, _) in itertools.pairwise(pieces))
    assert plan(0, 24, Fraction(24)) == [(0, 24)]


@pytest.mark.parametrize("fps", [Fraction(24000, 1001), FPS, Fraction(50)], ids=str)
def test_joined_parts_have_every_frame_at_its_exact_time(fps: Fraction, tmp_path: Path) -> None:
    coding = Coding("mp4", OUTPUTS["mp4"], SIZE, fps)
    shop = Workshop(tmp_path)
    parts = make_parts(Counting(), coding, plan(0, 130, fps), shop, nothing)
    assert len(parts) > 2
    join(tmp_path / "v.mp4", parts, coding, None, About())
    assert moments(tmp_path / "v.mp4") == [index / fps for index in range(130)]
    with av.open(str(tmp_path / "v.mp4")) as container:
        assert container.streams.video[0].average_rate == fps
        means = [frame.to_ndarray()[:64].mean() for frame in container.decode(video=0)]
    assert [round(mean) for mean in means] == pytest.approx(
        [16 + index * 5 % 200 for index in range(130)], abs=2
    )


def test_finished_parts_are_not_made_again(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    first, second = Counting(), Counting()
    parts = make_parts(first, CODING, plan(0, 75, FPS), shop, nothing)
    assert sorted(set(first.asked)) == list(range(75))
    assert make_parts(second, CODING, plan(0, 75, FPS), shop, nothing) == parts
    assert second.asked == []


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "renamed"])
def test_a_damaged_part_is_noticed_and_made_again(damage: str, tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    parts = make_parts(Counting(), CODING, plan(0, 75, FPS), shop, nothing)
    victim = parts[1].path
    data = victim.read_bytes()
    if damage == "cut":
        victim.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        victim.write_bytes(data[:-20] + bytes(20))
    elif damage == "empty":
        victim.write_bytes(b"")
    else:
        os.replace(parts[0].path, victim)
    again = Counting()
    made = make_parts(again, CODING, plan(0, 75, FPS), shop, nothing)
    assert [part.first for part in made] == [0, 30, 60]
    assert set(range(30, 60)) <= set(again.asked)
    assert made[1].path.read_bytes() == data


def test_parts_of_another_encoder_are_not_joined(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    small = Coding("mp4", OUTPUTS["mp4"], SIZE, FPS, options={"preset": "ultrafast"})
    parts = make_parts(Counting(), CODING, [(0, 10)], shop, nothing)
    parts += make_parts(Counting(), small, [(10, 10)], shop, nothing)
    with pytest.raises(OutputError, match="another encoder"):
        join(tmp_path / "v.mp4", parts, CODING, None, About())
    assert not (tmp_path / "v.mp4").exists()


def test_the_folder_survives_what_goes_wrong_and_not_what_goes_right(tmp_path: Path) -> None:
    kept = tmp_path / "parts" / "key"
    with pytest.raises(KeyboardInterrupt), workshop(kept, tmp_path / "v.mp4"):
        raise KeyboardInterrupt
    assert kept.is_dir()
    with workshop(kept, tmp_path / "v.mp4"):
        pass
    assert not kept.exists()
    with workshop(None, tmp_path / "v.mp4") as shop:
        assert shop.folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == [tmp_path / "parts"]


def test_who_stops_and_starts_again_gets_the_video_of_one_go(tmp_path: Path) -> None:
    film = golden_frames.film("juno", size=SIZE, fps=Fraction(24))
    make_video(film, tmp_path / "whole.mp4", None)

    def stop(share: float) -> None:
        if share > 0.55:
            raise KeyboardInterrupt

    parts = tmp_path / "parts"
    with pytest.raises(KeyboardInterrupt):
        make_video(film, tmp_path / "v.mp4", None, Making(parts=parts), progress=stop)
    assert len(list(parts.glob("*.mp4"))) == 3
    assert not (tmp_path / "v.mp4").exists()
    make_video(film, tmp_path / "v.mp4", None, Making(parts=parts))
    assert (tmp_path / "v.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()
    assert not parts.exists()


def test_parts_that_nobody_wanted_for_weeks_go(tmp_path: Path) -> None:
    for name, age in (("old", 20 * 86_400), ("new", 3600)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part.mp4").write_bytes(b"x")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    forget_old(tmp_path, time.time())
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    forget_old(tmp_path / "nowhere", time.time())


def test_a_folder_that_another_one_works_in_is_left_to_it(tmp_path: Path) -> None:
    kept, target = tmp_path / "kept", tmp_path / "v.mp4"
    with workshop(kept, target) as first:
        (first.folder / "part").write_bytes(b"")
        with workshop(kept, target) as second:
            assert second.folder != first.folder
            assert second.folder.parent == tmp_path
        assert not second.folder.exists()
        assert (first.folder / "part").exists()
    assert not kept.exists()
