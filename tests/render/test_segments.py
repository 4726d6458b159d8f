"""A video in parts is the video; what is finished is used again, and what is damaged is not."""

from __future__ import annotations

import itertools
import os
import time
from contextlib import suppress
from dataclasses import replace
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
from media_core.segments import Piece, Workshop, forget_oldest, plan, workshop
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


def keyed(count: int) -> list[Piece]:
    """Pieces whose key is their number, as if each showed something else."""
    return [replace(piece, key=f"key{piece.first}") for piece in plan(0, count, FPS)]


def stored(folder: Path) -> Workshop:
    """A workshop with a store."""
    for name in ("work", "store"):
        (folder / name).mkdir(exist_ok=True)
    return Workshop(folder / "work", folder / "store")


def test_parts_follow_each_other_and_cover_the_whole() -> None:
    pieces = plan(37, 100, Fraction(24))
    assert pieces[0].first == 37
    assert sum(piece.count for piece in pieces) == 100
    assert all(a.first + a.count == b.first for a, b in itertools.pairwise(pieces))
    assert plan(0, 24, Fraction(24)) == [Piece(0, 24)]


def test_a_range_is_cut_where_the_whole_is() -> None:
    whole = {piece.first for piece in plan(0, 200, Fraction(24))}
    assert {piece.first for piece in plan(37, 100, Fraction(24))[1:]} <= whole


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
    shop = stored(tmp_path)
    first, second = Counting(), Counting()
    parts = make_parts(first, CODING, keyed(75), shop, nothing)
    assert sorted(set(first.asked)) == list(range(75))
    assert make_parts(second, CODING, keyed(75), shop, nothing) == parts
    assert second.asked == []


def test_a_part_that_is_shown_twice_is_made_once(tmp_path: Path) -> None:
    pieces = [Piece(at, 30, "the same") for at in (0, 30, 60)]
    source = Counting()
    parts = make_parts(source, CODING, pieces, stored(tmp_path), nothing)
    assert set(source.asked) == set(range(30))
    join(tmp_path / "v.mp4", parts, CODING, None, About())
    assert moments(tmp_path / "v.mp4") == [index / FPS for index in range(90)]


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "renamed"])
def test_a_damaged_part_is_noticed_and_made_again(damage: str, tmp_path: Path) -> None:
    shop = stored(tmp_path)
    make_parts(Counting(), CODING, keyed(75), shop, nothing)
    [other], [victim] = ((tmp_path / "store").glob(f"key{at}-*") for at in (0, 30))
    data = victim.read_bytes()
    if damage == "cut":
        victim.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        victim.write_bytes(data[:-20] + bytes(20))
    elif damage == "empty":
        victim.write_bytes(b"")
    else:
        os.replace(other, victim)
    again = Counting()
    made = make_parts(again, CODING, keyed(75), shop, nothing)
    assert [part.first for part in made] == [0, 30, 60]
    assert set(range(30, 60)) <= set(again.asked)
    assert made[1].path.read_bytes() == data
    assert victim.read_bytes() == data


def test_parts_of_another_encoder_are_not_joined(tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    small = Coding("mp4", OUTPUTS["mp4"], SIZE, FPS, options={"preset": "ultrafast"})
    parts = make_parts(Counting(), CODING, [Piece(0, 10)], shop, nothing)
    parts += make_parts(Counting(), small, [Piece(10, 10)], shop, nothing)
    with pytest.raises(OutputError, match="another encoder"):
        join(tmp_path / "v.mp4", parts, CODING, None, About())
    assert not (tmp_path / "v.mp4").exists()


def test_the_store_survives_and_the_folder_of_the_video_does_not(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "store"
    with suppress(KeyboardInterrupt), workshop(store, tmp_path / "v.mp4") as shop:
        assert shop.folder.parent == store
        make_parts(Counting(), CODING, keyed(30), shop, nothing)
        raise KeyboardInterrupt
    assert [path.name[:5] for path in store.iterdir()] == ["key0-"]
    with workshop(None, tmp_path / "v.mp4") as shop:
        assert shop.folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == [tmp_path / "deep"]


def test_a_store_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.write_bytes(b"a file")
    with workshop(store, tmp_path / "v.mp4") as shop:
        assert shop.store is None
        make_parts(Counting(), CODING, keyed(30), shop, nothing)
    assert list(tmp_path.iterdir()) == [store]


def test_who_stops_and_starts_again_gets_the_video_of_one_go(tmp_path: Path) -> None:
    film = golden_frames.film("juno", size=SIZE, fps=Fraction(24))
    make_video(film, tmp_path / "whole.mp4", None)

    def stop(share: float) -> None:
        if share > 0.55:
            raise KeyboardInterrupt

    making = Making(store=tmp_path / "store")
    with pytest.raises(KeyboardInterrupt):
        make_video(film, tmp_path / "v.mp4", None, making, progress=stop)
    assert len(list((tmp_path / "store").iterdir())) == 3
    assert not (tmp_path / "v.mp4").exists()
    make_video(film, tmp_path / "v.mp4", None, making)
    assert (tmp_path / "v.mp4").read_bytes() == (tmp_path / "whole.mp4").read_bytes()


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    for name, age in (("old", 300), ("new", 100), ("middle", 200)):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    (tmp_path / ".somebody.is-at-work.parts").mkdir()
    (tmp_path / "of an earlier version").mkdir()
    forget_oldest(tmp_path, 250)
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"new", "middle"}
    assert len(list(tmp_path.iterdir())) == 3
    forget_oldest(tmp_path / "nowhere")


def test_a_store_is_small_again_when_the_video_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_core.segments, "STORE_BYTES", 0)
    film = golden_frames.film("juno", size=SIZE, fps=Fraction(24))
    make_video(film, tmp_path / "v.mp4", None, Making(store=tmp_path / "store"))
    assert list((tmp_path / "store").iterdir()) == []
    assert len(moments(tmp_path / "v.mp4")) == film.count


def test_two_at_once_share_a_store_and_take_nothing_from_each_other(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with workshop(store, tmp_path / "a.mp4") as first:
        parts = make_parts(Counting(), CODING, keyed(75), first, nothing)
        with workshop(store, tmp_path / "b.mp4") as second:
            source = Counting()
            make_parts(source, CODING, keyed(75), second, nothing)
            assert source.asked == []
        forget_oldest(store, 0)
        join(tmp_path / "a.mp4", parts, CODING, None, About())
    assert len(moments(tmp_path / "a.mp4")) == 75
