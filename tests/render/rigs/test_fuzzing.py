"""A short look with the fuzzer of :mod:`tests.render.rigs.fuzz_rigs`; minutes are for people."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.render.rigs.fuzz_rigs import READERS, read, seeds

RUNS = 120


@pytest.mark.parametrize("reader", READERS)
def test_what_the_fuzzer_begins_with_is_read(reader: str) -> None:
    for data in seeds(reader).values():
        read(reader, data)
        read(reader, data[: len(data) // 2])
        read(reader, b"")


def test_the_fuzzer_finds_nothing_in_a_few_seconds(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris, which is there for Linux only")
    said = subprocess.run(
        [
            *(sys.executable, "-m", "tests.render.rigs.fuzz_rigs", "all"),
            *(f"-runs={RUNS}", "-seed=1", f"-artifact_prefix={tmp_path}/"),
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert said.returncode == 0, said.stderr[-3000:]
    assert f"Done {RUNS} runs" in said.stderr
    assert list(tmp_path.iterdir()) == []
