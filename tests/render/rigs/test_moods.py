"""Moods of eyes and brows: named as those of mouths, and nothing of them is needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from render.rigs import Pose, load_rig
from render.rigs.art import Node
from render.rigs.check import check_drawings
from render.rigs.normalise import write_folder
from render.rigs.opening import open_rig
from render.rigs.proof import proof_sheet
from render.rigs.switches import Look, look_of, switch_of_eyes
from render.testing import check_rig
from tests.render.rigs.five_forms import SIZE, as_folder, sheet_of
from tests.render.rigs_for_tests import svg, write_rig

MOODS = frozenset({"happy", "sad", "wild"})
SAD_EYES, SAD_BROWS, UP = "#0000ff", "#00ff00", "#ff00ff"


def blob(colour: str, y: int) -> Image.Image:
    return sheet_of(((50, y, 20, 4), colour))


@pytest.mark.parametrize(
    ("kind", "name", "look"),
    [
        ("eyes", "Open", Look("open")),
        ("eyes", "sad open", Look("open", "sad")),
        ("eyes", "closed_happy", Look("closed", "happy")),
        ("eyes", "Half-closed", Look("half")),
        ("eyes", "sad half closed", Look("half", "sad")),
        ("eyes", "Wild", Look("open", "wild")),
        ("eyes", "neutral open", None),
        ("brows", "neutral", Look("rest")),
        ("brows", "+Sad", Look("rest", "sad")),
        ("brows", "sad_up", Look("up", "sad")),
        ("eyes", "whites", None),
        ("eyes", "sad whites", None),
    ],
)
def test_layers_say_a_state_and_a_mood(kind: str, name: str, look: Look | None) -> None:
    assert look_of(kind, name, MOODS) == look


def test_a_group_called_like_a_mood_holds_its_states() -> None:
    plain, sad = Node("Open"), Node("Open")
    group = Node("Eyes", (plain, Node("Sad", (sad, Node("Shine"))), Node("Shadow")))
    switch = switch_of_eyes("eyes", group, MOODS)
    assert switch is not None
    assert dict(switch.options) == {Look("open"): plain, Look("open", "sad"): sad}
    assert switch.moods == {"sad"}
    assert [frame.name for frame in switch.frames] == ["Sad"]
    assert switch_of_eyes("eyes", Node("Eyes", group.children[1:]), MOODS) is None


def with_moods(folder: Path) -> Path:
    """The little character with sad eyes, and brows that do not rise when they are sad."""
    as_folder(folder)
    (folder / "eyes" / "sad").mkdir()
    blob(SAD_EYES, 50).save(folder / "eyes" / "sad" / "open.png")
    (folder / "brows" / "sad").mkdir(parents=True)
    blob("#000000", 40).save(folder / "brows" / "rest.png")
    blob(UP, 36).save(folder / "brows" / "up.png")
    blob(SAD_BROWS, 42).save(folder / "brows" / "sad" / "rest.png")
    return folder


def colours(rig: Path, pose: Pose) -> set[str]:
    frame = load_rig(rig).draw(pose, SIZE[1])
    seen = np.unique(frame[:, :, 2::-1].reshape(-1, 3), axis=0)
    return {f"#{r:02x}{g:02x}{b:02x}" for r, g, b in seen.tolist()}


def test_eyes_and_brows_change_with_the_mood(tmp_path: Path) -> None:
    rig = with_moods(tmp_path)
    check_rig(load_rig(rig))
    assert load_rig(rig).moods == {"sad"}
    assert {SAD_EYES, SAD_BROWS}.isdisjoint(colours(rig, Pose("X")))
    assert colours(rig, Pose("X", mood="sad")) >= {SAD_EYES, SAD_BROWS}


def test_a_sad_face_blinks_with_the_eyes_that_there_are_and_does_not_cheer_up(
    tmp_path: Path,
) -> None:
    rig = with_moods(tmp_path)
    blink, raised = (
        colours(rig, replace(Pose("X", mood="sad"), **change))  # type: ignore[arg-type]
        for change in ({"eyes": "closed"}, {"brows": "up"})
    )
    assert SAD_EYES not in blink
    assert SAD_BROWS in raised
    assert UP not in raised
    assert UP in colours(rig, Pose("X", brows="up"))


def test_pictures_that_lie_flat_say_it_in_their_names(tmp_path: Path) -> None:
    with_moods(tmp_path)
    for kind in ("eyes", "brows"):
        for path in sorted((tmp_path / kind).rglob("*.png")):
            words = path.relative_to(tmp_path).with_suffix("").parts
            path.rename(tmp_path / f"{'_'.join(words)}.png")
    for folder in ("eyes/sad", "eyes", "brows/sad", "brows"):
        (tmp_path / folder).rmdir()
    assert colours(tmp_path, Pose("X", mood="sad")) >= {SAD_EYES, SAD_BROWS}
    assert SAD_EYES not in colours(tmp_path, Pose("X"))


def test_a_layered_drawing_hides_the_groups_of_other_moods(tmp_path: Path) -> None:
    body = (
        '<g id="head"><rect width="90" height="90" fill="#ccc"/><g id="Mouth">'
        '<g id="A"><rect x="40" y="60" width="20" height="2"/></g>'
        '<g id="X"><rect x="41" y="60" width="18" height="2"/></g>'
        '<g id="D"><rect x="40" y="60" width="20" height="9"/></g></g>'
        '<g id="Eyes"><g id="Open"><rect x="20" y="20" width="9" height="9" fill="#00f"/></g>'
        '<g id="Gloomy" style="display:none">'
        '<g id="Open_1_"><rect x="20" y="20" width="9" height="9" fill="#0f0"/></g></g></g></g>'
    )
    rig = write_rig(tmp_path, svg(body), '[moods]\nverse = "gloomy"\n')
    for mood, wanted in (("", [255, 0, 0, 255]), ("gloomy", [0, 255, 0, 255])):
        assert load_rig(rig).draw(Pose("A", mood=mood), 120)[24, 24].tolist() == wanted
    assert {f.code for f in check_drawings(rig).findings if f.severity == "warning"} == {
        "missing-shape"
    }


def test_the_proof_shows_what_a_mood_changes(tmp_path: Path) -> None:
    moody = proof_sheet(check_drawings(with_moods(tmp_path)))
    shown = np.unique(np.asarray(moody).reshape(-1, 3), axis=0).tolist()
    assert [0, 0, 255] in shown
    assert [0, 255, 0] in shown


def test_moods_are_kept_when_a_rig_becomes_a_folder(tmp_path: Path) -> None:
    opened = open_rig(with_moods(tmp_path / "a"))
    (tmp_path / "b").mkdir()
    write_folder(opened, tmp_path / "b")
    there = load_rig(tmp_path / "b")
    assert there.moods == {"sad"}
    for pose in (Pose("D"), Pose("D", mood="sad"), Pose("X", mood="sad", eyes="closed")):
        assert np.array_equal(there.draw(pose, SIZE[1]), opened.rig.draw(pose, SIZE[1]))
