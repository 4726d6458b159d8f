"""TTML (.ttml): the lyrics of Apple Music and of the players that follow it, with word times.

The language: https://www.w3.org/TR/ttml2/. A ``p`` is a line, a ``span`` with times a word or a
syllable of one; blanks between spans part words. What Apple added is ``itunes:timing``,
``itunes:song-part`` (sections), ``ttm:agent`` (singers) and spans with the role ``x-bg``
(background voices). Two addresses of that namespace are in use; we read any.

In TTML a time counts from the start of what it stands in, in Apple's files from the start of the
song. Files that say so (``itunes:timing``) or never begin anything before what holds it are read
in the second way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from aligner.alignment import Alignment, Line
from aligner.formats.karaoke import Segment, stamped, sung_words
from aligner.formats.plain_text import MAX_TEXT, one_line, one_word, text_of
from aligner.formats.rows import Row, aligned, end_of, knows_words
from aligner.formats.stamps import as_clock, clock, in_song
from aligner.timed_words import in_order
from media_core.errors import AlignmentError
from media_core.timeline import Ms

_WHAT = "TTML"
_DEEPEST = 60
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:\.(\d{1,9}))?(?::(\d{1,4})(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|m|s|ms|f|t)?")
_UNITS = {"h": 3_600_000.0, "m": 60_000.0, "s": 1000.0, "ms": 1.0, None: 1000.0}
_OTHER_ROLES = ("x-translation", "x-roman", "x-transliteration")


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be TTML: XML with an element ``tt``."""
    head = data[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    return head.startswith(b"<") and re.search(rb"<(?:\w+:)?tt[\s>]", head) is not None


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; lines stay in its order.

    Raises:
        AlignmentError: it is no TTML.
    """
    root = _root(data)
    document = _Document(root)
    try:
        document.close()
        rows = list(document.rows())
        length = max((document.time(b, "dur") or 0 for b in _all(root, "body")), default=0)
    except ValueError as err:
        raise AlignmentError(
            f"the TTML has an impossible time: {err}", hint="times are such as 00:12.300 or 12.3s"
        ) from err
    return aligned(rows, duration, _WHAT, sort=False, length=length)


def _root(data: bytes) -> Element:
    if len(data) > MAX_TEXT:
        raise AlignmentError(
            f"the TTML is larger than {MAX_TEXT >> 20} MB", hint="give the timing of one song"
        )
    try:
        root: Element = fromstring(_said_right(data), forbid_dtd=True)
    except ParseError as err:
        raise AlignmentError(
            f"line {err.position[0]} of the TTML is no XML ({err})", hint="export it again"
        ) from err
    except (DefusedXmlException, ValueError, LookupError) as err:
        raise AlignmentError(
            f"the TTML is no XML that can be read safely ({err})",
            hint="export it again, in UTF-8 and without a DTD",
        ) from err
    if _name(root.tag) != "tt":
        raise AlignmentError(
            f"this XML is no TTML: it begins with <{_name(root.tag)}>", hint="give a .ttml file"
        )
    return root


def _said_right(data: bytes) -> bytes | str:
    """UTF-16 and UTF-8 by their mark, whatever the first line of the file says of its encoding."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return data
    return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text_of(data, _WHAT))


@dataclass(slots=True)
class _Voices:
    """The stretches of a line: of its main voice and of the voice behind it."""

    main: list[Segment] = field(default_factory=list)
    behind: list[Segment] = field(default_factory=list)


class _Document:
    def __init__(self, root: Element) -> None:
        self._root = root
        self._frames = _rate(root, "frameRate", 30.0)
        self._ticks = _rate(root, "tickRate", 1.0)
        self._agents = {
            _attribute(agent, "id"): " ".join("".join(agent.itertext()).split())
            for agent in _all(root, "agent")
        }
        self._relative = _attribute(root, "timing") == "" and self._begins_before(root, None, 0)

    def _begins_before(self, element: Element, begin: int | None, depth: int) -> bool:
        """Whether anything has a smaller time than what it stands in."""
        _check(depth)
        own = self._begin(element)
        if own is not None and begin is not None and own < begin:
            return True
        begin = own if own is not None else begin
        return any(self._begins_before(child, begin, depth + 1) for child in element)

    def _begin(self, element: Element) -> int | None:
        try:
            return self.time(element, "begin")
        except ValueError:
            return None  # said with a better message where it is used

    def time(self, element: Element, name: str) -> int | None:
        """The time that an attribute gives, in milliseconds.

        Raises:
            ValueError: it is none.
        """
        text = _attribute(element, name).strip()
        if not text:
            return None
        if (match := _CLOCK.fullmatch(text)) is not None:
            frames = float(match[5]) * 1000 / self._frames if match[5] else 0
            return in_song(clock(*match.groups()[:4]) + frames)
        if (match := _OFFSET.fullmatch(text)) is not None:
            if match[2] in ("f", "t"):
                rate = self._frames if match[2] == "f" else self._ticks
                return in_song(float(match[1]) * 1000 / rate)
            return in_song(float(match[1]) * _UNITS[match[2]])
        raise ValueError(f"{text[:40]!r}")

    def close(self) -> None:
        """Let each ``p`` that has no end last until the next one, but no longer than its words."""
        self._ends: dict[Element, int] = {}
        lines = list(_all(self._root, "p"))
        starts = [self.time(p, "begin") for p in lines]
        after: int | None = None
        for p, start in zip(reversed(lines), reversed(starts), strict=True):
            if (
                start is not None
                and not _attribute(p, "end").strip() + _attribute(p, "dur").strip()
            ):
                most = end_of(start, start, "".join(p.itertext()))
                self._ends[p] = most if after is None or after <= start else min(most, after)
            after = after if start is None else start

    def _times(self, element: Element, base: int) -> tuple[int | None, int | None]:
        begin, end, dur = (self.time(element, name) for name in ("begin", "end", "dur"))
        offset = base if self._relative else 0
        start = None if begin is None else begin + offset
        if end is not None:
            return start, end + offset
        return start, None if dur is None else (start if start is not None else base) + dur

    def rows(self) -> Iterator[Row]:
        """The lines of the file."""
        singers = {_attribute(p, "agent") for p in _all(self._root, "p")}
        for body in _all(self._root, "body"):
            yield from self._below(body, 0, "", singers, 0)

    def _below(
        self, element: Element, base: int, section: str, singers: set[str], depth: int
    ) -> Iterator[Row]:
        _check(depth)
        begin, _ = self._times(element, base)
        base = begin if begin is not None else base
        section = _attribute(element, "song-part", "songPart") or section
        for child in element:
            if _name(child.tag) == "p":
                yield from self._lines(child, base, " ".join(section.split()), singers)
            else:
                yield from self._below(child, base, section, singers, depth + 1)

    def _lines(self, p: Element, base: int, section: str, singers: set[str]) -> Iterator[Row]:
        start, end = self._times(p, base)
        if end is None and start is not None and p in self._ends:
            end = self._ends[p] + (base if self._relative else 0)
        voices = _Voices()
        self._segments(p, start or base, voices, voices.main, 0)
        agent = _attribute(p, "agent")
        singer = self._agents.get(agent, "") or (agent if len(singers) > 1 else "")
        words = sung_words(voices.main, start, end)
        if words:
            yield Row(words, section, singer)
        behind = sung_words(voices.behind, None if words else start, None if words else end)
        if behind:
            yield Row(behind, section, singer, background=True)

    def _segments(
        self, element: Element, base: int, voices: _Voices, into: list[Segment], depth: int
    ) -> None:
        _check(depth)
        into.append(Segment(element.text or "", loose=True))
        for child in element:
            name, role = _name(child.tag), _attribute(child, "role")
            if name == "br":
                into.append(Segment(" "))
            elif role == "x-bg":
                begin, _ = self._times(child, base)
                voices.behind.append(Segment(" "))
                self._segments(child, begin or base, voices, voices.behind, depth + 1)
            elif name == "span" and role not in _OTHER_ROLES:
                begin, end = self._times(child, base)
                if begin is not None and not len(child):
                    into.append(Segment(child.text or "", begin, end))
                else:
                    self._segments(child, begin or base, voices, into, depth + 1)
            into.append(Segment(child.tail or "", loose=True))


def _check(depth: int) -> None:
    if depth > _DEEPEST:
        raise AlignmentError("the TTML is nested too deeply", hint="export it again")


def _rate(root: Element, name: str, otherwise: float) -> float:
    text = _attribute(root, name)
    return float(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else otherwise


def _all(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if _name(each.tag) == name)


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""  # a comment has a function


def _attribute(element: Element, *names: str) -> str:
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] in names), "")


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" \
xmlns:itunes="http://music.apple.com/lyric-ttml-internal" itunes:timing="{timing}">
  <head>
    <metadata>
{agents}    </metadata>
  </head>
  <body dur="{duration}">
"""


def write(alignment: Alignment) -> str:
    """Write a ``p`` a line with a ``span`` a word, in the order of the alignment.

    A background voice is a span ``x-bg`` in the line before it, if that is of the same singer and
    section; else it has a ``p`` of its own. Words without a time stand between the spans.
    """
    names = filter(None, dict.fromkeys(_told(line.singer) for line in alignment.lines))
    singers = {name: f"v{i}" for i, name in enumerate(names, 1)}
    agents = "".join(
        f'      <ttm:agent type="person" xml:id="{key}">'
        f'<ttm:name type="full">{_text(name)}</ttm:name></ttm:agent>\n'
        for name, key in singers.items()
    )
    word = any(knows_words(line) for line in alignment.lines)
    head = _HEAD.format(
        timing="Word" if word else "Line", agents=agents, duration=as_clock(alignment.duration)
    )
    return f"{head}{''.join(_parts(alignment.lines, singers))}  </body>\n</tt>\n"


def _parts(lines: Sequence[Line], singers: dict[str, str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        section = lines[at].section
        last = at
        while last < len(lines) and lines[last].section == section:
            last += 1
        yield (
            f"    <div itunes:song-part={quoteattr(_told(section))}>\n"
            if section
            else ("    <div>\n")
        )
        yield from _paragraphs(lines[at:last], singers)
        yield "    </div>\n"
        at = last


def _paragraphs(lines: Sequence[Line], singers: dict[str, str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        inside = _content(line)
        at += 1
        if line.background:
            inside = _behind(line)
        elif at < len(lines) and lines[at].background and lines[at].singer == line.singer:
            inside += " " + _behind(lines[at])
            at += 1
        agent = singers.get(_told(line.singer))
        whose = f' ttm:agent="{agent}"' if agent else ""
        yield f"      <p{_span(line)}{whose}>{inside}</p>\n"


def _behind(line: Line) -> str:
    # A line of which nobody knows the words has its time as a whole.
    inside = _content(line)
    if not knows_words(line):
        inside = f"<span{_span(line)}>{inside}</span>"
    return f'<span ttm:role="x-bg"{_span(line)}>{inside}</span>'


def _content(line: Line) -> str:
    words = in_order(line.words)
    if not knows_words(line):
        return _text(one_line(word.text for word in words))
    out: list[str] = []
    for word, (_, text, _) in zip(words, stamped(words), strict=True):
        said = _text(one_word(text))
        if word.span is not None:
            times = f'begin="{as_clock(word.span.start)}" end="{as_clock(word.span.end)}"'
            said = f"<span {times}>{said}</span>"
        out.append(said)
    return " ".join(out)


def _span(line: Line) -> str:
    span = line.span
    return "" if span is None else f' begin="{as_clock(span.start)}" end="{as_clock(span.end)}"'


def _told(name: str) -> str:
    return one_line(name.split())


def _text(text: str) -> str:
    return escape(text)
