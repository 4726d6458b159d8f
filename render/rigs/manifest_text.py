"""Writing ``rig.toml``."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from render.rigs.manifest import Manifest
from render.rigs.rig import RigInfo, Stage


def manifest_text(manifest: Manifest, info: RigInfo, set_name: str, scale: float = 1.0) -> str:
    """A manifest that says again what is known of a rig, for drawings ``scale`` times as large."""
    rows: list[tuple[str, Any]] = [
        ("schema", 1),
        ("name", info.name),
        ("author", info.author),
        ("licence", info.licence),
        ("set", set_name),
        ("pivot", [round(place * scale, 1) for place in info.pivot]),
        ("anchor", [round(place * scale, 1) for place in info.anchor]),
        ("mouth_width", round(info.mouth_width * scale, 1)),
    ]
    if manifest.head_height:
        rows.append(("head_height", round(manifest.head_height * scale, 1)))
    plain = Manifest()
    acting = ("mirror", "tween", "hold", "on_twos", "sway", "bob", "breath", "brows", "openness")
    for key in (*acting, "pixel_art"):
        value = getattr(manifest, key)
        if value != getattr(plain, key):
            rows.append((key, value))
    if manifest.blink is not None:
        every = {"every": list(manifest.blink)}
        rows.append(("blink", every if manifest.blink else False))
    lines = ["#:schema ./rig.schema.json", *(f"{k} = {_value(v)}" for k, v in rows if v != "")]
    for key in ("moods", "views"):
        table = getattr(manifest, key)
        if table:
            lines += ["", f"[{key}]", *(f"{_value(k)} = {_value(v)}" for k, v in table.items())]
    if info.stage != Stage():
        lines += ["", "[stage]"]
        lines += [f"{f.name} = {_value(getattr(info.stage, f.name))}" for f in fields(Stage)]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A value as TOML writes it; texts are JSON's, which TOML reads."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"{value:g}" if isinstance(value, float) else str(value)
