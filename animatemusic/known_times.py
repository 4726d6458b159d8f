"""What the user knows of the times beforehand, from options and files, for the embedded aligner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.alignment import Alignment, Word
from aligner.fill import REACHES_MS
from aligner.formats import FORMATS, Part, bytes_of, detect, read_alignment
from aligner.inside import has_guesses, line_starts, measured_locked, pinned_lines
from aligner.lyrics import Lyrics
from aligner.pins import Anchor, Pins, anchored, locked_words, with_locked
from media_core.errors import InputError, LyricsError
from media_core.timeline import Ms, Span


@dataclass(frozen=True, slots=True)
class KnownTimes:
    """Pins for the search, and words that keep their times.

    Attributes:
        attempts: pins, the best first; the next are looser, for words that are packed too tightly.
        locked: words that stay, by their index in the sheet.
    """

    attempts: tuple[Pins, ...]
    locked: Mapping[int, Word]

    def aligned(self, search: Callable[[Pins], Alignment]) -> Alignment:
        """What a search finds with the pins, the locked words put back in their places.

        Raises:
            LyricsError: the words have not the time that they need.
        """
        for pins in self.attempts[:-1]:
            try:
                return with_locked(search(pins), self.locked)
            except LyricsError:
                continue
        return with_locked(search(self.attempts[-1]), self.locked)


def known_times(
    sheet: Lyrics,
    duration: Ms,
    *,
    anchors: Sequence[Anchor] = (),
    anchors_file: Path | None = None,
    keep: Path | None = None,
    encoding: str | None = None,
    tier: str | None = None,
    notice: Callable[[str], None] = lambda sentence: None,
) -> KnownTimes:
    """Put together what is known.

    Args:
        sheet: the lyrics.
        duration: of the song.
        anchors: when lines begin.
        anchors_file: a timing file of any format: its lines are anchors.
        keep: a timing file of any format. Its locked words stay; in a format that has no locks,
            every word that it has measured stays, and its other lines are anchors.
        encoding: of files that are not UTF-8.
        tier: of those that are TextGrids.
        notice: told what is made of a file.

    Raises:
        InputError: a file cannot be read or has none of the lyrics, or an anchor is on no line.
    """
    pins: dict[int, Span] = {}
    formats = {path: detect(path, bytes_of(path)) for path in (anchors_file, keep) if path}
    if tier is not None and "textgrid" not in formats.values():
        raise InputError("a tier was given, and no TextGrid to find it in", hint="leave --tier out")

    def timed(path: Path) -> Alignment:
        name = formats[path]
        wanted = tier if name == "textgrid" else None
        told = {"encoding": encoding, "tier": wanted}
        return read_alignment(path, duration, name=name, notice=notice, **told)

    if anchors_file is not None:
        given = timed(anchors_file)
        pins |= _lines(sheet, given, anchors_file, notice)
    locked: dict[int, Word] = {}
    reaches: Sequence[int] = (0,)
    if keep is not None:
        kept, has_locks = timed(keep), Part.LOCKS in FORMATS[formats[keep]].carries
        if not has_locks:
            if has_guesses(kept):
                pins |= _lines(sheet, kept, keep, notice)
            kept = measured_locked(kept)
            reaches = (0, *REACHES_MS)
        locked = locked_words(sheet, kept)
        if not has_locks and not has_guesses(kept):
            notice(f"{keep} marks no words as locked, so all {len(locked)} that it times are kept")
    pins |= anchored(sheet, anchors, duration)
    attempts = tuple(
        pins
        | {
            i: Span(Ms(max(0, word.span.start - reach)), Ms(word.span.start + reach + 1))
            for i, word in locked.items()
            if word.span is not None
        }
        for reach in reaches
    )
    return KnownTimes(attempts, locked)


def _lines(
    sheet: Lyrics, given: Alignment, path: Path, notice: Callable[[str], None]
) -> dict[int, Span]:
    pins = pinned_lines(sheet, given)
    if not pins:
        raise InputError(
            f"no line of {path} begins like one of the lyrics",
            hint="give the times of these lyrics",
        )
    starts = len(line_starts(given))
    notice(f"{path} tells when {len(pins)} of its {starts} lines begin")
    return pins
