from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.rigs import Pose, Rig, load_rig
from render.rigs.check import check_drawings
from render.testing import check_rig
from tests.render.rigs_for_tests import MOUTHS, svg, write_rig

HEAD = '<g id="head"><circle cx="{}" cy="45" r="35" fill="{}"/>{}</g>'
MOUTH = MOUTHS[MOUTHS.index('<g id="mouth">') : -len("</g>")]
BODY = '<g id="body"><rect x="30" y="95" width="20" height="25" fill="#0000ff"/></g>'
SIDES = (
    BODY
    + f'<g id="Frontal">{HEAD.format(50, "#cc8866", MOUTH)}</g>'
    + f'<g id="Left Quarter" display="none">{HEAD.format(40, "#66cc88", MOUTH)}</g>'
)


def middle(rig: Rig, view: str) -> list[int]:
    """The colour above the mouth, BGR, at 120 pixels."""
    return [int(c) for c in rig.draw(Pose("X", view=view), 120)[40, 50, :3]]


def test_a_hidden_group_that_is_a_side_is_shown_when_it_is_seen(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SIDES)))
    assert rig.info.views == {"left"}
    assert middle(rig, "") == [0x66, 0x88, 0xCC]
    assert middle(rig, "left") == [0x88, 0xCC, 0x66]
    assert middle(rig, "right") == middle(rig, "")
    for view in ("", "left"):  # the body belongs to all sides
        assert rig.draw(Pose("X", view=view), 120)[110, 40].tolist() == [255, 0, 0, 255]
    check_rig(rig)


def test_one_side_is_drawn_from_the_other(tmp_path: Path) -> None:
    rig = load_rig(write_rig(tmp_path, svg(SIDES), 'mirror = "left->right"'))
    assert rig.info.views == {"left", "right"}
    left, right = (rig.draw(Pose("D", view=view), 120) for view in ("left", "right"))
    assert np.array_equal(left[:, ::-1], right)
    check_rig(rig)


def test_a_mirrored_head_tilts_the_same_way(tmp_path: Path) -> None:
    """Its neck is where the mirror shows it."""
    rig = load_rig(write_rig(tmp_path, svg(SIDES), 'mirror = "left->right"\npivot = [40, 90]'))
    one = rig.draw(Pose("D", view="left", tilt=-15), 240).astype(int)
    other = rig.draw(Pose("D", view="right", tilt=15), 240)[:, ::-1]
    assert np.abs(one - other).mean() < 1


def test_a_rig_that_is_drawn_from_one_side_only_may_be_turned_round(tmp_path: Path) -> None:
    drawn = HEAD.format(40, "#66cc88", MOUTH)
    rig = load_rig(write_rig(tmp_path, svg(drawn), 'mirror = "left->right"'))
    assert rig.info.views == {"left", "right"}
    left, right = (rig.draw(Pose("D", view=view), 120) for view in ("left", "right"))
    assert np.array_equal(left, rig.draw(Pose("D"), 120))
    assert np.array_equal(left[:, ::-1], right)


def test_a_layer_called_left_is_no_side(tmp_path: Path) -> None:
    ear = '<g id="Left"><circle cx="20" cy="45" r="9"/><circle cx="20" cy="45" r="4"/></g>'
    rig = load_rig(write_rig(tmp_path, svg(ear + HEAD.format(50, "#cc8866", MOUTH))))
    assert rig.info.views == frozenset()


def paint(path: Path, colour: str, box: tuple[int, int, int, int]) -> None:
    image = Image.new("RGBA", (100, 120))
    image.paste(colour, box)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)


@pytest.mark.parametrize("flat", [False, True])
def test_folders_and_file_names_say_which_side_a_picture_shows(flat: bool, tmp_path: Path) -> None:
    paint(tmp_path / "body.png", "blue", (30, 95, 50, 120))
    for side, colour in (("", "red"), ("left", "lime")):
        before = tmp_path / f"{side}_x" if flat and side else tmp_path / side / "x"
        name = before.name[:-1]
        paint(before.with_name(f"{name}head.png"), colour, (10, 10, 90, 90))
        for mouth, height in (("A", 2), ("D", 14), ("X", 3)):
            paint(before.with_name(f"{name}{mouth}.png"), "black", (40, 60, 60, 60 + height))
    rig = load_rig(tmp_path)
    assert rig.info.views == {"left"}
    assert middle(rig, "") == [0, 0, 255]
    assert middle(rig, "left") == [0, 255, 0]
    picture = rig.draw(Pose("D", view="left"), 120)
    assert picture[70, 50].tolist() == [0, 0, 0, 255]
    assert picture[110, 40].tolist() == [255, 0, 0, 255]
    check_rig(rig)


def test_what_the_manifest_asks_for_and_nobody_drew_is_told(tmp_path: Path) -> None:
    odd = SIDES.replace('<rect x="40" y="55" width="20" height="14"/>', '<circle r="9"/>')
    odd = odd.replace('<rect x="42" y="60" width="16" height="3"/>', '<path d="M 42 60 h 16"/>')
    said = 'tween = "morph"\n[moods]\nchorus = "smile"\n[views]\nAda = "right"'
    report = check_drawings(write_rig(tmp_path, svg(odd), said))
    told = {finding.code: finding for finding in report.findings}
    assert {"no-morph", "mood-missing", "view-missing"} <= set(told)
    assert "no moods" in told["mood-missing"].hint
