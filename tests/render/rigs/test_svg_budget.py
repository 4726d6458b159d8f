"""A drawing that would take minutes or gigabytes is refused before it is drawn."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from media_core.errors import RigError
from render.rigs import Pose, load_rig
from tests.render.rigs_for_tests import MOUTHS, svg, write_rig


def _nested(kind: str, use: str) -> str:
    """Each holds three of the one before."""
    rects = "".join(f'<rect width="9" height="9" {use}="url(#n{{0}})"/>' for _ in range(3))
    rows = (
        f'<{kind} id="n{i}" width="1" height="1">{rects.format(i - 1)}</{kind}>'
        for i in range(1, 12)
    )
    return "<defs>" + "".join(rows) + f'</defs><rect width="9" height="9" {use}="url(#n11)"/>'


def _copies() -> str:
    tens = (f'<g id="n{i}">' + f'<use href="#n{i - 1}"/>' * 10 + "</g>" for i in range(1, 8))
    return (
        '<defs><g id="n0"><rect width="1" height="1"/></g>'
        + "".join(tens)
        + "</defs><use href='#n7'/>"
    )


BOMBS = {
    "path data of a style sheet": (
        "<style>.x{d:M0 0L9 9Z9}</style><path class='x'/>",
        "cannot be drawn .a path with",
    ),
    "a number after Z": ('<path d="M0 0 L9 9 Z 7"/>', "number after Z"),
    "a sign after Z": ('<path d="M0 0 L9 9 Z?"/>', "cannot be drawn .a path with"),
    "a long path": ('<path d="M0 0' + "L1 2" * 400_000 + '"/>', "letters of path data"),
    "one long command": ('<path d="M0 0L' + "1 2 " * 90_000 + '"/>', "points in one command"),
    "a long stroke": ('<path stroke="red" d="M0 0' + "L1 2" * 30_000 + '"/>', "points in one line"),
    "an endless arc": ('<path d="M0 0A1e39 1e39 0 0 1 9 9"/>', "cannot be drawn .d with 1e39"),
    "a thin arc": ('<path d="M0 0A1e-30 9 0 0 1 9 9"/>', "an arc without width"),
    "enlarged again and again": (
        '<g transform="scale(9999)"><g transform="scale(9999)"><path d="M0 0"/></g></g>',
        "enlarged",
    ),
    "patterns in patterns": (_nested("pattern", "fill"), "elements to draw"),
    "masks in masks": (_nested("mask", "mask"), "opacity, masks or filters"),
    "copies of copies": (_copies(), "elements to draw"),
    "a copy of itself": ('<g id="q"><use href="#q"/></g>', "a link to itself"),
    "a mask like the moon": (
        '<mask id="m" maskUnits="userSpaceOnUse" width="90000" height="90000"/>',
        "a mask of",
    ),
    "groups in groups": ('<g opacity=".5">' * 40 + "<path/>" + "</g>" * 40, "in each other"),
    "much text": (f"<text>{'w' * 30_000}</text>", "letters of text"),
    "thin dashes": (
        '<path stroke="red" stroke-dasharray="0.0001" d="M0 0L90000 9"/>',
        "dashes",
    ),
    "a costly selector": ("<style>* * * * * *{fill:red}</style>", "style sheets"),
    "many rules": (
        "<style>" + "*{fill:red}" * 9000 + "</style>" + "<path/>" * 1000,
        "style sheets",
    ),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_in_a_sentence(what: str, tmp_path: Path) -> None:
    inner, reason = BOMBS[what]
    path = write_rig(tmp_path, svg(inner + MOUTHS))
    with pytest.raises(RigError, match=reason) as refused:
        load_rig(path)
    assert path.name in str(refused.value)
    assert refused.value.hint


def test_embedded_pictures_are_counted_together_before_they_are_decoded(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("L", (3000, 3000)).save(out, "PNG")
    link = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    image = f'<image width="9" height="9" href="{link}"/>'
    load_rig(write_rig(tmp_path, svg(image + MOUTHS)))
    with pytest.raises(RigError, match="too large together"):
        load_rig(write_rig(tmp_path, svg(image * 5 + MOUTHS)))


def test_what_people_draw_is_let_through(tmp_path: Path) -> None:
    inner = (
        '<defs><pattern id="p" width=".2" height=".2"><rect width="3" height="3"/></pattern>'
        '<mask id="m"><rect width="90" height="90" fill="#fff"/></mask></defs>'
        "<style>.a{fill:url(#p)} g .b>path{stroke:red}</style>"
        '<g mask="url(#m)" opacity=".9"><rect class="a" width="90" height="90"/>'
        '<path stroke="red" stroke-dasharray="3 2" d="M1e1-2.5A3 4 0 0 1 20 20z m-2e-15 3"/></g>'
    )
    rig = load_rig(write_rig(tmp_path, svg(inner + MOUTHS)))
    assert rig.draw(Pose(rig.set.rest), 100).any()


@pytest.mark.parametrize("name", ["rig.svg", "A.png", "rig.psd", "rig.ora", "rig.zip", "rig.json"])
def test_a_pipe_or_a_device_is_refused_at_once(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    with pytest.raises(RigError):
        load_rig(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(RigError):
        load_rig(path)
