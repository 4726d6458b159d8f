"""Reader of the acoustic model inside the pocketsphinx wheel (``en-us``, semi-tied "PTM").

The files are read directly, PocketSphinx itself is never run. Their layout is documented by
what they hold: a binary model definition (``mdef``: phones, triphones and which senones their
states use), Gaussians (``means``, ``variances``), mixture weights (``sendump``) and transition
matrices. Source: CMU Sphinx acoustic model formats, checked byte by byte on pocketsphinx 5.1.1.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from media_core.errors import AlignerUnavailableError

SILENCE = "SIL"
STATES = 3
"""Emitting states of every phone of this model, strictly left to right."""

_BYTE_ORDER_MARK = 0x11223344
_VARIANCE_FLOOR = 1e-4  # the default of the decoders that use this model (-varfloor)
_WEIGHT_STEP = 1024 * np.log(1.0001)  # sendump: log base 1.0001, shifted right by 10 bits

POSITION_INSIDE, POSITION_BEGIN, POSITION_END, POSITION_SINGLE = 0, 1, 2, 3
"""Where in its word a triphone stands."""


@dataclass(frozen=True, eq=False)
class AcousticModel:
    """Everything the aligner needs of the model files.

    Attributes:
        phones: names of the context-independent phones, in model order.
        triphones: ``(position, base, left, right) -> phone record``, all as model indices.
        senone_sequences: ``(n, 3)`` senones of the three states, by sequence id.
        sequence_of: ``(records,)`` sequence id of each phone record.
        means: ``(codebooks, streams, densities, 13)`` float32.
        variances: same shape, floored.
        log_weights: ``(streams, densities, senones)`` float32, natural log.
        log_transitions: ``(phones, 3, 4)`` natural log; column 3 leaves the phone.
        features: options of the front end, from ``feat.params``.
    """

    phones: tuple[str, ...]
    triphones: dict[tuple[int, int, int, int], int]
    senone_sequences: NDArray[np.uint16]
    sequence_of: NDArray[np.int32]
    means: NDArray[np.float32]
    variances: NDArray[np.float32]
    log_weights: NDArray[np.float32]
    log_transitions: NDArray[np.float32]
    features: dict[str, str]
    codebook_of_senone: NDArray[np.int32]

    @cached_property
    def index(self) -> dict[str, int]:
        """Phone name -> model index."""
        return {name: i for i, name in enumerate(self.phones)}

    def senones(self, record: int) -> tuple[int, int, int]:
        """The senones of the three states of a phone record."""
        a, b, c = self.senone_sequences[self.sequence_of[record]]
        return int(a), int(b), int(c)

    def triphone(self, base: str, left: str, right: str, position: int) -> int:
        """The record that models ``base`` between ``left`` and ``right`` best.

        Not every triphone was seen in training. The way back is: the wanted word position, the
        same contexts in the other positions, the left context alone, the right context alone
        (silence stands for the other), the phone without context.
        """
        b, le, ri, sil = (self.index[p] for p in (base, left, right, SILENCE))
        positions = (position, *(p for p in range(4) if p != position))
        for contexts in ((le, ri), (le, sil), (sil, ri)):
            for place in positions:
                record = self.triphones.get((place, b, *contexts))
                if record is not None:
                    return record
        return b


def model_folder() -> Path:
    """Where the installed pocketsphinx wheel keeps its model.

    Raises:
        AlignerUnavailableError: the wheel is not installed or carries no model.
    """
    spec = importlib.util.find_spec("pocketsphinx")
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place) / "model" / "en-us" / "en-us"
        if folder.is_dir():
            return folder
    raise AlignerUnavailableError(
        "the acoustic model of the embedded aligner is not installed",
        hint="run `pip install pocketsphinx` in the environment of animatemusic",
    )


def load_model(folder: Path) -> AcousticModel:
    """Read a model folder.

    Raises:
        AlignerUnavailableError: a file is missing, damaged or of another kind of model.
    """
    try:
        return _load(folder)
    except (OSError, ValueError, struct.error, KeyError, IndexError) as err:
        raise AlignerUnavailableError(
            f"the acoustic model in {folder} cannot be read ({err})",
            hint="reinstall it with `pip install --force-reinstall pocketsphinx`",
        ) from err


def _load(folder: Path) -> AcousticModel:
    definition = _read_definition((folder / "mdef").read_bytes())
    means, counts = _read_gaussians((folder / "means").read_bytes())
    variances, _ = _read_gaussians((folder / "variances").read_bytes())
    weights = _read_weights((folder / "sendump").read_bytes())
    transitions = _read_transitions((folder / "transition_matrices").read_bytes())
    if weights.shape != (counts[1], counts[2], len(definition.codebook_of_senone)):
        raise ValueError("mixture weights and Gaussians do not fit together")
    with np.errstate(divide="ignore"):
        log_transitions = np.log(transitions / transitions.sum(axis=2, keepdims=True))
    return AcousticModel(
        phones=definition.phones,
        triphones=definition.triphones,
        senone_sequences=definition.senone_sequences,
        sequence_of=definition.sequence_of,
        means=means,
        variances=np.maximum(variances, _VARIANCE_FLOOR),
        log_weights=(weights.astype(np.float32) * -_WEIGHT_STEP).astype(np.float32),
        log_transitions=log_transitions.astype(np.float32),
        features=_read_options((folder / "feat.params").read_text("ascii")),
        codebook_of_senone=definition.codebook_of_senone,
    )


def _read_options(text: str) -> dict[str, str]:
    """``-name value`` lines -> options."""
    rows = (line.split() for line in text.splitlines() if line.strip())
    return {row[0].lstrip("-"): row[1] for row in rows}


@dataclass(frozen=True, eq=False)
class _Definition:
    phones: tuple[str, ...]
    triphones: dict[tuple[int, int, int, int], int]
    senone_sequences: NDArray[np.uint16]
    sequence_of: NDArray[np.int32]
    codebook_of_senone: NDArray[np.int32]


def _read_definition(data: bytes) -> _Definition:
    """The binary model definition ``BMDF`` version 1, little endian."""
    if data[:4] != b"BMDF":
        raise ValueError("mdef is not a binary model definition")
    _version, text_length = struct.unpack_from("<ii", data, 4)
    at = 12 + text_length
    names = ["ci", "phone", "emit", "ci_sen", "sen", "tmat", "sseq", "ctx", "cd_tree", "sil"]
    n = dict(zip(names, struct.unpack_from("<10i", data, at), strict=True))
    if n["emit"] != STATES or n["ctx"] != 3:
        raise ValueError("mdef describes another kind of model")
    at += 40
    phones: list[str] = []
    start = at
    for _ in range(n["ci"]):
        end = data.index(b"\0", at)
        phones.append(data[at:end].decode("ascii"))
        at = end + 1
    at = start + -(-(at - start) // 4) * 4
    at += 8 * n["cd_tree"]  # the tree finds triphones; a dictionary does it here
    records = np.frombuffer(
        data,
        np.dtype([("ssid", "<i4"), ("tmat", "<i4"), ("triphone", "u1", 4)]),
        n["phone"],
        at,
    )
    at += 12 * n["phone"] + 4
    sequences = np.frombuffer(data, "<u2", n["sseq"] * STATES, at).reshape(-1, STATES)
    contexts = records["triphone"][n["ci"] :].tolist()
    triphones = {tuple(c): n["ci"] + i for i, c in enumerate(contexts)}
    base = np.concatenate([np.arange(n["ci"]), records["triphone"][n["ci"] :, 1]])
    codebooks = np.zeros(n["sen"], np.int32)
    codebooks[sequences[records["ssid"]]] = base[:, None]
    return _Definition(
        tuple(phones), triphones, sequences, records["ssid"].astype(np.int32), codebooks
    )


def _after_header(data: bytes, name: str) -> int:
    """Where the binary part of an s3 file begins."""
    at = data.index(b"endhdr\n") + len(b"endhdr\n")
    (mark,) = struct.unpack_from("<I", data, at)
    if mark != _BYTE_ORDER_MARK:
        raise ValueError(f"{name} has another byte order")
    return at + 4


def _read_gaussians(data: bytes) -> tuple[NDArray[np.float32], tuple[int, int, int]]:
    """An s3 Gaussian file -> ``(codebooks, streams, densities, 13)``."""
    at = _after_header(data, "means or variances")
    books, streams, densities = struct.unpack_from("<3i", data, at)
    lengths = struct.unpack_from(f"<{streams}i", data, at + 12)
    if len(set(lengths)) != 1:
        raise ValueError("feature streams of different lengths")
    at += 12 + 4 * streams + 4
    count = books * streams * densities * lengths[0]
    values = np.frombuffer(data, "<f4", count, at)
    shape = (books, streams, densities, lengths[0])
    return values.reshape(shape).astype(np.float32), (books, streams, densities)


def _read_transitions(data: bytes) -> NDArray[np.float64]:
    """An s3 transition file -> ``(phones, 3, 4)`` probabilities."""
    at = _after_header(data, "transition_matrices")
    matrices, rows, columns, total = struct.unpack_from("<4i", data, at)
    if (rows, columns) != (STATES, STATES + 1) or total != matrices * rows * columns:
        raise ValueError("transition matrices of another topology")
    values = np.frombuffer(data, "<f4", total, at + 16)
    return values.reshape(matrices, rows, columns).astype(np.float64)


def _read_weights(data: bytes) -> NDArray[np.uint8]:
    """``sendump`` -> ``(streams, densities, senones)``, one byte a weight."""
    at, streams = 0, 0
    while True:
        (length,) = struct.unpack_from("<i", data, at)
        at += 4
        if length == 0:
            break
        if not 0 < length < 10_000:
            raise ValueError("sendump has a strange header")
        text = data[at : at + length].rstrip(b"\0").decode("ascii", "replace").split()
        at += length
        if text[:1] == ["cluster_count"] and text[1] != "0":
            raise ValueError("sendump is clustered")
        if text[:1] == ["feature_count"]:
            streams = int(text[1])
    rows, columns = struct.unpack_from("<2i", data, at)
    values = np.frombuffer(data, np.uint8, streams * rows * columns, at + 8)
    return values.reshape(streams, rows, columns)
