"""The rigs that ship: what their scripts draw is what is there, and each keeps what it promises."""

from __future__ import annotations

import io
import re
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import sample_rigs
from render.rigs import Pose, load_rig
from render.rigs.check import check_drawings
from render.rigs.opening import open_rig
from sample_rigs import draw
from sample_rigs.drawing import dot, fern, gus, leo
from sample_rigs.drawing.raster import Picture, webp
from sample_rigs.drawing.shapes import LETTERS
from tests.conftest import REPOSITORY
from tests.sample_rigs import golden_mouths

NAMES = sample_rigs.names()
every = pytest.mark.parametrize("name", NAMES)
SVG = "{http://www.w3.org/2000/svg}"
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
MORPHING = ("bolt", "vega")


def kept(name: str, path: str) -> bytes:
    return (sample_rigs.path(name) / path).read_bytes()


def pixels(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data)) as image:
        rgba = np.asarray(image.convert("RGBA"), np.float32) / np.float32(255)
    rgba[:, :, :3] *= rgba[:, :, 3:]  # what is not seen may differ
    return rgba


def same(drawn: bytes, there: bytes) -> None:
    """Encoders and libcairo of other versions differ in a few levels at edges."""
    one, other = pixels(drawn), pixels(there)
    assert one.shape == other.shape
    assert np.abs(one - other).mean() < 0.004


# What the scripts draw


def test_each_rig_has_a_script() -> None:
    assert sorted(draw.BUILDERS) == NAMES
    assert len(NAMES) >= 6


@pytest.mark.parametrize("name", ["bolt", "juno", "rocco", "vega"])
def test_a_vector_rig_is_what_its_script_draws(name: str) -> None:
    for path, data in draw.BUILDERS[name]().items():
        assert data == kept(name, path)


def test_the_pixel_rig_is_what_its_script_draws() -> None:
    drawn = gus.build()
    assert drawn["rig.json"] == kept("gus", "rig.json")
    assert np.array_equal(pixels(drawn["rig.png"]), pixels(kept("gus", "rig.png")))


@pytest.mark.parametrize(
    "path",
    [
        "mouth/D.webp",
        "mouth/sad/G.webp",
        "eyes/half.webp",
        "eyes/sad/open.webp",
        "brows/sad/up.webp",
    ],
)
def test_the_paper_rig_is_what_its_script_draws(path: str) -> None:
    same(webp(leo.pictures()[path]()), kept("leo", path))


def test_the_paper_rig_has_just_the_pictures_of_its_script() -> None:
    folder = sample_rigs.path("leo")
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*.webp")}
    assert there == set(leo.pictures())


def test_the_open_raster_rig_is_what_its_script_draws() -> None:
    with zipfile.ZipFile(sample_rigs.path("fern") / "rig.ora") as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.read("mimetype") == b"image/openraster"
        stack = ET.fromstring(archive.read("stack.xml"))
        mouths = next(s for s in stack.iter("stack") if s.get("name") == "mouth")
        layer = next(m for m in mouths if m.get("name") == "D")
        x, y = int(layer.get("x", "0")), int(layer.get("y", "0"))
        there = pixels(archive.read(layer.get("src", "")))
    drawn = fern.mouth("D")[y : y + there.shape[0], x : x + there.shape[1]].copy()
    drawn[:, :, :3] *= drawn[:, :, 3:]
    assert np.abs(drawn - there).mean() < 0.02  # it is kept in few colours


def test_the_chalk_rig_is_what_its_script_draws() -> None:
    width, height = dot.PIXELS
    with Image.open(sample_rigs.path("dot") / "mouths.webp") as sheet:
        assert sheet.size == (3 * width, 3 * height)
        first = sheet.convert("RGBA").crop((0, 0, width, height))
    there = np.asarray(first, np.float32) / 255
    drawn = dot.cell("A").copy()
    for picture in (there, drawn):
        picture[:, :, :3] *= picture[:, :, 3:]
    assert np.abs(drawn - there).mean() < 0.02  # it is kept with losses


# What they look like


@every
def test_the_mouths_look_as_they_did_when_we_last_looked(name: str, tmp_path: Path) -> None:
    with Image.open(golden_mouths.path(name)) as image:
        wanted = np.asarray(image.convert("RGB")).astype(int)
    drawn = golden_mouths.picture(name)
    off = np.abs(drawn - wanted)
    if off.mean() >= 3 or (off.max(axis=2) > 48).mean() > 0.01:
        Image.fromarray(np.concatenate([wanted, drawn]).astype(np.uint8)).save(
            tmp_path / "both.png"
        )
        pytest.fail(
            f"{off.mean():.2f} levels off in the mean; see {tmp_path / 'both.png'}. "
            "If this is meant: python -m tests.sample_rigs.golden_mouths"
        )


def test_golden_pictures_are_small() -> None:
    there = sorted(golden_mouths.FOLDER.glob("*.png"))
    assert [path.stem for path in there] == NAMES
    assert all(path.stat().st_size < 60_000 for path in there)


# What each rig promises


@every
def test_a_rig_has_nine_mouths_that_all_differ(name: str) -> None:
    rig = load_rig(sample_rigs.path(name))
    assert rig.shapes == frozenset(LETTERS)
    assert len({rig.draw(Pose(letter), 240).tobytes() for letter in LETTERS}) == len(LETTERS)


@every
def test_the_face_sways_as_one_piece(name: str) -> None:
    rig = load_rig(sample_rigs.path(name))
    height = 400
    still = rig.draw(Pose("D"), height)
    shifted = rig.draw(Pose("D", shift=(20, 0)), height)
    x, y = (int(v * height / rig.size[1]) for v in rig.info.anchor)
    half = int(rig.info.mouth_width * height / rig.size[1] / 2)
    mouth = still[y - half // 2 : y + half, x - half : x + half]
    assert np.array_equal(mouth, shifted[y - half // 2 : y + half, x - half + 8 : x + half + 8])


@every
def test_nothing_is_wrong_with_a_rig(name: str) -> None:
    # Not even a note: what is so on purpose, its rig.toml says.
    assert [f.text for f in check_drawings(sample_rigs.path(name)).findings] == []


def test_all_five_forms_have_a_rig() -> None:
    forms = {open_rig(sample_rigs.path(name)).form for name in NAMES}
    assert forms == {".svg", "folder", ".json", ".ora", ".webp"}


def test_three_rigs_have_moods_in_all_nine_mouths() -> None:
    moody = [open_rig(sample_rigs.path(name)) for name in NAMES]
    moody = [opened for opened in moody if opened.rig.moods]
    assert len(moody) >= 3
    for opened in moody:
        assert opened.rig.moods == frozenset({"happy", "sad"})
        for mood in opened.rig.moods:
            drawn = {look.state for look in opened.cast.main.options if look.mood == mood}
            assert drawn == set(LETTERS)
        for shape in ("X", "D"):
            pictures = [opened.rig.draw(Pose(shape, mood=m), 120) for m in ("", "happy", "sad")]
            assert len({picture.tobytes() for picture in pictures}) == 3


@pytest.mark.parametrize("name", ["bolt", "leo"])
def test_eyes_and_brows_have_moods_too(name: str) -> None:
    opened = open_rig(sample_rigs.path(name))
    assert opened.cast.moods == {mood: ["mouth", "eyes", "brows"] for mood in ("happy", "sad")}
    for mood in ("happy", "sad"):
        for change in ({"eyes": "open"}, {"brows": "up"}):
            # Only the uppermost half: the mouth has moods of its own.
            plain, moody = (
                opened.rig.draw(Pose("X", mood=m, **change), 240)[:115]  # type: ignore[arg-type]
                for m in ("", mood)
            )
            assert not np.array_equal(plain, moody)


def _mouths(name: str) -> Iterator[ET.Element]:
    """The group of mouths and those of its moods."""
    root = ET.fromstring(kept(name, "rig.svg"))
    for group in root.iter(f"{SVG}g"):
        if group.get("id", "").startswith("mouth") and group.get(LABEL) not in LETTERS:
            yield group


@pytest.mark.parametrize("name", MORPHING)
def test_a_morphing_mouth_is_the_same_list_of_paths_in_all_shapes(name: str) -> None:
    groups = list(_mouths(name))
    assert groups
    for group in groups:
        shapes = [shape for shape in group if shape.get(LABEL) in LETTERS]
        assert len(shapes) == len(LETTERS)
        forms = {
            tuple(
                (
                    part.tag,
                    re.sub(r"[^A-Za-z]+", "", part.get("d", "")),
                    len(re.findall(r"-?[\d.]+", part.get("d", ""))),
                    *(sorted((k, v) for k, v in part.attrib.items() if k not in ("d", "fill"))),
                )
                for part in shape
            )
            for shape in shapes
        }
        assert len(forms) == 1
    assert load_rig(sample_rigs.path(name)).info.licence == "CC0-1.0"


@every
def test_a_rig_says_whose_it_is_and_what_may_be_done_with_it(name: str) -> None:
    facts = tomllib.loads(kept(name, "rig.toml").decode())
    assert facts["name"].lower() == name
    assert facts["author"]
    assert facts["licence"] == "CC0-1.0"
    assert {"sky", "disc", "bed", "sung", "unsung", "next"} == set(facts["stage"])
    licence = kept(name, "LICENSE.txt").decode()
    assert licence.startswith(f"{facts['name']}, drawn for animatemusic.")
    assert "CC0-1.0" in licence


@every
def test_a_rig_is_small(name: str) -> None:
    files = [p for p in sample_rigs.path(name).rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 400_000


@every
def test_a_rig_has_a_small_proof_sheet_in_the_documentation(name: str) -> None:
    folder: Path = REPOSITORY / "docs" / "images" / "rigs"
    assert (folder / f"{name}.png").stat().st_size < 200_000
    assert (folder / "all.jpg").stat().st_size < 200_000
