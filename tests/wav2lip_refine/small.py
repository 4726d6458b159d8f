"""A generator with the names of the real one and a sixteenth of its channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("torch")

from torch import Tensor, nn

from wav2lip_refine.generator import Generator, GeneratorConfig
from wav2lip_refine.layers import Conv


class Wrapped(nn.Module):
    """A network inside another, as some weight files have it."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, mel: Tensor, face: Tensor) -> Tensor:
        painted: Tensor = self.inner(mel, face)
        return painted


def small_generator() -> Generator:
    """Takes and gives what the real one does, in a file of about 700 KB."""
    real = GeneratorConfig()
    return Generator(
        GeneratorConfig(
            audio=tuple(map(_thin, real.audio)),
            face=tuple(tuple(map(_thin, rows)) for rows in real.face),
            decoder=tuple(tuple(map(_thin, rows)) for rows in real.decoder),
            output=tuple(map(_thin, real.output)),
        )
    )


def _thin(row: Conv) -> Conv:
    def fewer(channels: int) -> int:
        return channels // 16 if channels >= 16 else channels

    return replace(row, inputs=fewer(row.inputs), outputs=fewer(row.outputs))
