"""The network that judges whether lips and sound belong together.

The "lip-sync expert" of Prajwal et al. 2020 (arXiv:2008.10010), in colour: five lower faces and
0.2 s of sound become two vectors; their cosine is high where the two are in sync. Generating does
not need it. It measures: the shift that maximises the mean cosine is how far lips and sound are
apart. 16,435,072 parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn.functional import normalize

from wav2lip_refine.layers import Conv, half, same, stack

FRAMES = 5
"""Frames in one window."""


@dataclass(frozen=True, slots=True)
class SyncNetConfig:
    """The layers, as data; right of each row: channels x height x width of what comes out."""

    face: tuple[Conv, ...] = (
        Conv(3 * FRAMES, 32, kernel=7, padding=3),  #           32 x 48 x 96
        Conv(32, 64, kernel=5, stride=(1, 2), padding=1),  #    64 x 46 x 47
        same(64),
        same(64),
        half(64, 128),  #                                      128 x 23 x 24
        same(128),
        same(128),
        same(128),
        half(128, 256),  #                                     256 x 12 x 12
        same(256),
        same(256),
        half(256, 512),  #                                     512 x 6 x 6
        same(512),
        same(512),
        half(512, 512),  #                                     512 x 3 x 3
        Conv(512, 512, kernel=3),  #                            512 x 1 x 1
        Conv(512, 512, kernel=1),
    )
    audio: tuple[Conv, ...] = (
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
        same(256),
        Conv(256, 512, kernel=3),  #                            512 x 1 x 1
        Conv(512, 512, kernel=1),
    )


class SyncNet(nn.Module):
    """Mel windows and lower faces in, one vector of length one each out.

    The names and the order of the members are those of published weight files.
    """

    def __init__(self, config: SyncNetConfig | None = None) -> None:
        super().__init__()
        config = config or SyncNetConfig()
        self.face_encoder = stack(config.face)
        self.audio_encoder = stack(config.audio)

    def forward(self, mel: Tensor, faces: Tensor) -> tuple[Tensor, Tensor]:
        """Embed a batch of windows.

        Args:
            mel: (B, 1, 80, 16), windows from :mod:`wav2lip_refine.chunks`.
            faces: (B, 15, 48, 96) in 0..1: rows 48..95 of five consecutive 96 x 96 faces; the
                channels are frame 0 blue, green, red, frame 1 blue, ...

        Returns:
            The sound's and the faces' vectors, both (B, 512), L2 norm 1, nowhere negative: their
            cosine ``(sound * face).sum(1)`` is in 0..1.
        """
        sound: Tensor = self.audio_encoder(mel)  # (B, 1, 80, 16) -> (B, 512, 1, 1)
        face: Tensor = self.face_encoder(faces)  # (B, 15, 48, 96) -> (B, 512, 1, 1)
        sound = sound.flatten(1)  # (B, 512, 1, 1) -> (B, 512)
        face = face.flatten(1)  # (B, 512, 1, 1) -> (B, 512)
        return normalize(sound, dim=1), normalize(face, dim=1)
