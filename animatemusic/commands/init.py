"""``animatemusic init``."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click

from animatemusic.commands.animate import animate
from animatemusic.commands.shared import FILE as PATH
from animatemusic.commands.shared import common, lyric_options, read_sheet
from animatemusic.notes import note
from animatemusic.output import write_text
from animatemusic.project import FILE, parse_project
from animatemusic.project.schema import SCHEMA_FILE, schema_text
from animatemusic.project.text import Found, project_text
from media_core.audio import open_audio
from media_core.errors import InputError, OutputError
from media_core.tags import tags_of

SONGS = {
    *(".wav", ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma"),
}
"""What a song's name ends in."""

SHEETS = {".txt"}

_VOICE = re.compile(r"(?:.*[ _.-])?(?:vocals?|a-?cappella|acapella)(?:[ _.-].*)?", re.IGNORECASE)
_NO_SHEET = re.compile(r"(?:readme|licen[cs]e|credits|notes|todo|requirements)\b.*", re.IGNORECASE)

MOST_NAMED = 6
"""Files in a message."""


@click.command(
    epilog=f"""\b
Examples:
  animatemusic init                      # the song and the lyrics of this folder
  animatemusic init my_song
  animatemusic init . song.mp3 lyrics.txt
  animatemusic init --schema > {SCHEMA_FILE}
"""
)
@click.argument("folder", type=PATH, default=Path())
@click.argument("song", type=PATH, required=False)
@click.argument("lyrics", type=PATH, required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema for editors, write nothing.")
@lyric_options
@common
def init(
    folder: Path,
    song: Path | None,
    lyrics: Path | None,
    schema: bool,
    keep_all: bool,
    encoding: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write an animatemusic.toml into FOLDER, from which `animatemusic animate` makes its video.

    SONG and LYRICS are found if FOLDER has one of each.
    """
    if schema:
        write_text(schema_text(animate), None)
        return
    if os.path.isfile(folder):  # animatemusic init song.wav lyrics.txt
        if lyrics is not None:
            raise InputError(f"{folder} is no folder", hint="give the folder first")
        folder, song, lyrics = folder.parent, folder, song
    if not os.path.isdir(folder):
        raise InputError(f"there is no folder {folder}", hint="make it, and put the song into it")
    _check_free(folder / FILE, force=force)
    song = _given(song, folder) or _the_song(folder)
    lyrics = _given(lyrics, folder) or _the_lyrics(folder, song)
    length = open_audio(song).duration
    sheet = read_sheet(lyrics, keep_all=keep_all, encoding=encoding, quiet=quiet)
    lines = len(sheet.lines)
    found = Found(
        *(_seen(song, folder), _seen(lyrics, folder), _voice(song, folder), tags_of(song)),
        keep_all=keep_all,
        encoding=encoding,
    )
    text = project_text(found, animate)
    parse_project(text, folder / FILE, animate)  # nobody gets a file that we would refuse
    if _differs(folder / SCHEMA_FILE, schema_text(animate)):
        _check_free(folder / SCHEMA_FILE, force=force)
        write_text(schema_text(animate), folder / SCHEMA_FILE)
    write_text(text, folder / FILE)
    if not quiet:
        minutes, seconds = divmod(round(length / 1000), 60)
        note(f"{song} ({minutes}:{seconds:02}) sings {lyrics} ({lines} line{'s' * (lines != 1)})")
        where = "" if folder == Path() else f" {shlex.quote(str(folder))}"
        note(f"look at it: animatemusic animate{where} --preview")
    write_text(f"{folder / FILE}\n", None)


def _check_free(path: Path, *, force: bool) -> None:
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OutputError(f"{path} is no ordinary file", hint="move it away")
    if os.path.lexists(path) and not force:
        raise OutputError(f"{path} exists already", hint="add --force to write it anew")


def _differs(path: Path, text: str) -> bool:
    data = text.encode()
    try:
        return not path.is_file() or path.stat().st_size != len(data) or path.read_bytes() != data
    except OSError:
        return True


def _given(path: Path | None, folder: Path) -> Path | None:
    """A file that the user named: from here, or from the folder."""
    if path is not None and not os.path.exists(path) and os.path.exists(folder / path):
        return folder / path
    return path


def _files(folder: Path, suffixes: set[str]) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as err:
        raise InputError(
            f"the folder {folder} cannot be read ({err.strerror})", hint="see that it is yours"
        ) from err
    paths = [folder / name for name in names if not name.startswith(".")]
    return [path for path in paths if path.suffix.lower() in suffixes and path.is_file()]


def _the_song(folder: Path) -> Path:
    songs = _files(folder, SONGS)
    songs = [path for path in songs if not _VOICE.fullmatch(path.stem)] or songs
    return _only(songs, "song", folder)


def _the_lyrics(folder: Path, song: Path) -> Path:
    sheets = [path for path in _files(folder, SHEETS) if not _NO_SHEET.fullmatch(path.stem)]
    for stem in (song.stem, "lyrics"):
        named = [path for path in sheets if path.stem.lower() == stem.lower()]
        if len(named) == 1:
            return named[0]
    return _only(sheets, "lyric sheet (.txt)", folder)


def _only(paths: list[Path], what: str, folder: Path) -> Path:
    usage = f"animatemusic init {shlex.quote(str(folder))} SONG LYRICS"
    if not paths:
        raise InputError(f"there is no {what} in {folder}", hint=f"name it: {usage}")
    if len(paths) > 1:
        names = ", ".join(path.name for path in paths[:MOST_NAMED])
        names += ", ..." if len(paths) > MOST_NAMED else ""
        raise InputError(f"which {what} of {folder} is meant: {names}?", hint=f"name it: {usage}")
    return paths[0]


def _voice(song: Path, folder: Path) -> str:
    """The voice alone, if it is plain which file that is."""
    voices = [path for path in _files(folder, SONGS) if _VOICE.fullmatch(path.stem)]
    return voices[0].name if len(voices) == 1 and voices[0].name != song.name else ""


def _seen(path: Path, folder: Path) -> str:
    """A path from the folder, as every system reads it."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.absolute().as_posix()
