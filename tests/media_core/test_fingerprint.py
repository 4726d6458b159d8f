"""Names for what is kept: another value, file or line of code is another name."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from media_core.fingerprint import code_of, fingerprint, versions_of


@dataclass(frozen=True)
class Pair:
    first: object
    second: object = None


@dataclass(frozen=True)
class Other:
    first: object
    second: object = None


def test_values_that_differ_in_anything_have_names_of_their_own() -> None:
    values: list[object] = [
        *("", "ab", b"ab", ("ab",), ("a", "b"), ["a", "b"], {"a": "b"}, frozenset("ab"), None),
        *(1, 1.0, True, Fraction(1), (), ((),), ((), ()), Pair("a", "b"), Pair("ab"), Other("ab")),
        *(np.zeros(2), np.zeros((2, 1)), np.zeros(2, np.float32), np.zeros(4, np.float32)),
        np.array([0.0, 1.0]),
    ]
    assert len({fingerprint(value) for value in values}) == len(values)


def test_the_order_of_a_mapping_makes_no_difference() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_a_view_of_an_array_is_named_by_what_it_holds() -> None:
    grid = np.arange(12).reshape(3, 4)
    assert fingerprint(grid.T) == fingerprint(grid.T.copy())
    assert fingerprint(grid[:, ::2]) == fingerprint(grid[:, ::2].copy())


def package(folder: Path, name: str) -> Path:
    (folder / name / "tables").mkdir(parents=True)
    (folder / name / "__init__.py").write_text("ONE = 1\n")
    (folder / name / "tables" / "numbers.toml").write_text("one = 1\n")
    return folder / name


def test_code_is_named_by_every_file_of_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    root = package(tmp_path, "a_small_package")
    names = [code_of("a_small_package")]
    for path, text in (
        (root / "__init__.py", "ONE = 2\n"),
        (root / "tables" / "numbers.toml", "one = 2\n"),
        (root / "new.py", ""),
    ):
        path.write_text(text)
        code_of.cache_clear()
        names.append(code_of("a_small_package"))
    assert len(set(names)) == 4
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "new.pyc").write_bytes(b"made")
    code_of.cache_clear()
    assert code_of("a_small_package") == names[-1], "what Python makes is no code of ours"
    (root / "new.py").rename(root / "newer.py")
    code_of.cache_clear()
    assert code_of("a_small_package") not in names


def test_code_has_the_same_name_in_every_process() -> None:
    asked = "from media_core.fingerprint import code_of; print(code_of('media_core', 'aligner'))"
    said = [
        subprocess.check_output(
            [sys.executable, "-c", asked], env={**os.environ, "PYTHONHASHSEED": seed}, text=True
        ).strip()
        for seed in ("1", "2")
    ]
    assert said == [code_of("media_core", "aligner")] * 2


def test_a_library_that_is_missing_has_no_version() -> None:
    numpy, missing = versions_of("numpy", "a-library-that-nobody-wrote")
    assert numpy == ("numpy", np.__version__)
    assert missing[1] == ""
