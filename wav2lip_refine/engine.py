"""The generator at work: which device, how many faces at once, in which precision."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray

from media_core.errors import InputError
from wav2lip_refine.checkpoint import RESTRICTION, Checkpoint, load_weights
from wav2lip_refine.generator import Generator

Precision = Literal["fp32", "bf16", "fp16"]
"""fp32 is exact. bf16 doubles the speed of a CPU that has it and moves pixels by 0.7 % of the range
on average, 8 % at most (measured with calibrated random weights); fp16 is for graphics cards."""

BATCHES = {"cpu": 4, "cuda": 64, "mps": 16}
"""Faces at once. On a CPU 4 to 8 are fastest: larger batches fall out of its caches (11.9 frames a
CPU second at 4, 7.4 at 128)."""


def device_of(wanted: str = "auto") -> str:
    """The device to use: ``cuda``, ``mps`` or ``cpu``.

    Raises:
        InputError: this machine, or this torch, has no such device.
    """
    have = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if wanted == "auto":
        return next(name for name, there in have.items() if there)
    if wanted not in have:
        raise InputError(f"there is no device {wanted}", hint="use auto, cpu, cuda or mps")
    if not have[wanted]:
        raise InputError(
            f"torch {torch.__version__} finds no device {wanted} here",
            hint="use --device cpu, or install the torch for your graphics card",
        )
    return wanted


class Engine:
    """Paints faces, a batch at a time.

    Attributes:
        device: where.
        batch: how many faces at once are best there.
        precision: of the arithmetic.
        record: weights, licence, device and precision, for the sidecar.
    """

    def __init__(
        self,
        network: Generator,
        *,
        device: str = "auto",
        precision: Precision = "fp32",
        batch: int | None = None,
        weights: Checkpoint | None = None,
        name: str = "",
    ) -> None:
        self.device = device_of(device)
        self.batch = batch or BATCHES[self.device]
        self.precision = precision
        self.record = {
            "weights": name,
            "sha256": weights.sha256 if weights else "",
            "form": weights.form if weights else "",
            "licence": RESTRICTION,
            "device": self.device,
            "precision": precision,
        }
        if precision == "fp16" and self.device == "cpu":
            raise InputError("fp16 is for graphics cards", hint="use --precision bf16 on a CPU")
        self._network = network.to(self.device).eval()
        if self.device != "mps":
            to_layout: Any = self._network.to  # its types do not know this argument
            to_layout(memory_format=torch.channels_last)

    @classmethod
    def load(
        cls,
        path: Path,
        *,
        device: str = "auto",
        precision: Precision = "fp32",
        batch: int | None = None,
        warn: Callable[[str], None] | None = None,
    ) -> Engine:
        """Read the user's weights.

        Raises:
            InputError: see :func:`~wav2lip_refine.checkpoint.load_weights`.
        """
        device = device_of(device)
        network = Generator()
        weights = load_weights(network, path, warn=warn)
        return cls(
            network,
            device=device,
            precision=precision,
            batch=batch,
            weights=weights,
            name=path.name,
        )

    def paint(self, mels: NDArray[np.float32], faces: NDArray[np.float32]) -> NDArray[np.float32]:
        """New lower faces.

        Args:
            mels: (B, 1, 80, 16).
            faces: (B, 6, 96, 96) in 0..1.

        Returns:
            (B, 3, 96, 96) in 0..1, on the CPU.

        Raises:
            InputError: the device has too little memory, or the weights answer with no numbers.
        """
        try:
            with torch.inference_mode(), warnings.catch_warnings(), self._precisely():
                # Autocast warns on devices that it falls back on; the result is right there.
                warnings.simplefilter("ignore")
                mel = torch.from_numpy(mels).to(self.device)
                face = torch.from_numpy(faces).to(self.device)
                if self.device != "mps":
                    face = face.contiguous(memory_format=torch.channels_last)
                painted = self._network(mel, face).float().cpu().numpy()
        except torch.OutOfMemoryError as err:
            raise InputError(
                f"{self.device} has too little memory for {len(mels)} faces at once",
                hint="use a smaller --batch, or --device cpu",
            ) from err
        if not np.isfinite(painted).all():
            raise InputError(
                "the weights paint no numbers (NaN)", hint="use other weights, or --precision fp32"
            )
        return np.ascontiguousarray(painted)

    def _precisely(self) -> AbstractContextManager[object]:
        if self.precision == "fp32":
            # Graphics cards round the factors of a convolution to 10 bits unless they are told.
            exact: Any = torch.backends.cudnn.flags
            return cast("AbstractContextManager[object]", exact(enabled=True, allow_tf32=False))
        kind = torch.bfloat16 if self.precision == "bf16" else torch.float16
        return torch.autocast(self.device, dtype=kind)
