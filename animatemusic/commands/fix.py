"""``animatemusic fix``."""

from __future__ import annotations

import re
from pathlib import Path

import click

from aligner.alignment import Alignment
from aligner.edits import (
    Place,
    line_set,
    locked,
    place_of,
    shifted_after,
    word_set,
    words_at,
)
from aligner.formats import FORMATS, Part, bytes_of, detect, read_bytes, writable
from animatemusic import options
from animatemusic.commands.shared import FILE, common
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from animatemusic.undo import remember, step_back
from media_core.errors import InputError
from media_core.timeline import Ms, clock


def _milliseconds(text: str) -> int:
    """``120ms``, ``-80``, ``0.4s``: a stretch of time with its sign.

    >>> _milliseconds("-80ms"), _milliseconds("0.4s")
    (-80, 400)
    """
    match = re.fullmatch(r"\s*([+-]?\d{1,7}(?:\.\d{1,3})?)\s*(ms|s)?\s*", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a stretch of time; write 120ms, -80ms or 0.4s")
    return round(float(match[1]) * (1000 if match[2] == "s" else 1))


@click.command(
    epilog="""\b
Examples:
  animatemusic fix times.json --word 'line 12, "waited"' --at 0:52.3
  animatemusic fix times.json --word waited --by -80ms
  animatemusic fix times.json --line 12 --at 0:51.8
  animatemusic fix times.json --shift-after 0:40 120ms
  animatemusic fix times.json --lock "line 12" --unlock "line 14"
  animatemusic fix times.json --undo
""",
)
@click.argument("times", type=FILE)
@click.option("--word", metavar="PLACE", help='Which word: waited, or: line 12, "waited".')
@click.option(
    "--line", type=click.IntRange(1), metavar="NUMBER", help="Which line, by its row in the lyrics."
)
@click.option("--at", type=options.moment, metavar="TIME", help="When it begins, such as 0:52.3.")
@click.option("--until", type=options.moment, metavar="TIME", help="When the word ends.")
@click.option("--by", type=_milliseconds, metavar="MS", help="Or how much later: 120ms, -80ms.")
@click.option(
    "--shift-after",
    type=(options.moment, _milliseconds),
    metavar="TIME MS",
    help="All words from TIME on are moved by so much.",
)
@click.option("--lock", multiple=True, metavar="PLACE", help="These words are right and stay.")
@click.option("--unlock", multiple=True, metavar="PLACE", help="These may be sought again.")
@click.option("--undo", is_flag=True, help="Take the last edit back; may be said again and again.")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write here, not into TIMES.")
@common
def fix(
    times: Path,
    word: str | None,
    line: int | None,
    at: Ms | None,
    until: Ms | None,
    by: int | None,
    shift_after: tuple[Ms, int] | None,
    lock: tuple[str, ...],
    unlock: tuple[str, ...],
    undo: bool,
    output: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Put right when words of TIMES are sung, in place; --undo takes it back.

    A word that is set is locked: `animatemusic align --keep TIMES` seeks the rest anew around it.
    """
    moved = word is not None or line is not None
    if undo:
        if moved or shift_after or lock or unlock or output:
            raise click.UsageError("--undo goes alone")
        _say(f"taken back: {step_back(times, force=force)}", quiet=quiet)
        return
    if word is not None and line is not None:
        raise click.UsageError("choose one of --word and --line")
    if moved and (at is None) == (by is None):
        raise click.UsageError("say when: --at TIME, or --by MS")
    if not moved and (at is not None or by is not None or until is not None):
        raise click.UsageError("say what is moved: --word or --line")
    if until is not None and (word is None or at is None):
        raise click.UsageError("--until goes with --word and --at")
    if not (moved or shift_after or lock or unlock):
        raise click.UsageError("say what is wrong; see the examples of `animatemusic fix --help`")
    place = None
    if output is not None:
        place = output_path(output, output, force=force, read=(times,))
    data = bytes_of(times)
    name = detect(times, data)
    form = FORMATS[name]
    if Part.LOCKS not in form.carries or name not in writable():
        raise InputError(
            f"{times} is {name}, which cannot mark words as set by you",
            hint=f"first `animatemusic convert {times} times.json --to animatemusic-json`",
        )
    found = read_bytes(data, times, name=name)
    told: list[str] = []
    if shift_after is not None:
        moment, much = shift_after
        found = shifted_after(found, moment, much)
        told.append(f"all words from {clock(moment)} on are moved by {much} ms")
    if moved:
        found = _moved(found, place_of(word) if word else Place(line), at, until, by, told)
    for places, mark in ((lock, True), (unlock, False)):
        for said in map(place_of, places):
            found = locked(found, words_at(found, said), lock=mark)
            told.append(f"{said} is {'locked' if mark else 'no longer locked'}")
    text = writable()[name](found)
    if place is None:
        before = data.decode("utf-8", "replace")
        write_text(text, times)
        remember(times, before, text, "; ".join(told))
    else:
        write_text(text, place)
    for sentence in told:
        _say(sentence, quiet=quiet)


def _moved(
    found: Alignment,
    place: Place,
    at: Ms | None,
    until: Ms | None,
    by: int | None,
    told: list[str],
) -> Alignment:
    run = words_at(found, place, at)
    words = list(found.words())
    was = words[run[0]].span
    if by is not None:
        if was is None:
            raise InputError(f"{place} has no time that could be moved", hint="give --at")
        at = Ms(max(0, was.start + by))
    if at is None:
        raise ValueError("checked before")
    single = bool(place.words) and len(run) == 1
    done = word_set(found, run[0], at, until) if single else line_set(found, run, at)
    before = "had no time" if was is None else f"was at {clock(was.start)}"
    told.append(f"{place} begins at {clock(at)} ({before})")
    return done


def _say(sentence: str, *, quiet: bool) -> None:
    if not quiet:
        note(sentence)
