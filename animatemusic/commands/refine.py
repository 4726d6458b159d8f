"""``animatemusic refine``."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aligner.audio import Audio, load_audio
from aligner.progress import Progress
from aligner.timeline import Span
from animatemusic import options, pipeline, refining
from animatemusic.commands.shared import FILE, common
from animatemusic.models import need_torch
from animatemusic.notes import note
from animatemusic.output import output_path, say
from animatemusic.progress import shown

if TYPE_CHECKING:
    from wav2lip_refine.job import Job, Refined

SIDES = "TOP BOTTOM LEFT RIGHT"


def line_range(text: str) -> tuple[int, int]:
    """``3-8``: two lines of the lyrics, counted from 1; ``3`` is one line.

    >>> line_range("3-8"), line_range("5")
    ((3, 8), (5, 5))
    """
    match = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", text)
    lines = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= lines[0] <= lines[1]:
        raise click.BadParameter(f"{text!r} is no range of lines; write it as 3-8")
    return lines


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


@click.command(
    epilog="""\b
Examples:
  animatemusic refine singer.mp4 song.wav --checkpoint wav2lip_gan.pth
  animatemusic refine photo.jpg song.wav --vocals vocals.wav --alignment times.json
  animatemusic refine duet.mp4 song.wav --face-index 1 --alignment times.json --line-range 3-8
  animatemusic refine singer.mp4 song.wav --range 0:30-0:45 --precision bf16 -o teaser.mp4

Real people must have agreed. The video says that its lips are made: on the picture, in
its metadata and in a JSON beside it.
"""
)
@click.argument("face", type=FILE)
@click.argument("song", type=FILE)
@click.option(
    "-o", "--output", type=FILE, metavar="FILE.mp4", help="[default: FACE-SONG.mp4, by the names]"
)
@click.option("--vocals", type=FILE, metavar="FILE", help="The lips follow this stem instead.")
@click.option(
    "--alignment",
    "alignment_file",
    type=FILE,
    metavar="FILE",
    help="Times of the words: the mouth stays as filmed where nobody sings.",
)
@click.option(
    "--lyrics",
    type=FILE,
    metavar="FILE",
    help="The same from a lyric sheet, which is aligned first.",
)
@click.option(
    "--line-range",
    "lines",
    type=line_range,
    metavar="FIRST-LAST",
    help="This face sings only these lines of the lyrics, such as 3-8.",
)
@click.option(
    "--silent",
    type=click.Choice(["filmed", "rest"]),
    default="filmed",
    show_default=True,
    help="Where nobody sings: the mouth as filmed, or as the network paints silence.",
)
@click.option(
    "--range", "span", type=options.span, metavar="START-END", help="Only this part of the song."
)
@click.option(
    "--box",
    type=int,
    nargs=4,
    metavar=SIDES,
    help="The face is here, in pixels of the framed picture, in all frames.",
)
@click.option(
    "--faces",
    "faces_file",
    type=FILE,
    metavar="FILE",
    help="The faces, as written by `animatemusic landmarks`.",
)
@click.option(
    "--face-index",
    type=click.IntRange(0),
    metavar="N",
    help="Which of several, from left to right, from 0. [default: the largest]",
)
@click.option("--face-at", type=int, nargs=2, metavar="X Y", help="The face at this point.")
@click.option(
    "--pads",
    type=int,
    nargs=4,
    default=(0, 10, 0, 0),
    show_default=True,
    metavar=SIDES,
    help="Pixels added to found faces.",
)
@click.option("--no-smooth", is_flag=True, help="Take found boxes as they are, frame by frame.")
@click.option(
    "--fps",
    type=options.frame_rate,
    metavar="RATE",
    help="Frames a second. [default: the clip's; 25 for a photo]",
)
@click.option(
    "--resize-factor",
    type=click.IntRange(1, 16),
    default=1,
    show_default=True,
    help="Divide the clip's size by this.",
)
@click.option(
    "--crop",
    type=int,
    nargs=4,
    default=(0, -1, 0, -1),
    metavar=SIDES,
    help="Use only this part of the clip; -1 is the far edge.",
)
@click.option(
    "--rotate",
    type=click.Choice(["0", "90", "180", "270"]),
    default="0",
    show_default=True,
    help="Turn the clip clockwise, after dividing and before cropping.",
)
@click.option(
    "--ends",
    type=click.Choice(["ping-pong", "hold", "loop"]),
    default="ping-pong",
    show_default=True,
    help="What is shown when the clip is shorter than the song.",
)
@click.option("--no-colour-match", is_flag=True, help="Leave the colours as the network paints.")
@click.option(
    "--sharpen",
    type=click.FloatRange(0, 2),
    default=0.0,
    show_default=True,
    help="Sharpen the painted part.",
)
@click.option(
    "--sync-offset",
    type=click.IntRange(-25, 25),
    default=0,
    show_default=True,
    metavar="FRAMES",
    help="The lips hear the sound of so many frames later; -1 is how the weights were trained.",
)
@click.option(
    "--compat",
    type=click.Choice(["official"]),
    help="Frames, boxes and the pasted square exactly as the original program has them.",
)
@click.option(
    "--no-label",
    is_flag=True,
    help='Leave out the words "synthetic lips"; the metadata says it all the same.',
)
@click.option(
    "--sign",
    "certificate",
    type=FILE,
    metavar="CERT.pem",
    help="Sign in the file that its lips are made (C2PA), with your certificates.",
)
@click.option("--key", type=FILE, metavar="KEY.pem", help="The private key for --sign.")
@network_options
@common
def refine(
    face: Path,
    song: Path,
    output: Path | None,
    vocals: Path | None,
    alignment_file: Path | None,
    lyrics: Path | None,
    lines: tuple[int, int] | None,
    faces_file: Path | None,
    certificate: Path | None,
    key: Path | None,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Make the lips of a real FACE, a video or a photo, sing SONG.

    The network's weights are yours to supply; none come with this program.
    """
    need_torch("refining real faces")
    if alignment_file is not None and lyrics is not None:
        raise click.UsageError("--alignment and --lyrics both say when the words are sung")
    if lines is not None and alignment_file is None and lyrics is None:
        raise click.UsageError("--line-range needs --alignment or --lyrics")
    if (certificate is None) != (key is None):
        raise click.UsageError("--sign and --key go together: a certificate and its key")
    sign = (certificate, key) if certificate is not None and key is not None else None
    engine = engine_of(chosen)
    target = target_of(
        output,
        Path(f"{face.stem}-{song.stem}.mp4"),
        force=force,
        read=(
            *(face, song, vocals, alignment_file, lyrics, faces_file, engine.checkpoint),
            *(certificate, key),
        ),
    )
    audio = load_audio(song)
    job = _job(face, audio, load_audio(vocals) if vocals is not None else None, faces_file, chosen)
    with shown(quiet) as progress:
        if alignment_file is not None:
            job = refining.sung_by(job, pipeline.read_timing(alignment_file, audio), lines)
        elif lyrics is not None:
            found = pipeline.align(audio, lyrics, notice=note, progress=progress)
            job = refining.sung_by(job, found, lines)
        done = make(job, engine, target, progress, quiet=quiet, sign=sign)
    tell(done, quiet=quiet)


def target_of(
    output: Path | None, default: Path, *, force: bool, read: tuple[Path | None, ...]
) -> Path:
    """Where the video goes; the JSON beside it must be free, too."""
    from wav2lip_refine.provenance import sidecar_path

    target = output_path(output, default, force=force, suffix=".mp4", read=read)
    sidecar = sidecar_path(target)
    output_path(sidecar, sidecar, force=force, read=read)
    return target


def make(
    job: Job,
    engine: refining.Engine,
    target: Path,
    progress: Progress,
    *,
    quiet: bool,
    sign: tuple[Path, Path] | None = None,
) -> Refined:
    """Run the pass; who stops it hears that nothing is lost."""
    try:
        return refining.run(
            job,
            engine,
            target,
            sign=sign,
            notice=note,
            licence=(lambda sentence: None) if quiet else note,
            progress=progress,
        )
    except KeyboardInterrupt:
        note("finished parts are kept for a while: the same command goes on from there")
        raise


def tell(done: Refined, *, quiet: bool) -> None:
    """Say what was made, and print its path."""
    if not quiet:
        seconds = float(done.frames / done.fps)
        size = f"{done.size[0]}x{done.size[1]}"
        note(f"{done.frames} frames, {seconds:.2f} s, {size}; {done.painted} have new lips")
        if done.reused:
            note(f"{done.reused} frames were there from before")
        note(f"how it was made is written in {done.sidecar}")
    say(os.fsencode(done.path))


def _job(
    face: Path, song: Audio, voice: Audio | None, faces_file: Path | None, chosen: dict[str, Any]
) -> Job:
    # Late: only this command needs them.
    from wav2lip_refine.blend import Blending
    from wav2lip_refine.boxes import Box, Pads
    from wav2lip_refine.faces import faces_json
    from wav2lip_refine.faces.track import Choice
    from wav2lip_refine.footage import Framing
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
