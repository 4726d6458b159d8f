"""What the user knows of the times beforehand, from options and files, for the embedded aligner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.alignment import Alignment, SetMouth, Word
from aligner.fill import REACHES_MS
from aligner.formats import FORMATS, Part, bytes_of, detect, read_alignment
from aligner.inside import has_guesses, line_starts, measured_locked, pinned_lines
from aligner.keeping import Kept, kept_words, rising, with_corrections
from aligner.lyrics import LyricLine, Lyrics
from aligner.pins import Anchor, Pins, anchored, with_locked
from aligner.rematch import rematched, same_words
from media_core.errors import InputError, LyricsError
from media_core.timeline import Ms, Span


@dataclass(frozen=True, slots=True)
class KnownTimes:
    """Pins for the search, and words that keep their times.

    Attributes:
        attempts: pins, the best first; the next are looser, for words that are packed too tightly.
        kept: words that stay, by their index in the sheet; locked ones to the last.
        whole: the answer, where every word stays and nothing is sought; else None.
        mouths: that a person has set.
    """

    attempts: tuple[Pins, ...]
    kept: Mapping[int, Word]
    whole: Alignment | None = None
    mouths: tuple[SetMouth, ...] = ()

    def aligned(self, search: Callable[[Pins], Alignment]) -> Alignment:
        """What a search finds with the pins, the words that stay put back in their places.

        Raises:
            LyricsError: the words have not the time that they need.
        """
        if self.whole is not None:
            return self.whole
        found = self._sought(search)
        mouths = tuple(mouth for mouth in self.mouths if mouth.span.end <= found.duration)
        return replace(found, mouths=mouths)

    def _sought(self, search: Callable[[Pins], Alignment]) -> Alignment:
        for pins in self.attempts[:-1]:
            try:
                return with_locked(search(pins), self.kept)
            except LyricsError:
                continue
        return with_locked(search(self.attempts[-1]), self.kept)


@dataclass(frozen=True, slots=True)
class GivenTimes:
    """What the user knows of the times, as it was given.

    Attributes:
        anchors: when words begin.
        anchors_file: a timing file of any format: its lines are anchors.
        keep: a timing file of any format. Its locked words stay, those that a person has
            corrected, and, where the sheet was changed since, lines that were not; in a format
            that has no locks, every word that it has measured, and its other lines are anchors.
        encoding: of files that are not UTF-8; None to find out.
        tier: of those that are TextGrids, the one with the words or the lines; None to find it.
    """

    anchors: Sequence[Anchor] = ()
    anchors_file: Path | None = None
    keep: Path | None = None
    encoding: str | None = None
    tier: str | None = None

    @property
    def any(self) -> bool:
        """Whether any time is known."""
        return bool(self.anchors or self.anchors_file or self.keep)


def known_times(
    sheet: Lyrics,
    duration: Ms,
    given: GivenTimes,
    *,
    answers: Callable[[str], Sequence[Alignment]] = lambda text: (),
    notice: Callable[[str], None] = lambda sentence: None,
) -> KnownTimes:
    """Put together what is known.

    Args:
        sheet: the lyrics.
        duration: of the song.
        given: what the user knows.
        answers: what was found in this song for the text of a sheet before.
        notice: told what is made of a file.

    Raises:
        InputError: a file cannot be read or has none of the lyrics, or an anchor is on no line.
    """
    anchors, anchors_file, keep, tier = given.anchors, given.anchors_file, given.keep, given.tier
    pins: dict[int, Span] = {}
    formats = {path: detect(path, bytes_of(path)) for path in (anchors_file, keep) if path}
    if tier is not None and "textgrid" not in formats.values():
        raise InputError("a tier was given, and no TextGrid to find it in", hint="leave --tier out")

    def timed(path: Path) -> Alignment:
        name = formats[path]
        wanted = tier if name == "textgrid" else None
        told = {"encoding": given.encoding, "tier": wanted}
        return read_alignment(path, duration, name=name, notice=notice, **told)

    if anchors_file is not None:
        pins |= _lines(sheet, timed(anchors_file), anchors_file, notice)
    kept: Mapping[int, Word] = {}
    whole: Alignment | None = None
    mouths: tuple[SetMouth, ...] = ()
    reaches: Sequence[int] = (0,)
    rough = next(iter(answers(sheet.text)), None) if anchors else None
    if keep is not None:
        before, has_locks = timed(keep), Part.LOCKS in FORMATS[formats[keep]].carries
        rough, mouths = before if anchors else None, before.mouths
        if has_locks:
            before = with_corrections(before, answers(before.transcript))
        else:
            if has_guesses(before):
                pins |= _lines(sheet, before, keep, notice)
            before = measured_locked(before)
        stays = kept_words(sheet, before)
        kept = stays.words
        if stays.changed or not has_locks:
            reaches = (0, *REACHES_MS)
        if has_locks:
            notice(_told(stays))
        elif not has_guesses(before):
            notice(f"{keep} marks no words as locked, so all {len(kept)} that it times are kept")
        if has_locks and not pins and not anchors and not stays.sought + stays.new:
            whole = rematched(sheet, before).alignment
    pins |= anchored(sheet, anchors, duration, {} if rough is None else _starts(sheet, rough))
    attempts: list[Pins] = [{**pins, **_pinned(sheet, kept, reach)} for reach in reaches]
    locked = {index: word for index, word in kept.items() if word.locked}
    if len(locked) < len(kept):  # what only stays is not worth that nothing is found
        attempts.append({**pins, **_pinned(sheet, locked, 0)})
    return KnownTimes(tuple(attempts), kept, whole, mouths)


def _told(stays: Kept) -> str:
    count = len(stays.words)
    parts = [f"{count} {'word' if count == 1 else 'words'} kept", f"{stays.sought} sought again"]
    parts += [f"{stays.new} new"] if stays.changed else []
    parts += [f"{stays.gone} gone"] if stays.gone else []
    return ", ".join(parts)


def _pinned(sheet: Lyrics, kept: Mapping[int, Word], reach: int) -> Pins:
    """Where the words that stay must begin."""
    adlibs = {i for i, line in _lines_of(sheet) if line.background}
    # An ad-lib is sung while others are, and its place in the order of singing is its own.
    words = {i: word for i, word in kept.items() if word.locked or i not in adlibs}
    spans = {
        i: Span(Ms(max(0, word.span.start - reach)), Ms(word.span.start + reach + 1))
        for i, word in words.items()
        if word.span is not None
    }
    return rising(words, spans)


def _lines_of(sheet: Lyrics) -> Iterator[tuple[int, LyricLine]]:
    return enumerate(line for line in sheet.lines for _ in line.words)


def _starts(sheet: Lyrics, timed: Alignment) -> dict[int, Ms]:
    """About when the words of a sheet begin, by another alignment."""
    words = list(timed.words())
    return {
        ours: span.start
        for theirs, ours in same_words(sheet, timed).items()
        if (span := words[theirs].span) is not None
    }


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
