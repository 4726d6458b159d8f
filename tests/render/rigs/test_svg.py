from __future__ import annotations

import random
import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import sample_rigs
from media_core.errors import RigError
from render.frame import Frame
from render.rigs import Pose, Rig, load_rig
from render.testing import check_rig
from tests.render.rigs_for_tests import MOUTHS, svg, write_rig


@pytest.mark.parametrize("name", sample_rigs.names())
def test_a_sample_rig_keeps_every_promise(name: str) -> None:
    check_rig(load_rig(sample_rigs.path(name)))


@pytest.mark.parametrize("name", sample_rigs.names())
def test_a_sample_rig_has_all_mouths_and_may_be_used(name: str) -> None:
    rig = load_rig(sample_rigs.path(name))
    assert rig.shapes == frozenset("ABCDEFGHX")
    assert rig.info.licence == "CC0-1.0"


@pytest.mark.parametrize("name", sample_rigs.names())
def test_the_mouths_of_a_sample_rig_are_all_different(name: str) -> None:
    rig = load_rig(sample_rigs.path(name))
    assert len({rig.draw(Pose(shape), 300).tobytes() for shape in "ABCDEFGHX"}) == 9


def test_a_pose_does_not_depend_on_what_was_drawn_before() -> None:
    poses = [Pose(m, eyes=e) for m in "ADX" for e in ("open", "closed")]
    used = load_rig(sample_rigs.path("juno"))
    chance = random.Random(1)
    for pose in chance.sample(poses * 2, len(poses) * 2):
        used.draw(pose, 100)
    for pose in poses:
        fresh = load_rig(sample_rigs.path("juno"))
        assert np.array_equal(used.draw(pose, 100), fresh.draw(pose, 100))


def test_a_rig_of_two_mouths_keeps_every_promise(tmp_path: Path) -> None:
    check_rig(load_rig(write_rig(tmp_path)))


class _Wrong:
    """A rig that breaks one promise."""

    def __init__(self, rig: Rig, fault: str) -> None:
        self._rig, self._fault = rig, fault
        self.size, self.shapes, self.info = rig.size, rig.shapes, rig.info
        self.set, self.moods = rig.set, rig.moods
        self.paint = rig.paint
        self._count = 0

    def draw(self, pose: Pose, height: int) -> Frame:
        picture = self._rig.draw(pose, height + (self._fault == "height"))
        if self._fault == "straight":
            picture[0, 0] = (9, 9, 9, 0)
        if self._fault == "opaque":
            picture[:, :, 3] = 255
        if self._fault == "unstable":
            self._count += 1
            picture[5, 5] = 255 if self._count > 34 else 0
        if self._fault == "fallback" and pose.mouth == "B":
            picture[5, 5] = 255
        if self._fault == "outside" and pose.tilt:
            picture[0, 0] = 255
        return picture

    def damage(self, before: Pose, now: Pose, height: int):  # type: ignore[no-untyped-def]
        box = self._rig.damage(before, now, height)
        return box.moved(0, 3) if self._fault == "damage" else box


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ("height", "not a picture of height"),
        ("straight", "not premultiplied"),
        ("opaque", "transparent nowhere"),
        ("unstable", "drew another picture"),
        ("fallback", "the mouth B is not drawn as"),
        ("outside", "painted and drawn apart"),
        ("damage", "outside of the damage"),
    ],
)
def test_a_rig_that_breaks_a_promise_is_told_which(fault: str, broken: str, tmp_path: Path) -> None:
    rig = _Wrong(load_rig(write_rig(tmp_path)), fault)
    with pytest.raises(AssertionError, match=broken):
        check_rig(rig)


@pytest.mark.parametrize("attribute", ["id", "data-name", "serif:id", "inkscape:label"])
def test_layers_are_named_as_each_program_names_them(attribute: str, tmp_path: Path) -> None:
    named = MOUTHS.replace('id="', f'{attribute}="')
    assert load_rig(write_rig(tmp_path, svg(named))).shapes == {"A", "D", "X"}


def test_the_label_counts_more_than_the_id(tmp_path: Path) -> None:
    labelled = MOUTHS.replace('id="A"', 'id="H" inkscape:label="A"')
    labelled = labelled.replace('id="D"', 'id="layer2" serif:id="D" data-name="E"')
    assert load_rig(write_rig(tmp_path, svg(labelled))).shapes == {"A", "D", "X"}


def test_hidden_mouths_are_shown_when_they_are_sung(tmp_path: Path) -> None:
    hidden = MOUTHS.replace('id="D"', 'id="D" style="display:none"')
    rig = load_rig(write_rig(tmp_path, svg(hidden)))
    assert not np.array_equal(rig.draw(Pose("D"), 120), rig.draw(Pose("A"), 120))


def test_a_hidden_layer_at_the_top_stays_hidden(tmp_path: Path) -> None:
    guide = '<g id="guides" display="none"><rect width="100" height="120"/></g>'
    assert load_rig(write_rig(tmp_path, svg(MOUTHS + guide))).draw(Pose("X"), 60)[0, 0, 3] == 0


def test_the_head_moves_and_the_body_stands(tmp_path: Path) -> None:
    body = '<g id="body"><rect x="30" y="100" width="40" height="20" fill="#00f"/></g>'
    rig = load_rig(write_rig(tmp_path, svg(body + MOUTHS)))
    still, moved = rig.draw(Pose("X"), 120), rig.draw(Pose("X", shift=(50, 0)), 120)
    assert np.array_equal(still[100:], moved[100:])
    assert not np.array_equal(still[:100], moved[:100])


def test_a_drawing_of_the_folder_is_found_by_its_name_or_alone(tmp_path: Path) -> None:
    (tmp_path / "zoe.svg").write_text(svg())
    assert load_rig(tmp_path).info.name == tmp_path.name
    assert load_rig(tmp_path / "zoe.svg").shapes == {"A", "D", "X"}


# Strangers' drawings


BOMB = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
FILE = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [
        (svg(MOUTHS + "<desc>&c;</desc>", before=BOMB), "is not an SVG drawing"),
        (svg(MOUTHS + "<desc>&a;</desc>", before=FILE), "is not an SVG drawing"),
        (b"", "is not an SVG drawing"),
        (b"just words", "is not an SVG drawing"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not an SVG drawing"),
        ("<html><body/></html>", "is not an SVG drawing"),
        (svg()[:-20], "is not an SVG drawing"),
        (b" " * 30_000_000, "is too large for a drawing"),
        (svg("<g/>" * 50_001 + MOUTHS), "has over 50,000 elements"),
        (svg('<g id="head"><circle r="9"/></g>'), "has no mouth shapes"),
        (svg('<g id="mouth"><g id="A"/></g>'), "has no mouth shapes"),
        (svg(root=""), "does not say how large it is"),
        (svg(root='width="100%" height="100%"'), "does not say how large it is"),
        (svg(root='viewBox="0 0 wide 3"'), "does not say how large it is"),
        (svg(root='viewBox="0 0 0 100"'), "has a strange size"),
        (svg(root='viewBox="0 0 nan 100"'), "has a strange size"),
        (svg(root='viewBox="0 0 1 900"'), "has a strange size"),
        (svg("<g>" * 3000 + "</g>" * 3000 + MOUTHS), "groups nested over 150 deep"),
        (svg('<path d="M 1 1 Z 3"/>' + MOUTHS), "has a path with a number after Z"),
    ],
    ids=lambda value: value[:18] if isinstance(value, str) else "bytes",
)
def test_what_is_no_rig_is_refused_in_a_sentence(
    drawing: str | bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "rig.svg"
    path.write_bytes(drawing if isinstance(drawing, bytes) else drawing.encode())
    with pytest.raises(RigError, match=reason) as caught:
        load_rig(path)
    assert caught.value.hint


@pytest.mark.parametrize(
    "odd",
    [
        '<path d="A 1 2"/>',
        '<rect width="9" height="9" opacity="much"/>',
        '<svg viewBox="a"><rect width="9" height="9"/></svg>',
        '<g id="q"><use href="#q"/></g>',
        '<g id="q"><use xlink:href="#r"/></g><g id="r"><use xlink:href="#q"/></g>',
        '<path marker-start="url(#gone)" d="M0 0L1 1"/>',
    ],
)
def test_what_cannot_be_drawn_is_said_when_it_is_drawn(odd: str, tmp_path: Path) -> None:
    with pytest.raises(RigError, match="holds something that cannot be drawn"):
        load_rig(write_rig(tmp_path, svg(odd + MOUTHS))).draw(Pose("A"), 50)


def test_nothing_outside_of_the_drawing_is_read(tmp_path: Path) -> None:
    Image.new("RGB", (9, 9), "red").save(tmp_path / "red.png")
    (tmp_path / "red.css").write_text("rect, circle { fill: #f00 !important }")
    red = (tmp_path / "red.png").as_uri()
    outside = (
        f'<style>@import url("{(tmp_path / "red.css").as_uri()}");</style>'
        f'<image href="{red}" width="100" height="100"/>'
        f'<image xlink:href="{red}" width="100" height="100"/>'
        '<image href="red.png" width="100" height="100"/>'
    )
    plain = load_rig(write_rig(tmp_path)).draw(Pose("A"), 60)
    assert np.array_equal(
        load_rig(write_rig(tmp_path, svg(outside + MOUTHS))).draw(Pose("A"), 60), plain
    )


def test_no_server_is_called(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x.svg"
        outside = (
            f'<style>@import "{url}";</style><image href="{url}" width="9" height="9"/>'
            f'<use xlink:href="{url}#a"/><rect fill="url({url}#a)" width="9" height="9"/>'
            f'<rect mask="url({url}#a)" style="filter:url({url}#b)" width="9" height="9"/>'
            f'<linearGradient id="g" href="{url}#a"/><rect fill="url(#g)" width="9" height="9"/>'
        )
        before = f'<?xml-stylesheet href="{url}" type="text/css"?><!DOCTYPE svg SYSTEM "{url}">'
        load_rig(write_rig(tmp_path, svg(outside + MOUTHS, before=before))).draw(Pose("A"), 60)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_scripts_and_foreign_parts_are_not_drawn(tmp_path: Path) -> None:
    odd = (
        '<script>alert(1)</script><foreignObject width="9" height="9"><p>hi</p></foreignObject>'
        '<rect width="0" height="0" onclick="alert(1)"/><animate attributeName="x"/>'
    )
    plain = load_rig(write_rig(tmp_path)).draw(Pose("A"), 60)
    assert np.array_equal(
        load_rig(write_rig(tmp_path, svg(odd + MOUTHS))).draw(Pose("A"), 60), plain
    )


def test_a_public_doctype_does_no_harm(tmp_path: Path) -> None:
    public = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert load_rig(write_rig(tmp_path, svg(before=public))).shapes == {"A", "D", "X"}


@pytest.mark.parametrize(("name", "reason"), [("gone.svg", "there is no rig"), ("", "no drawing")])
def test_a_rig_that_is_not_there_is_missed(name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(RigError, match=reason):
        load_rig(tmp_path / name)


def test_a_form_that_is_not_known_is_refused_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "rig.kra").touch()
    with pytest.raises(RigError, match=r"\.kra is not a known form") as caught:
        load_rig(tmp_path / "rig.kra")
    assert ".svg" in caught.value.hint


def test_mouths_that_are_pictures_or_uses_of_others_are_switched_too(tmp_path: Path) -> None:
    uses = (
        '<defs><rect id="low" x="40" y="60" width="20" height="2"/>'
        '<rect id="high" x="40" y="55" width="20" height="20"/></defs>'
        '<g id="mouth"><use id="A" href="#low"/><use id="D" href="#high" display="none"/></g>'
    )
    rig = load_rig(write_rig(tmp_path, svg(uses)))
    closed, opened = (rig.draw(Pose(shape), 120)[:, :, 3] > 0 for shape in ("closed", "open"))
    assert (closed.sum(), opened.sum()) == (40, 400)
