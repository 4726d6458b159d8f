"""When words may begin: for each word the few frames that are not ruled out, and how probable."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

LEAST = 1e-6
"""An onset less probable than this in a frame is not kept: an hour of such frames together would
weigh no more than a third of a word, and the memory of an hour is what this bounds."""


@dataclass(frozen=True, eq=False, slots=True)
class Onsets:
    """The posterior of each word's onset, sparse.

    Attributes:
        frames: length of the song.
        first: ``(words + 1,)`` where each word's entries begin.
        frame: ``(entries,)`` ascending inside a word.
        mass: ``(entries,)`` probability that the word begins with the frame.
        total: ``(words,)`` all of it, 1 where the word could be followed.
    """

    frames: int
    first: NDArray[np.int64]
    frame: NDArray[np.int64]
    mass: Doubles
    total: Doubles

    def quantile(self, share: float) -> NDArray[np.int64]:
        """``(words,)`` frame by which each word has begun with probability ``share``."""
        below = np.concatenate([[0.0], np.cumsum(self.mass)])
        start, end = below[self.first[:-1]], below[self.first[1:]]
        place = np.searchsorted(below[1:], start + share * (end - start) * (1 - 1e-12))
        place = np.clip(place, self.first[:-1], np.maximum(self.first[1:] - 1, self.first[:-1]))
        found = self.first[1:] > self.first[:-1]
        out = np.zeros(len(start), np.int64)
        out[found] = self.frame[place[found]]
        return out

    def near(self, centre: NDArray[np.int64], reach: int) -> Doubles:
        """``(words,)`` probability of each word to begin within ``reach`` frames of a frame."""
        # Words one after the other, each on a stretch of its own: one sorted row for all.
        stride = self.frames + 2 * reach + 2
        word = np.repeat(np.arange(len(self.total)), np.diff(self.first))
        place = word * stride + self.frame + reach + 1
        base = np.arange(len(self.total)) * stride + centre + reach + 1
        below = np.concatenate([[0.0], np.cumsum(self.mass)])
        low = np.searchsorted(place, base - reach)
        return np.asarray(below[np.searchsorted(place, base + reach, "right")] - below[low])


_AT_ONCE = 256


@dataclass(eq=False, slots=True)
class OnsetCollector:
    """Gathers onsets frame by frame, in any order of the frames."""

    frames: int
    total: Doubles
    _waiting: list[tuple[int, int, Doubles]] = field(default_factory=list)
    _kept: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]] = field(
        default_factory=list
    )

    def add(self, frame: int, mass: Doubles, first: int = 0) -> None:
        """The probability to begin with a frame of some words, from the ``first`` on."""
        self.total[first : first + len(mass)] += mass
        self._waiting.append((frame, first, mass))
        if len(self._waiting) >= _AT_ONCE:
            self._sift()

    def _sift(self) -> None:
        """Keep of what waits what is probable; many frames at once, for speed."""
        if not self._waiting:
            return
        lengths = [len(mass) for _, _, mass in self._waiting]
        mass = np.concatenate([mass for _, _, mass in self._waiting])
        frame = np.repeat([frame for frame, _, _ in self._waiting], lengths)
        word = np.concatenate(
            [
                np.arange(first, first + n)
                for (_, first, _), n in zip(self._waiting, lengths, strict=True)
            ]
        )
        likely = mass > LEAST
        self._kept.append(
            (
                frame[likely].astype(np.int32),
                word[likely].astype(np.int32),
                mass[likely].astype(np.float32),
            )
        )
        self._waiting = []

    def finished(self) -> Onsets:
        """All of it, by word."""
        self._sift()
        if not self._kept:
            self._kept.append(
                (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
            )
        frame, word, mass = (np.concatenate(column) for column in zip(*self._kept, strict=True))
        order = np.lexsort((frame, word))
        return Onsets(
            frames=self.frames,
            first=np.searchsorted(word[order], np.arange(len(self.total) + 1)),
            frame=frame[order].astype(np.int64),
            mass=mass[order].astype(np.float64),
            total=self.total,
        )
