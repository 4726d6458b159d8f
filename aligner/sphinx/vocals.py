"""Is somebody singing? A classifier that the song trains itself.

No model that fits every band is needed: the first alignment already knows, for most of the song,
where words are and where none can be. A small logistic regression learns from it how this voice
and this band sound, and what it says of each moment corrects the silences of the next alignment.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.features import HOP, RATE

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_FFT = 1024
_BANDS_HZ = (100, 250, 400, 600, 900, 1300, 1900, 2700, 3800, 5500, 7500)
_VOICE_HZ = (90.0, 600.0)
"""Where sung fundamentals lie, from a bass to a high soprano's chest."""

_MEAN_FRAMES, _SPREAD_FRAMES = 9, 19
_RIDGE = 30.0
_EVERY = 5
_FOLDS = 5
_BLOCK_FRAMES = 400
"""Neighbouring frames are alike, so folds are blocks of 4 s, not single frames."""

LEAST_SILENT_FRAMES = 100
MOST_VOCAL = 0.97


def vocal_features(
    mid: Floats, side: Floats | None, cepstra: Floats, alive: NDArray[np.bool_]
) -> Doubles:
    """What the classifier hears, ``(frames, features)``, standardised, with a bias column.

    Args:
        mid: ``(n,)`` mean of the channels, 16 kHz.
        side: ``(n,)`` half their difference, or None for a mono song.
        cepstra: ``(frames, 13)`` of the front end, not normalised.
        alive: ``(frames,)`` where there is any sound; only that is standardised.
    """
    frames = len(cepstra)
    bands = _band_edges()
    power_mid, flux, pitch = _spectral(mid, side, frames, bands)
    columns = [cepstra.astype(np.float64), np.log(power_mid + 1e-9), pitch, flux[:, None]]
    if side is not None:
        power_side = _band_power(side, frames, bands)
        ratio = np.log((power_mid + 1e-9) / (power_side + 1e-9))
        columns.append(np.clip(ratio, -5, 8))
    jump = np.abs(pitch[:, 1] - np.roll(pitch[:, 1], 5))
    jump[:5] = 0.0
    columns.append(jump[:, None])
    raw = np.concatenate(columns, axis=1)
    mean = _moving_mean(raw, _MEAN_FRAMES)
    centre = _moving_mean(raw, _SPREAD_FRAMES)
    spread = np.sqrt(np.maximum(_moving_mean(raw**2, _SPREAD_FRAMES) - centre**2, 0))
    both = np.concatenate([mean, spread], axis=1)
    both -= both[alive].mean(axis=0)
    both /= both[alive].std(axis=0) + 1e-9
    return np.concatenate([both, np.ones((frames, 1))], axis=1)


def vocal_logit(features: Doubles, sung: Floats, alive: NDArray[np.bool_]) -> Doubles | None:
    """Log odds that somebody sings in each frame, learned from the song's own alignment.

    Args:
        features: of :func:`vocal_features`.
        sung: ``(frames,)`` probability of singing that the alignment gives.
        alive: ``(frames,)`` where there is any sound; only from there is learned.

    Returns:
        ``(frames,)``; each block is judged by a model that was not trained on it. None if there
        is not enough of either kind to learn from.
    """
    if not alive.any() or sung[alive].mean() > MOST_VOCAL:
        return None
    if (sung[alive] < 0.5).sum() < LEAST_SILENT_FRAMES:
        return None
    fold = np.arange(len(sung)) // _BLOCK_FRAMES % _FOLDS
    logit = np.zeros(len(sung))
    every = (np.arange(len(sung)) % _EVERY == 0) & alive
    for held_out in range(_FOLDS):
        learn = every & (fold != held_out)
        target = sung[learn].astype(np.float64)
        if not learn.any() or not 0.01 < target.mean() < 0.99:
            return None
        weights = _logistic(features[learn], target)
        here = fold == held_out
        logit[here] = features[here] @ weights
    return logit


def _logistic(x: Doubles, y: Doubles, rounds: int = 8) -> Doubles:
    """Ridge-regularised logistic regression by Newton's method, both classes weighing the same."""
    balance = np.where(y > 0.5, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    ridge = _RIDGE * np.eye(x.shape[1])
    ridge[-1, -1] = 0.0  # the bias is free
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (balance * (y - p)) - ridge @ weights
        curvature = (x * (balance * np.maximum(p * (1 - p), 1e-4))[:, None]).T @ x + ridge
        step = np.linalg.solve(curvature + 1e-6 * np.eye(len(weights)), gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _band_edges() -> NDArray[np.int64]:
    return np.asarray(np.round(np.array(_BANDS_HZ) * _FFT / RATE), dtype=np.int64)


def _frames_of(signal: Floats, frames: int) -> Floats:
    """Windows around the middle of each front-end frame, ``(frames, 1024)``."""
    before = (_FFT - 410) // 2  # the front end's window is 410 samples
    padded = np.pad(signal, (before, max(0, frames * HOP + _FFT - len(signal))))
    return np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::HOP][:frames]


def _band_power(signal: Floats, frames: int, edges: NDArray[np.int64]) -> Doubles:
    window = np.hanning(_FFT).astype(np.float32)
    views = _frames_of(signal, frames)
    out = np.empty((frames, len(edges) - 1))
    for first in range(0, frames, 2048):
        power = np.abs(np.fft.rfft(views[first : first + 2048] * window)) ** 2
        out[first : first + 2048] = np.add.reduceat(power, edges, axis=1)[:, :-1]
    return out


def _spectral(
    mid: Floats, side: Floats | None, frames: int, edges: NDArray[np.int64]
) -> tuple[Doubles, Doubles, Doubles]:
    """Band power, positive spectral flux, and height and log2 of the pitch peak."""
    window = np.hanning(_FFT).astype(np.float32)
    views = _frames_of(mid, frames)
    side_views = None if side is None else _frames_of(side, frames)
    bands = np.empty((frames, len(edges) - 1))
    flux = np.zeros(frames)
    pitch = np.zeros((frames, 2))
    hz = np.arange(_FFT // 2 + 1) * RATE / _FFT
    voice_band = (hz >= 100) & (hz <= 4000)
    low, high = int(RATE / _VOICE_HZ[1]), int(RATE / _VOICE_HZ[0])
    last = np.zeros(_FFT // 2 + 1)
    for first in range(0, frames, 2048):
        power = np.abs(np.fft.rfft(views[first : first + 2048] * window)) ** 2
        bands[first : first + 2048] = np.add.reduceat(power, edges, axis=1)[:, :-1]
        magnitude = np.sqrt(power)
        change = np.diff(np.concatenate([last[None], magnitude]), axis=0)
        flux[first : first + 2048] = np.log(np.maximum(change, 0).sum(axis=1) + 1e-6)
        last = magnitude[-1]
        if side_views is not None:
            off = np.abs(np.fft.rfft(side_views[first : first + 2048] * window))
            centre = np.maximum(magnitude - off, 0)
        else:
            centre = magnitude
        curve = np.fft.irfft(centre * voice_band)
        part = curve[:, low:high]
        peak = part.argmax(axis=1)
        height = part[np.arange(len(part)), peak] / (curve[:, 0] + 1e-9)
        pitch[first : first + 2048] = np.stack([height, np.log2(RATE / (peak + low))], axis=1)
    return bands, flux, pitch


def _moving_mean(x: Doubles, width: int) -> Doubles:
    """Mean over ``width`` frames around each, with the edges repeated."""
    half = width // 2
    padded = np.pad(x, ((half, half), (0, 0)), mode="edge")
    sums = np.cumsum(np.concatenate([np.zeros((1, x.shape[1])), padded]), axis=0)
    return np.asarray((sums[width:] - sums[:-width]) / width)
