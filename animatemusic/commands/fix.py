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
    mouth_set,
    place_of,
    shifted_after,
    word_set,
    words_at,
)
from aligner.formats import FORMATS, Part, bytes_of, detect, read_bytes, writable
from aligner.taps import delay, tapped
from animatemusic import options
from animatemusic.commands.shared import FILE, common
from animatemusic.next_steps import after_fix
from animatemusic.notes import note
from animatemusic.output import output_path, write_text
from animatemusic.tapping import CLICKS, clip_of, taps_on
from animatemusic.undo import remember, step_back
from media_core.audio import load_audio
from media_core.errors import InputError
from media_core.timeline import Ms, Span, clock
from visemes.sets import load_set, names

AUTO = "auto"
"""Instead of a mouth: the one that the words ask for."""


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
  animatemusic fix times.json --mouth 0:42.1-0:42.4=F
  animatemusic fix times.json --line 12 --tap song.mp3
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
@click.option(
    "--tap",
    type=FILE,
    metavar="SONG",
    help="Hear the line of --line, or the words of --word, and tap the space bar with each word.",
)
@click.option(
    "--mouth",
    "mouths",
    multiple=True,
    metavar="START-END=SHAPE",
    help="This mouth is seen there: 0:42.1-0:42.4=F; =auto for what the words ask for.",
)
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
    tap: Path | None,
    mouths: tuple[str, ...],
    undo: bool,
    output: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Put right when words of TIMES are sung, and mouths, in place; --undo takes it back.

    A word that is set is locked: `animatemusic align --keep TIMES` seeks the rest anew around it.
    """
    moved = word is not None or line is not None
    if undo:
        if moved or shift_after or lock or unlock or mouths or tap or output:
            raise click.UsageError("--undo goes alone")
        _say(f"taken back: {step_back(times, force=force)}", quiet=quiet)
        return
    if word is not None and line is not None:
        raise click.UsageError("choose one of --word and --line")
    if moved and [at is None, by is None, tap is None].count(False) != 1:
        raise click.UsageError("say when: --at TIME, --by MS, or --tap SONG")
    if not moved and (at is not None or by is not None or until is not None or tap is not None):
        raise click.UsageError("say what is moved: --word or --line")
    if until is not None and (word is None or at is None):
        raise click.UsageError("--until goes with --word and --at")
    wanted = [_mouth(text) for text in mouths]
    if not (moved or shift_after or lock or unlock or wanted):
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
    if wanted and Part.MOUTHS not in form.carries:
        raise InputError(
            f"{times} is {name}, which has no place for mouths",
            hint=f"first `animatemusic convert {times} times.json --to animatemusic-json`",
        )
    if shift_after is not None:
        moment, much = shift_after
        found = shifted_after(found, moment, much)
        told.append(f"all words from {clock(moment)} on are moved by {much} ms")
    said = place_of(word) if word else Place(line)
    if tap is not None:
        found = _tapped(found, said, tap, told)
    elif moved:
        found = _moved(found, said, at, until, by, told)
    for places, mark in ((lock, True), (unlock, False)):
        for said in map(place_of, places):
            found = locked(found, words_at(found, said), lock=mark)
            told.append(f"{said} is {'locked' if mark else 'no longer locked'}")
    for span, shape in wanted:
        found = mouth_set(found, span, shape)
        what = f"the mouth is {shape}" if shape else "the mouth is what the words ask for"
        told.append(f"from {clock(span.start)} to {clock(span.end)} {what}")
    text = writable()[name](found)
    if place is None:
        before = data.decode("utf-8", "replace")
        write_text(text, times)
        remember(times, before, text, "; ".join(told))
    else:
        write_text(text, place)
    for sentence in (*told, after_fix(output or times)):
        _say(sentence, quiet=quiet)


def _mouth(text: str) -> tuple[Span, str]:
    """``0:42.1-0:42.4=F``: a stretch of the song, and a mouth; "" for ``auto``."""
    when, equals, shape = text.partition("=")
    shape = shape.strip()
    if not equals or not shape:
        raise click.BadParameter(f"{text!r} is not a mouth; write 0:42.1-0:42.4=F")
    if shape == AUTO:
        return options.span(when), ""
    # Sets of the user's are only known when the rig is: `animate` says what they have.
    known = any(load_set(name).named(shape.rpartition(":")[2]) for name in names())
    if not known:
        note(f"no set of mouths that ships with the program has {shape}; the rig's own must")
    return options.span(when), shape


def _tapped(found: Alignment, place: Place, song: Path, told: list[str]) -> Alignment:
    run = words_at(found, place)
    words = list(found.words())[run.start : run.stop]
    spans = [word.span for word in words if word.span is not None]
    if not spans:
        raise InputError(f"{place} has no time", hint="say about when it is sung, with --at")
    clip = clip_of(load_audio(song), Span(spans[0].start, spans[-1].end))
    texts = [*("click",) * len(CLICKS), *(word.text for word in words)]
    note(f"tap the space bar with {len(CLICKS)} clicks, then with each word; q to leave it")
    note(" ".join(texts[len(CLICKS) :]))
    taps = taps_on(clip, lambda count: note(f"  {texts[min(count, len(texts)) - 1]}"))
    late = delay(taps[: len(CLICKS)], CLICKS)
    sung = [clip.moment(tap - late) for tap in taps[len(CLICKS) :]][: len(words)]
    if not sung:
        raise InputError("no word was tapped", hint="after the clicks, tap with each word")
    told.append(f"{len(sung)} of {len(words)} words of {place} are set as you tapped them")
    return tapped(found, run, sung)


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
