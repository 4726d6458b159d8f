"""SubRip (.srt): captions with a start and an end each, and no word times.

The format of the program SubRip, which never had a specification: a number, a line
``00:00:12,300 --> 00:00:15,000``, the text, an empty line. We read also a point for the comma,
missing numbers and hours, coordinates after the times, and tags, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.alignment import Alignment
from aligner.formats.karaoke import Segment, sung_words
from aligner.formats.plain_text import is_noise, lines_of, one_line
from aligner.formats.rows import Row, aligned, end_of, placed
from aligner.formats.stamps import as_clock, at
from media_core.errors import AlignmentError
from media_core.timeline import Ms

_WHAT = "SRT"
_TIME = r"(?:(\d{1,4})\s*:\s*)?(\d{1,4})\s*:\s*(\d{1,2})(?:\s*[,.:]\s*(\d{1,6}))?"
_TIMES = re.compile(rf"\s*-?{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}")
_ANY = re.compile(rb"\d{1,4}:\d{1,2}:\d{1,2}\s*,\s*\d{1,3}\s*-{1,2}>\s*\d{1,4}:\d{1,2}:")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be SRT: times with commas and an arrow between them."""
    head = data[:4096].replace(b"\x00", b"")
    return _ANY.search(head) is not None and not head.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; a caption is a line, its words share its time as a guess.

    What stands in square brackets alone (``[Music]``) is no line.

    Raises:
        AlignmentError: it is no SRT; the message names the line.
    """
    return aligned(_rows(lines_of(data, _WHAT)), duration, _WHAT)


def _rows(lines: Sequence[str]) -> Iterator[Row]:
    heads = [i for i, line in enumerate(lines) if "->" in line and _TIMES.fullmatch(line)]
    if not heads:
        raise AlignmentError(
            "the SRT has no line with times such as 00:00:12,300 --> 00:00:15,000",
            hint="export it again as SubRip",
        )
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        match = _TIMES.fullmatch(lines[head])
        if match is None:  # never: heads are those that match
            continue
        start, end = (at(_WHAT, head + 1, *match.groups()[i : i + 4]) for i in (0, 4))
        body = list(lines[head + 1 : following])
        while following is not None and body and (not body[-1].strip()):
            body.pop()
        if following is not None and body and _NUMBER.fullmatch(body[-1]):
            before = body[-2].strip() if len(body) > 1 else ""
            if not before:  # the number of the next caption, not a line of numerals
                body.pop()
        kept = [_TAG.sub("", line) for line in body if not is_noise(_TAG.sub("", line))]
        text = " ".join(kept)
        yield Row(sung_words([Segment(text)], start, end_of(start, end, text)))


def write(alignment: Alignment) -> str:
    """Write captions, one a line, in the order of time.

    What a player would take for a tag or an arrow is written with other characters.
    """
    cues = [
        f"{number}\n{as_clock(span.start, ',')} --> {as_clock(span.end, ',')}\n"
        f"{_safe(one_line(word.text for word in line.words))}\n"
        for number, (span, line) in enumerate(placed(alignment), 1)
    ]
    return "\n".join(cues)


def _safe(text: str) -> str:
    text = text.replace("-->", "→").replace("{\\", "(\\")
    return re.sub(r"<(?=/?[A-Za-z])", "‹", text)
