"""The sound of a file, measured in one look that holds some bytes a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from media_core.audio import StreamedAudio
from media_core.loudness import STEP_MS, voice_decibels
from media_core.soundtrack import StreamedSound, Volume, volume
from media_core.timeline import Ms, Span

FULL_SCALE = 32767
"""The largest sample of 16 bits; what was louder when it was mixed has been cut to it."""

CLIPPED_SAMPLES = 3
"""So many samples at full scale in a row are a cut-off wave: one or two may be an honest peak.
(The usual count of clip meters is three.)"""

MOST_SPANS = 10_000
"""Places of clipping that are remembered; a file with more is clipped everywhere."""

_NOTHING_DB = -120.0


@dataclass(frozen=True, eq=False, slots=True)
class Heard:
    """What a sound is like, in steps of :data:`~media_core.loudness.STEP_MS` milliseconds.

    Attributes:
        duration: in milliseconds, rounded up.
        level: ``(n,)`` float32, RMS of the loudest channel in dB of full scale; -120 is nothing.
        voice: ``(n,)`` float64, power of the band of voices in dB, see
            :func:`media_core.loudness.voice_decibels`.
        clipped: where the wave is cut off, in order.
        clipped_share: of all samples that are in such places, 0..1.
        volume: loudness and true peak of the whole.
    """

    duration: Ms
    level: NDArray[np.float32]
    voice: NDArray[np.float64]
    clipped: tuple[Span, ...]
    clipped_share: float
    volume: Volume


def listened(song: StreamedAudio) -> Heard:
    """Measure a song or the sound of a video; it is decoded three times and never held.

    Raises:
        AudioError: it cannot be read any more.
    """
    sound = StreamedSound(song.rate, song.channels, None, song.blocks)
    loud = volume(sound, Fraction(song.length, song.rate))
    level, clipped, count = _levels(song.blocks(), song.rate)
    voice = voice_decibels(song.speech())
    share = count / max(1, song.length)
    return Heard(song.duration, level, voice, tuple(clipped), share, loud)


def _levels(
    blocks: Iterable[NDArray[np.int16]], rate: int
) -> tuple[NDArray[np.float32], list[Span], int]:
    """RMS of each step in dB, where the wave is cut off, and how many samples that are."""
    out: list[NDArray[np.float32]] = []
    places: list[tuple[int, int]] = []
    count = at = 0
    for block in _whole_seconds(blocks, rate):
        out.append(_rms(block, rate))
        for begin, end in _flat(block):
            count += end - begin
            if places and at + begin - places[-1][1] < rate // 10:
                places[-1] = (places[-1][0], at + end)
            elif len(places) < MOST_SPANS:
                places.append((at + begin, at + end))
        at += len(block)
    spans = [
        Span(Ms(begin * 1000 // rate), Ms(max(begin * 1000 // rate + 1, -(-end * 1000 // rate))))
        for begin, end in places
    ]
    return np.concatenate(out) if out else np.zeros(0, np.float32), spans, count


def _whole_seconds(blocks: Iterable[NDArray[np.int16]], rate: int) -> Iterator[NDArray[np.int16]]:
    """Blocks of a second each, so that steps of 10 ms never drift; the last is shorter."""
    waiting: list[NDArray[np.int16]] = []
    have = 0
    for block in blocks:
        waiting.append(block)
        have += len(block)
        if have >= rate:
            joined = np.concatenate(waiting)
            for start in range(0, have - rate + 1, rate):
                yield joined[start : start + rate]
            left = joined[have - have % rate :]
            waiting, have = [left], len(left)
    if have:
        yield np.concatenate(waiting)


def _rms(block: NDArray[np.int16], rate: int) -> NDArray[np.float32]:
    """RMS of the loudest channel of each step, in dB of full scale."""
    steps = -(-len(block) * 1000 // (rate * STEP_MS))
    edges = (np.arange(steps) * STEP_MS * rate) // 1000
    power = np.square(block.astype(np.float64) / 32768).max(axis=1)
    counts = np.diff(np.append(edges, len(block)))
    mean = np.add.reduceat(power, edges) / np.maximum(counts, 1)
    decibels = np.maximum(10 * np.log10(mean + 1e-12), _NOTHING_DB)
    return np.asarray(decibels, np.float32)


def _flat(block: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Runs of samples at full scale, as half-open ranges, in order."""
    found: list[tuple[int, int]] = []
    for channel in range(block.shape[1]):
        samples = block[:, channel]
        for cut in (samples >= FULL_SCALE, samples <= -FULL_SCALE):
            if not cut.any():
                continue
            edges = np.flatnonzero(np.diff(np.concatenate(([0], cut.view(np.int8), [0]))))
            runs = edges.reshape(-1, 2)
            long = runs[runs[:, 1] - runs[:, 0] >= CLIPPED_SAMPLES]
            found += [(int(a), int(b)) for a, b in long]
    return sorted(found)
