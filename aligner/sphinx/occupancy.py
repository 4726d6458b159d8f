"""Which states of the model are passed through in which frame, sparse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST = 1e-3
"""A senone less probable than this in a frame teaches the model nothing worth its memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Occupancy:
    """Probability of senones in frames; one entry for each pair that counts.

    Attributes:
        frame: ``(entries,)``, not sorted.
        column: ``(entries,)`` index into the graph's senones.
        share: ``(entries,)`` probability.
    """

    frame: NDArray[np.int32]
    column: NDArray[np.int32]
    share: Floats

    def of(
        self, columns: NDArray[np.int64], frames: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], Floats]:
        """Some senones in some frames.

        Args:
            columns: ascending indices into the graph's senones.
            frames: ``(T,)`` which frames.

        Returns:
            The frames in which any of them is passed through, ascending, and a
            ``(frames, columns)`` table of probabilities.
        """
        wanted = np.isin(self.column, columns) & frames[self.frame]
        when, row = np.unique(self.frame[wanted], return_inverse=True)
        table = np.zeros((len(when), len(columns)), np.float32)
        table[row, np.searchsorted(columns, self.column[wanted])] = self.share[wanted]
        return when.astype(np.int64), table


@dataclass(eq=False, slots=True)
class OccupancyCollector:
    """Gathers occupancy frame by frame, in any order of the frames."""

    senones: int
    _frame: list[NDArray[np.int32]] = field(default_factory=list)
    _column: list[NDArray[np.int32]] = field(default_factory=list)
    _share: list[Floats] = field(default_factory=list)

    def add(self, frame: int, column: NDArray[np.int64], gamma: NDArray[np.float64]) -> None:
        """The probabilities of states, and their senones, in a frame."""
        share = np.bincount(column, gamma, self.senones)
        columns = np.flatnonzero(share > LEAST)
        self._frame.append(np.full(len(columns), frame, np.int32))
        self._column.append(columns.astype(np.int32))
        self._share.append(share[columns].astype(np.float32))

    def finished(self) -> Occupancy:
        """All of it."""
        return Occupancy(
            np.concatenate([np.zeros(0, np.int32), *self._frame]),
            np.concatenate([np.zeros(0, np.int32), *self._column]),
            np.concatenate([np.zeros(0, np.float32), *self._share]),
        )
