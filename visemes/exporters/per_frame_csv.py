"""A table with one row a frame, for Unity, Unreal and whoever writes an importer of their own.

Comma-separated with a header (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180, with plain line
feeds): frame from 0, its time in seconds, the shape, the shape it is on its way to and how far
(0..1), how open the jaw is (0..1), how wide the lips are (-1 puckered .. 1 spread).
"""

from __future__ import annotations

import csv
import io

from visemes.exporters.frames import mouths_by_frame
from visemes.exporters.performance import Performance

COLUMNS = ("frame", "time", "shape", "next", "mix", "openness", "width")


def write(song: Performance) -> str:
    """The table."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for frame, mouth in enumerate(mouths_by_frame(song.track, song.fps)):
        numbers = (mouth.mix, mouth.openness, mouth.width)
        table.writerow(
            (
                *(frame, f"{float(frame / song.fps):.4f}", mouth.shape, mouth.next),
                *(f"{number:.3f}" for number in numbers),
            )
        )
    return out.getvalue()
