"""Breathing: in before a line, out while it is sung, and slowly where nobody sings."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence

from aligner.alignment import Alignment
from media_core.timeline import Ms

DEPTH = 4.0
"""How far the shoulders sink, in thousandths of the rig's height: about a hundredth of a head."""

INHALE_MS = 300
"""Singers breathe in fast, just before a line."""

_CALM_MS = (1700, 2400)
"""Breathing in, or out, where nobody sings: 3.5 to 5 s a breath."""


def breath_keys(alignment: Alignment, seed: int) -> tuple[tuple[Ms, float], ...]:
    """How full the chest is when, 0..1, at keys in ascending order; 0 at both ends of the song.

    Args:
        alignment: of the song.
        seed: of the lengths of calm breaths; a breath's are its own, wherever it is.
    """
    keys: list[tuple[Ms, float]] = [(Ms(0), 0.0)]

    def calm(until: int) -> None:
        """Whole breaths, as many as fit."""
        moment = keys[-1][0]
        while True:
            chance = random.Random(f"{seed} {moment // _CALM_MS[0]}")
            into, out = chance.randint(*_CALM_MS), chance.randint(*_CALM_MS)
            if moment + into + out > until:
                return
            keys.extend([(Ms(moment + into), 1.0), (Ms(moment + into + out), 0.0)])
            moment = Ms(moment + into + out)

    lines = [x.span for x in alignment.lines if x.span is not None and not x.background]
    for span in sorted(lines):
        inhale = span.start - INHALE_MS
        if inhale <= keys[-1][0]:  # no time to breathe
            continue
        calm(inhale)
        if inhale > keys[-1][0]:
            keys.append((Ms(inhale), 0.0))
        keys += [(span.start, 1.0), (span.end, 0.0)]
    calm(alignment.duration)
    return tuple(keys)


def sunk_at(moment: Ms, keys: Sequence[tuple[Ms, float]], strength: float) -> int:
    """How far the character has sunk, in thousandths of its height: most when breathed out."""
    if not keys or strength <= 0:
        return 0
    return round(strength * DEPTH * (1 - _fullness(moment, keys)))


def _fullness(moment: Ms, keys: Sequence[tuple[Ms, float]]) -> float:
    after = bisect_right(keys, moment, key=lambda key: key[0])
    if after == 0 or after == len(keys):
        return keys[max(0, after - 1)][1]
    (start, low), (end, high) = keys[after - 1], keys[after]
    share = (moment - start) / (end - start)
    return low + (high - low) * share * share * (3 - 2 * share)
