"""The lyric sheet: what is written, and what of it is sung.

A sheet is plain text: one sung line per line, blank lines between stanzas, section headers in
square brackets on a line of their own. Each word keeps its place in the sheet (code points), so
that whatever is said about a word later can be pointed at in what the user wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aligner.errors import LyricsError

MAX_BYTES = 1_000_000
"""No song has a million bytes of lyrics; a file that large is something else."""

_HEADER = re.compile(r"\s*\[([^\]\n]*)\]\s*")
_JOINERS = "'’ʼ"  # apostrophes are part of a word: don't, rock’n’roll, runnin'
_TO_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'"})


@dataclass(frozen=True, slots=True)
class LyricWord:
    """One word of the sheet.

    Attributes:
        text: as written, with the punctuation that clings to it (what captions show).
        sung: the same without punctuation, lower case, straight apostrophes (what is looked up).
        chars: half-open range of code points of ``text`` in the sheet.
    """

    text: str
    sung: str
    chars: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LyricLine:
    """One sung line: at least one word, and where in the song it stands."""

    words: tuple[LyricWord, ...]
    section: str = ""
    singer: str = ""
    background: bool = False

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a line has at least one word")


@dataclass(frozen=True, slots=True)
class Lyrics:
    """A lyric sheet: the text as written, and its sung lines in order."""

    text: str
    lines: tuple[LyricLine, ...]

    def words(self) -> Iterator[LyricWord]:
        """All words in the order of the sheet."""
        for line in self.lines:
            yield from line.words


def parse_lyrics(text: str) -> Lyrics:
    r"""Read a lyric sheet.

    Lines that hold only a header in square brackets (``[Chorus]``) name the section of what
    follows and are not sung. A word is a run of non-blank characters with at least one letter or
    digit; dashes between words (``blue - and``) are punctuation, a hyphen inside a word is not a
    word boundary.

    Raises:
        LyricsError: nothing in the sheet can be sung.

    >>> [w.sung for w in parse_lyrics("[Verse]\nDon’t stop, moon!").words()]
    ["don't", 'stop', 'moon']
    """
    lines: list[LyricLine] = []
    section = ""
    at = 0
    for raw in text.splitlines(keepends=True):
        header = _HEADER.fullmatch(raw)
        if header is not None:
            section = header.group(1).strip()
        else:
            words = tuple(_words(raw, at))
            if words:
                lines.append(LyricLine(words, section))
        at += len(raw)
    if not lines:
        raise LyricsError(
            "there is no word to sing in the lyrics",
            hint="write the words one sung line per line; [headers] are not sung",
        )
    return Lyrics(text, tuple(lines))


def _words(line: str, offset: int) -> Iterator[LyricWord]:
    """The words of one line whose first character is at ``offset`` in the sheet."""
    # An em or en dash parts words even without blanks around it; a hyphen does not.
    for match in re.finditer(r"[^\s—–―]+", line):
        sung = sung_text(match.group())
        if sung:
            start = offset + match.start()
            yield LyricWord(match.group(), sung, (start, start + len(match.group())))


def sung_text(written: str) -> str:
    """A written word without the punctuation around it; "" if nothing of it can be sung.

    Apostrophes that belong to the word stay (``runnin'``, ``'cause``), quotes around it go.

    >>> sung_text("“Runnin’,"), sung_text("--"), sung_text("&"), sung_text("'quoted'")
    ("runnin'", '', '&', 'quoted')
    """
    plain = unicodedata.normalize("NFC", written).translate(_TO_PLAIN).lower()
    if not any(ch.isalnum() or ch == "&" for ch in plain):
        return ""
    first = next(i for i, ch in enumerate(plain) if _sounds(ch))
    last = max(i for i, ch in enumerate(plain) if _sounds(ch))
    before = first > 0 and plain[first - 1] == "'"
    after = last + 1 < len(plain) and plain[last + 1] == "'"
    if before and after:  # a pair of quotes
        before = after = False
    return plain[first - before : last + 1 + after]


def _sounds(ch: str) -> bool:
    # Combining marks count: Indic vowel signs and Arabic harakat are marks, and they are sung.
    return ch.isalnum() or ch == "&" or unicodedata.category(ch).startswith("M")


def read_lyrics(path: Path) -> Lyrics:
    """Read a lyric sheet from a UTF-8 file (with or without a byte-order mark).

    Raises:
        LyricsError: the file is missing, empty, too large, not UTF-8 text, or has no sung word.
    """
    try:
        if path.is_dir():
            raise LyricsError(
                f"{path} is a folder, not a lyric sheet", hint="give a plain text file"
            )
        if path.stat().st_size > MAX_BYTES:
            raise LyricsError(
                f"{path} is too large for lyrics ({path.stat().st_size:,} bytes)",
                hint="give a plain text file with the words of one song",
            )
        data = path.read_bytes()
    except FileNotFoundError as err:
        raise LyricsError(
            f"there is no lyrics file {path}", hint="check the name and the folder"
        ) from err
    except OSError as err:
        raise LyricsError(
            f"the lyrics file {path} cannot be read ({err.strerror})", hint="check its permissions"
        ) from err
    if not data.strip():
        raise LyricsError(f"the lyrics file {path} is empty", hint="write the words into it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise LyricsError(
            f"the lyrics file {path} is not UTF-8 text (byte {err.start + 1})",
            hint="save it as UTF-8 in your text editor",
        ) from err
    if "\x00" in text:
        raise LyricsError(f"the lyrics file {path} is not plain text", hint="save it as UTF-8 text")
    try:
        return parse_lyrics(text)
    except LyricsError as err:
        raise LyricsError(f"{path}: {err.message}", hint=err.hint) from err
