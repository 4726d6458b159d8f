"""What a video is made of, as values that other processes and later runs can be given."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import av
import platformdirs

import sample_rigs
from aligner.alignment import Alignment, Line
from media_core.audio import Audio, StreamedAudio
from media_core.encode import Coding
from media_core.errors import InputError
from media_core.fingerprint import code_of, fingerprint, versions_of
from media_core.muxing import About, Chapter
from media_core.outputs import encoder_of
from media_core.soundtrack import Sound, SoundSource, StreamedSound, part_of
from media_core.tags import tags_of
from media_core.timeline import Ms, Span
from render import cairo_library as cairo
from render.film import Film, Look, frames_of
from render.nobody import words_alone
from render.rigs import Rig, Wishes
from render.rigs import load_rig as load_rig_from
from render.visuals import VISUALS, Features
from visemes.track import MouthTrack

MOST_FILES = 5000
"""Of a rig; who has more has given a folder that is none, and is not hashed for hours."""


_CODE = ("aligner", "animatemusic", "media_core", "render", "visemes", "wav2lip_refine")
"""Packages that make the pictures: ``wav2lip_refine`` reads the faces that rigs act like."""

_LIBRARIES = (
    *("animatemusic", "av", "cairocffi", "cairosvg", "numpy", "pillow", "psd-tools"),
    *("uharfbuzz", "uniseg"),
)
"""Those that draw and encode, too."""


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


NOBODY = "none"
"""The rig of a video of words alone."""


@dataclass(frozen=True, slots=True)
class NobodySource(RigSource):
    """No character at all."""

    def __call__(self) -> Rig:
        """A rig that draws nothing."""
        return words_alone()


def rig_source(name: str | Path, wishes: Wishes | None = None) -> RigSource:
    """Where a rig is: one that ships with the program, by name, or any rig by its path.

    Args:
        name: of a sample rig, ``none`` for words alone, or a path: a folder, an SVG, PSD, ORA, a
            sheet or a zip.
        wishes: what wins over the rig's own ``rig.toml``.

    Raises:
        RigError: there is no such rig.
    """
    if name == NOBODY:
        return NobodySource(Path(NOBODY))
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

    def made_with(self, coding: Coding) -> str:
        """A hash of all that decides the pictures besides what the film says it shows.

        That is the look, the files that are read, how it is encoded, and the programs that draw
        and encode. The lyric, its times and the words of cards are not in it.
        """
        look = replace(self.look, title="", artist="", credits=())
        # Nobody knows what a function of the user's makes of the song.
        own = any(str(wanted) not in VISUALS for wanted in look.visuals)
        made = (look, self.rig.wishes, self.features if own else None)
        read = (type(self.rig).__name__, self.rig.manner)
        encoded = (
            *(coding.format, encoder_of(coding.format, coding.output), coding.pixels, coding.size),
            *(coding.fps, coding.output.options, coding.options),
        )
        named = (Path(name) for value in (self.look, self.rig.wishes) for name in _names(value))
        files = [
            (path.name, _hash(path))
            for root in (self.rig.path, *self.rig.files, *named)
            for path in _files(root)
        ]
        libraries = (versions_of(*_LIBRARIES), av.library_versions, cairo.cairo_version_string())
        return fingerprint(made, read, encoded, files, code_of(*_CODE), libraries)


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
    """Where parts of videos are kept, in the user's cache."""
    return Path(platformdirs.user_cache_dir("animatemusic", appauthor=False)) / "parts"


def sound_of(song: Audio | StreamedAudio, span: Span | None, fps: Fraction) -> SoundSource:
    """The sound of a song, of a file without holding it; or of a part, which fades in and out.

    Raises:
        InputError: the song has no frame in the part.
    """
    whole: SoundSource
    if isinstance(song, Audio):
        whole = Sound(song.samples, song.rate)
        length = len(song.samples)
    else:
        whole = StreamedSound(song.rate, song.channels, song.path, song.blocks)
        length = song.length
    if span is None:
        return whole
    first, last = frames_of(span, song.duration, fps)  # it is cut where frames begin
    begin, end = (round(frame / fps * song.rate) for frame in (first, last))
    return part_of(whole, begin, min(end, length), FADE_MS * song.rate // 1000)


FADE_MS = 20
"""A song that is cut in the middle clicks; a fade this short is not heard as one."""


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
