"""UltraStar (.txt): the songs of UltraStar Deluxe, Vocaluxe, Performous and their relatives.

The format: https://usdx.eu/format/. Beats are quarters of the ``#BPM`` that the file names, so a
beat lasts ``60 / (4 * BPM)`` seconds and starts from ``#GAP`` milliseconds. A note line is type,
beat, length, pitch and a syllable, whose blanks part the words.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aligner.alignment import Alignment, Line
from aligner.formats.karaoke import Segment, sung_words
from aligner.formats.plain_text import MAX_WORDS, at_most, damaged, lines_of, one_line, one_word
from aligner.formats.rows import Row, aligned, placed
from aligner.formats.stamps import MOST, centiseconds, in_song
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

GRID = 10
BPM = 1500
"""With this tempo a beat lasts 10 ms: words are not sung on a raster."""

MOST_SINGERS = 9
_WHAT = "UltraStar file"
_HEADER = re.compile(r"\s*#\s*([A-Za-z0-9_]{1,40})\s*:(.*)")
_NOTE = re.compile(r"\s*([:*FfRrGg])\s*(-?\d{1,9})\s+(\d{1,9})\s+(-?\d{1,9})(?: (.*))?")
_BREAK = re.compile(r"\s*-\s*(-?\d{1,9})?(?:\s+(-?\d{1,9}))?\s*")
_TEMPO = re.compile(r"\s*B\s+(-?\d{1,9})\s+([0-9.,]{1,20})\s*")
_SINGER = re.compile(r"\s*#?\s*P\s*(\d)\s*")
_BROKEN = re.compile(r"\s*[:*FfRrGg]\s*-?\d")
_ENCODING = re.compile(rb"^\s*#\s*ENCODING\s*:\s*([A-Za-z0-9_-]{1,20})", re.MULTILINE | re.I)
_TILDES = re.compile(r"(?<!\S)~+|~+(?!\S)")
_SINGER_NAME = re.compile(r"(?:DUETSINGER)?P(\d)")
_ANY = re.compile(rb"^\s*[:*FRG] *-?\d+ +\d+ +-?\d+( |\r?$)", re.MULTILINE)


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be UltraStar's: headers with ``#``, then notes."""
    head = data[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n")
    return head.startswith(b"#") and _ANY.search(head) is not None


@dataclass
class _Song:
    """What the lines say, while they come in."""

    bpm: float = 0.0
    gap: float = 0.0
    relative: bool = False
    names: dict[str, str] = field(default_factory=dict)
    tempi: list[tuple[float, float, float]] = field(default_factory=list)  # ms, beat, bpm
    base: int = 0
    singer: str = ""
    notes: list[Segment] = field(default_factory=list)

    def moment(self, beat: int) -> int:
        """When a beat is, in milliseconds."""
        i = bisect_right(self.tempi, float(beat), key=_beat) - 1
        ms, first, bpm = self.tempi[i] if i >= 0 else (self.gap, 0.0, self.bpm)
        return in_song(ms + (beat - first) * 15_000 / bpm)

    def row(self) -> Iterator[Row]:
        """The line that ends here."""
        if self.notes:
            start, end = self.notes[0].start, self.notes[-1].end
            name = f"Singer {self.singer}" if self.singer and not self.names else ""
            singer = self.names.get(self.singer, name)
            yield Row(sung_words(self.notes, start, end), singer=singer)
            self.notes = []


def _beat(tempo: tuple[float, float, float]) -> float:
    return tempo[1]


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file, songs for several singers and relative times included.

    A syllable ``~`` holds the one before it. Without ``#BPM`` the first tempo in the song
    (``B 0 300``) counts; where
    the file names its encoding (``#ENCODING:CP1252``), it is read in that.

    Raises:
        AlignmentError: it is no such file; the message names the line.
    """
    song = _Song()
    rows: list[Row] = []
    lines = lines_of(data, _WHAT, _encoding(data))
    for number, line in enumerate(at_most(lines, 2 * MAX_WORDS, _WHAT, "lines"), 1):
        try:
            rows += _take(song, line, number)
        except ValueError as err:
            raise damaged(_WHAT, number, f"cannot be meant: {err}") from err
        if line.strip() in ("E", "e"):
            break
    rows += song.row()
    if not rows:
        raise AlignmentError(
            "the UltraStar file has no notes", hint="a note is a line such as `: 0 4 5 Hel`"
        )
    return aligned(rows, duration, _WHAT)


def _encoding(data: bytes) -> str | None:
    """What the file says of its encoding, if Python knows it (``AUTO`` says nothing)."""
    named = _ENCODING.search(data[:8192])
    try:
        return codecs.lookup(named[1].decode("ascii")).name if named is not None else None
    except LookupError:
        return None


def _take(song: _Song, line: str, number: int) -> list[Row]:
    if (header := _HEADER.match(line)) is not None:
        _set(song, header[1].upper(), header[2].strip())
    elif (note := _NOTE.fullmatch(line)) is not None:
        if song.bpm <= 0:
            raise damaged(_WHAT, number, "is a note, but no #BPM stands before it")
        beat = int(note[2]) + song.base
        start, end = song.moment(beat), song.moment(beat + int(note[3]))
        _sing(song.notes, Segment(note[5] or "", start, max(start, end)))
    elif (pause := _BREAK.fullmatch(line)) is not None:
        rows = list(song.row())
        if song.relative:
            song.base += int(pause[2] or pause[1] or 0)
            if abs(song.base) > MOST:
                raise ValueError("no song has that many beats")
        return rows
    elif (singer := _SINGER.fullmatch(line)) is not None:
        rows = list(song.row())
        song.singer, song.base = singer[1], 0
        return rows
    elif (tempo := _TEMPO.fullmatch(line)) is not None:
        song.bpm = song.bpm or _tempo(tempo[2])
        beat = int(tempo[1]) + song.base
        # A part may say all of its tempi again: from here on, these count.
        del song.tempi[bisect_left(song.tempi, float(beat), key=_beat) :]
        song.tempi.append((song.moment(beat), beat, _tempo(tempo[2])))
    elif _BROKEN.match(line):
        raise damaged(_WHAT, number, "is no note", "a note is a line such as `: 0 4 5 Hel`")
    return []


def _sing(notes: list[Segment], note: Segment) -> None:
    """Add a note, or hold the last syllable if that is what it says."""
    held = note.text.strip() in ("~", "-")
    if notes and held:
        last = notes.pop()
        note = Segment(last.text + " " * note.text.endswith(" "), last.start, note.end)
    else:  # at the edge of a syllable it says that the sound is held from or into another note
        text = " " if held else _TILDES.sub("", note.text)
        note = Segment(text, note.start, note.end)
    notes.append(note)


def _set(song: _Song, key: str, value: str) -> None:
    if key == "BPM":
        song.bpm = _tempo(value)
    elif key == "GAP":
        song.gap = in_song(_number(value or "0"))
    elif key == "RELATIVE":
        song.relative = value.upper() in ("YES", "1", "TRUE")
    elif (named := _SINGER_NAME.fullmatch(key)) is not None and value:
        song.names[named[1]] = " ".join(value.split())


def _tempo(text: str) -> float:
    bpm = _number(text)
    if not 0.1 <= bpm <= 1e6:
        raise ValueError(f"{bpm:g} is no tempo")
    return bpm


def _number(text: str) -> float:
    if re.fullmatch(r"-?\d{1,12}([.,]\d{0,12})?", text) is None:
        raise ValueError(f"{text[:40]!r} is no number")
    return float(text.replace(",", "."))


def write(alignment: Alignment) -> str:
    """Write freestyle notes, a word each: nobody has told us their pitch.

    The song's title, artist and file are placeholders. More than one singer makes a song with
    parts (``P1``, ``P2``, ...), at most nine. A word without a time is sung with the one before it.
    """
    rows = placed(alignment)
    voices = list(dict.fromkeys(_name(line) for _, line in rows)) or [""]
    parts = voices if voices != [""] else []
    gap = min((span.start for span, _ in rows), default=0) // GRID * GRID
    out = ["#TITLE:Untitled", "#ARTIST:Unknown", "#MP3:song.mp3", f"#BPM:{BPM}", f"#GAP:{gap}"]
    out += [f"#P{_part(parts, name)}:{name}" for name in parts[:MOST_SINGERS] if name]
    for number in range(1, max(1, min(len(parts), MOST_SINGERS)) + 1):
        if parts:
            out.append(f"P{number}")
        own = [row for row in rows if not parts or _part(parts, _name(row[1])) == number]
        end: int | None = None
        for span, line in own:
            if end is not None:
                out.append(f"- {end}")
            for start, last, text in _notes(span, line, gap):
                out.append(f"F {start} {last - start} 0 {text}")
                end = last
    return "\n".join([*out, "E", ""])


def _name(line: Line) -> str:
    return one_line(line.singer.split()).strip()


def _part(parts: Sequence[str], name: str) -> int:
    return min(parts.index(name) + 1, MOST_SINGERS)


def _notes(span: Span, line: Line, gap: int) -> Iterator[tuple[int, int, str]]:
    """First beat, last beat and text of each note of a line."""
    groups: list[tuple[Span | None, list[str]]] = []
    for word in line.words:
        if word.span is None and groups:
            groups[-1][1].append(word.text)
        elif groups and groups[-1][0] is None:
            groups[-1] = (word.span, [*groups[-1][1], word.text])
        else:
            groups.append((word.span, [word.text]))
    for i, (own, texts) in enumerate(groups):
        at = own or span
        first, last = (centiseconds(edge - gap) for edge in (at.start, at.end))
        text = " ".join(map(one_word, texts))
        yield first, last, text + (" " if i + 1 < len(groups) else "")
