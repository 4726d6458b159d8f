"""The one block that both networks are made of, and rows that say how each is set up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from torch import Tensor, nn

Pair = int | tuple[int, int]
"""One number for both directions, or (down, across)."""


@dataclass(frozen=True, slots=True)
class Conv:
    """One row of a layer table: convolution, batch normalisation, ReLU.

    ``residual`` adds the input *before* the ReLU. ``upsample`` makes the convolution a transposed
    one; ``output_padding`` has a meaning only there.
    """

    inputs: int
    outputs: int
    kernel: int
    stride: Pair = 1
    padding: int = 0
    residual: bool = False
    upsample: bool = False
    output_padding: int = 0

    def __post_init__(self) -> None:
        if self.residual and (self.inputs != self.outputs or self.stride != 1 or self.upsample):
            raise ValueError(f"a residual layer must keep the shape of its input: {self}")
        if self.output_padding and not self.upsample:
            raise ValueError(f"only a transposed convolution has output padding: {self}")


def same(channels: int) -> Conv:
    """A row that keeps the size and adds its input."""
    return Conv(channels, channels, kernel=3, padding=1, residual=True)


def half(inputs: int, outputs: int) -> Conv:
    """A row that halves height and width, rounding up."""
    return Conv(inputs, outputs, kernel=3, stride=2, padding=1)


def double(inputs: int, outputs: int) -> Conv:
    """A row that doubles height and width."""
    return Conv(inputs, outputs, kernel=3, stride=2, padding=1, upsample=True, output_padding=1)


class ConvBlock(nn.Module):
    """What one :class:`Conv` row describes.

    The name ``conv_block`` and the places 0 and 1 are part of the weight files' key names.
    """

    def __init__(self, row: Conv) -> None:
        super().__init__()
        conv: nn.Module
        if row.upsample:
            conv = nn.ConvTranspose2d(
                row.inputs, row.outputs, row.kernel, row.stride, row.padding, row.output_padding
            )
        else:
            conv = nn.Conv2d(row.inputs, row.outputs, row.kernel, row.stride, row.padding)
        self.conv_block = nn.Sequential(conv, nn.BatchNorm2d(row.outputs, eps=1e-5))
        self.residual = row.residual

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) -> (B, outputs, H', W'), nowhere negative."""
        y: Tensor = self.conv_block(x)
        if self.residual:
            y = y + x
        return y.relu()


def stack(rows: Iterable[Conv]) -> nn.Sequential:
    """The blocks of some rows, one after the other."""
    return nn.Sequential(*(ConvBlock(row) for row in rows))
