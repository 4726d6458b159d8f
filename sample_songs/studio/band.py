"""The backing: pad, harp, bass, music box and soft drums, all additive, so nothing aliases.

Every instrument is a function from a note to samples; ``play`` lays the notes on the score.
Signals are stereo, shape ``(samples, 2)``, at ``sound.RATE``.
"""

import numpy as np

from sample_songs.studio.score import (
    BAR,
    BARS,
    CHORDS,
    EIGHTH,
    MUSIC_BOX,
    RING,
    frequency,
    notes,
)
from sample_songs.studio.sound import RATE, Array, bandpass, convolve, room

# Linear gains before the band as a whole is set against the voice.
PAD, HARP, BASS, BOX, KICK, BRUSH, SHAKER = 0.045, 0.14, 0.15, 0.13, 0.30, 0.40, 0.25
# Position of the harp's six notes in a bar: which note of the chord it plucks.
HARP_PATTERN = (1, 2, 4, 3, 4, 2)


def _time(seconds: float) -> Array:
    return np.arange(round(seconds * RATE)) / RATE


def _partials(pitch: float, time: Array, strengths: Array, decays: Array) -> Array:
    """Return a sum of harmonics that die away; ``decays`` are in 1/s."""
    tone = np.zeros(len(time))
    for k, (strength, decay) in enumerate(zip(strengths, decays, strict=True), 1):
        if k * pitch < 0.4 * RATE:
            tone += strength * np.sin(2 * np.pi * k * pitch * time) * np.exp(-decay * time)
    return tone


def _ends(tone: Array, attack: float, release: float) -> Array:
    """Return the tone with raised-cosine ends (seconds)."""
    for length, part in ((attack, tone), (release, tone[::-1])):
        count = min(round(length * RATE), len(tone))
        part[:count] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
    return tone


def pad(pitch: float, seconds: float) -> Array:
    """Return a warm held tone: few harmonics, slow ends, two strings a little apart."""
    time = _time(seconds)
    k = np.arange(1.0, 7.0)
    strengths, still = 1 / k**1.7, np.zeros(len(k))
    sides = [_partials(pitch * 2 ** (c / 1200), time, strengths, still) for c in (-4.0, 4.0)]
    return np.stack([_ends(side, 0.25, 0.35) for side in sides], axis=1)


def harp(pitch: float, seconds: float) -> Array:
    """Return a plucked string; its upper partials die first."""
    k = np.arange(1.0, 13.0)
    return _ends(_partials(pitch, _time(seconds), 1 / k**1.4, 2.2 + 1.1 * k), 0.003, 0.1)


def bass(pitch: float, seconds: float) -> Array:
    """Return a round plucked bass."""
    strengths, decays = np.array([1, 0.45, 0.18, 0.06]), np.array([1.2, 2.5, 5, 8])
    return _ends(_partials(pitch, _time(seconds), strengths, decays), 0.008, 0.08)


def music_box(pitch: float, seconds: float) -> Array:
    """Return a small bell: a bar's partials at 1, 2.76 and 5.4 times the pitch."""
    time = _time(seconds)
    tone = np.zeros(len(time))
    for ratio, strength, decay in ((1, 1, 3.0), (2.76, 0.16, 8.0), (5.4, 0.05, 16.0)):
        tone += strength * np.sin(2 * np.pi * ratio * pitch * time) * np.exp(-decay * time)
    return _ends(tone, 0.002, 0.1)


def kick() -> Array:
    """Return a soft bass drum whose pitch falls from 95 to 48 Hz."""
    time = _time(0.35)
    phase = 2 * np.pi * np.cumsum(48 + 47 * np.exp(-time * 30)) / RATE
    return _ends(np.sin(phase) * np.exp(-time * 12), 0.004, 0.05)


def noise(seconds: float, decay: float, low: float, high: float, seed: int) -> Array:
    """Return a burst of filtered noise: a brush on a drum or a shaker."""
    time = _time(seconds)
    hiss = np.random.default_rng(seed).standard_normal(len(time)) * np.exp(-decay * time)
    return _ends(bandpass(hiss, RATE, low, high), 0.006, 0.02)


def play() -> Array:
    """Return the whole backing, shape ``(samples, 2)``."""
    count = round((BARS * BAR + RING) * RATE)
    mix = np.zeros((count, 2))

    def add(tone: Array, start: float, gain: float, side: float = 0.0) -> None:
        """Put a tone in the mix; ``side`` is -1 left, 0 middle, 1 right (equal power)."""
        first = round(start * RATE)
        if tone.ndim == 1:
            angle = (side + 1) * np.pi / 4
            tone = np.outer(tone, np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)]))
        tone = tone[: count - first]
        mix[first : first + len(tone)] += gain * tone

    for bar, chord in enumerate(CHORDS):
        start, last = bar * BAR, bar == BARS - 1
        for pitch in chord[1:]:
            add(pad(frequency(pitch), BAR + (RING if last else 0.25)), start, PAD)
        add(bass(frequency(chord[0]), 2.5 if last else 3 * EIGHTH), start, BASS)
        for step, note in enumerate(HARP_PATTERN[: 4 if last else 6]):
            tone = harp(2 * frequency(chord[note]), 1.2)
            add(tone, start + step * EIGHTH, HARP * (1.0 if step % 3 == 0 else 0.75), 0.45)
        if not last:
            add(bass(frequency(chord[0]) * 1.5, 2.8 * EIGHTH), start + 3 * EIGHTH, 0.75 * BASS)
            add(noise(0.25, 18, 300, 3500, bar), start + 3 * EIGHTH, BRUSH, -0.2)
            for step in range(6):
                accent = 1.0 if step in (2, 5) else 0.6
                hiss = noise(0.09, 45, 5000, 9000, 100 + 6 * bar + step)
                add(hiss, start + step * EIGHTH, SHAKER * accent, -0.5)
        add(kick(), start, KICK)
    for bar, melody in MUSIC_BOX:
        for onset, _, hertz in notes(melody, bar * BAR):
            add(music_box(hertz, 1.6), onset, BOX, -0.35)

    wet = [convolve(mix.mean(axis=1), room(0.9, seed)) for seed in (11, 12)]
    return _end_softly(mix + 0.12 * np.stack(wet, axis=1))


def _end_softly(mix: Array) -> Array:
    fall = np.clip((len(mix) - np.arange(len(mix))) / (0.6 * RATE), 0, 1)
    quiet: Array = mix * fall[:, None] ** 2
    return quiet
