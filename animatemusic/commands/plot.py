"""``animatemusic plot``."""

from __future__ import annotations

from pathlib import Path

import click
from PIL import Image

from animatemusic import options, pipeline
from animatemusic.commands.shared import (
    FILE,
    common,
    how_to_read,
    mouth_options,
    mouth_timing,
    timing_options,
)
from animatemusic.notes import note
from animatemusic.output import output_path, say
from media_core.audio import SPEECH_RATE, load_audio
from media_core.errors import InputError, OutputError
from media_core.files import whole_or_nothing
from media_core.timeline import Ms, Span, clock
from render.frame import Frame, straight_rgba
from render.plot import Score, draw_page, pages
from visemes.sets import DEFAULT, names

MOST_PAGES = 200
"""An hour and a half at the default width; more is a mistake in --seconds."""


@click.command(
    epilog="""\b
Examples:
  animatemusic plot times.json -o track.png
  animatemusic plot times.json song.mp3 --range 0:30-0:45 -o track.png
  animatemusic plot times.json song.mp3 --set preston-blair -o track.png
"""
)
@click.argument("alignment", type=FILE)
@click.argument("song", type=FILE, required=False)
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE.png",
    help="The picture; more pages get a number. [default: ALIGNMENT's name .png]",
)
@click.option(
    "--range",
    "span",
    type=options.span,
    metavar="START-END",
    help="Only this part, such as 0:30-0:45.",
)
@click.option(
    "--seconds",
    type=click.IntRange(1, 60),
    default=8,
    show_default=True,
    metavar="NUMBER",
    help="In each of the four strips of a page.",
)
@click.option(
    "--set",
    "shapes",
    default=DEFAULT,
    show_default=True,
    metavar="NAME|FILE",
    help=f"The mouths: {', '.join(names())}, or a TOML file of your own.",
)
@mouth_options
@timing_options
@common
def plot(
    alignment: Path,
    song: Path | None,
    output: Path | None,
    span: Span | None,
    seconds: int,
    shapes: str,
    mouth_style: Path | None,
    voice: str,
    encoding: str | None,
    tier: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Draw what the mouth does in ALIGNMENT: words, phones, shapes and how far it opens.

    With SONG, its sound is drawn too, and held notes follow the loudness of the voice.
    """
    target = output or Path(f"{alignment.stem}.png")
    if target.suffix.lower() != ".png":
        raise OutputError(f"{target} is no png file", hint="give a name that ends in .png")
    timing = mouth_timing(mouth_style)
    audio = load_audio(song) if song is not None else None
    told = how_to_read({"encoding": encoding, "tier": tier}, quiet=quiet)
    found = pipeline.read_timing(alignment, audio, **told)
    whole = span or found.span
    if whole.start >= found.duration:
        raise InputError(
            f"{alignment} ends at {clock(found.duration)}, before the range begins",
            hint="give a --range inside the song",
        )
    whole = Span(whole.start, Ms(min(whole.end, found.duration)))
    track = pipeline.animate(found, shapes, song=audio, timing=timing, voice=voice)
    title = (song or alignment).stem
    score = Score(title, found, track, audio.mono16k if audio else None, SPEECH_RATE)
    strip = Ms(seconds * 1000)
    parts = pages(whole, strip)
    if len(parts) > MOST_PAGES:
        raise InputError(
            f"{clock(whole.length)} would fill {len(parts)} pages",
            hint="give a --range, or more --seconds to a strip",
        )
    read = (alignment, song, mouth_style)
    paths = [
        output_path(path if output is not None else None, path, force=force, read=read)
        for path in (_page(target, i, len(parts)) for i in range(len(parts)))
    ]
    for path, strips in zip(paths, parts, strict=True):
        _write(draw_page(score, strips, strip), path)
        say(bytes(path))
    if len(paths) > 1 and not quiet:
        note(f"{len(paths)} pages; one page is --range with {4 * seconds} s")


def _page(target: Path, index: int, count: int) -> Path:
    """The name of a page: that of the picture if there is only one, else with its number."""
    if count == 1:
        return target
    return target.with_name(f"{target.stem}-{index + 1:0{len(str(count))}d}{target.suffix}")


def _write(picture: Frame, path: Path) -> None:
    with whole_or_nothing(path) as temporary:
        try:
            Image.fromarray(straight_rgba(picture)[:, :, :3]).save(temporary, "PNG")
        except OSError as err:
            raise OutputError(
                f"{path} cannot be written ({err.strerror})", hint="is there room on the disk?"
            ) from err
