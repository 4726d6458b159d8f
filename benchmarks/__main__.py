"""``python -m benchmarks [PART ...]``: accuracy, speed and memory.

``--write`` keeps the tables of the parts that were measured in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

# One thread: CPU seconds that two threads spend waiting for each other say nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.aligning import sample_sections, song_sections, speech_sections
from benchmarks.english import english_sections
from benchmarks.faces import face_rows
from benchmarks.mouths import mouth_tables
from benchmarks.recordings import HEAD as RECORDING_HEAD
from benchmarks.recordings import rows as recording_rows
from benchmarks.rendering import all_memory_rows, sample_alignment, video_rows
from benchmarks.reuse import reuse_rows
from benchmarks.rigs import RIG_HEAD, psd_rows, rig_rows
from benchmarks.tables import SHARED, Section, replaced

README = Path(__file__).parent / "README.md"


def _mouths() -> Iterator[Section]:
    if (SHARED / "data").is_dir():
        for title, head, rows in mouth_tables(SHARED):
            yield Section(title, head, rows)


def _rigs() -> Iterator[Section]:
    yield Section("Rigs, 1080 pixels high, CPU", RIG_HEAD, list(rig_rows()))
    yield Section("A large PSD", ("what", "measured"), list(psd_rows()))


WANTED = ("what", "measured", "wanted")

PARTS: dict[str, Callable[[], Iterable[Section]]] = {
    "sample": sample_sections,
    "speech": speech_sections,
    "songs": song_sections,
    "songs_en": english_sections,
    "recordings": lambda: [Section("Long recordings", RECORDING_HEAD, list(recording_rows()))],
    "mouths": _mouths,
    "rigs": _rigs,
    "faces": lambda: [Section("Real faces", WANTED, list(face_rows()))],
    "videos": lambda: [Section("Videos", WANTED, list(video_rows(240, 10)))],
    "memory": lambda: [Section("Memory of videos", WANTED, list(all_memory_rows()))],
    "reuse": lambda: [Section("Corrections", WANTED, list(reuse_rows(sample_alignment(), 240)))],
}
"""What can be measured, by the name that is typed; to add a part, give it a line here."""


def main() -> None:
    """Measure, print, and on request keep the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into README.md")
    parser.add_argument(
        "part", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them if none is given"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.part) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    for name in arguments.part or PARTS:
        print(name, file=sys.stderr)
        sections = list(PARTS[name]())
        print("\n".join(str(section) for section in sections), flush=True)
        if arguments.write:
            README.write_text(replaced(README.read_text("utf-8"), name, sections), "utf-8")


if __name__ == "__main__":
    main()
