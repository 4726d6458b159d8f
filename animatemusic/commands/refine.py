"""``animatemusic refine``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from animatemusic import options, pipeline, refining
from animatemusic.commands.refine_options import (
    engine_of,
    job_of,
    network_options,
    picture_options,
)
from animatemusic.commands.shared import (
    FILE,
    common,
    how_to_read,
    lyric_options,
    read_sheet,
    tier_option,
)
from animatemusic.models import need_torch
from animatemusic.notes import note
from animatemusic.output import output_path, say
from animatemusic.progress import shown
from media_core.audio import load_audio
from media_core.progress import Progress

if TYPE_CHECKING:
    from wav2lip_refine.job import Job, Refined


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
@picture_options
@click.option(
    "--sign",
    "certificate",
    type=FILE,
    metavar="CERT.pem",
    help="Sign in the file that its lips are made (C2PA), with your certificates.",
)
@click.option("--key", type=FILE, metavar="KEY.pem", help="The private key for --sign.")
@network_options
@lyric_options
@tier_option
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
    keep_all: bool,
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
    told = how_to_read(chosen, quiet=quiet)
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
    job = job_of(
        face, audio, load_audio(vocals) if vocals is not None else None, faces_file, chosen
    )
    with shown(quiet) as progress:
        if alignment_file is not None:
            found = pipeline.read_timing(alignment_file, audio, **told)
            job = refining.sung_by(job, found, lines)
        elif lyrics is not None:
            sheet = read_sheet(lyrics, keep_all=keep_all, encoding=chosen["encoding"])
            found = pipeline.align(audio, sheet, progress=progress, notice=note)
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
