"""What is written, opened in the programs that it is for: each is skipped where it is missing."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.visemes.exporters.performances import animated
from visemes.exporters import EXPORTERS
from visemes.exporters.frames import shapes_by_frame

pytestmark = pytest.mark.host

RATES = (
    Fraction(24),
    Fraction(24_000, 1001),
    Fraction(30_000, 1001),
    Fraction(30),
    Fraction(60),
)


def program(name: str) -> str:
    """Where a program is."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    return found


def ran(*command: str, **more: Any) -> str:
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, **more)
    said: str = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, said
    return said


def edges(shapes: list[str]) -> list[int]:
    """The frames on which the mouth changes, and those before them."""
    changes = [i for i in range(1, len(shapes)) if shapes[i] != shapes[i - 1]]
    return sorted({0, len(shapes) - 1, *changes, *(i - 1 for i in changes)})


# Blender


def in_blender(folder: Path, jobs: list[dict[str, Any]]) -> list[list[Any]]:
    blender = program("blender")
    probe = str(Path(__file__).with_name("in_blender.py"))
    (folder / "jobs.json").write_text(json.dumps(jobs))
    files = (str(folder / "jobs.json"), str(folder / "answers.json"))
    said = ran(
        blender, "-b", "--factory-startup", "--python-exit-code", "9", "-P", probe, "--", *files
    )
    assert (folder / "answers.json").is_file(), said
    found: list[list[Any]] = json.loads((folder / "answers.json").read_text())
    return found


def job(folder: Path, rate: Fraction, **more: Any) -> tuple[dict[str, Any], list[str]]:
    song = animated("blender", fps=rate)
    folder.mkdir()
    (folder / "mouth.py").write_text(EXPORTERS["blender"].write(song))
    base = rate.denominator / 1000 if rate.denominator > 1 else 1.0
    shapes = shapes_by_frame(song.track, rate)
    wanted = {"script": str(folder / "mouth.py"), "fps": round(rate), "base": base}
    return wanted | more, shapes


def test_blender_shows_the_mouth_of_each_frame_by_shape_keys(tmp_path: Path) -> None:
    jobs: list[Any] = []
    wanted: list[Any] = []
    for rate in RATES:
        one, shapes = job(tmp_path / str(len(jobs)), rate)
        known = sorted(set(shapes))
        jobs.append(one | {"frames": list(range(len(shapes))), "shapes": known})
        wanted.append([{name: float(name == shape) for name in known} for shape in shapes])
    assert in_blender(tmp_path, jobs) == wanted


def test_blender_renders_the_picture_of_each_mouth_whatever_the_first_is_called(
    tmp_path: Path,
) -> None:
    jobs: list[Any] = []
    wanted: list[Any] = []
    for first, rate in zip((0, 1, 7, 1001), RATES, strict=False):
        folder = tmp_path / str(first)
        one, shapes = job(folder, rate, first=first)
        names = list("ABCDEFGHX")
        for number in range(len(names)):
            grey = (20 * number + 10,) * 3
            Image.new("RGB", (4, 4), grey).save(folder / f"mouth_{first + number:04d}.png")
        frames = edges(shapes)[:16]
        jobs.append(one | {"frames": frames})
        wanted.append([20 * names.index(shapes[frame]) + 10 for frame in frames])
    assert in_blender(tmp_path, jobs) == wanted
