"""Rigs: characters that can be drawn. Every form of drawing loads into the same :class:`Rig`.

A path goes through four steps: :mod:`~render.rigs.opening` finds out which form it is in, the
form's module reads it into a tree of layers, :mod:`~render.rigs.cast` finds the mouths in it and
recognises their set, and :mod:`~render.rigs.layered` draws poses. To add a form, see
:data:`~render.rigs.opening.FORMS`.
"""

from __future__ import annotations

from pathlib import Path

from render.rigs.opening import FORMS, Wishes, open_rig
from render.rigs.rig import Pose, Rig, RigInfo, Stage

__all__ = ["FORMS", "Pose", "Rig", "RigInfo", "Stage", "Wishes", "load_rig"]


def load_rig(path: Path, wishes: Wishes | None = None) -> Rig:
    """Load a rig from a file, a folder or a zip.

    Args:
        path: an SVG, PSD, ORA, a sheet's JSON or picture, a folder or a zip of them.
        wishes: win over what ``rig.toml`` says.

    Raises:
        RigError: there is nothing, or it is no rig.
    """
    return open_rig(path, wishes).rig
