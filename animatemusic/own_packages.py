"""Makes sure that our packages are ours; imported before all others, for what it does.

A script finds modules in its own folder first, and ``python -m`` looks in the current one.
A user's ``render.py`` or ``aligner.py`` there would be taken for our package of that name, and fail
far from its cause.

Raises:
    ImportError: a file or folder has the name of one of our packages and would be taken for it.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

NAMES = (
    *("aligner", "media_core", "render", "sample_rigs", "sample_songs", "visemes"),
    "wav2lip_refine",
)
"""The packages that stand beside this one."""

ROOT = Path(__file__).resolve().parents[1]


def run_as_module(arguments: list[str]) -> bool:
    """Whether Python was started with ``-m animatemusic``.

    >>> run_as_module(["python", "-W", "error", "-m", "animatemusic", "demo"])
    True
    """
    return ("-m", "animatemusic") in pairwise(arguments)


def place_of(name: str) -> Path | None:
    """Where Python finds a package or module, which is not imported; None if nowhere."""
    try:
        spec = find_spec(name)
    except ValueError:  # the user's own module of that name, half set up
        file = getattr(sys.modules[name], "__file__", None)
        return Path(file).resolve() if file else None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations))).resolve()
    return Path(spec.origin).resolve() if spec.origin else None


def check() -> None:
    """Say which file or folder is in the way, if one is."""
    for name in NAMES:
        found = place_of(name)
        if found is not None and found != ROOT / name:
            raise ImportError(
                f"{found} hides a part of animatemusic that has the same name: "
                f"rename it, for example to my_{found.name}"
            )


if (
    sys.argv[:1] == ["-m"]
    and run_as_module(sys.orig_argv)
    and not sys.flags.safe_path
    and os.path.realpath(sys.path[0]) != str(ROOT)
):
    del sys.path[0]  # the current folder: whatever lies beside a song is not ours to run
check()
