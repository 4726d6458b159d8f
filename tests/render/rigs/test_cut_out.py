from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from media_core.errors import RigError
from render.frame import Rect
from render.rigs import Wishes, load_rig
from render.rigs.check import check_drawings
from render.rigs.cut_sheet import cut_from, straightened
from render.rigs.ink import drawings, holes_filled, in_rows, islands, tilt
from render.rigs.opening import open_rig
from render.rigs.paper import cut_out, distance, is_on_paper, paper_light
from render.rigs.rig import Pose

RED = (160, 40, 50)
SIZES = [(90, 8), (90, 20), (90, 50), (100, 96), (66, 60), (30, 26), (90, 24), (90, 44), (94, 8)]
"""Of the nine mouths of the default set, in pixels."""


def sheet(
    *, skew: float = 0.0, fade: float = 0.0, grain: float = 0.0, letters: bool = False
) -> NDArray[np.uint8]:
    """Nine mouths on paper, 600 x 480, each a red oval in a black line with white teeth."""
    picture = Image.new("RGB", (600, 480), "white")
    draw = ImageDraw.Draw(picture)
    for i, (width, height) in enumerate(SIZES):
        x, y = 110 + i % 3 * 190 + i % 2 * 6, 90 + i // 3 * 150
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        draw.ellipse(box, RED, "black", 3)
        if height > 40:
            draw.ellipse((x - 18, y - 12, x + 18, y - 2), "white")
        if letters:
            draw.rectangle((x - 3, y + 54, x + 3, y + 60), "black")
    picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    light = 1 - fade * np.linspace(0, 1, 600)[None, :, None] ** 1.5
    noisy = np.asarray(picture) * light * (0.95, 0.92, 0.85)
    noisy += np.random.default_rng(1).normal(0, grain, noisy.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def saved(path: Path, picture: NDArray[np.uint8]) -> Path:
    Image.fromarray(picture).save(path)
    return path


def test_islands_hang_together_by_their_sides_and_not_by_their_corners() -> None:
    mask = np.array([[1, 1, 0, 0, 1], [0, 0, 1, 0, 1], [1, 0, 1, 1, 1]], bool)
    runs = islands(mask)
    assert (runs.count, sorted(runs.areas().tolist())) == (3, [1, 2, 6])
    assert (runs.mask(np.ones(3, bool), (3, 5)) == mask).all()
    spiral = np.array([[1, 1, 1, 1], [0, 0, 0, 1], [1, 1, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]], bool)
    assert islands(spiral).boxes() == [Rect(0, 0, 4, 5)]
    assert islands(np.zeros((4, 4), bool)).count == 0


def test_what_a_line_encloses_belongs_to_the_drawing() -> None:
    ring = np.zeros((20, 20), bool)
    ring[3:12, 3:12] = True
    ring[5:10, 5:10] = False
    assert holes_filled(ring)[3:12, 3:12].all()
    assert holes_filled(ring).sum() == 81


def test_letters_tables_and_frames_are_no_drawings() -> None:
    ink = np.zeros((200, 200), bool)
    ink[50:60, 40:100] = ink[120:130, 40:100] = True
    ink[70:73, 60:63] = True  # a letter
    ink[:, :20] = True  # a table
    ink[30, 30:150] = ink[150, 30:150] = ink[30:150, 30] = ink[30:151, 149] = True  # a frame
    boxes, kept, marks = drawings(ink)
    assert in_rows(boxes) == [Rect(40, 50, 100, 60), Rect(40, 120, 100, 130)]
    assert (kept.sum(), marks) == (1200, 1)


@pytest.mark.parametrize("skew", [-8.0, -3.0, 0.0, 3.0])
def test_a_sheet_lies_straight_afterwards(skew: float) -> None:
    straight, turned = straightened(sheet(skew=skew))
    assert turned == pytest.approx(-skew, abs=0.4)
    boxes, _, _ = cut_from(straight)
    light = paper_light(straight)
    assert abs(tilt(holes_filled(distance(straight, light) > 40), boxes)) < 0.4


@pytest.mark.parametrize("fade", [0.0, 0.45])
@pytest.mark.parametrize("grain", [0.0, 4.0])
def test_drawings_are_cut_out_of_paper_that_is_noisy_and_lit_from_one_side(
    fade: float, grain: float
) -> None:
    picture, _ = straightened(sheet(skew=3, fade=fade, grain=grain, letters=True))
    boxes, frame, left_out = cut_from(picture)
    boxes = in_rows(boxes)
    assert left_out == 9
    sizes = [(b.right - b.left, b.bottom - b.top) for b in boxes]
    assert np.abs(np.array(sizes) - SIZES).max() <= 6
    inside = np.zeros(frame.shape[:2], bool)
    for box in boxes:
        inside[box.top - 3 : box.bottom + 3, box.left - 3 : box.right + 3] = True
    assert not frame[~inside].any()
    # A mouth at the bright and one at the dark end have the colour that they were drawn in.
    for box in (boxes[3], boxes[7]):
        pixel = frame[(box.top * 1 + box.bottom * 3) // 4, (box.left + box.right) // 2]
        assert np.abs(pixel[2::-1].astype(int) - RED).max() < 24
        assert pixel[3] == 255
    # Teeth are as white as the paper, and stay.
    d = boxes[3]
    tooth = frame[(d.top + d.bottom) // 2 - 7, (d.left + d.right) // 2]
    assert tooth.min() > 225


@pytest.mark.parametrize("grid", [None, (3, 3)])
def test_a_photo_of_a_sheet_is_a_rig(tmp_path: Path, grid: tuple[int, int] | None) -> None:
    path = saved(tmp_path / "sheet.png", sheet(skew=-3, fade=0.3, grain=3, letters=True))
    report = check_drawings(path, Wishes(cut_out=True, grid=grid))
    assert report.opened is not None
    rig = report.opened.rig
    assert (rig.set.name, len(rig.shapes)) == ("rhubarb", 9)
    codes = {finding.code for finding in report.findings if finding.severity != "note"}
    assert codes <= {"too-small"}
    assert {"straightened", "left-out"} <= {finding.code for finding in report.findings}
    drawn = rig.draw(Pose("D"), 100)
    assert drawn[0, 0, 3] == 0


def test_drawings_that_lack_on_a_sheet_with_a_grid_leave_their_cells_empty(tmp_path: Path) -> None:
    picture = sheet()
    picture[190:290, 240:360] = picture[0, 0]  # E is rubbed out
    report = check_drawings(
        saved(tmp_path / "sheet.png", picture), Wishes(cut_out=True, grid=(3, 3))
    )
    assert report.opened is not None
    assert report.opened.rig.shapes == set("ABCDFGHX")
    assert "drawings-found" in {finding.code for finding in report.findings}


def test_rig_toml_asks_for_it_as_well(tmp_path: Path) -> None:
    saved(tmp_path / "sheet.png", sheet())
    (tmp_path / "rig.toml").write_text("cut_out = true\n", "utf-8")
    assert len(load_rig(tmp_path).shapes) == 9


@pytest.mark.parametrize("colour", [(255, 255, 255), (120, 160, 200)])
def test_empty_paper_is_refused(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    picture = np.full((80, 120, 3), colour, np.uint8)
    with pytest.raises(RigError, match="no drawings can be told from the paper of"):
        load_rig(saved(tmp_path / "sheet.png", picture), Wishes(cut_out=True))


def on_white(folder: Path, fade: float = 0.0) -> Path:
    folder.mkdir()
    picture = sheet(fade=fade)
    for i, shape in enumerate("ABCDEFGHX"):
        x, y = 110 + i % 3 * 190 + i % 2 * 6, 90 + i // 3 * 150
        Image.fromarray(picture[y - 70 : y + 70, x - 70 : x + 70]).save(folder / f"{shape}.png")
    return folder


@pytest.mark.parametrize("fade", [0.0, 0.3])
def test_pictures_on_paper_are_told_of_and_cut_out_where_they_stand(
    tmp_path: Path, fade: float
) -> None:
    path = on_white(tmp_path / "mouths", fade)
    warned = check_drawings(path)
    assert "opaque-background" in {finding.code for finding in warned.findings}
    assert "--cut-out" in str(warned.findings)
    assert load_rig(path).info.on_paper == tuple("ABCDEFGHX")
    opened = open_rig(path, Wishes(cut_out=True))
    assert opened.rig.info.on_paper == ()
    assert opened.drawing.size == (140, 140)
    frame = opened.rig.draw(Pose("D"), 140)
    assert (frame[70, 70, 3], frame[2, 2, 3], frame[70, 135, 3]) == (255, 0, 0)


def test_transparent_and_busy_pictures_are_not_on_paper() -> None:
    busy = np.random.default_rng(0).integers(0, 255, (40, 40, 4), np.uint8)
    busy[:, :, 3] = 255
    assert not is_on_paper(busy)
    assert not is_on_paper(np.full((40, 40, 4), 200, np.uint8))
    assert is_on_paper(np.full((40, 40, 4), 255, np.uint8))


def test_a_picture_on_dark_paper_is_cut_out_too() -> None:
    picture = np.full((60, 80, 3), (20, 30, 60), np.uint8)
    picture[20:40, 20:60] = (230, 120, 130)
    frame = cut_out(picture)
    assert (frame[30, 40, 3], frame[5, 5, 3]) == (255, 0)
