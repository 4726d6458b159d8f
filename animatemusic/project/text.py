"""Writing a first ``animatemusic.toml``: what matters is said, the rest stands as comments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

import sample_rigs
from animatemusic.pipeline import DEFAULT_RIG
from animatemusic.project.keys import Key, keys_of
from animatemusic.project.schema import SCHEMA_FILE
from media_core.errors import InputError
from render.captions.style import style_names
from render.presets import presets
from render.visuals import VISUALS

_HEAD = f"""\
#:schema ./{SCHEMA_FILE}
# A lyric video, to be made again and again: animatemusic animate
# Keys are options of `animatemusic animate --help`. Paths are counted from this file's folder.
# Below a # stand the other keys; take it away to say them.
schema = 1
"""

_COLUMN = 32
"""Where comments begin."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a song, as it is to be written.

    Attributes:
        song, lyrics: paths from the project's folder.
        vocals: the voice alone, if it lies there.
        tags: title and artist as the song's file says them.
        keep_all, encoding: how the lyrics are read.
    """

    song: str
    lyrics: str
    vocals: str = ""
    tags: Mapping[str, str] | None = None
    keep_all: bool = False
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: a key, its value (the option's default if None), and a word on it."""

    name: str
    value: object = None
    about: str = ""
    said: bool = False


def project_text(found: Found, command: click.Command) -> str:
    """A project that makes the video of a song as the program would without one.

    Raises:
        InputError: the name of a file cannot be written in TOML.
    """
    lines = [_HEAD]
    for section, keys in keys_of(command).items():
        rows = [row for row in _rows(found) if row.name in keys]
        if rows:
            lines.append(f"[{section}]")
            lines += [_line(row, keys[row.name]) for row in rows]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _rows(found: Found) -> Sequence[_Row]:
    tags = found.tags or {}
    rigs = [name for name in sample_rigs.names() if name != DEFAULT_RIG]
    return (
        _Row("file", found.song, said=True),
        _Row("lyrics", found.lyrics, said=True),
        _Row("title", tags.get("title", "..."), "else as the song's file says"),
        _Row("artist", tags.get("artist", "...")),
        _Row("encoding", found.encoding or "shift_jis", "else guessed", said=bool(found.encoding)),
        _Row("keep-all", True, "sing page furniture, chords and credits", said=found.keep_all),
        _Row("language", "en", "else guessed from the lyrics"),
        _Row("vocals", found.vocals or "vocals.wav", "the voice alone, if you have it"),
        _Row("alignment", "times.json", "corrected times: see animatemusic align"),
        _Row("rig", None, f"or {_few(rigs, 5)}; or a path of yours", said=True),
        _Row("no-sway", True, "keep the head still"),
        _Row("seed", None, "of blinks and head sway"),
        _Row("background", "navy", 'or "#111-#334", "cover.jpg", "stage.mp4"; else scenery'),
        _Row("background-fit", "fill", "or fit, blur"),
        _Row("ken-burns", True, "the camera wanders over the picture"),
        _Row("visual", ["pulse"], f"or {', '.join(n for n in VISUALS if n != 'pulse')}"),
        _Row("bpm", 120, "else measured"),
        _Row("captions", None, f"or {_few(style_names()[1:], 4)}", said=True),
        _Row("font", "Noto Sans", "an installed font, or a .ttf or .otf file"),
        _Row("safe-area", None, "what captions keep clear of"),
        _Row("title-card", True, "title and artist before the first word"),
        _Row("credit", ["Music: ..."], "after the last word"),
        _Row("size", None, "several make several videos", said=True),
        _Row("preset", next(iter(presets())), "in place of size and fps: take those out"),
        _Row("fps", 30),
        _Row("format", "mp4", "or webm, prores, gif, ..."),
        _Row("output", "video.mp4", "else the name of the song"),
        _Row("lrc", True, "write an LRC file beside the video"),
    )


def _few(names: Sequence[str], count: int) -> str:
    return ", ".join(names[:count]) + (", ..." if len(names) > count else "")


def _line(row: _Row, key: Key) -> str:
    value = row.value
    if value is None:
        default = key.param.default
        value = list(default) if isinstance(default, tuple) else default
    line = f"{'' if row.said else '# '}{row.name} = {_toml(value)}"
    return f"{line:{_COLUMN}}# {row.about}" if row.about else line


def _toml(value: object) -> str:
    """A value as TOML writes it; texts are JSON's, which TOML reads."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    if not isinstance(value, str):
        return str(value)
    try:
        value.encode()
    except UnicodeEncodeError as err:
        raise InputError(
            f"the name {value!r} is not in UTF-8, and cannot be written into a project",
            hint="rename the file",
        ) from err
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
