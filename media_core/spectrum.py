"""What a song sounds like, moment by moment: energy in bands, peaks, and how much begins.

One pass over the samples in blocks; what is kept is a few bytes a step, so that an hour of music
takes some megabytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
STEP_MS = 10
BANDS = 32
RANGE_HZ = (45.0, 7600.0)
"""From the lowest string of a bass to what 16 kHz still holds."""

_HOP = RATE * STEP_MS // 1000
_FFT = 1024
_BLOCK = 2048  # steps at once

_QUIET_DB = -60.0
"""Below the loudest moment: what is softer than this neither begins nor ends."""

_NOTHING_DB = -50.0
"""Silence with the dither of 16 bits; the power of a full sine is 48."""

_SEEN_DB = 32.0
"""From a band's loud moments down to what is shown as nothing."""

_POOR_DB = 30.0
"""A band so far below the loudest one is not raised to its height: it holds only noise."""

_RELEASE_MS = 110
"""Art: bars fall in 80 to 120 ms to a third; they rise at once."""


@dataclass(frozen=True, eq=False, slots=True)
class Spectrum:
    """A song in steps of :data:`STEP_MS` milliseconds; step 0 is about its first moment.

    Attributes:
        bands: ``(n, BANDS)`` uint8, from low to high; 255 is as loud as a band gets in this song.
            They rise at once and fall slowly, as is pleasant to look at.
        peaks: ``(n,)`` uint8, the largest sample of each step; 255 is the song's largest.
        onsets: ``(n,)`` float32, how much begins to sound; 0 or more, its mean about 1.
    """

    bands: NDArray[np.uint8]
    peaks: NDArray[np.uint8]
    onsets: NDArray[np.float32]

    @property
    def count(self) -> int:
        """Number of steps."""
        return len(self.peaks)


def listen(samples: NDArray[np.float32] | Iterable[NDArray[np.float32]]) -> Spectrum:
    """Measure a song.

    Args:
        samples: ``(n,)`` mono in -1..1, 16 kHz; or the same in blocks.
    """
    blocks = [samples] if isinstance(samples, np.ndarray) else samples
    found = list(_decibels(blocks))
    decibels = np.concatenate([db for db, _ in found])
    peaks = np.concatenate([peak for _, peak in found])
    top = float(peaks.max(initial=0.0))
    shown = np.round(255 * peaks / top) if top > 0 else np.zeros(len(peaks))
    return Spectrum(_shown(decibels), shown.astype(np.uint8), _onsets(decibels))


def _edges() -> NDArray[np.int64]:
    """Bins where bands begin; each has one at least."""
    low, high = RANGE_HZ
    bins = np.round(np.geomspace(low, high, BANDS + 1) * _FFT / RATE).astype(np.int64)
    for i in range(1, len(bins)):
        bins[i] = max(bins[i], bins[i - 1] + 1)
    return bins


def _decibels(
    blocks: Iterable[NDArray[np.float32]],
) -> Iterator[tuple[NDArray[np.float16], NDArray[np.float32]]]:
    """Power of the bands, and the largest samples, for some steps at a time."""
    edges = _edges()
    window = np.hanning(_FFT).astype(np.float32)

    def measured(
        waiting: NDArray[np.float32], steps: int
    ) -> tuple[NDArray[np.float16], NDArray[np.float32]]:
        views = np.lib.stride_tricks.sliding_window_view(waiting, _FFT)[::_HOP][:steps]
        spectrum = np.fft.rfft(views * window)
        power = np.add.reduceat(
            spectrum.real**2 + spectrum.imag**2, edges, axis=1, dtype=np.float64
        )[:, :BANDS]
        middle = waiting[_FFT // 2 : _FFT // 2 + steps * _HOP]
        peaks = np.abs(middle).reshape(steps, _HOP).max(axis=1)
        return (10 * np.log10(power + 1e-7)).astype(np.float16), peaks

    count = done = 0
    waiting = np.zeros(_FFT // 2, np.float32)  # windows stand on their moment
    for block in blocks:
        count += len(block)
        waiting = np.concatenate([waiting, block])
        while len(waiting) >= _BLOCK * _HOP + _FFT:
            yield measured(waiting, _BLOCK)
            done += _BLOCK
            waiting = waiting[_BLOCK * _HOP :]
    left = max(1, -(-count // _HOP)) - done
    if left > 0:
        yield measured(np.pad(waiting, (0, left * _HOP + _FFT)), left)


def _shown(decibels: NDArray[np.float16]) -> NDArray[np.uint8]:
    """Bands as heights: each by what is loud for it, for music falls off towards the treble."""
    loud = np.percentile(decibels[:: max(1, len(decibels) // 20_000)], 96, axis=0)
    loud = np.maximum(loud, loud.max() - _POOR_DB)
    fall = np.float32(np.exp(-STEP_MS / _RELEASE_MS))
    out = np.empty(decibels.shape, np.uint8)
    before = np.zeros(BANDS, np.float32)
    silent = 10 * np.log10(1e-7) + 1
    for start in range(0, len(decibels), _BLOCK):
        part = decibels[start : start + _BLOCK].astype(np.float32)
        high = np.clip(1 + (part - loud) / _SEEN_DB, 0, 1).astype(np.float32)
        high[part <= silent] = 0
        for i, now in enumerate(high):
            before = np.maximum(now, before * fall)
            out[start + i] = 255 * before
    return out


def _onsets(decibels: NDArray[np.float16]) -> NDArray[np.float32]:
    """The mean rise of the bands, above what is usual around it."""
    floor = np.float32(max(float(decibels.max()) + _QUIET_DB, _NOTHING_DB))
    rise = np.zeros(len(decibels), np.float32)
    for start in range(0, len(decibels), _BLOCK):
        part = decibels[max(0, start - 2) : start + _BLOCK].astype(np.float32)
        part = np.maximum(part, floor)
        if start == 0:
            part = np.concatenate([np.full((2, BANDS), floor, np.float32), part])
        rise[start : start + _BLOCK] = np.maximum(0, part[2:] - part[:-2]).mean(axis=1)
    around = np.convolve(rise, np.full(41, 1 / 41, np.float32), "same")
    clear = np.maximum(0, rise - around[: len(rise)])
    mean = float(clear.mean())
    return (clear / mean if mean > 1e-6 else np.zeros(len(rise))).astype(np.float32)
