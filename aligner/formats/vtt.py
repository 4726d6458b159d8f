"""WebVTT (.vtt): the captions of web pages, with a time stamp before each word.

The format: https://www.w3.org/TR/webvtt1/. Stamps inside a cue lie between its times and ascend;
browsers style what lies behind and before them with ``:past`` and ``:future``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from aligner.alignment import Alignment, Line
from aligner.formats.karaoke import Segment, stamped, sung_words
from aligner.formats.plain_text import damaged, is_noise, lines_of, one_line, one_word
from aligner.formats.rows import Row, aligned, end_of, knows_words, placed
from aligner.formats.stamps import as_clock, at
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

_WHAT = "WebVTT"
_TIME = r"(?:(\d{1,6}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_TAG = re.compile(r"<(/?)([^<>]*)>")
_STAMP = re.compile(_TIME)
_STAMPED = re.compile(rf"<{_TIME}>")
_AT_ONCE_MS = 50
"""A cue that begins so soon after another ended goes on with it."""
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.*)", re.DOTALL)


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be WebVTT: it says so in its first line."""
    return (
        data[:40].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n").startswith(b"WEBVTT")
    )


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; a cue is a line, ``<v Anna>`` its singer.

    Words without a stamp of their own share the time from the last stamp to the next, as a guess.

    Raises:
        AlignmentError: it is no WebVTT; the message names the line.
    """
    lines = lines_of(data, _WHAT)
    if not looks_like(data):
        raise AlignmentError("the first line is not WEBVTT", hint="export it again as WebVTT")
    return aligned(_unrolled(_cues(lines)), duration, _WHAT)


@dataclass(frozen=True, slots=True)
class _Cue:
    """A caption: its times, its lines as they stand in the file, and the number of its head."""

    start: int
    end: int
    body: Sequence[str]
    number: int


def _unrolled(cues: Iterable[_Cue]) -> Iterator[Row]:
    """The lines of captions, each once.

    Automatic captions roll: a cue shows again the line of the one before it, and adds one. That is
    so only where they follow at once, and where words have stamps or it happens again and again:
    a line that is sung twice has two cues and a pause, or stands there alone.
    """
    listed = list(cues)
    rolls = _roll(listed)
    before: Sequence[str] = ()
    last = 0
    for cue in listed:
        said = [_plain_line(line) for line in cue.body]
        shown = 0
        if rolls and cue.start - last <= _AT_ONCE_MS:
            most = min(len(said), len(before))
            shown = next((n for n in range(most, 0, -1) if said[:n] == before[-n:]), 0)
        before, last = said, cue.end
        yield _row(cue, cue.body[shown:])


def _roll(cues: Sequence[_Cue]) -> bool:
    """Whether captions roll: half of those that follow at once begin with a line of the last.

    And some add another below it: "la" again and again is a song.
    """
    again = following = adding = 0
    for cue, after in pairwise(cues):
        old, new = (list(map(_plain_line, c.body)) for c in (cue, after))
        if after.start - cue.start >= 0 and after.start - cue.end <= _AT_ONCE_MS and old and new:
            following += 1
            most = min(len(old), len(new))
            shared = [n for n in range(1, most + 1) if new[:n] == old[-n:]]
            again += bool(shared)
            adding += any(n < len(new) for n in shared)
    stamped_words = any(_STAMPED.search(line) for cue in cues for line in cue.body)
    return bool(adding) and 2 * again > following and (stamped_words or again >= 3)


def _plain_line(line: str) -> str:
    return " ".join(unescape(_TAG.sub("", line)).split())


def _cues(lines: Sequence[str]) -> Iterator[_Cue]:
    i, found = 1, False
    while i < len(lines):
        if "-->" not in lines[i]:  # a blank, a name, or the words of a note or a style
            i += 1
            continue
        match = _TIMES.fullmatch(lines[i])
        if match is None:
            raise damaged(
                _WHAT, i + 1, "has no times around its arrow", "write 00:12.300 --> 00:15.000"
            )
        found = True
        head = i
        start, end = (at(_WHAT, head + 1, *match.groups()[k : k + 4]) for k in (0, 4))
        i += 1
        body: list[str] = []
        while i < len(lines) and lines[i] and "-->" not in lines[i]:
            if lines[i].strip() and not is_noise(_TAG.sub("", lines[i])):
                body.append(lines[i])
            i += 1
        yield _Cue(start, end, body, head + 1)
    if not found:
        raise AlignmentError("the WebVTT has no captions", hint="export it again as WebVTT")


def _row(cue: _Cue, body: Sequence[str]) -> Row:
    segments, singer = _segments("\n".join(body), cue.number)
    if len(segments) == 1 and any("<c" in text for text in body):  # its stamp is the cue's
        segments = [Segment(segments[0].text, cue.start)]
    said = " ".join(segment.text for segment in segments)
    return Row(sung_words(segments, cue.start, end_of(cue.start, cue.end, said)), singer=singer)


def _segments(text: str, number: int) -> tuple[list[Segment], str]:
    segments: list[Segment] = []
    singer = ""
    said: list[str] = []
    start: int | None = None
    last = 0
    for match in _TAG.finditer(text):
        said.append(text[last : match.start()])
        last = match.end()
        stamp = _STAMP.fullmatch(match[2].strip()) if not match[1] else None
        if stamp is not None:
            segments.append(Segment(unescape("".join(said)), start))
            said, start = [], at(_WHAT, number, *stamp.groups())
        elif not match[1] and (voice := _VOICE.fullmatch(match[2])) is not None:
            singer = singer or " ".join(unescape(voice[1]).split())
    said.append(text[last:])
    return [*segments, Segment(unescape("".join(said)), start)], singer


def write(alignment: Alignment) -> str:
    """Write a cue a line, with ``<v Singer>`` and a stamp where a word starts or a pause begins."""
    cues = [
        f"{as_clock(span.start)} --> {as_clock(span.end)}\n{_payload(span, line)}\n"
        for span, line in placed(alignment)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def _payload(span: Span, line: Line) -> str:
    voice = f"<v {_escaped(one_line([line.singer.strip()]))}>" if line.singer.strip() else ""
    if not knows_words(line):
        return voice + _escaped(one_line(word.text for word in line.words))
    out: list[str] = []
    for i, (start, text, end) in enumerate(stamped(line.words)):
        # Stamps lie inside a cue: at its edges the cue itself says it.
        first = "" if i == 0 and start == span.start else _stamp(start)
        last = "" if i + 1 == len(line.words) and end == span.end else _stamp(end)
        out.append(f"{first}<c>{_escaped(one_word(text))}</c>{last}")
    return voice + " ".join(out)


def _stamp(ms: int | None) -> str:
    return "" if ms is None else f"<{as_clock(ms)}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
