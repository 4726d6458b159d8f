"""Template kits, the folder form that anything can be turned into, and cut sheets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sample_rigs
from media_core.errors import RigError
from render.frame import straight_rgba
from render.rigs import Pose, load_rig
from render.rigs.check import check_drawings
from render.rigs.kit import KITS, write_kit
from render.rigs.normalise import write_folder
from render.rigs.opening import open_rig
from render.rigs.slicing import slice_sheet
from render.testing import check_rig
from sample_rigs.drawing import template
from tests.render.rigs.five_forms import FORMS, MOUTHS, SIZE, flat


@pytest.mark.parametrize("form", KITS)
def test_a_kit_already_works(form: str, tmp_path: Path) -> None:
    write_kit(form, tmp_path)
    report = check_drawings(tmp_path)
    assert report.warnings == 0
    assert report.opened is not None
    assert report.opened.rig.shapes == set(MOUTHS)
    assert report.opened.rig.info.anchor == (500, 640)
    assert {"README.txt", "rig.toml", "rig.schema.json"} <= {p.name for p in tmp_path.iterdir()}
    check_rig(report.opened.rig)


def test_the_template_is_what_our_program_draws() -> None:
    assert template.TARGET.read_text("utf-8") == template.build()


@pytest.mark.parametrize("form", FORMS)
def test_any_form_becomes_a_folder_with_the_same_pictures(form: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    opened = open_rig(FORMS[form](tmp_path / "in"))
    assert write_folder(opened, tmp_path / "out", SIZE[1]) == []
    again = load_rig(tmp_path / "out")
    assert again.set.name == "rhubarb"
    for shape in MOUTHS:
        for eyes in ("open",) if form == "grid" else ("open", "closed"):
            got = straight_rgba(again.draw(Pose(shape, eyes=eyes), SIZE[1])).astype(int)
            assert np.abs(got - np.asarray(flat(shape, eyes)).astype(int)).max() <= 1


def test_what_the_folder_cannot_do_is_said(tmp_path: Path) -> None:
    opened = open_rig(sample_rigs.path("juno"))
    lost = write_folder(opened, tmp_path, 200)
    assert lost == [
        "what follows the mouth on the body is drawn at rest",
        "the mouths do not morph: pictures change at once",
        "the mouths open only as drawn: parts of the face are drawn into them",
    ]
    rig = load_rig(tmp_path)
    assert (rig.info.name, rig.info.licence) == ("Juno", "CC0-1.0")
    check_rig(rig)


def test_a_sheet_is_cut_into_its_mouths(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    FORMS["grid"](tmp_path / "in")
    names = slice_sheet(tmp_path / "in" / "faces.png", tmp_path / "out", (3, 3))
    assert names == list(MOUTHS)
    rig = load_rig(tmp_path / "out")
    assert np.array_equal(straight_rgba(rig.draw(Pose("D"), SIZE[1])), np.asarray(flat("D")))
    with pytest.raises(RigError, match="there is no sheet"):
        slice_sheet(tmp_path / "gone.png", tmp_path / "out", (3, 3))
