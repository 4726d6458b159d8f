"""ARKit: the weights of a face's blend shapes for every frame, as JSON.

The layout is the one of NVIDIA Audio2Face's exports, which importers of MetaHuman, Blender (Faceit)
and Maya know: names in ``facsNames``, one row of weights a frame in ``weightMat``. The names are
those of ARKit (https://developer.apple.com/documentation/arkit/arfaceanchor/blendshapelocation), as
glTF and VRM faces have them for morph targets; only those that move a mouth are in the file.
"""

from __future__ import annotations

import json

from visemes.exporters.escaping import whole_characters
from visemes.exporters.frames import mouths_by_frame
from visemes.exporters.performance import Performance
from visemes.weights import arkit, weights


def write(song: Performance) -> str:
    """One row a frame, a weight from 0 to 1 a name."""
    shapes = song.track.set
    rows = [
        list(weights(mouth, shapes).values()) for mouth in mouths_by_frame(song.track, song.fps)
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
    table = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    return json.dumps(head, indent=1).removesuffix("\n}") + f',\n "weightMat": [\n{table}\n ]\n}}\n'
