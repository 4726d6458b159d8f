"""``animatemusic watch``."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from aligner.alignment import Alignment
from aligner.formats import own_json
from aligner.rematch import rematched
from animatemusic import pipeline
from animatemusic.changes import Snapshot, belongs, changed, snapshot
from animatemusic.commands.animate import animate
from animatemusic.commands.project_options import project_of
from animatemusic.commands.rig import save_proof
from animatemusic.commands.rig_options import wishes_of
from animatemusic.commands.shared import FILE, common, how_to_align, how_to_read, read_sheet
from animatemusic.notes import note
from animatemusic.output import output_path, tell
from animatemusic.progress import shown as told
from animatemusic.touched import first_line, shown, touched
from media_core.audio import load_audio, open_audio
from media_core.errors import AnimateMusicError
from media_core.timeline import Ms, Span, clock
from render.rigs.check import check_drawings

LOOK_SECONDS = 0.25
"""Between two looks at the files. A drawing program writes for a while: a change counts once the
files stay the same from one look to the next."""

_PICTURES = ("rig_name", "mapped", "face", "set_name")
"""Parameters of ``animate`` that say what is drawn: a proof is made of it, too."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """What ``animate`` would do now.

    Attributes:
        params: of the command, by name.
        files: that it reads.
        drawn: those of the character.
    """

    params: dict[str, Any]
    files: tuple[Path, ...]
    drawn: tuple[Path, ...]


@click.command(
    context_settings={"ignore_unknown_options": True},
    options_metavar="[OPTIONS]",
    epilog="""\b
Examples:
  animatemusic watch song.wav lyrics.txt --alignment times.json
  animatemusic watch song.wav lyrics.txt --rig drawing.psd --seconds 3
  animatemusic watch my_song -o look.mp4
""",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="SONG LYRICS ...")
@click.option(
    "-o",
    "--output",
    type=FILE,
    default="preview.mp4",
    show_default=True,
    metavar="FILE",
    help="The preview; a proof of a changed character goes beside it.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 60),
    default=3.0,
    show_default=True,
    help="How long a preview is at least.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="Stop after so many previews. [default: go on until Ctrl-C]",
)
@common
def watch(
    arguments: tuple[str, ...],
    output: Path,
    seconds: float,
    rounds: int | None,
    force: bool,
    quiet: bool,
) -> None:
    """Make a short preview anew whenever a file of the video changes, until Ctrl-C.

    Arguments are those of `animatemusic animate`. The preview shows what a change has touched: the
    words that were edited or moved, or the first line for a new drawing, colour or font.
    """
    typed = list(arguments)
    least = Ms(round(seconds * 1000))
    now = _parsed(typed)
    output = output_path(output, output, force=force, read=now.files)
    proof = output.with_suffix(".proof.png")
    proof = output_path(proof, proof, force=force, read=now.files)
    with tempfile.TemporaryDirectory(prefix="animatemusic-") as name:
        kept = Path(name, "times.json")
        last = snapshot(now.files)
        before = _times(now, kept, quiet=quiet)
        _preview(typed, now, kept, first_line(before, least), output, quiet=quiet)
        for _ in itertools.count() if rounds is None else range(rounds - 1):
            seen = _next(now.files, last)
            news, last = changed(last, seen), seen
            try:
                now = _parsed(typed)
                last = snapshot(now.files)
                if _is_sound(news, now):
                    kept.unlink(missing_ok=True)
                after = _times(now, kept, quiet=quiet)
                moved = touched(before, after)
                before = after
                span = first_line(after, least)
                if moved is not None:
                    span = shown(moved, least, after.duration)
                _preview(typed, now, kept, span, output, quiet=quiet)
                if any(belongs(file, now.drawn) for file in news):
                    _proof(now, proof, quiet=quiet)
            except AnimateMusicError as err:  # it may be half saved: the next look tells
                tell(f"error: {err.message}; {err.hint}" if err.hint else err.message)
            except click.ClickException as err:
                tell(f"error: {err.format_message()}")


def _is_sound(news: Iterable[Path], now: _Watched) -> bool:
    """Whether what changed is what is listened to: then all words are sought anew."""
    sounds = [Path(now.params[name]) for name in ("song", "vocals") if now.params[name]]
    return any(belongs(file, sounds) for file in news)


def _next(files: Iterable[Path], last: Snapshot) -> Snapshot:
    """Wait until something is not as it was, and then stays as it is."""
    seen = last
    while True:
        time.sleep(LOOK_SECONDS)
        again = snapshot(files)
        if again == seen and seen != last:
            return seen
        seen = again


def _parsed(arguments: list[str]) -> _Watched:
    """What ``animate`` would be told by these arguments, and the files that it would read."""
    with animate.make_context("animatemusic animate", list(arguments)) as context:
        params = dict(context.params)
        project = project_of(context)
    named = [params[name] for name in params if name != "output"]
    paths = [Path(value) for value in _flat(named) if isinstance(value, str | Path) and value]
    if project is not None:
        paths.append(project.path)
    drawn = [Path(value) for value in _flat([params[name] for name in _PICTURES]) if value]
    return _Watched(
        params,
        tuple(path for path in paths if _is_there(path)),
        tuple(path for path in drawn if _is_there(path)),
    )


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple | list):
            yield from _flat(value)
        else:
            yield value


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a colour, a sentence: no name of a file
        return False


def _times(now: _Watched, kept: Path, *, quiet: bool) -> Alignment:
    """When the words of the sheet, as it is now, are sung; ``kept`` holds what was found."""
    params = now.params
    known = how_to_read(params, quiet=True)
    sheet = read_sheet(
        params["lyrics"], keep_all=params["keep_all"], encoding=params["encoding"], quiet=True
    )
    given = params["alignment_file"]
    if given is not None:
        audio = open_audio(params["song"])
        return rematched(sheet, pipeline.read_timing(given, audio, phones=False, **known)).alignment
    if not kept.exists():
        how = how_to_align(params, encoding=params["encoding"], tier=params["tier"])
        with told(quiet) as progress:
            found = pipeline.align(
                load_audio(params["song"]), sheet, progress=progress, notice=note, **how
            )
        kept.write_text(own_json.write(found), "utf-8")
        return found
    found = pipeline.read_timing(kept, open_audio(params["song"]), phones=False)
    return rematched(sheet, found).alignment


def _preview(
    typed: list[str], now: _Watched, kept: Path, span: Span, output: Path, *, quiet: bool
) -> None:
    """Draw a stretch of the video."""
    arguments = [*typed, "--range", f"{clock(span.start)}-{clock(span.end)}"]
    if now.params["alignment_file"] is None:
        arguments += ["--alignment", str(kept)]
    arguments += ["-o", str(output), "--force", "-q"]
    began = time.monotonic()
    animate.main(arguments, prog_name="animatemusic", standalone_mode=False)
    if not quiet:
        took = time.monotonic() - began
        note(f"{output} shows {clock(span.start)} to {clock(span.end)} ({took:.1f} s)")


def _proof(now: _Watched, path: Path, *, quiet: bool) -> None:
    """Draw every mouth of the character on one sheet."""
    report = check_drawings(now.drawn[0], wishes_of(now.params)[0])
    if report.opened is not None:
        save_proof(path, report)
        if not quiet:
            note(f"{path} shows every mouth")
