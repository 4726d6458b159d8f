"""The command line: a command parses, calls one function, prints.

stdout is the result, stderr is progress and errors. Exit code 0: done; 1: our error, in one
sentence; 2: wrong usage.
"""

from __future__ import annotations

import signal
import sys
import traceback
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

import animatemusic
from aligner.audio import load_audio
from aligner.errors import AnimateMusicError, InputError
from aligner.formats import FORMATS
from aligner.lyrics import read_lyrics
from aligner.timeline import Span
from animatemusic import options, pipeline
from animatemusic.notes import note, report, say_if_other_words, warn_missing
from animatemusic.output import forget_stdout, output_path, write_text
from animatemusic.progress import shown
from render.film import Look, frames_of
from visemes.exporters import EXPORTERS

_FILE = click.Path(path_type=Path)

_epilog = """\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.mp3 lyrics.txt --rig rocco --size 1080x1920 -o reel.mp4
  animatemusic align song.wav lyrics.txt -o times.json
  animatemusic animate song.wav lyrics.txt --alignment times.json
  animatemusic export times.json --to rhubarb-json -o mouth.json
"""


@click.group(epilog=_epilog, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(animatemusic.__version__, prog_name="animatemusic")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
def cli(debug: bool) -> None:
    """Turn a song and its lyrics into a video in which a drawn character sings them."""


def _common(command: Any) -> Any:
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong."),
        click.option("--force", is_flag=True, help="Replace files that exist."),
    ):
        command = option(command)
    return command


def _alignment_options(command: Any) -> Any:
    options = (
        click.option(
            "--lexicon",
            type=_FILE,
            metavar="FILE",
            help="Pronunciations of your own: `word P1 P2 P3` a line, in ARPAbet.",
        ),
        click.option(
            "--gentle-url",
            metavar="URL",
            help="Address of a Gentle server; GENTLE_URL in the environment does the same.",
        ),
        click.option(
            "--aligner",
            type=click.Choice(["auto", "sphinx", "gentle"]),
            default="auto",
            show_default=True,
            help="sphinx is built in; gentle asks a server; auto asks Gentle if it has an address.",
        ),
    )
    for option in options:
        command = option(command)
    return command


@cli.command(
    epilog="""\b
Examples:
  animatemusic align song.wav lyrics.txt > times.json
  animatemusic align song.mp3 lyrics.txt -o times.TextGrid
  animatemusic align song.mp3 lyrics.txt --gentle-url http://localhost:8765 -o times.json
"""
)
@click.argument("song", type=_FILE)
@click.argument("lyrics", type=_FILE)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write here, not to stdout.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="Format of the result. [default: by the suffix of -o, else gentle-json]",
)
@_alignment_options
@_common
def align(
    song: Path,
    lyrics: Path,
    output: Path | None,
    format_name: str | None,
    aligner: pipeline.AlignerName,
    gentle_url: str | None,
    lexicon: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Find when each word and phone of LYRICS is sung in SONG."""
    chosen = format_name or _format_of(output)
    if output is not None:
        output = output_path(output, output, force=force, read=(song, lyrics, lexicon))
    with shown(quiet) as progress:
        found = pipeline.align(
            song,
            lyrics,
            aligner=aligner,
            gentle_url=gentle_url,
            lexicon=lexicon,
            progress=progress,
        )
    warn_missing(found)
    write_text(FORMATS[chosen].write(found), output)


@cli.command(
    epilog="""\b
Examples:
  animatemusic animate song.wav lyrics.txt
  animatemusic animate song.wav lyrics.txt --rig my_rig/ --background "#203040"
  animatemusic animate song.wav lyrics.txt --size 1080x1920 --range 0:30-0:45 -o teaser.mp4
  animatemusic animate song.wav lyrics.txt --alignment corrected.json
"""
)
@click.argument("song", type=_FILE)
@click.argument("lyrics", type=_FILE)
@click.option(
    "-o", "--output", type=_FILE, metavar="FILE.mp4", help="The video. [default: SONG's name .mp4]"
)
@click.option(
    "--rig",
    "rig_name",
    default=pipeline.DEFAULT_RIG,
    show_default=True,
    metavar="NAME|PATH",
    help="A rig that ships (juno, rocco), or the path of your own.",
)
@click.option(
    "--size",
    type=options.size,
    default="1920x1080",
    show_default=True,
    metavar="WIDTHxHEIGHT",
    help="Of the picture.",
)
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
    type=_FILE,
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
@_alignment_options
@_common
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
    aligner: pipeline.AlignerName,
    gentle_url: str | None,
    lexicon: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Make the video in which a character sings LYRICS to SONG."""
    target = output_path(
        output,
        Path(f"{song.stem}.mp4"),
        force=force,
        suffix=".mp4",
        read=(song, lyrics, alignment_file, lexicon, Path(rig_name), Path(background)),
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
                audio,
                sheet,
                aligner=aligner,
                gentle_url=gentle_url,
                lexicon=lexicon,
                progress=progress,
            )
        warn_missing(found)
        done = pipeline.render(
            audio, found, target, rig=rig, look=look, span=span, notice=note, progress=progress
        )
    report(done, rig, look, quiet=quiet)


@cli.command(
    epilog="""\b
Examples:
  animatemusic export times.json --to rhubarb-json -o mouth.json
  animatemusic export times.json --to rhubarb-tsv > mouth.tsv
  animatemusic export times.json --to textgrid -o times.TextGrid
"""
)
@click.argument("alignment", type=_FILE)
@click.option(
    "--to",
    "name",
    required=True,
    type=click.Choice([*EXPORTERS, *FORMATS]),
    help="What to write.",
)
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Write here, not to stdout.")
@click.option(
    "--song",
    type=_FILE,
    metavar="FILE",
    help="The song, for its exact length. [default: until the last word ends]",
)
@_common
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


@cli.command(
    epilog="""\b
Examples:
  animatemusic demo
  animatemusic demo --rig rocco --size 1080x1080 -o rocco.mp4
"""
)
@click.option(
    "-o", "--output", type=_FILE, metavar="FILE.mp4", help="The video. [default: demo.mp4]"
)
@click.option(
    "--rig",
    "rig_name",
    default=pipeline.DEFAULT_RIG,
    show_default=True,
    metavar="NAME|PATH",
    help="A rig that ships (juno, rocco), or the path of your own.",
)
@click.option(
    "--size",
    type=options.size,
    default="1920x1080",
    show_default=True,
    metavar="WIDTHxHEIGHT",
    help="Of the picture.",
)
@_common
def demo(
    output: Path | None, rig_name: str, size: tuple[int, int], force: bool, quiet: bool
) -> None:
    """Render the sample song with a sample rig."""
    import sample_songs

    folder = sample_songs.path()
    target = output_path(output, Path("demo.mp4"), force=force, suffix=".mp4")
    audio = load_audio(folder / "song.ogg")
    rig = pipeline.load_rig(rig_name)
    look = Look(size)
    with shown(quiet) as progress:
        found = pipeline.align(audio, folder / "lyrics.txt", aligner="sphinx", progress=progress)
        done = pipeline.render(
            audio, found, target, rig=rig, look=look, notice=note, progress=progress
        )
    if not quiet:
        note("the song is Paper Boat, Paper Moon by animatemusic (CC0-1.0)")
    report(done, rig, look, quiet=quiet)


def _format_of(output: Path | None) -> str:
    suffix = output.suffix.lower() if output is not None else ""
    return next((name for name, f in FORMATS.items() if suffix in f.suffixes), "gentle-json")


STOPPED = "stopped; nothing half-written is left"


def _fail(sentence: str) -> int:
    click.echo(f"animatemusic: error: {sentence}", err=True)
    return 1


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; nothing is raised."""
    try:
        code = cli.main(arguments, prog_name="animatemusic", standalone_mode=False)
    except click.exceptions.Exit as err:
        return err.exit_code
    except click.UsageError as err:
        err.show()
        return 2
    except click.ClickException as err:
        return _fail(err.format_message())
    except (KeyboardInterrupt, click.Abort):
        return _fail(STOPPED)
    except AnimateMusicError as err:
        if "--debug" in arguments:
            traceback.print_exc()
        return _fail(f"{err.message}; {err.hint}" if err.hint else err.message)
    except BrokenPipeError:
        forget_stdout()  # its reader went away
        return 1
    except Exception as err:
        if isinstance(err.__context__, KeyboardInterrupt):
            # Ctrl-C met a library while it was tidying up, which failed in its turn.
            return _fail(STOPPED)
        if "--debug" in arguments:
            traceback.print_exc()
        return _fail(
            f"this should not happen ({type(err).__name__}: {err}); "
            "run it again with `animatemusic --debug ...` and report what it shows"
        )
    return code if isinstance(code, int) else 0


def main() -> None:
    """Entry point of the ``animatemusic`` command."""
    # Who is told to end tidies up first, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))
