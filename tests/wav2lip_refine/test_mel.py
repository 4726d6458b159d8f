"""The spectrogram against the numbers of the reference implementation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from media_core.errors import AudioError
from wav2lip_refine import mel
from wav2lip_refine.mel import PadMode, mel_bank, mel_spectrogram


@pytest.fixture(scope="module")
def stored(shared: Path) -> dict[str, Any]:
    with np.load(shared / "data" / "wav2lip" / "mel.npz") as data:
        return dict(data)


@pytest.mark.parametrize(
    ("wave", "expected", "pad_mode"),
    [
        ("wav", "mel", "constant"),
        ("wav", "mel_reflect", "reflect"),
        ("wav_edge", "mel_edge", "constant"),
    ],
)
def test_the_spectrogram_equals_the_reference(
    stored: dict[str, Any], wave: str, expected: str, pad_mode: PadMode
) -> None:
    ours = mel_spectrogram(stored[wave], pad_mode=pad_mode)
    assert ours.dtype == np.float64
    np.testing.assert_allclose(ours, stored[expected], rtol=0, atol=1e-6)


def test_the_spectrogram_does_not_depend_on_how_it_is_cut_into_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noise = np.random.default_rng(1).standard_normal(20_000) / 4
    whole = mel_spectrogram(noise)
    monkeypatch.setattr(mel, "_BLOCK", 7)
    np.testing.assert_allclose(mel_spectrogram(noise), whole, rtol=0, atol=1e-12)


def test_silence_is_the_lowest_value_everywhere() -> None:
    assert (mel_spectrogram(np.zeros(3200)) == -4).all()


@pytest.mark.parametrize("samples", [1, 199, 200, 201, 800, 16_000])
@pytest.mark.parametrize("pad_mode", ["constant", "reflect"])
def test_there_are_80_columns_a_second_and_one_more(samples: int, pad_mode: PadMode) -> None:
    spectrogram = mel_spectrogram(np.full(samples, 0.1), pad_mode=pad_mode)
    assert spectrogram.shape == (80, 1 + samples // 200)
    assert np.isfinite(spectrogram).all()


def test_the_samples_are_left_as_they_were() -> None:
    samples = np.ones(1000)
    mel_spectrogram(samples)
    assert (samples == 1).all()


@pytest.mark.parametrize("hertz", [100, 440, 1000, 3000, 7000])
def test_a_tone_is_heard_in_the_band_around_it(hertz: int) -> None:
    wave = 0.1 * np.sin(2 * np.pi * hertz * np.arange(16_000) / 16_000)
    loudest = int(mel_spectrogram(wave)[:, 40].argmax())
    heard = np.flatnonzero(mel_bank()[loudest]) * 20
    assert heard.min() <= hertz <= heard.max()


def test_every_band_has_the_same_area() -> None:
    # A triangle over sparse bins only approximates its area; wide bands show it.
    np.testing.assert_allclose(mel_bank()[40:].sum(axis=1) * 20, 1, atol=0.02)


def test_an_empty_song_is_refused() -> None:
    with pytest.raises(AudioError, match="no samples"):
        mel_spectrogram(np.zeros(0))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_samples_that_are_no_numbers_are_refused(value: float) -> None:
    with pytest.raises(AudioError, match="no numbers") as caught:
        mel_spectrogram(np.array([0.0, value]))
    assert caught.value.hint


def test_two_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="mono"):
        mel_spectrogram(np.zeros((2, 100)))
