from pathlib import Path

import numpy as np
import pytest

from aligner.sphinx.model import AcousticModel, load_model, model_folder
from media_core.errors import AlignerUnavailableError


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    return load_model(model_folder())


def test_the_wheel_holds_the_model_that_we_know(model: AcousticModel) -> None:
    assert len(model.phones) == 42
    assert {"AA", "ZH", "SIL", "+SPN+"} <= set(model.phones)
    assert model.means.shape == model.variances.shape == (42, 3, 128, 13)
    assert model.log_weights.shape == (3, 128, 5126)
    assert len(model.triphones) == 137053


def test_leaving_probabilities_of_a_state_sum_to_one(model: AcousticModel) -> None:
    sums = np.exp(model.log_transitions.astype(np.float64)).sum(axis=2)
    np.testing.assert_allclose(sums, 1.0, atol=1e-6)


def test_every_senone_belongs_to_the_phones_that_use_it(model: AcousticModel) -> None:
    for phone in ("AA", "S", "SIL"):
        for senone in model.senones(model.index[phone]):
            assert model.phones[model.codebook_of_senone[senone]] == phone


def test_an_unseen_triphone_falls_back_to_its_phone(model: AcousticModel) -> None:
    record = model.triphone("ZH", "ZH", "ZH", 3)
    assert (
        record == model.index["ZH"]
        or model.phones[model.codebook_of_senone[model.senones(record)[0]]] == "ZH"
    )


def test_a_seen_triphone_depends_on_its_neighbours(model: AcousticModel) -> None:
    assert model.triphone("AE", "K", "T", 0) != model.triphone("AE", "B", "D", 0)


@pytest.mark.parametrize("name", ["mdef", "means", "sendump", "transition_matrices"])
def test_a_damaged_model_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    for file in model_folder().iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data[:40] if file.name == name else data)
    with pytest.raises(AlignerUnavailableError, match="cannot be read"):
        load_model(tmp_path)


def test_a_missing_model_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AlignerUnavailableError, match="mdef"):
        load_model(tmp_path)
