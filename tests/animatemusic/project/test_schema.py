"""``animatemusic.schema.json``, the options and the parser say the same."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animatemusic.commands.animate import animate
from animatemusic.project import parse_project
from animatemusic.project.keys import Key, keys_of
from animatemusic.project.schema import SCHEMA_FILE, schema_text
from media_core.errors import InputError

TEXT = resources.files("animatemusic").joinpath("project", SCHEMA_FILE).read_text("utf-8")
SCHEMA: dict[str, Any] = json.loads(TEXT)
VALID = jsonschema.Draft202012Validator(SCHEMA)
KEYS: list[Key] = [key for names in keys_of(animate).values() for key in names.values()]

ONE = st.one_of(
    st.integers(-3, 400),
    st.sampled_from([0.5, 29.97, 120.5]),
    st.booleans(),
    st.sampled_from(["", "x", "3x3", "320x180", "30", "wipe", "tiktok", "fill", "en", "0:42=x"]),
)
VALUES = st.one_of(ONE, st.lists(ONE, max_size=3), st.just({"x": 1}))


def accepted(key: Key, value: Any) -> bool:
    text = f"[{key.section}]\n{key.name} = {toml(value)}\n"
    try:
        parse_project(text, Path("animatemusic.toml"), animate, complete=False)
    except InputError:
        return False
    return True


def toml(value: Any) -> str:
    return "{ x = 1 }" if isinstance(value, dict) else json.dumps(value)


def test_the_schema_that_ships_is_that_of_the_options() -> None:
    assert schema_text(animate) == TEXT, (
        f"run: animatemusic init --schema > animatemusic/project/{SCHEMA_FILE}"
    )
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described() -> None:
    for key in KEYS:
        assert SCHEMA["properties"][key.section]["properties"][key.name]["description"]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
@given(value=VALUES)
@settings(max_examples=30)
def test_what_the_parser_takes_is_what_the_schema_allows(key: Key, value: Any) -> None:
    said = VALID.is_valid({key.section: {key.name: value}})
    if key.forms == (str, int, float):  # a form of text that only the parser reads
        assert said or not accepted(key, value)
    else:
        assert accepted(key, value) == said


def test_unknown_keys_and_sections_are_refused_by_both() -> None:
    tables: list[dict[str, Any]] = [{"zzz": {}}, {"rig": {"zzz": 1}}, {"schema": 2}]
    for table in tables:
        assert not VALID.is_valid(table)
    assert VALID.is_valid({"schema": 1, "rig": {"rig": "rocco"}})
