"""What ``animate`` does with real faces: refines one, or draws one in lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from aligner.alignment import Alignment
from aligner.audio import load_audio
from aligner.progress import Progress
from aligner.timeline import Span
from animatemusic import refining
from animatemusic.commands.refine import make
from animatemusic.commands.shared import FILE
from animatemusic.models import need_torch

if TYPE_CHECKING:
    from wav2lip_refine.job import Refined

DRAWN = (
    *("rig_name", "background", "background_fit", "ken_burns", "visuals", "bpm"),
    *("sizes", "fps", "preset", "form", "still_at", "contact_sheet"),
    *("thumbnail", "preview", "only", "face", "mouth_at", "face_data", "jobs", "ass", "lrc"),
)
"""Options that say how a drawn character looks; a real face looks as it was filmed."""


def real_face_options(command: Any) -> Any:
    """``--refine``, ``--checkpoint`` and ``--face-data``."""
    for option in (
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
            help="A video or photo of a real face sings instead, where LYRICS are sung; without "
            "captions. See `animatemusic refine`.",
        ),
    ):
        command = option(command)
    return command


def check_refined(ctx: click.Context) -> None:
    """Refuse options that mean nothing to a real face, before anything is read.

    Raises:
        click.UsageError: one of them was given.
        InputError: torch is missing.
    """
    for name in DRAWN:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
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
    quiet: bool,
) -> Refined:
    """The video of a real face whose lips move where the alignment says that somebody sings."""
    from wav2lip_refine.job import Job

    job = refining.sung_by(Job(face, load_audio(song), span=span), found)
    return make(job, refining.Engine(checkpoint), target, progress, quiet=quiet)
