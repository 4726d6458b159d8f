"""Windows of a song through a network, and the libraries that run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aligner.ctc.emissions import Floats
from aligner.ctc.folder import ModelFolder, read_folder
from aligner.ctc.network import FIELD, HOP, emissions_of, open_network
from media_core.errors import AlignerError, AlignerUnavailableError

VOCABULARY = {"<pad>": 0, "|": 1, "a": 2, "b": 3}


def folder(path: Path) -> ModelFolder:
    (path / "config.json").write_text(json.dumps({"vocab_size": 4, "pad_token_id": 0}))
    (path / "vocab.json").write_text(json.dumps(VOCABULARY))
    (path / "model.safetensors").write_bytes(b"none")
    return read_folder(path)


def linear(sound: Floats) -> Floats:
    """A network whose every frame hears its own 400 samples only."""
    heard = np.lib.stride_tricks.sliding_window_view(sound, FIELD)[::HOP]
    return np.asarray(heard @ np.random.default_rng(1).normal(0, 1, (FIELD, 4)), np.float32)


@pytest.mark.parametrize("samples", [0, 399, 400, 719, 720, 40_123])
def test_windows_give_what_one_pass_gives(tmp_path: Path, samples: int) -> None:
    sound = np.random.default_rng(2).normal(0, 0.1, samples).astype(np.float32)
    whole = emissions_of(linear, sound, folder(tmp_path), window=10**6)
    parts = emissions_of(linear, sound, folder(tmp_path), window=7, context=2)
    assert len(whole.logs) == 1 + max(0, samples - FIELD) // HOP
    np.testing.assert_allclose(parts.logs, whole.logs, atol=1e-4)
    assert (whole.hop, whole.offset) == (0.02, 0.0125)


def test_a_network_that_answers_otherwise_is_refused(tmp_path: Path) -> None:
    sound = np.ones(4000, np.float32)
    with pytest.raises(AlignerError, match="numbers are due"):
        emissions_of(lambda s: linear(s)[:, :3], sound, folder(tmp_path))


def test_broken_weights_or_a_missing_library_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(AlignerUnavailableError, match=r"cannot be loaded|is not installed") as got:
        open_network(folder(tmp_path))
    assert got.value.hint


def test_a_tiny_random_wav2vec2_is_run_from_its_folder(tmp_path: Path) -> None:
    transformers: Any = pytest.importorskip("transformers")
    torch: Any = pytest.importorskip("torch")
    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = transformers.Wav2Vec2Config(
        vocab_size=4, intermediate_size=16, conv_dim=(8,) * 7, pad_token_id=0, **sizes
    )
    transformers.Wav2Vec2ForCTC(config).save_pretrained(tmp_path)
    (tmp_path / "vocab.json").write_text(json.dumps(VOCABULARY))
    found = read_folder(tmp_path)
    sound = np.random.default_rng(4).normal(0, 0.1, 48_000).astype(np.float32)
    whole = emissions_of(open_network(found), sound, found)
    parts = emissions_of(open_network(found), sound, found, window=60, context=60)
    assert whole.logs.shape == (149, 4)
    assert np.abs(np.exp(parts.logs) - np.exp(whole.logs)).mean() < 0.05
