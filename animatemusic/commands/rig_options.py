"""Options that say how a rig's drawings are meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from animatemusic import options
from render.rigs import Wishes
from visemes import sets

_FILE = click.Path(path_type=Path)


def reading_options(command: Any) -> Any:
    """``--set``, ``--grid``, ``--face`` and ``--mouth-at``."""
    for option in (
        click.option(
            "--mouth-at",
            type=options.mouth_at,
            metavar="X,Y,WIDTH",
            help="Middle and width of the closed mouth: in the pixels of --face, else of the "
            "video.",
        ),
        click.option(
            "--face",
            type=_FILE,
            metavar="PICTURE",
            help="Put the rig's mouths on this picture: a photo, a painting, a head.",
        ),
        *_how_drawn(),
    ):
        command = option(command)
    return command


def drawing_options(command: Any) -> Any:
    """``--set``, ``--map``, ``--cut-out`` and ``--grid``."""
    for option in _how_drawn():
        command = option(command)
    return command


def _how_drawn() -> list[Any]:
    return [
        click.option(
            "--grid",
            type=options.grid,
            metavar="COLUMNSxROWS",
            help="How the mouths lie on a bare sheet, such as 3x3.",
        ),
        click.option(
            "--cut-out",
            is_flag=True,
            help="Take the paper out from behind the drawings; find those on a photo of a sheet.",
        ),
        click.option(
            "--map",
            "mapped",
            type=options.mapping,
            multiple=True,
            metavar="MOUTH=PICTURE",
            help="Which picture or layer is which mouth, such as A=IMG_0001. Can be repeated.",
        ),
        click.option(
            "--set",
            "set_name",
            type=click.Choice(sets.names()),
            help="What the names of the mouths mean. [default: found out from all of them]",
        ),
    ]


def wishes_of(chosen: dict[str, Any]) -> tuple[Wishes, tuple[float, float, float] | None]:
    """Take these options out: wishes for the rig, and where the mouth is in the video."""
    face, at = chosen.get("face"), chosen.get("mouth_at")
    wishes = Wishes(
        set=chosen.get("set_name") or "",
        grid=chosen.get("grid"),
        cut_out=bool(chosen.get("cut_out")),
        map=tuple(chosen.get("mapped") or ()),
        face=face,
        mouth_at=at if face is not None else None,
    )
    return wishes, at if face is None else None
