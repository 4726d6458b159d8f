"""The lines of a lyric sheet: which are sung and by whom, and which only say something.

Names are the one thing that a line alone cannot tell (``Note: this is sung``), so the whole sheet
is looked through for singers first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.lyric_furniture import Furniture
from aligner.lyric_text import without_repeat
from media_core.errors import LyricsError

MOST_TIMES = 16
"""How often one mark can repeat; more is a slip of the finger, not a song."""

TOGETHER = frozenset(("all", "both", "everybody", "everyone", "together"))
"""Singers that are nobody's name."""

INSTRUMENTAL = frozenset(("break", "drop", "instrumental", "interlude", "intro", "outro", "solo"))
"""First or last word of a section that nobody sings unless words stand below it."""

_LONGEST_NAME = 20
_HEADER = re.compile(r"\s*\[([^\[\]]*)\]\s*:?\s*")
_STAMPS = re.compile(r"\s*(?:\[\s*[0-9]{1,4}:[0-9]{2}(?:[.:][0-9]{1,3})?\s*\]\s*)+")
_SINGERS = re.compile(r"\s*#\s*singers?\s*:(.*)", re.IGNORECASE | re.DOTALL)
_AND = re.compile(r"\s*(?:[&+/]|\b(?:and|und|et|y)\b)\s*")
_NUMBER = re.compile(r"\s+(?:[0-9]+|[IVX]+)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """A section begins.

    Attributes:
        name: as written, with single blanks.
        singer: who sings it, or "".
        mood: lower case, or "".
        times: how often it is sung.
    """

    name: str
    singer: str = ""
    mood: str = ""
    times: int = 1

    @property
    def key(self) -> str:
        """The name for comparison."""
        return self.name.casefold()

    @property
    def unnumbered(self) -> str:
        """The key without a number at its end: ``chorus`` of ``Chorus 2``."""
        return _NUMBER.sub("", self.key)

    @property
    def is_instrumental(self) -> bool:
        """Whether such a section has no words unless they stand below it."""
        words = self.unnumbered.split()
        return bool(words) and not INSTRUMENTAL.isdisjoint((words[0], words[-1]))


@dataclass(frozen=True, slots=True)
class Blank:
    """A stanza ends."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """What stands above is sung this often."""

    times: int


@dataclass(frozen=True, slots=True)
class Singer:
    """Who sings from here on."""

    name: str


@dataclass(frozen=True, slots=True)
class SungRow:
    """A line that may hold words.

    Attributes:
        text: the line, without what stands around its words.
        start: its first code point in the sheet.
        singer: named at its start, or "".
        times: how often it is sung.
    """

    text: str
    start: int
    singer: str
    times: int


Row = Header | Blank | Repeat | Singer | SungRow


def rows(text: str, found: Furniture) -> Iterator[tuple[int, Row]]:
    """What the lines of a sheet are, with their numbers from 1; comments are left out.

    What ``found`` says is no part of the song is left out, too.

    Raises:
        LyricsError: a mark repeats too often.
    """
    cast = _Cast(text)
    ends = dict(found.cut)
    for number, start, line in _lines(text):
        if number in found.gone:
            continue
        line = line[: ends.get(number, len(line))]
        row = _row(line, start, cast, number)
        if row is not None:
            yield number, row


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Number, first code point and content of each line."""
    start = 0
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        mark = number == 1 and raw.startswith("\ufeff")  # of a text pasted with its mark
        yield number, start + mark, raw[mark:]
        start += len(raw)


def _row(line: str, start: int, cast: _Cast, number: int) -> Row | None:
    if not line.strip():
        return Blank()
    line, start = _after_stamps(line, start)
    if not line.strip() or _is_comment(line):
        return None
    named = cast.named(line)
    singer = ""
    if named is not None:
        singer, length = named
        line, start = line[length:], start + length
        if not line.strip():
            return Singer(singer)
    rest, count = without_repeat(line)
    times = _checked(count, number)
    if count is not None and not rest.strip():
        return Repeat(times)
    header = _HEADER.fullmatch(rest) if named is None else None
    if header is not None:
        return _header(header[1], times, cast, number)
    return SungRow(rest, start, singer, times)


def _after_stamps(line: str, start: int) -> tuple[str, int]:
    stamps = _STAMPS.match(line) if "[" in line else None
    length = stamps.end() if stamps else 0
    return line[length:], start + length


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _checked(count: int | None, number: int) -> int:
    if count is not None and not 1 <= count <= MOST_TIMES:
        raise LyricsError(
            f"line {number}: a repeat mark says {count} times",
            hint=f"repeat 2 to {MOST_TIMES} times; if it is sung, write it in braces: {{x{count}}}",
        )
    return count or 1


def _header(content: str, times: int, cast: _Cast, number: int) -> Header:
    rest, count = without_repeat(content)
    times *= _checked(count, number)
    name, _, said = rest.partition(":")
    singers: list[str] = []
    moods: list[str] = []
    for part in _parts(said):
        singer = cast.singer(part)
        if singer:
            singers.append(singer)
        else:
            moods.append(part.lower())
    return Header(" ".join(name.split()), ", ".join(singers), ", ".join(moods), times)


def _parts(listed: str) -> list[str]:
    return [" ".join(part.split()) for part in listed.split(",") if part.strip()]


class _Cast:
    """The singers of a sheet.

    A name is known if a comment declares it (``# singers: Anna, Ben``), if a header and a line
    have it, or if two different lines begin with it and each of its words with a capital: "She
    said: stay" comes back with each chorus, and is sung.
    """

    def __init__(self, text: str) -> None:
        self._known: dict[str, str] = {}
        in_headers: set[str] = set()
        in_lines: dict[str, set[str]] = {}
        first: dict[str, str] = {}
        for number, _, whole in _lines(text):
            if ":" not in whole:
                continue
            line, _ = _after_stamps(whole, 0)
            declared = _SINGERS.fullmatch(line)
            header = _HEADER.fullmatch(without_repeat(line)[0])
            if declared is not None:
                for name in _parts(declared[1]):
                    self._known.setdefault(_key(name), _composed(name))
            elif header is not None:
                for part in _parts(without_repeat(header[1])[0].partition(":")[2]):
                    in_headers.update(_key(name) for name in (part, *_AND.split(part)))
            elif not _is_comment(line):
                name, length = _before_colon(line)
                if _is_name(name):
                    # A name alone is no text that comes back.
                    rest = line[length:].strip().casefold() or str(number)
                    in_lines.setdefault(_key(name), set()).add(rest)
                    first.setdefault(_key(name), name)
        for key, rests in in_lines.items():
            if key in in_headers or (len(rests) > 1 and _is_capitalised(first[key])):
                self._known.setdefault(key, _composed(first[key]))

    def singer(self, name: str) -> str:
        """The singer or singers of this name as the sheet wrote it first, or ""."""
        if _key(name) in self._known:
            return self._known[_key(name)]
        if _key(name) in TOGETHER:
            return name
        several = _AND.split(name)
        return name if len(several) > 1 and all(_key(n) in self._known for n in several) else ""

    def named(self, line: str) -> tuple[str, int] | None:
        """The singer that a line begins with, and how much of the line that takes."""
        name, length = _before_colon(line)
        if not name or (not self._known and _key(name) in TOGETHER):
            return None
        singer = self.singer(name)
        return (singer, length) if singer else None


def _before_colon(line: str) -> tuple[str, int]:
    """What stands before a colon and a blank, and where the line goes on; "" if nothing does."""
    if ":" not in line:
        return "", 0
    indent = len(line) - len(line.lstrip())
    colon = line.find(":", indent, indent + 2 * _LONGEST_NAME)
    if colon < 0 or line[colon + 1 : colon + 2].strip():
        return "", 0
    return " ".join(line[indent:colon].split()), colon + 1


def _is_name(written: str) -> bool:
    """Tell whether this could be a name: letters, and what joins letters in names."""
    return 0 < len(written) <= _LONGEST_NAME and all(
        ch.isalpha() or ch in " '’.-&" or unicodedata.category(ch).startswith("M") for ch in written
    )


def _is_capitalised(name: str) -> bool:
    """Tell whether no word begins with a small letter; scripts without capitals may."""
    return not any(word[0].islower() for word in name.split())


def _key(name: str) -> str:
    return _composed(" ".join(name.split())).casefold()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
