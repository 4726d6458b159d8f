"""Toon Boom Harmony: the letters of its mouth chart (A to G and X), frame by frame.

As a list for the exposure sheet, ``frame<TAB>letter``, counted from 1 as Harmony counts; and as a
script that exposes the drawings of the selected layer, which spares the typing. Source of the
letters: https://docs.toonboom.com/help/harmony-12-2/essentials/getting-started-guide/sound.html; of
the script's calls: https://docs.toonboom.com/help/harmony-24/scripting/script/classcolumn.html.
"""

from __future__ import annotations

from visemes.exporters.escaping import js_string
from visemes.exporters.frames import exposures, shapes_by_frame
from visemes.exporters.performance import Performance
from visemes.exporters.template import fill, touching


def write_letters(song: Performance) -> str:
    """One line for each frame of the song."""
    shapes = shapes_by_frame(song.track, song.fps)
    return "".join(f"{frame}\t{shape}\n" for frame, shape in enumerate(shapes, start=1))


def write_script(song: Performance) -> str:
    """A function ``animatemusic_mouth`` for Harmony's Script Editor."""
    shown = exposures(song.track, song.fps)
    rows = [f"[{run.start}, {js_string(run.shape)}]" for run in shown]
    return fill(
        "harmony.js",
        NUMERATOR=str(song.fps.numerator),
        DENOMINATOR=str(song.fps.denominator),
        MOUTHS=f"[{', '.join(rows)}]",
        END=str(shown[-1].end),
        TOUCHING=touching(song.track.set, [js_string(name) for name in song.track.set.shapes]),
        CONVERTER=fill("at_rate.js"),
    )
