"""How well and how fast songs, speech and the sample song are aligned."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import sample_songs
from aligner import gentle_json
from aligner.alignment import Alignment
from aligner.retime import with_display_times
from animatemusic.pipeline import align, animate
from benchmarks.confidence import (
    CONFIDENCE_HEAD,
    RELIABILITY_HEAD,
    Song,
    confidence_rows,
    read_onsets,
    reliability_rows,
)
from benchmarks.tables import SHARED, Row, Section
from benchmarks.truth import (
    closed_share,
    pauses,
    phone_onsets,
    rest_share,
    word_onsets,
)
from media_core.audio import Audio, load_audio

HEAD: Row = (
    "file",
    "median ms",
    "mean s",
    "<= 50 ms %",
    "<= 100 ms %",
    "<= 300 ms %",
    "> 1 s %",
)


def sample_sections() -> Iterator[Section]:
    """The sample song, whose exact times its synthesiser knows."""
    yield Section("Sample song", ("what", "measured", "wanted"), sample_song())


def speech_sections() -> Iterator[Section]:
    """Recordings of speech with hand-made references."""
    speech = [
        (p.stem, p.with_suffix(s), p)
        for p in sorted((SHARED / "data" / "speech").glob("*.txt"))
        for s in (".wav", ".mp3")
        if p.with_suffix(s).exists()
    ]
    if speech:
        rows = list(shared_rows("speech", align_all(speech)))
        yield Section("Speech with hand-made references (onsets)", HEAD, rows)


def song_sections() -> Iterator[Section]:
    """Songs whose onsets people marked, and what our confidence says of them."""
    songs = [
        (p.parent.name, p, p.parent / "lyrics.txt")
        for p in sorted((SHARED / "data" / "songs").glob("*/song.mp3"))
    ]
    if songs:
        aligned = align_all(songs)
        yield Section("Songs (display times)", HEAD, list(shared_rows("songs", aligned)))
        beside = judged(aligned)
        yield Section("Confidence", CONFIDENCE_HEAD, confidence_rows(beside))
        yield Section("Reliability", RELIABILITY_HEAD, reliability_rows(beside))


def timed_align(song: Path, lyrics: Path) -> tuple[Alignment, Audio, float]:
    """Align a song; also the CPU seconds spent for each minute of it, decoding included."""
    began = time.process_time()
    audio = load_audio(song)
    found = align(audio, lyrics, aligner="sphinx")
    spent = time.process_time() - began
    return found, audio, spent / (audio.duration / 60_000)


def sample_song() -> list[Row]:
    """The sample song against the times that its synthesiser knows."""
    folder = sample_songs.path()
    found, audio, speed = timed_align(folder / "song.ogg", folder / "lyrics.txt")
    truth = gentle_json.read((folder / "truth.json").read_bytes(), duration=audio.duration)
    words, phones = word_onsets(found, truth), phone_onsets(found, truth)
    track = animate(found)
    gap = max(pauses(truth, 2000), key=lambda span: span.length)
    closed = closed_share(track, truth, Fraction(30))
    resting = rest_share(track, gap)
    rows: list[Row] = [
        ("words: median error", f"{words.median:.0f} ms", "<= 50 ms"),
        ("words within 100 ms", f"{words.within(100):.1f} %", ""),
        ("words within 150 ms", f"{words.within(150):.1f} %", ">= 90 %"),
        ("phones: median error", f"{phones.median:.0f} ms", "<= 40 ms"),
        ("P, B, M closed in the frame nearest their middle, 30 fps", f"{closed:.1f} %", ">= 95 %"),
        (f"mouth at rest, {gap.length / 1000:.1f} s without voice", f"{resting:.1f} %", "rests"),
        ("aligning, CPU seconds a minute of song", f"{speed:.1f} s", ""),
    ]
    return rows


@dataclass(frozen=True, slots=True)
class Aligned:
    """A recording that was aligned: its name, what was found, CPU seconds a minute."""

    name: str
    found: Alignment
    speed: float


def align_all(songs: Sequence[tuple[str, Path, Path]]) -> list[Aligned]:
    """Align recordings, each with its lyrics."""
    out = []
    for name, song, lyrics in songs:
        found, _audio, speed = timed_align(song, lyrics)
        print(f"  aligned {name}", file=sys.stderr)
        out.append(Aligned(name, found, speed))
    return out


def shared_rows(kind: str, songs: Sequence[Aligned]) -> Iterator[Row]:
    """Recordings with reference times, scored by the scorer that comes with them."""
    with tempfile.TemporaryDirectory() as folder:
        for song in songs:
            # Annotators of songs mark what the eye expects.
            found = with_display_times(song.found) if kind == "songs" else song.found
            Path(folder, f"{song.name}.json").write_text(gentle_json.write(found))
        for tier in ("words", "phones") if kind == "speech" else ("words",):
            scores = []
            for song in songs:
                score = _score(kind, song.name, Path(folder, f"{song.name}.json"), tier)
                if score is not None:
                    scores.append(score)
                    yield _score_row(f"{song.name}, {tier}", score)
            yield _score_row(f"mean of {len(scores)}, {tier}", _mean(scores))
            whole = [score for score in scores if score["n"] > WHOLE_SONG_WORDS]
            if whole:
                yield _score_row(f"mean of the {len(whole)} whole songs", _mean(whole))
    speed = sum(song.speed for song in songs) / len(songs)
    yield (f"{kind}: CPU seconds a minute", f"{speed:.1f}", *[""] * 5)


def judged(songs: Sequence[Aligned]) -> list[Song]:
    """The shared songs beside the onsets that people marked."""
    base = SHARED / "data" / "songs"
    return [
        Song(song.found, read_onsets((base / song.name / "words.csv").read_text("utf-8")))
        for song in songs
    ]


WHOLE_SONG_WORDS = 50
"""The shared songs are whole above this, excerpts below."""

_COLUMNS = ("median_abs", "mean_abs", "pc50", "pc100", "pc300", "over1s")


def _score_row(name: str, score: Mapping[str, float]) -> Row:
    median, mean, *shares = (score[column] for column in _COLUMNS)
    return (name, f"{median * 1000:.0f}", f"{mean:.3f}", *(f"{share:.1f}" for share in shares))


def _mean(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {c: sum(score[c] for score in scores) / len(scores) for c in _COLUMNS}


def _score(kind: str, name: str, estimate: Path, tier: str) -> dict[str, float] | None:
    base = SHARED / "data" / kind
    reference = base / f"{name}.TextGrid" if kind == "speech" else base / name / "words.csv"
    if not reference.exists():
        return None
    done = subprocess.run(
        [
            sys.executable,
            str(SHARED / "tools" / "score_alignment.py"),
            *("--reference", str(reference), "--estimate", str(estimate)),
            *("--tier", tier, "--json"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    files: list[dict[str, float]] = answer.get("files") or [answer]
    return files[0]
