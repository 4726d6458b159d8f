"""The JSON schema of ``animatemusic.toml``, for editors: made of the options themselves.

The copy that ships, ``animatemusic.schema.json``, is what ``animatemusic init --schema`` prints; a
test holds both against each other.
"""

from __future__ import annotations

import json
from typing import Any

import click
from click.types import FloatParamType, IntParamType

from animatemusic.project.keys import EXCLUDED, Key, keys_of
from animatemusic.project.reading import FILE
from animatemusic.project.values import MOST_VALUES

SCHEMA_FILE = "animatemusic.schema.json"


def schema_text(command: click.Command) -> str:
    """The schema of what a project can say to a command, as JSON."""
    table = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FILE} of animatemusic",
        "description": f"A lyric video: the keys are the options of `animatemusic {command.name}`. "
        "Relative paths are counted from the folder of this file. "
        f"Not said here: {', '.join(name for name in EXCLUDED if _is_option(command, name))}.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "schema": {"const": 1, "description": "Version of this format."},
            **{
                section: {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {name: _property(key) for name, key in keys.items()},
                }
                for section, keys in keys_of(command).items()
            },
        },
    }
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def _is_option(command: click.Command, name: str) -> bool:
    return any(f"--{name}" in param.opts for param in command.params)


def _property(key: Key) -> dict[str, Any]:
    one = _value(key)
    if key.several:
        many = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_VALUES}
        one = {"anyOf": [one, many]}
    text = getattr(key.param, "help", "") or f"The {key.dest} of the video."
    default = key.param.default
    if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        one["default"] = default
    return one | {"description": text}


def _value(key: Key) -> dict[str, Any]:
    """What one value may be."""
    kind = key.param.type
    if key.switch:
        return {"type": "boolean"}
    if isinstance(kind, click.Choice):
        return {"enum": list(kind.choices)}
    if isinstance(kind, IntParamType | FloatParamType):
        return {"type": "integer" if isinstance(kind, IntParamType) else "number", **_range(kind)}
    if int in key.forms:
        return {"type": ["string", "number"]}
    return {"type": "string", "minLength": 1}


def _range(kind: Any) -> dict[str, float]:
    if not isinstance(kind, click.IntRange | click.FloatRange):
        return {}
    out: dict[str, float] = {}
    if kind.min is not None:
        out["exclusiveMinimum" if kind.min_open else "minimum"] = kind.min
    if kind.max is not None:
        out["exclusiveMaximum" if kind.max_open else "maximum"] = kind.max
    return out
