"""Mouths that are drawn less open than they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sample_rigs
from render.frame import filled_part
from render.rigs import Pose, load_rig
from render.rigs.check import check_drawings
from render.rigs.opening import open_rig
from render.rigs.rig import MIX_STEPS, OPEN_STEPS
from render.rigs.sprites import lowered, sprite_of
from tests.render.rigs.five_forms import MOUTHS, as_folder, as_grid, mouth, sheet_of

HALF = OPEN_STEPS // 2


def mouths(folder: Path, manifest: str = "") -> Path:
    """Mouths alone on a small canvas, of which the closed one says where the lips meet."""
    for shape in MOUTHS:
        mouth(shape).resize((480, 576)).save(folder / f"{shape}.png")
    (folder / "rig.toml").write_text(manifest, "utf-8")
    return folder


def test_only_what_is_below_the_lips_is_lower(tmp_path: Path) -> None:
    rig = load_rig(mouths(tmp_path))
    line = round(rig.info.anchor[1])
    full, half = (rig.draw(Pose("D", openness=n), 576) for n in (OPEN_STEPS, HALF))
    assert np.array_equal(full[:line], half[:line])
    ends = [filled_part(picture).bottom - line for picture in (full, half)]
    assert abs(ends[1] - ends[0] / 2) <= 1.5
    assert filled_part(half).left == filled_part(full).left


@pytest.mark.parametrize("shares", [(0.9, 0.7), (0.7, 0.5), (0.5, 0.1)])
def test_the_softer_the_lower(shares: tuple[float, float]) -> None:
    sprite = sprite_of(np.array(sheet_of(((10, 10, 20, 100), "#ff0000"))), 5, 5)
    high, low = (lowered(sprite, 40, share) for share in shares)
    assert len(low.frame) < len(high.frame) < len(sprite.frame)
    assert (low.left, low.top) == (sprite.left, sprite.top)
    assert low.frame[:, :, 3].min() == 255  # nothing transparent is mixed in


def test_a_line_beside_the_mouth_changes_nothing() -> None:
    sprite = sprite_of(np.array(sheet_of(((10, 10, 20, 30), "#ff0000"))))
    assert lowered(sprite, 10, 0.5) is sprite
    assert lowered(sprite, 40, 0.5) is sprite


def test_mouths_on_their_way_are_less_open_too() -> None:
    rig = load_rig(sample_rigs.path("bolt"))
    full, half = (
        rig.draw(Pose("D", toward="C", mix=MIX_STEPS // 2, openness=n), 300)
        for n in (OPEN_STEPS, HALF)
    )
    assert not np.array_equal(full, half)


@pytest.mark.parametrize("name", ["dot", "gus"])
def test_whole_faces_and_pixel_art_stay_as_they_are_drawn(name: str) -> None:
    rig = load_rig(sample_rigs.path(name))
    full, half = (rig.draw(Pose("D", openness=n), 300) for n in (OPEN_STEPS, HALF))
    assert np.array_equal(full, half)


def test_an_artist_is_told_if_mouths_cannot_open_less(tmp_path: Path) -> None:
    faces = as_grid(tmp_path)
    with (faces / "rig.toml").open("a", encoding="utf-8") as file:
        file.write("openness = 1\npixel_art = false\n")
    report = check_drawings(faces)
    assert "no-openness" in {finding.code for finding in report.findings}
    assert report.opened is not None
    assert report.opened.rig.info.acting.openness == 0


def test_mouths_that_can_are_not_spoken_of(tmp_path: Path) -> None:
    apart = check_drawings(mouths(tmp_path, "openness = 2\n"))
    assert "no-openness" not in {finding.code for finding in apart.findings}
    assert apart.opened is not None
    assert apart.opened.rig.info.acting.openness == 2


def test_small_drawings_are_pixel_art_unless_they_say_otherwise(tmp_path: Path) -> None:
    as_folder(tmp_path)
    assert not open_rig(tmp_path).rig.can_open
    (tmp_path / "rig.toml").write_text("pixel_art = false\n", "utf-8")
    assert open_rig(tmp_path).rig.can_open
