"""Videos without a character: the words, and the cover whole beside them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.film import Film, Look
from render.layout import layout
from render.nobody import words_alone
from tests.visemes.songs import little_song
from visemes.animate import animate

SIZES = [(320, 180), (180, 320), (224, 224), (192, 240)]


@pytest.mark.parametrize("size", SIZES)
def test_words_stand_beside_the_picture_and_inside_the_frame(size: tuple[int, int]) -> None:
    place = layout(*size, words_alone(), picture=True)
    text, shown = place.text, place.picture
    assert shown is not None
    assert 0 <= shown.left < shown.right <= size[0]
    assert 0 <= shown.top < shown.bottom <= size[1]
    assert text.left >= shown.right or text.top >= shown.bottom, "neither covers the other"
    assert text.right <= size[0]
    assert text.bottom <= size[1]
    assert text.right - text.left >= 0.35 * size[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_cover_is_shown_whole_and_no_ground_lies_over_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    cover = tmp_path / "cover.png"
    Image.new("RGB", (100, 100), (200, 40, 40)).save(cover)
    song, rig = little_song(), words_alone()
    look = Look(size, Fraction(20), background=str(cover))
    film = Film(song, animate(song, rig.set), rig, look)
    shown = film.place.picture
    assert shown is not None
    picture = film.rgba(26)
    inside = picture[shown.top + 2 : shown.bottom - 2, shown.left + 2 : shown.right - 2, :3]
    assert np.abs(inside.astype(int) - (200, 40, 40)).max() <= 1
    text = film.place.text
    words = picture[text.top : text.bottom, text.left : text.right, :3]
    assert words.max(axis=2).max() > 180, "there are words"
    assert np.median(words[:, :, 0]) < 80, "on a dark ground"


def test_without_a_picture_words_stand_in_the_middle() -> None:
    song, rig = little_song(), words_alone()
    film = Film(song, animate(song, rig.set), rig, Look((320, 180), Fraction(20)))
    rows = np.flatnonzero(film.rgba(26)[:, :, :3].max(axis=(1, 2)) > 150)
    assert 0.3 * 180 < rows.mean() < 0.7 * 180
    assert film.place.picture is None
