"""Clips of every kind come as upright frames at one rate."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media_core.errors import InputError
from tests.wav2lip_refine.clips import grey, number_of, write_clip
from wav2lip_refine.footage import Footage
from wav2lip_refine.framing import Framing
from wav2lip_refine.plan import clip_frames


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", 25)


def numbers(footage: Footage, first: int = 0, last: int | None = None) -> list[int]:
    return [number_of(picture) for picture in footage.frames(first, last)]


def test_every_frame_comes_once_and_in_order(clip: Path) -> None:
    footage = Footage(clip)
    assert (footage.size, footage.fps, footage.still) == ((64, 48), Fraction(25), False)
    assert numbers(footage) == list(range(25))


def test_reading_can_begin_anywhere(clip: Path) -> None:
    footage = Footage(clip)
    for first in (0, 1, 7, 10, 13, 24):
        assert numbers(footage, first, first + 5) == list(range(first, min(first + 5, 25)))


@pytest.mark.parametrize("suffix", ["mkv", "mp4"])
def test_film_rates_keep_their_frames_apart(tmp_path: Path, suffix: str) -> None:
    # Matroska rounds times to milliseconds.
    footage = Footage(write_clip(tmp_path / f"x.{suffix}", 25, fps=Fraction(24000, 1001)))
    assert footage.fps == Fraction(24000, 1001)
    assert numbers(footage) == list(range(25))
    assert numbers(footage, 11, 14) == [11, 12, 13]


def test_uneven_times_become_one_rate(tmp_path: Path) -> None:
    # A second at 25 a second in which frames 10 to 14 are missing.
    times = [n / 25 for n in (*range(10), *range(15, 25))]
    footage = Footage(write_clip(tmp_path / "x.mp4", 20, times=times), fps=Fraction(25))
    assert numbers(footage) == [*range(10), *[9] * 5, *range(10, 20)]


def test_a_faster_rate_repeats_frames(clip: Path) -> None:
    doubled = numbers(Footage(clip, fps=Fraction(50)))
    assert len(doubled) == 50
    assert doubled[:6] == [0, 0, 1, 1, 2, 2]


def test_as_stored_frames_are_numbered_without_their_times(tmp_path: Path) -> None:
    times = [n / 25 for n in (*range(10), *range(15, 25))]
    path = write_clip(tmp_path / "x.mp4", 20, times=times)
    assert numbers(Footage(path, as_stored=True)) == list(range(20))


@pytest.mark.parametrize(
    ("rotation", "corner"), [(90, (-4, 3)), (-90, (3, -4)), (180, (-4, -4)), (0, (3, 3))]
)
def test_a_phone_that_was_turned_gives_an_upright_picture(
    tmp_path: Path, rotation: int, corner: tuple[int, int]
) -> None:
    footage = Footage(write_clip(tmp_path / "x.mp4", 2, rotation=rotation))
    assert footage.size == ((48, 64) if rotation % 180 else (64, 48))
    blue, _green, red = next(footage.frames())[corner].astype(int)
    assert red - blue > 100, "the red corner lies elsewhere"


def test_a_sequence_may_go_forward_backward_and_past_the_end(clip: Path) -> None:
    wanted = [3, 4, 5, 4, 3, 2, 2, 1, 20, 21, 24, 30, 30]
    shown = [number_of(picture) for picture in Footage(clip).sequence(wanted)]
    assert shown == [3, 4, 5, 4, 3, 2, 2, 1, 20, 21, 24, 24, 24]


def test_going_backward_holds_few_frames(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wav2lip_refine.footage.BACKWARD_BYTES", 4 * 3 * 64 * 48)
    footage = Footage(clip)
    asked: list[int] = []
    real = footage.frames

    def counted(first: int = 0, last: int | None = None) -> object:
        asked.append((last or 0) - first)
        return real(first, last)

    monkeypatch.setattr(footage, "frames", counted)
    shown = [number_of(picture) for picture in footage.sequence(list(range(20, 0, -1)))]
    assert shown == list(range(20, 0, -1))
    assert max(asked) <= 4


def test_a_crop_and_a_smaller_size_leave_even_sides(clip: Path) -> None:
    assert Footage(clip, framing=Framing(2)).size == (32, 24)
    assert Footage(clip, framing=Framing(1, (3, -1, 0, 21))).size == (20, 44)
    with pytest.raises(InputError, match="leaves nothing of frames of 64x48"):
        Footage(clip, framing=Framing(1, (30, 20, 0, -1)))


@pytest.mark.parametrize(("turn", "corner"), [(90, (3, -4)), (180, (-4, -4)), (270, (-4, 3))])
def test_a_clip_on_its_side_is_turned_clockwise(
    tmp_path: Path, turn: int, corner: tuple[int, int]
) -> None:
    clip = write_clip(tmp_path / "x.mp4", 2)
    picture = next(Footage(clip, framing=Framing(turn=turn)).frames())
    assert picture.shape[:2] == ((64, 48) if turn % 180 else (48, 64))
    assert picture[corner][2] > 150 > picture[corner][0], "the red corner went with it"


def test_frames_turn_by_quarters_only() -> None:
    with pytest.raises(ValueError, match="not by 45"):
        Framing(turn=45)


def test_a_photo_is_a_still_clip_that_never_ends(tmp_path: Path) -> None:
    Image.fromarray(grey(3, (65, 49))[:, :, ::-1]).save(tmp_path / "x.png")
    footage = Footage(tmp_path / "x.png")
    assert footage.still
    assert (footage.size, footage.fps) == ((64, 48), Fraction(25))
    assert footage.uncut == (65, 49)
    assert numbers(footage, 1000, 1003) == [3, 3, 3]


def test_a_photo_is_turned_as_its_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright, its top to the right
    Image.fromarray(grey(1)[:, :, ::-1]).save(tmp_path / "x.jpg", exif=exif, quality=95)
    footage = Footage(tmp_path / "x.jpg")
    assert footage.size == (48, 64)
    assert next(footage.frames())[3, -4, 2] > 180


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((40, 40, 4), np.uint8)).save(tmp_path / "x.png")
    assert next(Footage(tmp_path / "x.png").frames()).min() == 255


def test_a_huge_photo_is_made_smaller(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 3000)).save(tmp_path / "x.jpg")
    assert Footage(tmp_path / "x.jpg").size == (1920, 1440)


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "bomb.png")  # 81 million pixels in 11 kB
    with pytest.raises(InputError, match="too large"):
        Footage(tmp_path / "bomb.png")


def test_what_is_no_picture_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_text("hello")
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    for name in ("x.mp4", "cut.png", "none.mp4"):
        with pytest.raises(InputError, match=name):
            Footage(tmp_path / name)
    with pytest.raises(InputError, match="is a folder"):
        Footage(tmp_path)


def test_a_file_that_was_cut_off_is_a_shorter_clip(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "x.mkv", 25).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) * 2 // 3])
    shown = numbers(Footage(tmp_path / "cut.mkv"))
    assert 5 < len(shown) < 25
    assert shown == list(range(len(shown)))


@pytest.mark.parametrize("when", ["ping-pong", "hold", "loop"])
def test_a_longer_clip_is_shown_from_its_start(when: str) -> None:
    assert clip_frames(5, 9, when) == [0, 1, 2, 3, 4]  # type: ignore[arg-type]


def test_going_back_and_forth_never_jumps() -> None:
    shown = clip_frames(100, 7)
    assert {abs(a - b) for a, b in pairwise(shown)} == {1}
    assert clip_frames(3, 1) == [0, 0, 0]
