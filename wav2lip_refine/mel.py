"""A song -> the spectrogram that the networks hear.

Everything is float64 and ours, from the definitions: Hann window, Fourier transform, Slaney's mel
scale (M. Slaney, "Auditory Toolbox", Interval Technical Report 1998-010) and his bands of equal
area. The numbers are those of Prajwal et al. 2020; weights trained on others would hear noise.
"""

from __future__ import annotations

from functools import cache
from math import exp, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from media_core.errors import AudioError

SAMPLE_RATE = 16_000
HOP = 200
"""Samples from one column to the next: 80 columns a second."""
COLUMNS_PER_SECOND = SAMPLE_RATE // HOP
WINDOW = 800
"""Samples under one window, and the size of the Fourier transform."""
BANDS = 80
LOWEST_HZ = 55.0
HIGHEST_HZ = 7600.0
PRE_EMPHASIS = 0.97
QUIETEST = 1e-5
"""Magnitudes below this count as this, so that silence has a logarithm."""
REFERENCE_DB = 20.0
RANGE_DB = 100.0
LIMIT = 4.0
"""The spectrogram lies in -LIMIT..LIMIT; silence is -LIMIT."""

PadMode = Literal["constant", "reflect"]
"""What is heard before the first and after the last sample."""

_BLOCK = 2048
"""Columns transformed at a time: 13 MB of windows instead of 90 for a song of three minutes."""


def mel_spectrogram(
    samples: NDArray[np.floating], *, pad_mode: PadMode = "constant"
) -> NDArray[np.float64]:
    """The mel spectrogram of a song.

    Args:
        samples: (N,), mono, 16 kHz, nominally in -1..1.
        pad_mode: ``"constant"`` (silence) is what the reference program does with today's
            libraries; ``"reflect"`` is what it did when the published weights were trained. Only
            the first two and the last two columns differ.

    Returns:
        (80, 1 + N // 200) in -4..4, lowest band first.

    Raises:
        AudioError: there are no samples, or some are not numbers.

    >>> mel_spectrogram(np.zeros(400)).shape
    (80, 3)
    """
    if samples.ndim != 1:
        raise ValueError(f"the song must be mono, one dimension of samples: got {samples.shape}")
    if not samples.size:
        raise AudioError("the song has no samples", hint="check that the file plays at all")
    if not np.isfinite(samples).all():
        raise AudioError(
            "the song has samples that are no numbers (NaN or infinite)",
            hint="export it again as 16-bit WAV",
        )
    wave = samples.astype(np.float64)
    wave[1:] -= PRE_EMPHASIS * wave[:-1].copy()
    padded = np.pad(wave, WINDOW // 2, mode=pad_mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]  # (T, 800)
    bank, hann = mel_bank(), _hann()
    bands = np.empty((BANDS, len(windows)))
    for first in range(0, len(windows), _BLOCK):
        spectra = np.abs(np.fft.rfft(windows[first : first + _BLOCK] * hann))  # (block, 401)
        bands[:, first : first + _BLOCK] = bank @ spectra.T
    decibels = 20 * np.log10(np.maximum(QUIETEST, bands)) - REFERENCE_DB
    scaled = 2 * LIMIT * (decibels + RANGE_DB) / RANGE_DB - LIMIT
    return np.clip(scaled, -LIMIT, LIMIT)


@cache
def mel_bank() -> NDArray[np.float64]:
    """Slaney's triangles, (80, 401): how much of each Fourier bin goes into each band.

    Neighbouring triangles overlap by half, and all have the same area over Hz.
    """
    corners = np.array([_hz(m) for m in np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)])
    bins = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)  # (401,)
    left, middle, right = (corners[i : i + BANDS, None] for i in range(3))  # (80, 1) each
    rising = (bins - left) / (middle - left)
    falling = (right - bins) / (right - middle)
    bank: NDArray[np.float64] = np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)
    bank.flags.writeable = False
    return bank


# Slaney's scale: straight to 1000 Hz (mel 15), then 27 steps for every factor of 6.4.
_HZ_PER_MEL = 200 / 3
_BEND_HZ = 1000.0
_BEND_MEL = _BEND_HZ / _HZ_PER_MEL
_LOG_STEP = log(6.4) / 27


def _mel(hz: float) -> float:
    return hz / _HZ_PER_MEL if hz < _BEND_HZ else _BEND_MEL + log(hz / _BEND_HZ) / _LOG_STEP


def _hz(mel: float) -> float:
    return mel * _HZ_PER_MEL if mel < _BEND_MEL else _BEND_HZ * exp((mel - _BEND_MEL) * _LOG_STEP)


@cache
def _hann() -> NDArray[np.float64]:
    # Periodic: the 801st value would be the first of the next period.
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)
