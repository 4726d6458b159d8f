"""Praat TextGrid <-> :class:`~aligner.alignment.Alignment`.

We write the long text form with three interval tiers, ``lines``, ``words`` and ``phones``, put
together by praatIO (https://github.com/timmahrt/praatIO, MIT); :mod:`aligner.formats.praat_text`
reads whatever Praat reads as text.

An interval tier covers the whole song without overlaps; a blank label is a pause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aligner.alignment import Alignment, Line, Phone
from aligner.formats.plain_text import one_line, one_word, text_of
from aligner.formats.praat_text import Grid, Tier, parsed
from aligner.formats.tiers import PAUSES, Interval, Tiers, of_speakers
from aligner.timed_words import in_order
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

LINE_TIERS = ("lines", "line", "phrases", "phrase", "utterances", "utterance", "sentences")
WORD_TIERS = ("words", "word", "ort-mau", "ort", "orthography", "wrd", "tokens", "token")
PHONE_TIERS = ("phones", "phone", "phonemes", "phoneme", "mau", "segments")
"""Names of tiers, best first; ours, then those other programs use (Montreal Forced Aligner writes
``words`` and ``phones``, with a speaker in front if there are several: ``Anna - words``; WebMAUS
``ORT-MAU`` and ``MAU``)."""

_HINT = "save it from Praat as a text file, with a tier `words`"
_KINDS = LINE_TIERS + WORD_TIERS + PHONE_TIERS
_OWNED = re.compile(r"(.*?)(?:\s-\s|[_/:.-])\s*(\w+)", re.DOTALL)
# praatIO finds the parts of the long form by these words, even inside a label.
_MARKS = re.compile(r"(item|intervals|points)( ?)\[")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be a TextGrid: it says so in its first lines."""
    return b"ooTextFile" in data[:200].replace(b"\x00", b"")


def read(data: bytes, duration: Ms | None, *, tier: str | None = None) -> Alignment:
    """Understand a TextGrid; :func:`~aligner.formats.tiers.of_speakers` says how tiers are read.

    A tier ``Anna - words`` is of the singer Anna. Point tiers and tiers of other names are passed
    over; if no tier has a name that we know, what looks like words or lines is read
    (:func:`remarks` says which).

    Args:
        data: the file.
        duration: length of the song in ms; without it, the TextGrid's own.
        tier: the name of the tier that holds the words or the lines; None to find it.

    Raises:
        AlignmentError: it is no TextGrid, is damaged, or has no tier of words or lines.
    """
    grid = _parsed(data)
    speakers = _named(grid, tier) if tier is not None else _speakers(grid) or _guessed(grid)
    if not speakers:
        raise AlignmentError(
            f"the TextGrid has no interval tier {_quoted(tier or 'words')} "
            f"(its tiers: {_listed(grid.names)})",
            hint="say with --tier NAME which tier holds the words",
        )
    if duration is None:
        duration = grid.end
    if duration <= 0:
        raise AlignmentError("the TextGrid has no length", hint=_HINT)
    return of_speakers(speakers, duration, "TextGrid")


def remarks(data: bytes) -> list[str]:
    """What of a TextGrid had to be guessed, in sentences."""
    grid = _parsed(data)
    if _speakers(grid):
        return []
    read_as = [
        f"{_quoted(tier.name)} as {'words' if tiers.words else 'lines'}"
        f"{f' of the singer {name}' if name else ''}"
        for name, tiers in _guessed(grid).items()
        for tier in grid.tiers
        if tier.intervals is tiers.words or tier.intervals is tiers.lines
    ]
    if not read_as:
        return []
    said = ", ".join(read_as[:6]) + (" and others" if len(read_as) > 6 else "")
    return [f"no tier is called `words`; read is {said} (--tier NAME chooses another)"]


def _quoted(name: str) -> str:
    return f"`{name[:40]}`"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:6]) or "none"
    return shown + (f" and {len(names) - 6} others" if len(names) > 6 else "")


def _named(grid: Grid, wanted: str) -> dict[str, Tiers]:
    """The tier that the user names, and the phones of the same grid."""
    key = wanted.strip().lower()
    for tier in grid.tiers:
        if tier.name.strip().lower() == key:
            break
    else:
        return {}
    if _is_lines(tier):
        return {"": Tiers(tier.intervals)}
    others: dict[str, list[Interval]] = {}
    for other in grid.tiers:
        others.setdefault(other.name.strip().lower(), other.intervals)
    others.pop(key)
    return {"": Tiers(_tier(others, LINE_TIERS), tier.intervals, _tier(others, PHONE_TIERS))}


def _speakers(grid: Grid) -> dict[str, Tiers]:
    """The tiers of each speaker, by the best of the names that they could have."""
    named: dict[str, dict[str, list[Interval]]] = {}
    for tier in grid.tiers:
        speaker, kind = _owner(tier.name)
        tiers = named.setdefault(speaker, {})
        tiers.setdefault(kind, tier.intervals)  # the first of equal names
    return {
        speaker: Tiers(*(_tier(tiers, kinds) for kinds in (LINE_TIERS, WORD_TIERS, PHONE_TIERS)))
        for speaker, tiers in named.items()
        if not tiers.keys().isdisjoint(WORD_TIERS + LINE_TIERS)
    }


def _owner(name: str) -> tuple[str, str]:
    """Whose tier it is, and what it holds: ``Anna - words``, ``Anna_words``, ``words``."""
    whole = " ".join(name.split())
    if whole.lower() in _KINDS:
        return "", whole.lower()
    owned = _OWNED.fullmatch(whole)
    if owned is not None and owned[2].lower() in _KINDS:
        return owned[1].strip(), owned[2].lower()
    return "", whole.lower()


def _guessed(grid: Grid) -> dict[str, Tiers]:
    """What looks like words, or else like lines; several that do not coincide are singers'."""
    spoken = [tier for tier in grid.tiers if _owner(tier.name)[1] not in PHONE_TIERS]
    phones = _tier({_owner(t.name)[1]: t.intervals for t in reversed(grid.tiers)}, PHONE_TIERS)
    words = _apart([tier for tier in spoken if _is_words(tier)])
    lines = _apart([tier for tier in spoken if _is_lines(tier)])
    if len(words) == 1:
        return {"": Tiers(lines[0].intervals if lines else [], words[0].intervals, phones)}
    if not words and len(lines) == 1:
        return {"": Tiers(lines[0].intervals)}
    found: dict[str, Tiers] = {}
    for tier in words:
        found.setdefault(" ".join(tier.name.split()), Tiers([], tier.intervals))
    for tier in lines if not words else []:
        found.setdefault(" ".join(tier.name.split()), Tiers(tier.intervals))
    return found


def _labels(tier: Tier) -> list[str]:
    return [i.label for i in tier.intervals if i.label.lower() not in PAUSES]


def _is_words(tier: Tier) -> bool:
    """Mostly one word a label, and longer than phones are."""
    labels = _labels(tier)
    letters = sum(map(len, labels))
    return bool(labels) and not _is_lines(tier) and letters >= 2.4 * len(labels)


def _is_lines(tier: Tier) -> bool:
    """Mostly several words a label."""
    labels = _labels(tier)
    return bool(labels) and 2 * sum(" " in label for label in labels) > len(labels)


def _apart(tiers: Sequence[Tier]) -> list[Tier]:
    """Tiers without those that say the same again: a translation has the times of its text."""
    kept: list[Tier] = []
    times: set[Ms] = set()
    for tier in tiers:
        starts = {i.start for i in tier.intervals if i.label.lower() not in PAUSES}
        if 2 * len(starts & times) < len(starts):
            kept.append(tier)
            times |= starts
    return kept


def _tier(tiers: dict[str, list[Interval]], names: Sequence[str]) -> list[Interval]:
    return next((tiers[name] for name in names if name in tiers), [])


def _parsed(data: bytes) -> Grid:
    if not looks_like(data):
        raise AlignmentError("this is not a Praat text file", hint=_HINT)
    try:
        return parsed(text_of(data, "TextGrid"))
    except ValueError as err:
        raise AlignmentError(f"the TextGrid is damaged ({err})", hint=_HINT) from err


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
