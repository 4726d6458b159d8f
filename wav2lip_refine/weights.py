"""Which network a weight file is for, and whether it is one that people know."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from media_core.errors import InputError

if TYPE_CHECKING:
    from torch import nn

KINDS: dict[str, str] = {
    "generator": "Wav2Lip, paints the lips",
    "lipsync-expert": "SyncNet of Wav2Lip, measures how well lips fit",
    "s3fd": "S3FD, finds faces",
    "syncnet-v2": "SyncNet of Chung and Zisserman, for LSE-D and LSE-C",
}
"""What weights can be for. A new kind needs a row here and its network in :func:`network_of`."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that people know."""

    name: str
    kind: str
    licence: str


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file of weights turned out to be.

    Attributes:
        kind: one of :data:`KINDS`.
        sha256: of the whole file.
        known: as which file people know it, or None.
    """

    kind: str
    sha256: str
    known: Known | None


@cache
def known_weights() -> Mapping[str, Known]:
    """Files that people know, by their SHA-256."""
    table = tomllib.loads((Path(__file__).parent / "known_weights.toml").read_text("utf-8"))
    return {
        row["sha256"]: Known(row["name"], row["kind"], row["licence"]) for row in table["weights"]
    }


def network_of(kind: str) -> nn.Module:
    """An empty network of a kind."""
    # Late: only who asks for a network waits for torch.
    if kind == "generator":
        from wav2lip_refine.generator import Generator

        return Generator()
    if kind == "lipsync-expert":
        from wav2lip_refine.syncnet import SyncNet

        return SyncNet()
    if kind == "s3fd":
        from wav2lip_refine.faces.s3fd import S3FD

        return S3FD()
    if kind == "syncnet-v2":
        from wav2lip_refine.syncnet_v2 import SyncNetV2

        return SyncNetV2()
    raise ValueError(f"there is no kind of weights {kind!r}")


_MARKS = {
    "generator": "face_encoder_blocks.",
    "lipsync-expert": "face_encoder.",
    "s3fd": "conv3_3_norm.",
    "syncnet-v2": "netcnnlip.",
}


def identify(path: Path, *, warn: Callable[[str], None] | None = None) -> Identified:
    """Load a file into the network it is for, to see that it is whole.

    Args:
        path: the user's file.
        warn: told before a TorchScript archive is opened; see
            :func:`~wav2lip_refine.checkpoint.read_checkpoint`.

    Raises:
        InputError: the file is missing, damaged, or for no network that we have.
    """
    from wav2lip_refine.checkpoint import fit, read_checkpoint

    checkpoint = read_checkpoint(path, warn=warn)
    names = list(checkpoint.state)
    for kind, mark in _MARKS.items():
        if any(name.startswith(mark) or f".{mark}" in name for name in names):
            fit(network_of(kind), checkpoint.state, name=path.name)
            return Identified(kind, checkpoint.sha256, known_weights().get(checkpoint.sha256))
    raise InputError(
        f"{path.name} holds weights of a network that we do not have",
        hint="we use Wav2Lip, its lipsync_expert, s3fd.pth and syncnet_v2.model",
    )
