"""``rig.toml``: what a drawing cannot say about itself. Optional; it only overrides."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from aligner.errors import RigError
from render.rigs.rig import RigInfo, Stage

_TEXTS = ("name", "author", "licence", "set")
_POINTS = ("pivot", "anchor")
_LENGTHS = ("mouth_width", "head_height")
_KEYS = ("schema", "stage", *_TEXTS, *_POINTS, *_LENGTHS)
_STAGE_KEYS = tuple(f.name for f in fields(Stage))
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def read_manifest(folder: Path, size: tuple[float, float], fallback_name: str) -> RigInfo:
    """What is known of the rig in a folder; every value has a default.

    Args:
        folder: may hold a ``rig.toml``.
        size: width and height of the drawing, from which the defaults follow.
        fallback_name: the rig's name if the manifest has none.

    Raises:
        RigError: the manifest is not TOML, or has an unknown key or an impossible value.
    """
    path = folder / "rig.toml"
    table: Mapping[str, Any] = {}
    if path.is_file():
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
            raise RigError(f"{path} cannot be read ({err})", hint="correct or remove it") from err
    _refuse_unknown(path, table, _KEYS)
    if table.get("schema", 1) != 1:
        raise RigError(f"{path}: schema {table['schema']!r} is unknown", hint="write schema = 1")
    if table.get("set", "rhubarb") not in ("rhubarb", "auto"):
        raise RigError(
            f"{path}: the mouth set {table['set']!r} is unknown",
            hint='write set = "rhubarb" and name the mouths A to H and X',
        )
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise RigError(f"{path}: {key} must be a text", hint=f'write {key} = "..."')
    width, height = size
    points = {key: _point(path, table, key) for key in _POINTS}
    mouth = _length(path, table, "mouth_width") or 0.17 * width
    _length(path, table, "head_height")
    return RigInfo(
        name=table.get("name", fallback_name),
        author=table.get("author", ""),
        licence=table.get("licence", ""),
        # A bust is drawn with the neck low and the mouth a little below the middle.
        pivot=points["pivot"] or (width / 2, 0.8 * height),
        anchor=points["anchor"] or (width / 2, 0.6 * height),
        mouth_width=mouth,
        stage=_stage(path, table.get("stage", {})),
    )


def _refuse_unknown(path: Path, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            raise RigError(f"{path}: unknown key {key!r}", hint=hint)


def _point(path: Path, table: Mapping[str, Any], key: str) -> tuple[float, float] | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(_is_number(v) for v in value):
        return float(value[0]), float(value[1])
    raise RigError(f"{path}: {key} must be two numbers", hint=f"write {key} = [500, 640]")


def _length(path: Path, table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if _is_number(value) and value > 0:
        return float(value)
    raise RigError(f"{path}: {key} must be a number above 0", hint=f"write {key} = 170")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _stage(path: Path, table: object) -> Stage:
    if not isinstance(table, dict):
        raise RigError(f"{path}: stage must be a table", hint="begin it with [stage]")
    _refuse_unknown(path, table, _STAGE_KEYS)
    values: dict[str, Any] = {}
    for key, value in table.items():
        colours = value if isinstance(value, list) else [value]
        if len(colours) != (2 if key == "sky" else 1) or not all(
            isinstance(c, str) and _COLOUR.fullmatch(c) for c in colours
        ):
            raise RigError(f"{path}: stage.{key} is no colour", hint='write it as "#1B2350"')
        values[key] = tuple(colours) if key == "sky" else colours[0]
    return Stage(**values)
