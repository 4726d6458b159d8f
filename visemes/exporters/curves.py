"""The keys of a mouth's two numbers, for programs that move a jaw and not swap drawings."""

from __future__ import annotations

from collections.abc import Callable

from media_core.timeline import Ms
from visemes.curve import Curve
from visemes.sets import Shape
from visemes.track import MouthTrack

Key = tuple[Ms, float]


def openness_keys(track: MouthTrack) -> list[Key]:
    """How far the jaw is open, 0..1: at least two keys, the first at 0, the last at the end."""
    return _keys(track, track.openness, lambda shape: shape.openness)


def width_keys(track: MouthTrack) -> list[Key]:
    """How wide the lips are, -1 puckered .. 1 spread; keys as in :func:`openness_keys`."""
    return _keys(track, track.width, lambda shape: shape.width)


def _keys(track: MouthTrack, curve: Curve, of: Callable[[Shape], float]) -> list[Key]:
    end = track.cues.span.end
    if curve:
        inside = [
            (time, value)
            for time, value in zip(curve.times, curve.values, strict=True)
            if 0 < time < end
        ]
        return [(Ms(0), curve.at(Ms(0))), *inside, (end, curve.at(end))]
    return _from_shapes(track, of)


def _from_shapes(track: MouthTrack, of: Callable[[Shape], float]) -> list[Key]:
    """Hold each shape's value and move to the next one's in the last moments of its cue."""
    cues = track.cues.cues
    shapes = track.set.shapes
    keys: list[Key] = []
    for i, cue in enumerate(cues):
        value = of(shapes[cue.value])
        keys.append((cue.start, value))
        blend = min(track.blend, cue.span.length // 2)
        if cue.value in track.set.must:  # seen whole before it gives way, as in MouthTrack.at
            blend = min(blend, max(0, cue.span.length - track.frame))
        leave = Ms(cue.end - blend)
        if i + 1 < len(cues) and cue.start < leave < cue.end:
            keys.append((leave, value))
    keys.append((track.cues.span.end, of(shapes[cues[-1].value])))
    return [
        key
        for i, key in enumerate(keys)
        if i in (0, len(keys) - 1) or not keys[i - 1][1] == key[1] == keys[i + 1][1]
    ]
