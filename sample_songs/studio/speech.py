"""Speak a line with Festival and measure the spectrum of what it said.

The voice is ``cmu_us_slt_arctic_hts``.  An HMM voice decides itself how long each phone lasts, so
the phone boundaries are known and not estimated.
"""

import subprocess
import tempfile
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyworld  # type: ignore[import-not-found,import-untyped,unused-ignore]

Array = npt.NDArray[np.float64]

VOICE = "cmu_us_slt_arctic_hts"
RATE = 32_000  # Hz, the rate of this voice
FRAME = 0.0025  # seconds from one spectrum to the next; fine enough for the burst of a stop
SPEAKING_RATE = 0.6  # slower than speech, so that the vowels reach their targets
PITCH_RANGE = (110.0, 320.0)  # hertz, in which this voice speaks

# Festival's American phone set differs from the CMU dictionary's in these names only.
_TO_ARPABET = {"ax": "ah", "axr": "er"}
_SILENCES = frozenset({"pau", "h#"})


@dataclass(frozen=True, slots=True)
class SpokenPhone:
    """A phone of the spoken line, in seconds of the spoken line."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Speech:
    """A spoken line: its phones, and its spectral envelopes, one row a frame (power, linear)."""

    phones: tuple[SpokenPhone, ...]
    spectra: Array


def join(takes: Iterable[Speech]) -> Speech:
    """Lay takes end to end and return them as one."""
    phones: list[SpokenPhone] = []
    spectra: list[Array] = []
    for take in takes:
        start = sum(map(len, spectra)) * FRAME
        phones += [SpokenPhone(p.name, start + p.start, start + p.end) for p in take.phones]
        spectra.append(take.spectra)
    return Speech(tuple(phones), np.concatenate(spectra))


def speak(text: str) -> Speech:
    """Say ``text`` and return its phones and spectra; a comma makes a short pause.

    Raises:
        subprocess.CalledProcessError: Festival or the voice is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "say.scm")
        script.write_text(
            f"""(voice_{VOICE})
            (set! hts_engine_params (append hts_engine_params '(("-r" {SPEAKING_RATE}))))
            (set! said (SynthText "{text}"))
            (utt.save.wave said "say.wav")
            (mapcar
              (lambda (phone) (format t "%s %f\\n" (item.name phone) (item.feat phone 'end)))
              (utt.relation.items said 'Segment))
            """,
            encoding="utf-8",
        )
        said = subprocess.run(
            ["festival", "-b", script.name], cwd=folder, capture_output=True, text=True, check=True
        )
        samples = _read_wave(Path(folder, "say.wav"))
    return Speech(_phones(said.stdout), _spectra(samples))


def _phones(listing: str) -> tuple[SpokenPhone, ...]:
    """Read Festival's ``name end`` lines; pauses are left out, names become ARPAbet."""
    found, start = [], 0.0
    for row in listing.splitlines():
        name, end = row.split()
        if name not in _SILENCES:
            found.append(SpokenPhone(_TO_ARPABET.get(name, name), start, float(end)))
        start = float(end)
    return tuple(found)


def _read_wave(file: Path) -> Array:
    with wave.open(str(file)) as source:
        if source.getframerate() != RATE:
            raise ValueError(f"{VOICE} should speak at {RATE} Hz, not {source.getframerate()} Hz")
        data = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
    return data / 32768


def _spectra(samples: Array) -> Array:
    """Return WORLD's spectral envelopes (CheapTrick on a Harvest pitch track)."""
    low, high = PITCH_RANGE
    world: Any = pyworld
    pitch, times = world.harvest(samples, RATE, low, high, frame_period=FRAME * 1000)
    envelopes: Array = world.cheaptrick(samples, pitch, times, RATE, f0_floor=low)
    return envelopes + 1e-12


def steady(phone: SpokenPhone, spectra: Array) -> tuple[float, float]:
    """Return the part of a vowel that sounds: within 12 dB of its loudest, in seconds of the take.

    A vowel that begins a word may begin with a glottal stop; sung legato, it must not.
    """
    first, last = round(phone.start / FRAME), round(phone.end / FRAME)
    power = spectra[first:last].mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-1.2)
    return (first + int(loud[0])) * FRAME, (first + int(loud[-1]) + 1) * FRAME
