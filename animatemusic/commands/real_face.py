"""What ``animate`` does with real faces: refines one, or draws one in lines."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from aligner.alignment import Alignment
from animatemusic import refining
from animatemusic.commands.refine import make
from animatemusic.commands.shared import FILE
from animatemusic.models import need_torch
from animatemusic.notes import note
from media_core.audio import load_audio
from media_core.progress import Progress
from media_core.tags import tags_of
from media_core.timeline import Span
from render.film import Look
from render.overlay import Overlay
from render.text.missing import advice

if TYPE_CHECKING:
    from wav2lip_refine.job import Refined

DRAWN = (
    *("rig_name", "background", "background_fit", "ken_burns", "visuals", "bpm"),
    *("sizes", "fps", "presets", "form", "still_at", "contact_sheet"),
    *("thumbnail", "preview", "only", "face", "mouth_at", "face_data", "jobs", "ass", "lrc"),
    *("acting_file", "acting_mouth", "mouth_from", "mouth_fps", "mouth_set"),
)
"""Options that say how a drawn character looks; a real face looks as it was filmed."""


def real_face_options(command: Any) -> Any:
    """``--refine``, ``--checkpoint``, ``--face-data`` and ``--acting``."""
    for option in (
        click.option(
            "--acting-mouth",
            is_flag=True,
            help="With --acting: the mouth opens as the filmed one, too, whatever is sung.",
        ),
        click.option(
            "--acting",
            "acting_file",
            type=FILE,
            metavar="FILE.json",
            help="The rig blinks, raises its brows and moves its head as this filmed face; see "
            "`animatemusic landmarks --fps 25`.",
        ),
        click.option(
            "--face-data",
            type=FILE,
            metavar="FILE.json",
            help="Draw this filmed face in lines instead of a rig; see `animatemusic landmarks`.",
        ),
        click.option(
            "--checkpoint",
            type=FILE,
            metavar="FILE",
            help="Your Wav2Lip weights, for --refine. [default: those kept by `models`]",
        ),
        click.option(
            "--refine",
            "refine_face",
            type=FILE,
            metavar="FACE",
            help="A video or photo of a real face sings instead, where LYRICS are sung, with "
            "captions below the lips. See `animatemusic refine`.",
        ),
    ):
        command = option(command)
    return command


def check_acting(ctx: click.Context) -> None:
    """Refuse what does not go together with a filmed face.

    Raises:
        click.UsageError: a face in lines was asked to be a rig, or there is nothing to act like.
    """
    given = ctx.params
    typed = ctx.get_parameter_source("rig_name") is ParameterSource.COMMANDLINE
    if given["face_data"] and (given["acting_file"] or typed):
        raise click.UsageError(
            "--face-data draws the filmed face itself; to let a rig act like it, give --acting "
            "and --rig"
        )
    if given["acting_mouth"] and not given["acting_file"]:
        raise click.UsageError("--acting-mouth needs --acting")


def check_refined(ctx: click.Context) -> None:
    """Refuse options that mean nothing to a real face, before anything is read.

    Raises:
        click.UsageError: one of them was given.
        InputError: torch is missing.
    """
    for name in DRAWN:
        if ctx.get_parameter_source(name) in (
            ParameterSource.COMMANDLINE,
            ParameterSource.DEFAULT_MAP,
        ):
            option = next(p for p in ctx.command.params if p.name == name)
            raise click.UsageError(
                f"{option.opts[0]} is for drawn characters; with --refine the picture is the "
                "filmed one"
            )
    need_torch("refining real faces")


def refine_sung(
    face: Path,
    song: Path,
    found: Alignment,
    target: Path,
    span: Span | None,
    checkpoint: Path | None,
    progress: Progress,
    *,
    look: Look,
    tags: Mapping[str, str],
    quiet: bool,
) -> Refined:
    """The video of a real face whose lips move where the alignment says that somebody sings.

    Args:
        face: a video or a picture.
        song: what is heard.
        found: when its words are sung.
        target: where the video goes.
        span: the part that is made.
        checkpoint: the network's weights; the ones that are kept if None.
        progress: told of the stages.
        look: how captions look, if it has any; they stand below the lips.
        tags: title and artist, which win over those of the song's file.
        quiet: say only what is wrong.

    Raises:
        InputError: something of it cannot be used.
        OutputError: the video cannot be written.
    """
    from wav2lip_refine.job import Job

    def overlay(size: tuple[int, int], fps: Fraction, below: int) -> Overlay:
        words = Overlay(found, look, size, fps, below)
        if words.missing:
            note(advice(words.missing))
        return words

    known = {**tags_of(song), **{key: text for key, text in tags.items() if text}}
    job = Job(
        face,
        load_audio(song),
        span=span,
        overlay=overlay if look.captions else None,
        tags=tuple(known.items()),
    )
    return make(
        refining.sung_by(job, found), refining.Engine(checkpoint), target, progress, quiet=quiet
    )
