"""When the brows rise: where lines begin, and on words sung with weight."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from aligner.alignment import Alignment
from media_core.timeline import Ms
from render.life.stress import Accent, strongest

RAISED_MS = 330
"""Up in 80 ms and down in 250: a rig of pictures has them up for so long."""

_APART_MS = 1200
"""Between two words that they rise on."""


def brow_times(
    alignment: Alignment, accents: tuple[Accent, ...], strength: float
) -> tuple[Ms, ...]:
    """When the brows go up, ascending.

    Args:
        alignment: of the song.
        accents: the words that stand out.
        strength: 0 for never; the stronger, the more words they rise on.
    """
    if strength <= 0:
        return ()
    lines = {line.span.start for line in alignment.lines if line.span is not None}
    least = max(0.3, 1.0 - 0.25 * strength)
    words = strongest(accents, round(_APART_MS / max(1.0, strength)), least)
    return tuple(sorted(lines | {accent.moment for accent in words}))


def brows_at(moment: Ms, raised: Sequence[Ms]) -> str:
    """``up`` or ``rest``."""
    index = bisect_right(raised, moment) - 1
    return "up" if index >= 0 and moment - raised[index] < RAISED_MS else "rest"
