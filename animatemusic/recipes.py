"""What a video is made of, as values that other processes and later runs can be given."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import platformdirs
from numpy.typing import NDArray

import render as render_package
import sample_rigs
from aligner.alignment import Alignment, Line
from media_core.audio import Audio, StreamedAudio
from media_core.encode import Coding
from media_core.errors import InputError
from media_core.muxing import About, Chapter
from media_core.outputs import encoder_of
from media_core.soundtrack import Sound, SoundSource, StreamedSound
from media_core.tags import tags_of
from media_core.timeline import Ms, Span
from render.film import Film, Look, frames_of
from render.rigs import Rig, Wishes
from render.rigs import load_rig as load_rig_from
from render.visuals import Features
from visemes.track import MouthTrack

MOST_FILES = 5000
"""Of a rig; who has more has given a folder that is none, and is not hashed for hours."""


@dataclass(frozen=True, slots=True)
class RigSource:
    """Where a rig is and how it is read; calling it reads it.

    Attributes:
        path: of the rig.
        wishes: what wins over the rig's own ``rig.toml``.
        files: what it depends on besides.
    """

    path: Path
    wishes: Wishes | None = None
    files: tuple[Path, ...] = ()

    @property
    def manner(self) -> tuple[object, ...]:
        """What else decides how the rig looks."""
        return ()

    def __call__(self) -> Rig:
        """Load the rig."""
        return load_rig_from(self.path, self.wishes)


def rig_source(name: str | Path, wishes: Wishes | None = None) -> RigSource:
    """Where a rig is: one that ships with the program, by name, or any rig by its path.

    Args:
        name: of a sample rig, or a path: a folder, an SVG, PSD, ORA, a sheet or a zip.
        wishes: what wins over the rig's own ``rig.toml``.

    Raises:
        RigError: there is no such rig.
    """
    known = sample_rigs.names()
    if isinstance(name, str) and name in known:
        return RigSource(sample_rigs.path(name), wishes)
    path = Path(name)
    if not os.path.exists(path):  # Path.exists() raises where the name is too long
        raise InputError(
            f"there is no rig {name}",
            hint=f"give a folder, an SVG, PSD, ORA, sheet or zip, or one of: {', '.join(known)}",
        )
    return RigSource(path, wishes)


def load_rig(name: str | Path, wishes: Wishes | None = None) -> Rig:
    """A rig that ships with the program, by name, or any rig by its path.

    Args:
        name: of a sample rig, or a path: a folder, an SVG, PSD, ORA, a sheet or a zip.
        wishes: what wins over the rig's own ``rig.toml``.

    Raises:
        RigError: there is no such rig, or it is no rig.
    """
    return rig_source(name, wishes)()


@dataclass(frozen=True, slots=True)
class FilmRecipe:
    """Everything that decides the pictures of a film; calling it builds the film."""

    alignment: Alignment
    track: MouthTrack
    rig: RigSource
    look: Look
    features: Features | None = None

    def __call__(self) -> Film:
        """Build the film."""
        return Film(self.alignment, self.track, self.rig(), self.look, self.features)

    def key(self, coding: Coding) -> str:
        """A hash of all of it: of the files too, and of the programs that draw and encode."""
        digest = hashlib.sha256()

        def add(*things: object) -> None:
            for thing in things:
                data = thing if isinstance(thing, bytes) else str(thing).encode("utf-8", "replace")
                digest.update(len(data).to_bytes(8, "little") + data)

        add(version("animatemusic"), av.__version__, sorted(av.library_versions.items()))
        for value in (self.alignment, self.track, self.look, self.rig.wishes, self.features):
            for piece in _pieces(value):
                add(piece)
        add(coding.format, encoder_of(coding.format, coding.output), coding.pixels, coding.size)
        add(type(self.rig).__name__, *self.rig.manner)
        add(coding.fps, sorted(coding.output.options.items()), sorted(coding.options.items()))
        program = Path(str(render_package.__file__)).parent
        named = (Path(name) for value in (self.look, self.rig.wishes) for name in _names(value))
        for root in (self.rig.path, *self.rig.files, *named, program):
            for path in _files(root):
                add(path.name)
                digest.update(_hash(path))
        return digest.hexdigest()[:32]


def _pieces(value: object) -> Iterator[object]:
    """A value as plain things, in an order that is the same in every process."""
    if is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__
        for field in fields(value):
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from (piece for key in sorted(value, key=repr) for piece in _pieces(key))
        yield from (piece for key in sorted(value, key=repr) for piece in _pieces(value[key]))
    elif isinstance(value, Set):
        yield from (piece for member in sorted(value, key=repr) for piece in _pieces(member))
    elif isinstance(value, list | tuple):
        yield len(value)
        yield from (piece for member in value for piece in _pieces(member))
    elif isinstance(value, np.ndarray):
        yield from (value.shape, value.dtype.str, value.tobytes())
    else:
        yield repr(value)


def _names(value: object) -> Iterator[str | Path]:
    """Texts and paths in a value that may be names of files."""
    if isinstance(value, str | Path):
        if str(value):
            yield value
            yield str(value).rpartition(":")[0] or value  # FILE.py:FUNCTION
    elif isinstance(value, tuple):
        yield from (name for member in value for name in _names(member))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _names(getattr(value, field.name))


def _files(root: Path) -> Iterable[Path]:
    try:
        if root.is_file():
            return [root]
        if root.is_dir():
            found = (path for path in root.rglob("*") if path.suffix not in (".pyc", ".partial"))
            return sorted(path for path in islice(found, MOST_FILES) if path.is_file())
    except (OSError, ValueError):  # a colour is no name of a file, and may be an impossible one
        pass
    return []


def _hash(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b"unreadable"


def parts_folder() -> Path:
    """Where parts of unfinished videos wait, in the user's cache."""
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "parts"


def sound_of(song: Audio | StreamedAudio, span: Span | None, fps: Fraction) -> SoundSource:
    """The sound of a song, of a file without holding it; or of a part, which fades in and out.

    Raises:
        InputError: the song has no frame in the part.
    """
    if span is not None:
        return _part_of(song, span, fps)
    if isinstance(song, Audio):
        return Sound(song.samples, song.rate)
    return StreamedSound(song.rate, song.channels, song.path, song.blocks)


FADE_MS = 20
"""A song that is cut in the middle clicks; a fade this short is not heard as one."""


def _part_of(song: Audio | StreamedAudio, span: Span, fps: Fraction) -> Sound:
    """The sound of a part of a song, with fades at both ends; cut where frames begin.

    Raises:
        InputError: the song has no frame in it.
    """
    first, last = frames_of(span, song.duration, fps)
    begin, end = (round(frame / fps * song.rate) for frame in (first, last))
    blocks = [song.samples] if isinstance(song, Audio) else song.blocks()
    kept: list[NDArray[np.int16]] = []
    at = 0
    for block in blocks:
        kept.append(block[max(0, begin - at) : max(0, end - at)])
        at += len(block)
        if at >= end:
            break
    part = Audio(np.concatenate(kept), song.rate, np.zeros(0, np.float32), song.path).segment()
    part = part.fade_in(FADE_MS).fade_out(FADE_MS)
    samples = np.frombuffer(part.raw_data, np.int16).reshape(-1, part.channels)
    return Sound(samples, song.rate)


def about(
    song: Path | None, alignment: Alignment, span: Span | None, said: dict[str, str]
) -> About:
    """What a video says of itself.

    Args:
        song: whose tags are taken over.
        alignment: whose sections become chapters.
        span: the part of the song that is shown.
        said: title and artist as the user wants them; they win.
    """
    tags: dict[str, Any] = tags_of(song) if song is not None else {}
    tags |= {key: value for key, value in said.items() if value}
    tags["comment"] = f"made with animatemusic {version('animatemusic')}"
    return About(tags, chapters(alignment, span))


def chapters(alignment: Alignment, span: Span | None = None) -> tuple[Chapter, ...]:
    """The sections of a song, each until the next; what comes before the first is its intro.

    Songs without sections, or with one, have no chapters.
    """
    starts: list[tuple[Ms, str]] = []
    before: object = None
    for line in alignment.lines:
        name = _section(line)
        if line.span is not None and name and name != before:
            starts.append((line.span.start, name))
            before = name
    shown = span or alignment.span
    if len(starts) < 2:
        return ()
    if starts[0][0] > 1000:
        starts.insert(0, (Ms(0), "Intro"))
    else:
        starts[0] = (Ms(0), starts[0][1])
    out = []
    ends = [start for start, _ in starts[1:]] + [alignment.duration]
    for (start, name), end in zip(starts, ends, strict=True):
        begin, stop = max(start, shown.start), min(end, shown.end)
        if stop > begin:
            out.append(Chapter(Span(Ms(begin - shown.start), Ms(stop - shown.start)), name))
    return tuple(out) if len(out) > 1 else ()


def _section(line: Line) -> str:
    return line.section or ""
