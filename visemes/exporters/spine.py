"""Spine: an animation that swaps the attachments of a slot, as JSON of Spine 4.

The file is a whole skeleton (a bone, the slot, one placeholder region a mouth), so that it can be
opened by itself or, with *Import Animation*, be put onto a skeleton whose slot and attachments
have these names. Format: https://esotericsoftware.com/spine-json-format (a time of 0 is left out,
``stepped`` is what attachment keys always are).
"""

from __future__ import annotations

import json
from typing import Any

from visemes.exporters.performance import Performance

VERSION = "4.1"
"""Of the format; later editors import it."""

SIDE = 100
"""Width and height of a placeholder; Spine wants them until there is a picture."""


def write(song: Performance) -> str:
    """A skeleton with one animation."""
    slot, prefix = song.options["slot"], song.options["prefix"]
    track = song.track
    names = {shape: prefix + shape for shape in track.set.shapes}
    keys = [_key(cue.start / 1000, names[cue.value]) for cue in track.cues]
    # Without a last key the animation would end where the last mouth begins.
    keys.append(_key(song.duration / 1000, names[track.cues.cues[-1].value]))
    regions = {name: {"width": SIDE, "height": SIDE} for name in names.values()}
    skeleton = {
        "skeleton": {"spine": VERSION, "images": "", "audio": ""},
        "bones": [{"name": "root"}],
        "slots": [{"name": slot, "bone": "root", "attachment": names[track.set.rest]}],
        "skins": [{"name": "default", "attachments": {slot: regions}}],
        "animations": {song.options["animation"]: {"slots": {slot: {"attachment": keys}}}},
    }
    return json.dumps(skeleton, indent=1) + "\n"


def _key(seconds: float, name: str) -> dict[str, Any]:
    return {"time": round(seconds, 4), "name": name} if seconds else {"name": name}
