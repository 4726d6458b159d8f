"""Options of ``animatemusic refine``: how the network is run, whose face, what of the picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from animatemusic import options, refining
from animatemusic.commands.shared import FILE
from media_core.audio import Audio
from media_core.timeline import Span

if TYPE_CHECKING:
    from wav2lip_refine.job import Job

SIDES = "TOP BOTTOM LEFT RIGHT"


def network_options(command: Any) -> Any:
    """How the network is run; the names are those of :class:`animatemusic.refining.Engine`."""
    for option in (
        click.option("--no-face-cache", is_flag=True, help="Find the faces anew."),
        click.option(
            "--s3fd",
            type=FILE,
            metavar="FILE",
            help="Find faces with your s3fd.pth, as Wav2Lip does (slow). [default: built in]",
        ),
        click.option(
            "--batch", type=click.IntRange(1, 1024), help="Faces at once. [default: 4 on a CPU]"
        ),
        click.option(
            "--precision",
            type=click.Choice(["fp32", "bf16", "fp16"]),
            default="fp32",
            show_default=True,
            help="bf16 is twice as fast on newer CPUs, and off by 0.7 % on average.",
        ),
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda", "mps"]),
            default="auto",
            show_default=True,
            help="Where the network runs.",
        ),
        click.option(
            "--checkpoint",
            type=FILE,
            metavar="FILE",
            help="Your Wav2Lip weights. [default: those kept by `animatemusic models`]",
        ),
    ):
        command = option(command)
    return command


def engine_of(chosen: dict[str, Any]) -> refining.Engine:
    """What :func:`network_options` gave; it is taken out of ``chosen``."""
    names = ("checkpoint", "device", "precision", "batch", "s3fd")
    given = {name: chosen.pop(name) for name in names}
    return refining.Engine(**given, cache=not chosen.pop("no_face_cache"))


def picture_options(command: Any) -> Any:
    """Whose face it is, and what is made of the picture; taken out by :func:`job_of`."""
    for option in (
        click.option(
            "--no-label",
            is_flag=True,
            help='Leave out the words "synthetic lips"; the metadata says it all the same.',
        ),
        click.option(
            "--compat",
            type=click.Choice(["official"]),
            help="Frames, boxes and the pasted square exactly as the original program has them.",
        ),
        click.option(
            "--sync-offset",
            type=click.IntRange(-25, 25),
            default=0,
            show_default=True,
            metavar="FRAMES",
            help="The lips hear the sound of so many frames later; -1 is how the weights were "
            "trained.",
        ),
        click.option(
            "--sharpen",
            type=click.FloatRange(0, 2),
            default=0.0,
            show_default=True,
            help="Sharpen the painted part.",
        ),
        click.option(
            "--no-colour-match", is_flag=True, help="Leave the colours as the network paints."
        ),
        click.option(
            "--ends",
            type=click.Choice(["ping-pong", "hold", "loop"]),
            default="ping-pong",
            show_default=True,
            help="What is shown when the clip is shorter than the song.",
        ),
        click.option(
            "--rotate",
            type=click.Choice(["0", "90", "180", "270"]),
            default="0",
            show_default=True,
            help="Turn the clip clockwise, after dividing and before cropping.",
        ),
        click.option(
            "--crop",
            type=int,
            nargs=4,
            default=(0, -1, 0, -1),
            metavar=SIDES,
            help="Use only this part of the clip; -1 is the far edge.",
        ),
        click.option(
            "--resize-factor",
            type=click.IntRange(1, 16),
            default=1,
            show_default=True,
            help="Divide the clip's size by this.",
        ),
        click.option(
            "--fps",
            type=options.frame_rate,
            metavar="RATE",
            help="Frames a second. [default: the clip's; 25 for a photo]",
        ),
        click.option(
            "--no-smooth", is_flag=True, help="Take found boxes as they are, frame by frame."
        ),
        click.option(
            "--pads",
            type=int,
            nargs=4,
            default=(0, 10, 0, 0),
            show_default=True,
            metavar=SIDES,
            help="Pixels added to found faces.",
        ),
        click.option("--face-at", type=int, nargs=2, metavar="X Y", help="The face at this point."),
        click.option(
            "--face-index",
            type=click.IntRange(0),
            metavar="N",
            help="Which of several, from left to right, from 0. [default: the largest]",
        ),
        click.option(
            "--faces",
            "faces_file",
            type=FILE,
            metavar="FILE",
            help="The faces, as written by `animatemusic landmarks`.",
        ),
        click.option(
            "--box",
            type=int,
            nargs=4,
            metavar=SIDES,
            help="The face is here, in pixels of the framed picture, in all frames.",
        ),
    ):
        command = option(command)
    return command


def job_of(
    face: Path, song: Audio, voice: Audio | None, faces_file: Path | None, chosen: dict[str, Any]
) -> Job:
    """What is asked for.

    Raises:
        click.UsageError: the box is none.
        InputError: the file of faces cannot be used.
    """
    # Late: only this command needs them.
    from wav2lip_refine.blend import Blending
    from wav2lip_refine.boxes import Box, Pads
    from wav2lip_refine.faces import faces_json
    from wav2lip_refine.faces.track import Choice
    from wav2lip_refine.framing import Framing
    from wav2lip_refine.job import Job

    box = None
    if chosen["box"]:
        top, bottom, left, right = chosen["box"]
        try:
            box = Box(left, top, right, bottom)
        except ValueError:
            raise click.UsageError(
                f"--box {' '.join(map(str, chosen['box']))} holds no pixel; it takes {SIDES}"
            ) from None
    fps: Fraction | None = chosen["fps"]
    span: Span | None = chosen["span"]
    return Job(
        face,
        song,
        voice=voice,
        silent=chosen["silent"],
        span=span,
        fps=fps,
        framing=Framing(chosen["resize_factor"], chosen["crop"], int(chosen["rotate"])),
        when=chosen["ends"],
        choice=Choice(chosen["face_index"], chosen["face_at"] or None),
        box=box,
        faces=tuple(faces_json.read(faces_file)) if faces_file is not None else None,
        pads=Pads(*chosen["pads"]),
        smooth=not chosen["no_smooth"],
        blending=Blending(not chosen["no_colour_match"], chosen["sharpen"]),
        sync_offset=chosen["sync_offset"],
        official=chosen["compat"] == "official",
        label=not chosen["no_label"],
    )
