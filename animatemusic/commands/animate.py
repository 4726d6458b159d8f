"""``animatemusic animate``."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from aligner.audio import load_audio
from aligner.errors import InputError
from aligner.lyrics import read_lyrics
from aligner.timeline import Span
from animatemusic import options, pipeline
from animatemusic.commands.shared import (
    FILE,
    alignment_options,
    common,
    how_to_align,
    rig_and_size,
)
from animatemusic.notes import note, report, say_if_other_words, warn_missing
from animatemusic.output import output_path
from animatemusic.progress import shown
from render.film import Look, frames_of


@click.command(
    epilog="""\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.wav lyrics.txt --rig my_rig/ --background "#203040"
  animatemusic animate song.wav lyrics.txt --size 1080x1920 --range 0:30-0:45 -o teaser.mp4
  animatemusic animate song.wav lyrics.txt --alignment corrected.json
"""
)
@click.argument("song", type=FILE)
@click.argument("lyrics", type=FILE)
@click.option(
    "-o", "--output", type=FILE, metavar="FILE.mp4", help="The video. [default: SONG's name .mp4]"
)
@rig_and_size
@click.option(
    "--fps",
    type=options.frame_rate,
    default="30",
    show_default=True,
    metavar="RATE",
    help="Frames a second, such as 24 or 29.97.",
)
@click.option(
    "--background",
    default="",
    metavar="COLOUR|IMAGE",
    help="A colour (navy, #203040) or a picture. [default: the rig's scenery]",
)
@click.option("--no-captions", is_flag=True, help="Leave the lyric out of the picture.")
@click.option("--still", is_flag=True, help="Keep the head still.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of blinks and head sway.")
@click.option(
    "--alignment",
    "alignment_file",
    type=FILE,
    metavar="FILE",
    help="Use these times instead of aligning: a Gentle JSON or TextGrid, corrected by you.",
)
@click.option(
    "--range",
    "span",
    type=options.span,
    metavar="START-END",
    help="Only this part, such as 0:30-0:45.",
)
@alignment_options
@common
def animate(
    song: Path,
    lyrics: Path,
    output: Path | None,
    rig_name: str,
    size: tuple[int, int],
    fps: Fraction,
    background: str,
    no_captions: bool,
    still: bool,
    seed: int,
    alignment_file: Path | None,
    span: Span | None,
    force: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Make the video in which a character sings LYRICS to SONG."""
    target = output_path(
        output,
        Path(f"{song.stem}.mp4"),
        force=force,
        suffix=".mp4",
        read=(
            *(song, lyrics, alignment_file, chosen["lexicon"], chosen["keep"]),
            *(Path(rig_name), Path(background)),
        ),
    )
    sheet = read_lyrics(lyrics)
    rig = pipeline.load_rig(rig_name)
    look = Look(size, fps, background, not no_captions, 0.0 if still else 1.0, seed)
    pipeline.check_look(rig, look)
    audio = load_audio(song)
    if span is not None:
        try:  # refused now, not after a long alignment
            frames_of(span, audio.duration, fps)
        except InputError as err:
            raise InputError(f"{song}: {err.message}", hint=err.hint) from err
    with shown(quiet) as progress:
        if alignment_file is not None:
            found = pipeline.read_timing(alignment_file, audio)
            say_if_other_words(found, sheet, alignment_file, lyrics)
        else:
            found = pipeline.align(
                audio, sheet, notice=note, progress=progress, **how_to_align(chosen)
            )
        warn_missing(found)
        done = pipeline.render(
            audio, found, target, rig=rig, look=look, span=span, notice=note, progress=progress
        )
    report(done, rig, look, quiet=quiet)
