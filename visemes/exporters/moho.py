"""Switch data of Moho (Anime Studio), which OpenToonz and Tahoma2D read, too.

A header, then ``frame shape`` lines. Frames are counted from 1; the frame rate is not in the file,
so it must be the one of the scene. Source of the frames (``1 + fps * t``, cut off; a last line
that closes the mouth): Rhubarb Lip Sync's ``.dat`` files. Two things that importers are known to
stumble over are avoided: two lines for one frame, and a start without a mouth at rest
(https://github.com/opentoonz/opentoonz/issues/2072).
"""

from __future__ import annotations

from fractions import Fraction

from media_core.timeline import frame_at
from visemes.exporters.frames import runs, shapes_by_frame
from visemes.exporters.performance import Performance
from visemes.track import MouthTrack


def write(song: Performance) -> str:
    """``MohoSwitch1`` and a line for each change of the mouth."""
    lines = [f"{frame + 1} {shape}" for frame, shape in keys(song.track, song.fps)]
    return "\n".join(["MohoSwitch1", *lines]) + "\n"


def keys(track: MouthTrack, fps: Fraction) -> list[tuple[int, str]]:
    """Frames, counted from 0, and the mouth that begins there; the last line is a rest."""
    rest, closed = track.set.rest, track.set.closed
    shapes = shapes_by_frame(track, fps)
    if shapes[0] != rest:
        if shapes[0] == closed and len(shapes) > 1:
            shapes[1] = closed  # the lips still meet, one frame later
        shapes[0] = rest
    rows = [(run.start, run.shape) for run in runs(shapes)]
    end = frame_at(track.cues.span.end, fps)
    return [*rows, (max(end, rows[-1][0] + 1), rest)]
