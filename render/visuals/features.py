"""What visuals know of a song: arrays that were measured once, asked by time."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from media_core.timeline import Ms

BANDS = 32


@dataclass(frozen=True, eq=False, slots=True)
class Features:
    """A song's sound over time. Every method takes a moment in seconds and is pure.

    Attributes:
        duration: of the song.
        step: milliseconds between two rows of ``energy`` and ``peaks``.
        energy: ``(n, BANDS)`` uint8, how loud each band is, from low to high.
        peaks: ``(n,)`` uint8, the largest sample of each step.
        beats: ``(k,)`` int32, when beats fall, in milliseconds, ascending.
        bpm: beats a minute; 0 if the song has none.
        sections: when verses and choruses begin, ascending.
    """

    duration: Ms
    step: int
    energy: NDArray[np.uint8]
    peaks: NDArray[np.uint8]
    beats: NDArray[np.int32]
    bpm: float = 0.0
    sections: tuple[Ms, ...] = ()

    @classmethod
    def silence(cls, duration: Ms) -> Features:
        """Of a song in which nothing sounds."""
        return cls(
            *(duration, 10, np.zeros((1, BANDS), np.uint8), np.zeros(1, np.uint8)),
            np.zeros(0, np.int32),
        )

    def bands(self, t: float) -> NDArray[np.float32]:
        """How loud 32 bands from 45 Hz to 7.6 kHz are, 0..1; 1 is as loud as the band gets."""
        return np.asarray(self.energy[self._row(t)] / np.float32(255), np.float32)

    def level(self, t: float) -> float:
        """How loud the song is, 0..1: the mean of the bands."""
        return float(self.energy[self._row(t)].mean()) / 255

    def bass(self, t: float) -> float:
        """How loud the six lowest bands (to 140 Hz) are, 0..1."""
        return float(self.energy[self._row(t), :6].max()) / 255

    def peak(self, t: float) -> float:
        """The largest sample around a moment, 0..1; 0 outside the song."""
        row = math.floor(t * 1000 / self.step)
        return float(self.peaks[row]) / 255 if 0 <= row < len(self.peaks) else 0.0

    def since_beat(self, t: float) -> float:
        """Seconds since the last beat; infinite before the first one."""
        index = int(np.searchsorted(self.beats, math.floor(t * 1000), "right")) - 1
        return t - int(self.beats[index]) / 1000 if index >= 0 else math.inf

    def beat(self, t: float) -> int:
        """The number of the last beat, from 0; -1 before the first one."""
        return int(np.searchsorted(self.beats, math.floor(t * 1000), "right")) - 1

    def pulse(self, t: float) -> float:
        """1 on a beat, falling to 0 within a third of a second; it rises in the 30 ms before."""
        since = self.since_beat(t)
        after = math.exp(-since / 0.11) if since < 1 else 0.0
        index = self.beat(t) + 1
        ahead = int(self.beats[index]) / 1000 - t if index < len(self.beats) else math.inf
        before = 1 - ahead / 0.03 if ahead < 0.03 else 0.0
        return max(after, before)

    def since_section(self, t: float) -> float:
        """Seconds since the last section began; infinite before the first one."""
        index = bisect_right(self.sections, math.floor(t * 1000)) - 1
        return t - self.sections[index] / 1000 if index >= 0 else math.inf

    def _row(self, t: float) -> int:
        return min(max(0, math.floor(t * 1000 / self.step)), len(self.energy) - 1)
