"""Writes ``rig.svg`` and ``proof.png`` of every rig: ``python -m sample_rigs.draw [name ...]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sample_rigs.drawing import juno, proof, rocco

HERE = Path(__file__).resolve().parent
BUILDERS: Mapping[str, Callable[[], str]] = {juno.NAME: juno.build, rocco.NAME: rocco.build}


def draw(name: str) -> None:
    """Write picture and proof sheet of one rig."""
    folder = HERE / name
    (folder / "rig.svg").write_text(BUILDERS[name](), encoding="utf-8", newline="\n")
    proof.write(folder)


def main(wanted: list[str]) -> int:
    """Draw the wanted rigs, or all; returns the exit status."""
    unknown = [name for name in wanted if name not in BUILDERS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(BUILDERS)}", file=sys.stderr)
        return 2
    for name in wanted or BUILDERS:
        draw(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
