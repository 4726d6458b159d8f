"""Godot 4, or 3: an ``Animation`` resource (``.tres``) for an AnimationPlayer.

One discrete value track sets a property of a node: by default the name of the animation of an
AnimatedSprite2D; with a path that ends in ``:frame``, the number of the mouth in the order of the
set. Format: https://docs.godotengine.org/en/stable/contributing/development/file_formats/tscn.html
(a value track has ``times``, ``transitions``, ``update``, where 1 is discrete, and ``values``).
Godot 3 has format 2: arrays are called pools, and names of animations are plain strings.
"""

from __future__ import annotations

from media_core.errors import InputError
from visemes.exporters.escaping import godot_string
from visemes.exporters.performance import Performance


def write(song: Performance) -> str:
    """The resource, with keys in seconds.

    Raises:
        InputError: a version that is neither 3 nor 4.
    """
    version = song.options["version"]
    if version not in ("3", "4"):
        raise InputError(f"there is no Godot {version} here", hint="use version=3 or version=4")
    form, array, name = (
        (3, "PackedFloat32Array", "&") if version == "4" else (2, "PoolRealArray", "")
    )
    path = song.options["path"]
    numbers = {shape: str(i) for i, shape in enumerate(song.track.set.shapes)}
    as_number = path.endswith(":frame")
    cues = song.track.cues.cues
    values = [numbers[c.value] if as_number else f"{name}{godot_string(c.value)}" for c in cues]
    times = [_seconds(cue.start) for cue in cues]
    return "\n".join(
        (
            f'[gd_resource type="Animation" format={form}]',
            "",
            "[resource]",
            f"resource_name = {godot_string(song.title)}",
            f"length = {_seconds(song.duration)}",
            'tracks/0/type = "value"',
            "tracks/0/imported = false",
            "tracks/0/enabled = true",
            f"tracks/0/path = NodePath({godot_string(path)})",
            "tracks/0/interp = 0",
            "tracks/0/loop_wrap = false",
            "tracks/0/keys = {",
            f'"times": {array}({", ".join(times)}),',
            f'"transitions": {array}({", ".join("1" for _ in cues)}),',
            '"update": 1,',
            f'"values": [{", ".join(values)}]',
            "}",
            "",
        )
    )


def _seconds(milliseconds: int) -> str:
    """As Godot writes numbers: without zeros that say nothing."""
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
