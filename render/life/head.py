"""How the head moves: a slow sway, and nods."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from media_core.timeline import Ms
from render.life.stress import Accent, strongest

SWAY_TILT = 18.0
"""Tilt of the head at most, in tenths of a degree; above 10 degrees it looks drunk."""

SWAY_SHIFT = (4.0, 2.5)
"""Shift of the head at most, in thousandths of the rig's height."""

SWAY_SECONDS = (3.7, 5.9, 4.3)
"""Periods of the tilt, of the tilt and the shift to the side, and of the shift up and down: none
is a multiple of another, so that a swing does not come again within a song."""

NOD = 6.0
"""Depth of a nod in thousandths of the rig's height: a little over a hundredth of a head."""

_AHEAD_MS, _DOWN_MS, _BACK_MS = 150, 90, 300
"""A nod begins so long before its beat: up a little for 60 ms, then down; and back after it."""

_LIFT = 0.3
"""How far the head goes up before it goes down, as a part of the nod."""

_APART_MS = 900
"""Between nods on words; faster looks like a hen."""

_SLOW_MS, _FAST_MS = 750, 430
"""Milliseconds between beats at 80 and at 140 beats a minute."""


@dataclass(frozen=True, slots=True)
class Head:
    """How the head moves during a song.

    Attributes:
        phases: of the sway, radians.
        sway: its strength, 0 = none, 1 = normal.
        nods: when the head is lowest, ascending, and how deep, in thousandths.
    """

    phases: tuple[float, float, float]
    sway: float
    nods: tuple[tuple[Ms, float], ...] = ()

    def at(self, moment: Ms, loop: int = 0) -> tuple[int, tuple[int, int]]:
        """Tilt and shift, as a pose has them; the same after ``loop`` milliseconds, if not 0."""
        tilt, x, y = _swayed(moment, self.phases, self.sway, loop)
        y += _nodded(moment, self.nods, loop)
        return round(tilt), (round(x), round(y))


def nods_on(
    accents: tuple[Accent, ...], beats: Sequence[Ms], strength: float
) -> tuple[tuple[Ms, float], ...]:
    """When the head nods, and how deep.

    Args:
        accents: the words that stand out; nodded on if there are no beats.
        beats: of the music, ascending, or empty if nobody knows them. Every second one is nodded
            on, which is 2 and 4 of a bar; slow ones (below 80 a minute) each; of fast ones (above
            140) every fourth.
        strength: 0 for none.
    """
    if strength <= 0:
        return ()
    if len(beats) >= 2:
        between = (beats[-1] - beats[0]) / (len(beats) - 1)
        step = 1 if between > _SLOW_MS else 4 if between < _FAST_MS else 2
        return tuple((beat, NOD * strength) for beat in beats[step - 1 :: step])
    chosen = strongest(accents, _APART_MS, 0.45)
    return tuple((a.moment, NOD * strength * (0.4 + 0.6 * a.weight)) for a in chosen)


def _swayed(
    moment: Ms, phases: tuple[float, float, float], strength: float, loop: int
) -> tuple[float, float, float]:
    """A slow swing of a few sines; in a loop each has a whole number of periods."""
    t = moment / 1000
    periods = SWAY_SECONDS
    if loop:
        periods = (loop / 2000, loop / 1000, loop / 2000)
    a, b, c = (
        math.sin(math.tau * t / period + phase)
        for period, phase in zip(periods, phases, strict=True)
    )
    swing = 0.65 * a + 0.35 * b
    return strength * SWAY_TILT * swing, strength * SWAY_SHIFT[0] * b, strength * SWAY_SHIFT[1] * c


def _nodded(moment: Ms, nods: Sequence[tuple[Ms, float]], loop: int) -> float:
    """How far nods lower the head; where two meet, the deeper one."""
    first = bisect_left(nods, moment - _BACK_MS, key=lambda nod: nod[0])
    last = bisect_right(nods, moment + _AHEAD_MS, key=lambda nod: nod[0])
    lowered = [
        depth * _nod(moment - beat)
        for beat, depth in nods[first:last]
        if not loop or (beat >= _AHEAD_MS and beat + _BACK_MS <= loop)
    ]
    return max(lowered, key=abs, default=0.0)


def _nod(since: int) -> float:
    """A nod of depth 1, by the time since its beat: up a little, down fast, and gently back."""
    if since < -_DOWN_MS:
        return -_LIFT * math.sin(math.pi / 2 * (since + _AHEAD_MS) / (_AHEAD_MS - _DOWN_MS))
    if since < 0:
        share = (since + _DOWN_MS) / _DOWN_MS
        return -_LIFT + (1 + _LIFT) * (1 - (1 - share) ** 2)
    share = since / _BACK_MS
    return 1 - share * share * (3 - 2 * share)
