"""ARKit: the weights of a face's blend shapes for every frame, as JSON.

The layout is the one of NVIDIA Audio2Face's exports, which importers of MetaHuman, Blender (Faceit)
and Maya know: names in ``facsNames``, one row of weights a frame in ``weightMat``. The names are
those of ARKit (https://developer.apple.com/documentation/arkit/arfaceanchor/blendshapelocation), as
glTF and VRM faces have them for morph targets; only those that move a mouth are in the file.
"""

from __future__ import annotations

import json

from media_core.errors import InputError
from media_core.timeline import frame_count
from visemes.exporters.escaping import whole_characters
from visemes.exporters.frames import mouths_by_frame
from visemes.exporters.performance import Performance
from visemes.weights import arkit, weights

MOST_FRAMES = 500_000
"""Four and a half hours at 30 frames a second: some hundred megabytes of text."""


def write(song: Performance) -> str:
    """One row a frame, a weight from 0 to 1 a name.

    Raises:
        InputError: the song has more frames than anything could load.
    """
    frames = frame_count(song.track.cues.span.end, song.fps)
    if frames > MOST_FRAMES:
        raise InputError(
            f"{frames:,} frames are too many for one file of blend shapes "
            f"(at most {MOST_FRAMES:,})",
            hint="give a smaller --fps, or the times of one song",
        )
    shapes = song.track.set
    # As text at once: numbers in lists take ten times the memory.
    rows = [
        f"  {json.dumps(list(weights(mouth, shapes).values()))}"
        for mouth in mouths_by_frame(song.track, song.fps)
    ]
    names = arkit().names
    head = {
        "exportFps": float(song.fps),
        "trackPath": whole_characters(song.sound),
        "numPoses": len(names),
        "numFrames": len(rows),
        "facsNames": list(names),
    }
    # A row of numbers a line: two megabytes of single numbers are no reading for anybody.
    table = ",\n".join(rows)
    return json.dumps(head, indent=1).removesuffix("\n}") + f',\n "weightMat": [\n{table}\n ]\n}}\n'
