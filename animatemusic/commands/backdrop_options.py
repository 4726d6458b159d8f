"""What is behind the character: options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from animatemusic import options
from media_core.tags import cover_of
from render.layers.backdrop import COVER
from render.layers.picture import FITS
from render.visuals import VISUALS

BPM = (30.0, 300.0)
"""Tempi that music has."""


def backdrop_options(command: Any) -> Any:
    """``--background``, ``--background-fit``, ``--ken-burns``, ``--visual`` and ``--bpm``."""
    for option in (
        click.option(
            "--bpm",
            type=click.FloatRange(*BPM),
            metavar="NUMBER",
            help="Beats a minute of the song, for visuals. [default: measured]",
        ),
        click.option(
            "--visual",
            "visuals",
            type=options.NamedOrFile(VISUALS.keys),
            multiple=True,
            metavar="NAME|FILE.py:FUNCTION",
            help=f"What moves with the song: {', '.join(VISUALS)}, or a Python function of your "
            "own, which is run. May be given often.",
        ),
        click.option(
            "--ken-burns", is_flag=True, help="Let the camera wander slowly over the picture."
        ),
        click.option(
            "--background-fit",
            type=click.Choice(FITS),
            help="Cover the frame, show all of the picture, or blur it. "
            "[default: fill; blur for a cover]",
        ),
        click.option(
            "--background",
            type=options.NamedOrFile(lambda: (COVER,)),
            default="",
            metavar="WHAT",
            help="A colour (navy, #203040), a gradient (#111-#334), a picture, a video that is "
            "repeated, or cover for the one in the song's file. [default: the rig's scenery]",
        ),
    ):
        command = option(command)
    return command


def backdrop_look(chosen: dict[str, Any], song: Path) -> dict[str, Any]:
    """What :func:`backdrop_options` gave, as keyword arguments of ``render.film.Look``."""
    background = chosen["background"]
    return {
        "background": background,
        "background_fit": chosen["background_fit"] or "",
        "ken_burns": chosen["ken_burns"],
        "cover": cover_of(song) if background == COVER else b"",
        "visuals": tuple(dict.fromkeys(chosen["visuals"])),
        "bpm": chosen["bpm"] or 0.0,
    }


def backdrop_files(chosen: dict[str, Any]) -> list[Path]:
    """The files that are named, which no result may replace."""
    functions = [name.rpartition(":")[0] for name in chosen["visuals"]]
    return [Path(name) for name in (chosen["background"], *functions)]
