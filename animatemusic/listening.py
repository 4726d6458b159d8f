"""Clips of the stretches that a person should hear, with a click at each onset, and an index."""

from __future__ import annotations

import io
import os
import re
import wave
from pathlib import Path

from aligner.alignment import Alignment
from aligner.clicks import with_clicks
from aligner.report import Stretch, stretches
from aligner.report_text import MOST_STRETCHES, Files, stretch_rows
from animatemusic.output import write_file, write_text
from media_core.audio import Audio
from media_core.errors import OutputError
from media_core.timeline import Ms, Span

BEFORE_MS = 1500
"""Of the song before a stretch: an ear needs it to find its way."""

AFTER_MS = 800

LONGEST_MS = 40_000
"""Of a clip: where a whole verse is in doubt its beginning tells enough."""

INDEX = "index.txt"

_CLIP = re.compile(r"\d\d-line-\d+-\d+m\d\d\.wav")


def listening_folder(path: Path, *, force: bool) -> Path:
    """A folder for clips: a new one, or one that holds nothing.

    Args:
        path: that the user named.
        force: clips of before in it may go.

    Raises:
        OutputError: it cannot be had.
    """
    try:
        if not path.exists():
            if not path.parent.is_dir():
                raise OutputError(f"there is no folder {path.parent}", hint="make it first")
            return path
        if not path.is_dir():
            raise OutputError(f"{path} is not a folder", hint="name a folder with --listen")
        if any(path.iterdir()) and not force:
            raise OutputError(
                f"{path} exists already", hint="choose another folder, or add --force"
            )
        if not os.access(path, os.W_OK):
            raise OutputError(f"nothing can be written into {path}", hint="choose another folder")
    except OSError as err:
        raise OutputError(
            f"{path} cannot be used ({err.strerror})", hint="name another folder with --listen"
        ) from err
    return path


def write_clips(song: Audio, found: Alignment, folder: Path, files: Files) -> int:
    """Write a clip of each doubtful stretch, named so that they sort, and what to do about it.

    Clips of before in the folder go.

    Args:
        song: what is heard.
        found: its words.
        folder: made if need be.
        files: what the commands in the index name.

    Returns:
        The number of clips.

    Raises:
        OutputError: they cannot be written.
    """
    doubtful = stretches(found)[:MOST_STRETCHES]
    rows: list[str] = []
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            if _CLIP.fullmatch(old.name):
                old.unlink()
    except OSError as err:
        raise OutputError(
            f"{folder} cannot be used ({err.strerror})", hint="name another folder with --listen"
        ) from err
    for number, stretch in enumerate(doubtful, 1):
        path = folder / _name(number, stretch)
        _write(path, song, found, stretch)
        rows += [path.name, *stretch_rows(found, number, stretch, files), ""]
    told = "A click is where a word begins, a higher one where a line does.\n\n"
    write_text(told + "\n".join(rows or ["Nothing needs a listen.", ""]), folder / INDEX)
    return len(doubtful)


def _name(number: int, stretch: Stretch) -> str:
    minutes, rest = divmod(stretch.span.start, 60_000)
    return f"{number:02d}-line-{stretch.lines[0].number}-{minutes}m{rest // 1000:02d}.wav"


def _heard(stretch: Stretch, duration: Ms) -> Span:
    start = Ms(max(0, stretch.span.start - BEFORE_MS))
    return Span(start, Ms(min(stretch.span.end + AFTER_MS, start + LONGEST_MS, duration)))


def _write(path: Path, song: Audio, found: Alignment, stretch: Stretch) -> None:
    heard = _heard(stretch, min(song.duration, found.duration))
    onsets = [
        (Ms(word.span.start - heard.start), index == 0)
        for line in found.lines
        for index, word in enumerate(line.words)
        if word.span is not None and word.span.start in heard
    ]
    part = song.part(heard.start, heard.end).samples
    data = io.BytesIO()
    with wave.open(data, "wb") as wav:
        wav.setnchannels(part.shape[1])
        wav.setsampwidth(2)
        wav.setframerate(song.rate)
        wav.writeframes(with_clicks(part, song.rate, onsets).astype("<i2").tobytes())
    write_file(data.getvalue(), path)
