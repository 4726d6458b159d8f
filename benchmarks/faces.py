"""Speed and memory of the pass over real faces, with random weights and a drawn face.

Random weights cost what trained ones do. The clip is Juno, our own drawing, which the finder of
faces takes for a face; so anybody can measure again.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from animatemusic.pipeline import load_rig
from benchmarks.memory import peak_mb
from media_core.audio import Audio, to_speech
from render.frame import straight_rgba
from render.rigs import Pose

Row = tuple[str, ...]

BATCHES = (1, 4, 8, 16, 128)
MEMORY_SECONDS = (10, 30)
"""Two lengths of a 1080p job: what does not grow between them does not grow in three minutes."""
CLIP_SECONDS = 4
SONG_RATE = 44_100


def face_rows() -> Iterator[Row]:
    """What is measured, the figure, and what is wanted; nothing without torch."""
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    network = _network()
    speeds = {batch: _speed(network, batch, "fp32") for batch in BATCHES}
    best = max(speeds, key=lambda batch: speeds[batch])
    for batch, speed in speeds.items():
        wanted = ">= 11" if batch == best else ""
        yield f"generator, fp32, batch {batch}", f"{speed:.1f} frames a CPU s", wanted
    ratio = speeds[best] / speeds[128]
    yield f"best batch ({best}) against 128, same run", f"{ratio:.2f}", "> 1"
    fast = max(_speed(network, batch, "bf16") for batch in (4, 8))
    yield "generator, bf16, best of 4 and 8", f"{fast:.1f} frames a CPU s", ">= 20"
    yield "bf16 against fp32, both at their best", f"{fast / speeds[best]:.2f}", "> 1"
    mean, worst = _error_of_bf16(network)
    yield "bf16: mean and largest error, of 1 (random weights)", f"{mean:.4f}, {worst:.3f}", ""
    share, frames, spent = _whole_pass(network)
    yield (
        f"generator's share of a whole pass, 512x512, {frames} frames",
        f"{share:.0f} %",
        ">= 80 %",
    )
    yield "whole pass, a frame", f"{spent / frames * 1000:.0f} ms CPU", ""
    peaks = [_peak_of(seconds) for seconds in MEMORY_SECONDS]
    for seconds, peak in zip(MEMORY_SECONDS, peaks, strict=True):
        yield f"peak memory, 1920x1080, {seconds} s", f"{peak:.0f} MB", "<= 1500 MB"


def _network() -> Any:
    """The generator with random weights that answer what they are asked.

    Freshly made layers hardly pass anything on; these are scaled (He et al. 2015), and their
    normalisation is set by one batch.
    """
    import torch
    from torch import nn

    from wav2lip_refine.generator import Generator

    torch.manual_seed(0)
    network = Generator()
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None  # the mean of all batches, here of one
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name == "output_block.1.weight":
                weight.mul_(0.25)  # keeps the last sigmoid from saturating
        mels, faces = _inputs(16)
        network.train()(torch.from_numpy(mels), torch.from_numpy(faces))
    return network.eval()


def _inputs(batch: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    chance = np.random.default_rng(0)
    mels = chance.uniform(-4, 4, (batch, 1, 80, 16)).astype(np.float32)
    return mels, chance.uniform(0, 1, (batch, 6, 96, 96)).astype(np.float32)


def _speed(network: Any, batch: int, precision: Any) -> float:
    """Frames a CPU second, the best of three."""
    from wav2lip_refine.engine import Engine

    engine = Engine(network, device="cpu", precision=precision)
    mels, faces = _inputs(batch)
    engine.paint(mels[:1], faces[:1])
    times = []
    for _ in range(3):
        rounds = max(1, 16 // batch)
        began = time.process_time()
        for _ in range(rounds):
            engine.paint(mels, faces)
        times.append((time.process_time() - began) / rounds / batch)
    return 1 / min(times)


def _error_of_bf16(network: Any) -> tuple[float, float]:
    from wav2lip_refine.engine import Engine

    mels, faces = _inputs(8)
    exact = Engine(network, device="cpu").paint(mels, faces)
    fast = Engine(network, device="cpu", precision="bf16").paint(mels, faces)
    return float(np.abs(exact - fast).mean()), float(np.abs(exact - fast).max())


class _Timed:
    """An engine that counts its own CPU seconds."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.batch, self.record = engine.batch, engine.record
        self.spent = 0.0

    def paint(self, mels: NDArray[np.float32], faces: NDArray[np.float32]) -> NDArray[np.float32]:
        began = time.process_time()
        painted: NDArray[np.float32] = self._engine.paint(mels, faces)
        self.spent += time.process_time() - began
        return painted


def _whole_pass(network: Any) -> tuple[float, int, float]:
    """The generator's share of the CPU time in per cent, frames, CPU seconds."""
    from wav2lip_refine.engine import Engine
    from wav2lip_refine.faces.mesh import MeshFinder
    from wav2lip_refine.job import Job
    from wav2lip_refine.refine import refine

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = Job(_clip(folder, (512, 512)), _song(folder, 8))
        painter, finder = _Timed(Engine(network, device="cpu")), MeshFinder()
        began = time.process_time()
        done = refine(job, painter, folder / "out.mp4", finder=finder)
        spent = time.process_time() - began
    return 100 * painter.spent / spent, done.frames, spent


def _clip(folder: Path, size: tuple[int, int]) -> Path:
    """Juno, swaying, at 25 frames a second."""
    rig = load_rig("juno")
    path = folder / "clip.mp4"
    fps = Fraction(25)
    noise = np.random.default_rng(0).integers(0, 12, (size[1], size[0], 3), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"preset": "ultrafast"}
        for number in range(int(CLIP_SECONDS * fps)):
            face = Image.fromarray(straight_rgba(rig.draw(Pose("X", tilt=number % 20), size[1])))
            ground = Image.fromarray(np.uint8(180) + noise)
            ground.paste(face, ((size[0] - face.width) // 2, 0), face)
            frame = av.VideoFrame.from_ndarray(np.asarray(ground), format="rgb24")
            frame.pts, frame.time_base = number, 1 / fps
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _song(folder: Path, seconds: int) -> Audio:
    t = np.arange(seconds * SONG_RATE) / SONG_RATE
    wave = (8000 * np.sin(2 * np.pi * 220 * t) * np.sin(2 * np.pi * 2 * t)).astype(np.int16)
    samples = np.repeat(wave[:, None], 2, axis=1)
    path = folder / "song.raw"
    path.write_bytes(samples.tobytes())
    return Audio(samples, SONG_RATE, to_speech(samples, SONG_RATE), path)


def _peak_of(seconds: int) -> float:
    """Peak memory in MB of a process of its own that makes a 1080p video."""
    command = [sys.executable, "-m", "benchmarks.faces", str(seconds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def main(seconds: int) -> None:
    """Make a 1080p video of so many seconds and print the peak memory in MB.

    A clip shorter than the song is played backward, too, which takes the most memory.
    """
    import torch

    from wav2lip_refine.engine import Engine
    from wav2lip_refine.faces.mesh import MeshFinder
    from wav2lip_refine.job import Job
    from wav2lip_refine.refine import refine

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = Job(_clip(folder, (1920, 1080)), _song(folder, seconds))
        engine = Engine(_network(), device="cpu", precision="bf16")
        refine(job, engine, folder / "out.mp4", finder=MeshFinder())
    print(peak_mb())


if __name__ == "__main__":
    main(int(sys.argv[1]))
