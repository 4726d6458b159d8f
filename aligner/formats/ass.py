r"""Advanced SubStation Alpha (.ass): captions with karaoke, for Aegisub and every libass player.

The format as libass reads it (https://github.com/libass/libass/wiki/ASS-File-Format-Guide): times
are ``H:MM:SS.cc``, a karaoke tag ``{\k50}`` says how long the text behind it is sung, in hundredths
of a second, one after another from the start of the line. ``\k`` lights up at once, ``\kf`` and
``\K`` from left to right, ``\ko`` with the outline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.alignment import Alignment, Line
from aligner.formats.karaoke import Segment, stamped, sung_words
from aligner.formats.plain_text import MAX_WORDS, at_most, damaged, lines_of, one_line, one_word
from aligner.formats.rows import Row, aligned, knows_words, placed
from aligner.formats.stamps import MOST, at, centiseconds
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

GRID = 10
_WHAT = "ASS"
_TIME = re.compile(r"\s*(-?)(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[.:,](\d{1,6}))?\s*")
_BLOCK = re.compile(r"(?<!\\)\{([^{}]*)\}")
_KARAOKE = re.compile(r"\\(kf|ko|kt|k|K)\s*(-?\d{1,9}(?:\.\d{1,9})?)")
_DRAWING = re.compile(r"\\p(\d{1,3})(?![a-z0-9])")
_SEEN = {"{": "\\{", "}": "\\}", "\\": "\\\N{WORD JOINER}"}
"""How libass shows them: it knows escapes for braces only (its ``ass_get_next_char``)."""
_HELD = "\0"  # no text has it
_BREAK = re.compile(r"\\[Nnh]")
_FIELDS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_BEHIND = re.compile("back", re.IGNORECASE)

_HEAD = f"""[Script Info]
; Times of lines and words; change the styles as you like.
Title: Karaoke
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Lead,Noto Sans,80,&H0042C8FF,&H00FFFFFF,&H00301810,&H80000000,-1,0,0,0,100,100,0,0,1,4,2,2,\
96,96,80,1
Style: Background,Noto Sans,60,&H00E0B080,&H00E0E0E0,&H00301810,&H80000000,0,-1,0,0,100,100,0,0,1,\
3,2,8,96,96,80,1

[Events]
Format: {_FIELDS}
"""


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be ASS or SSA: it begins with a section of that format."""
    head = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n")
    return head[:13].lower() == b"[script info]"


def read(data: bytes, duration: Ms | None) -> Alignment:
    r"""Read the bytes of a file; a dialogue line is a line, its actor field the singer.

    Where lines were made by Aegisub's karaoke templates, the lines they were made from (effect
    ``karaoke``) are read instead. A line that stands there twice with equal times (for an outline,
    say) is read once; drawings are not read. Lines in a style whose name has ``back`` in it are
    background voices.

    Raises:
        AlignmentError: it is no ASS; the message names the line.
    """
    events = list(at_most(_events(lines_of(data, _WHAT)), MAX_WORDS, _WHAT, "events"))
    if not events:
        raise AlignmentError(
            "the ASS has no dialogue lines", hint="save it from Aegisub with its [Events]"
        )
    sources = [event for event in events if event[1]["effect"].lower() == "karaoke"]
    made = "fx" if sources else None  # of the lines that are made from the sources
    spoken = [
        (number, fields, shown)
        for number, fields, shown in events
        if fields["effect"].lower() == "karaoke" or (shown and fields["effect"].lower() != made)
    ]
    rows: dict[tuple[object, ...], Row] = {}
    for number, fields, _ in spoken:
        start, end = _time(fields["start"], number), _time(fields["end"], number)
        segments = _segments(fields["text"], start, number)
        singer = " ".join(fields["name"].split())
        behind = _BEHIND.search(fields["style"]) is not None
        text = "".join(segment.text for segment in segments)
        key = (start, end, singer, behind, text if start < end else number)
        words = sung_words(segments, start, max(start, end))
        rows.setdefault(key, Row(words, singer=singer, background=behind))
    return aligned(rows.values(), duration, _WHAT)


def _events(lines: Sequence[str]) -> Iterator[tuple[int, dict[str, str], bool]]:
    """Number, fields and kind (True for dialogue, False for a comment) of each event."""
    names = [name.strip().lower() for name in _FIELDS.split(",")]
    here = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            here = text.lower() == "[events]"
            continue
        kind, colon, rest = text.partition(":")
        kind = kind.strip().lower()
        if not here or not colon or kind not in ("format", "dialogue", "comment"):
            continue
        if kind == "format":
            names = [name.strip().lower().replace("actor", "name") for name in rest.split(",")]
            if not {"start", "end", "text"} <= set(names) or names[-1] != "text":
                raise damaged(_WHAT, number, "names no Start, End and Text, with Text last")
            continue
        values = rest.strip(" \t").split(",", len(names) - 1)
        if len(values) < len(names):
            raise damaged(_WHAT, number, f"has {len(values)} of {len(names)} fields")
        fields = dict.fromkeys(("name", "effect", "style"), "") | dict(
            zip(names, values, strict=True)
        )
        yield (
            number,
            {key: v if key == "text" else v.strip() for key, v in fields.items()},
            (kind == "dialogue"),
        )


def _time(text: str, number: int) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise damaged(_WHAT, number, f"has no time such as 0:00:12.30: {text[:40]!r}")
    moment = at(_WHAT, number, *match.groups()[1:])
    return -moment if match[1] else moment


def _segments(text: str, start: int, number: int) -> list[Segment]:
    segments: list[Segment] = []
    drawing = False
    begin: int | None = None
    end = start
    said: list[str] = []
    for i, piece in enumerate(_BLOCK.split(text)):
        if i % 2 == 0:
            said.append("" if drawing else _unsafe(piece))
            continue
        for tag in _DRAWING.finditer(piece):
            drawing = tag[1] != "0"
        for tag in _KARAOKE.finditer(piece):
            segments.append(Segment("".join(said), begin, None if begin is None else end))
            said, begin = [], end
            length = float(tag[2]) * 10
            if tag[1] == "kt":  # says when the next one begins, from the start of the line
                begin = end = round(start + length)
            else:
                end = round(end + length)
            if abs(end) > MOST:
                raise damaged(_WHAT, number, "has karaoke times that no song lasts for")
    segments.append(Segment("".join(said), begin, None if begin is None else end))
    if all(segment.start == segment.end for segment in segments):  # {\k0} times nothing
        return [Segment("".join(segment.text for segment in segments))]
    return segments


def write(alignment: Alignment) -> str:
    r"""Write a dialogue a line with ``\kf`` tags, in two styles: Lead and Background.

    Pauses between words are tags without text. Hundredths are counted from the start of the song,
    so that no error adds up. What means something in ASS is written so that it is seen: braces have
    a backslash before them, and a backslash an invisible sign behind it.
    """
    return _HEAD + "".join(_dialogue(span, line) for span, line in placed(alignment))


def _dialogue(span: Span, line: Line) -> str:
    style = "Background" if line.background else "Lead"
    singer = _safe(one_line(line.singer.split())).replace(",", ";")
    text = _karaoke(span, line) if knows_words(line) else _plain(line)
    return f"Dialogue: 0,{_clock(span.start)},{_clock(span.end)},{style},{singer},0,0,0,,{text}\n"


def _plain(line: Line) -> str:
    return _safe(one_line(word.text for word in line.words))


def _karaoke(span: Span, line: Line) -> str:
    out: list[str] = []
    now = centiseconds(span.start)
    words = list(stamped(line.words, GRID))
    for i, (start, text, end) in enumerate(words):
        blank = " " if i + 1 < len(words) else ""
        following = next((w[0] for w in words[i + 1 :] if w[0] is not None), None)
        if start is None:  # it gets the time until the next word that has one
            last = now if following is None else following // GRID
            if i and words[i - 1][0] is None:
                out.append(_safe(one_word(text)) + blank)
                continue
        else:
            if start // GRID > now:
                out.append(f"{{\\k{start // GRID - now}}}")
                now = start // GRID
            last = (end if end is not None else following or start) // GRID
        out.append(f"{{\\kf{last - now}}}{_safe(one_word(text))}{blank}")
        now = last
    return "".join(out)


def _safe(text: str) -> str:
    return text.translate({ord(char): seen for char, seen in _SEEN.items()})


def _unsafe(text: str) -> str:
    text = text.replace(_SEEN["\\"], _HELD)
    return (
        _BREAK.sub(" ", text).replace(_SEEN["{"], "{").replace(_SEEN["}"], "}").replace(_HELD, "\\")
    )


def _clock(ms: int) -> str:
    whole, part = divmod(centiseconds(ms), 100)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}.{part:02d}"
