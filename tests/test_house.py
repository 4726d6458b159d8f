"""The rules of the house: what may import what, how long a file is, what is said of it."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import animatemusic
from animatemusic.cli import cli
from tests.conftest import REPOSITORY

PACKAGES = (
    *("aligner", "animatemusic", "media_core", "render", "sample_rigs", "sample_songs", "visemes"),
    "wav2lip_refine",
)
LONGEST = 400
"""Lines of a module; who needs more has found two modules."""

HEAVY = (
    *("torch", "moviepy", "rich", "praatio", "requests", "pocketsphinx", "pydub"),
    *("starlette", "uvicorn"),
)
"""Libraries that only some commands need, so that nothing else waits for them."""

# Put together, so that this file does not contain what it looks for.
PRIVATE = re.compile("|".join((r"/(?:ho" + r"me|Us" + r"ers)/\w+/", "/wo" + "rk/", "/ro" + "ot/")))


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((REPOSITORY / package).rglob("*.py"))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is, or could be, committed."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(git, cwd=REPOSITORY, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("needs git")
    if done.returncode:
        pytest.skip("needs the repository")
    for name in os.fsdecode(done.stdout).rstrip("\0").split("\0"):
        path = REPOSITORY / name
        if path.is_file():
            data = path.read_bytes()
            if b"\0" not in data:
                yield path, data.decode("utf-8", "replace")


def test_imports_go_one_way() -> None:
    if importlib.util.find_spec("importlinter") is None:
        pytest.skip("needs import-linter")
    # A process of its own, for it remembers what it was configured with.
    lint = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", lint, "--no-cache"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_too_long_to_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(REPOSITORY)): lines
        for path in modules()
        if (lines := path.read_text("utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = {
        str(path.relative_to(REPOSITORY)): match.group()
        for path, text in texts()
        if (match := PRIVATE.search(text))
    }
    assert found == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(REPOSITORY))
        for path in modules()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_package_has_an_init() -> None:
    # Without one, tools take the folder for something else than its neighbours.
    folders = {path.parent for path in modules()}
    assert [
        str(f.relative_to(REPOSITORY)) for f in folders if not (f / "__init__.py").exists()
    ] == []


def test_importing_the_program_loads_nothing_heavy() -> None:
    code = "import animatemusic, animatemusic.cli, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(HEAVY) & {name.partition(".")[0] for name in done.stdout.split()} == set()


def test_the_readme_names_every_command() -> None:
    readme = REPOSITORY / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    text = readme.read_text("utf-8")
    assert [name for name in cli.commands if f"animatemusic {name}" not in text] == []


def test_the_changelog_has_the_version_under_what_is_unreleased() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    assert headings[:2] == ["Unreleased", animatemusic.__version__]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_that_it_is_typed(package: str) -> None:
    assert (REPOSITORY / package / "py.typed").exists()


def test_the_readme_stands_alone_where_an_index_shows_it() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    spec = importlib.util.spec_from_file_location(
        "package_readme", REPOSITORY / "tools" / "package_readme.py"
    )
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    relative = re.compile(r"\]\((?!https?://|#)")
    assert relative.search(text)
    assert not relative.search(tool.standing_alone(text, None, "v1"))
    linked = tool.standing_alone(text, "https://example.org/a/b/", "v1")
    assert not relative.search(linked)
    assert "](https://example.org/a/b/raw/v1/docs/images/demo.jpg)" in linked
    assert "](https://example.org/a/b/blob/v1/docs/install.md)" in linked
