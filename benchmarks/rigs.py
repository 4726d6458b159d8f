"""How long rigs take to load and to draw, in every form, and what a check of a large PSD needs."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

import sample_rigs
from render.rigs import Pose, load_rig
from render.rigs.kit import write_kit
from render.rigs.normalise import write_folder
from render.rigs.opening import open_rig

HEIGHT = 1080
RIG_HEAD = ("rig", "loading", "a new mouth", "the first blink", "the same mouth, moved")

Row = tuple[str, ...]


def rig_rows() -> Iterator[Row]:
    """CPU time to load a character and to draw its poses 1080 pixels high."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        samples = {name: sample_rigs.path(name) for name in sample_rigs.names()}
        rigs = {f"{n}, {open_rig(p).form.lstrip('.')}": p for n, p in samples.items()}
        for form in ("folder", "sheet"):
            (folder / form).mkdir()
            write_kit(form, folder / form)
            rigs[f"template, {form}"] = folder / form
        (folder / "juno").mkdir()
        write_folder(open_rig(sample_rigs.path("juno")), folder / "juno", 2000)
        rigs["juno, folder of 2000 pixels high pictures"] = folder / "juno"
        for name, path in rigs.items():
            yield (name, *_measured(path))


def _measured(path: Path) -> tuple[str, ...]:
    began = time.process_time()
    rig = load_rig(path)
    loading = time.process_time() - began
    mouths = [shape for shape in rig.set.shapes if shape in rig.shapes]
    rig.draw(Pose(mouths[0]), HEIGHT)  # what does not change is drawn once
    # Pictures of blinks may still be decoded beside this: only what drawing itself takes counts.
    began = time.thread_time()
    for shape in mouths[1:]:
        rig.draw(Pose(shape), HEIGHT)
    fresh = (time.thread_time() - began) / (len(mouths) - 1)
    began = time.thread_time()
    rig.draw(Pose(mouths[0], eyes="closed"), HEIGHT)
    blink = time.thread_time() - began
    began = time.thread_time()
    for tilt in range(1, 11):
        rig.draw(Pose(mouths[0], tilt=tilt), HEIGHT)
    moved = (time.thread_time() - began) / 10
    return f"{loading:.2f} s", *(f"{spent * 1000:.0f} ms" for spent in (fresh, blink, moved))


def psd_rows() -> Iterator[Row]:
    """A check of a PSD of 50 MB, in a process of its own."""
    # Linux tells the peak of this process alone; rusage also tells that of who started it.
    if importlib.util.find_spec("psd_tools") is None or not Path("/proc/self/status").exists():
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "large.psd")
        _large_psd(path)
        program = (
            "import sys, time\n"
            "from pathlib import Path\n"
            "from benchmarks.memory import peak_mb\n"
            "from render.rigs.check import check_drawings\n"
            "assert check_drawings(Path(sys.argv[1])).ok\n"
            "print(f'{time.process_time():.1f} s', f'{peak_mb():.0f} MB', sep='|')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
        )
        spent, peak = done.stdout.strip().split("|")
        size = path.stat().st_size / 1e6
        yield (f"check of a PSD of {size:.0f} MB: CPU, start included", spent)
        yield ("check of that PSD: peak memory", peak)


def _large_psd(path: Path) -> None:
    """Twelve layers of noise, which no compression makes smaller."""
    from psd_tools import PSDImage

    size = 2400
    chance = np.random.default_rng(0)
    image = PSDImage.new("RGB", (size, size))
    mouths = image.create_group(name="Mouth")
    for number, shape in enumerate("ABCDEFGHX"):
        pixels = chance.integers(0, 256, (600 + 60 * number, 1500, 4), np.uint8)
        pixels[:, :, 3] = 255
        layer = Image.fromarray(pixels)
        mouths.create_pixel_layer(layer, name=shape, top=900, left=450)
    head = chance.integers(0, 256, (2000, 1500, 4), np.uint8)
    head[:, :, 3] = 255
    image.create_pixel_layer(Image.fromarray(head), name="head", top=100, left=450)
    image.save(path)
