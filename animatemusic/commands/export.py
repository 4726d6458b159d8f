"""``animatemusic export``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from aligner.formats import FORMATS, writable
from animatemusic import options, pipeline
from animatemusic.commands.checking import told
from animatemusic.commands.mouth_from import check_mouth, mouth_from, mouth_from_options
from animatemusic.commands.shared import (
    FILE,
    common,
    how_to_read,
    mouth_options,
    mouth_timing,
    timing_options,
)
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from media_core.audio import load_audio
from visemes.animate import ALL, lines_of
from visemes.exporters import EXPORTERS, Exporter, Performance
from visemes.readers import READERS, worn
from visemes.sets import DEFAULT, load_set, names
from visemes.timing import Timing


def _option(
    context: click.Context, parameter: click.Parameter, rows: tuple[str, ...]
) -> dict[str, str]:
    """``--option NAME=VALUE``, as often as it is given."""
    chosen = {}
    for row in rows:
        name, equals, value = row.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"{row!r} is no option; write it as name=value")
        chosen[name.strip()] = value
    return chosen


def _say_list(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    click.echo("Mouths, for animation programs:")
    for name, exporter in EXPORTERS.items():
        click.echo(_row(name, exporter.suffix, exporter.description))
        for line in _details(exporter):
            click.echo(" " * 35 + line)
    click.echo("\nTimes of lines, words and phones:")
    for name in writable():
        known = FORMATS[name]
        click.echo(_row(name, known.suffixes[0], known.description))
    context.exit()


def _row(name: str, suffix: str, description: str) -> str:
    return f"  {name:<18} {suffix:<13} {description}"


def _details(exporter: Exporter) -> Iterable[str]:
    if exporter.fps is not None:
        yield f"--fps {exporter.fps}"
    for name, option in exporter.options.items():
        yield f"--option {name}={option.default}  ({option.meaning})"


@click.command(
    epilog="""\b
Examples:
  animatemusic export --list
  animatemusic export times.json --to rhubarb-json -o mouth.json
  animatemusic export times.json --to moho --fps 25 --song song.mp3 -o mouth.dat
  animatemusic export times.json --to rhubarb-tsv > mouth.tsv
  animatemusic export times.json --to textgrid -o times.TextGrid
  animatemusic export --check papagayo-ng song.pg2
"""
)
@click.argument("alignment", type=FILE)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_list,
    help="Say what can be written, and for which program, and stop.",
)
@click.option(
    "--check",
    type=click.Choice([*READERS]),
    metavar="NAME",
    help="Say what the program of this format will do with a file, given as ALIGNMENT, and stop.",
)
@click.option(
    "--to",
    "name",
    metavar="NAME",
    type=click.Choice([*EXPORTERS, *writable()]),
    help="What to write; --list names all.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE|FOLDER",
    help="Write here, not to stdout; in a folder, a file named after the song.",
)
@click.option(
    "--fps",
    type=options.frame_rate,
    metavar="NUMBER",
    help="Frames a second of your scene: 25, 29.97. [default: 24 for most, see --list]",
)
@click.option(
    "--step",
    type=click.IntRange(1, 1000),
    metavar="MS",
    help="The same in milliseconds a frame: 25 or 50 for xLights.",
)
@click.option(
    "--set",
    "shapes",
    metavar="NAME|FILE",
    help=f"The mouths to use, where the program does not decide: {', '.join(names())}, or a TOML "
    f"file of your own. [default: {DEFAULT}]",
)
@click.option(
    "--option",
    "chosen",
    multiple=True,
    callback=_option,
    metavar="NAME=VALUE",
    help="What only this program wants to know, see --list. May be given often.",
)
@click.option(
    "--song",
    type=FILE,
    metavar="FILE",
    help="The song, for its name, its exact length and how loud the voice is. [default: until the "
    "last word ends, as loud as notes usually are]",
)
@mouth_options
@mouth_from_options
@timing_options
@common
def export(
    alignment: Path,
    check: str | None,
    name: str | None,
    output: Path | None,
    fps: Fraction | None,
    step: int | None,
    shapes: str | None,
    chosen: dict[str, str],
    song: Path | None,
    mouth_style: Path | None,
    voice: str,
    encoding: str | None,
    tier: str | None,
    force: bool,
    quiet: bool,
    **drawn: Any,
) -> None:
    """Turn the times in ALIGNMENT into a file for another program."""
    if check is not None:
        if name is not None or output is not None:
            raise click.UsageError("--check only looks at a file; leave --to and -o out")
        for sentence in told(check, alignment, fps or drawn["mouth_fps"] or Fraction(24)):
            click.echo(sentence)
        return
    if name is None:
        raise click.UsageError("say what to write with --to; --list names all")
    if step is not None:
        if fps is not None:
            raise click.UsageError("--fps and --step say the same; leave one of them out")
        fps = Fraction(1000, step)
    check_mouth(drawn)
    exporter = EXPORTERS.get(name)
    if exporter is not None:
        _check(name, exporter, fps, shapes, chosen)
    elif fps or shapes or chosen or mouth_style or voice != ALL or drawn["mouth_from"]:
        raise click.UsageError(f"{name} holds times and no mouths: only --song says more about it")
    target = None
    if output is not None:
        source = song or alignment
        read = (song, mouth_style, drawn["mouth_from"])
        target = _where(output, name, source, force=force, read=read)
    timing = mouth_timing(mouth_style) or Timing()
    audio = load_audio(song) if song is not None else None
    reading = how_to_read({"encoding": encoding, "tier": tier}, quiet=quiet)
    found = pipeline.read_timing(alignment, audio, **reading)
    if exporter is None:
        text = writable()[name](found)
    else:
        rate = fps or exporter.fps or timing.fps
        wanted = load_set(shapes or exporter.set or DEFAULT)
        given = mouth_from(drawn, found.duration, voice if voice != ALL else "")
        if given is not None:
            track = worn(given, wanted)
        else:
            track = pipeline.animate(
                *(found, wanted), song=audio, timing=replace(timing, fps=rate), voice=voice
            )
        heard = replace(found, lines=tuple(lines_of(found, voice)))
        sound = _seen_from(target, song) if song is not None else ""
        text = exporter.write(
            Performance(track, sound, rate, heard, exporter.chosen(chosen), alignment.stem)
        )
    write_text(text, target)
    if target != output and not quiet:
        note(f"written: {target}")


def _check(
    name: str,
    exporter: Exporter,
    fps: Fraction | None,
    shapes: str | None,
    chosen: dict[str, str],
) -> None:
    """Wrong usage is said before anything is read."""
    if fps is not None and exporter.fps is None:
        raise click.UsageError(f"{name} counts no frames; leave --fps and --step out")
    if shapes is not None and exporter.set and shapes != exporter.set:
        raise click.UsageError(f"{name} has the shapes of {exporter.set}; leave --set out")
    try:
        exporter.chosen(chosen)
    except ValueError as err:
        raise click.UsageError(f"--option does not suit {name}: {err}") from err


def _seen_from(target: Path | None, song: Path) -> str:
    """Where programs find the song that open a file: under its folder, or anywhere.

    A project that is moved together with its song still finds it. What goes to stdout is taken to
    land in the current folder.
    """
    path = Path(os.path.abspath(song))
    folder = Path(os.path.abspath(target)).parent if target is not None else Path.cwd()
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return str(path)


def _where(
    wanted: Path, name: str, source: Path, *, force: bool, read: Iterable[Path | None]
) -> Path:
    """A file, or one in a folder that is named after the song: ``song.moho.dat``."""
    if not wanted.is_dir():
        return output_path(wanted, wanted, force=force, read=read)
    exporter = EXPORTERS.get(name)
    suffix = exporter.suffix if exporter else FORMATS[name].suffixes[0]
    kind = "-".join(part for part in name.split("-") if part != suffix[1:].lower())
    middle = f".{kind}" if kind else ""
    path = wanted / f"{source.stem}{middle}{suffix}"
    return output_path(path, path, force=force, read=read)
