from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from media_core.errors import RigError
from render.rigs import load_rig
from render.rigs.manifest import KEYS, parse_manifest
from tests.render.rigs_for_tests import write_rig

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "illustrators.md"


def test_the_guide_shows_every_key_and_what_it_shows_is_taken() -> None:
    shown: set[str] = set()
    for block in re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        table = tomllib.loads(block)
        parse_manifest(table, Path("rig.toml"))
        shown |= set(table)
    assert set(KEYS) - shown == {"head_height"}


def test_what_the_manifest_says_overrides_what_the_drawing_suggests(tmp_path: Path) -> None:
    manifest = (
        'name = "Zoe"\nlicence = "CC0-1.0"\npivot = [50, 99]\nanchor = [50.0, 61]\n'
        'mouth_width = 20\n[stage]\nsky = ["#000000", "#ffffff"]\nbed = "#111111"\n'
    )
    info = load_rig(write_rig(tmp_path, manifest=manifest)).info
    assert (info.name, info.pivot, info.anchor, info.mouth_width) == ("Zoe", (50, 99), (50, 61), 20)
    assert (info.stage.sky, info.stage.bed) == (("#000000", "#ffffff"), "#111111")


@pytest.mark.parametrize(
    ("manifest", "reason", "hint"),
    [
        ("ankor = [1, 2]", "unknown key 'ankor'", "did you mean anchor?"),
        ('[stage]\nbedd = "#000000"', "unknown key 'bedd'", "did you mean bed?"),
        ("zzz = 1", "unknown key 'zzz'", "known keys: schema"),
        ("schema = 2", "schema 2 is unknown", "schema = 1"),
        ('set = "adobee"', "the mouth set 'adobee' is unknown", "rhubarb"),
        ("set = []", "the mouth set", "rhubarb"),
        ("name = 3", "name must be a text", 'name = "..."'),
        ('anchor = "middle"', "anchor must be two numbers", "anchor = "),
        ("pivot = [1, true]", "pivot must be two numbers", "pivot = "),
        ("pivot = [1, nan]", "pivot must be two numbers", "pivot = "),
        ("anchor = [1, 2, 3]", "anchor must be two numbers", "anchor = "),
        ("mouth_width = 0", "mouth_width must be a number above 0", "mouth_width = "),
        ("mouth_width = inf", "mouth_width must be a number above 0", "mouth_width = "),
        ("stage = 1", "stage must be a table", "[stage]"),
        ('[stage]\nbed = "navy"', "stage.bed is no colour", "#1B2350"),
        ('[stage]\nsky = "#000000"', "stage.sky is no colour", "#1B2350"),
        ('[stage]\nsky = ["#000000", 3]', "stage.sky is no colour", "#1B2350"),
        ("name = ", "is not TOML", "correct or remove it"),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_refused_with_a_hint(
    manifest: str, reason: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(RigError, match=reason) as caught:
        load_rig(write_rig(tmp_path, manifest=manifest))
    assert "rig.toml" in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize("width", ["0.0001", "900000"])
def test_a_mouth_that_is_no_part_of_the_drawing_is_refused(width: str, tmp_path: Path) -> None:
    from render.rigs import load_rig
    from tests.render.rigs.five_forms import mouth, png

    for shape in "AD":
        (tmp_path / f"{shape}.png").write_bytes(png(mouth(shape)))
    (tmp_path / "rig.toml").write_text(f"mouth_width = {width}\n", "utf-8")
    with pytest.raises(RigError, match="mouth_width is"):
        load_rig(tmp_path)
