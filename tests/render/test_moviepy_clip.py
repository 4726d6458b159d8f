from __future__ import annotations

import builtins
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from media_core.errors import InputError
from media_core.extras import adding
from render.film import Film, Look
from render.moviepy_clip import as_clip, frame_index
from render.rigs import load_rig
from tests.render.rigs_for_tests import write_rig
from tests.visemes.songs import little_song
from visemes.animate import animate
from visemes.sets import load_set


def film(folder: Path, fps: Fraction = Fraction(30000, 1001), **look: Any) -> Film:
    song = little_song()
    rig = load_rig(write_rig(folder))
    return Film(song, animate(song, load_set()), rig, Look(size=(96, 64), fps=fps, **look))


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_each_moment_that_moviepy_asks_for_is_the_right_frame(
    fps: Fraction, tmp_path: Path
) -> None:
    whole = film(tmp_path, fps)
    for index in range(whole.count):
        assert frame_index(whole, index / float(fps)) == index
        assert frame_index(whole, (index + 0.99) / float(fps)) == index


def test_moments_outside_of_the_film_show_its_first_and_last_frame(tmp_path: Path) -> None:
    whole = film(tmp_path)
    assert frame_index(whole, -1.0) == 0
    assert frame_index(whole, 1e6) == whole.count - 1


def test_without_moviepy_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "moviepy", None)
    with pytest.raises(InputError, match="MoviePy 2 is not installed") as caught:
        as_clip(film(tmp_path))
    assert caught.value.hint == f"run `{adding('moviepy')}`"


def test_moviepy_is_imported_only_when_a_clip_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def guarded(name: str, *args: Any, **kwargs: Any) -> Any:
        assert not name.startswith("moviepy")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", guarded)
    for module in [name for name in sys.modules if name.startswith("render.moviepy_clip")]:
        monkeypatch.delitem(sys.modules, module)
    __import__("render.moviepy_clip")


def test_a_clip_has_the_size_length_and_pictures_of_the_film(tmp_path: Path) -> None:
    pytest.importorskip("moviepy")
    whole = film(tmp_path)
    clip = as_clip(whole)
    assert clip.size == (96, 64) or list(clip.size) == [96, 64]
    assert clip.duration == pytest.approx(float(whole.count / whole.fps))
    assert clip.fps == pytest.approx(29.97, abs=0.001)
    picture = clip.get_frame(45 / clip.fps)
    assert picture.dtype == np.uint8
    assert picture.shape == (64, 96, 3)
    assert np.array_equal(picture, whole.rgba(45)[:, :, :3])


def test_moviepy_writes_the_clip(tmp_path: Path) -> None:
    pytest.importorskip("moviepy")
    import av

    whole = film(tmp_path, Fraction(25))
    as_clip(whole).subclipped(0, 1).write_videofile(str(tmp_path / "out.mp4"), logger=None)
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert len(list(container.decode(video=0))) == 25


def test_a_transparent_film_is_laid_over_another_clip(tmp_path: Path) -> None:
    moviepy = pytest.importorskip("moviepy")
    whole = film(tmp_path, Fraction(25), only="character")
    ground = moviepy.ColorClip((96, 64), (0, 255, 0), duration=2)
    both = moviepy.CompositeVideoClip([ground, as_clip(whole)])
    shown = both.get_frame(1.0).astype(int)
    straight = whole.rgba(25).astype(float)
    alpha = straight[:, :, 3:] / 255
    wanted = straight[:, :, :3] * alpha + np.array([0, 255, 0]) * (1 - alpha)
    assert np.abs(shown - wanted).max() <= 2
    assert (alpha == 0).any()
    assert (alpha == 1).any()
