"""What to type next, told after a run: one or two lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.alignment import Alignment
from aligner.formats import FORMATS, Part, bytes_of, detect
from aligner.report_text import Files, lines_sentence, song_warning, typed


def after_align(found: Alignment, files: Files | None, *, told: bool) -> Iterator[str]:
    """After ``align``.

    Args:
        found: the times.
        files: that were read and written; None if the times went to stdout.
        told: whether the report was shown, or clips were written.
    """
    if files is None:
        return
    given = typed(files.song, files.lyrics)
    said = lines_sentence(found)
    if said and not told and not song_warning(found):
        yield f"{said}; to hear them: animatemusic align {given} --listen clips"
    yield f"next: animatemusic animate {given} --alignment {typed(files.times)}"


def after_animate(found: Alignment, song: Path, lyrics: Path, times: Path | None) -> Iterator[str]:
    """After ``animate`` has made a video.

    Args:
        found: the times of its words.
        song: its sound.
        lyrics: its sheet.
        times: the timing file that was given, or None if the song was aligned.
    """
    if not any(word.span for word in found.words()):
        return
    if times is None:
        given = typed(str(song), str(lyrics))
        said = f"{lines_sentence(found)}; " if lines_sentence(found) else ""
        yield f"{said}next: animatemusic align {given} --report -o times.json"
    elif Part.LOCKS in FORMATS[detect(times, bytes_of(times))].carries:
        yield (
            f"a word is off? animatemusic fix {typed(str(times))} --word WORD --at TIME, then "
            "the same command again: only what changed is drawn anew"
        )


def after_fix(times: Path) -> str:
    """After ``fix``."""
    return f"next: animatemusic animate SONG LYRICS --alignment {typed(str(times))}"
