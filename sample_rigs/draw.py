"""Draws the rigs again: ``python -m sample_rigs.draw [name ...]``; with ``--proofs`` for the docs.

``--proofs`` also writes the proof sheets and the picture of all rigs into ``docs/images/rigs``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sample_rigs.drawing import bolt, dot, fern, gus, juno, leo, rocco, vega

HERE = Path(__file__).resolve().parent


def _svg(build: Callable[[], str]) -> Callable[[], dict[str, bytes]]:
    return lambda: {"rig.svg": build().encode()}


BUILDERS: Mapping[str, Callable[[], dict[str, bytes]]] = {
    bolt.NAME: _svg(bolt.build),
    dot.NAME: dot.build,
    fern.NAME: fern.build,
    gus.NAME: gus.build,
    juno.NAME: _svg(juno.build),
    leo.NAME: leo.build,
    rocco.NAME: _svg(rocco.build),
    vega.NAME: _svg(vega.build),
}
"""Name of a rig -> what draws its files, by their paths in its folder.

To add a character, write a module in ``drawing`` whose ``build`` gives these files, add a line
here, and put ``rig.toml`` and ``LICENSE.txt`` into its folder.
"""


def draw(name: str) -> None:
    """Write the pictures of one rig."""
    for path, data in BUILDERS[name]().items():
        target = HERE / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def main(wanted: list[str]) -> int:
    """Draw the wanted rigs, or all; returns the exit status."""
    proofs = "--proofs" in wanted
    wanted = [name for name in wanted if name != "--proofs"]
    unknown = [name for name in wanted if name not in BUILDERS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(BUILDERS)}", file=sys.stderr)
        return 2
    for name in wanted or BUILDERS:
        draw(name)
    if proofs:
        # Late: drawing needs none of the program, looking at the result does.
        from sample_rigs.drawing import proofs as sheets

        sheets.write(wanted or list(BUILDERS), HERE.parent / "docs" / "images" / "rigs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
