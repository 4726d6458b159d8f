"""How open the mouth is and how wide, as curves: what shapes alone cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Set

import numpy as np
from numpy.typing import NDArray

from media_core.loudness import Loudness
from media_core.timeline import Ms, Span, Timeline
from visemes.curve import Curve
from visemes.timing import Timing
from visemes.track import pop
from visemes.viseme_set import VisemeSet

STEP_MS = 20
"""Samples of the curves before they are simplified; a frame at 60 a second lasts 17 ms."""

TOLERANCE = 0.02
"""Of the simplified curves: a fiftieth of the jaw's way is a pixel on a mouth of 50."""

PLAIN = 0.75
"""Loudness of an ordinary note where the voice is not known (quiet verses .5, peaks 1)."""

ROUND = -0.5
KEPT_ROUND = 0.8
"""Rounded lips keep this much of their height however quiet they are, or they become a slit."""

NOTE_MS = 300
VIBRATO_MS = 180
"""A period of vibrato: singers wave 5 to 6 times a second."""

Doubles = NDArray[np.float64]
Times = NDArray[np.int64]


def openness_curve(
    track: Timeline[str],
    shapes: VisemeSet,
    timing: Timing,
    loudness: Loudness | None,
    fixed: Iterable[Span] = (),
) -> Curve:
    """The jaw: as open as the shape, times how loud it is sung; but for fixed stretches.

    Lips that must meet do meet (0), and teeth stay on the lip, whatever the loudness.

    Returns:
        Keys within :data:`TOLERANCE` of the sampled movement.
    """
    times = _times(track, timing, shapes.must)
    must = shapes.must
    base = _blended(track, times, {n: s.openness for n, s in shapes.shapes.items()}, timing, must)
    loud = _sung_like(track, times, timing) if loudness is None else loudness.at(times)
    factor = (1.0 - timing.dynamics) + timing.dynamics * loud
    still_shapes = {
        name: float(name in shapes.must or name == shapes.rest) for name in shapes.shapes
    }
    rounded = {name: float(s.width <= ROUND) for name, s in shapes.shapes.items()}
    is_round = _blended(track, times, rounded, timing, must)
    factor = np.maximum(factor, KEPT_ROUND * is_round)
    still = _blended(track, times, still_shapes, timing, must)
    for span in fixed:
        still[(times >= span.start) & (times < span.end)] = 1.0
    moved = base * (factor * timing.gain * (1.0 - still) + still)
    return simplified(times, np.clip(moved, 0.0, 1.0), _corners(track, times, shapes))


def width_curve(track: Timeline[str], shapes: VisemeSet, timing: Timing) -> Curve:
    """The lips: from puckered to spread, as the shapes are."""
    times = _times(track, timing, shapes.must)
    wide = {name: shape.width for name, shape in shapes.shapes.items()}
    values = _blended(track, times, wide, timing, shapes.must)
    return simplified(times, values, _corners(track, times, shapes))


def _times(track: Timeline[str], timing: Timing, must: Set[str]) -> Times:
    """Every :data:`STEP_MS`, and wherever a shape begins or starts to become another."""
    marks: list[int] = []
    for cue in track:
        blend = min(timing.blend, cue.span.length // 2)
        if cue.value in must:
            blend = min(blend, pop(cue.span.length, timing.frame))
        marks += (cue.start, cue.end - max(1, blend), cue.end - 1)
    grid = np.arange(track.span.start, track.span.end, STEP_MS)
    return np.unique(np.concatenate([grid, np.array(marks, dtype=np.int64)])).astype(np.int64)


def _index(track: Timeline[str], times: Times) -> tuple[Times, Times, Times]:
    """For each time: which cue holds, when it starts and when it ends."""
    starts = np.array([cue.start for cue in track], dtype=np.int64)
    ends = np.array([cue.end for cue in track], dtype=np.int64)
    which = np.searchsorted(starts, times, side="right") - 1
    return which, starts[which], ends[which]


def _blended(
    track: Timeline[str],
    times: Times,
    value_of: dict[str, float],
    timing: Timing,
    must: Set[str],
) -> Doubles:
    """A number of each shape over time, going over to that of the next at the end of each cue.

    A shape that must be seen is fully there for a frame before, as :meth:`MouthTrack.at` has it.
    """
    which, starts, ends = _index(track, times)
    values = np.array([value_of[cue.value] for cue in track])
    following = np.append(values[1:], values[-1])
    blend = np.minimum(timing.blend, (ends - starts) // 2)
    seen = np.array([cue.value in must for cue in track])[which]
    popping = np.array([pop(cue.span.length, timing.frame) for cue in track])[which]
    blend = np.where(seen, np.minimum(blend, popping), blend)
    left = ends - times
    mix = np.where(left < blend, (blend - left) / np.maximum(blend, 1), 0.0)
    blended: Doubles = values[which] * (1.0 - mix) + following[which] * mix
    return blended


def _sung_like(track: Timeline[str], times: Times, timing: Timing) -> Doubles:
    """How loud notes are that nobody has heard: strong at first, fading, with some vibrato."""
    _, starts, ends = _index(track, times)
    length = ends - starts
    share = (times - starts) / np.maximum(length, 1)
    fading = np.interp(share, [0.0, 0.2, 1.0], [1.1, 1.1, 0.8])
    waves = 1.0 + timing.vibrato * np.sin(2 * np.pi * (times - starts - NOTE_MS) / VIBRATO_MS)
    held = length >= NOTE_MS
    waving = held & (times - starts > NOTE_MS) & (length > 2 * NOTE_MS)
    loud: Doubles = PLAIN * np.where(held, fading, 1.0) * np.where(waving, waves, 1.0)
    return np.clip(loud, 0.0, 1.0)


def _corners(track: Timeline[str], times: Times, shapes: VisemeSet) -> NDArray[np.bool_]:
    """Samples that simplifying keeps: where what must be seen begins and ends, and the song."""
    keep = np.zeros(len(times), bool)
    keep[[0, -1]] = True
    must = [cue for cue in track if cue.value in shapes.must or cue.value == shapes.rest]
    for edge in ([cue.start for cue in must], [cue.end for cue in must]):
        keep[np.clip(np.searchsorted(times, edge), 0, len(times) - 1)] = True
    return keep


def simplified(
    times: Times, values: Doubles, keep: NDArray[np.bool_], tolerance: float = TOLERANCE
) -> Curve:
    """The fewest keys of a straight-lined curve that stay within a tolerance (Douglas, Peucker).

    Args:
        times: ``(n,)`` ascending, in milliseconds.
        values: ``(n,)`` at these times.
        keep: ``(n,)`` samples that become keys in any case; the first and the last among them.
        tolerance: largest difference at a sample.
    """
    keys = keep.copy()
    fixed = np.flatnonzero(keep)
    waiting = list(zip(fixed[:-1].tolist(), fixed[1:].tolist(), strict=True))
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        inner = times[a + 1 : b]
        slope = (values[b] - values[a]) / (times[b] - times[a])
        off = np.abs(values[a] + slope * (inner - times[a]) - values[a + 1 : b])
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = a + 1 + worst
            keys[middle] = True
            waiting += [(a, middle), (middle, b)]
    # Flat stretches need no keys inside.
    at = np.flatnonzero(keys)
    chosen = np.round(values[at], 4)
    flat = np.zeros(len(at), bool)
    if len(at) > 2:
        flat[1:-1] = (chosen[1:-1] == chosen[:-2]) & (chosen[1:-1] == chosen[2:])
    return Curve(
        tuple(Ms(int(t)) for t in times[at][~flat]), tuple(float(v) for v in chosen[~flat])
    )
