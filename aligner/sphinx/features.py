"""The front end that the acoustic model was trained behind: 16 kHz mono -> 13 cepstra a frame.

Equal to PocketSphinx's own MFCC output (a test compares them). Steps: pre-emphasis 0.97, Hamming
window of 25.625 ms every 10 ms, power spectrum (512 points), triangular mel filters of equal
area, a noise tracker that takes the steady background out of each band, log, orthonormal DCT-II,
liftering. Sources: Davis & Mermelstein 1980 (cepstra); Kim & Stern 2010, "Feature extraction for
robust speech recognition based on maximizing the sharpness of the power distribution and on power
flooring" (the noise tracker); option values from the model's ``feat.params``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
HOP = 160
"""Samples from one frame to the next: 10 ms."""

_WINDOW = 410  # 0.025625 s, the default of the recogniser the model was trained with
_FFT = 512
_PRE_EMPHASIS = 0.97
_CEPSTRA = 13
_FILTERS = 25  # of the model's ``nfilt``
_LOG_FLOOR = 1e-4  # digital silence has a logarithm, too

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def cepstra(mono16k: Floats, options: Mapping[str, str]) -> Floats:
    """Cepstra of a whole file.

    Args:
        mono16k: ``(n,)`` float32 in -1..1.
        options: ``feat.params`` of the model: ``nfilt``, ``lowerf``, ``upperf``, ``lifter``.

    Returns:
        ``(frames, 13)`` float32; frame ``t`` covers the samples from ``160 t`` to ``160 t + 410``.
        The last frame is filled up with zeros; no samples give no frame.
    """
    bank = mel_filters(int(options["nfilt"]), float(options["lowerf"]), float(options["upperf"]))
    energies = mel_energies(mono16k, bank)
    if options.get("remove_noise") == "yes":
        energies = without_steady_noise(energies)
    logs = np.log(energies + _LOG_FLOOR)
    lifter = int(options["lifter"])
    weights = 1 + lifter / 2 * np.sin(np.arange(_CEPSTRA) * np.pi / lifter)
    return (logs @ _dct(energies.shape[1]).T * weights).astype(np.float32)


def frame_count(samples: int) -> int:
    """How many frames a signal has; the last one may reach past its end."""
    return 1 + max(0, -(-(samples - _WINDOW) // HOP)) if samples else 0


def mel_filters(count: int, low_hz: float, high_hz: float) -> Doubles:
    """Triangular filters ``(count, 257)`` of unit area, with edges rounded to FFT bins."""
    width = RATE / _FFT

    def mel(hz: float) -> float:
        return float(2595 * np.log10(1 + hz / 700))

    edges_mel = np.linspace(mel(low_hz), mel(high_hz), count + 2)
    edges = 700 * (10 ** (edges_mel / 2595) - 1)
    edges = np.floor(edges / width + 0.5) * width
    hz = np.arange(_FFT // 2 + 1) * width
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = (hz - left) / (centre - left)
    falling = (right - hz) / (right - centre)
    return np.maximum(np.minimum(rising, falling), 0) * 2 / (right - left)


def mel_energies(mono16k: Floats, bank: Doubles) -> Doubles:
    """Power in each filter, ``(frames, filters)``, of a signal in 16-bit units."""
    frames = frame_count(len(mono16k))
    window = np.hamming(_WINDOW)
    out = np.empty((frames, len(bank)))
    for first in range(0, frames, 4096):  # bounded memory for an hour of audio
        last = min(first + 4096, frames)
        signal = _pre_emphasised(mono16k, first * HOP, (last - 1) * HOP + _WINDOW)
        block = np.lib.stride_tricks.sliding_window_view(signal, _WINDOW)[::HOP]
        spectrum = np.fft.rfft(block * window, _FFT)
        out[first:last] = (spectrum.real**2 + spectrum.imag**2) @ bank.T
    return out


def _pre_emphasised(mono16k: Floats, start: int, end: int) -> Doubles:
    """A stretch of the signal; zeros are before and after it."""
    part = mono16k[max(0, start - 1) : end].astype(np.float64)
    # The recogniser reads 16-bit samples, so the signal is rounded as a wav file would round it.
    part = np.clip(np.round(part * 32768), -32768, 32767)
    if start == 0:
        part = np.concatenate([[0.0], part])
    # Emphasised first and filled up then: no step down to silence is heard at the end.
    part = part[1:] - _PRE_EMPHASIS * part[:-1]
    return np.pad(part, (0, end - start - len(part)))


# Constants of the tracker (Kim & Stern 2010, section 3; the values the model was trained with).
_POWER_MEMORY = 0.7
_RISE_MEMORY, _FALL_MEMORY = 0.995, 0.5
_PEAK_DECAY, _PEAK_SHARE = 0.85, 0.2
_MAX_GAIN = 20.0
_SMOOTH = 4


def without_steady_noise(energies: Doubles) -> Doubles:
    """Lower each band by the noise that a slowly rising envelope finds in it.

    Args:
        energies: ``(frames, filters)``.

    Returns:
        The same shape; every frame is scaled by a gain of 1/20..20, smoothed over 9 filters.
    """
    if len(energies) == 0:
        return energies
    filters = energies.shape[1]
    reach = np.arange(filters)
    low, high = np.maximum(reach - _SMOOTH, 0), np.minimum(reach + _SMOOTH, filters - 1)
    span = high - low + 1
    power = energies[0].copy()
    noise = energies[0] / _MAX_GAIN
    floor = energies[0] / _MAX_GAIN
    peak = np.zeros(filters)
    gains = np.empty_like(energies)
    for t, frame in enumerate(energies):
        power = _POWER_MEMORY * power + (1 - _POWER_MEMORY) * frame
        noise = _envelope(power, noise)
        signal = np.maximum(power - noise, 1.0)
        floor = _envelope(signal, floor)
        peak = _PEAK_DECAY * peak
        # What follows a louder moment in the same band is masked by it, as in the ear.
        masked = np.where(signal < _PEAK_DECAY * peak, _PEAK_SHARE * peak, signal)
        masked = np.maximum(masked, floor)
        peak = np.maximum(peak, signal)
        gains[t] = masked / np.maximum(power, 1e-300)
    gains = np.clip(gains, 1 / _MAX_GAIN, _MAX_GAIN)
    sums = np.concatenate([np.zeros((len(gains), 1)), np.cumsum(gains, axis=1)], axis=1)
    return np.asarray(energies * ((sums[:, high + 1] - sums[:, low]) / span))


def _envelope(value: Doubles, before: Doubles) -> Doubles:
    """A lower envelope: rises slowly, falls at once."""
    memory = np.where(value >= before, _RISE_MEMORY, _FALL_MEMORY)
    return memory * before + (1 - memory) * value


def _dct(filters: int) -> Doubles:
    """Orthonormal DCT-II, ``(13, filters)``."""
    k, n = np.arange(_CEPSTRA)[:, None], np.arange(filters)[None, :]
    basis = np.cos(np.pi * k * (n + 0.5) / filters) * np.sqrt(2 / filters)
    basis[0] /= np.sqrt(2)
    return np.asarray(basis)


_DEAD = 16.0
"""Natural logarithms below the loud frames, 70 dB: nothing that is sung or played is so faint."""


def alive(ceps: Floats) -> NDArray[np.bool_]:
    """``(frames,)`` where there is any sound at all; true everywhere in a silent file.

    The silence of an empty track is no sample of how a band sounds while nobody sings, and means
    that it takes part in are of no use.
    """
    if len(ceps) == 0:
        return np.zeros(0, bool)
    # The zeroth cepstrum is the mean log energy of the filters, times a constant.
    loudness = ceps[:, 0] / np.sqrt(_FILTERS)
    return np.asarray(loudness > np.quantile(loudness, 0.95) - _DEAD)


def streams(ceps: Floats) -> Floats:
    """Three feature streams ``(3, frames, 13)``: cepstra, their change, the change of that.

    The mean over all sound is taken out first (batch cepstral mean normalisation); edge frames
    are repeated.
    """
    if len(ceps) == 0:
        return np.zeros((3, 0, _CEPSTRA), np.float32)
    ceps = ceps - ceps[alive(ceps)].mean(axis=0)
    padded = np.pad(ceps, ((3, 3), (0, 0)), mode="edge")
    n = len(ceps)

    def at(shift: int) -> Floats:
        return padded[3 + shift : 3 + shift + n]

    delta = at(2) - at(-2)
    delta2 = (at(3) - at(-1)) - (at(1) - at(-3))
    return np.stack([ceps, delta, delta2]).astype(np.float32)
