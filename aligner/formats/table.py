"""Our own CSV: a row a word, so that a spreadsheet can correct an alignment.

``kind,line,start,end,text,sung,confidence,locked,guessed,section,singer,background,mood``: ``kind``
is ``word``, ``phone`` (of the word above it) or ``song`` (its length); ``line`` counts from 1;
times are seconds with three decimals, empty for a word without a time.

From elsewhere a header with a start, an end and a text under any usual name will do, parted by
commas, semicolons or tabs; without ``line``, a text of several words is a line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.formats.plain_text import MAX_WORDS, at_most, cut, damaged, is_sung, one_word, text_of
from aligner.formats.rows import Row, TimedWord, aligned, relined, spread
from aligner.formats.stamps import as_seconds, seconds
from aligner.gentle_json import arpabet
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

COLUMNS = (
    *("kind", "line", "start", "end", "text", "sung", "confidence", "locked", "guessed"),
    *("section", "singer", "background", "mood"),
)

_NAMES = {
    "start": ("start", "begin", "onset", "xmin", "start_time", "time", "from", "t0"),
    "end": ("end", "stop", "offset", "xmax", "end_time", "to", "t1"),
    "text": ("text", "word", "label", "lyric", "lyrics", "transcript", "caption"),
}
_WHAT = "CSV"
_HINT = "the first line names the columns: start,end,text at least"
_YES = ("yes", "true", "1")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be a table of times: its first line names a start and a text."""
    first = data[:1000].replace(b"\x00", b"").decode("utf-8-sig", "ignore")
    first = first.lstrip("\ufffe\ufeff\r\n").replace("\r", "\n").split("\n")[0].lower()
    columns = {name.strip(' "\t') for name in first.replace(";", ",").replace("\t", ",").split(",")}
    return all(columns & set(_NAMES[name]) for name in ("start", "text"))


@dataclass
class _Entry:
    """A word or a line of the table, with the phones below it."""

    line: str
    text: str
    start: int | None
    end: int | None
    row: Mapping[str, str]
    confidence: float | None = None
    phones: list[Phone] = field(default_factory=list)


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file.

    Raises:
        AlignmentError: it is no such table; the message names the line.
    """
    entries: list[_Entry] = []
    length = 0
    for number, row in at_most(_rows(text_of(data, _WHAT)), 5 * MAX_WORDS, _WHAT, "rows"):
        try:
            kind = row.get("kind", "").lower() or "word"
            start, end = (_time(row.get(name, "")) for name in ("start", "end"))
            if kind == "song":
                length = end or 0
            elif kind == "phone" and entries:
                entries[-1].phones += _phone(row["text"], start, end)
            elif kind == "word" and is_sung(row["text"] + row.get("sung", "")):
                line = row.get("line", "")
                confidence = _share(row.get("confidence", ""))
                entries.append(_Entry(line, row["text"], start, end, row, confidence))
        except ValueError as err:
            raise damaged(_WHAT, number, f"cannot be meant: {err}") from err
    return _alignment(_ended(entries), duration, length)


def _ended(entries: list[_Entry]) -> list[_Entry]:
    """Entries of a table without ends last until the next one."""
    if any(entry.end is not None for entry in entries):
        return entries
    for entry, after in pairwise(entries):
        entry.end = after.start
    if entries and entries[-1].start is not None:
        entries[-1].end = entries[-1].start + 1000
    return entries


def _alignment(entries: list[_Entry], duration: Ms | None, length: int) -> Alignment:
    if any(entry.line for entry in entries):
        rows: list[Row] = []
        before: list[_Entry] = []
        for entry in entries:
            if before and entry.line != before[-1].line:
                rows.append(_row(before))
                before = []
            before.append(entry)
        rows += [_row(before)] if before else []
        return aligned(rows, duration, _WHAT, sort=False, length=length)
    if any(len(cut(entry.text)) > 1 for entry in entries):
        lines = (_row([entry], _line(entry)) for entry in entries)
        return aligned(lines, duration, _WHAT, length=length)
    words = Row([_word(entry) for entry in entries])
    return relined(aligned([words], duration, _WHAT, length=length))


def _row(entries: Sequence[_Entry], words: Sequence[TimedWord] | None = None) -> Row:
    told = {
        name: next((" ".join(e.row[name].split()) for e in entries if e.row.get(name)), "")
        for name in ("section", "singer", "background", "mood")
    }
    return Row(
        words or [_word(entry) for entry in entries],
        *(told["section"], told["singer"], told["background"].lower() in _YES, told["mood"]),
    )


def _line(entry: _Entry) -> list[TimedWord]:
    if entry.start is None or entry.end is None:
        return [TimedWord(text) for text in cut(entry.text)]
    return spread(cut(entry.text), entry.start, max(entry.start, entry.end))


def _word(entry: _Entry) -> TimedWord:
    locked, guessed = (entry.row.get(n, "").lower() in _YES for n in ("locked", "guessed"))
    known = entry.start is not None and entry.end is not None
    return TimedWord(
        *(entry.text, entry.start if known else None, entry.end if known else None, guessed),
        *(" ".join(entry.row.get("sung", "").split()), entry.confidence, locked),
        tuple(entry.phones),
    )


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.lstrip("\r\n").replace("\r", "\n").split("\n", 1)[0]
    parting = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parting)
    names: list[str] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as err:
            raise damaged(_WHAT, reader.line_num, f"cannot be meant: {err}") from err
        if not any(value.strip() for value in row):
            continue
        if names is None:
            names = _columns(row)
            continue
        values = dict(zip(names, (value.strip() for value in row), strict=False))
        yield reader.line_num, {"text": "", **values}
    if names is None:
        raise AlignmentError("the CSV is empty", hint=_HINT)


def _columns(header: Sequence[str]) -> list[str]:
    names = [name.strip().strip('"').lower() for name in header]
    for ours, usual in _NAMES.items():
        if ours not in names:
            theirs = next((name for name in usual if name in names), None)
            names = [ours if name == theirs else name for name in names]
    missing = [name for name in ("start", "text") if name not in names]
    if missing:
        raise AlignmentError(f"the first line of the CSV has no column `{missing[0]}`", hint=_HINT)
    return names


def _time(text: str) -> int | None:
    return seconds(text) if text else None


def _share(text: str) -> float | None:
    if not text:
        return None
    share = float(text.replace(",", ".")) if len(text) < 40 else -1.0
    if not 0 <= share <= 1:
        raise ValueError(f"a confidence is from 0 to 1, not {text[:40]!r}")
    return share


def _phone(text: str, start: int | None, end: int | None) -> list[Phone]:
    label, stress = arpabet(text)
    if not label or start is None or end is None or not 0 <= start < end:
        return []
    return [Phone(label, Span(Ms(start), Ms(end)), stress)]


def write(alignment: Alignment) -> str:
    """Write everything but the sheet itself."""
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    length = as_seconds(alignment.duration)
    rows.writerow({"kind": "song", "start": as_seconds(0), "end": length})
    for number, line in enumerate(alignment.lines, 1):
        for word in line.words:
            rows.writerow({"line": number, **_word_row(word, line)})
            for phone in word.phones:
                stress = "" if phone.stress is None else phone.stress
                times = {
                    "start": as_seconds(phone.span.start),
                    "end": as_seconds(phone.span.end),
                }
                rows.writerow({"kind": "phone", **times, "text": f"{phone.label}{stress}"})
    return out.getvalue()


def _word_row(word: Word, line: Line) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": "word",
        "text": one_word(word.text),
        "sung": " ".join(word.sung.split()),
        "section": " ".join(line.section.split()),
        "singer": " ".join(line.singer.split()),
        "mood": " ".join(line.mood.split()),
    }
    if word.span is not None:
        row |= {"start": as_seconds(word.span.start), "end": as_seconds(word.span.end)}
    if word.confidence is not None:
        row["confidence"] = word.confidence
    for name, said in (
        ("locked", word.locked),
        ("guessed", word.guessed),
        ("background", line.background),
    ):
        if said:
            row[name] = "yes"
    return row
