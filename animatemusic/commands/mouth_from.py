"""``--mouth-from``: the mouth as an animator corrected it in another program."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from animatemusic import options
from animatemusic.commands.checking import MOST_BYTES
from animatemusic.commands.shared import FILE
from media_core.errors import InputError
from media_core.files import read_bytes
from media_core.timeline import Ms
from visemes.readers import READERS, Asked, detect, mouth_of, read
from visemes.sets import load_set
from visemes.track import MouthTrack


def mouth_from_options(command: Any) -> Any:
    """Where the mouth is from; :func:`mouth_from` reads it."""
    for option in (
        click.option(
            "--mouth-set",
            metavar="NAME|FILE",
            help="The set of the mouths in that file, where it does not tell.",
        ),
        click.option(
            "--mouth-fps",
            type=options.frame_rate,
            metavar="RATE",
            help="Frames a second of a .dat of Moho, which does not tell.",
        ),
        click.option(
            "--mouth-from",
            type=FILE,
            metavar="FILE",
            help="The mouth of this file instead of a new one, as you corrected it: Rhubarb, "
            ".pgo, .pg2, .dat of Moho, .otio, or a TextGrid with a tier `visemes`.",
        ),
    ):
        command = option(command)
    return command


def check_mouth(chosen: dict[str, Any]) -> None:
    """What says more about a file needs the file.

    Raises:
        click.UsageError: it is not there.
    """
    for name in ("mouth_fps", "mouth_set"):
        if chosen[name] is not None and chosen["mouth_from"] is None:
            raise click.UsageError(f"--{name.replace('_', '-')} says more about --mouth-from")


def mouth_from(chosen: dict[str, Any], duration: Ms | None, voice: str = "") -> MouthTrack | None:
    """The mouth that the user gave, or None.

    Args:
        chosen: what :func:`mouth_from_options` gave.
        duration: of the song; that of the file if None.
        voice: name of a voice of a project with several.

    Raises:
        InputError: it cannot be read, and the message names the file.
    """
    path: Path | None = chosen["mouth_from"]
    if path is None:
        return None
    data = read_bytes(path, limit=MOST_BYTES, what="file of mouths")
    name = detect(path.suffix, data[:200].decode("utf-8", "replace").lstrip("\ufeff"))
    if name is None:
        raise InputError(
            f"{path} is not a file of mouths that is known here",
            hint=f"give one of {' '.join(reader.suffix for reader in READERS.values())}",
        )
    fps: Fraction | None = chosen["mouth_fps"]
    shapes = load_set(chosen["mouth_set"]) if chosen["mouth_set"] is not None else None
    try:
        return mouth_of(read(name, data, Asked(fps, voice)), duration, shapes)
    except InputError as err:
        raise InputError(f"{path}: {err.message}", hint=err.hint) from err
