from __future__ import annotations

from pathlib import Path

import pytest

from render.rigs import load_rig
from render.rigs.names import Said, key, mouths_said, unescaped
from tests.render.rigs_for_tests import MOUTHS, svg, write_rig


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("W-Oo", "woo"),
        ("W_x2D_Oo", "woo"),
        ("_x5F_Oh", "oh"),
        ("Neutral_1_", "neutral"),
        ("+Smile", "smile"),
        ("Ee copy 2", "ee"),
        ("Ah-kopie", "ah"),
        ("Oh_copie 3", "oh"),
        ("É", "e"),
        ("copy", "copy"),
        ("_x41_", "a"),
        ("_x110000_", ""),
        ("_xD800_", ""),
    ],
)
def test_what_programs_add_to_names_is_taken_off(written: str, meant: str) -> None:
    assert key(written) == meant


def test_an_escape_becomes_its_character() -> None:
    assert unescaped("eyes_x5F_closed") == "eyes_closed"
    assert unescaped("_x31_0") == "10"


@pytest.mark.parametrize(
    ("names", "shapes"),
    [
        (["juno-a", "juno-b", "juno-x"], ["a", "b", "x"]),
        (["mouth_AI", "mouth_etc", "mouth_rest"], ["ai", "etc", "rest"]),
        (["Oh", "W-Oo", "Uh"], ["oh", "woo", "uh"]),
        (["talking", "idle"], ["open", "idle"]),
        (["ah_v2", "oh_v2"], ["ah", "oh"]),
    ],
)
def test_what_all_names_share_says_nothing(names: list[str], shapes: list[str]) -> None:
    assert [said.shape for said in mouths_said(names)] == shapes


def test_names_tell_moods_views_and_eyes() -> None:
    said = mouths_said(["left_smile_ah", "smile_ah", "ah", "sad oh", "open_eyes_closed"])
    assert said == [
        Said("ah", "smile", "left"),
        Said("ah", "smile"),
        Said("ah"),
        Said("oh", "sad"),
        Said("open", eyes="closed"),
    ]


ILLUSTRATOR = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" '
    '[<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>'
)


def test_an_illustrator_file_is_read_with_its_entities_wrapper_and_classes(tmp_path: Path) -> None:
    body = (
        "<style>.st0{fill:#5A1228;} .st1{display:none;}</style>"
        '<switch><foreignObject requiredExtensions="&ns_ai;" width="1" height="1"/>'
        '<g id="Layer_1"><g id="Head_1_"><circle cx="50" cy="45" r="35"/><g id="_x2B_Mouth">'
        '<g id="Neutral_1_"><rect class="st0" x="40" y="60" width="20" height="2"/></g>'
        '<g id="Ah" class="st1"><rect class="st0" x="40" y="55" width="20" height="20"/></g>'
        '<g id="W_x2D_Oo" class="st1"><use href="#hole"/></g>'
        '<symbol id="hole"><rect x="45" y="55" width="9" height="9"/></symbol>'
        "</g></g></g></switch>"
    )
    rig = load_rig(write_rig(tmp_path, svg(body, before=ILLUSTRATOR)))
    assert rig.set.name == "adobe"
    assert rig.shapes == {"Neutral", "Ah", "W-Oo"}


def test_a_frame_around_everything_is_looked_into(tmp_path: Path) -> None:
    framed = f'<g id="Frame 1" clip-path="url(#c)">{MOUTHS}<g id="hand"><path d="M0 0"/></g></g>'
    assert load_rig(write_rig(tmp_path, svg(framed))).shapes == {"A", "D", "X"}
