"""``animatemusic demo``."""

from __future__ import annotations

from pathlib import Path

import click

import sample_songs
from animatemusic import options, pipeline
from animatemusic.commands.shared import FILE, common, rig_and_size
from animatemusic.notes import note, report
from animatemusic.output import output_path
from animatemusic.progress import shown
from media_core.audio import load_audio
from media_core.timeline import Span
from render.film import Look


@click.command(
    epilog="""\b
Examples:
  animatemusic demo
  animatemusic demo --rig rocco --size 1080x1080 -o rocco.mp4
  animatemusic demo --range 0:10-0:15
"""
)
@click.option(
    "-o", "--output", type=FILE, metavar="FILE.mp4", help="The video. [default: demo.mp4]"
)
@rig_and_size
@click.option(
    "--range", "span", type=options.span, metavar="START-END", help="Only this part of the song."
)
@common
def demo(
    output: Path | None,
    rig_name: str,
    size: tuple[int, int],
    span: Span | None,
    force: bool,
    quiet: bool,
) -> None:
    """Render the sample song with a sample rig."""
    folder = sample_songs.path()
    target = output_path(output, Path("demo.mp4"), force=force, suffix=".mp4")
    audio = load_audio(folder / "song.ogg")
    rig = pipeline.load_rig(rig_name)
    look = Look(size)
    with shown(quiet) as progress:
        found = pipeline.align(audio, folder / "lyrics.txt", aligner="sphinx", progress=progress)
        done = pipeline.render(
            audio, found, target, rig=rig, look=look, span=span, notice=note, progress=progress
        )
    if not quiet:
        note("the song is Paper Boat, Paper Moon by animatemusic (CC0-1.0)")
    report(done, rig, look, quiet=quiet)
