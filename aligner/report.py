"""What a person should listen to: the lines whose times are doubtful, the worst first.

The confidence of a word is the probability that it begins within 0.3 s of its place. That of a
line, and of the song, is the mean over its words: the share of them that is likely right. Tried
as well for lines: the least, quartiles, median and product of the words; none was better both
with right and with wrong pronunciations.

The thresholds were chosen on seven songs and the sample song, 200 lines, and judged on the same
songs; ``benchmarks`` prints what the first one finds with the aligner of today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean

from aligner.alignment import Alignment, Line, Word
from media_core.timeline import Ms, Span

LISTEN_BELOW = 0.9
"""Confidence below which a line is worth a listen: one word in ten is likely wrong. That was a
fifth of the lines (41 of 200), with all 5 that were off by more than a second on average, and 12
of the 13 with less than two thirds of the words within 0.3 s; 23 of the 41 had a wrong word."""

WARN_BELOW = 0.85
"""Confidence below which the whole song is in doubt. Songs with the right words had 0.90-0.99,
even the worst (89 % of the words right); with the words of another song, or half of the words
missing, 0.55-0.74."""

_LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """A line that may be wrong.

    Attributes:
        number: of the line in the lyric sheet, the first being 1; empty lines and headings count.
            A line that the sheet repeats has the same number each time. Without a sheet it is
            the number in the alignment.
        text: the words as written.
        span: when it is sung, or None if none of its words was found.
        confidence: 0..1.
        why: what is known of the reason, or "".
    """

    number: int
    text: str
    span: Span | None
    confidence: float
    why: str = ""


def line_confidence(line: Line) -> float | None:
    """Share of the words of a line that is likely right.

    A word that was not found is wrong, one that a person has locked is right. None if every word
    was found and the aligner says nothing of how sure it is.
    """
    return _mean_confidence(line.words)


def song_confidence(alignment: Alignment) -> float | None:
    """Share of the words of a song that is likely right, as :func:`line_confidence` has it."""
    return _mean_confidence(alignment.words())


def worst_lines(alignment: Alignment) -> list[LineDoubt]:
    """Lines worth a listen: confidence below :data:`LISTEN_BELOW`, the worst first."""
    doubts = [
        LineDoubt(line_number(alignment, line, index), line.text, line.span, sure, _why(line))
        for index, line in enumerate(alignment.lines, 1)
        if (sure := line_confidence(line)) is not None and sure < LISTEN_BELOW
    ]
    return sorted(doubts, key=lambda doubt: doubt.confidence)


def song_warning(alignment: Alignment) -> str:
    """Say that a whole song is in doubt, and what to do; "" if it is not.

    See :data:`WARN_BELOW`. Of an aligner that does not say how sure it is only the words that it
    did not find are known, and those are named elsewhere: "".
    """
    sure = song_confidence(alignment)
    if sure is None or sure >= WARN_BELOW or not _says_how_sure(alignment):
        return ""
    return (
        f"only {_percent(sure)} of the words are likely in time; check that the lyrics are those "
        "that are sung, all of them and in the right language, and listen before you go on"
    )


def report_text(alignment: Alignment) -> str:
    """What to listen to, for people: a table of the doubtful lines, the worst first.

    Ends with a newline.
    """
    doubts = worst_lines(alignment)
    sure = song_confidence(alignment)
    warning = song_warning(alignment)
    out: list[str] = []
    if sure is None or not _says_how_sure(alignment):
        out.append("The aligner does not say how sure it is; listen to the whole song.")
    elif warning:
        out.append(warning[0].upper() + warning[1:] + ".")
    elif not doubts:
        out.append(f"Nothing needs a listen: {_percent(sure)} of the words are likely in time.")
    if doubts:
        total = len(alignment.lines)
        lines = "line" if total == 1 else "lines"
        out += [""] if out else []
        out += [f"Listen to {len(doubts)} of {total} {lines}, the worst first:", ""]
        out += _table(doubts)
    return "\n".join(out) + "\n"


def _says_how_sure(alignment: Alignment) -> bool:
    # Where another aligner left a few words out, ours is sure of those; that says nothing of all.
    timed = [word for word in alignment.words() if word.span is not None]
    return 2 * sum(word.confidence is not None for word in timed) > len(timed)


def _mean_confidence(words: Iterable[Word]) -> float | None:
    heard = list(words)
    if all(word.confidence is None and word.span is not None for word in heard):
        return None
    return mean(_confidence(word) for word in heard)


def _confidence(word: Word) -> float:
    if word.span is None:
        return 0.0
    if word.locked or word.confidence is None:  # a person has listened; or nothing is known
        return 1.0
    return word.confidence


def line_number(alignment: Alignment, line: Line, index: int) -> int:
    """The row of the lyric sheet in which a line is written; without a sheet, its own number.

    Args:
        alignment: of the song.
        line: of it.
        index: of the line, from 1.
    """
    if not alignment.transcript:
        return index
    # As the sheet is read: whatever ends a line for str.splitlines does.
    return len((alignment.transcript[: line.words[0].chars[0]] + "x").splitlines())


def _why(line: Line) -> str:
    lost = [word.text for word in line.words if word.span is None]
    if len(lost) == len(line.words):
        return "not found in the song"
    if lost:
        return f"not found: {', '.join(lost)}"
    return "a background voice" if line.background else ""


def _table(doubts: Iterable[LineDoubt]) -> list[str]:
    rows = [("time", "sure", "line", "text")]
    for doubt in doubts:
        when = _when(doubt.span.start) if doubt.span is not None else "-"
        text = doubt.text
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - 3].rstrip() + "..."
        rows.append(
            (
                when,
                _percent(doubt.confidence),
                str(doubt.number),
                f"{text} ({doubt.why})" if doubt.why else text,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]


def _percent(share: float) -> str:
    """A share as people read it; 100 % is said of nothing less.

    >>> _percent(0.834), _percent(0.9999)
    ('83 %', '99 %')
    """
    return f"{min(round(100 * share), 100 if share >= 1.0 else 99)} %"


def _when(moment: Ms) -> str:
    """A moment to the tenth of a second, rounded down so that the line is still to come.

    >>> _when(Ms(83_450))
    '1:23.4'
    """
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000 // 100}"
