"""The face detector that Wav2Lip's published results were made with, for the user's weights.

S3FD (Zhang et al. 2017, "S3FD: Single Shot Scale-invariant Face Detector", arXiv:1708.05237): VGG
layers, six maps, one square anchor a cell. 22,459,110 parameters, and slow: half a CPU second for
a frame of 256 x 256, eight for 1280 x 720. It knows boxes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, softmax

from wav2lip_refine.checkpoint import Checkpoint, load_weights
from wav2lip_refine.faces.face import Face, Picture, clipped

MEANS = (104.0, 117.0, 123.0)
"""Taken from the channels of an RGB picture in this order."""
CONSIDERED = 0.05
"""Scores below are not looked at."""
SURE = 0.5
OVERLAP = 0.3
VARIANCES = (0.1, 0.2)
"""Units of the offsets of centre and size that the network answers."""

_VGG = (
    ("conv1_1", 3, 64),
    ("conv1_2", 64, 64),
    ("conv2_1", 64, 128),
    ("conv2_2", 128, 128),
    ("conv3_1", 128, 256),
    ("conv3_2", 256, 256),
    ("conv3_3", 256, 256),
    ("conv4_1", 256, 512),
    ("conv4_2", 512, 512),
    ("conv4_3", 512, 512),
    ("conv5_1", 512, 512),
    ("conv5_2", 512, 512),
    ("conv5_3", 512, 512),
)
_POOLED = ("conv1_2", "conv2_2", "conv3_3", "conv4_3", "conv5_3")
_TAPS = (
    ("conv3_3_norm", 256),
    ("conv4_3_norm", 512),
    ("conv5_3_norm", 512),
    ("fc7", 1024),
    ("conv6_2", 512),
    ("conv7_2", 256),
)
_INITIAL_SCALE = {"conv3_3_norm": 10.0, "conv4_3_norm": 8.0, "conv5_3_norm": 5.0}


class _Norm(nn.Module):
    """Vectors along the channels made of one length, times a learned scale each."""

    def __init__(self, channels: int, scale: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.full((channels,), scale))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the same shape."""
        length = x.pow(2).sum(dim=1, keepdim=True).sqrt() + 1e-10
        return x / length * self.weight[:, None, None]


class S3FD(nn.Module):
    """A picture in, scores and boxes of six maps out; names are those of published weight files."""

    def __init__(self) -> None:
        super().__init__()
        for name, inputs, outputs in _VGG:
            self.add_module(name, nn.Conv2d(inputs, outputs, 3, padding=1))
        self.fc6 = nn.Conv2d(512, 1024, 3, padding=3)
        self.fc7 = nn.Conv2d(1024, 1024, 1)
        self.conv6_1 = nn.Conv2d(1024, 256, 1)
        self.conv6_2 = nn.Conv2d(256, 512, 3, stride=2, padding=1)
        self.conv7_1 = nn.Conv2d(512, 128, 1)
        self.conv7_2 = nn.Conv2d(128, 256, 3, stride=2, padding=1)
        for name, channels in _TAPS:
            if name in _INITIAL_SCALE:
                self.add_module(name, _Norm(channels, _INITIAL_SCALE[name]))
            scores = 4 if name == "conv3_3_norm" else 2
            self.add_module(f"{name}_mbox_conf", nn.Conv2d(channels, scores, 3, padding=1))
            self.add_module(f"{name}_mbox_loc", nn.Conv2d(channels, 4, 3, padding=1))

    def forward(self, x: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Look at a batch of pictures.

        Args:
            x: (B, 3, H, W), RGB less :data:`MEANS`.

        Returns:
            For each map: scores of nothing and of a face (B, 2, h, w), offsets (B, 4, h, w).
        """
        taps = []
        for name, _inputs, _outputs in _VGG:
            x = self.get_submodule(name)(x).relu()
            if f"{name}_norm" in _INITIAL_SCALE:
                taps.append(self.get_submodule(f"{name}_norm")(x))
            if name in _POOLED:
                x = max_pool2d(x, 2)
        x = self.fc7(self.fc6(x).relu()).relu()
        taps.append(x)
        x = self.conv6_2(self.conv6_1(x).relu()).relu()
        taps.append(x)
        x = self.conv7_2(self.conv7_1(x).relu()).relu()
        taps.append(x)
        out = []
        for (name, _channels), tap in zip(_TAPS, taps, strict=True):
            scores = self.get_submodule(f"{name}_mbox_conf")(tap)
            if scores.shape[1] == 4:  # the strongest of three kinds of nothing
                nothing = scores[:, :3].amax(dim=1, keepdim=True)  # (B, 3, h, w) -> (B, 1, h, w)
                scores = torch.cat((nothing, scores[:, 3:]), dim=1)
            out.append((scores, self.get_submodule(f"{name}_mbox_loc")(tap)))
        return out


def decode(maps: Sequence[tuple[Tensor, Tensor]]) -> NDArray[np.float64]:
    """Boxes of one picture from the six maps: (N, 5), left, top, right, bottom, score.

    Anchors of map i are squares of 4 x 2^(i+2) pixels on a grid of 2^(i+2). They are not moved
    for the padding of ``fc6``; published weights know it so.
    """
    rows = []
    for number, (scores, offsets) in enumerate(maps):
        stride = 2 ** (number + 2)
        size = 4.0 * stride
        sure = softmax(scores[0].double(), dim=0)[1]  # (2, h, w) -> (h, w)
        y, x = torch.nonzero(sure > CONSIDERED, as_tuple=True)
        dx, dy, dw, dh = offsets[0].double()[:, y, x]
        cx = stride / 2 + x * stride + dx * VARIANCES[0] * size
        cy = stride / 2 + y * stride + dy * VARIANCES[0] * size
        w = size * torch.exp((dw * VARIANCES[1]).clamp(max=8))
        h = size * torch.exp((dh * VARIANCES[1]).clamp(max=8))
        corners = (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)
        rows.append(torch.stack((*corners, sure[y, x]), dim=1))
    return np.asarray(torch.cat(rows).cpu().numpy())


def suppress(rows: NDArray[np.float64], overlap: float = OVERLAP) -> NDArray[np.float64]:
    """The surest of boxes that overlap, by descending score; sides count one pixel more."""
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    areas = (rows[:, 2] - rows[:, 0] + 1) * (rows[:, 3] - rows[:, 1] + 1)
    kept: list[int] = []
    left = np.arange(len(rows))
    while len(left):
        first, rest = left[0], left[1:]
        kept.append(int(first))
        low = np.maximum(rows[first, :2], rows[rest, :2])
        high = np.minimum(rows[first, 2:4], rows[rest, 2:4])
        shared = np.clip(high - low + 1, 0, None).prod(axis=1)
        left = rest[shared / (areas[first] + areas[rest] - shared) <= overlap]
    return rows[kept]


class S3FDFinder:
    """Finds faces with the user's ``s3fd.pth``; see ``FaceFinder``."""

    def __init__(self, network: S3FD, *, sha256: str = "", device: str = "cpu") -> None:
        self._network = network.to(device).eval()
        self._device = device
        self.key = f"s3fd-1-{sha256[:16]}"

    @classmethod
    def load(cls, path: Path, device: str = "cpu") -> S3FDFinder:
        """Read the user's weights.

        Raises:
            InputError: the file is missing, damaged or for another network.
        """
        network = S3FD()
        checkpoint: Checkpoint = load_weights(network, path)
        return cls(network, sha256=checkpoint.sha256, device=device)

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """All faces in a picture, the surest first; they have no points."""
        rgb = picture[:, :, ::-1].astype(np.float32) - np.array(MEANS, np.float32)
        x = torch.from_numpy(np.ascontiguousarray(rgb.transpose(2, 0, 1)[None])).to(self._device)
        with torch.inference_mode():
            rows = suppress(decode(self._network(x)))
        height, width = picture.shape[:2]
        found = []
        for left, top, right, bottom, score in rows.tolist():
            box = clipped(left, top, right, bottom, width, height)
            if score > SURE and box is not None:
                found.append(Face(box, min(score, 1.0)))
        return tuple(found)
