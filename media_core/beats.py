"""When the beats of a song fall.

The tempo is where the onsets of a song repeat themselves, and the beats are the path through the
onsets that keeps this tempo best (dynamic programming as in D. Ellis, "Beat Tracking by Dynamic
Programming", Journal of New Music Research 36(1), 2007).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from media_core.spectrum import STEP_MS

SLOWEST, FASTEST = 40.0, 220.0
"""Beats a minute that are looked for."""

_USUAL = 110.0
"""People tap near this tempo when several would do; Ellis takes 120."""

_SPREAD = 1.0
"""Octaves in which the wish for the usual tempo falls to 1/e of its square root."""

_TWICE = 0.82
"""Onsets that repeat after half of a period as surely as after it are beats themselves."""

_TIGHT = 100.0
"""How much a step that is not one period costs (Ellis: alpha)."""

_WINDOW = 1200  # steps: 12 s
_LATE_MS = 12.0
"""Onsets are measured so much early: a window of 64 ms meets a sound before its middle does.
Found with clicks at known times (see the tests)."""

MOST_BEATS = 100_000


@dataclass(frozen=True, eq=False, slots=True)
class Beats:
    """The beats of a song.

    Attributes:
        bpm: beats a minute; 0 if the song has none.
        times: ``(n,)`` int32, milliseconds, ascending.
        sure: how well the song keeps them, 0..1: the share of all onsets that falls on beats.
    """

    bpm: float
    times: NDArray[np.int32]
    sure: float = 0.0


NO_BEATS = Beats(0.0, np.zeros(0, np.int32))


def find_beats(onsets: NDArray[np.float32], bpm: float | None = None) -> Beats:
    """Find the beats.

    Args:
        onsets: ``(n,)``, how much begins in each step of :data:`media_core.spectrum.STEP_MS`.
        bpm: the tempo, if it is known: only where the beats fall is sought then.
    """
    wave = _smooth(onsets.astype(np.float64), 1.5)
    spread = float(wave.std())
    if len(wave) < 300 or spread < 1e-9:
        return _even(len(wave), bpm) if bpm else NO_BEATS
    wave /= spread
    if bpm is None:
        period = _period(wave)
        if period == 0:
            return NO_BEATS
    else:
        period = 60_000 / bpm / STEP_MS
    path = _path(wave, period, tight=_TIGHT if bpm is None else 4 * _TIGHT)
    path = path if bpm is not None else _without_silence(wave, path)
    if len(path) < 2:
        return _even(len(wave), bpm) if bpm else NO_BEATS
    exact = _between_steps(wave, path) * STEP_MS + _LATE_MS
    times = np.maximum(0, np.round(exact)).astype(np.int32)[:MOST_BEATS]
    found = bpm if bpm is not None else _tempo(exact)
    return Beats(found, times, _sure(wave, path))


def _smooth(wave: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    reach = max(1, int(3 * width))
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    if len(wave) < len(bell):
        return wave
    return np.convolve(wave, bell / bell.sum(), "same")


def _period(wave: NDArray[np.float64]) -> float:
    """Steps after which the song repeats itself, as a person would tap; 0 if it does not."""
    again = _repetition(wave)
    lags = np.arange(len(again))
    fast, slow = (60_000 / bpm / STEP_MS for bpm in (FASTEST, SLOWEST))
    tempo = 60_000 / STEP_MS / np.maximum(lags, 1)
    wish = np.exp(-0.5 * (np.log2(tempo / _USUAL) / _SPREAD) ** 2)
    score = np.where((lags >= fast) & (lags <= slow), again * wish, 0)
    best = int(score.argmax())
    if score[best] <= 0:
        return 0.0
    while best / 2 >= fast:
        half = _top(again, best / 2)
        if again[half] < _TWICE * again[best]:
            break
        best = half
    return _vertex(again, best)


def _repetition(wave: NDArray[np.float64]) -> NDArray[np.float64]:
    """How like itself the song is after each number of steps, the mean of windows; 1 at none."""
    longest = int(60_000 / SLOWEST / STEP_MS) + 2
    total = np.zeros(longest + 1)
    size = min(_WINDOW, len(wave))
    for start in range(0, len(wave) - size + 1, max(1, size // 2)):
        part = wave[start : start + size] - wave[start : start + size].mean()
        line = np.fft.irfft(np.abs(np.fft.rfft(part, 2 * size)) ** 2)[: longest + 1]
        # As if the window did not end.
        total[: len(line)] += line * size / (size - np.arange(len(line)))
    return _smooth(total / max(total[0], 1e-12), 0.8)


def _top(again: NDArray[np.float64], near: float) -> int:
    low = max(1, int(near) - 2)
    return low + int(again[low : int(near) + 4].argmax())


def _vertex(values: NDArray[np.float64], at: int) -> float:
    """Where the parabola through three neighbours is highest."""
    if not 0 < at < len(values) - 1:
        return float(at)
    left, middle, right = values[at - 1 : at + 2]
    bend = left - 2 * middle + right
    if bend >= 0:
        return float(at)
    return float(at + np.clip(0.5 * (left - right) / bend, -0.5, 0.5))


def _path(wave: NDArray[np.float64], period: float, tight: float) -> NDArray[np.int64]:
    """Steps of the beats: large onsets, a period apart."""
    local = _smooth(wave, max(1.0, period / 32))
    near, far = max(1, round(period / 2)), round(2 * period)
    gaps = np.arange(far, near - 1, -1)
    cost = tight * np.log(gaps / period) ** 2
    score = local.copy()
    back = np.full(len(local), -1, np.int64)
    for now in range(near, len(local)):
        first = now - far
        before = score[max(0, first) : now - near + 1]
        sums = before - cost[-len(before) :]
        best = int(sums.argmax())
        if now < far and sums[best] < 0:
            continue  # the first beat has none before it
        score[now] += sums[best]
        back[now] = max(0, first) + best
    last = len(score) - far + int(score[-far:].argmax()) if len(score) > far else score.argmax()
    path = []
    at = int(last)
    while at >= 0:
        path.append(at)
        at = int(back[at])
    return np.array(path[::-1], np.int64)


def _without_silence(wave: NDArray[np.float64], path: NDArray[np.int64]) -> NDArray[np.int64]:
    """Beats before the music begins and after it ends are none."""
    high = np.array([wave[max(0, at - 3) : at + 4].max() for at in path])
    loud = np.flatnonzero(high > 0.3 * np.sqrt(np.mean(high**2)))
    return path[loud[0] : loud[-1] + 1] if len(loud) else path[:0]


def _between_steps(wave: NDArray[np.float64], path: NDArray[np.int64]) -> NDArray[np.float64]:
    out = np.empty(len(path))
    for i, at in enumerate(path):
        low = max(0, at - 2)
        top = low + int(wave[low : at + 3].argmax())
        out[i] = _vertex(wave, top)
    return out


def _tempo(times: NDArray[np.float64]) -> float:
    """Of beats at times in milliseconds: the slope of the line through them."""
    slope = np.polyfit(np.arange(len(times)), times, 1)[0]
    return float(60_000 / slope)


def _sure(wave: NDArray[np.float64], path: NDArray[np.int64]) -> float:
    total = float(wave.sum())
    on = sum(float(wave[max(0, at - 5) : at + 6].sum()) for at in path)
    return min(1.0, on / total) if total > 0 else 0.0


def _even(steps: int, bpm: float) -> Beats:
    """Beats where nothing says when they fall."""
    times = np.arange(0, steps * STEP_MS, 60_000 / bpm)[:MOST_BEATS]
    return Beats(bpm, times.astype(np.int32))
