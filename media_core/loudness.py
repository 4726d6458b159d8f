"""How loud the voice of a song is, moment by moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from media_core.timeline import Span

RATE = 16_000
STEP_MS = 10
_HOP = RATE * STEP_MS // 1000
_FFT = 512

VOICE_HZ = (200.0, 4000.0)
"""Where a voice carries: above bass and drum, below cymbals (the band of a telephone, about)."""

RANGE_DB = 15.0
"""From loud sung notes down to what counts as nothing: under a band, voices have no more."""

SMOOTH_MS = 70
"""Drum hits are shorter, a wave of vibrato (180 ms) is longer."""

LOUD_PERCENTILE = 95
"""Of the sung moments: one shout does not make the rest of a song quiet."""

_BLOCK = 1024


@dataclass(frozen=True, eq=False, slots=True)
class Loudness:
    """Loudness of a voice, 0 nothing .. 1 as loud as this singer gets.

    Attributes:
        values: ``(n,)`` float64, one every ``step`` milliseconds from the start of the song.
        step: milliseconds.
    """

    values: NDArray[np.float64]
    step: int = STEP_MS

    def over(self, span: Span) -> NDArray[np.float64]:
        """The values from a span's start to its end, one every ``step`` ms; at least one."""
        count = max(1, -(-span.length // self.step))
        return self.at(span.start + self.step * np.arange(count))

    def at(self, moments: NDArray[np.int64]) -> NDArray[np.float64]:
        """The values at moments in milliseconds, straight in between; 0 outside the song."""
        if not len(self.values):
            return np.zeros(len(moments))
        times = self.step * np.arange(len(self.values))
        return np.interp(moments, times, self.values, right=0.0)


def voice_loudness(
    samples: NDArray[np.float32] | Iterable[NDArray[np.float32]], sung: Sequence[Span] = ()
) -> Loudness:
    """Measure the band in which voices carry.

    Instruments in that band count too: it is the loudness of what is sung *with*. Where nobody
    sings it means nothing.

    Args:
        samples: ``(n,)`` mono in -1..1, 16 kHz; or the same in blocks.
        sung: where somebody sings; 1 is what is loud there. Everywhere if empty.
    """
    return loudness_where_sung(voice_decibels(samples), sung)


def loudness_where_sung(decibels: NDArray[np.float64], sung: Sequence[Span] = ()) -> Loudness:
    """The loudness of a voice from what :func:`voice_decibels` has measured."""
    heard = np.zeros(len(decibels), bool)
    for span in sung:
        heard[span.start // STEP_MS : -(-span.end // STEP_MS)] = True
    loud = np.percentile(decibels[heard] if heard.any() else decibels, LOUD_PERCENTILE)
    return Loudness(np.clip(1.0 + (decibels - loud) / RANGE_DB, 0.0, 1.0))


def voice_decibels(
    samples: NDArray[np.float32] | Iterable[NDArray[np.float32]],
) -> NDArray[np.float64]:
    """Power of the band in which voices carry, in decibels, smooth over :data:`SMOOTH_MS`.

    Args:
        samples: as for :func:`voice_loudness`.

    Returns:
        ``(n,)``, one every :data:`STEP_MS`. A full sine in the band has 50, digital silence -100.
    """
    power = _power(_slices(samples) if isinstance(samples, np.ndarray) else samples)
    width = SMOOTH_MS // STEP_MS
    edges = np.pad(power, (width // 2, width - 1 - width // 2), mode="edge")
    smooth = np.convolve(edges, np.hanning(width + 2)[1:-1], "valid")
    return np.asarray(10.0 * np.log10(smooth + 1e-10))


def _slices(samples: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    step = _BLOCK * _HOP
    return (samples[at : at + step] for at in range(0, len(samples), step))


def _power(blocks: Iterable[NDArray[np.float32]]) -> NDArray[np.float64]:
    """Of the voice's band, every step; windows stand on their moment."""
    low, high = (round(hz * _FFT / RATE) for hz in VOICE_HZ)
    window = np.hanning(_FFT).astype(np.float32)
    out: list[NDArray[np.float64]] = []
    count = 0  # samples so far

    def windows(waiting: NDArray[np.float32], frames: int) -> None:
        views = np.lib.stride_tricks.sliding_window_view(waiting, _FFT)[::_HOP][:frames]
        spectrum = np.fft.rfft(views * window)[:, low:high]
        out.append((spectrum.real**2 + spectrum.imag**2).sum(axis=1))

    waiting = [np.zeros(_FFT // 2, np.float32)]
    held = len(waiting[0])
    for block in blocks:
        count += len(block)
        held += len(block)
        waiting.append(block)
        if held >= _BLOCK * _HOP:
            joined = np.concatenate(waiting)
            frames = (held - _FFT) // _HOP
            windows(joined, frames)
            # A copy, not a view: the rest of what it looks into could go.
            waiting = [joined[frames * _HOP :].copy()]
            held = len(waiting[0])
    left = max(1, -(-count // _HOP)) - sum(map(len, out))
    if left > 0:
        windows(np.pad(np.concatenate(waiting), (0, left * _HOP + _FFT)), left)
    return np.concatenate(out)
