"""What to type next, told after a run: one or two lines."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.alignment import Alignment
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
