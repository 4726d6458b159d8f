"""Praat TextGrid <-> :class:`~aligner.alignment.Alignment`.

We write the long text form with three interval tiers, ``lines``, ``words`` and ``phones``, and read
long and short form, UTF-8 and UTF-16. The format: https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html;
the text is taken apart and put together by praatIO (https://github.com/timmahrt/praatIO, MIT).

An interval tier covers the whole song without overlaps; a blank label is a pause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aligner.alignment import Alignment, Line, Phone
from aligner.formats.plain_text import cut, one_line, one_word
from aligner.formats.tiers import Interval, Tiers, of_speakers
from aligner.gentle_json import MAX_SECONDS
from aligner.timed_words import in_order
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span, ms_from_seconds

LINE_TIERS = ("lines", "line", "phrases", "phrase", "utterances", "utterance", "sentences")
WORD_TIERS = ("words", "word")
PHONE_TIERS = ("phones", "phone", "phonemes", "phoneme")
"""Names of tiers, best first; ours, then those other programs use (Montreal Forced Aligner writes
``words`` and ``phones``, with a speaker in front if there are several: ``Anna - words``)."""

_HINT = "save it from Praat as a text file, with a tier `words`"
# praatIO finds the parts of the long form by these words, even inside a label.
_MARKS = re.compile(r"(item|intervals|points)( ?)\[")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be a TextGrid: it says so in its first lines."""
    return b"ooTextFile" in data[:200].replace(b"\x00", b"")


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Understand a TextGrid; :func:`~aligner.formats.tiers.of_speakers` says how tiers are read.

    A tier ``Anna - words`` is of the singer Anna. Point tiers and tiers of other names are passed
    over.

    Args:
        data: the file.
        duration: length of the song in ms; without it, the TextGrid's own.

    Raises:
        AlignmentError: it is no TextGrid, is damaged, or has no tier of words or lines.
    """
    grid = _parsed(_text(data))
    speakers = _speakers(grid["tiers"])
    if not speakers:
        names = ", ".join(str(tier["name"]) for tier in grid["tiers"]) or "none"
        raise AlignmentError(
            f"the TextGrid has no interval tier `words` (its tiers: {names})",
            hint="rename the tier with the words to `words`",
        )
    if duration is None:
        duration = ms_from_seconds(_seconds(grid["xmax"]))
    if duration <= 0:
        raise AlignmentError("the TextGrid has no length", hint=_HINT)
    return of_speakers(speakers, duration, "TextGrid")


def _speakers(found: Sequence[dict[str, Any]]) -> dict[str, Tiers]:
    """The tiers of each speaker, by the best of the names that they could have."""
    named: dict[str, dict[str, list[Interval]]] = {}
    for tier in found:
        if tier["class"] == "IntervalTier":
            speaker, _, kind = str(tier["name"]).rpartition(" - ")
            tiers = named.setdefault(" ".join(speaker.split()), {})
            tiers.setdefault(kind.strip().lower(), tier["entries"])  # the first of equal names
    return {
        speaker: Tiers(*(_tier(tiers, kinds) for kinds in (LINE_TIERS, WORD_TIERS, PHONE_TIERS)))
        for speaker, tiers in named.items()
        if not tiers.keys().isdisjoint(WORD_TIERS + LINE_TIERS)
    }


def _tier(tiers: dict[str, list[Interval]], names: Sequence[str]) -> list[Interval]:
    return next((tiers[name] for name in names if name in tiers), [])


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


def _interval(start: Any, end: Any, label: str) -> Interval:
    a, b = ms_from_seconds(_seconds(start)), ms_from_seconds(_seconds(end))
    if b < a:
        raise ValueError(f"an interval ends before it starts, at {start} s")
    return Interval(a, b, " ".join(cut(label)))


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not 0 <= seconds <= MAX_SECONDS:  # NaN fails too
        raise ValueError(f"{seconds} s is no time in a song")
    return seconds


def write(alignment: Alignment) -> str:
    """Write lines, words and phones as three tiers, in seconds with three decimals.

    Each singer who has a name has tiers of their own (``Anna - words``). A tier holds one voice:
    where words overlap, the earlier one ends when the later one starts, and a word that starts
    before the one in front of it (a background voice) is only in the text of its line. So is a
    word without a time. Phones are upper-case ARPAbet, with the digit of their stress where it is
    known.

    Not kept: what is sung where it differs from what is written, confidence, section, a line
    without any time, and ``[`` after the words item, intervals and points, which becomes ``(``
    because praatIO would trip over it.
    """
    from praatio.utilities.textgrid_io import getTextgridAsStr

    end = _s(alignment.duration)
    singers = dict.fromkeys(" ".join(line.singer.split()) for line in alignment.lines)
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
            for singer in singers or ("",)
            for name, cues in _tiers(alignment, singer)
        ],
    }
    text: str = getTextgridAsStr(grid, "long_textgrid", includeBlankSpaces=True)
    return text


_Cues = list[tuple[Span | None, str]]


def _tiers(alignment: Alignment, singer: str) -> Iterator[tuple[str, _Cues]]:
    own = [line for line in alignment.lines if " ".join(line.singer.split()) == singer]
    flat = iter(in_order([word for line in own for word in line.words]))
    lines = [Line(tuple(next(flat) for _ in line.words)) for line in own]
    words = [word for line in lines for word in line.words]
    whose = f"{singer} - " if singer else ""
    yield f"{whose}lines", [(ln.span, one_line(w.text for w in ln.words)) for ln in lines]
    yield f"{whose}words", [(word.span, one_word(word.text)) for word in words]
    yield f"{whose}phones", [(p.span, _label(p)) for word in words for p in word.phones]


def _entries(cues: Iterable[tuple[Span | None, str]]) -> Iterator[tuple[float, float, str]]:
    for span, label in cues:
        if span is not None:
            yield _s(span.start), _s(span.end), _MARKS.sub(r"\1\2(", label)


def _label(phone: Phone) -> str:
    return phone.label if phone.stress is None else f"{phone.label}{phone.stress}"


def _s(ms: int) -> float:
    return round(ms / 1000, 3)
