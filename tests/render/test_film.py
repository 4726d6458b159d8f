from __future__ import annotations

import itertools
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from aligner.alignment import Alignment
from media_core.errors import InputError
from media_core.soundtrack import Sound
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.making import make_video
from render.rigs import load_rig
from tests.render import golden_frames
from tests.visemes.songs import song, word
from visemes.animate import animate
from visemes.sets import load_set

SMALL = (128, 72)
SOUND = Sound((6000 * np.sin(np.arange(6 * 44_100) * 0.05)).astype(np.int16).reshape(-1, 1), 44_100)


def film(**look: object) -> Film:
    return golden_frames.film("juno", **{"size": SMALL, **look})


def decoded(path: Path) -> list[NDArray[Any]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


# Golden pictures


@pytest.mark.parametrize("rig", sample_rigs.names())
@pytest.mark.parametrize("frame", golden_frames.FRAMES)
def test_a_frame_looks_as_it_did_when_we_last_looked(rig: str, frame: int, tmp_path: Path) -> None:
    with Image.open(golden_frames.path(rig, frame)) as image:
        wanted = np.asarray(image.convert("RGB")).astype(int)
    drawn = golden_frames.picture(rig, frame)
    off = np.abs(drawn - wanted)
    if off.mean() >= 2 or (off.max(axis=2) > 24).mean() > 0.01:
        side_by_side = np.concatenate([wanted, drawn, np.minimum(off * 4, 255)], axis=1)
        Image.fromarray(side_by_side.astype(np.uint8)).save(tmp_path / "wanted-drawn-off.png")
        pytest.fail(
            f"{off.mean():.2f} levels off in the mean; see {tmp_path / 'wanted-drawn-off.png'}. "
            "If this is meant: python -m tests.render.golden_frames"
        )


def test_golden_pictures_are_small() -> None:
    kept = list(golden_frames.FOLDER.glob("*.png"))
    assert len(kept) == len(sample_rigs.names()) * len(golden_frames.FRAMES)
    assert all(picture.stat().st_size < 60_000 for picture in kept)


# A film is its frames


def test_two_films_of_one_song_are_equal_byte_for_byte(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        make_video(film(), tmp_path / name, SOUND)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_frame_does_not_depend_on_those_drawn_before() -> None:
    whole = film()
    forward = [whole.planes(index).tobytes() for index in range(whole.count)]
    assert all(whole.planes(i).tobytes() == forward[i] for i in reversed(range(whole.count)))
    assert film().planes(77).tobytes() == forward[77]


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001)], ids=str)
def test_a_part_has_the_frames_of_the_whole(fps: Fraction, tmp_path: Path) -> None:
    whole = film(fps=fps)
    count = make_video(whole, tmp_path / "part.mp4", SOUND, span=Span(Ms(800), Ms(1700)))
    first = -(-800 * fps // 1000)
    pictures = decoded(tmp_path / "part.mp4")
    assert count == len(pictures) == -(-1700 * fps // 1000) - first
    for index in (0, count // 2, count - 1):
        drawn = whole.planes(first + index)
        off = np.abs(pictures[index].astype(int) - drawn)
        # The encoder is lossy; another frame of the song is further off than this.
        assert off.mean() < 2


def test_a_part_begins_and_ends_where_frames_do() -> None:
    assert film(fps=Fraction(25)).part(Span(Ms(1000), Ms(2000))) == (25, 25)
    assert film(fps=Fraction(25)).part(None) == (0, 150)


def test_a_loop_ends_as_it_begins() -> None:
    nobody = Alignment((), Ms(8000))
    rig = load_rig(sample_rigs.path("juno"))
    look = Look(size=SMALL, fps=Fraction(24), captions=False, loop=True)
    made = Film(nobody, animate(nobody, load_set()), rig, look)
    steps = [made.state(index % made.count).pose for index in range(made.count - 3, made.count + 3)]
    assert len({pose.mouth for pose in steps}) == 1
    jumps = [abs(a.tilt - b.tilt) for a, b in itertools.pairwise(steps)]
    assert max(jumps) <= 2
    assert made.state(0).pose == made.state(made.count - 1).pose or steps[2].eyes == "open"


def test_a_whole_film_has_a_frame_for_every_moment(tmp_path: Path) -> None:
    whole = film(fps=Fraction(30000, 1001))
    assert whole.count == 180
    assert make_video(whole, tmp_path / "v.mp4", SOUND) == 180
    assert len(decoded(tmp_path / "v.mp4")) == 180


def test_a_range_after_the_song_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no frame of the song"):
        make_video(film(), tmp_path / "v.mp4", SOUND, span=Span(Ms(60_000), Ms(61_000)))


def test_a_public_frame_is_straight_and_opaque() -> None:
    frame = film().rgba(3)
    assert frame.shape == (72, 128, 4)
    assert (frame[:, :, 3] == 255).all()


# Looks


def test_without_captions_the_lower_third_is_the_character(tmp_path: Path) -> None:
    bare, full = film(captions=False), film()
    assert bare.missing == ""
    texts = [[f[60:].tobytes() for f in (one.rgba(20), one.rgba(40))] for one in (bare, full)]
    assert texts[0] != texts[1]
    still = film(captions=False, sway=0.0)
    # The lyric goes on; nothing in the lower corners does.
    corners = {still.rgba(i)[60:, :20].tobytes() for i in range(0, still.count, 7)}
    assert len(corners) == 1


def test_characters_that_the_font_lacks_are_named() -> None:
    lines = [word("\U000f0000", 100, 500, "AA"), word("love", 500, 900, "L AH V")]
    one = song(2000, lines)
    rig = load_rig(sample_rigs.path("rocco"))
    made = Film(one, animate(one, load_set()), rig, Look(size=SMALL))
    assert made.missing == "\U000f0000"
    assert made.rgba(5).any()


def test_a_colour_and_a_picture_stand_behind_the_character(tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), "#ff0000").save(tmp_path / "wall.png")
    for background in ("red", "#f00", "#ff0000", str(tmp_path / "wall.png")):
        assert film(background=background).rgba(0)[2, 2].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize("background", ["bluish", "wall.png", "no/such/place", "#12345"])
def test_a_background_that_is_none_is_refused(background: str) -> None:
    with pytest.raises(InputError, match=background):
        film(background=background)


@pytest.mark.parametrize("size", [(127, 72), (32, 32), (9000, 72)])
def test_a_size_that_no_video_has_is_an_input_error(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="sides must be even"):
        film(size=size)


def test_a_song_without_words_is_a_film_of_someone_who_waits() -> None:
    one = song(1000)
    rig = load_rig(sample_rigs.path("juno"))
    made = Film(one, animate(one, load_set()), rig, Look(size=SMALL))
    assert made.count == 30
    assert made.planes(29).any()


def test_another_seed_is_another_film() -> None:
    assert film(seed=1).planes(60).tobytes() != film(seed=2).planes(60).tobytes()


def test_a_frame_costs_little_of_what_the_first_one_does() -> None:
    whole = film(size=(320, 180))
    before = time.process_time()
    whole.planes(0)
    begun = time.process_time()
    for index in range(1, whole.count):
        whole.planes(index)
    # A frame at this size costs about 1 ms, mouths included; from scratch it is 50.
    assert (time.process_time() - begun) / whole.count < (begun - before) / 4
