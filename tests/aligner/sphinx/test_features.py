from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import sample_songs
from aligner.sphinx.features import cepstra, frame_count, mel_filters, streams
from aligner.sphinx.model import load_model, model_folder
from media_core.audio import load_audio

OPTIONS = load_model(model_folder()).features


def pocketsphinx_cepstra(mono: NDArray[np.float32], folder: Path) -> NDArray[np.float32]:
    """The MFCC file that PocketSphinx itself writes of a signal."""
    pocketsphinx = pytest.importorskip("pocketsphinx")
    decoder = pocketsphinx.Decoder(
        hmm=str(model_folder()), lm=None, mfclogdir=str(folder), loglevel="FATAL"
    )
    decoder.set_align_text("hello")
    decoder.start_utt()
    samples = np.clip(np.round(mono * 32768), -32768, 32767).astype("<i2")
    decoder.process_raw(samples.tobytes(), no_search=True, full_utt=True)
    with suppress(RuntimeError):  # it finds no words, and need not
        decoder.end_utt()
    data = next(folder.iterdir()).read_bytes()
    order = "<" if int.from_bytes(data[:4], "little") * 4 + 4 == len(data) else ">"
    return np.frombuffer(data, f"{order}f4", offset=4).reshape(-1, 13).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.05, 1.0, 12.345])
def test_cepstra_equal_those_of_pocketsphinx(tmp_path: Path, seconds: float) -> None:
    song = load_audio(sample_songs.path() / "song.ogg").mono16k
    part = song[64_000 : 64_000 + round(16_000 * seconds)]
    ours, theirs = cepstra(part, OPTIONS), pocketsphinx_cepstra(part, tmp_path)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_cepstra_of_digital_silence_equal_those_of_pocketsphinx(tmp_path: Path) -> None:
    part = np.zeros(8000, np.float32)
    part[6000:] = np.random.default_rng(1).normal(0, 0.1, 2000)
    theirs = pocketsphinx_cepstra(part, tmp_path)
    np.testing.assert_allclose(cepstra(part, OPTIONS), theirs, atol=2e-4)


@pytest.mark.parametrize("samples", [0, 1, 409, 410, 411, 570, 571, 16_000])
def test_frames_are_counted_before_they_are_computed(samples: int) -> None:
    assert len(cepstra(np.ones(samples, np.float32), OPTIONS)) == frame_count(samples)


def test_each_mel_filter_has_the_same_area() -> None:
    bank = mel_filters(25, 130, 6800)
    assert bank.shape == (25, 257)
    assert (bank >= 0).all()
    # Sampling the triangles at FFT bins keeps their area where they are wide.
    np.testing.assert_allclose(bank[12:].sum(axis=1) * 16000 / 512, 1.0, atol=0.02)


def test_deltas_are_differences_of_the_frames_around() -> None:
    ramp = np.arange(20, dtype=np.float32)[:, None] * np.ones((1, 13), np.float32)
    still, first, second = streams(ramp)
    np.testing.assert_allclose(still.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(first[5:15], 4)
    np.testing.assert_allclose(second[5:15], 0, atol=1e-5)
