"""``animatemusic landmarks``."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from animatemusic import options, refining
from animatemusic.commands.shared import FILE, common
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from animatemusic.progress import shown
from media_core.errors import InputError
from media_core.timeline import frame_start

LONGEST = 4 * 3600
"""Seconds of a clip that are looked through."""


@click.command(
    epilog="""\b
Examples:
  animatemusic landmarks singer.mp4 -o faces.json
  animatemusic landmarks singer.mp4 --fps 25 -o faces.json
  animatemusic landmarks photo.jpg > face.json
"""
)
@click.argument("face", type=FILE, metavar="VIDEO|IMAGE")
@click.option("-o", "--output", type=FILE, metavar="FILE.json", help="Write here, not to stdout.")
@click.option(
    "--fps",
    type=options.frame_rate,
    default="10",
    show_default=True,
    metavar="RATE",
    help="Moments a second.",
)
@click.option("--all", "everybody", is_flag=True, help="All faces. [default: one person]")
@click.option(
    "--face-index",
    type=click.IntRange(0),
    metavar="N",
    help="Which of several, from left to right, from 0. [default: the largest]",
)
@click.option("--face-at", type=int, nargs=2, metavar="X Y", help="The face at this point.")
@common
def landmarks(
    face: Path,
    output: Path | None,
    fps: Fraction,
    everybody: bool,
    face_index: int | None,
    face_at: tuple[int, int] | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write the 68 points of a face in VIDEO or IMAGE, moment by moment, as JSON.

    The form is that of RunwayML's Face Landmarks and of face_recognition: nine groups of points
    in pixels. `animatemusic animate --face-data` draws them.
    """
    # Late: only this command needs them.
    from wav2lip_refine.faces import faces_json
    from wav2lip_refine.faces.track import Choice, follow, steady
    from wav2lip_refine.footage import Footage
    from wav2lip_refine.sight import look_through

    if output is not None:
        output = output_path(output, output, force=force, read=(face,))
    footage = Footage(face, fps=fps)
    with shown(quiet) as progress:
        sightings = look_through(
            footage, int(LONGEST * fps), refining.face_finder(), progress=progress
        )
    if not any(sightings):
        raise InputError(
            f"no face was found in {face}", hint="it must be seen from the front, and not tiny"
        )
    if not everybody:
        track = steady(follow(sightings, Choice(face_index, face_at or None)), *footage.size)
        sightings = [() if one is None else (one,) for one in track]
    empty = sum(not sighting for sighting in sightings)
    if empty and not quiet:
        note(f"{empty} of {len(sightings)} moments show no face")
    moments = [
        faces_json.Moment(frame_start(number, fps), sighting)
        for number, sighting in enumerate(sightings)
    ]
    write_text(faces_json.write(moments), output)
