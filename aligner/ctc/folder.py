"""A folder with a network of the Wav2Vec2 or MMS type: what its files say, before any is run.

Nothing is ever downloaded, and weights that are pickles are never opened.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from aligner.ctc.emissions import TokenTable
from media_core.errors import AlignerUnavailableError, InputError
from media_core.files import MEGABYTE, check_file, read_bytes

_WEIGHTS = ("model.onnx", "model.safetensors")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_MOST_TOKENS = 20_000
_LICENCE = re.compile(r"^license(?:_name)?:[ \t]*['\"]?([^'\"\n]{1,80}?)['\"]?[ \t]*$", re.M)


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """What a folder says of its network.

    Attributes:
        path: the folder.
        weights: the file with the weights; ONNX, or safetensors if there is none.
        tokens: the letters that the network knows.
        normalise: whether the song is brought to mean 0 and variance 1.
        licence: of the weights, as its README says; "" if it does not.
    """

    path: Path
    weights: Path
    tokens: TokenTable
    normalise: bool
    licence: str


def read_folder(path: Path) -> ModelFolder:
    """Read ``config.json``, ``vocab.json`` and, where it is there, ``preprocessor_config.json``.

    Raises:
        AlignerUnavailableError: the folder cannot be used; the sentence names the file.
    """
    if not path.is_dir():
        raise AlignerUnavailableError(
            f"{path} is no folder with a model",
            hint="give the folder that holds config.json, vocab.json and the weights",
        )
    config = _json(path / "config.json")
    vocabulary = _json(path / "vocab.json")
    optional = path / "preprocessor_config.json"
    heard = _json(optional) if optional.exists() else {}
    if heard.get("sampling_rate", 16_000) != 16_000:
        raise AlignerUnavailableError(
            f"{optional} asks for {heard['sampling_rate']} samples a second, not 16000",
            hint="give a model of the Wav2Vec2 type that hears 16 kHz",
        )
    return ModelFolder(
        path,
        _weights(path),
        _tokens(path / "vocab.json", config, vocabulary),
        heard.get("do_normalize", True) is not False,
        _licence(path / "README.md"),
    )


def _json(path: Path) -> dict[str, object]:
    data = read_bytes(path, limit=4 * MEGABYTE, what="model file", error=AlignerUnavailableError)
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise AlignerUnavailableError(
            f"{path} is no JSON", hint="fetch the file again from where the model came from"
        ) from err
    if not isinstance(value, dict):
        raise AlignerUnavailableError(
            f"{path} holds no table of names", hint="is it the folder you meant?"
        )
    return value


def _weights(path: Path) -> Path:
    for name in _WEIGHTS:
        if (path / name).exists():
            check_file(path / name, what="model file", error=AlignerUnavailableError)
            return path / name
    for pattern in _PICKLES:
        for pickle in sorted(path.glob(pattern)):
            raise AlignerUnavailableError(
                f"{pickle} may run any program when it is opened, so it is not",
                hint="get the same weights as model.safetensors or model.onnx",
            )
    raise AlignerUnavailableError(
        f"{path} has no weights", hint=f"put {' or '.join(_WEIGHTS)} into it"
    )


def _tokens(path: Path, config: dict[str, object], vocabulary: dict[str, object]) -> TokenTable:
    """Ids are read, never assumed: what pads is the blank, as CTC models of this type have it."""
    size, blank = config.get("vocab_size"), config.get("pad_token_id")
    ids = {letter: i for letter, i in vocabulary.items() if type(i) is int}
    if type(size) is not int or not 0 < size <= _MOST_TOKENS or type(blank) is not int:
        raise AlignerUnavailableError(
            f"{path.with_name('config.json')} does not say vocab_size and pad_token_id",
            hint="give a model of the Wav2Vec2 type that was trained with CTC",
        )
    delimiter = ids.get("|")
    letters = {
        letter: i for letter, i in ids.items() if len(letter) == 1 and i not in (blank, delimiter)
    }
    try:
        return TokenTable(letters, blank, size, delimiter)
    except ValueError as err:
        raise AlignerUnavailableError(
            f"{path} does not fit config.json: {err}",
            hint="give config.json and vocab.json of one and the same model",
        ) from err


def _licence(readme: Path) -> str:
    """What the head of a model card says; it is only told, so a bad file says nothing."""
    try:
        text = read_bytes(readme, limit=MEGABYTE).decode("utf-8", "replace")
    except InputError:
        return ""
    found = _LICENCE.findall(text[:8000])
    return str(found[-1]).strip() if found else ""
