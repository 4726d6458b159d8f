"""The lip-sync expert against the numbers of the reference implementation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.wav2lip_refine.golden import (
    golden_arrays,
    hash_of,
    listed_keys,
    watch,
    with_weights,
)

torch = pytest.importorskip("torch")

from wav2lip_refine.syncnet import SyncNet  # noqa: E402


@pytest.fixture(scope="module")
def stored(shared: Path) -> dict[str, Any]:
    with np.load(shared / "data" / "wav2lip" / "syncnet.npz") as data:
        return dict(data)


@pytest.fixture(scope="module")
def arrays(shared: Path, stored: dict[str, Any]) -> dict[str, Any]:
    torch.set_num_threads(1)
    return golden_arrays(shared / "data" / "wav2lip" / "syncnet_keys.txt", stored)


def test_the_made_weights_of_the_expert_are_those_of_the_golden_data(
    arrays: dict[str, Any],
) -> None:
    assert hash_of(arrays) == "281aa6c474d0f98c037076ea7a64220b2bcf9e0dd4ea9dcac00e750ac516360a"


def test_the_expert_has_the_published_names_shapes_and_order(shared: Path) -> None:
    ours = [
        (key, tuple(value.shape), str(value.dtype).removeprefix("torch."))
        for key, value in SyncNet().state_dict().items()
    ]
    assert ours == listed_keys(shared / "data" / "wav2lip" / "syncnet_keys.txt")


def test_the_expert_has_16_million_parameters() -> None:
    assert sum(weight.numel() for weight in SyncNet().parameters()) == 16_435_072


def test_the_expert_equals_the_reference_in_float32(
    arrays: dict[str, Any], stored: dict[str, Any]
) -> None:
    expert = with_weights(SyncNet(), arrays)
    with torch.inference_mode():
        sound, face = expert(torch.from_numpy(stored["mel"]), torch.from_numpy(stored["faces"]))
        cosine = (sound * face).sum(1)
    np.testing.assert_allclose(sound.numpy(), stored["audio_embedding"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(face.numpy(), stored["face_embedding"], rtol=0, atol=1e-5)
    np.testing.assert_allclose(cosine.numpy(), stored["cosine"], rtol=0, atol=1e-5)


def test_every_part_of_the_expert_equals_the_reference_in_float64(
    arrays: dict[str, Any], stored: dict[str, Any]
) -> None:
    expert = with_weights(SyncNet(), arrays).double()
    names = [str(name) for name in stored["trace_names"]]
    seen = watch(expert, names)
    with torch.inference_mode():
        sound, face = expert(
            torch.from_numpy(stored["mel"]).double(), torch.from_numpy(stored["faces"]).double()
        )
    for name, mean, std in zip(names, stored["trace_mean"], stored["trace_std"], strict=True):
        np.testing.assert_allclose(seen[name], [mean, std], rtol=0, atol=1e-9, err_msg=name)
    np.testing.assert_allclose(sound.numpy(), stored["audio_embedding_f64"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(face.numpy(), stored["face_embedding_f64"], rtol=0, atol=1e-9)


def test_the_vectors_have_length_one(arrays: dict[str, Any], stored: dict[str, Any]) -> None:
    expert = with_weights(SyncNet(), arrays)
    with torch.inference_mode():
        vectors = expert(torch.from_numpy(stored["mel"][:1]), torch.from_numpy(stored["faces"][:1]))
    for vector in vectors:
        assert vector.shape == (1, 512)
        assert float(vector.norm()) == pytest.approx(1, abs=1e-5)
        assert float(vector.min()) >= 0
