"""Praat TextGrid <-> :class:`~aligner.alignment.Alignment`.

We write the long text form with three interval tiers, ``lines``, ``words`` and ``phones``, and read
long and short form, UTF-8 and UTF-16. The format: https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html;
the text is taken apart and put together by praatIO (https://github.com/timmahrt/praatIO, MIT).

An interval tier covers the whole song without overlaps; a blank label is a pause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.errors import AlignmentError
from aligner.gentle_json import MAX_SECONDS, arpabet
from aligner.timed_words import (
    as_sung,
    caption_lines,
    clipped,
    in_order,
    phones_inside,
    written_out,
)
from aligner.timeline import Ms, Span, ms_from_seconds

LINE_TIERS = ("lines", "line", "phrases", "phrase", "utterances", "utterance", "sentences")
WORD_TIERS = ("words", "word")
PHONE_TIERS = ("phones", "phone", "phonemes", "phoneme")
"""Names of tiers, best first; ours, then those other programs use (Montreal Forced Aligner writes
``words`` and ``phones``, with a speaker in front if there are several: ``Anna - words``)."""

PAUSES = frozenset(("", "sil", "sp", "<sil>", "<eps>"))
"""Labels of a word tier that are no words (those in brackets and ``sp`` are of Kaldi and HTK)."""

_HINT = "save it from Praat as a text file, with a tier `words`"
# praatIO finds the parts of the long form by these words, even inside a label.
_MARKS = re.compile(r"(item|intervals|points)( ?)\[")


class _Interval(NamedTuple):
    start: Ms
    end: Ms  # equal to start only for what is shorter than half a millisecond
    label: str

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be a TextGrid: it says so in its first lines."""
    return b"ooTextFile" in data[:200].replace(b"\x00", b"")


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Understand a TextGrid.

    * Each label of the word tier is a word, except the blanks and silences; the sheet is made of
      them. Words are ordered and freed of overlaps like Gentle's.
    * A phone belongs to the word that holds its middle. Stress (``AH0``) is kept; what is no
      ARPAbet phone leaves a hole.
    * A line of the line tier holds the words whose middle it holds. If its text has more words
      than that, those are words without a time (of equal words, the last ones). Without such a
      tier, and outside its intervals, :func:`~aligner.timed_words.caption_lines` cuts lines.

    Args:
        data: the file.
        duration: length of the song in ms; without it, the TextGrid's own.

    Raises:
        AlignmentError: it is no TextGrid, is damaged, or has no word tier.
    """
    grid = _parsed(_text(data))
    tiers = {
        str(tier["name"]).lower().rpartition(" - ")[2]: tier["entries"]
        for tier in reversed(grid["tiers"])  # the first of equal names wins
        if tier["class"] == "IntervalTier"
    }
    intervals = _tier(tiers, WORD_TIERS)
    if intervals is None:
        names = ", ".join(str(tier["name"]) for tier in grid["tiers"]) or "none"
        raise AlignmentError(
            f"the TextGrid has no interval tier `words` (its tiers: {names})",
            hint="rename the tier with the words to `words`",
        )
    if duration is None:
        duration = ms_from_seconds(_seconds(grid["xmax"]))
    if duration <= 0:
        raise AlignmentError("the TextGrid has no length", hint=_HINT)
    song = Span(Ms(0), duration)
    sung = [_word(interval) for interval in intervals if interval.label.lower() not in PAUSES]
    words = [clipped(word, song) for word in in_order(sung)]
    if any(w.span for w in sung) and not any(w.span for w in words):
        raise AlignmentError(
            f"every word of the TextGrid lies after the end of the song ({duration} ms)",
            hint="give the song that this file was made from",
        )
    words = _with_phones(words, _tier(tiers, PHONE_TIERS) or [])
    transcript, lines = written_out(_lines(words, _tier(tiers, LINE_TIERS) or []))
    return Alignment(tuple(lines), duration, transcript)


def _text(data: bytes) -> str:
    if not looks_like(data):
        raise AlignmentError("this is not a Praat text file", hint=_HINT)
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise AlignmentError(
            f"the TextGrid is not {err.encoding.upper()} text (byte {err.start + 1})",
            hint="set Praat's text writing preference to UTF-8 and save it again",
        ) from err


def _parsed(text: str) -> dict[str, Any]:
    # Imported here: praatIO takes 50 ms to load and most runs read no TextGrid.
    from praatio.utilities.errors import PraatioException
    from praatio.utilities.textgrid_io import parseTextgridStr

    try:
        grid: dict[str, Any] = parseTextgridStr(text, includeEmptyIntervals=True)
        _seconds(grid["xmax"])
        for tier in grid["tiers"]:
            if tier["class"] == "IntervalTier":
                tier["entries"] = [_interval(*entry) for entry in tier["entries"]]
    except (PraatioException, ValueError, LookupError, AttributeError, TypeError) as err:
        # Nothing but the text can be wrong here; praatIO has no one error for that.
        raise AlignmentError(f"the TextGrid is damaged ({err})", hint=_HINT) from err
    return grid


def _interval(start: Any, end: Any, label: str) -> _Interval:
    a, b = ms_from_seconds(_seconds(start)), ms_from_seconds(_seconds(end))
    if b < a:
        raise ValueError(f"an interval ends before it starts, at {start} s")
    return _Interval(a, b, " ".join(label.split()))


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 <= seconds <= MAX_SECONDS:  # NaN fails too
        raise ValueError(f"{seconds} s is no time in a song")
    return seconds


def _tier(tiers: dict[str, list[_Interval]], names: Sequence[str]) -> list[_Interval] | None:
    return next((tiers[name] for name in names if name in tiers), None)


def _word(interval: _Interval) -> Word:
    start, end, label = interval
    span = Span(start, end) if start < end else None
    return Word(label, as_sung(label), (0, len(label)), span)


def _with_phones(words: Sequence[Word], intervals: Sequence[_Interval]) -> list[Word]:
    """Give each phone to the word that holds its middle; both are in order."""
    heard = sorted(interval for interval in intervals if interval.start < interval.end)
    out: list[Word] = []
    i = 0
    for word in words:
        if word.span is None:
            out.append(word)
            continue
        own: list[Phone] = []
        at = word.span.start
        while i < len(heard) and heard[i].middle < word.span.end:
            start, (label, stress) = max(heard[i].start, at), arpabet(heard[i].label)
            if heard[i].middle >= word.span.start and label and start < heard[i].end:
                own.append(Phone(label, Span(Ms(start), heard[i].end), stress))
                at = heard[i].end
            i += 1
        phones = phones_inside(own, word.span)
        out.append(Word(word.text, word.sung, word.chars, word.span, phones))
    return out


def _lines(words: Sequence[Word], intervals: Sequence[_Interval]) -> Iterator[Sequence[Word]]:
    rows = sorted(interval for interval in intervals if interval.label)
    loose: list[Word] = []
    held: list[Word] = []
    i = 0
    for word in words:
        if word.span is not None:
            middle = (word.span.start + word.span.end) / 2
            if i < len(rows) and rows[i].end <= middle:
                yield from _line(rows[i], held)
                held = []
                while i < len(rows) and rows[i].end <= middle:
                    i += 1
            if i == len(rows) or middle < rows[i].start:
                loose.append(word)
                continue
        if held or word.span is not None:
            yield from caption_lines(loose)
            loose = []
            held.append(word)
        else:
            loose.append(word)
    if i < len(rows):
        yield from _line(rows[i], held)
    yield from caption_lines(loose)


def _line(row: _Interval, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Add to the words of a line those that only its text has, if it has all the others."""
    if not words:
        return
    out: list[Word] = []
    texts = row.label.split()
    rest = list(words)
    for text in texts:
        if rest and rest[0].text == text:
            out.append(rest.pop(0))
        else:
            out.append(Word(text, as_sung(text), (0, len(text))))
    yield words if rest else out


def write(alignment: Alignment) -> str:
    """Write lines, words and phones as three tiers, in seconds with three decimals.

    A tier holds one voice: where words overlap, the earlier one ends when the later one starts, and
    a word that starts before the one in front of it (a background voice) is only in the text of
    its line. So is a word without a time. Phones are upper-case ARPAbet, with the digit of their
    stress where it is known.

    Not kept: what is sung where it differs from what is written, confidence, section, singer, a
    line without any time, and ``[`` after the words item, intervals and points, which becomes
    ``(`` because praatIO would trip over it.
    """
    from praatio.utilities.textgrid_io import getTextgridAsStr

    end = _s(alignment.duration)
    flat = iter(in_order(list(alignment.words())))
    lines = [Line(tuple(next(flat) for _ in line.words)) for line in alignment.lines]
    words = [word for line in lines for word in line.words]
    tiers = (
        ("lines", [(line.span, line.text) for line in lines]),
        ("words", [(word.span, word.text) for word in words]),
        ("phones", [(phone.span, _label(phone)) for word in words for phone in word.phones]),
    )
    grid = {
        "xmin": 0,
        "xmax": end,
        "tiers": [
            {
                "class": "IntervalTier",
                "name": name,
                "xmin": 0,
                "xmax": end,
                "entries": list(_entries(cues)),
            }
            for name, cues in tiers
        ],
    }
    text: str = getTextgridAsStr(grid, "long_textgrid", includeBlankSpaces=True)
    return text


def _entries(cues: Iterable[tuple[Span | None, str]]) -> Iterator[tuple[float, float, str]]:
    for span, label in cues:
        if span is not None:
            yield _s(span.start), _s(span.end), _MARKS.sub(r"\1\2(", label)


def _label(phone: Phone) -> str:
    return phone.label if phone.stress is None else f"{phone.label}{phone.stress}"


def _s(ms: int) -> float:
    return round(ms / 1000, 3)
