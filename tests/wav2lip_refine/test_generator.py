"""The generator against the numbers of the reference implementation."""

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

from wav2lip_refine.generator import Generator, GeneratorConfig  # noqa: E402
from wav2lip_refine.layers import Conv  # noqa: E402

SPREAD = 5e-5
"""Two float32 answers of one network may differ by this share of their largest value. Kernels add
in other orders: a sum of 4608 products, as the deep layers have, is off by some 4e-6 of its size,
and a face passes 16 of them. Against float64 on one processor (AVX2, with oneDNN and without it)
1.4e-5 was seen in the faces, 4e-6 in the sound and 7e-6 in the output; the reference itself is off
by 1.3e-5 in the faces. What the network computes is held to 1e-9 in float64, below."""


@pytest.fixture(scope="module")
def stored(shared: Path) -> dict[str, Any]:
    with np.load(shared / "data" / "wav2lip" / "generator.npz") as data:
        return dict(data)


@pytest.fixture(scope="module")
def arrays(shared: Path, stored: dict[str, Any]) -> dict[str, Any]:
    return golden_arrays(shared / "data" / "wav2lip" / "wav2lip_keys.txt", stored)


@pytest.fixture(scope="module")
def generator(arrays: dict[str, Any]) -> Any:
    torch.set_num_threads(1)
    return with_weights(Generator(), arrays)


def test_the_made_weights_are_those_of_the_golden_data(arrays: dict[str, Any]) -> None:
    assert hash_of(arrays) == "59a87a693d71dca842201bd13f4826ac35fc3b065fca818d700e35e0235dbd47"


def test_the_generator_has_the_published_names_shapes_and_order(shared: Path) -> None:
    ours = [
        (key, tuple(value.shape), str(value.dtype).removeprefix("torch."))
        for key, value in Generator().state_dict().items()
    ]
    assert ours == listed_keys(shared / "data" / "wav2lip" / "wav2lip_keys.txt")


def test_the_generator_has_36_million_parameters() -> None:
    assert sum(weight.numel() for weight in Generator().parameters()) == 36_298_035


def test_the_generator_equals_the_reference_in_float32(
    generator: Any, stored: dict[str, Any]
) -> None:
    with torch.inference_mode():
        mel, face = torch.from_numpy(stored["mel"]), torch.from_numpy(stored["img"])
        output = generator(mel, face).numpy()
        sound = generator.audio_encoder(mel).numpy()
        kept = face
        for encode in generator.face_encoder_blocks:
            kept = encode(kept)
    for name, ours in (
        ("output", output),
        ("audio_embedding", sound),
        ("face_embedding", kept.numpy()),
    ):
        largest = float(np.abs(stored[name]).max())
        np.testing.assert_allclose(ours, stored[name], rtol=0, atol=SPREAD * largest, err_msg=name)


def test_every_part_of_the_generator_equals_the_reference_in_float64(
    arrays: dict[str, Any], stored: dict[str, Any]
) -> None:
    generator = with_weights(Generator(), arrays).double()
    names = [str(name) for name in stored["trace_names"]]
    seen = watch(generator, names)
    with torch.inference_mode():
        output = generator(
            torch.from_numpy(stored["mel"]).double(), torch.from_numpy(stored["img"]).double()
        ).numpy()
    for name, mean, std in zip(names, stored["trace_mean"], stored["trace_std"], strict=True):
        np.testing.assert_allclose(seen[name], [mean, std], rtol=0, atol=1e-9, err_msg=name)
    np.testing.assert_allclose(output, stored["output_f64"], rtol=0, atol=1e-9)


def test_the_sound_decides_what_the_lips_do(generator: Any, stored: dict[str, Any]) -> None:
    with torch.inference_mode():
        other = generator(
            torch.from_numpy(stored["mel"][:1]), torch.from_numpy(stored["img"][1:2])
        ).numpy()
    assert np.abs(other - stored["output"][1]).mean() > 1e-3


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_the_generator_is_the_same_on_cuda(
    arrays: dict[str, Any], stored: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)
    generator = with_weights(Generator(), arrays).cuda()
    with torch.inference_mode():
        output = generator(
            torch.from_numpy(stored["mel"]).cuda(), torch.from_numpy(stored["img"]).cuda()
        )
    np.testing.assert_allclose(output.cpu().numpy(), stored["output_f64"], rtol=0, atol=2e-5)


def test_a_residual_layer_that_changes_the_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="must keep the shape"):
        Conv(8, 16, kernel=3, padding=1, residual=True)


def test_output_padding_without_upsampling_is_refused() -> None:
    with pytest.raises(ValueError, match="transposed"):
        Conv(8, 16, kernel=3, output_padding=1)


def test_an_encoder_and_a_decoder_of_different_depth_are_refused() -> None:
    with pytest.raises(ValueError, match="needs its group"):
        GeneratorConfig(face=GeneratorConfig().face[:-1])
