"""How probable each state is at each moment, over all paths at once (forward-backward).

The best path commits itself: at a place where the voice is drowned it is as sure as anywhere
else, and one wrong pause moves a whole line. The posterior of a word's onset says where the word
begins on all paths together; its median is the better time, its spread says how sure we are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.chain import Chain, Doubles, Emissions, Floats, Row, Scores, Stretch, Windows
from aligner.sphinx.graph import Graph
from aligner.sphinx.occupancy import Occupancy, OccupancyCollector
from aligner.sphinx.onsets import OnsetCollector, Onsets

MOST_BYTES = 192 << 20
"""Of forward rows. Where all of them would be more, only those between blocks are kept, and those
of a block are computed again: the root of all frames at a time."""

_RESCALE = 8
"""Frames between two rescalings; a word that does not fit at all loses 60 binary orders in one."""


@dataclass(frozen=True, eq=False)
class Posteriors:
    """What forward-backward says of a song; ``T`` frames, ``W`` words.

    Attributes:
        silence: ``(T,)`` probability that nobody sings.
        onsets: of the ``W`` words.
        occupied: which senones are passed through when, or None.
    """

    silence: Floats
    onsets: Onsets
    occupied: Occupancy | None

    def lost(self) -> bool:
        """True if the paths were lost on the way, so that these numbers mean nothing."""
        return bool(np.any(self.onsets.total < 0.5))


def posteriors(
    graph: Graph,
    scores: Scores,
    scale: float,
    *,
    silence_bonus: Floats | None = None,
    windows: Windows | None = None,
    occupancy: bool = False,
) -> Posteriors:
    """Forward-backward over the whole lattice.

    Args:
        graph: the lattice.
        scores: ``(frames, senones)`` log-likelihoods, at least as many frames as
            ``graph.shortest``.
        scale: weight of the log-likelihoods against the transitions.
        silence_bonus: ``(frames,)`` log factor for all silence states, or None.
        windows: in which frames each word may begin, or None for any.
        occupancy: also return the probability of each senone.
    """
    frames = len(scores)
    chain = Chain(graph, frames, windows)
    emissions = Emissions(graph, scores, scale, silence_bonus)
    fits = 8 * sum(here.states.stop - here.states.start for here in chain.stretches) <= MOST_BYTES
    size = frames if fits else isqrt(frames) + 1
    kept = _kept_rows(chain, emissions, frames, size)
    silences = np.flatnonzero(graph.word < 0)
    silence = np.zeros(frames, np.float32)
    onsets = OnsetCollector(frames, np.zeros(graph.words))
    occupied = OccupancyCollector(len(graph.senones)) if occupancy else None
    after: Row | None = None
    for start in range((frames - 1) // size * size, -1, -size):
        end = min(start + size, frames)
        rows = _block(chain, emissions, kept[start // size], start, end)
        for t in range(end - 1, start - 1, -1):
            here = chain.stretches[t]
            states = here.states
            forward = rows.pop()
            after = chain.last() if after is None else chain.backward(after, t)
            gamma = forward.value * after.value[states]
            level, total = _level(chain, here, gamma, forward.exponent + after.exponent)
            after.value[states] *= emissions.at(t, here)
            if total > 0.0:
                silent = gamma[silences[here.silences] - states.start].reshape(-1, graph.depth)
                silence[t] = silent.sum(axis=1) @ level / total
                begun = forward.opened * chain.entered(after.value, t)
                onsets.add(t, begun * level[:-1] / total, here.words.start)
                if occupied is not None:
                    gamma *= (level / total)[chain.group[states] - here.junctions.start]
                    occupied.add(t, graph.column[states], gamma)
            if t % _RESCALE == 0:
                after = chain.rescaled(after, t, forward=False)[0]
    return Posteriors(silence, onsets.finished(), None if occupied is None else occupied.finished())


def _level(
    chain: Chain, here: Stretch, gamma: Doubles, exponent: NDArray[np.int64]
) -> tuple[Doubles, float]:
    """What brings the words that are looked at to one scale, ``(junctions,)``, and their sum."""
    groups = here.junctions
    mass = np.add.reduceat(gamma, chain.graph.silence[groups] - here.states.start)
    own = exponent[groups]
    size = np.where(mass > 0.0, own + np.frexp(mass)[1], -(1 << 40))
    level = np.ldexp(1.0, np.clip(own - size.max(), -1074, 1000))
    return level, float(mass @ level)


def _kept_rows(chain: Chain, emissions: Emissions, frames: int, size: int) -> list[Row | None]:
    """The forward row before each block; before the first there is none."""
    kept: list[Row | None] = [None]
    row: Row | None = None
    for t in range((frames - 1) // size * size):
        row = _next_row(chain, emissions, row, t)[0]
        if t % size == size - 1:
            kept.append(row)
    return kept


def _next_row(
    chain: Chain, emissions: Emissions, before: Row | None, t: int
) -> tuple[Row, Doubles]:
    """Frame ``t``: the forward row, and the openings in the same scale."""
    row, opened = chain.forward(before, emissions.at(t, chain.stretches[t]), t)
    if t % _RESCALE == 0:
        row, factor = chain.rescaled(row, t, forward=True)
        opened = opened * factor[:-1]
    return row, opened


@dataclass(frozen=True, eq=False, slots=True)
class _Forward:
    """What is kept of a forward row: the states that are looked at, and what was opened."""

    value: Doubles
    exponent: NDArray[np.int64]
    opened: Doubles


def _block(
    chain: Chain, emissions: Emissions, before: Row | None, start: int, end: int
) -> list[_Forward]:
    rows: list[_Forward] = []
    for t in range(start, end):
        before, opened = _next_row(chain, emissions, before, t)
        value = before.value[chain.stretches[t].states].copy()
        rows.append(_Forward(value, before.exponent, opened))
    return rows
