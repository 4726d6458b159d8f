"""The registry of timing formats, and what each of them carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aligner.alignment import Alignment
from aligner.formats import (
    ass,
    audacity,
    gentle_csv,
    gentle_json,
    lrc,
    mfa_csv,
    own_json,
    srt,
    table,
    textgrid,
    ttml,
    ultrastar,
    vtt,
    whisper,
)
from aligner.formats.parts import EVERYTHING, Part
from media_core.timeline import Ms


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of timing file.

    Attributes:
        suffixes: lower case, with the dot; the first is the one we write.
        looks_like: whether these could be the bytes of such a file.
        description: for people, a few words.
        read: bytes of a file, and the length of the song if it is known; None if we only write it.
        write: text of a file; None if we only read it.
        carries: what comes back after it was written and read.
        step: milliseconds of its grid.
        users: who reads and writes it.
    """

    suffixes: tuple[str, ...]
    looks_like: Callable[[bytes], bool]
    description: str
    read: Callable[[bytes, Ms | None], Alignment] | None = None
    write: Callable[[Alignment], str] | None = None
    carries: frozenset[Part] = frozenset()
    step: int = 1
    users: str = ""


_WORDS = frozenset((Part.LINES, Part.ENDS, Part.WORDS))
_VOICES = _WORDS | {Part.OVERLAPS, Part.SINGERS}

FORMATS: dict[str, Format] = {
    "animatemusic-json": Format(
        (".json",),
        own_json.looks_like,
        "animatemusic's own JSON: everything, also sections, singers and locks",
        own_json.read,
        own_json.write,
        EVERYTHING,
        users="animatemusic",
    ),
    "whisper-json": Format(
        (".json",),
        whisper.looks_like,
        "JSON of Whisper and WhisperX: segments and words",
        whisper.read,
        carries=_VOICES | {Part.CONFIDENCE, Part.UNTIMED},
        users="Whisper, WhisperX, whisper-timestamped, faster-whisper, whisper.cpp",
    ),
    "gentle-json": Format(
        (".json",),
        gentle_json.looks_like,
        "Gentle's align.json: words and phones",
        gentle_json.read,
        gentle_json.write,
        _WORDS
        | {Part.PHONES, Part.STRESS, Part.CONFIDENCE, Part.SUNG, Part.LOCKS}
        | {Part.UNTIMED, Part.ORDER},
        users="Gentle and its clients",
    ),
    "gentle-csv": Format(
        (".csv",),
        gentle_csv.looks_like,
        "Gentle's align.csv: words",
        gentle_csv.read,
        gentle_csv.write,
        frozenset((Part.ENDS, Part.WORDS, Part.SUNG, Part.UNTIMED, Part.ORDER)),
        users="Gentle and its clients",
    ),
    "textgrid": Format(
        (".textgrid",),
        textgrid.looks_like,
        "Praat TextGrid: tiers lines, words, phones",
        textgrid.read,
        textgrid.write,
        _WORDS | {Part.PHONES, Part.STRESS, Part.SINGERS, Part.UNTIMED, Part.DURATION},
        users="Praat, ELAN, Montreal Forced Aligner",
    ),
    "lrc-plain": Format(
        (".lrc",),
        lrc.looks_plain,
        "LRC: a time for each line",
        lrc.read,
        lrc.write_plain,
        frozenset((Part.LINES, Part.DURATION)),
        lrc.GRID,
        "every music player",
    ),
    "lrc": Format(
        (".lrc",),
        lrc.looks_enhanced,
        "enhanced LRC: a time for each line and word",
        lrc.read,
        lrc.write,
        _WORDS | {Part.OVERLAPS, Part.DURATION},
        lrc.GRID,
        "music players with karaoke, lyric sites",
    ),
    "srt": Format(
        (".srt",),
        srt.looks_like,
        "SubRip captions: a time for each line",
        srt.read,
        srt.write,
        frozenset((Part.LINES, Part.ENDS, Part.OVERLAPS)),
        users="video players, editors and sites",
    ),
    "vtt": Format(
        (".vtt",),
        vtt.looks_like,
        "WebVTT captions with karaoke time stamps",
        vtt.read,
        vtt.write,
        _VOICES,
        users="browsers, video sites",
    ),
    "ass": Format(
        (".ass", ".ssa"),
        ass.looks_like,
        "ASS subtitles with karaoke tags",
        ass.read,
        ass.write,
        _VOICES | {Part.BACKGROUND},
        ass.GRID,
        "Aegisub, mpv, VLC, FFmpeg (libass)",
    ),
    "ultrastar": Format(
        (".txt",),
        ultrastar.looks_like,
        "UltraStar songs: notes without pitch",
        ultrastar.read,
        ultrastar.write,
        _VOICES,
        ultrastar.GRID,
        "UltraStar Deluxe, Vocaluxe, Performous",
    ),
    "audacity": Format(
        (".txt",),
        audacity.looks_like,
        "Audacity labels: one a word",
        audacity.read,
        audacity.write,
        frozenset((Part.ENDS, Part.WORDS)),
        users="Audacity",
    ),
    "ttml": Format(
        (".ttml", ".xml"),
        ttml.looks_like,
        "TTML lyrics: lines and words, as Apple Music's",
        ttml.read,
        ttml.write,
        _VOICES | {Part.BACKGROUND, Part.SECTIONS, Part.UNTIMED, Part.ORDER} | {Part.DURATION},
        users="Apple Music, players that follow it",
    ),
    "mfa-csv": Format(
        (".csv",),
        mfa_csv.looks_like,
        "CSV of the Montreal Forced Aligner",
        mfa_csv.read,
        carries=_WORDS | {Part.PHONES, Part.STRESS, Part.SINGERS},
        users="Montreal Forced Aligner",
    ),
    "csv": Format(
        (".csv", ".tsv"),
        table.looks_like,
        "a table of words and phones, for spreadsheets",
        table.read,
        table.write,
        EVERYTHING - {Part.SHEET, Part.MOUTHS},
        users="spreadsheets, scripts",
    ),
}
"""The formats by the name that users give.

To add one, write its module beside the others, with its functions, and give it an entry here;
``tests/aligner/formats`` then holds it to the promises that all of them keep. Where several have a
suffix, the last one is what a name alone asks for (:func:`named`), and the first whose
``looks_like`` says so is what a file is (:func:`aligner.formats.detect`).
"""

SHARED = (".txt", ".xml")
"""Suffixes that say too little to choose a format by them."""


def readable() -> dict[str, Callable[[bytes, Ms | None], Alignment]]:
    """The formats that can be read, with how."""
    return {name: known.read for name, known in FORMATS.items() if known.read is not None}


def writable() -> dict[str, Callable[[Alignment], str]]:
    """The formats that can be written, with how."""
    return {name: known.write for name, known in FORMATS.items() if known.write is not None}


def named(path: Path) -> str | None:
    """The format in which a file of this name is written; None if the name does not say it.

    >>> named(Path("song.LRC")), named(Path("song.txt"))
    ('lrc', None)
    """
    suffix = path.suffix.lower()
    if suffix in SHARED:
        return None
    return next((n for n in reversed(list(writable())) if suffix in FORMATS[n].suffixes), None)
