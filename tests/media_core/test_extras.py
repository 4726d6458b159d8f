"""What to type to get an extra, from wherever the program was installed."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from media_core import extras
from tests.conftest import REPOSITORY

EXTRAS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"][
    "optional-dependencies"
]


def environment(folder: Path, monkeypatch: pytest.MonkeyPatch, *files: str) -> Path:
    for name in ("bin/python", *files):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch(0o755)
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(sys, "executable", str(folder / "bin" / "python"))
    monkeypatch.setenv("PATH", str(folder / "bin"))
    monkeypatch.setattr(extras, "find_spec", lambda name: object())
    return folder


@pytest.mark.parametrize("extra", sorted(set(EXTRAS) - {"dev"}))
def test_an_extra_is_added_by_its_packages(extra: str) -> None:
    wanted = sorted(row.partition(";")[0].strip() for row in EXTRAS[extra])
    assert extras.packages(extra) == wanted
    assert shlex.split(extras.adding(extra))[-len(wanted) :] == wanted


def test_in_the_environment_that_is_active_pip_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(tmp_path, monkeypatch, "bin/pip")
    assert extras.adding("psd") == 'pip install "psd-tools>=1.26"'


def test_elsewhere_the_python_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my songs").mkdir()
    python = environment(tmp_path / "my songs", monkeypatch) / "bin" / "python"
    assert extras.adding("psd") == f'"{python}" -m pip install "psd-tools>=1.26"'


def test_what_pipx_installed_is_added_to_by_pipx(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment(tmp_path, monkeypatch, "pipx_metadata.json", "bin/pip")
    assert extras.adding("psd") == 'pipx inject animatemusic "psd-tools>=1.26"'


def test_without_pip_uv_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = environment(tmp_path, monkeypatch) / "bin" / "python"
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert extras.adding("psd") == f'uv pip install --python {python} "psd-tools>=1.26"'


def test_nobody_is_told_to_ask_an_index_for_the_program() -> None:
    places = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]
    for package in ("aligner", "animatemusic", "media_core", "render", "visemes", "wav2lip_refine"):
        places += (REPOSITORY / package).rglob("*.py")
    advice = re.compile(r"install [\"']?animatemusic\b")
    assert [str(path) for path in places if advice.search(path.read_text("utf-8"))] == []


def test_the_docs_list_every_extra_and_its_packages() -> None:
    page = (REPOSITORY / "docs" / "install.md").read_text("utf-8")
    for extra in sorted(set(EXTRAS) - {"dev"}):
        names = " ".join(re.split(r"[>=]", row)[0] for row in extras.packages(extra))
        assert f"| `{extra}` | `{names}` |" in page
