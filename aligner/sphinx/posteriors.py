"""How probable each state is at each moment, over all paths at once (forward-backward).

The best path commits itself: at a place where the voice is drowned it is as sure as anywhere
else, and one wrong pause moves a whole line. The posterior of a word's onset says where the word
begins on all paths together; its median is the better time, its spread says how sure we are.

Scaled, in the linear domain, float64: a float32 run loses the right path on long songs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph
from aligner.sphinx.onsets import OnsetCollector, Onsets

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

Windows = NDArray[np.int64]
"""``(words, 2)``: the first frame in which each word may begin, and the first after those."""

BLOCK = 128
"""Frames between two kept forward rows, or the root of all where that is more; the rows between
are computed again (bounded memory)."""

_TINY = 1e-300

_MOST, _LOST = 1e290, 1e-290
"""Between these is what we follow. The best state is put at the top: the right path may be far
from it for a while, where music sounds more like words than like silence. With 290 digits below
the best one, two of seven songs were lost."""

_RESCALE = 2
"""Frames between two rescalings."""


@dataclass(frozen=True, eq=False)
class Posteriors:
    """What forward-backward says of a song; ``T`` frames, ``W`` words.

    Attributes:
        silence: ``(T,)`` probability that nobody sings.
        onsets: of the ``W`` words.
        occupied: ``(T, senones)`` float32 probability of each senone of the graph, or None.
    """

    silence: Floats
    onsets: Onsets
    occupied: Floats | None

    def lost(self) -> bool:
        """True if the paths were lost on the way, so that these numbers mean nothing."""
        return bool(np.any(self.onsets.total < 0.5))


class _Chain:
    """The graph as arrays for products: everything in probabilities."""

    def __init__(self, graph: Graph, windows: Windows | None) -> None:
        self.graph = graph
        self._windows = windows
        self.stay = np.exp(graph.stay.astype(np.float64))
        self.leave = np.exp(graph.leave.astype(np.float64))
        self.cost = np.exp(graph.silence_cost.astype(np.float64))
        self.silence_first = graph.silence
        self.silence_last = graph.silence_last
        self.leaf_leave = self.leave[graph.leaf]
        self.leaf_junction = graph.entry_junction + 1
        self.silence_leave = self.leave[self.silence_last]
        # A chain of states: the first state of a phone chain is entered from a junction only.
        self.go = self.leave[:-1].copy()
        starts = np.concatenate([graph.entry, graph.silence])
        self.go[starts[starts > 0] - 1] = 0.0

    def _may_begin(self, entering: Doubles, t: int) -> Doubles:
        """What enters the words in frame ``t``, without those that may not begin there."""
        if self._windows is None:
            return entering
        closed = (t < self._windows[:, 0]) | (t >= self._windows[:, 1])
        entering[:-1][closed] = 0.0
        return entering

    def opened(self, before: Doubles, t: int) -> tuple[Doubles, Doubles]:
        """What the junctions gather, and what they open in frame ``t``, from the row before."""
        graph = self.graph
        gathered = np.zeros(graph.words + 1)
        gathered[1:] = np.add.reduceat(before[graph.leaf] * self.leaf_leave, graph.first_leaf)
        opened = gathered + before[self.silence_last] * self.silence_leave
        return gathered, self._may_begin(opened, t)

    def forward(self, before: Doubles, emission: Doubles, t: int) -> tuple[Doubles, Doubles]:
        """The next forward row (not scaled), and what the junctions opened."""
        gathered, opened = self.opened(before, t)
        return self._arrive(before, gathered, opened, emission), opened

    def first(self, emission: Doubles) -> tuple[Doubles, Doubles]:
        """The first forward row: the song begins in the first word or in the silence before it."""
        gathered = np.zeros(self.graph.words + 1)
        gathered[0] = 1.0
        opened = self._may_begin(gathered.copy(), 0)
        return self._arrive(np.zeros(len(self.stay)), gathered, opened, emission), opened

    def _arrive(
        self, before: Doubles, gathered: Doubles, opened: Doubles, emission: Doubles
    ) -> Doubles:
        now = before * self.stay
        now[1:] += before[:-1] * self.go
        now[self.graph.entry] += opened[self.graph.entry_junction]
        now[self.silence_first] += gathered * self.cost
        now *= emission
        return now

    def backward(self, after: Doubles, t: int) -> Doubles:
        """The backward row of frame ``t`` from ``emission * backward`` of the next one."""
        graph = self.graph
        now = after * self.stay
        now[:-1] += after[1:] * self.go
        entered = np.zeros(graph.words + 1)
        entered[:-1] = np.add.reduceat(after[graph.entry], graph.first_leaf)
        entered = self._may_begin(entered, t + 1)
        now[self.silence_last] += entered * self.silence_leave
        into = entered + after[self.silence_first] * self.cost
        now[graph.leaf] += into[self.leaf_junction] * self.leaf_leave
        return now

    def last(self) -> Doubles:
        """The backward row of the last frame: after the last word, or in the silence behind it."""
        row = np.zeros(len(self.stay))
        row[self.silence_last[-1]] = self.silence_leave[-1]
        ends = self.graph.leaf[self.graph.first_leaf[-1] :]
        row[ends] = self.leave[ends]
        return row


def posteriors(
    graph: Graph,
    scores: Floats,
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
    chain = _Chain(graph, windows)
    frames = len(scores)
    emissions = _Emissions(graph, scores, scale, silence_bonus)
    size = max(BLOCK, isqrt(frames))
    kept = _kept_rows(chain, emissions, frames, size)
    silent_states = np.flatnonzero(graph.word < 0)
    silence = np.zeros(frames, np.float32)
    onsets = OnsetCollector(frames, np.zeros(graph.words))
    occupied = np.zeros(scores.shape, np.float32) if occupancy else None
    after: Doubles | None = None
    for start in range((frames - 1) // size * size, -1, -size):
        end = min(start + size, frames)
        rows, opened = _block(chain, emissions, kept[start // size], start, end)
        for t in range(end - 1, start - 1, -1):
            backward = chain.last() if after is None else chain.backward(after, t)
            row = rows[t - start]
            # Of roots, for the product of two values may be too large or too small for a float.
            root = np.sqrt(row) * np.sqrt(backward)
            most = float(root.max())
            after = emissions.at(t) * backward
            if most > 0.0:
                root /= most
                gamma = root * root
                total = float(gamma.sum())
                silence[t] = gamma[silent_states].sum() / total
                into = np.add.reduceat(after[graph.entry], graph.first_leaf)
                begun = np.sqrt(opened[t - start][:-1]) * np.sqrt(into) / most
                onsets.add(t, begun * begun / total)
                if occupied is not None:
                    occupied[t] = np.bincount(graph.column, gamma / total, scores.shape[1])
            if t % _RESCALE == 0:
                _rescale(after)
    return Posteriors(silence, onsets.finished(), occupied)


class _Emissions:
    """Likelihood of each state in a frame, up to a factor of the frame."""

    def __init__(
        self, graph: Graph, scores: Floats, scale: float, silence_bonus: Floats | None
    ) -> None:
        self._column, self._scores, self._scale = graph.column, scores, scale
        self._bonus = None if silence_bonus is None else np.exp(silence_bonus.astype(np.float64))
        self._silent = np.flatnonzero(graph.word < 0)

    def at(self, t: int) -> Doubles:
        row = self._scores[t].astype(np.float64)
        row -= row.max()
        row *= self._scale
        np.exp(row, out=row)
        out: Doubles = row.take(self._column)
        if self._bonus is not None:
            out[self._silent] *= self._bonus[t]
        return out


def _rescale(row: Doubles) -> float:
    """Bring a row to a maximum of ``_MOST`` and drop what is lost anyway; return the factor.

    Done every other frame only; few states get so low in between that they are denormal, and slow.
    """
    factor = _MOST / max(float(row.max()), _TINY)
    row *= factor
    row[row < _LOST] = 0.0
    return factor


def _kept_rows(chain: _Chain, emissions: _Emissions, frames: int, size: int) -> list[Doubles]:
    """The forward row before each block; before the first there is none."""
    kept = [np.zeros(0)]
    row = np.zeros(0)
    for t in range(frames - 1):
        row = _next_row(chain, emissions, row, t)[0]
        if t % size == size - 1:
            kept.append(row.copy())
    return kept


def _next_row(
    chain: _Chain, emissions: _Emissions, before: Doubles, t: int
) -> tuple[Doubles, Doubles]:
    """Frame ``t``: the forward row, and the openings in the same scale."""
    emission = emissions.at(t)
    row, opened = chain.forward(before, emission, t) if t else chain.first(emission)
    if t % _RESCALE == 0:
        opened = opened * _rescale(row)
    return row, opened


def _block(
    chain: _Chain, emissions: _Emissions, before: Doubles, start: int, end: int
) -> tuple[list[Doubles], list[Doubles]]:
    rows: list[Doubles] = []
    openings: list[Doubles] = []
    for t in range(start, end):
        before, opened = _next_row(chain, emissions, before, t)
        rows.append(before)
        openings.append(opened)
    return rows, openings
