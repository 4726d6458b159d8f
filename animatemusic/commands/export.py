"""``animatemusic export``."""

from __future__ import annotations

from pathlib import Path

import click

from aligner.audio import load_audio
from aligner.formats import FORMATS
from animatemusic import pipeline
from animatemusic.commands.shared import FILE, common
from animatemusic.output import output_path, write_text
from visemes.exporters import EXPORTERS


@click.command(
    epilog="""\b
Examples:
  animatemusic export times.json --to rhubarb-json -o mouth.json
  animatemusic export times.json --to rhubarb-tsv > mouth.tsv
  animatemusic export times.json --to textgrid -o times.TextGrid
"""
)
@click.argument("alignment", type=FILE)
@click.option(
    "--to",
    "name",
    required=True,
    type=click.Choice([*EXPORTERS, *FORMATS]),
    help="What to write.",
)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write here, not to stdout.")
@click.option(
    "--song",
    type=FILE,
    metavar="FILE",
    help="The song, for its exact length. [default: until the last word ends]",
)
@common
def export(
    alignment: Path, name: str, output: Path | None, song: Path | None, force: bool, quiet: bool
) -> None:
    """Turn the times in ALIGNMENT into a file for another program."""
    if output is not None:
        output = output_path(output, output, force=force, read=(song,))
    audio = load_audio(song) if song is not None else None
    found = pipeline.read_timing(alignment, audio)
    if name in EXPORTERS:
        text = EXPORTERS[name].write(pipeline.animate(found), str(song or alignment))
    else:
        text = FORMATS[name].write(found)
    write_text(text, output)
