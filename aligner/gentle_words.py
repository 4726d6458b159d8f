r"""Our words and Gentle's: what is sent, and how the answer finds its way back to the sheet.

Gentle takes each match of ``(\w|’\w|'\w)+`` as a word (``gentle/metasentence.py``). One word of
the sheet may be several of those (``self-inflictions``), or none. So we send a text of our own,
remember where in it each word of the sheet went, and put the tokens back together by place. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from aligner import gentle_json
from aligner.alignment import Alignment, Line, Word
from aligner.lyrics import Lyrics
from media_core.errors import AlignerError, AlignmentError, LyricsError
from media_core.timeline import Ms

TOKEN = re.compile(r"(?:\w|’\w|'\w)+")
"""What Gentle takes as one word (``gentle/metasentence.py``)."""

_TO_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "&": " and "} | dict.fromkeys("[](){}<>", "")
)


@dataclass(frozen=True, slots=True)
class Sent:
    """The transcript that Gentle gets.

    Attributes:
        text: one row a line, NFC, straight apostrophes, no brackets.
        places: for each word of the sheet its half-open range of code points in ``text``; empty
            for a word that Gentle would not see.
    """

    text: str
    places: tuple[tuple[int, int], ...]


def transcript_for(lyrics: Lyrics) -> Sent:
    """Make the transcript to send: the words as they are sung.

    Words in which Gentle would find no token are not sent. ``&`` is sent as it is sung.

    Raises:
        LyricsError: nothing is left to send.
    """
    rows: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for line in lyrics.lines:
        row: list[str] = []
        for word in line.words:
            plain = unicodedata.normalize("NFC", word.sung or word.text).translate(_TO_PLAIN)
            plain = " ".join(plain.split())
            if TOKEN.search(plain) is None:
                places.append((at, at))
                continue
            row.append(plain)
            places.append((at, at + len(plain)))
            at += len(plain) + 1  # the blank, or the newline after the last word
        if row:
            rows.append(" ".join(row))
    if not rows:
        raise LyricsError(
            "the lyrics have no word that Gentle could look for",
            hint="write the words that are sung, or use --aligner sphinx",
        )
    return Sent("\n".join(rows), tuple(places))


@dataclass(frozen=True, slots=True)
class Heard:
    """What Gentle answered.

    Attributes:
        alignment: of the sheet.
        half: indices of the words of which only some tokens were found; their spans are too short.
    """

    alignment: Alignment
    half: frozenset[int]


def understand(answer: str | bytes, sent: Sent, lyrics: Lyrics, duration: Ms) -> Alignment:
    """Gentle's answer as an alignment of the sheet; see :func:`heard`."""
    return heard(answer, sent, lyrics, duration).alignment


def heard(answer: str | bytes, sent: Sent, lyrics: Lyrics, duration: Ms) -> Heard:
    """Gentle's answer as an alignment of the sheet, and what it heard only in part.

    Each word spans from its first to its last token that was found, with the phones of both; a
    word of which no token was found has no time. Where a token is not in Gentle's vocabulary, the
    phones of the others would leave the mouth shut for a part of the word, so the word has none.

    Args:
        answer: ``align.json``.
        sent: what Gentle was asked, of the same ``lyrics``.
        lyrics: the sheet.
        duration: length of the song in ms.

    Raises:
        AlignerError: the answer is not Gentle's, not about this text, or no word was found.
    """
    try:
        tokens = list(gentle_json.read(answer, duration=duration).words())
    except AlignmentError as err:
        raise AlignerError(
            f"the answer of Gentle cannot be understood: {err.message}",
            hint="look at the server's log, or use --aligner sphinx",
        ) from err
    if [(t.text, t.chars) for t in tokens] != [(m.group(), m.span()) for m in _tokens(sent.text)]:
        raise AlignerError(
            "the words that Gentle sent back are not those it was sent",
            hint="is this lowerquality/gentle? --aligner sphinx needs no server",
        )
    starts = [token.chars[0] for token in tokens]
    places = iter(sent.places)
    lines: list[Line] = []
    half: set[int] = set()
    for line in lyrics.lines:
        words: list[Word] = []
        for written in line.words:
            a, b = next(places)
            own = tokens[bisect_left(starts, a) : bisect_left(starts, b)]
            found = [token for token in own if token.span is not None]
            if 0 < len(found) < len(own):
                half.add(sum(len(before.words) for before in lines) + len(words))
            span = Line(tuple(found)).span if found else None
            known = all(token.phones for token in found)
            phones = tuple(p for token in found for p in token.phones) if known else ()
            words.append(Word(written.text, written.sung, written.chars, span, phones))
        lines.append(Line(tuple(words), line.section, line.singer, line.background, line.mood))
    if all(word.span is None for line in lines for word in line.words):
        raise AlignerError(
            f"Gentle found none of the {len(tokens)} words in the song",
            hint="are these its lyrics, in English? --aligner sphinx never gives up",
        )
    return Heard(Alignment(tuple(lines), duration, lyrics.text), frozenset(half))


def _tokens(text: str) -> list[re.Match[str]]:
    return list(TOKEN.finditer(text))
