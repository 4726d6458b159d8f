"""The sync meters find a shift that was planted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from media_core.errors import InputError
from tests.wav2lip_refine.clips import song
from wav2lip_refine.boxes import Box
from wav2lip_refine.faces.face import Face
from wav2lip_refine.mfcc import mfcc

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

from wav2lip_refine.meter import expert_score, lse, lse_of, shifted_score  # noqa: E402
from wav2lip_refine.syncnet import SyncNet  # noqa: E402
from wav2lip_refine.syncnet_v2 import SyncNetV2  # noqa: E402

FACE = Face(Box(10, 10, 80, 90))


def frames(count: int) -> Iterator[NDArray[np.uint8]]:
    """Frames that say their number by their grey."""
    for number in range(count):
        yield np.full((100, 100, 3), 2 * number, np.uint8)


class Clock(nn.Module):
    """Reads the number of a frame, or of a window of sound, and turns it into a direction.

    Frames say it by their grey; sound by its place, for windows are asked for in order.
    """

    def __init__(self, lag: int) -> None:
        super().__init__()
        self.unused = nn.Parameter(torch.zeros(1))
        self._lag = lag
        self._heard = 0

    def face_encoder(self, faces: Tensor) -> Tensor:
        return self._direction(faces[:, 0, 0, 0] * 255 / 2)

    def audio_encoder(self, mel: Tensor) -> Tensor:
        numbers = torch.arange(len(mel)) + self._heard - self._lag
        self._heard += len(mel)
        return self._direction(numbers.float())

    def _direction(self, numbers: Tensor) -> Tensor:
        angle = numbers[:, None] * 0.3
        row = torch.cat((angle.cos(), angle.sin()), dim=1)
        padded: Tensor = torch.nn.functional.pad(row, (0, 510))
        return padded[:, :, None, None]


@pytest.mark.parametrize("lag", [0, 3, -2])
def test_the_expert_finds_how_late_the_sound_is(tmp_path: Path, lag: int) -> None:
    hum = song(3.0, tmp_path / "x.wav")
    network: Any = Clock(lag)
    score = expert_score(frames(60), [FACE] * 60, hum, network)
    assert score.offset == lag
    assert score.best == pytest.approx(1.0, abs=1e-5)
    assert score.cosine == pytest.approx(np.cos(0.3 * lag), abs=0.02)
    assert score.windows == 56


def test_windows_without_the_face_are_left_out(tmp_path: Path) -> None:
    track = [FACE] * 20 + [None] + [FACE] * 19
    network: Any = Clock(0)
    score = expert_score(frames(40), track, song(3.0, tmp_path / "x.wav"), network)
    assert score.windows == 16 + 15
    with pytest.raises(InputError, match="five frames running"):
        expert_score(frames(40), [None, *[FACE] * 4] * 8, song(3.0, tmp_path / "x.wav"), network)


def test_a_real_expert_gives_a_cosine(tmp_path: Path) -> None:
    torch.manual_seed(0)
    score = expert_score(frames(8), [FACE] * 8, song(1.0, tmp_path / "x.wav"), SyncNet().eval())
    assert 0 <= score.cosine <= score.best <= 1
    assert score.windows == 4


@pytest.mark.parametrize("lag", [0, 4, -6])
def test_lse_finds_a_shift_and_is_sure_of_it(lag: int) -> None:
    lips = np.random.default_rng(1).normal(size=(80, 64)).astype(np.float32)
    sounds = np.roll(lips, lag, axis=0)
    found = lse_of(lips, sounds)
    assert found.offset == -lag
    if lag == 0:
        assert found.distance < 1e-3
        # Vectors that have nothing to do with each other lie sqrt(2 * 64) apart.
        assert found.confidence == pytest.approx(11.3, abs=1.0)


def test_lse_of_equal_vectors_is_what_the_definition_says() -> None:
    ones = np.ones((20, 4), np.float32)
    found = lse_of(ones, ones)
    assert found.distance == pytest.approx(2e-6, rel=0.1)  # sqrt(4 * 1e-6^2)
    # At shift k, |k| of 20 windows meet the zeros beyond the end, at a distance of 2.
    means = np.array([2 * abs(k) / 20 for k in range(-15, 16)])
    assert found.confidence == pytest.approx(float(np.median(means)), abs=1e-5)


def test_lse_runs_on_the_network_of_the_published_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = SyncNetV2().eval()
    found = lse(frames(9), [FACE] * 9, song(1.0, tmp_path / "x.wav"), network)
    assert found.windows == 5
    assert found.distance > 0
    with pytest.raises(InputError, match="too short"):
        lse(frames(9), [FACE] * 9, song(0.2, tmp_path / "x.wav"), network)


def test_cepstra_of_a_tone_do_not_change_and_louder_is_more() -> None:
    t = np.arange(16_000) / 16_000
    tone = 0.3 * np.sin(2 * np.pi * 400 * t)
    rows = mfcc(tone)
    assert rows.shape == (99, 13)
    assert rows[10:90].std(axis=0).max() < 0.5
    louder = mfcc(2 * tone)
    np.testing.assert_allclose(louder[10:90, 0] - rows[10:90, 0], 2 * np.log(2), atol=1e-3)
    np.testing.assert_allclose(louder[10:90, 1:], rows[10:90, 1:], atol=0.05)


def test_cepstra_of_nothing_are_numbers() -> None:
    assert np.isfinite(mfcc(np.zeros(1000))).all()
    assert mfcc(np.zeros(10)).shape == (1, 13)


def directions(count: int, apart: float, seed: int) -> NDArray[np.float32]:
    """Vectors around one direction, as those of untrained networks are; ``apart`` is the spread."""
    chance = np.random.default_rng(seed)
    rows = np.eye(1, 512) + apart * chance.standard_normal((count, 512)) / 512**0.5
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32)
    return unit


def test_no_offset_stands_out_of_noise() -> None:
    places = np.arange(200)
    for seed in range(5):
        score = shifted_score(places, directions(200, 1.5, seed), directions(220, 1.5, 99 - seed))
        assert not score.stands_out
        assert 0 <= score.margin < 0.02
    lips = directions(200, 1.5, 1)
    sounds = np.concatenate((directions(3, 1.5, 2), lips, directions(9, 1.5, 3)))
    found = shifted_score(places, lips, sounds)
    assert (found.offset, found.stands_out) == (3, True)
    assert found.margin > 0.3
