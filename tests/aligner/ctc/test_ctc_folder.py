"""Folders with models: what is read of them, and how bad ones are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aligner.ctc.folder import read_folder
from media_core.errors import AlignerUnavailableError

VOCABULARY = {"<pad>": 0, "<unk>": 1, "|": 2, "E": 3, "T": 4, "'": 5}


def folder(path: Path, **files: object) -> Path:
    content: dict[str, object] = {
        "config.json": {"vocab_size": 6, "pad_token_id": 0},
        "vocab.json": VOCABULARY,
        "model.safetensors": "weights",
    }
    content |= {name.replace("__", "."): value for name, value in files.items()}
    for name, value in content.items():
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            (path / name).write_text(text)
    return path


def test_letters_blank_delimiter_and_licence_are_read(tmp_path: Path) -> None:
    card = "---\nlanguage: en\nlicense: cc-by-nc-4.0\n---\n# A model\n"
    found = read_folder(folder(tmp_path, README__md=card))
    assert found.tokens.ids == {"E": 3, "T": 4, "'": 5}
    assert (found.tokens.blank, found.tokens.delimiter, found.tokens.columns) == (0, 2, 6)
    assert found.normalise
    assert found.licence == "cc-by-nc-4.0"
    assert found.weights.name == "model.safetensors"


def test_what_the_preprocessor_says_counts_and_no_card_is_no_licence(tmp_path: Path) -> None:
    found = read_folder(folder(tmp_path, preprocessor_config__json={"do_normalize": False}))
    assert not found.normalise
    assert found.licence == ""


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"config__json": None}, r"config\.json"),
        ({"vocab__json": "{"}, r"vocab\.json is no JSON"),
        ({"vocab__json": "[" * 100_000}, r"vocab\.json is no JSON"),
        ({"vocab__json": [1]}, r"vocab\.json holds no table"),
        ({"vocab__json": {"a": 9}}, r"vocab\.json does not fit config\.json"),
        ({"vocab__json": {"<pad>": 0}}, r"vocab\.json does not fit config\.json"),
        ({"config__json": {"vocab_size": 6}}, "does not say vocab_size and pad_token_id"),
        ({"config__json": {"vocab_size": 10**9, "pad_token_id": 0}}, "does not say vocab_size"),
        ({"preprocessor_config__json": {"sampling_rate": 8000}}, "8000 samples a second"),
        ({"model__safetensors": None}, "has no weights"),
        (
            {"model__safetensors": None, "pytorch_model__bin": "x"},
            r"pytorch_model\.bin may run any program",
        ),
    ],
)
def test_a_bad_folder_is_refused_in_a_sentence(
    tmp_path: Path, files: dict[str, object], sentence: str
) -> None:
    with pytest.raises(AlignerUnavailableError, match=sentence) as caught:
        read_folder(folder(tmp_path, **files))
    assert caught.value.hint


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlignerUnavailableError, match="is no folder with a model"):
        read_folder(tmp_path / "none")
