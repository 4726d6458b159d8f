"""What a correction costs: ``python -m benchmarks.reuse``.

CPU seconds of the real command are counted, those of the encoder's threads included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import sample_songs
from aligner.alignment import Alignment
from aligner.edits import word_set
from aligner.formats import own_json
from benchmarks.rendering import Row, cpu, longer, sample_alignment
from media_core.audio import load_audio
from media_core.timeline import Ms


def edited(alignment: Alignment, number: int, later: int) -> Alignment:
    """An alignment in which one word is sung so many milliseconds later."""
    span = list(alignment.words())[number].span
    return alignment if span is None else word_set(alignment, number, Ms(span.start + later))


def reuse_rows(alignment: Alignment, seconds: int) -> Iterator[Row]:
    """CPU seconds of the real command at 1080p: all, nothing and one word of it drawn anew."""
    song = longer(alignment, seconds)
    middle = sum(len(line.words) for line in song.lines) // 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_song(folder / "song.wav", seconds)
        lyrics = "\n".join(line.text for line in song.lines)
        (folder / "lyrics.txt").write_text(lyrics, "utf-8")
        times, root = folder / "times.json", Path(__file__).parents[1]
        command = [sys.executable, "-m", "animatemusic", "animate", "song.wav", "lyrics.txt"]
        command += ["--alignment", "times.json", "-q"]

        def made(wanted: Alignment) -> float:
            times.write_text(own_json.write(wanted), "utf-8")
            began = cpu()
            subprocess.run(
                command,
                cwd=folder,
                env=_environment() | {"XDG_CACHE_HOME": name, "PYTHONPATH": str(root)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            return cpu() - began

        whole = made(song)
        yield f"{seconds} s of 1080p, the first time", f"{whole:.1f} s", ""
        for what, wanted, most in (
            ("the same again", song, "<= 2 %"),
            ("one word 60 ms later", edited(song, middle, 60), "<= 10 %"),
        ):
            yield what, f"{100 * made(wanted) / whole:.1f} %", most


def _environment() -> dict[str, str]:
    """A user's Python keeps what it has compiled."""
    return {key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _write_song(path: Path, seconds: int) -> None:
    """The sample song again and again."""
    once = load_audio(sample_songs.path() / "song.ogg")
    times = -(-seconds * once.rate // len(once.samples))
    samples = np.tile(once.samples, (times, 1))[: seconds * once.rate]
    with wave.open(str(path), "wb") as wav:
        wav.setparams((samples.shape[1], 2, once.rate, 0, "NONE", ""))
        wav.writeframes(samples.tobytes())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reuse", description=__doc__)
    parser.add_argument("--seconds", type=int, default=240, help="length of the song")
    for row in reuse_rows(sample_alignment(), parser.parse_args().seconds):
        print(" | ".join(row), flush=True)


if __name__ == "__main__":
    main()
