"""``animatemusic convert``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from aligner.alignment import Alignment
from aligner.formats import (
    FORMATS,
    Part,
    bytes_of,
    checked,
    detect,
    named,
    read_bytes,
    readable,
    recoded,
    remarks,
    writable,
)
from aligner.formats.parts import lost
from aligner.gentle_json import MAX_BYTES
from aligner.inside import has_guesses
from aligner.lyrics import Lyrics
from aligner.pronounce import Pronouncer
from aligner.rematch import rematched
from aligner.retime import shifted, with_display_times
from aligner.spread import with_phones
from animatemusic import pipeline
from animatemusic.commands.shared import FILE, common, lyric_options, read_sheet, tier_option
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from animatemusic.progress import shown
from media_core.audio import Audio, load_audio
from media_core.errors import AlignmentError, InputError
from media_core.timeline import Ms

STDIO = Path("-")


def _say_list(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    for line in _listed():
        click.echo(line)
    context.exit()


def _listed() -> Iterator[str]:
    """What there is and what each carries."""
    for name, known in FORMATS.items():
        only = "" if known.write is not None else " (read only)"
        yield f"{name:<18} {', '.join(known.suffixes):<13} {known.description}{only}"
        parts = [part.value for part in Part if part in known.carries]
        yield f"{'':<32} carries {'everything' if len(parts) == len(Part) else ', '.join(parts)}"


@click.command(
    epilog="""\b
Examples:
  animatemusic convert times.json song.lrc
  animatemusic convert times.json karaoke.ass
  animatemusic convert lines.lrc times.TextGrid --song song.mp3
  animatemusic convert times.json labels.txt --to audacity
  animatemusic convert labels.txt times.json --lyrics lyrics.txt
  animatemusic convert times.json - --to srt
"""
)
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_list,
    help="Say which formats there are and what each carries, and stop.",
)
@click.option(
    "--from",
    "source_name",
    metavar="NAME",
    type=click.Choice(list(readable())),
    help="Format of IN. [default: by its suffix and content]",
)
@click.option(
    "--to",
    "target_name",
    metavar="NAME",
    type=click.Choice(list(writable())),
    help="Format of OUT. [default: by its suffix]",
)
@click.option(
    "--song",
    type=FILE,
    metavar="FILE",
    help="The song: its length counts, and what IN does not tell is sought in it.",
)
@click.option(
    "--lyrics",
    type=FILE,
    metavar="FILE",
    help="A lyric sheet, for its lines, singers and sections; the times are those of IN.",
)
@click.option(
    "--times",
    type=click.Choice(["onset", "display"]),
    default="onset",
    show_default=True,
    help="When a word begins: when its first phone sounds, or when the eye expects it.",
)
@tier_option
@lyric_options
@click.option("--shift", type=int, default=0, metavar="MS", help="Move everything by milliseconds.")
@common
def convert(
    source: Path,
    target: Path,
    source_name: str | None,
    target_name: str | None,
    song: Path | None,
    lyrics: Path | None,
    times: str,
    shift: int,
    tier: str | None,
    encoding: str | None,
    keep_all: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Turn the timing file IN into the timing file OUT, of any two formats; - is stdin or stdout.

    What OUT has no place for is named.
    """
    name = target_name or _name_of(target)
    output = None
    if target != STDIO:
        output = output_path(target, target, force=force, read=(source, song, lyrics))
    audio = load_audio(song) if song is not None else None
    found = _read(
        *(source, source_name, audio.duration if audio is not None else None),
        tier=tier,
        encoding=encoding,
        quiet=quiet,
    )
    if lyrics is not None:
        sheet = read_sheet(lyrics, keep_all=keep_all, encoding=encoding, quiet=quiet)
        found = _with_sheet(found, sheet, lyrics, source)
    if audio is not None and _wants(found, name):
        found = _completed(found, audio, source, quiet=quiet)
    elif not quiet and has_guesses(found) and Part.WORDS in FORMATS[name].carries:
        note(f"{source} tells when lines are sung; the times of words are guesses without --song")
    if times == "display":
        found = with_display_times(with_phones(found, Pronouncer().pronounce))
    found = shifted(found, shift) if shift else found
    missing = lost(found, FORMATS[name].carries)
    if missing and not quiet:
        note(f"{name} has no place for {_listing(missing)}")
    write_text(writable()[name](found), output)


def _name_of(target: Path) -> str:
    if target.suffix.lower() == ".json":
        return "animatemusic-json"  # nothing is lost; for Gentle's there is --to
    name = named(target)
    if name is not None:
        return name
    suffix = target.suffix.lower()
    could = [n for n in writable() if suffix in FORMATS[n].suffixes]
    if could:
        said = f"{target} could be {' or '.join(could)}; say which with --to"
    else:
        said = f"the name {target} says no format; give one with --to (--list names all)"
    raise click.UsageError(said)


def _read(
    source: Path,
    name: str | None,
    duration: Ms | None,
    *,
    tier: str | None,
    encoding: str | None,
    quiet: bool,
) -> Alignment:
    data = bytes_of(source) if source != STDIO else checked(_stdin(), source)
    if encoding is not None:
        data = recoded(data, encoding)
    name = name or detect(source, data)
    found = read_bytes(data, source, duration, name=name, tier=tier)
    if tier is None and not quiet:
        for sentence in remarks(data, source, name):
            note(sentence)
    if all(word.span is None for word in found.words()):
        raise AlignmentError(f"no word in {source} has a time", hint="give another file")
    return found


def _stdin() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _with_sheet(found: Alignment, sheet: Lyrics, lyrics: Path, source: Path) -> Alignment:
    sheeted = rematched(sheet, found).alignment
    if all(word.span is None for word in sheeted.words()):
        raise InputError(
            f"{source} has none of the words of {lyrics}", hint="give the lyrics of this song"
        )
    return sheeted


def _wants(found: Alignment, name: str) -> bool:
    """Whether a format has a place for something that the song could tell."""
    carries = FORMATS[name].carries
    words = list(found.words())
    if Part.PHONES in carries and not any(word.phones for word in words):
        return True
    unknown = has_guesses(found) or any(word.span is None for word in words)
    return unknown and Part.WORDS in carries


def _completed(found: Alignment, audio: Audio, source: Path, *, quiet: bool) -> Alignment:
    def say(sentence: str) -> None:
        if not quiet:
            note(sentence)

    with shown(quiet) as progress:
        return pipeline.completed(found, audio, source=str(source), notice=say, progress=progress)


def _listing(things: list[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
