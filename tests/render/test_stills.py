"""Pictures of a film: a moment, a sheet, the best one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aligner.alignment import Alignment
from media_core.errors import InputError, OutputError
from media_core.timeline import Ms
from render.film import Film
from render.presets import presets
from render.safe_area import safe_area_names as safe_areas
from render.stills import contact_sheet, thumbnail_moment, write_picture, write_still
from tests.render import golden_frames
from tests.visemes.songs import song, word


def film(**look: object) -> Film:
    return golden_frames.film("juno", **{"size": (128, 72), "fps": Fraction(25), **look})


def test_a_still_is_the_frame_on_the_screen_at_that_moment(tmp_path: Path) -> None:
    made = film()
    for moment, frame in ((0, 0), (39, 0), (40, 1), (1000, 25), (5999, 149)):
        write_still(made, Ms(moment), tmp_path / "s.png")
        with Image.open(tmp_path / "s.png") as image:
            shown = np.asarray(image)
        assert np.array_equal(shown, film().rgba(frame)[:, :, :3]), moment


def test_a_still_of_a_transparent_film_is_transparent(tmp_path: Path) -> None:
    write_still(film(only="character"), Ms(500), tmp_path / "s.png")
    with Image.open(tmp_path / "s.png") as image:
        assert image.mode == "RGBA"


def test_a_moment_after_the_song_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no picture at 0:06\.000: the song lasts 0:06\.000"):
        write_still(film(), Ms(6000), tmp_path / "s.png")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_needs_a_suffix_that_says_its_form(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no suffix of a picture"):
        write_still(film(), Ms(0), tmp_path / "s.bmp")


def test_a_sheet_shows_different_moments_in_order() -> None:
    made = film(clock=True)
    sheet = contact_sheet(made, 0, made.count)
    assert sheet.width == 1920
    assert sheet.height > 1000
    assert contact_sheet(made, 10, 1).width == 1920
    cells = {sheet.crop((8 + x * 478, 8, 308 + x * 478, 90)).tobytes() for x in range(4)}
    assert len(cells) == 4


def test_a_thumbnail_is_the_longest_vowel_of_a_chorus() -> None:
    one = song(
        9000,
        [word("oh", 100, 3000, "OW")],
        [word("ah", 5000, 6000, "AA"), word("bee", 6500, 7000, "B IY")],
    )
    lines = [type(one.lines[0])(one.lines[1].words, section="Chorus")]
    assert thumbnail_moment(Alignment((one.lines[0], *lines), Ms(9000))) == 5500
    assert thumbnail_moment(one) == 1550
    assert thumbnail_moment(Alignment((), Ms(9000))) == 4500


def test_a_thumbnail_fits_what_the_platform_takes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    path = tmp_path / "t.jpg"
    write_picture(Image.fromarray(noise), path)
    free = path.stat().st_size
    write_picture(Image.fromarray(noise), path, free // 2)
    assert path.stat().st_size <= free // 2
    assert list(tmp_path.iterdir()) == [path]


def test_presets_are_sizes_that_can_be_drawn() -> None:
    known = presets()
    assert {"youtube", "shorts", "tiktok", "reels", "square", "canvas"} <= set(known)
    for preset in known.values():
        assert all(side % 2 == 0 for side in preset.size)
        assert preset.safe_area in ("", *safe_areas())
    assert known["canvas"].loop
    assert not known["canvas"].captions
    assert 3 <= known["canvas"].seconds <= 8
