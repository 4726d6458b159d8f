"""How memory and time grow with the length of a recording.

The sample song is sung again and again; each length is aligned in a process of its own, so that
its peak memory can be told. ``python -m benchmarks.recordings MINUTES`` measures one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import sample_songs
from aligner import gentle_json
from aligner.lyrics import parse_lyrics
from animatemusic.pipeline import align
from benchmarks.memory import peak_mb
from media_core.audio import load_audio

Row = tuple[str, ...]

HEAD: Row = (
    "recording",
    "words",
    "CPU s a minute",
    "peak memory",
    "wanted",
    "median ms",
    "<= 300 ms %",
)
LENGTHS: tuple[tuple[int, str], ...] = ((4, "<= 700 MB"), (10, ""), (60, "<= 1500 MB"))


def rows() -> Iterator[Row]:
    """A row a length."""
    for minutes, wanted in LENGTHS:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.recordings", str(minutes)],
            capture_output=True,
            text=True,
            check=True,
        )
        seen = json.loads(done.stdout)
        yield (
            f"{minutes} minutes",
            f"{seen['words']}",
            f"{seen['speed']:.1f}",
            f"{seen['peak']:.0f} MB",
            wanted,
            f"{seen['median']:.0f}",
            f"{seen['within']:.1f}",
        )


def measure(minutes: int) -> dict[str, float]:
    """Align the sample song, repeated until the recording is that long."""
    folder = sample_songs.path()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "long.wav")
        times, length = _written(folder / "song.ogg", path, minutes)
        sheet = parse_lyrics("\n\n".join([(folder / "lyrics.txt").read_text("utf-8")] * times))
        began = time.process_time()
        found = align(load_audio(path), sheet, aligner="sphinx", language="en")
        spent = time.process_time() - began
    truth = gentle_json.read((folder / "truth.json").read_bytes(), duration=None)
    expected = [
        word.span.start + i * length for i in range(times) for word in truth.words() if word.span
    ]
    errors = [
        abs(word.span.start - start)
        for word, start in zip(found.words(), expected, strict=True)
        if word.span is not None
    ]
    return {
        "words": len(expected),
        "speed": spent / (found.duration / 60_000),
        "peak": peak_mb(),
        "median": median(errors),
        "within": 100 * sum(error <= 300 for error in errors) / len(expected),
    }


def _written(song: Path, path: Path, minutes: int) -> tuple[int, int]:
    """The song in a wav as often as it fits; how often, and its length in milliseconds."""
    audio = load_audio(song)
    times = max(1, minutes * 60_000 // audio.duration)
    data = audio.samples.tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(audio.samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        for _ in range(times):
            file.writeframes(data)
    return times, audio.duration


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
