"""What is on the picture at a moment: pure, a function of time alone.

Everything by chance (blinks, sway) is drawn from a seed before the first frame, so any range of
the video can be rendered alone and comes out the same.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.alignment import VOWELS, Alignment
from aligner.timeline import Ms, Span
from render.captions import CaptionRow
from render.rigs import Pose
from visemes.track import MouthTrack

BLINK_EVERY_MS = (2500, 6000)
"""People blink every 2.5-6 s; more often looks nervous."""

_BLINK_STEPS = ((0, "half"), (40, "closed"), (140, "half"), (200, "open"))

HELD_MS = 400
"""A vowel this long is a held note: nobody blinks in it."""

SWAY_TILT = 18.0
"""Tilt of the head at most, in tenths of a degree; above 10 degrees it looks drunk."""

SWAY_SHIFT = (4.0, 2.5)
"""Shift of the head at most, in thousandths of the rig's height."""


@dataclass(frozen=True, slots=True)
class CaptionState:
    """One row of the captions as it stands at a moment.

    Attributes:
        row: index of the row.
        slot: 0 in the place of the current row, 1 in the place of the next; between while moving.
        sung: how far the row is sung, in words: 2.25 is two words and a quarter of the third.
        opacity: 0..1.
    """

    row: int
    slot: float
    sung: float
    opacity: float


@dataclass(frozen=True, slots=True)
class SceneState:
    """Everything that one frame shows."""

    pose: Pose
    captions: tuple[CaptionState, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole song, ready to be asked for any moment.

    Attributes:
        track: what the mouth does.
        rows: captions, in order of time.
        blinks: when blinks begin, ascending.
        phases: of the head's sway, radians.
        sway: strength of the sway, 0 = none, 1 = normal.
        seams: where lines begin, for brows that rise with them.
    """

    track: MouthTrack
    rows: tuple[CaptionRow, ...]
    blinks: tuple[Ms, ...]
    phases: tuple[float, float, float]
    sway: float
    seams: tuple[Ms, ...]

    def at(self, moment: Ms) -> SceneState:
        """The scene at a moment."""
        return SceneState(self.pose(moment), captions_at(self.rows, moment))

    def pose(self, moment: Ms) -> Pose:
        """How the character stands."""
        tilt, shift = _swayed(moment, self.phases, self.sway)
        return Pose(
            mouth=self.track.at(moment).shape,
            eyes=_eyes(moment, self.blinks),
            brows="up" if self._line_begins(moment) else "rest",
            tilt=tilt,
            shift=shift,
        )

    def _line_begins(self, moment: Ms) -> bool:
        index = bisect_right(self.seams, moment) - 1
        return index >= 0 and moment - self.seams[index] < 330


def build_scene(
    alignment: Alignment,
    track: MouthTrack,
    rows: Sequence[CaptionRow],
    *,
    seed: int = 0,
    sway: float = 1.0,
) -> Scene:
    """Prepare a song for drawing; the same seed gives the same video."""
    chance = random.Random(seed)
    phases = (chance.random() * math.tau, chance.random() * math.tau, chance.random() * math.tau)
    spans = [line.span for line in alignment.lines]
    return Scene(
        track=track,
        rows=tuple(rows),
        blinks=blink_times(alignment, chance),
        phases=phases,
        sway=sway,
        seams=tuple(sorted(span.start for span in spans if span is not None)),
    )


def blink_times(alignment: Alignment, chance: random.Random) -> tuple[Ms, ...]:
    """When the eyes close: at random, but never inside a held note."""
    held = [
        phone.span
        for word in alignment.words()
        for phone in word.phones
        if phone.label in VOWELS and phone.span.length >= HELD_MS
    ]
    held.sort()
    times: list[Ms] = []
    moment = Ms(0)
    while True:
        moment = Ms(moment + chance.randint(*BLINK_EVERY_MS))
        moment = _after_held(moment, held)
        if moment >= alignment.duration:
            return tuple(times)
        times.append(moment)


def _after_held(moment: Ms, held: Sequence[Span]) -> Ms:
    blink = _BLINK_STEPS[-1][0]
    for span in held:
        if moment < span.end and moment + blink > span.start:
            moment = span.end
    return moment


def _eyes(moment: Ms, blinks: Sequence[Ms]) -> str:
    index = bisect_right(blinks, moment) - 1
    if index < 0:
        return "open"
    since = moment - blinks[index]
    return next(eyes for start, eyes in reversed(_BLINK_STEPS) if since >= start)


def _swayed(
    moment: Ms, phases: tuple[float, float, float], strength: float
) -> tuple[int, tuple[int, int]]:
    """A slow swing that never repeats within a song: two sines whose periods share no multiple."""
    t = moment / 1000
    a = math.sin(math.tau * t / 3.7 + phases[0])
    b = math.sin(math.tau * t / 5.9 + phases[1])
    c = math.sin(math.tau * t / 4.3 + phases[2])
    swing = 0.65 * a + 0.35 * b
    tilt = round(strength * SWAY_TILT * swing)
    return tilt, (round(strength * SWAY_SHIFT[0] * b), round(strength * SWAY_SHIFT[1] * c))


SLIDE_MS = 220
FADE_MS = 200
LEAD_MS = 1000
"""A row shows this long before its first word, if nothing else is sung then."""

HOLD_MS = 500
"""A row stays this long after its last word, if nothing follows."""


def captions_at(rows: Sequence[CaptionRow], moment: Ms) -> tuple[CaptionState, ...]:
    """The row being sung, above the one that comes next.

    Between two rows that follow each other closely the lower one slides up; before and after a
    pause rows fade.
    """
    starts = [row.start for row in rows]
    index = bisect_right(starts, moment + SLIDE_MS // 2) - 1
    out: list[CaptionState] = []
    gone = -LEAD_MS
    if index >= 0:
        row = rows[index]
        follows = index + 1 < len(rows) and rows[index + 1].start - row.end < LEAD_MS + HOLD_MS
        # Once the row is sung and a pause follows, the text goes away.
        gone = row.end + HOLD_MS + FADE_MS
        if follows or moment < gone:
            slot = 0.0
            if _close_before(rows, index):
                slot = 1 - _eased((moment - (row.start - SLIDE_MS // 2)) / SLIDE_MS)
            fade = 1.0 if follows else min(1.0, (gone - moment) / FADE_MS)
            out.append(CaptionState(index, slot, row.sung(moment), _steps(fade)))
            if follows:
                # After a pause both rows came in together; else the lower one comes now.
                since = moment - (row.start - SLIDE_MS // 2)
                appears = since / FADE_MS if _close_before(rows, index) else 1.0
                out.append(CaptionState(index + 1, 1.0, 0.0, _steps(appears)))
            return tuple(state for state in out if state.opacity > 0)
    if index + 1 < len(rows) and rows[index + 1].start - moment <= LEAD_MS:
        row = rows[index + 1]
        # A row of the first second has no room to fade in.
        fade = _steps((moment - max(row.start - LEAD_MS, gone)) / FADE_MS)
        out.append(CaptionState(index + 1, 0.0, 0.0, fade))
        if index + 2 < len(rows) and rows[index + 2].start - row.end < LEAD_MS + HOLD_MS:
            out.append(CaptionState(index + 2, 1.0, 0.0, fade))
    return tuple(state for state in out if state.opacity > 0)


def _close_before(rows: Sequence[CaptionRow], index: int) -> bool:
    """True if the row stood in the lower place while the one before it was sung."""
    return index > 0 and rows[index].start - rows[index - 1].end < LEAD_MS + HOLD_MS


def _eased(share: float) -> float:
    """Fast, then slow; 0..1."""
    share = min(1.0, max(0.0, share))
    return 1 - (1 - share) ** 3


def _steps(opacity: float) -> float:
    """Opacity in eighths, so that a fade is a few pictures and not a hundred."""
    return min(1.0, max(0.0, math.ceil(opacity * 8) / 8))
