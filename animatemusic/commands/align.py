"""``animatemusic align``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from aligner.formats import FORMATS, Part, named, writable
from aligner.report_text import Files, report_text, song_warning
from aligner.retime import shifted, with_display_times
from animatemusic import pipeline
from animatemusic.commands.shared import (
    FILE,
    alignment_options,
    common,
    how_to_align,
    lyric_options,
    read_sheet,
    tier_option,
)
from animatemusic.listening import listening_folder, write_clips
from animatemusic.next_steps import after_align
from animatemusic.notes import note, warn_missing
from animatemusic.output import output_path, tell_lines, write_text
from animatemusic.progress import shown
from animatemusic.swapped import check_order
from media_core.audio import load_audio


@click.command(
    epilog="""\b
Examples:
  animatemusic align song.wav lyrics.txt > times.json
  animatemusic align song.mp3 lyrics.txt -o times.TextGrid
  animatemusic align song.mp3 lyrics.txt --report -o times.json
  animatemusic align song.mp3 lyrics.txt --listen clips -o times.json
  animatemusic align song.mp3 lyrics.txt --anchor 0:42="Oh my moon" -o times.json
  animatemusic align song.mp3 lyrics.txt --anchors lines.lrc -o times.json
  animatemusic align song.mp3 lyrics.txt --vocals vocals.wav -o times.json
  animatemusic align song.mp3 lyrics.txt --keep corrected.json -o better.json
  animatemusic align song.mp3 lyrics.txt --gentle-url http://localhost:8765 -o times.json
"""
)
@click.argument("song", type=FILE)
@click.argument("lyrics", type=FILE)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write here, not to stdout.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(writable())),
    help="Format of the result. [default: by the suffix of -o, else gentle-json]",
)
@click.option(
    "--times",
    type=click.Choice(["onset", "display"]),
    default="onset",
    show_default=True,
    help="When a word begins: when its first phone sounds, or when the eye expects it.",
)
@click.option("--shift", type=int, default=0, metavar="MS", help="Move everything by milliseconds.")
@click.option(
    "--report",
    is_flag=True,
    help="Print what to listen to, the worst first, and what to type to mend it: to stdout with "
    "-o, else to stderr.",
)
@click.option(
    "--listen",
    type=FILE,
    metavar="DIR",
    help="Write a clip of each doubtful place here, with a click where each word begins.",
)
@lyric_options
@tier_option
@alignment_options
@common
def align(
    song: Path,
    lyrics: Path,
    output: Path | None,
    format_name: str | None,
    times: str,
    shift: int,
    report: bool,
    listen: Path | None,
    force: bool,
    quiet: bool,
    keep_all: bool,
    encoding: str | None,
    tier: str | None,
    **chosen: Any,
) -> None:
    """Find when each word and phone of LYRICS is sung in SONG."""
    name = format_name or (named(output) if output is not None else None) or "gentle-json"
    if output is not None:
        names = ("lexicon", "keep", "anchors_file", "vocals")
        read = (song, lyrics, *(chosen[name] for name in names))
        output = output_path(output, output, force=force, read=read)
    check_order(song, lyrics)
    clips = None if listen is None else listening_folder(listen, force=force)
    if tier is not None and chosen["keep"] is None and chosen["anchors_file"] is None:
        raise click.UsageError("--tier is one of a TextGrid that --keep or --anchors names")
    sheet = read_sheet(lyrics, keep_all=keep_all, encoding=encoding, quiet=quiet)
    audio = load_audio(song)
    with shown(quiet) as progress:
        how = how_to_align(chosen, encoding=encoding, tier=tier)
        found = pipeline.align(audio, sheet, notice=note, progress=progress, **how)
    warn_missing(found)
    if times == "display":
        found = with_display_times(found)
    found = shifted(found, shift) if shift else found
    files = Files(
        *(str(song), str(lyrics), str(output or "times.json")),
        locks=Part.LOCKS in FORMATS[name].carries,
    )
    if not report and (warning := song_warning(found)):
        note(warning)
    write_text(writable()[name](found), output)
    if clips is not None:
        count = write_clips(audio, found, clips, files)
        if not quiet:
            note(f"{count} clips to listen to, and what to type, are in {clips}")
    if report and output is not None:
        write_text(report_text(found, files), None)
    elif report:
        tell_lines(report_text(found, files))
    if not quiet:
        for sentence in after_align(found, files if output else None, told=report or bool(clips)):
            note(sentence)
