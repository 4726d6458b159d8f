"""The network behind LSE-D and LSE-C, for the user's ``syncnet_v2.model``.

Chung and Zisserman 2016, "Out of time: automated lip sync in the wild": five pictures of a face and
0.2 s of sound become a vector of 1024 numbers each; the closer, the better in sync. Weights are the
user's own.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

SIDE = 224
FRAMES = 5
COLUMNS = 20
"""MFCC columns in one window: 0.2 s at 100 a second."""
FEATURES = 1024

Triple = int | tuple[int, ...]


def _flat(rows: list[list[nn.Module]]) -> nn.Sequential:
    return nn.Sequential(*(layer for row in rows for layer in row))


def _block(
    conv: Callable[..., nn.Module],
    norm: Callable[[int], nn.Module],
    inputs: int,
    outputs: int,
    kernel: Triple,
    stride: Triple = 1,
    padding: Triple = 0,
) -> list[nn.Module]:
    return [
        conv(inputs, outputs, kernel, stride=stride, padding=padding),
        norm(outputs),
        nn.ReLU(),
    ]


def _sound(*row: Triple) -> list[nn.Module]:
    return _block(nn.Conv2d, nn.BatchNorm2d, *row)  # type: ignore[arg-type]


def _lips(*row: Triple) -> list[nn.Module]:
    return _block(nn.Conv3d, nn.BatchNorm3d, *row)  # type: ignore[arg-type]


def _head() -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, FEATURES)
    )


class SyncNetV2(nn.Module):
    """Sound and faces -> vectors; names and places are those of the published file."""

    def __init__(self) -> None:
        super().__init__()
        self.netcnnaud = _flat(  # 1 x 13 x 20
            [
                [*_sound(1, 64, 3, 1, 1), nn.MaxPool2d(1, 1)],  #            64 x 13 x 20
                [*_sound(64, 192, 3, 1, 1), nn.MaxPool2d(3, (1, 2))],  #    192 x 11 x 9
                _sound(192, 384, 3, 1, 1),
                _sound(384, 256, 3, 1, 1),
                [*_sound(256, 256, 3, 1, 1), nn.MaxPool2d(3, 2)],  #        256 x 5 x 4
                _sound(256, 512, (5, 4)),  #                                512 x 1 x 1
            ]
        )
        self.netfcaud = _head()
        self.netfclip = _head()
        pool = (1, 3, 3), (1, 2, 2)
        self.netcnnlip = _flat(  # 3 x 5 x 224 x 224
            [
                [*_lips(3, 96, (5, 7, 7), (1, 2, 2)), nn.MaxPool3d(*pool)],  #      96 x 1 x 54 x 54
                [
                    *_lips(96, 256, (1, 5, 5), (1, 2, 2), (0, 1, 1)),
                    nn.MaxPool3d(*pool, (0, 1, 1)),  #                             256 x 1 x 13 x 13
                ],
                _lips(256, 256, (1, 3, 3), 1, (0, 1, 1)),
                _lips(256, 256, (1, 3, 3), 1, (0, 1, 1)),
                [*_lips(256, 256, (1, 3, 3), 1, (0, 1, 1)), nn.MaxPool3d(*pool)],  # 256 x 1 x 6 x 6
                _lips(256, 512, (1, 6, 6)),  #                                     512 x 1 x 1 x 1
            ]
        )

    def sound(self, mfcc: Tensor) -> Tensor:
        """(B, 1, 13, 20) -> (B, 1024)."""
        x: Tensor = self.netcnnaud(mfcc).flatten(1)  # (B, 512, 1, 1) -> (B, 512)
        features: Tensor = self.netfcaud(x)
        return features

    def lips(self, faces: Tensor) -> Tensor:
        """(B, 3, 5, 224, 224), blue-green-red 0..255 -> (B, 1024)."""
        x: Tensor = self.netcnnlip(faces).flatten(1)  # (B, 512, 1, 1, 1) -> (B, 512)
        features: Tensor = self.netfclip(x)
        return features
