from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media_core.errors import RigError
from render.frame import filled_part, straight_rgba
from render.rigs import Pose, Wishes, load_rig
from render.rigs.check import check_drawings
from render.rigs.sprites import difference
from render.testing import check_rig
from tests.render.rigs.five_forms import (
    FORMS,
    MOUTHS,
    SIZE,
    as_folder,
    flat,
    layers,
    mouth,
    png,
    sheet_of,
)


def codes(path: Path, wishes: Wishes | None = None) -> set[str]:
    return {finding.code for finding in check_drawings(path, wishes).findings}


def test_pictures_may_lie_flat_with_what_they_are_in_their_names(tmp_path: Path) -> None:
    for name, image in layers().items():
        image.save(tmp_path / f"mira_{name.replace('/', '_')}.png".replace("mira_eyes", "eyes"))
    for name in ("body", "head"):
        os.rename(tmp_path / f"mira_{name}.png", tmp_path / f"{name}.png")
    rig = load_rig(tmp_path)
    assert rig.shapes == set(MOUTHS)
    assert np.array_equal(
        straight_rgba(rig.draw(Pose("D", eyes="closed"), SIZE[1])), np.asarray(flat("D", "closed"))
    )


def test_two_pictures_of_a_puppet_are_a_rig(tmp_path: Path) -> None:
    for name, shape, eyes in (
        ("mouth closed eyes open", "X", "open"),
        ("mouth open eyes open", "D", "open"),
        ("mouth closed eyes closed", "X", "closed"),
        ("mouth open eyes closed", "D", "closed"),
    ):
        flat(shape, eyes).save(tmp_path / f"{name}.png")
    rig = load_rig(tmp_path)
    assert rig.set.name == "two-shape"
    assert rig.shapes == {"open", "closed"}
    check_rig(rig)
    blink = straight_rgba(rig.draw(Pose("open", eyes="closed"), SIZE[1]))
    assert np.array_equal(blink, np.asarray(flat("D", "closed")))
    assert abs(rig.info.mouth_width - 40) < 6
    assert abs(rig.info.anchor[1] - 92) < 4


def test_more_mouths_than_nine_are_used(tmp_path: Path) -> None:
    from visemes.sets import load_set

    for number, name in enumerate(load_set("oculus").shapes):
        sheet_of(((20 + number, 90, 30, 3 + number), "#000000")).save(tmp_path / f"{name}.png")
    rig = load_rig(tmp_path)
    assert len(rig.shapes) == 15
    assert len({rig.draw(Pose(name), 144).tobytes() for name in rig.shapes}) == 15


def test_moods_are_folders_among_the_mouths_and_fall_back_to_the_neutral_one(
    tmp_path: Path,
) -> None:
    as_folder(tmp_path)
    (tmp_path / "mouth" / "smile").mkdir()
    sheet_of(((30, 86, 60, 30), "#00ff00")).save(tmp_path / "mouth" / "smile" / "D.png")
    rig = load_rig(tmp_path)
    assert rig.moods == {"smile"}
    plain, smiling = (rig.draw(Pose("D", mood=mood), 144) for mood in ("", "smile"))
    assert not np.array_equal(plain, smiling)
    assert np.array_equal(rig.draw(Pose("A", mood="smile"), 144), rig.draw(Pose("A"), 144))
    check_rig(rig)


def test_small_mouths_go_to_their_place_on_the_head(tmp_path: Path) -> None:
    layers()["head"].save(tmp_path / "head.png")
    for shape in MOUTHS:
        box = mouth("D").getbbox()
        mouth(shape).crop(box).save(tmp_path / f"{shape}.png")
    assert "no-place" in codes(tmp_path)
    (tmp_path / "rig.toml").write_text("place = [60, 100, 20]\n")
    assert "no-place" not in codes(tmp_path)
    rig = load_rig(tmp_path)
    head = np.asarray(layers()["head"]).astype(int)
    closed = straight_rgba(rig.draw(Pose("X"), SIZE[1])).astype(int)
    rows, columns = np.nonzero(np.abs(closed - head).max(axis=2) > 60)
    assert (columns.min() + columns.max() + 1) / 2 == pytest.approx(60, abs=1)
    assert columns.max() - columns.min() + 1 == pytest.approx(20, abs=2)
    assert rows.mean() == pytest.approx(100, abs=1.5)


def test_the_head_may_have_any_name_in_the_folder_but_not_outside(tmp_path: Path) -> None:
    layers()["head"].save(tmp_path / "mira3.png")
    mouth("A").save(tmp_path / "A.png")
    mouth("D").save(tmp_path / "D.png")
    (tmp_path / "rig.toml").write_text('head = "mira3.png"\n')
    assert load_rig(tmp_path).draw(Pose("open"), 144)[30, 60, 3] == 255
    (tmp_path / "rig.toml").write_text('head = "../mira3.png"\n')
    with pytest.raises(RigError, match="which is not in the folder"):
        load_rig(tmp_path)


def test_vector_mouths_are_drawn_sharp_at_any_size(tmp_path: Path) -> None:
    for shape, (left, top, width, height) in MOUTHS.items():
        (tmp_path / f"{shape}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 144"><rect x="{left}" '
            f'y="{top}" width="{width}" height="{height}"/></svg>'
        )
    rig = load_rig(tmp_path)
    part = filled_part(rig.draw(Pose("D"), 1440))
    assert (part.left, part.top, part.right, part.bottom) == (400, 820, 800, 1180)


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "rig").mkdir()
    as_folder(tmp_path / "rig")
    secret = tmp_path / "secret.png"
    mouth("D").save(secret)
    (tmp_path / "rig" / "mouth" / "D.png").unlink()
    (tmp_path / "rig" / "mouth" / "D.png").symlink_to(secret)
    assert "D" not in load_rig(tmp_path / "rig").shapes
    assert "link-outside" in codes(tmp_path / "rig")


def test_a_link_in_a_circle_is_no_endless_loop(tmp_path: Path) -> None:
    as_folder(tmp_path)
    (tmp_path / "mouth" / "again").symlink_to(tmp_path / "mouth")
    assert load_rig(tmp_path).shapes == set(MOUTHS)


def test_names_in_any_script_are_read_and_impossible_ones_named(tmp_path: Path) -> None:
    folder = tmp_path / "Рот とり"
    folder.mkdir()
    mouth("A").save(folder / "A.png")
    mouth("D").save(folder / "D.png")
    mouth("B").save(folder / "aux.png")
    assert load_rig(folder).info.name == "Рот とり"
    assert "file-name" in codes(folder)


def test_many_files_are_refused(tmp_path: Path) -> None:
    for number in range(2002):
        (tmp_path / f"{number}.png").touch()
    with pytest.raises(RigError, match="holds over 2000 files"):
        load_rig(tmp_path)


# A mouth on a picture


@pytest.mark.parametrize("form", FORMS)
def test_the_mouths_of_every_form_go_onto_a_photo(form: str, tmp_path: Path) -> None:
    face = tmp_path / "me.jpg"
    Image.new("RGB", (300, 200), "#8090a0").save(face, quality=95)
    (tmp_path / "rig").mkdir()
    path = FORMS[form](tmp_path / "rig")
    rig = load_rig(path, Wishes(face=face, mouth_at=(200, 80, 40)))
    assert (rig.size, rig.info.framing) == ((300, 200), "cover")
    assert (rig.info.anchor, rig.info.mouth_width) == ((200, 80), 40)
    picture = rig.draw(Pose("D"), 200)
    assert picture[:, :, 3].min() == 255
    changed = difference(picture, rig.draw(Pose("A"), 200))
    assert (changed.left + changed.right) / 2 == pytest.approx(200, abs=4)
    if form != "grid":
        check_rig(rig)


def test_a_place_off_the_picture_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200)).save(tmp_path / "me.png")
    (tmp_path / "rig").mkdir()
    as_folder(tmp_path / "rig")
    with pytest.raises(RigError, match=r"which is 300 x 200 pixels"):
        load_rig(tmp_path / "rig", Wishes(face=tmp_path / "me.png", mouth_at=(400, 80, 40)))


# A bare sheet


def test_a_bare_sheet_needs_its_grid(tmp_path: Path) -> None:
    flat("A").save(tmp_path / "faces.png")
    with pytest.raises(RigError, match="nobody says how the mouths lie on it") as caught:
        load_rig(tmp_path / "faces.png")
    assert "--grid 3x3" in caught.value.hint


def test_cells_are_named_in_the_order_of_the_set_unless_a_map_says_otherwise(
    tmp_path: Path,
) -> None:
    FORMS["grid"](tmp_path)
    (tmp_path / "rig.toml").write_text('grid = "3x3"\nmap = { "9" = "A", "1" = "X" }\n')
    rig = load_rig(tmp_path)
    got = straight_rgba(rig.draw(Pose("A"), SIZE[1]))
    assert np.array_equal(got, np.asarray(flat("X")))
    two = Image.new("RGBA", (240, 144))
    two.paste(flat("X"), (0, 0))
    two.paste(flat("D"), (120, 0))
    two.save(tmp_path / "two.png")
    rig = load_rig(tmp_path / "two.png", Wishes(grid=(2, 1)))
    assert rig.set.name in ("two-shape", "rhubarb")


def test_pictures_of_blinks_wait_until_they_are_drawn_but_are_checked_before(
    tmp_path: Path,
) -> None:
    for lips in ("open", "closed"):
        for eyes, colour in (("open", "red"), ("closed", "lime")):
            image = Image.new("RGBA", (60, 72), colour)
            image.putpixel((0, 0), (0, 0, 0, 0))
            image.save(tmp_path / f"mouth {lips} eyes {eyes}.png")
    rig = load_rig(tmp_path)
    assert rig.draw(Pose("closed"), 72)[36, 30].tolist() == [0, 0, 255, 255]
    assert rig.draw(Pose("closed", eyes="closed"), 72)[36, 30].tolist() == [0, 255, 0, 255]
    rare = tmp_path / "mouth open eyes closed.png"
    data = rare.read_bytes()
    rare.write_bytes(data[:60] + bytes([data[60] ^ 1]) + data[61:])
    with pytest.raises(RigError, match=r"eyes closed\.png (cannot be read|is no picture)"):
        load_rig(tmp_path)


def test_pictures_are_told_apart_by_a_map(tmp_path: Path) -> None:
    for number, shape in enumerate("ADX", 1):
        (tmp_path / f"IMG_000{number}.png").write_bytes(png(mouth(shape)))
    with pytest.raises(RigError) as refused:
        load_rig(tmp_path)
    assert "--map A=NAME" in refused.value.hint
    said = (("IMG_0001", "A"), ("IMG_0002", "D"), ("IMG_0003", "X"))
    assert load_rig(tmp_path, Wishes(map=said)).shapes == {"A", "D", "X"}


def test_a_picture_that_is_not_used_is_not_drawn(tmp_path: Path) -> None:
    for shape in "ADX":
        (tmp_path / f"{shape}.png").write_bytes(png(mouth(shape)))
    before = load_rig(tmp_path, Wishes(set="rhubarb")).draw(Pose("A"), 100)
    (tmp_path / "mouth").mkdir()
    for shape in "ADX":
        (tmp_path / f"{shape}.png").rename(tmp_path / "mouth" / f"{shape}.png")
    (tmp_path / "mouth" / "other.png").write_bytes(png(mouth("D")))
    assert (load_rig(tmp_path, Wishes(set="rhubarb")).draw(Pose("A"), 100) == before).all()


def test_five_mouths_of_small_games_are_a_set_of_their_own(tmp_path: Path) -> None:
    for name in ("closed", "half", "open", "e", "u"):
        (tmp_path / f"{name}.png").write_bytes(png(mouth("D")))
    rig = load_rig(tmp_path)
    assert rig.set.name == "five-shape"
    assert rig.shapes == set(rig.set.shapes)
