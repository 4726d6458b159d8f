"""The lyric sheet: what is written, and what of it is sung.

A sheet is plain text: one sung line per line, blank lines between stanzas, section headers in
square brackets on a line of their own; ``docs/lyrics.md`` tells the rest. Each word keeps its place
in the sheet (code points), so that whatever is said about a word later can be pointed at in what
the user wrote. Lines stand in the order in which they are sung: a chorus that the sheet recalls is
there again, and its words point to where they are written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.guessed_encoding import says_itself
from aligner.lyric_encoding import decode_sheet
from aligner.lyric_furniture import Furniture, Remark, furniture
from aligner.lyric_sheet import Blank, Header, Repeat, Row, Singer, SungRow, rows
from aligner.lyric_text import sung_text, voices
from media_core.errors import LyricsError
from media_core.files import read_bytes

__all__ = [
    "MAX_BYTES",
    "MAX_WORDS",
    "LyricLine",
    "LyricWord",
    "Lyrics",
    "parse_lyrics",
    "read_lyrics",
    "sung_text",
]

MAX_BYTES = 1_000_000
"""No song has a million bytes of lyrics; a file that large is something else."""

MAX_WORDS = 20_000
"""Words that a song can have, repeats included: two hours of fast rap."""


MAX_WORD = 1000
"""Characters that hang together in a word, hyphens included."""


@dataclass(frozen=True, slots=True)
class LyricWord:
    """One word of the sheet.

    Attributes:
        text: as shown, with the punctuation that clings to it: what is written, without braces.
        sung: the same without punctuation, lower case, straight apostrophes (what is looked up).
            Where the sheet says how it is sung (``{29|twenty nine}``) that, with its capitals; it
            may be several words with single blanks.
        chars: half-open range of code points in the sheet, braces included.
    """

    text: str
    sung: str
    chars: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LyricLine:
    """One sung line: at least one word, and where in the song it stands.

    Attributes:
        words: in order.
        section: name of the section, or "".
        singer: who sings it, or "".
        background: True for an ad-lib. It follows the line that it stands in, whose words need
            not all be sung before it.
        mood: of the section, lower case, or "".
    """

    words: tuple[LyricWord, ...]
    section: str = ""
    singer: str = ""
    background: bool = False
    mood: str = ""

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line has at least one word")


@dataclass(frozen=True, slots=True)
class Lyrics:
    """A lyric sheet: the text as written, and its lines in the order in which they are sung.

    ``remarks`` say what was left out as no part of the song, and what may be none.
    """

    text: str
    lines: tuple[LyricLine, ...]
    remarks: tuple[Remark, ...] = ()

    def words(self) -> Iterator[LyricWord]:
        """All words in the order of the lines."""
        for line in self.lines:
            yield from line.words


def parse_lyrics(text: str, *, keep_all: bool = False) -> Lyrics:
    r"""Read a lyric sheet.

    A word is a run of non-blank characters with at least one letter or digit; dashes between
    words (``blue - and``) are punctuation, a hyphen inside a word is not a word boundary.

    What certainly is no part of the song (chords, what lyric sites print around it) is left out,
    see :mod:`aligner.lyric_furniture`; with ``keep_all`` it is sung as well.

    Raises:
        LyricsError: nothing in the sheet can be sung, or a repeat cannot be meant.

    >>> [w.sung for w in parse_lyrics("[Verse]\nDon’t stop, moon!").words()]
    ["don't", 'stop', 'moon']
    """
    found = Furniture() if keep_all else furniture(text.splitlines())
    song = _Song(chords=found.chords)
    for number, row in rows(text, found):
        song.add(row, number)
    song.close_section()
    if not song.lines:
        raise LyricsError(
            "there is no word to sing in the lyrics",
            hint="write the words one sung line per line; [headers] are not sung",
        )
    return Lyrics(text, tuple(song.lines), (*found.remarks, *_unsayable(song.lines, text)))


def _unsayable(lines: Sequence[LyricLine], text: str) -> list[Remark]:
    """One remark for words of letters that no language that we speak is written in."""
    strange = dict.fromkeys(
        word.chars
        for line in lines
        for word in line.words
        if any(ch.isalpha() for ch in word.sung) and not any(map(_is_latin, word.sung))
    )
    if not strange:
        return []
    start, end = next(iter(strange))
    count = f"{len(strange)} words" if len(strange) > 1 else "a word"
    said = f"{count} in letters that cannot be pronounced here (write how with {{shown|said}})"
    line = text.count("\n", 0, start) + 1
    return [Remark(line, said, text[start : min(end, start + 40)], certain=False)]


def _is_latin(ch: str) -> bool:
    return ch.isascii() or unicodedata.name(ch, "").startswith("LATIN") or ch.isdigit()


class _Song:
    """Lines as they are sung, while the rows of the sheet come in."""

    def __init__(self, *, chords: bool) -> None:
        self._chords = chords
        self.lines: list[LyricLine] = []
        self._words = 0
        self._number = 1
        self._header: Header | None = None
        self._section = 0  # where in lines the section begins
        self._stanza = 0
        self._after_blank = False
        self._times = 1  # of a section that is repeated before it has lines
        self._singer = ""  # until the stanza ends
        self._sections: dict[str, tuple[LyricLine, ...]] = {}

    def add(self, row: Row, number: int) -> None:
        """Take in what line ``number`` is."""
        self._number = number
        match row:
            case Blank():
                self._singer, self._after_blank = "", True
            case Singer(name):
                self._singer = name
            case Repeat(times):
                self._repeat(times)
            case Header():
                self.close_section()
                self._header, self._section, self._times = row, len(self.lines), row.times
                self._singer = ""
            case SungRow():
                self._sing(row)

    def close_section(self) -> None:
        """Recall the words of a section that has none, and sing it as often as it says."""
        if self._header is None:
            return
        header = self._header
        written = tuple(self.lines[self._section :])
        if not written and not header.is_instrumental:
            written = self._sections.get(header.key) or self._sections.get(header.unnumbered) or ()
            self._append([_again(line, header) for line in written], 1)
        if written:
            self._sections[header.key] = written
        self._append(self.lines[self._section :], self._times - 1)

    def _sing(self, row: SungRow) -> None:
        if self._after_blank:
            self._stanza, self._after_blank = len(self.lines), False
        if row.singer:
            self._singer = ""  # another name ends the one that held
        header = self._header or Header("")
        singer = row.singer or self._singer or header.singer
        block = [
            LyricLine(
                tuple(
                    LyricWord(text, sung, (row.start + start, row.start + end))
                    for text, sung, start, end in pieces
                ),
                header.name,
                singer,
                adlib,
                header.mood,
            )
            for adlib, pieces in voices(row.text, MAX_WORDS + 1, chords=self._chords)
        ]
        longest = max((len(word.text) for line in block for word in line.words), default=0)
        if longest > MAX_WORD:
            raise LyricsError(
                f"line {self._number}: a word of {longest:,} characters cannot be sung",
                hint="part it with blanks, or leave it out",
            )
        self._append(block, row.times)

    def _repeat(self, times: int) -> None:
        block = self.lines[self._stanza if self._header is None else self._section :]
        if block:
            self._append(block, times - 1)
        elif self._header is not None:
            self._times = min(self._times * times, MAX_WORDS)
        else:
            raise LyricsError(
                f"line {self._number}: there is nothing above it to repeat",
                hint="write the mark below the lines that it repeats; "
                "if it is sung, write it in braces: {x2}",
            )

    def _append(self, block: Sequence[LyricLine], times: int) -> None:
        if not block or not times:
            return
        self._words += times * sum(_length(line) for line in block)
        if self._words > MAX_WORDS:
            raise LyricsError(
                f"line {self._number}: the song has more than {MAX_WORDS:,} words up to here",
                hint="give the words of one song, and repeat less",
            )
        self.lines += list(block) * times


def _again(line: LyricLine, header: Header) -> LyricLine:
    """A line in a section that recalls it; what the header does not say stays as it was."""
    return replace(
        line,
        section=header.name,
        singer=header.singer or line.singer,
        mood=header.mood or line.mood,
    )


def _length(line: LyricLine) -> int:
    """How many words are sung; what stands for one word may be several."""
    return sum(1 + word.sung.count(" ") for word in line.words)


def read_lyrics(path: Path, *, keep_all: bool = False, encoding: str | None = None) -> Lyrics:
    """Read a lyric sheet from a file, in any encoding that :func:`decode_sheet` knows.

    ``keep_all`` is that of :func:`parse_lyrics`; ``encoding`` is that of a sheet that is not UTF-8,
    and is guessed if it is None.

    Raises:
        LyricsError: the file is missing, empty, too large, no text in such an encoding, or no
            lyric sheet; see :func:`parse_lyrics`.
    """
    data = read_bytes(path, limit=MAX_BYTES, what="lyrics file", error=LyricsError)
    if not data.strip():
        raise LyricsError(f"the lyrics file {path} is empty", hint="write the words into it")
    if encoding is not None and says_itself(data):
        encoding = None
    try:
        return parse_lyrics(decode_sheet(data, encoding), keep_all=keep_all)
    except LyricsError as err:
        raise LyricsError(f"{path}: {err.message}", hint=err.hint) from err
