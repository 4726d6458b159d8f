"""One step through the lattice, forward or backward, inside a band of words.

Everything is in probabilities, not logarithms, and each word has an exponent of its own: between
the words of a song lie thousands of orders of magnitude, and the right one may be far below the
best for minutes. With one scale for all of them an hour was lost, and two of seven songs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

Scores = Floats | NDArray[np.float16]

Windows = NDArray[np.int64]
"""``(words, 2)``: the first frame in which each word may begin, and the first after those."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive words with the silences around them, as slices.

    Attributes:
        words: of the words.
        junctions: before, between and after them.
        leaves: of their pronunciations.
        states: of all their states.
        silences: of the silence states among all silence states.
    """

    words: slice
    junctions: slice
    leaves: slice
    states: slice
    silences: slice


_REACH = 400
"""Binary orders of magnitude by which a word may lie below the one before it; what is further below
will never count."""

_FULL = 2.0**500
"""Nothing gets larger: the product of a forward and a backward value is still a float."""


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """Forward or backward probabilities of a frame, ``value * 2 ** exponent``.

    A word shares its exponent with the silence before it.

    Attributes:
        value: ``(states,)``, 0 where nothing is looked at.
        exponent: ``(junctions,)``.
        shift: ``(junctions,)`` what a value that passes a junction is multiplied with.
    """

    value: Doubles
    exponent: NDArray[np.int64]
    shift: Doubles


class Chain:
    """The graph as arrays for products, and which words are looked at in each frame.

    Args:
        graph: the lattice.
        frames: length of the song.
        windows: in which frames each word may begin, or None for any. A word is looked at from
            the first of them until the next word must have begun.

    Attributes:
        graph: the lattice.
        stretches: what is looked at in each frame.
        group: ``(states,)`` the junction whose exponent a state has.
    """

    def __init__(self, graph: Graph, frames: int, windows: Windows | None) -> None:
        self.graph = graph
        self._stay = np.exp(graph.stay.astype(np.float64))
        leave = np.exp(graph.leave.astype(np.float64))
        self._cost = np.exp(graph.silence_cost.astype(np.float64))
        self._silence_last = graph.silence_last
        self._leaf_leave = leave[graph.leaf]
        self._leaf_junction = graph.entry_junction + 1
        self._silence_leave = leave[self._silence_last]
        self._leave = leave
        # A chain of states: the first state of a phone chain is entered from a junction only.
        self._go = leave[:-1].copy()
        starts = np.concatenate([graph.entry, graph.silence])
        self._go[starts[starts > 0] - 1] = 0.0
        self._ends = None if windows is None else windows[:, 1]
        self.stretches = _stretches(graph, frames, windows)
        self.group = np.where(graph.word < 0, -1 - graph.word, graph.word)

    def _may_begin(self, entering: Doubles, words: slice, t: int) -> None:
        """Take out what enters words that may no longer begin in frame ``t``."""
        if self._ends is not None:
            entering *= self._ends[words] > t

    def forward(self, before: Row | None, emission: Doubles, t: int) -> tuple[Row, Doubles]:
        """The next forward row, not rescaled, and what the junctions opened, in its exponents.

        Args:
            before: the row of the frame before; None in the first frame, where the song begins in
                the first word or in the silence before it.
            emission: of the states that are looked at.
            t: the frame.

        Returns:
            The row, and one number for each word that is looked at.
        """
        graph, here = self.graph, self.stretches[t]
        gathered = np.zeros(here.junctions.stop - here.junctions.start)
        now = np.zeros(graph.states)
        if before is None:
            gathered[0] = 1.0
            opened = gathered.copy()
            none = np.zeros(graph.words + 1, np.int64)
            before = Row(now, none, np.ones(graph.words + 1))
        else:
            value, states = before.value, here.states
            exits = value[graph.leaf[here.leaves]] * self._leaf_leave[here.leaves]
            gathered[1:] = np.add.reduceat(exits, graph.first_leaf[here.words] - here.leaves.start)
            gathered *= before.shift[here.junctions]
            np.minimum(gathered, _FULL, out=gathered)
            through = value[self._silence_last[here.junctions]]
            opened = gathered + through * self._silence_leave[here.junctions]
            np.multiply(value[states], self._stay[states], out=now[states])
            from_states = slice(states.start, states.stop - 1)
            now[states.start + 1 : states.stop] += value[from_states] * self._go[from_states]
        self._may_begin(opened[:-1], here.words, t)
        now[graph.entry[here.leaves]] += opened[
            graph.entry_junction[here.leaves] - here.junctions.start
        ]
        now[graph.silence[here.junctions]] += gathered * self._cost[here.junctions]
        now[here.states] *= emission
        return Row(now, before.exponent, before.shift), opened[:-1]

    def backward(self, after: Row, t: int) -> Row:
        """The backward row of frame ``t``.

        Args:
            after: ``emission * backward`` of the next frame.
            t: the frame.
        """
        graph, here, to = self.graph, self.stretches[t], self.stretches[t + 1]
        states, value = here.states, after.value
        now = np.zeros(graph.states)
        np.multiply(value[states], self._stay[states], out=now[states])
        from_states = slice(states.start, states.stop - 1)
        now[from_states] += value[states.start + 1 : states.stop] * self._go[from_states]
        # What the junctions of this frame lead into; the words of the next may be others.
        entered = np.zeros(graph.words + 1)
        into = self.entered(value, t + 1)
        self._may_begin(into, to.words, t + 1)
        entered[to.words] = into
        onward = entered[here.junctions]
        now[self._silence_last[here.junctions]] += onward * self._silence_leave[here.junctions]
        onward += value[graph.silence[here.junctions]] * self._cost[here.junctions]
        onward *= after.shift[here.junctions]
        np.minimum(onward, _FULL, out=onward)
        now[graph.leaf[here.leaves]] += (
            onward[self._leaf_junction[here.leaves] - here.junctions.start]
            * self._leaf_leave[here.leaves]
        )
        return Row(now, after.exponent, after.shift)

    def last(self) -> Row:
        """The backward row of the last frame: after the last word, or in the silence behind it."""
        value = np.zeros(self.graph.states)
        value[self._silence_last[-1]] = self._silence_leave[-1]
        ends = self.graph.leaf[self.graph.first_leaf[-1] :]
        value[ends] = self._leave[ends]
        junctions = self.graph.words + 1
        return Row(value, np.zeros(junctions, np.int64), np.ones(junctions))

    def entered(self, after: Doubles, t: int) -> Doubles:
        """What ``emission * backward`` of frame ``t`` says of the words looked at in it."""
        here = self.stretches[t]
        first_leaf = self.graph.first_leaf[here.words] - here.leaves.start
        into: Doubles = np.add.reduceat(after[self.graph.entry[here.leaves]], first_leaf)
        return into

    def rescaled(self, row: Row, t: int, *, forward: bool) -> tuple[Row, Doubles]:
        """The same row with the best state of each word near 1; ``row.value`` is reused.

        Args:
            row: of frame ``t``.
            t: the frame.
            forward: whether probability flows from each word to the next, or back.

        Returns:
            The row, and the factor of each junction that is looked at.
        """
        here = self.stretches[t]
        groups, states = here.junctions, here.states
        value = row.value[states]
        top = np.maximum.reduceat(value, self.graph.silence[groups] - states.start)
        old = row.exponent[groups]
        order = slice(None) if forward else slice(None, None, -1)
        new = _levelled((old + np.frexp(top)[1])[order], top[order] > 0.0)[order]
        factor = np.ldexp(1.0, np.clip(old - new, -1074, _REACH))
        value *= factor[self.group[states] - groups.start]
        # Words that come into the band next begin on the level of their neighbour.
        exponent = row.exponent.copy()
        exponent[groups] = new
        if forward:
            exponent[groups.stop :] = new[-1]
        else:
            exponent[: groups.start] = new[0]
        step = np.clip(-np.diff(exponent), -1074, 1074)
        shift = np.ones(len(exponent))
        shift[1:] = np.ldexp(1.0, np.clip(step if forward else -step, -1074, _REACH))
        return Row(row.value, exponent, shift), factor


def _levelled(exponent: NDArray[np.int64], reached: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Exponents in the order in which probability flows: none far below the one before it."""
    place = np.arange(len(exponent))
    source = np.maximum.accumulate(np.where(reached, place, -1))
    first = int(reached.argmax())
    level = exponent[np.where(source < 0, first, source)]
    slope = _REACH * place
    return np.asarray(np.maximum.accumulate(level + slope) - slope)


def _stretches(graph: Graph, frames: int, windows: Windows | None) -> list[Stretch]:
    """What is looked at in each frame; at least one word is."""
    if windows is None:
        return [_stretch(graph, 0, graph.words)] * frames
    begins = np.maximum.accumulate(windows[:, 0])
    ends = np.minimum.accumulate(windows[::-1, 1])[::-1]
    t = np.arange(frames)
    # A word is over when the next one must have begun.
    first = np.minimum(np.searchsorted(ends[1:], t, "right"), graph.words - 1)
    last = np.clip(np.searchsorted(begins, t, "right"), first + 1, graph.words)
    pairs = list(zip(first.tolist(), last.tolist(), strict=True))
    known = {pair: _stretch(graph, *pair) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _stretch(graph: Graph, first: int, last: int) -> Stretch:
    """The words from ``first`` to ``last``, not included."""
    end = int(graph.first_leaf[last]) if last < graph.words else len(graph.leaf)
    return Stretch(
        words=slice(first, last),
        junctions=slice(first, last + 1),
        leaves=slice(int(graph.first_leaf[first]), end),
        states=slice(int(graph.silence[first]), int(graph.silence[last]) + graph.depth),
        silences=slice(first * graph.depth, (last + 1) * graph.depth),
    )


class Emissions:
    """Likelihood of the states in a frame, up to a factor of the frame.

    Args:
        graph: the lattice.
        scores: ``(frames, senones)`` log-likelihoods.
        scale: their weight.
        silence_bonus: ``(frames,)`` log factor for all silence states, or None.
    """

    AT_ONCE = 128

    def __init__(
        self,
        graph: Graph,
        scores: Scores,
        scale: float,
        silence_bonus: Floats | None,
    ) -> None:
        self._column, self._scores, self._scale = graph.column, scores, scale
        self._bonus = None if silence_bonus is None else np.exp(silence_bonus.astype(np.float64))
        self._silent = np.flatnonzero(graph.word < 0)
        self._block = -1
        self._rows = np.zeros((0, 0))

    def at(self, t: int, here: Stretch) -> Doubles:
        """Of the states of a stretch."""
        block, place = divmod(t, self.AT_ONCE)
        if block != self._block:
            rows = self._scores[block * self.AT_ONCE :][: self.AT_ONCE].astype(np.float64)
            rows -= rows.max(axis=1, keepdims=True)
            rows *= self._scale
            self._rows, self._block = np.exp(rows, out=rows), block
        out: Doubles = self._rows[place].take(self._column[here.states])
        if self._bonus is not None:
            out[self._silent[here.silences] - here.states.start] *= self._bonus[t]
        return out
