"""Rigs: characters that can be drawn. Every form of drawing loads into the same :class:`Rig`.

To add a form: write a module with a class that keeps the :class:`~render.rigs.rig.Rig` protocol,
and give it a line in :data:`FORMS`; ``render.testing.check_rig`` says what it must keep.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aligner.errors import RigError
from render.rigs.rig import Pose, Rig, RigInfo, Stage
from render.rigs.svg import SvgRig

__all__ = ["FORMS", "Pose", "Rig", "RigInfo", "Stage", "load_rig"]

FORMS: dict[str, Callable[[Path], Rig]] = {
    ".svg": SvgRig,
}
"""Suffix of the drawing -> the form that reads it."""


def load_rig(path: Path) -> Rig:
    """Load a rig from a drawing, or from a folder that holds one.

    Raises:
        RigError: there is nothing, or it is no rig.
    """
    if path.is_dir():
        drawings = sorted(p for p in path.iterdir() if p.suffix.lower() in FORMS)
        if not drawings:
            raise RigError(
                f"there is no drawing in the folder {path}",
                hint="put one layered SVG with the mouths A to H and X into it",
            )
        named = [p for p in drawings if p.stem == "rig"]
        path = named[0] if named else drawings[0]
    if not path.exists():
        raise RigError(f"there is no rig {path}", hint="give the name of a sample rig, or a path")
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise RigError(
            f"{path} is no rig: {path.suffix or 'a file without a suffix'} is not a known form",
            hint=f"known forms: {', '.join(FORMS)}",
        )
    return form(path)
