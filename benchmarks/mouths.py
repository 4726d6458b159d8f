"""What the mouth does on real songs whose word times people have marked.

Phones are not marked: the embedded aligner finds them with every word pinned to its true onset,
and they are fitted into the true word. What it finds is kept in a temporary folder, because it
takes minutes and does not change with what is measured here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from statistics import mean

from aligner import gentle_json
from aligner.alignment import Alignment, Phone, Word
from aligner.formats import own_json
from aligner.lyrics import read_lyrics
from aligner.pins import Pins
from aligner.pronounce import Pronouncer, espeak
from aligner.spread import spread_phones, with_phones
from benchmarks.truth import short_cues, unseen_closures
from media_core.audio import Audio, load_audio
from media_core.errors import AnimateMusicError
from media_core.loudness import Loudness, voice_loudness
from media_core.timeline import Ms, Span, ms_from_seconds
from visemes.animate import animate
from visemes.sets import load_set
from visemes.track import MouthTrack

Row = tuple[str, ...]

RATES = (24, 25, 30, 60)
"""Frames a second at which every closure is looked for."""

PIN_MS = 200
"""How far phones may begin from their word: in fast words the model needs 30 ms for each."""

HEAD: Row = ("what", "measured", "wanted")
SONG_HEAD: Row = (
    *("song", "open far from words %", "open in pauses %", "open in words %"),
    *("P B M closed %", "F V teeth %", "cues a second"),
)

_WANTED = {
    "rest_open": ("mouth open more than 0.25 s from any word", "<= 1 %"),
    "nonvocal_open": ("mouth open in pauses > 0.5 s", "<= 12 %"),
    "vocal_open": ("mouth open in words", ">= 85 %"),
    "lips_closed_pct": ("P, B, M with closed lips", ">= 99 %"),
    "teeth_on_lip_pct": ("F, V with teeth on the lip", ">= 97 %"),
}


@dataclass(frozen=True, slots=True)
class Sung:
    """A song with its true words.

    Attributes:
        name: of its folder.
        truth: the words as marked, the phones as aligned inside them.
        loudness: of its voice.
        listening: CPU seconds that measuring it took.
        folder: where it lies.
    """

    name: str
    truth: Alignment
    loudness: Loudness
    listening: float
    folder: Path


def read_sung(folder: Path) -> Sung:
    """A song from a folder with ``song.mp3``, ``lyrics.txt``, ``words.csv`` and ``meta.json``."""
    audio = load_audio(folder / "song.mp3")
    spans = read_spans((folder / "words.csv").read_text("utf-8"), audio.duration)
    truth = _phones_inside(folder, audio, spans)
    began = time.process_time()
    loudness = voice_loudness(audio.mono16k, spans)
    return Sung(folder.name, truth, loudness, time.process_time() - began, folder)


def read_spans(text: str, duration: Ms) -> tuple[Span, ...]:
    """The words of a table with the columns ``word_start`` and ``word_end``, in seconds.

    Words of no length get 10 ms.
    """
    out = []
    for row in csv.DictReader(io.StringIO(text)):
        start, end = (ms_from_seconds(float(row[key])) for key in ("word_start", "word_end"))
        start = Ms(min(start, duration - 10))
        out.append(Span(start, Ms(min(duration, max(end, start + 10)))))
    return tuple(out)


def _phones_inside(folder: Path, audio: Audio, spans: Sequence[Span]) -> Alignment:
    """The true words with phones, from the cache if they were sought before."""
    sheet = read_lyrics(folder / "lyrics.txt")
    wanted = json.loads((folder / "meta.json").read_text("utf-8"))["language"]
    language = wanted if wanted == "en" or espeak.installed() is not None else "en"
    key = hashlib.sha256(
        f"{version('animatemusic')} {language} {folder.name} {sheet.text} {spans}".encode()
    ).hexdigest()[:16]
    kept = Path(tempfile.gettempdir(), "animatemusic-benchmarks", f"{key}.json")
    if kept.is_file():
        return own_json.read(kept.read_bytes(), audio.duration)
    pronouncer = Pronouncer(language=language)
    from aligner.sphinx.aligner import SphinxAligner

    pins: Pins = {
        i: Span(Ms(max(0, s.start - PIN_MS)), Ms(s.start + PIN_MS)) for i, s in enumerate(spans)
    }
    found = SphinxAligner(pronouncer.pronounce).align(audio, sheet, pins)
    fitted = with_phones(fitted_to(found, spans), pronouncer.pronounce)
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(own_json.write(fitted), "utf-8")
    return fitted


def fitted_to(found: Alignment, spans: Sequence[Span]) -> Alignment:
    """The alignment with words exactly where they are marked.

    Phones that end after their word are cut, and the last vowel takes what is left; where the
    marked word leaves no room for all of them, they are spread over it.
    """
    rest = iter(zip(found.words(), spans, strict=True))
    lines = tuple(
        replace(line, words=tuple(_fitted(*next(rest)) for _ in line.words)) for line in found.lines
    )
    return replace(found, lines=lines)


def _fitted(word: Word, span: Span) -> Word:
    labels = [phone.label for phone in word.phones]
    inside = [p for p in word.phones if p.span.start < span.end and p.span.end > span.start]
    if not labels or len(inside) < len(labels):
        return replace(word, span=span, phones=spread_phones(span, labels))
    starts = [span.start, *(max(p.span.start, span.start) for p in inside[1:])]
    ends = [*starts[1:], span.end]
    phones = tuple(
        Phone(p.label, Span(Ms(a), Ms(b)), p.stress)
        for p, a, b in zip(inside, starts, ends, strict=True)
    )
    return replace(word, span=span, phones=phones)


def mouth_tables(shared: Path) -> list[tuple[str, Row, list[Row]]]:
    """All tables, each a title, a head and its rows; none without the songs."""
    songs = [read_sung(path.parent) for path in sorted((shared / "data/songs").glob("*/song.mp3"))]
    if not songs:
        return []
    return [
        (f"Mouths on {len(songs)} songs with true word times", HEAD, mouth_rows(shared, songs)),
        ("Mouths, song by song", SONG_HEAD, song_rows(shared, songs)),
    ]


def mouth_rows(shared: Path, songs: Sequence[Sung]) -> list[Row]:
    """What is wanted of every mouth: means over the songs, and counts over all of them."""
    tracks = [(song, _animated(song)) for song in songs]
    scores = [_scored(shared, song, track) for song, track in tracks]
    rows: list[Row] = [
        (label, f"{mean(s[key] for s in scores):.1f} %", wanted)
        for key, (label, wanted) in _WANTED.items()
    ]
    short = sum(len(short_cues(track)) for _, track in tracks)
    rows.append(("cues under 70 ms that are no closure", str(short), "0"))
    for rate in RATES:
        unseen = [unseen_closures(track, s.truth, Fraction(rate)) for s, track in tracks]
        seen = f"{sum(n for _, n in unseen) - sum(n for n, _ in unseen)} of "
        seen += str(sum(n for _, n in unseen))
        rows.append((f"closures seen in a frame, {rate} fps", seen, "all"))
    rows.append(("a track of 4 minutes, CPU", f"{_speed(songs):.2f} s", "< 0.5 s"))
    return rows


def song_rows(shared: Path, songs: Sequence[Sung]) -> list[Row]:
    """The same, song by song."""
    rows = []
    for song in songs:
        score = _scored(shared, song, _animated(song))
        shown = [f"{score[key]:.1f}" for key in _WANTED]
        rows.append((song.name, *shown, f"{score['cues_per_s']:.1f}"))
    return rows


def _animated(song: Sung) -> MouthTrack:
    return animate(song.truth, load_set(), loudness=song.loudness)


def _scored(shared: Path, song: Sung, track: MouthTrack) -> Mapping[str, float]:
    """The figures of the scorer that comes with the songs."""
    with tempfile.TemporaryDirectory() as folder:
        mouth, phones = Path(folder, "mouth.json"), Path(folder, "phones.json")
        cues = [
            {"start": c.start / 1000, "end": c.end / 1000, "value": c.value} for c in track.cues
        ]
        said = {"metadata": {"duration": song.truth.duration / 1000}, "mouthCues": cues}
        mouth.write_text(json.dumps(said), "utf-8")
        phones.write_text(gentle_json.write(song.truth), "utf-8")
        done = subprocess.run(
            [
                sys.executable,
                str(shared / "tools" / "score_mouth.py"),
                *("--visemes", str(mouth), "--words", str(song.folder / "words.csv")),
                *("--phones", str(phones), "--json"),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise AnimateMusicError(f"{song.name} cannot be scored: {done.stderr.strip()}")
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _speed(songs: Sequence[Sung]) -> float:
    """CPU seconds for each four minutes of song, with the loudness of its voice."""
    spent = sum(song.listening for song in songs)
    for song in songs:
        began = time.process_time()
        _animated(song)
        spent += time.process_time() - began
    return spent / (sum(song.truth.duration for song in songs) / 240_000)
