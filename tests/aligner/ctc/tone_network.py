"""A network that hears letters as tones: a bank of filters in the files of a Wav2Vec2 folder.

Its answer is known: what letter sounds in a frame is the tone that is loudest there. The weights
are a real ONNX file, written field by field as ``onnx.proto`` numbers them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.ctc.network import FIELD, HOP
from media_core.audio import SPEECH_RATE

LETTERS = "abemnoprt"
VOCABULARY = {"<pad>": 0, "|": 1} | {letter: i for i, letter in enumerate(LETTERS, 2)}

_FLOAT, _INT64 = 1, 7


def frequency(letter: str) -> float:
    """In Hz; a whole number of periods lies in the 400 samples that a frame hears."""
    return 400.0 + 240.0 * LETTERS.index(letter)


def sung(words: Sequence[tuple[str, int]], seconds: float) -> NDArray[np.int16]:
    """16 kHz sound: each letter of a word 100 ms long, from the word's millisecond on."""
    out = np.zeros(round(seconds * SPEECH_RATE))
    for word, start in words:
        for i, letter in enumerate(word):
            first = (start + 100 * i) * SPEECH_RATE // 1000
            times = np.arange(SPEECH_RATE // 10) / SPEECH_RATE
            out[first : first + len(times)] = 0.5 * np.sin(2 * np.pi * frequency(letter) * times)
    return np.asarray(out * 32767, np.int16)


def write_folder(path: Path, licence: str = "cc0-1.0") -> Path:
    """The network with its vocabulary and its licence."""
    path.mkdir()
    config = {"vocab_size": len(VOCABULARY), "pad_token_id": 0}
    (path / "config.json").write_text(json.dumps(config))
    (path / "vocab.json").write_text(json.dumps(VOCABULARY))
    (path / "README.md").write_text(f"---\nlicense: {licence}\n---\n")
    (path / "model.onnx").write_bytes(_model())
    return path


def _model() -> bytes:
    """Sound ``(1, samples)`` -> logarithms of powers ``(1, frames, tokens)``."""
    columns = len(VOCABULARY)
    times = np.arange(FIELD) / SPEECH_RATE
    waves = np.zeros((2 * columns, 1, FIELD), np.float32)
    for letter, i in VOCABULARY.items():
        if len(letter) == 1 and letter != "|":
            waves[2 * i, 0] = np.cos(2 * np.pi * frequency(letter) * times) / FIELD
            waves[2 * i + 1, 0] = np.sin(2 * np.pi * frequency(letter) * times) / FIELD
    pairs = np.repeat(np.eye(columns, dtype=np.float32), 2, axis=1)[:, :, None]
    floor = np.full(columns, 1e-6, np.float32)
    floor[0] = 2e-2  # silence is the blank
    nodes = (
        _node("Unsqueeze", ("sound", "axis"), "channel"),
        _node("Conv", ("channel", "waves"), "parts", strides=HOP),
        _node("Mul", ("parts", "parts"), "squares"),
        _node("Conv", ("squares", "pairs", "floor"), "powers"),
        _node("Log", ("powers",), "logs"),
        _node("Transpose", ("logs",), "logits", perm=(0, 2, 1)),
    )
    tensors = (
        _tensor("axis", np.array([1], np.int64)),
        _tensor("waves", waves),
        _tensor("pairs", pairs),
        _tensor("floor", floor),
    )
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tones")
    graph += b"".join(_field(5, tensor) for tensor in tensors)
    graph += _field(11, _value("sound", 1, "samples"))
    graph += _field(12, _value("logits", 1, "frames", columns))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 13))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _node(
    kind: str, inputs: Sequence[str], output: str, strides: int = 0, perm: Sequence[int] = ()
) -> bytes:
    out = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    out += _field(4, kind.encode())
    for name, numbers in (("strides", [strides] if strides else []), ("perm", list(perm))):
        if numbers:
            ints = b"".join(_field(8, number) for number in numbers)
            out += _field(5, _field(1, name.encode()) + ints + _field(20, 7))
    return out


def _tensor(name: str, values: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    kind = _FLOAT if values.dtype == np.float32 else _INT64
    dims = b"".join(_field(1, size) for size in values.shape)
    return dims + _field(2, kind) + _field(8, name.encode()) + _field(9, values.tobytes())


def _value(name: str, *shape: int | str) -> bytes:
    dims = (
        _field(1, _field(1, size) if isinstance(size, int) else _field(2, size.encode()))
        for size in shape
    )
    tensor = _field(1, _FLOAT) + _field(2, b"".join(dims))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))
