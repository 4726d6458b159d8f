"""Nothing shorter than the eye sees: short mouths get room, or give way."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from media_core.timeline import Cue, Ms, Span, Timeline
from visemes.asks import Held, Strength, joined
from visemes.timing import Timing


def sing_through(track: Timeline[Held], timing: Timing) -> Timeline[Held]:
    """Keep the last mouth through a pause that is too short for a rest."""
    cues = list(track)
    for i in range(len(cues) - 1):
        if 0 < cues[i + 1].start - cues[i].end <= timing.breath:
            cues[i] = Cue(Span(cues[i].start, cues[i + 1].start), cues[i].value)
    return Timeline(track.span, tuple(joined(cues)))


def hold_long_enough(track: Timeline[Held], timing: Timing) -> Timeline[Held]:
    """Show each mouth as long as the eye needs, or not at all.

    A short one first takes what its neighbours can spare: a crisp T is seen beside a long vowel.
    Where they have nothing to spare, as in fast words, the weakest gives its time away: rather to
    the mouth after it (a mouth is early), and rather to an open one than to a closure, which must
    open again. Alone, it is lengthened if there is room. Closed lips and teeth on lips are never
    given up.
    """
    cues: list[Cue[Held]] = []
    for run, room in _runs(track):
        cues += joined(_Run(run, timing).settled(room))
    return Timeline(track.span, tuple(cues))


def _runs(track: Timeline[Held]) -> list[tuple[list[Cue[Held]], Ms]]:
    """Stretches without gaps, each with the moment until which nothing follows it."""
    runs: list[list[Cue[Held]]] = []
    for cue in track:
        if runs and runs[-1][-1].end == cue.start:
            runs[-1].append(cue)
        else:
            runs.append([cue])
    starts = [run[0].start for run in runs[1:]] + [track.span.end]
    return list(zip(runs, starts, strict=False))


class _Run:
    """Touching mouths whose edges move; mouth ``i`` lasts from ``edges[i]`` to that of the next.

    Mouths that have given way keep their place in the lists and lose it in ``before``, ``after``.
    """

    def __init__(self, cues: Sequence[Cue[Held]], timing: Timing) -> None:
        self.timing = timing
        self.held = [cue.value for cue in cues]
        self.start: list[int] = [cue.start for cue in cues]
        self.end: list[int] = [cue.end for cue in cues]
        self.before = [i - 1 for i in range(len(cues))]
        self.after = [*range(1, len(cues)), -1]
        self.there = [True] * len(cues)

    def settled(self, room: Ms) -> list[Cue[Held]]:
        """The cues with nothing too short among them."""
        order = sorted(self._short(), key=lambda i: (-self.held[i].strength, i))
        for i in order:  # the strongest asks first; a glide would take it from its own nucleus
            if self.held[i].strength is not Strength.GLIDE:
                self._widen(i)
        weakest = [self._rank(i) for i in self._short()]
        heapify(weakest)
        while weakest:
            rank = heappop(weakest)
            i = rank[-1]
            if self.there[i] and self._is_short(i) and self._rank(i) == rank:
                for changed in self._give_way(i, room):
                    if self._is_short(changed):
                        heappush(weakest, self._rank(changed))
        return [
            Cue(Span(Ms(self.start[i]), Ms(self.end[i])), self.held[i])
            for i in range(len(self.held))
            if self.there[i]
        ]

    def _rank(self, i: int) -> tuple[int, int, int]:
        return (self.held[i].strength, self.end[i] - self.start[i], i)

    def _must(self, i: int) -> bool:
        return self.held[i].strength >= Strength.TEETH

    def _is_short(self, i: int) -> bool:
        return not self._must(i) and self.end[i] - self.start[i] < self.timing.shortest

    def _short(self) -> list[int]:
        return [i for i in range(len(self.held)) if self.there[i] and self._is_short(i)]

    def _floor(self, i: int, asking: Strength) -> int:
        """What a mouth keeps when another asks it for time."""
        if self._must(i):  # only a vowel takes from a closure, which would come late
            strong = asking >= Strength.VOWEL
            return self.timing.frame if strong else self.end[i] - self.start[i]
        if self.held[i].strength is Strength.VOWEL and asking < Strength.VOWEL:
            return max(self.timing.vowel, self.timing.shortest)
        return self.timing.shortest

    def _widen(self, i: int) -> None:
        """Take what is lacking from the neighbours, half from each if both have it."""
        lacking = self.timing.shortest - (self.end[i] - self.start[i])
        left, right = self.before[i], self.after[i]
        asking = self.held[i].strength
        spare = [
            max(0, self.end[k] - self.start[k] - self._floor(k, asking)) if k >= 0 else 0
            for k in (left, right)
        ]
        if left >= 0 and self._must(left):  # lips may part a little early, not before they sound
            spare[0] = min(spare[0], self.timing.frame // 2)
        if lacking <= 0 or sum(spare) < lacking:
            return
        from_left = min(spare[0], max(lacking - spare[1], (lacking + 1) // 2))
        if from_left:
            self.start[i] -= from_left
            self.end[left] = self.start[i]
        if from_left < lacking:
            self.end[i] += lacking - from_left
            self.start[right] = self.end[i]

    def _give_way(self, i: int, room: Ms) -> list[int]:
        """Hand the time of a mouth on; the mouths that are longer or other for it."""
        left, right = self.before[i], self.after[i]
        if left < 0 and right < 0:  # alone
            longer = self.start[i] + self.timing.shortest
            if longer <= room:
                self.end[i] = longer
            else:
                self.there[i] = False
            return []
        to_right = right >= 0 and (not self._must(right) or left < 0 or self._must(left))
        other = right if to_right else left
        if to_right:
            self.start[right] = self.start[i]
        else:
            self.end[left] = self.end[i]
        self.there[i] = False
        if left >= 0:
            self.after[left] = right
        if right >= 0:
            self.before[right] = left
        return [other, *self._melt(left, right)]

    def _melt(self, left: int, right: int) -> list[int]:
        """Make one mouth of two that touch now and are alike."""
        if left < 0 or right < 0 or self.held[left].shape != self.held[right].shape:
            return []
        strength = max(self.held[left].strength, self.held[right].strength)
        self.held[left] = Held(self.held[left].shape, strength)
        self.end[left] = self.end[right]
        self.there[right] = False
        self.after[left] = self.after[right]
        if self.after[right] >= 0:
            self.before[self.after[right]] = left
        return [left]
