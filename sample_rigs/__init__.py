"""Rigs that ship with animatemusic: drawn characters in all forms that rigs have, CC0-1.0."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """Names of the rigs that ship, sorted."""
    return sorted(p.parent.name for p in _HERE.glob("*/rig.toml"))


def path(name: str) -> Path:
    """Folder of the rig ``name``: its drawing, ``rig.toml`` and ``LICENSE.txt``.

    Raises ``KeyError`` with the known names when there is no such rig.
    """
    known = names()
    if name not in known:
        raise KeyError(f"no rig named {name!r}; known rigs: {', '.join(known)}")
    return _HERE / name
