"""How well whole English songs are aligned whose words players of a karaoke game have timed.

Such times lie on the song's beat grid, and each player hears beginnings a little sooner or later
than another: before anything is counted, each song's median error is taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean, median

from aligner.alignment import Alignment
from aligner.retime import with_display_times
from benchmarks.aligning import align_all
from benchmarks.confidence import (
    CONFIDENCE_HEAD,
    RELIABILITY_HEAD,
    WORD_OFF,
    Song,
    confidence_rows,
    read_onsets,
    reliability_rows,
)
from benchmarks.tables import SHARED, Row, Section
from media_core.timeline import Ms

HEAD: Row = ("song", "bias ms", "median ms", "mean s", "<= 300 ms %", "> 1 s %", "CPU s a minute")

ONE_SINGER = "jc_"
"""Five of the songs are of one singer with a clear voice in front; they are told apart."""


def english_sections() -> Iterator[Section]:
    """The English songs, and what our confidence says of them."""
    folders = sorted(p.parent for p in (SHARED / "data" / "songs_en").glob("*/words.csv"))
    if not folders:
        return
    aligned = align_all(
        [(f.name, next(f.glob("song.*")), f / "lyrics.txt") for f in folders],
    )
    songs, rows = [], {}
    for folder, song in zip(folders, aligned, strict=True):
        onsets = read_onsets((folder / "words.csv").read_text("utf-8"))
        seen = with_display_times(song.found)
        bias = bias_of(seen, onsets)
        judged = Song(seen, tuple(Ms(onset + bias) for onset in onsets))
        songs.append(judged)
        off = [word.error for word in judged.words()]
        rows[folder.name] = [
            float(bias),
            median(off),
            mean(off) / 1000,
            100 * mean(error <= WORD_OFF for error in off),
            100 * mean(error > 1000 for error in off),
            song.speed,
        ]
    yield Section("Whole English songs (display times)", HEAD, list(_table(rows)))
    yield Section("Confidence in English songs", CONFIDENCE_HEAD, confidence_rows(songs))
    yield Section("Reliability in English songs", RELIABILITY_HEAD, reliability_rows(songs))


def bias_of(found: Alignment, onsets: Sequence[Ms]) -> int:
    """Median error in milliseconds of the words that are found about where they are sung."""
    errors = [
        word.span.start - onset
        for word, onset in zip(found.words(), onsets, strict=True)
        if word.span is not None
    ]
    near = [error for error in errors if abs(error) <= WORD_OFF]
    return round(median(near)) if near else 0


def _table(songs: dict[str, list[float]]) -> Iterator[Row]:
    for name, row in songs.items():
        yield _row(name, row)
    groups = {
        "mean of {} by one singer": [r for n, r in songs.items() if n.startswith(ONE_SINGER)],
        "mean of {} others": [r for n, r in songs.items() if not n.startswith(ONE_SINGER)],
        "mean of {}": list(songs.values()),
    }
    for title, group in groups.items():
        if group:
            yield _row(
                title.format(len(group)), [mean(column) for column in zip(*group, strict=True)]
            )


def _row(name: str, row: Sequence[float]) -> Row:
    formats = (".0f", ".0f", ".3f", ".1f", ".1f", ".1f")
    return (name, *(format(value, form) for value, form in zip(row, formats, strict=True)))
