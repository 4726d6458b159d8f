"""A script for After Effects (ExtendScript, which is ECMAScript 3).

It sets hold keys: on the time of a selected layer that has one mouth a frame, which is how mouths
are swapped there, or else on sliders of a new null layer, for expressions. Source of the calls:
https://ae-scripting.docsforadobe.dev (Property.setValuesAtTimes, setInterpolationTypeAtKey,
AVLayer.timeRemapEnabled, MarkerValue).
"""

from __future__ import annotations

from media_core.timeline import Ms
from visemes.exporters.curves import Key, openness_keys, width_keys
from visemes.exporters.escaping import js_string
from visemes.exporters.frames import exposures
from visemes.exporters.performance import Performance
from visemes.exporters.template import fill, touching


def write(song: Performance) -> str:
    """The script with its keys; names of songs and shapes are only ever strings in it."""
    names = list(song.track.set.shapes)
    shown = exposures(song.track, song.fps)
    mouths = [(run.start, names.index(run.shape)) for run in shown]
    return fill(
        "after_effects.jsx",
        SONG=js_string(song.sound),
        SHAPES=f"[{', '.join(js_string(name) for name in names)}]",
        NUMERATOR=str(song.fps.numerator),
        DENOMINATOR=str(song.fps.denominator),
        MOUTHS=_rows([f"{frame}, {number}" for frame, number in mouths]),
        END=str(shown[-1].end),
        TOUCHING=touching(song.track.set, [str(number) for number in range(len(names))]),
        CONVERTER=fill("at_rate.js"),
        OPENNESS=_curve(openness_keys(song.track)),
        WIDTH=_curve(width_keys(song.track)),
    )


def _curve(keys: list[Key]) -> str:
    return _rows([f"{_seconds(time)}, {round(100 * value, 1):g}" for time, value in keys])


def _seconds(moment: Ms) -> str:
    return f"{moment // 1000}.{moment % 1000:03d}"


def _rows(rows: list[str]) -> str:
    return "[" + ", ".join(f"[{row}]" for row in rows) + "]"
