from __future__ import annotations

import colorsys
import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import sample_rigs
from media_core.errors import InputError
from render.compose import Canvas
from render.layers.backdrop import Backdrop, backdrop
from render.layers.background import (
    StaticLayer,
    bed,
    bed_tone,
    colour,
    edge_of_bed,
    gradient,
    plain,
    scenery,
)
from render.layers.picture import Fit, open_picture
from render.layers.picture import photograph as photograph_of
from render.layout import Layout, layout
from render.rigs import Pose, Stage, load_rig
from render.scene import SceneState
from render.text import caption_face

PLACE = layout(320, 180, load_rig(sample_rigs.path("juno")))
SEVEN_TO_ONE = 7.0  # WCAG 2.2, success criterion 1.4.6


def _contrast_of_white(rgb: tuple[float, float, float]) -> float:
    """WCAG 2.2, definitions of contrast ratio and relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


def _alpha(layer: StaticLayer) -> NDArray[np.uint8]:
    canvas = Canvas(PLACE.width, PLACE.height, [layer], transparent=True)
    canvas.update(SceneState(Pose("X")))
    return canvas.pixels[:, :, 3]


@pytest.mark.parametrize(
    ("text", "rgb"),
    [
        ("#ff8000", (255, 128, 0)),
        ("#FA0", (255, 170, 0)),
        ("navy", (0, 0, 128)),
        ("RebeccaPurple", (102, 51, 153)),
        ("#11223344", (17, 34, 51)),
    ],
)
def test_colours_are_written_as_on_the_web(text: str, rgb: tuple[int, int, int]) -> None:
    assert tuple(round(c * 255) for c in colour(text)) == rgb


@pytest.mark.parametrize("text", ["bluish", "#12345", "#gggggg", "", "12", "rgb(1,2)"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="neither a colour nor a picture file"):
        colour(text)


def test_one_colour_covers_the_frame() -> None:
    picture = plain(PLACE, "#ff8000").picture
    assert picture.shape == (180, 320, 4)
    assert (picture == (0, 128, 255, 255)).all()


def test_scenery_covers_the_frame() -> None:
    assert (scenery(PLACE, Stage()).picture[:, :, 3] == 255).all()


def test_the_bed_covers_the_captions_and_leaves_the_face() -> None:
    alpha = _alpha(bed(PLACE, (0, 0, 0)))
    assert (alpha[PLACE.text.top :] == 255).all()
    assert not alpha[: PLACE.bed_top - 10].any()


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_white_captions_are_legible_on_the_bed_of_any_colour(
    hue: float, light: float, saturation: float
) -> None:
    rgb = colorsys.hls_to_rgb(hue, light, saturation)
    text = "#" + "".join(f"{round(c * 255):02x}" for c in rgb)
    assert _contrast_of_white(bed_tone(text, Stage())) >= SEVEN_TO_ONE


@pytest.mark.parametrize("name", sample_rigs.names())
def test_captions_are_legible_on_the_bed_of_a_sample_rig(name: str) -> None:
    stage = load_rig(sample_rigs.path(name)).info.stage
    for background in ("", "navy", "photo.png"):
        assert _contrast_of_white(bed_tone(background, stage)) >= SEVEN_TO_ONE


def test_the_edge_of_the_bed_is_where_it_is_drawn() -> None:
    alpha = _alpha(bed(PLACE, (0, 0, 0)))
    for x in (1, 60, 160, 250, 318):
        drawn = int((alpha[:, x] > 127).argmax())
        assert abs(drawn - edge_of_bed(PLACE, x + 0.5)) < 1


# Gradients


def test_a_gradient_goes_from_the_top_to_the_bottom() -> None:
    picture = gradient(PLACE, "#ff0000-#0000ff").picture.astype(int)
    assert abs(picture[0, :, :3] - (0, 0, 255)).max() <= 2
    assert abs(picture[-1, :, :3] - (255, 0, 0)).max() <= 2
    assert abs(picture[90, :, :3] - (128, 0, 128)).max() <= 2
    assert (picture[:, :, 3] == 255).all()


def test_a_dark_gradient_has_no_steps() -> None:
    rows = gradient(PLACE, "#111-#181818").picture[:, :, 0].mean(axis=1)
    assert np.abs(rows - np.interp(np.arange(180) + 0.5, [0, 180], [0x11, 0x18])).max() < 0.15


def test_a_gradient_of_three_colours_passes_through_the_middle_one() -> None:
    middle = gradient(PLACE, "black-#00ff00-black").picture[90, :, 1]
    assert middle.min() >= 252


def test_the_bed_takes_the_hue_of_the_lower_end_of_a_gradient() -> None:
    assert bed_tone("#ffffff-#203040", Stage()) == bed_tone("#203040", Stage())


def test_a_gradient_of_what_is_no_colour_is_refused() -> None:
    with pytest.raises(InputError, match="'bluish' is neither a colour"):
        gradient(PLACE, "red-bluish")


# Pictures


def photograph(place: Layout, path: Path, fit: Fit = "fill") -> StaticLayer:
    return photograph_of(place, open_picture(path), fit)


def _saved(folder: Path, image: Image.Image, name: str = "p.png") -> Path:
    image.save(folder / name)
    return folder / name


@pytest.mark.parametrize("size", [(320, 180), (64, 64), (1000, 90), (90, 1000), (1, 1), (7, 5)])
def test_a_picture_of_any_shape_covers_the_frame(size: tuple[int, int], tmp_path: Path) -> None:
    path = _saved(tmp_path, Image.new("RGB", size, (10, 200, 30)))
    assert (photograph(PLACE, path).picture == (30, 200, 10, 255)).all()


@pytest.mark.parametrize("size", [(1, 30_000), (30_000, 1)])
def test_a_picture_as_thin_as_a_thread_is_not_blown_up(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = _saved(tmp_path, Image.new("RGB", size, (10, 200, 30)))
    assert (photograph(PLACE, path).picture == (30, 200, 10, 255)).all()


def test_what_does_not_fit_is_cut_off_at_both_sides(tmp_path: Path) -> None:
    image = Image.new("RGB", (640, 180), "red")
    image.paste("blue", (160, 0, 480, 180))
    picture = photograph(PLACE, _saved(tmp_path, image)).picture
    assert (picture[:, 4:-4, :3] == (255, 0, 0)).all()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "CMYK"])
def test_pictures_of_every_mode_are_understood(mode: str, tmp_path: Path) -> None:
    name = "p.tif" if mode == "CMYK" else "p.png"
    path = _saved(tmp_path, Image.new("RGB", (32, 18), "white").convert(mode), name)
    assert (photograph(PLACE, path).picture >= 254).all()


def test_a_photograph_taken_sideways_stands_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (180, 320), "red")
    image.paste("blue", (0, 0, 180, 160))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees clockwise
    image.save(tmp_path / "p.png", exif=exif)
    picture = photograph(PLACE, tmp_path / "p.png").picture
    assert picture[90, 20, :3].tolist() == [0, 0, 255]
    assert picture[90, 300, :3].tolist() == [255, 0, 0]


def test_a_picture_that_is_missing_is_missed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no picture"):
        photograph(PLACE, tmp_path / "gone.png")


def test_an_empty_picture_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "p.png").touch()
    with pytest.raises(InputError, match=r"p\.png is empty"):
        photograph(PLACE, tmp_path / "p.png")


def test_a_picture_that_is_fitted_is_shown_whole_on_its_blur(tmp_path: Path) -> None:
    image = Image.new("RGB", (90, 180), "red")
    image.paste("blue", (0, 0, 90, 2))  # would be cut off
    picture = photograph(PLACE, _saved(tmp_path, image), "fit").picture
    assert picture[0, 160, :3].tolist() == [255, 0, 0]
    assert picture[179, 160, :3].tolist() == [0, 0, 255]
    left = picture[90, 10]
    assert 100 < left[2] < 220
    assert left[:2].max() < 20


def test_a_blurred_picture_has_no_edges_and_is_darker(tmp_path: Path) -> None:
    image = Image.new("RGB", (320, 180), "white")
    image.paste("black", (0, 0, 160, 180))
    row = photograph(PLACE, _saved(tmp_path, image), "blur").picture[90, :, 0].astype(int)
    assert abs(np.diff(row)).max() < 40
    assert row[0] < 20
    assert 170 < row[-1] < 200


@pytest.mark.parametrize("data", [b"no picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_what_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(data)
    with pytest.raises(InputError, match="cannot be read"):
        photograph(PLACE, tmp_path / "p.png")


def test_half_a_picture_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 160, 3), np.uint8)
    path = _saved(tmp_path, Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[:9000])
    with pytest.raises(InputError, match="cannot be read"):
        photograph(PLACE, path)


@pytest.mark.parametrize("size", [(8001, 8000), (10_000, 9_000), (20_000, 10_000)])
def test_a_huge_picture_is_refused_before_it_is_decoded(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = _saved(tmp_path, Image.new("1", size))
    with pytest.raises(InputError, match=re.escape(str(path))) as caught:
        photograph(PLACE, path)
    assert "million pixels" in caught.value.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("suffix", [".png", ".mp4", ".ttf"])
def test_what_is_no_file_is_neither_a_background_nor_a_font(
    tmp_path: Path, kind: str, suffix: str
) -> None:
    path = tmp_path / f"it{suffix}"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    read = (
        caption_face if suffix == ".ttf" else lambda name: backdrop(PLACE, Stage(), Backdrop(name))
    )
    with pytest.raises(InputError, match=r"is a (pipe or a device|folder), not a") as raised:
        read(str(path))
    assert str(path) in str(raised.value)
