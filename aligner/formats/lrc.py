"""LRC, the lyric files of music players: plain, and enhanced with a time for each word.

There is no standard. What we know is from files: ``[mm:ss.xx]`` before a line, several of them if
it is sung again; ``<mm:ss.xx>`` before a word (the A2 extension), and one at the end; tags such as
``[ar:Artist]``; ``[offset:+120]`` in milliseconds, which moves everything earlier. An empty line
with a time ends the one before it.

We read also one to three digits of a fraction, ``:`` before it, hours, word times in square
brackets, ``[Chorus]`` on a line of its own, ``F:``, ``M:``, ``D:`` or ``v1:`` before a line, and
``[bg: ...]`` for a background voice. Lines without a time keep their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.alignment import Alignment, Line
from aligner.formats.karaoke import Segment, stamped, sung_words
from aligner.formats.plain_text import (
    MAX_WORDS,
    cut,
    damaged,
    is_sung,
    lines_of,
    one_line,
    one_word,
)
from aligner.formats.rows import LONGEST_WORD_MS, Row, aligned, knows_words, placed
from aligner.formats.stamps import at, centiseconds
from aligner.lyric_furniture import is_credit
from media_core.errors import AlignmentError
from media_core.timeline import Ms

GRID = 10
PAUSE_MS = 4000
"""A pause this long gets an empty line, so that a player does not show the words all through it."""

_EDGE = 8
"""Lines at both ends of a song where credits stand."""

_WHAT = "LRC"
_OTHERS = str.maketrans({"[": "(", "]": ")", "<": "‹"})
_TIME = r"\s*(-?)(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:[.:,](\d{1,6}))?\s*"
_LINE_STAMP = re.compile(rf"\s*\[{_TIME}\]")
_WORD_STAMP = re.compile(rf"(?:<{_TIME}>|\[{_TIME}\])")
_TAG = re.compile(r"\s*\[\s*([A-Za-z#][\w#]{0,30})\s*:(.*)\]\s*", re.DOTALL)
_HEADER = re.compile(r"\s*\[([^\[\]:<>]{1,60})\]\s*")
_VOICE = re.compile(r"\s*(?:(F|M|D)|[vV](\d{1,2}))\s*:\s*")
_VOICES = {"F": "Female", "M": "Male", "D": "Duet"}
_ANY = re.compile(rb"\[\s*-?(?:\d{1,3}:)?\d{1,4}:\d{1,2}(?:[.:,]\d{1,6})?\s*\]")
_ANY_WORD = re.compile(rb"<\s*(?:\d{1,3}:)?\d{1,4}:\d{1,2}(?:[.:,]\d{1,6})?\s*>")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be LRC: a line begins with a time in square brackets."""
    head = data[:4096].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")
    lines = head.replace(b"\r", b"\n").split(b"\n")
    return any(_ANY.match(line.lstrip()) is not None for line in lines)


def looks_plain(data: bytes) -> bool:
    """Tell whether a file could be LRC without word times."""
    return looks_like(data) and not looks_enhanced(data)


def looks_enhanced(data: bytes) -> bool:
    """Tell whether a file could be LRC with word times."""
    head = data[:65536].replace(b"\x00", b"")
    return looks_like(data) and _ANY_WORD.search(head) is not None


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A line, and one time at which it is sung."""

    start: int | None
    segments: tuple[Segment, ...]
    section: str = ""
    singer: str = ""
    background: bool = False


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file.

    A line without word times lasts until the next one starts, but no longer than a second a word
    unless an empty line says when it ends; its words share that time, as a guess.

    Raises:
        AlignmentError: it is no LRC; the message names the line.
    """
    lines, length = _lines(lines_of(data, _WHAT))
    if all(line.start is None for line in lines):
        raise AlignmentError(
            "no line of the LRC begins with a time such as [00:12.30]",
            hint="give an LRC with times, or give this text as the lyrics",
        )
    return aligned(_rows(_sung(lines)), duration, _WHAT, length=length)


def remarks(data: bytes) -> list[str]:
    """What an LRC has besides what is sung, in sentences."""
    lines, _ = _lines(lines_of(data, _WHAT))
    said: list[str] = []
    count = sum(line.start is not None for line in _credits(lines))
    if count:
        said.append(f"credits are left out ({count} lines at the edges of the song)")
    count = len(_translations(lines))
    if count:
        said.append(
            f"{count} lines share the time of the line before them and are left out as its "
            "translation; take the others out of the file to have them instead"
        )
    return said


def _sung(lines: Sequence[_Stamped]) -> list[_Stamped]:
    """The lines without credits and translations; a credit becomes an empty line."""
    credits_ = {id(line) for line in _credits(lines)}
    left = [replace(line, segments=()) if id(line) in credits_ else line for line in lines]
    gone = {id(line) for line in _translations(lines)}
    return [new for old, new in zip(lines, left, strict=True) if id(old) not in gone]


def _text(line: _Stamped) -> str:
    return "".join(segment.text for segment in line.segments)


def _credits(lines: Sequence[_Stamped]) -> list[_Stamped]:
    found = [*lines[:_EDGE], *lines[max(_EDGE, len(lines) - _EDGE) :]]
    return [line for line in found if line.start is not None and is_credit(_text(line))]


def _translations(lines: Sequence[_Stamped]) -> list[_Stamped]:
    """The second lines under one time, if most times have two of one voice."""
    by_start: dict[int, list[_Stamped]] = {}
    for line in lines:
        if line.start is not None and not line.background and is_sung(_text(line)):
            by_start.setdefault(line.start, []).append(line)
    second = [
        line
        for start in by_start.values()
        for line in start[1:]
        if line.singer == start[0].singer and _text(line).strip() != _text(start[0]).strip()
    ]
    several = sum(len(start) > 1 for start in by_start.values())
    return second if several >= 2 and 5 * several >= 3 * len(by_start) else []


def _lines(texts: Sequence[str]) -> tuple[list[_Stamped], int]:
    lines: list[_Stamped] = []
    offset, length, section, count = 0, 0, "", 0
    for number, text in enumerate(texts, 1):
        starts, rest = _starts(text, number)
        tag = _TAG.fullmatch(rest) if not starts else None
        if tag is not None and tag[1].lower() != "bg":
            if tag[1].lower() == "offset":
                offset = _offset(tag[2], number)
            elif tag[1].lower() == "length":
                found, _ = _starts(f"[{tag[2].strip()}]", number)
                length = max(found, default=0)
            continue
        header = _HEADER.fullmatch(rest)
        if header is not None:
            section = header[1].strip()
            continue
        if not starts and not rest.strip():
            continue
        line = _line(tag[2] if tag else rest, number, section, background=tag is not None)
        count += max(1, len(starts)) * max(1, len(cut(rest)))
        if count > MAX_WORDS:
            raise damaged(_WHAT, number, f"comes after more than {MAX_WORDS:,} words")
        lines += _copies(line, list(dict.fromkeys(starts)))
    if offset:
        lines = [_copy(line, line.start, -offset) for line in lines]
    return lines, length


def _starts(text: str, number: int) -> tuple[list[int], str]:
    starts: list[int] = []
    end = 0
    while (match := _LINE_STAMP.match(text, end)) is not None:
        starts.append(_moment(match.groups(), number))
        end = match.end()
    return starts, text[end:]


def _moment(parts: Sequence[str | None], number: int) -> int:
    sign, *rest = parts
    hours, minutes, secs, fraction = rest
    if hours is not None and fraction is None:  # mm:ss:xx
        hours, minutes, secs, fraction = None, hours, minutes, secs
    moment = at(_WHAT, number, hours, minutes, secs, fraction)
    return -moment if sign else moment


def _offset(text: str, number: int) -> int:
    if re.fullmatch(r"\s*[+-]?\d{1,9}(\.\d*)?\s*", text) is None:
        if not text.strip():
            return 0
        raise damaged(_WHAT, number, f"has no offset in milliseconds: {text.strip()[:40]!r}")
    return round(float(text))


def _line(text: str, number: int, section: str, *, background: bool) -> _Stamped:
    voice = _VOICE.match(text)
    singer = ""
    if voice is not None:
        singer = _VOICES[voice[1]] if voice[1] else f"Voice {voice[2]}"
        text = text[voice.end() :]
    segments: list[Segment] = []
    start: int | None = None
    last = 0
    for match in _WORD_STAMP.finditer(text):
        if match.start() > last or start is not None:
            segments.append(Segment(text[last : match.start()], start))
        groups = match.groups()
        start = _moment(groups[:5] if groups[2] is not None else groups[5:], number)
        last = match.end()
    segments.append(Segment(text[last:], start))
    return _Stamped(None, tuple(segments), section, singer, background)


def _copies(line: _Stamped, starts: Sequence[int]) -> Iterator[_Stamped]:
    if not starts:
        first = next((s.start for s in line.segments if s.start is not None), None)
        yield _copy(line, first, 0)
        return
    for start in starts:  # word times are those of the first
        yield _copy(line, starts[0], start - starts[0])


def _copy(line: _Stamped, start: int | None, by: int) -> _Stamped:
    segments = tuple(
        Segment(s.text, None if s.start is None else s.start + by) for s in line.segments
    )
    moved = None if start is None else start + by
    return _Stamped(moved, segments, line.section, line.singer, line.background)


def _rows(lines: Sequence[_Stamped]) -> Iterator[Row]:
    starts = sorted({line.start for line in lines if line.start is not None})
    following = dict(pairwise(starts))
    empty = {
        line.start
        for line in lines
        if line.start is not None and not is_sung("".join(s.text for s in line.segments))
    }
    for line in lines:
        end: int | None = None
        if line.start is not None:
            end = following.get(line.start)
            words = sum(len(cut(segment.text)) for segment in line.segments)
            last = max((s.start for s in line.segments if s.start is not None), default=line.start)
            if end is None or end not in empty:
                most = last + LONGEST_WORD_MS * max(1, words if last == line.start else 1)
                end = most if end is None else min(end, most)
            end = max(end, last)
        yield Row(
            sung_words(line.segments, line.start, end), line.section, line.singer, line.background
        )


def write(alignment: Alignment) -> str:
    """Write enhanced LRC: a time for each line, each word, and each end that no word follows.

    A line whose words are all guessed gets a time for the line alone. Square brackets in the words
    become round ones, and ``<`` becomes ``‹``.
    """
    return _written(alignment, _enhanced)


def write_plain(alignment: Alignment) -> str:
    """Write LRC that every player shows: a time for each line."""
    return _written(alignment, _plain)


def _written(alignment: Alignment, text_of: Callable[[Line], str]) -> str:
    rows = placed(alignment)
    out = [f"[length:{_stamp(alignment.duration)}]"]
    for i, (span, line) in enumerate(rows):
        out.append(f"[{_stamp(span.start)}]{text_of(line)}")
        after = rows[i + 1][0].start if i + 1 < len(rows) else None
        if after is None or after - span.end >= PAUSE_MS:
            out.append(f"[{_stamp(span.end)}]")
    return "\n".join(out) + "\n"


def _plain(line: Line) -> str:
    return one_line(word.text for word in line.words).translate(_OTHERS)


def _enhanced(line: Line) -> str:
    if not knows_words(line):
        return _plain(line)
    return " ".join(
        f"{_word_stamp(start)}{one_word(text).translate(_OTHERS)}{_word_stamp(end)}"
        for start, text, end in stamped(line.words, GRID)
    )


def _word_stamp(ms: int | None) -> str:
    return "" if ms is None else f"<{_stamp(ms)}>"


def _stamp(ms: int) -> str:
    minutes, rest = divmod(centiseconds(ms), 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"
