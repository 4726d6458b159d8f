"""Live2D Cubism: a motion (``motion3.json``) of the parameters of the mouth.

How open and how wide the mouth is, as straight segments: after its first point a curve is a flat
list of ``0, time, value`` (0: linear). ``Meta`` counts curves, segments and points over all
curves. Format: https://github.com/Live2D/CubismSpecs/blob/master/FileFormats/motion3.json.md; the
parameters' standard names: ``ParamMouthOpenY`` (0..1) and ``ParamMouthForm`` (-1..1).
"""

from __future__ import annotations

import json
from typing import Any

from visemes.exporters.curves import Key, openness_keys, width_keys
from visemes.exporters.performance import Performance


def write(song: Performance) -> str:
    """The motion; it does not loop."""
    rows = {
        song.options["open"]: openness_keys(song.track),
        song.options["form"]: width_keys(song.track),
    }
    points = sum(len(keys) for keys in rows.values())
    motion = {
        "Version": 3,
        "Meta": {
            "Duration": song.duration / 1000,
            "Fps": float(song.fps),
            "Loop": False,
            "AreBeziersRestricted": True,
            "CurveCount": len(rows),
            "TotalSegmentCount": points - len(rows),
            "TotalPointCount": points,
            "UserDataCount": 0,
            "TotalUserDataSize": 0,
        },
        "Curves": [
            {"Target": "Parameter", "Id": name, "Segments": _segments(keys)}
            for name, keys in rows.items()
        ],
    }
    return json.dumps(motion, indent=1) + "\n"


def _segments(keys: list[Key]) -> list[Any]:
    flat: list[Any] = [keys[0][0] / 1000, round(keys[0][1], 4)]
    for time, value in keys[1:]:
        flat += [0, time / 1000, round(value, 4)]
    return flat
