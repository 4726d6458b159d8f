"""A user's own file that has the name of one of our packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from animatemusic import own_packages
from tests.conftest import REPOSITORY
from tests.test_house import PACKAGES


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=env | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_our_packages_are_looked_at() -> None:
    assert {*own_packages.NAMES, "animatemusic"} == set(PACKAGES)


@pytest.mark.parametrize("name", ["render.py", "media_core.py", "aligner/__init__.py"])
def test_a_file_that_hides_a_package_is_to_be_renamed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("import animatemusic\n")
    (tmp_path / "video.py").write_text("import animatemusic\n")
    done = python(tmp_path, "video.py")
    hides = tmp_path.resolve() / name.split("/")[0]
    assert done.stderr.splitlines()[-1] == (
        f"ImportError: {hides} hides a part of animatemusic that has the same name: "
        f"rename it, for example to my_{hides.name}"
    )


def test_a_script_may_not_be_called_as_a_package_itself(tmp_path: Path) -> None:
    (tmp_path / "render.py").write_text("import animatemusic\n")
    done = python(tmp_path, "render.py")
    assert "render.py hides a part of animatemusic" in done.stderr.splitlines()[-1]


def test_a_folder_of_results_called_render_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "render").mkdir()
    (tmp_path / "video.py").write_text("import animatemusic\n")
    assert python(tmp_path, "video.py").returncode == 0


def test_run_as_a_module_it_does_not_look_into_the_current_folder(tmp_path: Path) -> None:
    for name in ("render", "aligner", "click", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the user was run')\n")
    done = python(tmp_path, "-m", "animatemusic", "--version")
    assert (done.stdout.startswith("animatemusic, version"), done.stderr) == (True, "")


def test_run_as_a_module_in_the_checkout_it_finds_itself() -> None:
    assert python(REPOSITORY, "-m", "animatemusic", "--version").returncode == 0
