"""The network that repaints the lower half of a face so that it says what is heard.

Layer sizes: Prajwal et al. 2020, "A Lip Sync Expert Is All You Need" (arXiv:2008.10010). A U-net:
the face is squeezed into one vector while every size on the way is kept, the sound into another;
from the two the face grows again, meeting the kept sizes in reverse order. 36,298,035 parameters,
7.9 GFLOP a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from wav2lip_refine.layers import Conv, double, half, same, stack

Rows = tuple[Conv, ...]


@dataclass(frozen=True, slots=True)
class GeneratorConfig:
    """The layers, as data; the default is the 96-pixel network that published weights fit.

    Right of each row: channels x height x width of what comes out.
    """

    audio: Rows = (
        Conv(1, 32, kernel=3, padding=1),  #                    32 x 80 x 16
        same(32),
        same(32),
        Conv(32, 64, kernel=3, stride=(3, 1), padding=1),  #    64 x 27 x 16
        same(64),
        same(64),
        Conv(64, 128, kernel=3, stride=3, padding=1),  #        128 x 9 x 6
        same(128),
        same(128),
        Conv(128, 256, kernel=3, stride=(3, 2), padding=1),  #  256 x 3 x 3
        same(256),
        Conv(256, 512, kernel=3),  #                            512 x 1 x 1
        Conv(512, 512, kernel=1),
    )
    face: tuple[Rows, ...] = (
        (Conv(6, 16, kernel=7, padding=3),),  #                 16 x 96 x 96
        (half(16, 32), same(32), same(32)),  #               32 x 48 x 48
        (half(32, 64), same(64), same(64), same(64)),  #    64 x 24 x 24
        (half(64, 128), same(128), same(128)),  #            128 x 12 x 12
        (half(128, 256), same(256), same(256)),  #           256 x 6 x 6
        (half(256, 512), same(512)),  #                       512 x 3 x 3
        (Conv(512, 512, kernel=3), Conv(512, 512, kernel=1)),  # 512 x 1 x 1
    )
    # The inputs of each group are the outputs of the group before plus the kept face of that size.
    decoder: tuple[Rows, ...] = (
        (Conv(512, 512, kernel=1),),  #                                   512 x 1 x 1
        (Conv(512 + 512, 512, kernel=3, upsample=True), same(512)),  #   512 x 3 x 3
        (double(512 + 512, 512), same(512), same(512)),  #             512 x 6 x 6
        (double(512 + 256, 384), same(384), same(384)),  #             384 x 12 x 12
        (double(384 + 128, 256), same(256), same(256)),  #             256 x 24 x 24
        (double(256 + 64, 128), same(128), same(128)),  #              128 x 48 x 48
        (double(128 + 32, 64), same(64), same(64)),  #                 64 x 96 x 96
    )
    output: Rows = (Conv(64 + 16, 32, kernel=3, padding=1),)

    def __post_init__(self) -> None:
        if len(self.face) != len(self.decoder):
            raise ValueError("every group of the face encoder needs its group of the decoder")


class Generator(nn.Module):
    """Mel windows and faces in, faces with new lips out.

    The names and the order of the members are those of published weight files.
    """

    def __init__(self, config: GeneratorConfig | None = None) -> None:
        super().__init__()
        config = config or GeneratorConfig()
        self.face_encoder_blocks = nn.ModuleList(stack(rows) for rows in config.face)
        self.audio_encoder = stack(config.audio)
        self.face_decoder_blocks = nn.ModuleList(stack(rows) for rows in config.decoder)
        self.output_block = nn.Sequential(
            *stack(config.output), nn.Conv2d(config.output[-1].outputs, 3, kernel_size=1)
        )

    def forward(self, mel: Tensor, face: Tensor) -> Tensor:
        """Repaint a batch of faces.

        Args:
            mel: (B, 1, 80, 16), windows from :mod:`wav2lip_refine.chunks`.
            face: (B, 6, 96, 96) in 0..1, from :func:`wav2lip_refine.tensors.face_tensor`.

        Returns:
            (B, 3, 96, 96) in 0..1; blue, green, red.
        """
        kept: list[Tensor] = []
        for encode in self.face_encoder_blocks:
            face = encode(face)  # (B, 6, 96, 96) -> (B, 16, 96, 96) -> ... -> (B, 512, 1, 1)
            kept.append(face)
        x: Tensor = self.audio_encoder(mel)  # (B, 1, 80, 16) -> (B, 512, 1, 1)
        for decode in self.face_decoder_blocks:
            x = decode(x)  # (B, 512, 1, 1) -> (B, 512, 3, 3) -> ... -> (B, 64, 96, 96)
            x = torch.cat((x, kept.pop()), dim=1)  # (B, C, H, W) + (B, K, H, W) -> (B, C+K, H, W)
        x = self.output_block(x)  # (B, 80, 96, 96) -> (B, 3, 96, 96)
        return x.sigmoid()
