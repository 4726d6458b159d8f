"""Names for what is kept: a hash of every value, file and line of code that an answer depends on.

A key that is kept by hand is forgotten by hand: a new field or a changed algorithm would find
answers of before. So values are taken apart field by field, and code by its bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

_NO_CODE = frozenset((".pyc", ".pyo"))
"""Made from the code beside them, anew by each Python."""


def fingerprint(*values: object) -> str:
    """A hash of values: the same in every process, and another one for any other value.

    >>> fingerprint("ab", 1) == fingerprint("ab", 1)
    True
    >>> len({fingerprint("ab"), fingerprint("a", "b"), fingerprint(b"ab"), fingerprint(["ab"])})
    4
    """
    digest = hashlib.sha256()
    for value in values:
        for piece in _pieces(value):
            digest.update(len(piece).to_bytes(8, "little"))
            digest.update(piece)
    return digest.hexdigest()


def _pieces(value: object) -> Iterator[bytes | memoryview]:
    """A value as plain things, each after its kind, in an order that every process has."""
    yield type(value).__name__.encode()
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield field.name.encode()
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from _all([(key, value[key]) for key in sorted(value, key=repr)])
    elif isinstance(value, Set):
        yield from _all(sorted(value, key=repr))
    elif isinstance(value, list | tuple):
        yield from _all(value)
    elif isinstance(value, np.ndarray):
        yield repr((value.shape, value.dtype.str)).encode()
        yield np.ascontiguousarray(value).reshape(-1).view(np.uint8).data  # no copy
    else:
        yield repr(value).encode("utf-8", "surrogatepass")


def _all(members: Iterable[object]) -> Iterator[bytes | memoryview]:
    known = list(members)
    yield str(len(known)).encode()
    for member in known:
        yield from _pieces(member)


@cache
def code_of(*packages: str) -> str:
    """A hash of what packages are made of: every file in their folders, data too.

    Some 6 MB for all of ours, which takes some 30 ms, once.

    Args:
        packages: names, such as ``aligner``.
    """
    digest = hashlib.sha256()
    for package in packages:
        spec = find_spec(package)  # imports nothing
        for folder in spec.submodule_search_locations or () if spec is not None else ():
            root = Path(folder)
            for path in sorted(root.rglob("*")):
                if path.suffix not in _NO_CODE and path.is_file():
                    name = path.relative_to(root).as_posix()
                    digest.update(fingerprint(package, name, path.read_bytes()).encode())
    return digest.hexdigest()


def versions_of(*projects: str) -> tuple[tuple[str, str], ...]:
    """Which versions of other people's libraries are installed; "" where one is not.

    >>> versions_of("no such library")
    (('no such library', ''),)
    """
    return tuple((project, _version(project)) for project in projects)


def _version(project: str) -> str:
    try:
        return version(project)
    except PackageNotFoundError:
        return ""
