from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from render.frame import straight_rgba
from render.rigs import Pose, Rig, load_rig
from render.testing import check_rig
from tests.conftest import REPOSITORY
from tests.render.rigs.five_forms import EYES, FORMS, MOUTHS, SIZE, as_sheet, flat

REAL = REPOSITORY / "tests" / "data" / "rigs"


def worst(rig: Rig, eyes: tuple[str, ...] = tuple(EYES)) -> int:
    """The largest difference of any channel to the character as it was drawn."""
    height = SIZE[1]
    return max(
        int(
            np.abs(
                straight_rgba(rig.draw(Pose(shape, eyes=state), height)).astype(int)
                - np.asarray(flat(shape, state)).astype(int)
            ).max()
        )
        for shape in MOUTHS
        for state in eyes
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_form_keeps_every_promise(form: str, tmp_path: Path) -> None:
    check_rig(load_rig(FORMS[form](tmp_path)))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_drawings_give_the_same_picture_in_every_form(form: str, tmp_path: Path) -> None:
    rig = load_rig(FORMS[form](tmp_path))
    assert rig.shapes == set(MOUTHS)
    assert rig.set.name == "rhubarb"
    # At its own size, no pixel of it is resampled: nothing may differ at all.
    assert worst(rig, ("open",) if form == "grid" else tuple(EYES)) == 0


@pytest.mark.parametrize("form", [form for form in FORMS if form != "svg"])
def test_at_another_size_forms_agree_to_a_level(form: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = load_rig(FORMS["folder"](tmp_path / "a")), load_rig(FORMS[form](tmp_path / "b"))
    for shape in MOUTHS:
        a, b = (rig.draw(Pose(shape), 100).astype(int) for rig in (one, other))
        # A sheet of whole characters scales mouth and head together: their edges blend otherwise.
        assert np.abs(a - b).mean() < (1.5 if form == "grid" else 0.01)


@pytest.mark.parametrize("file", ["inkscape.svg", "gimp.psd", "mypaint.ora"])
def test_files_of_real_programs_show_what_was_drawn(file: str) -> None:
    rig = load_rig(REAL / file)
    check_rig(rig)
    assert worst(rig) == 0


def test_a_json_array_is_read_as_a_json_hash(tmp_path: Path) -> None:
    assert worst(load_rig(as_sheet(tmp_path, "array"))) == 0


def test_the_picture_of_a_sheet_finds_its_data(tmp_path: Path) -> None:
    as_sheet(tmp_path)
    assert worst(load_rig(tmp_path / "rig.png")) == 0


def test_frames_of_aseprite_are_named_by_tags_and_split_by_layers(tmp_path: Path) -> None:
    as_sheet(tmp_path, turned=False)
    rows = json.loads((tmp_path / "rig.json").read_text())["frames"]
    names = [name for name in rows if len(name) == 5]
    frames = {}
    for layer, own in (("Mouth", names), ("Head", ["head.png"] * len(names))):
        for number, name in enumerate(own):
            frames[f"mira ({layer}) {number}.aseprite"] = rows[name] | {"duration": 100}
    tags = [
        {"name": name[0], "from": i, "to": i, "direction": "forward"}
        for i, name in enumerate(names)
    ]
    data = {"frames": frames, "meta": {"app": "http://www.aseprite.org/", "frameTags": tags}}
    (tmp_path / "rig.json").write_text(json.dumps(data))
    rig = load_rig(tmp_path / "rig.json")
    assert rig.shapes == set(MOUTHS)
    a, b = (straight_rgba(rig.draw(Pose("D"), SIZE[1])), np.asarray(flat("D")))
    assert np.array_equal(a[60:120], np.where(b[60:120] == b[61, 0], a[60:120], b[60:120]))


def test_slices_of_one_frame_are_a_picture_each(tmp_path: Path) -> None:
    from tests.render.rigs.five_forms import as_grid

    as_grid(tmp_path)
    (tmp_path / "rig.toml").unlink()
    slices = [
        {
            "name": shape,
            "keys": [
                {
                    "frame": 0,
                    "bounds": {"x": i % 3 * 120, "y": i // 3 * 144, "w": 120, "h": 144},
                    "pivot": {"x": 60, "y": 92},
                }
            ],
        }
        for i, shape in enumerate(MOUTHS)
    ]
    whole = {"frame": {"x": 0, "y": 0, "w": 360, "h": 432}, "sourceSize": {"w": 360, "h": 432}}
    data = {"frames": {"faces 0.aseprite": whole}, "meta": {"slices": slices}}
    (tmp_path / "faces.json").write_text(json.dumps(data))
    assert worst(load_rig(tmp_path), ("open",)) == 0


def test_a_zip_may_hold_a_single_drawing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(REAL / "mypaint.ora", "deep/in/it/mira.ora")
    assert worst(load_rig(tmp_path / "x.zip")) == 0
