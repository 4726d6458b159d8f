"""How probable each token is to begin in each frame, over all paths at once (forward-backward).

A token begins at the median of its posterior: the spikes of a best path are sure of themselves
even where the voice is drowned. Logarithms throughout; of the forward rows only those between
blocks are kept, and those of a block are computed again, so that memory grows with the root of
the song's length.
"""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from aligner.ctc.lattice import REACHES, Lattice
from aligner.sphinx.onsets import OnsetCollector, Onsets

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Windows = NDArray[np.int64]
"""``(words, 2)``: the first frame in which each word may begin, and the first after those."""

_NEVER = -1e30
"""The logarithm of nothing; finite, so that sums of it stay quiet."""


class LostError(Exception):
    """No path through the song keeps to the windows."""


def token_onsets(
    lattice: Lattice, logs: Floats, *, star: float, scale: float, windows: Windows | None = None
) -> Onsets:
    """The posterior of every token's onset.

    Args:
        lattice: the states.
        logs: ``(frames, columns)`` log-probabilities, without the star.
        star: log-probability of the star in each frame.
        scale: weight of the emissions; below 1, doubt shows.
        windows: in which frames each word may begin, or None for any.

    Raises:
        LostError: no path keeps to the windows, or there are too few frames.
    """
    frames = len(logs)
    if frames < lattice.shortest:
        raise LostError
    rows = _Rows(lattice, logs, star, scale, windows)
    size = isqrt(frames) + 1
    kept: list[Doubles | None] = [None]
    row: Doubles | None = None
    for t in range((frames - 1) // size * size):
        row = rows.forward(row, t)
        if t % size == size - 1:
            kept.append(row)
    onsets = OnsetCollector(frames, np.zeros(len(lattice.token)))
    after: Doubles | None = None
    total = 0.0
    for start in range((frames - 1) // size * size, -1, -size):
        before = kept[start // size]
        block: list[Doubles | None] = [before]
        for t in range(start, min(start + size, frames)):
            block.append(rows.forward(block[-1], t))
        for t in range(min(start + size, frames) - 1, start - 1, -1):
            if after is None:
                last = block[-1]
                total = _NEVER if last is None else float(np.logaddexp.reduce(last + rows.ends))
                if total < _NEVER / 2:
                    raise LostError
                after = rows.ends.copy()
            else:
                after = rows.backward(after, t)
            entered = rows.entered(block[t - start], t)[lattice.token]
            fit = rows.fit(t)[lattice.token] + after[lattice.token]
            onsets.add(t, np.exp(np.minimum(entered + fit - total, 0.0)), 0)
    return onsets.finished()


class _Rows:
    """One step forward or backward through the lattice."""

    def __init__(
        self,
        lattice: Lattice,
        logs: Floats,
        star: float,
        scale: float,
        windows: Windows | None,
    ) -> None:
        self._lattice, self._logs, self._star, self._scale = lattice, logs, star, scale
        self._arcs = np.where(lattice.may_enter, 0.0, _NEVER)
        states = len(lattice.column)
        # The song ends in the last token, the star behind the last word, or a blank beside those.
        self.ends = np.full(states, _NEVER)
        self.ends[int(lattice.token[-1]) :] = 0.0
        self._first = lattice.token[lattice.first]
        self._windows = windows

    def fit(self, t: int) -> Doubles:
        """``(S,)`` how well the states fit a frame."""
        heard = np.append(self._logs[t].astype(np.float64), self._star)
        return np.asarray(heard[self._lattice.column] * self._scale)

    def _shut(self, entering: Doubles, t: int) -> None:
        """Take out what enters a word that may not begin in frame ``t``."""
        if self._windows is not None:
            outside = (self._windows[:, 0] > t) | (self._windows[:, 1] <= t)
            entering[self._first[outside]] = _NEVER

    def entered(self, before: Doubles | None, t: int) -> Doubles:
        """``(S,)`` log-probability of the paths that come into each state with frame ``t``."""
        out = np.full(len(self._lattice.column), _NEVER)
        if before is None:
            # Not in the blank behind the star: the one before it says the same.
            out[[0, 1, int(self._lattice.token[0])]] = 0.0
        else:
            for reach, arcs in zip(REACHES, self._arcs, strict=True):
                part = before[:-reach] + arcs[reach:]
                np.logaddexp(out[reach:], part, out=out[reach:])
        self._shut(out, t)
        return out

    def forward(self, before: Doubles | None, t: int) -> Doubles:
        """The forward row of frame ``t``."""
        out = self.entered(before, t)
        if before is not None:
            np.logaddexp(out, before, out=out)
        return np.asarray(out + self.fit(t))

    def backward(self, after: Doubles, t: int) -> Doubles:
        """The backward row of frame ``t``, from that of the next."""
        value = after + self.fit(t + 1)
        out = value.copy()
        entering = value.copy()
        self._shut(entering, t + 1)
        for reach, arcs in zip(REACHES, self._arcs, strict=True):
            part = entering[reach:] + arcs[reach:]
            np.logaddexp(out[:-reach], part, out=out[:-reach])
        return out
