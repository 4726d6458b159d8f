"""Turn the spoken take into a sung voice.

The spectra of the take are played back along the clock of ``studio.timing`` and with a new pitch,
the melody's, through the WORLD vocoder (Morise et al. 2016,
https://doi.org/10.1587/transinf.2015EDP7457).  All times are seconds of the song.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyworld  # type: ignore[import-not-found,import-untyped,unused-ignore]

from sample_songs.studio.speech import FRAME, RATE, Array, Speech, steady
from sample_songs.studio.timing import (
    DIPHTHONGS,
    VOICED_FRICATIVES,
    VOICELESS,
    VOWELS,
    SungPhone,
    Syllable,
)

Flags = npt.NDArray[np.bool_]

TRANSITION = 0.06  # at each edge of a vowel, played at the speed of speech
VOICED_TAIL = 0.025  # of the vowel before, at the start of a voiceless phone of the take: left out
GLIDE = 0.24  # a held diphthong's way to its second target
PORTAMENTO = 0.09  # from one pitch to the next; over when the nucleus begins
SCOOP = 0.7  # semitones below its first note at which a line begins
VIBRATO_RATE, VIBRATO_DEPTH = 5.4, 0.36  # hertz; semitones to either side
VIBRATO_DELAY, VIBRATO_RISE = 0.32, 0.35
HEADROOM, BURST = 3.5, 8.0  # decibels a frame may exceed the level of its nucleus, its consonant
SHARPNESS = 0.35  # how much the formants of the take, which is a little blurred, are brought out
NUCLEUS_LEVEL, EVENNESS = -20.0, 0.85  # decibels; share of the way that each nucleus is moved there
VOICE_BAR = -17.0  # decibels below a nucleus, the murmur behind the closed lips of a "b"
# Decibels below a nucleus; a singer gives consonants more than a speaker does.
CONSONANT_LEVELS = {
    **dict.fromkeys(["p", "t", "k", "ch", "b", "d", "g", "jh"], -15.0),
    **dict.fromkeys(["f", "th"], -18.0),
    **dict.fromkeys(["hh", "s", "sh"], -13.0),
    **dict.fromkeys(["dh", "v", "z", "zh"], -13.0),
    **dict.fromkeys(["m", "n", "ng"], -6.0),
    **dict.fromkeys(["l", "r", "w", "y"], -4.0),
}
FADE = 0.012  # at both ends of a line


def sing(song: list[Syllable], sung: list[SungPhone], take: Speech, duration: float) -> Array:
    """Return the dry voice at ``RATE``, mono, ``duration`` seconds long, silent between lines."""
    times = np.arange(0, duration, FRAME)
    sounding = _phones_at(sung, times)
    voiced = np.array([phone is not None and phone.name not in VOICELESS for phone in sounding])
    pitch = np.where(voiced, _pitch(song, sung, times), 0.0)
    spectra = _with_voice_bar(_sharpened(_stretched(sung, take, times), voiced), voiced)
    gain = 10 ** (_gain(sung, _level(spectra, pitch), times) / 20) * _fades(sung, times)
    world: Any = pyworld
    voice: Array = world.synthesize(
        pitch,
        np.ascontiguousarray(spectra * gain[:, None] ** 2 + 1e-16),
        _aperiodicity(sounding, spectra.shape[1]),
        RATE,
        FRAME * 1000,
    )
    return voice[: round(duration * RATE)]


def _stretched(sung: list[SungPhone], take: Speech, times: Array) -> Array:
    """Return the spectrum of the take that sounds at each of ``times``."""
    knots = [knot for phone in sung for knot in _clock(phone, take)]
    position = np.interp(times, [k[0] for k in knots], [k[1] for k in knots]) / FRAME
    first = np.minimum(position.astype(int), len(take.spectra) - 2)
    part = (position - first)[:, None]
    logs = np.log(take.spectra + 1e-16)
    stretched: Array = np.exp(logs[first] * (1 - part) + logs[first + 1] * part)
    return stretched


def _clock(phone: SungPhone, take: Speech) -> list[tuple[float, float]]:
    """Return the corners of the map from song time to take time within one phone.

    A consonant is stretched evenly.  A vowel keeps its transitions and is stretched in the middle;
    a held diphthong stays near its first target and glides at the end, as singers are taught.
    """
    a, b = phone.spoken.start, phone.spoken.end
    if phone.name in VOWELS:
        a, b = steady(phone.spoken, take.spectra)
    elif phone.name in VOICELESS:
        a += min(VOICED_TAIL, 0.2 * (b - a))
    start, end = phone.start, phone.end
    edge = min(TRANSITION, 0.3 * (b - a))
    if phone.name not in VOWELS or end - start <= b - a:
        return [(start, a), (end - 1e-6, b)]
    if phone.name in DIPHTHONGS:
        glide = min(GLIDE, 0.45 * (end - start))
        return [
            (start, a),
            (start + edge, a + edge),
            (end - glide, a + 0.45 * (b - a)),
            (end - 1e-6, b),
        ]
    return [(start, a), (start + edge, a + edge), (end - edge, b - edge), (end - 1e-6, b)]


def _phones_at(sung: list[SungPhone], times: Array) -> list[SungPhone | None]:
    """Return the phone that sounds at each of ``times``, ``None`` in a pause."""
    index = np.searchsorted([phone.start for phone in sung], times, side="right") - 1
    return [
        sung[i] if i >= 0 and time < sung[i].end else None
        for i, time in zip(index, times, strict=True)
    ]


def _sharpened(spectra: Array, voiced: Flags) -> Array:
    """Return the spectra with their formants raised over the slope they stand on."""
    logs = np.log(spectra)
    width = round(1500 / (RATE / 2) * spectra.shape[1]) | 1
    window = np.hanning(width) / np.hanning(width).sum()
    sharp = spectra.copy()
    for i in np.flatnonzero(voiced):
        padded = np.pad(logs[i], width // 2, mode="reflect")
        sharp[i] = np.exp(logs[i] + SHARPNESS * (logs[i] - np.convolve(padded, window, "valid")))
    return sharp


def _with_voice_bar(spectra: Array, voiced: Flags) -> Array:
    """Return the spectra with a murmur under the voiced frames; the take leaves it out at times."""
    hertz = np.linspace(0, RATE / 2, spectra.shape[1])
    decibels = NUCLEUS_LEVEL + VOICE_BAR + 20 - 80 * np.log10(np.maximum(hertz / 350, 1))
    bar = np.where(voiced[:, None], 10 ** (decibels / 10), 0.0)
    return np.maximum(spectra, bar)


def _level(spectra: Array, pitch: Array) -> Array:
    """Return how loud each frame will sound, in decibels.

    A voiced frame sounds only where its harmonics are: a formant between two of them is not heard.
    """
    hertz = np.linspace(0, RATE / 2, spectra.shape[1])
    power = spectra.mean(axis=1)
    for i in np.flatnonzero(pitch):
        harmonics = np.arange(pitch[i], RATE / 2, pitch[i])
        power[i] = np.interp(harmonics, hertz, spectra[i]).mean()
    level: Array = 10 * np.log10(power + 1e-12)
    return level


def _pitch(song: list[Syllable], sung: list[SungPhone], times: Array) -> Array:
    """Return the melody as a sung pitch track, in hertz: portamento, scoops, vibrato and drift."""
    semitones = np.full(len(times), 12 * np.log2(song[0].pitch))
    line = -1
    for syllable in song:
        here = 12 * np.log2(syllable.pitch)
        ramp = np.clip((times - syllable.onset) / PORTAMENTO + 1, 0, 1)
        if syllable.line != line:
            semitones = np.where(ramp > 0, here - SCOOP, semitones)
            ramp = np.clip((times - syllable.onset) / (2 * PORTAMENTO) + 0.5, 0, 1)
        semitones += (here - semitones) * (0.5 - 0.5 * np.cos(np.pi * ramp))
        line = syllable.line
    for phone in sung:
        if phone.name in VOWELS and phone.end - phone.start > VIBRATO_DELAY:
            since = times - phone.start - VIBRATO_DELAY
            depth = np.clip(since / VIBRATO_RISE, 0, 1) * np.clip((phone.end - times) / 0.1, 0, 1)
            semitones += VIBRATO_DEPTH * depth * np.sin(2 * np.pi * VIBRATO_RATE * since)
    pitch: Array = 2 ** ((semitones + _drift(len(times))) / 12)
    return pitch


def _drift(count: int) -> Array:
    """Return the unsteadiness of a human pitch, in semitones; the same each time."""
    chance = np.random.default_rng(1).standard_normal(count)
    window = np.hanning(round(0.25 / FRAME))
    slow = np.convolve(chance, window / np.linalg.norm(window), mode="same")
    drift: Array = 0.05 * slow + 0.012 * chance
    return drift


def _gain(sung: list[SungPhone], level: Array, times: Array) -> Array:
    """Return the gain, in decibels, that turns the levels of speech into those of song.

    Nuclei become nearly equally loud (speech swallows its weak syllables) and long notes swell and
    fade; each consonant gets the level of its class.
    """
    corners: list[tuple[float, float]] = []
    ceiling = np.full(len(times), NUCLEUS_LEVEL + HEADROOM)
    for phone in sung:
        inside = (times >= phone.start) & (times < phone.end)
        loudness = 10 * float(np.log10(np.mean(10 ** (level[inside] / 10))))
        length = phone.end - phone.start
        if phone.name in VOWELS:
            gain = EVENNESS * (NUCLEUS_LEVEL - loudness)
            swell = min(1.5, 2 * length)
            corners += [
                (phone.start, gain),
                (phone.start + 0.4 * length, gain + swell),
                (phone.end - 1e-6, gain - swell),
            ]
        else:
            gain = NUCLEUS_LEVEL + CONSONANT_LEVELS[phone.name] - loudness
            gain = float(np.clip(gain, -10, 26))
            if phone.name in VOICELESS:
                ceiling[inside] = NUCLEUS_LEVEL + CONSONANT_LEVELS[phone.name] + BURST
            slope = min(
                0.012, 0.25 * length
            )  # inside the consonant: its gain is too much for a vowel
            corners += [(phone.start + slope, gain), (phone.end - slope, gain)]
    gains = np.interp(times, [c[0] for c in corners], [c[1] for c in corners])
    return np.minimum(gains, ceiling - level)


def _fades(sung: list[SungPhone], times: Array) -> Array:
    """Return 1 where somebody sings and 0 where nobody does, with short slopes between."""
    gain = np.zeros(len(times))
    for phone in sung:
        rise = np.clip((times - phone.start) / FADE + 1, 0, 1)
        fall = np.clip((phone.end - times) / FADE + 1, 0, 1)
        gain = np.maximum(gain, np.minimum(rise, fall))
    return gain


def _aperiodicity(sounding: list[SungPhone | None], bins: int) -> Array:
    """Return the share of noise in the voice, by frequency (0 none, 1 all; amplitude).

    The take is a vocoder's already and has no breath of its own, so a plausible one is drawn: a
    vowel is clean below 2 kHz and half breath at 8 kHz; a voiced fricative hisses from 1.5 kHz up.
    """
    hertz = np.linspace(0, RATE / 2, bins)
    clean = np.interp(hertz, [0, 2000, 4000, 8000, 12000, 16000], [0.02, 0.05, 0.2, 0.5, 0.8, 0.95])
    hissing = np.interp(hertz, [0, 800, 1500, 3000, 16000], [0.05, 0.1, 0.4, 0.9, 0.99])
    share = np.tile(clean, (len(sounding), 1))
    for i, phone in enumerate(sounding):
        if phone is None or phone.name in VOICELESS:
            share[i] = 0.999
        elif phone.name in VOICED_FRICATIVES:
            share[i] = hissing
    return share
