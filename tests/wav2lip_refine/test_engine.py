"""The network at work: batches, precision, devices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from media_core.errors import InputError

torch = pytest.importorskip("torch")

from tests.wav2lip_refine.small import small_generator  # noqa: E402
from wav2lip_refine.checkpoint import RESTRICTION  # noqa: E402
from wav2lip_refine.engine import Engine, device_of  # noqa: E402
from wav2lip_refine.weights import KINDS, identify, known_weights, network_of  # noqa: E402


def inputs(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    chance = np.random.default_rng(4)
    mels = chance.uniform(-4, 4, (count, 1, 80, 16)).astype(np.float32)
    return mels, chance.uniform(0, 1, (count, 6, 96, 96)).astype(np.float32)


@pytest.fixture(scope="module")
def small() -> Any:
    torch.manual_seed(0)
    return small_generator()


def test_the_size_of_a_batch_does_not_change_what_is_painted(small: Any) -> None:
    engine = Engine(small, device="cpu")
    mels, faces = inputs(6)
    whole = engine.paint(mels, faces)
    assert whole.shape == (6, 3, 96, 96)
    assert whole.dtype == np.float32
    for i in range(6):
        np.testing.assert_allclose(
            engine.paint(mels[i : i + 1], faces[i : i + 1])[0], whole[i], atol=1e-5
        )


def test_bfloat16_is_near(small: Any) -> None:
    mels, faces = inputs(3)
    exact = Engine(small, device="cpu").paint(mels, faces)
    fast = Engine(small, device="cpu", precision="bf16").paint(mels, faces)
    assert np.abs(exact - fast).mean() < 0.02
    assert fast.dtype == np.float32


def test_exact_means_that_no_card_rounds_the_factors(small: Any) -> None:
    seen = []

    class Asking:
        def to(self, *_place: Any, **_layout: Any) -> Asking:
            return self

        def eval(self) -> Asking:
            return self

        def __call__(self, mel: Any, face: Any) -> Any:
            seen.append(torch.backends.cudnn.allow_tf32)
            return face[:, 3:]

    before = torch.backends.cudnn.allow_tf32
    asking: Any = Asking()
    Engine(asking, device="cpu").paint(*inputs(1))
    assert seen == [False]
    assert torch.backends.cudnn.allow_tf32 == before


def test_the_batch_suits_the_device(small: Any) -> None:
    assert 4 <= Engine(small, device="cpu").batch <= 8
    assert Engine(small, device="cpu", batch=3).batch == 3


def test_what_was_used_is_on_record(small: Any) -> None:
    record = Engine(small, device="cpu", precision="bf16").record
    assert record["licence"] == RESTRICTION
    assert (record["device"], record["precision"]) == ("cpu", "bf16")


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert device_of("auto") == "cpu"
    with pytest.raises(InputError, match="finds no device cuda"):
        device_of("cuda")
    with pytest.raises(InputError, match="no device toaster"):
        device_of("toaster")


def test_half_precision_is_not_for_processors(small: Any) -> None:
    with pytest.raises(InputError, match="fp16 is for graphics cards"):
        Engine(small, device="cpu", precision="fp16")


def test_weights_that_answer_nonsense_are_refused(small: Any) -> None:
    engine = Engine(small_generator(), device="cpu")
    mels, faces = inputs(1)
    mels[:] = np.nan
    with pytest.raises(InputError, match="no numbers"):
        engine.paint(mels, faces)


def test_every_kind_of_weights_has_its_network() -> None:
    assert {row.kind for row in known_weights().values()} <= set(KINDS)
    with pytest.raises(ValueError, match="no kind"):
        network_of("toaster")


def test_weights_say_themselves_what_they_are_for(tmp_path: Path) -> None:
    torch.save(network_of("lipsync-expert").state_dict(), tmp_path / "a.pth")
    found = identify(tmp_path / "a.pth")
    assert found.kind == "lipsync-expert"
    assert found.known is None
    torch.save({"conv1.weight": torch.zeros(2)}, tmp_path / "b.pth")
    with pytest.raises(InputError, match="a network that we do not have"):
        identify(tmp_path / "b.pth")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_paints_what_the_processor_paints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", False)
    torch.manual_seed(0)
    network = small_generator()
    mels, faces = inputs(4)
    exact = Engine(network, device="cpu").paint(mels, faces)
    there = Engine(network, device="cuda").paint(mels, faces)
    np.testing.assert_allclose(there, exact, atol=2e-5)
