"""``rig.schema.json`` and the parser say the same."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.errors import RigError
from render.rigs.manifest import KEYS, NO_SET, Manifest, parse_manifest
from render.rigs.manifest_text import manifest_text
from render.rigs.rig import RigInfo
from visemes import sets

SCHEMA: dict[str, Any] = json.loads(
    resources.files("render").joinpath("rigs", "rig.schema.json").read_text("utf-8")
)
VALID = jsonschema.Draft202012Validator(SCHEMA)

NUMBERS = st.one_of(st.integers(-2, 1001), st.sampled_from([0.5, 2.5, 1e7, -1e7, 3.5]))
VALUES = st.one_of(
    NUMBERS,
    st.booleans(),
    st.sampled_from(
        ["", "cut", "fade", "morph", "rhubarb", "3x3", "0x3", "#12ab3F", "left->right"]
    ),
    st.lists(NUMBERS, max_size=3),
    st.lists(st.just("#000000"), max_size=3),
    st.dictionaries(st.sampled_from(["every", "a", "sky", "bed"]), st.lists(NUMBERS, max_size=2)),
    st.dictionaries(
        st.sampled_from(["chorus", "bed"]), st.sampled_from(["left", "smile", "#fff000"])
    ),
)


def accepted(table: dict[str, Any]) -> bool:
    try:
        parse_manifest(table, Path("rig.toml"))
    except RigError:
        return False
    return True


def test_the_schema_is_one_and_knows_every_key_and_set() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert {key.replace("-", "_") for key in SCHEMA["properties"]} == set(KEYS)
    assert set(SCHEMA["properties"]["set"]["enum"]) == {*NO_SET, *sets.names()}


@given(st.sampled_from(sorted(KEYS)), VALUES)
def test_what_the_parser_takes_is_what_the_schema_allows(key: str, value: Any) -> None:
    table = {key: value}
    said = VALID.is_valid(table)
    if key == "blink" and isinstance(value, dict) and accepted(table) != said:
        # That the first is not the larger, a schema cannot say.
        assert said
        assert value["every"][0] > value["every"][1]
        return
    assert accepted(table) == said


def test_unknown_keys_are_refused_by_both() -> None:
    assert not VALID.is_valid({"ankor": [1, 2]})
    with pytest.raises(RigError, match="unknown key 'ankor'") as caught:
        parse_manifest({"ankor": [1, 2]}, Path("rig.toml"))
    assert "anchor" in caught.value.hint


def test_dashes_are_as_good_as_underscores_but_not_both() -> None:
    assert parse_manifest({"on-twos": True}, Path("rig.toml")).on_twos
    with pytest.raises(RigError, match="on_twos is said twice"):
        parse_manifest({"on-twos": True, "on_twos": True}, Path("rig.toml"))


def test_what_is_written_is_read_again() -> None:
    import tomllib

    manifest = Manifest(
        tween="fade", hold=80, on_twos=True, blink=(3.0, 5.0), sway=0.5, moods={"Chorus 1": "smile"}
    )
    info = RigInfo('M"i\\ra', (5.0, 6.0), (1.5, 2.0), 3.0, "é", "CC0-1.0")
    table = tomllib.loads(manifest_text(manifest, info, "adobe", 2.0))
    assert VALID.is_valid(table)
    again = parse_manifest(table, Path("rig.toml"))
    assert (again.name, again.author, again.set) == ('M"i\\ra', "é", "adobe")
    assert (again.anchor, again.mouth_width) == ((3.0, 4.0), 6.0)
    assert (again.tween, again.hold, again.blink) == ("fade", 80, (3.0, 5.0))
    assert again.moods == {"Chorus 1": "smile"}


@pytest.mark.parametrize(
    ("table", "reason", "hint"),
    [
        ({"tween": "morf"}, "tween 'morf' is unknown", "did you mean morph"),
        ({"hold": 80.5}, "hold must be milliseconds", "hold = 80"),
        ({"blink": True}, "blink must be false", "every"),
        ({"blink": {"evry": [1, 2]}}, "unknown key 'evry' in blink", "every"),
        ({"sway": 9}, "sway must be a strength", "1"),
        ({"views": {"Anna": "back"}}, "has no view 'back' for Anna", "left"),
        ({"grid": "3 by 3"}, "grid must be columns and rows", "3x3"),
        ({"place": [1]}, "place must be the middle", "512"),
        ({"map": ["a"]}, "map must be a table", "map"),
        ({"pixel_art": 1}, "pixel_art must be true or false", "true"),
    ],
)
def test_values_that_cannot_be_meant_get_a_hint(
    table: dict[str, Any], reason: str, hint: str
) -> None:
    assert not VALID.is_valid(table)
    with pytest.raises(RigError, match=reason) as caught:
        parse_manifest(table, Path("rig.toml"))
    assert hint in caught.value.hint
