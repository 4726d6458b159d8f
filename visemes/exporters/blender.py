"""A script for Blender (2.8 and later) that keys shape keys or an image sequence.

Source of the calls: https://docs.blender.org/api/current (``bpy_struct.keyframe_insert``,
``ImageUser``, ``FCurve``); since Blender 5.0 an action has its curves in channel bags
(https://developer.blender.org/docs/release_notes/5.0/python_api).
"""

from __future__ import annotations

from visemes.exporters.curves import Key, openness_keys, width_keys
from visemes.exporters.frames import exposures
from visemes.exporters.performance import Performance
from visemes.exporters.template import fill


def write(song: Performance) -> str:
    """The script with its keys; names of songs and shapes are only ever strings in it."""
    names = list(song.track.set.shapes)
    mouths = [(run.start, names.index(run.shape)) for run in exposures(song.track, song.fps)]
    return fill(
        "blender.txt",
        SONG=ascii(song.sound),
        SHAPES=f"[{', '.join(ascii(name) for name in names)}]",
        NUMERATOR=str(song.fps.numerator),
        DENOMINATOR=str(song.fps.denominator),
        MOUTHS=repr(mouths),
        OPENNESS=_curve(openness_keys(song.track), song),
        WIDTH=_curve(width_keys(song.track), song),
    )


def _curve(keys: list[Key], song: Performance) -> str:
    """Blender's keys may lie between frames."""
    rows = [(round(float(time * song.fps / 1000), 3), round(value, 3)) for time, value in keys]
    return repr(rows)
