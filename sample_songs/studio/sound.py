"""Small signal tools shared by the band and the mix; everything is float64, one row a sample."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

RATE = 48_000  # Hz, of the band and the mix; the rate of Opus


def resample(signal: Array, old: int, new: int) -> Array:
    """Return a mono signal at another rate, band-limited, by padding or cutting its spectrum."""
    count = round(len(signal) * new / old)
    spectrum = np.fft.rfft(signal)
    out = np.zeros(count // 2 + 1, dtype=complex)
    keep = min(len(out), len(spectrum))
    out[:keep] = spectrum[:keep]
    resampled: Array = np.fft.irfft(out, count) * (count / len(signal))
    return resampled


def convolve(signal: Array, response: Array) -> Array:
    """Return ``signal`` through ``response``, as long as ``signal``."""
    size = 1 << (len(signal) + len(response) - 1).bit_length()
    product = np.fft.rfft(signal, size) * np.fft.rfft(response, size)
    through: Array = np.fft.irfft(product, size)[: len(signal)]
    return through


def bandpass(signal: Array, rate: int, low: float, high: float) -> Array:
    """Return what lies between two frequencies (hertz); slopes of 12 dB an octave, no delay."""
    hertz = np.fft.rfftfreq(len(signal), 1 / rate)
    gain = 1 / (1 + (hertz / high) ** 2) / (1 + (low / np.maximum(hertz, 1e-3)) ** 2)
    passed: Array = np.fft.irfft(np.fft.rfft(signal) * gain, len(signal))
    return passed


def room(seconds: float, seed: int) -> Array:
    """Return the response of a small room: noise that falls by 60 dB in ``seconds``; energy 1."""
    count = round(seconds * RATE)
    fall = 10 ** (-3 * np.arange(count) / count)
    noise = bandpass(np.random.default_rng(seed).standard_normal(count) * fall, RATE, 200, 5000)
    noise[: round(0.008 * RATE)] = 0
    response: Array = noise / np.linalg.norm(noise)
    return response


def rms(signal: Array) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(signal**2)))
