"""What ``animate`` leaves: videos in one or several sizes, or a picture, and files beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aligner.alignment import Alignment
from aligner.formats import FORMATS
from aligner.retime import part_of
from animatemusic import pipeline
from animatemusic.commands.video_options import Wanted
from animatemusic.made_before import MadeBefore
from animatemusic.notes import note, report, say_volume
from animatemusic.output import output_path, say, write_text
from animatemusic.recipes import RigSource
from media_core.audio import StreamedAudio
from media_core.errors import InputError, OutputError
from media_core.progress import Progress
from media_core.timeline import Ms, Span, frame_start
from render.film import Film, Look, frames_of
from render.rigs import Rig
from render.stills import (
    SUFFIXES,
    THUMBNAIL_BYTES,
    contact_sheet,
    thumbnail_moment,
    write_picture,
    write_still,
)

LOOP_MS = Ms(8000)
"""Of a loop: the longest that Spotify takes."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that the results are made of.

    Attributes:
        wanted: what they are.
        song: whose sound is heard.
        alignment: when its words are sung.
        rig: the character's place.
        drawn: the character.
        look: how films look, but for their size.
        span: the part that is shown.
        how: ``timing``, ``voice``, ``vocals`` and ``mouth`` for the mouths.
        made: where it is noted what was made.
    """

    wanted: Wanted
    song: StreamedAudio
    alignment: Alignment
    rig: RigSource
    drawn: Rig
    look: Look
    span: Span | None
    how: dict[str, Any]
    made: MadeBefore


def places(
    wish: Wanted,
    output: Path | None,
    song: Path,
    *,
    force: bool,
    read: Iterable[Path | None],
    made: MadeBefore,
    folder: Path = Path(),
) -> list[Path]:
    """Where the results go, one for each size; into ``folder`` if the user names none.

    Raises:
        OutputError: a name cannot be had, or its suffix says something else.
    """
    default = folder / wish.default_name(song)
    chosen = output or default
    is_folder = False
    if wish.picture:
        if chosen.suffix.lower() not in SUFFIXES:
            raise OutputError(
                f"{chosen} has no suffix of a picture",
                hint="give a name that ends in .png or .jpg",
            )
    else:
        is_folder = not wish.output(chosen if output or wish.format is None else None)[1].suffix
    known = list(read)
    out = []
    for size in wish.sizes:
        named = wish.named(output, size) if output else None
        usual = wish.named(default, size)
        if is_folder:
            out.append(_new_folder(named, usual))
        else:
            out.append(output_path(named, usual, force=force, read=known, ours=made.has))
    return out


def _new_folder(named: Path | None, usual: Path) -> Path:
    if named is None:
        tries = (usual.with_name(f"{usual.name}-{n}") if n > 1 else usual for n in range(1, 10_000))
        named = next((path for path in tries if not path.exists()), usual)
    if named.exists():
        raise OutputError(f"{named} exists already", hint="choose another name for the folder")
    return output_path(named, usual, force=False)


def form_of(wish: Wanted, typed: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells one video of a song from another: who wants a second one wants both.

    Words, times, colours and captions are not in it: another of these is the same video, mended.
    """
    shape = (wish.sizes, wish.preset, wish.format, wish.picture, wish.moment, wish.preview)
    names = ("rig_name", "face", "refine_face", "face_data", "only", "span", "voice")
    return (Path(typed["lyrics"]).resolve(), shape, [typed[name] for name in names])


def make_all(job: Job, targets: Sequence[Path], *, quiet: bool, progress: Progress) -> None:
    """Make a result for each size, and report it.

    Raises:
        AnimateMusicError: one of them cannot be made.
    """
    wish = job.wanted
    for size, target in zip(wish.sizes, targets, strict=True):
        look = wish.look(job.look, size)
        if wish.picture:
            _picture(job, look, target)
            job.made.note(target)
            say(os.fsencode(target))
            continue
        alignment, song = job.alignment, job.song
        format, output = wish.output(target if output_is_file(target, wish) else None)
        done = pipeline.render(
            *(song, alignment, target),
            rig=replace(job.rig),
            look=look,
            span=job.span,
            format=format,
            options=wish.encoding(target),
            jobs=wish.jobs,
            reuse=wish.reuse,
            tags=wish.tags,
            silent=look.loop,
            copy_sound=wish.copy_sound,
            notice=note,
            progress=progress,
            **job.how,
        )
        job.made.note(target)
        for form in wish.beside:
            _beside(_shown(alignment, job.span, look), form, target)
            job.made.note(target.with_suffix(f".{form}"))
        if not quiet and done.volume is not None and output.sound:
            say_volume(done.volume, wish.preset)
        report(done, job.drawn, look, quiet=quiet)


def output_is_file(target: Path, wish: Wanted) -> bool:
    """True if the name of a result says what it is."""
    return wish.format is None or bool(target.suffix)


def _picture(job: Job, look: Look, target: Path) -> None:
    kind = job.wanted.picture
    film: Film = pipeline.film_of(
        job.song, job.alignment, job.rig, replace(look, clock=kind == "sheet"), **job.how
    )
    if kind == "still":
        write_still(film, job.wanted.moment, target)
    elif kind == "sheet":
        write_picture(contact_sheet(film, *film.part(job.span)), target)
    else:
        write_still(film, thumbnail_moment(job.alignment), target, THUMBNAIL_BYTES)


def _shown(alignment: Alignment, span: Span | None, look: Look) -> Alignment:
    """The words of a video, told from its first frame."""
    if span is None:
        return alignment
    first, last = frames_of(span, alignment.duration, look.fps)
    start, end = frame_start(first, look.fps), frame_start(last, look.fps)
    return part_of(alignment, Span(start, min(end, alignment.duration)))


def _beside(alignment: Alignment, form: str, video: Path) -> None:
    writer = FORMATS.get(form)
    if writer is None or writer.write is None:
        raise InputError(f"there is no format {form}", hint=f"known are: {', '.join(FORMATS)}")
    write_text(writer.write(alignment), video.with_suffix(f".{form}"))


def check_beside(wish: Wanted, targets: Sequence[Path], *, force: bool, made: MadeBefore) -> None:
    """Refuse now what would be in the way later.

    Raises:
        OutputError: a file that would be written beside a video exists.
    """
    for target in targets:
        for form in wish.beside:
            path = target.with_suffix(f".{form}")
            output_path(path, path, force=force, ours=made.has)


def loop_alignment() -> Alignment:
    """Of a loop: nobody sings."""
    return Alignment((), LOOP_MS)
