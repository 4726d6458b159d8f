"""A film -> a file: parts, sound and all that can go wrong on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import av

from media_core.containers import write_media
from media_core.encode import (
    Coding,
    Frames,
    add_pictures,
    stamp,
    told_in_our_words,
)
from media_core.errors import InputError, OutputError
from media_core.files import put_in_place, whole_or_nothing
from media_core.fingerprint import fingerprint
from media_core.interrupts import stoppable
from media_core.leftovers import clear_leftovers, passing_name
from media_core.malloc import give_memory_back
from media_core.muxing import About, join
from media_core.outputs import DEFAULT, OUTPUTS, Output, encoder_of
from media_core.segments import Piece, plan, workshop
from media_core.soundtrack import SoundSource
from media_core.timeline import Span
from render.film import Film
from render.painting import frames_for
from render.parts import make_parts
from render.workers import Recipe, make_parts_in

GIF_FASTEST = 50
"""Frames a second: a GIF counts in hundredths, and viewers slow down what is faster."""


@dataclass(frozen=True, slots=True)
class Making:
    """How a video is made.

    Attributes:
        format: a name in :data:`media_core.outputs.OUTPUTS`.
        options: of the encoder, which win over the output's own.
        jobs: how many processes draw and encode.
        recipe: builds the same film in another process; needed for more than one job.
        store: where finished parts are kept and looked up, or None.
        made_with: a hash of all that decides the pictures besides :meth:`Film.shown`.
        about: title, chapters.
        copy_sound: keep the song's own packets where the container can hold them, even if not
            every player plays them there.
    """

    format: str = DEFAULT
    options: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    recipe: Recipe | None = None
    store: Path | None = None
    made_with: str = ""
    about: About = field(default_factory=About)
    copy_sound: bool = False


Tell = Callable[[float], None]


def make_video(
    film: Film,
    path: Path,
    sound: SoundSource | None,
    making: Making | None = None,
    *,
    span: Span | None = None,
    progress: Tell = lambda share: None,
) -> int:
    """Write a film, or a part of it, with its sound.

    Ctrl-C stops it between two frames. Nothing half-written is left under the name of the video,
    nor beside it.

    Args:
        film: what is shown.
        path: where it goes; an existing file is replaced.
        sound: from the first frame that is written on; None for a silent video.
        making: how; an mp4 in one process if None.
        span: which part of the song; all of it if None.
        progress: told the share that is done.

    Returns:
        The number of frames written.

    Raises:
        InputError: the span holds no frame.
        OutputError: the video cannot be written.
    """
    give_memory_back()
    making = making or Making()
    coding = coding_of(film, making)
    first, count = film.part(span)
    with stoppable() as check:

        def tell(done: int) -> None:
            check()
            progress(min(1.0, done / count))

        if not coding.output.joins:
            check_room(path, coding, count)
            write = _write_folder if not coding.output.suffix else _write_whole
            write(path, coding, frames_for(film, coding, first, count), first, count, tell)
        else:
            pieces = plan(first, count, film.fps)
            if making.store is not None:
                pieces = [_known(piece, film, making.made_with, check) for piece in pieces]
            with _named(path), workshop(making.store, path) as shop:
                missing = [piece for piece in pieces if not shop.holds(piece)]
                more = sum(piece.count for piece in missing)
                check_room(path, coding, count, shop.folder, more)
                jobs = min(making.jobs, len(missing))
                if jobs > 1 and making.recipe is not None:
                    parts = make_parts_in(jobs, making.recipe, coding, pieces, shop, tell)
                else:
                    parts = make_parts(film, coding, pieces, shop, tell)
                shifted = [type(p)(p.path, p.first - first, p.count) for p in parts]
                join(path, shifted, coding, sound, making.about, check, store=shop.store)
        progress(1.0)
    return count


def _known(piece: Piece, film: Film, made_with: str, check: Callable[[], None]) -> Piece:
    """A piece with the name of what it shows; it takes an hour's film some seconds to tell."""
    check()
    shown = film.shown(piece.first, piece.count)
    return replace(piece, key=fingerprint(made_with, shown)[:32])


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Who cannot write a part is told which video it was for."""
    try:
        yield
    except OutputError as err:
        if str(path) in err.message:
            raise
        raise OutputError(
            f"{path} cannot be written: {err.message}",
            hint=err.hint,
        ) from err


def coding_of(film: Film, making: Making) -> Coding:
    """How a film's pictures are encoded.

    Raises:
        OutputError: the output has no transparency, and the film needs it; or no encoder.
        InputError: the output knows no such frame rate.
    """
    output = OUTPUTS[making.format]
    if making.copy_sound:
        output = replace(output, carries=output.carries | output.takes)
    encoder_of(making.format, output)
    if film.look.transparent and not output.alpha:
        able = ", ".join(name for name, other in OUTPUTS.items() if other.alpha)
        raise OutputError(
            f"{making.format} has no transparency",
            hint=f"choose --format {able.split(', ')[0]}, or another of {able}",
        )
    if making.format == "gif" and film.fps > GIF_FASTEST:
        raise InputError(
            f"a GIF has at most {GIF_FASTEST} frames a second", hint="for example --fps 25"
        )
    return Coding(
        *(making.format, output, film.size, film.fps),
        alpha=film.look.transparent,
        options=making.options,
    )


def check_room(
    path: Path, coding: Coding, count: int, parts: Path | None = None, more: int = 0
) -> None:
    """Notice before the work that a video cannot fit on the disk.

    Args:
        path: of the video.
        coding: how its frames are encoded.
        count: of its frames.
        parts: where its parts lie until they are joined, or None.
        more: frames of those that are still to be made.

    Raises:
        OutputError: there is less room than such videos take.
    """
    places: dict[int, tuple[Path, float]] = {}
    wanted = [(path.parent, expected_bytes(coding.output, coding.size, count))]
    if parts is not None:
        wanted.append((parts, expected_bytes(coding.output, coding.size, more)))
    for folder, size in wanted:
        there = folder
        while not there.is_dir() and there != there.parent:
            there = there.parent
        with suppress(OSError):
            device = os.stat(there).st_dev
            places[device] = (there, places.get(device, (there, 0.0))[1] + size)
    for folder, size in places.values():
        with suppress(OSError):
            free = shutil.disk_usage(folder).free
            if free < size:
                raise OutputError(
                    f"the video takes about {_megabytes(size)}, and {_megabytes(free)} are free "
                    f"in {folder}",
                    hint="make room, or choose another folder with -o, or a smaller --size",
                )


def expected_bytes(output: Output, size: tuple[int, int], count: int) -> float:
    """About how many bytes so many frames take."""
    pixels = size[0] * size[1] / (1920 * 1080)
    return output.megabytes * 1e6 * pixels * count / (60 * 30)


def _megabytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _write_whole(
    path: Path, coding: Coding, frames: Frames, first: int, count: int, tell: Callable[[int], None]
) -> None:
    """Write a file that cannot be put together from parts."""
    # For ever; each format has a word of its own for it.
    options = {"apng": {"plays": "0"}}.get(coding.output.container, {"loop": "0"})
    with (
        whole_or_nothing(path) as temporary,
        told_in_our_words(path),
        write_media(temporary, coding.output.container, options) as container,
    ):
        stream = add_pictures(container, coding)
        for index in range(count):
            tell(index)
            picture = frames(first + index)
            stamp(picture, index, coding.fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def _write_folder(
    path: Path, coding: Coding, frames: Frames, first: int, count: int, tell: Callable[[int], None]
) -> None:
    """Write each frame as a picture of its own, into a new folder."""
    if path.exists():
        raise OutputError(f"{path} exists already", hint="choose another name for the folder")
    clear_leftovers(path.parent)
    place = passing_name(path)
    try:
        with told_in_our_words(path):
            place.mkdir()
            encoder: Any = av.CodecContext.create(encoder_of(coding.format, coding.output), "w")
            encoder.width, encoder.height = coding.size
            encoder.pix_fmt = coding.pixels
            encoder.time_base = 1 / coding.fps
            encoder.thread_count = 1  # a picture in, a picture out
            encoder.options = dict(coding.output.options) | dict(coding.options)
            for index in range(count):
                tell(index)
                picture = frames(first + index)
                stamp(picture, index, coding.fps)
                (packet,) = encoder.encode(picture)
                (place / f"{index:06d}.png").write_bytes(bytes(packet))
            put_in_place(place, path)
    finally:
        shutil.rmtree(place, ignore_errors=True)
