"""A transcript as Gentle reads it, and an alignment as Gentle tells it. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.alignment import Alignment, Word
from aligner.gentle_json import word_entry
from aligner.gentle_words import TOKEN
from aligner.lyrics import MAX_WORDS, LyricLine, Lyrics, LyricWord
from media_core.errors import LyricsError

UNSURE_BELOW = 0.5
"""Words of which the aligner is less sure than this are left out when the client asks it to be
conservative: it is more likely than not that they begin more than 0.3 s from where it would say."""

_HEADING = re.compile(r"\s*\[[^\[\]]*\]\s*")
_OURS = ("confidence", "locked", "guessed")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a client sent.

    Attributes:
        text: as sent.
        words: every word that Gentle would see, as written, with its place.
        sung: the sheet to align; headings such as ``[Chorus]`` are not in it.
    """

    text: str
    words: tuple[tuple[str, tuple[int, int]], ...]
    sung: Lyrics


def transcript_of(text: str) -> Transcript:
    """Take a transcript apart as Gentle does: each row a line, each token a word.

    Raises:
        LyricsError: nothing in it can be sung, or it is too long.
    """
    words: list[tuple[str, tuple[int, int]]] = []
    lines: list[LyricLine] = []
    at = 0
    for row in text.splitlines(keepends=True):
        tokens = [(m.group(), (at + m.start(), at + m.end())) for m in TOKEN.finditer(row)]
        words += tokens
        if tokens and _HEADING.fullmatch(row) is None:
            lines.append(LyricLine(tuple(LyricWord(word, _sung(word), p) for word, p in tokens)))
        at += len(row)
        if len(words) > MAX_WORDS:
            raise LyricsError(
                f"the transcript has more than {MAX_WORDS:,} words", hint="send one song"
            )
    if not lines:
        raise LyricsError(
            "the transcript has no word to sing",
            hint="send the lyrics; this server does not write down what it hears, as Gentle can",
        )
    return Transcript(text, tuple(words), Lyrics(text, tuple(lines)))


def _sung(word: str) -> str:
    return word.lower().replace("’", "'")


def entries(
    transcript: Transcript, found: Alignment, *, conservative: bool = False
) -> list[dict[str, object]]:
    """The ``words`` of Gentle's answer: what it would not have heard is ``not-found-in-audio``."""
    known = {word.chars: word for word in found.words()}
    out: list[dict[str, object]] = []
    for text, place in transcript.words:
        word = known.get(place, Word(text, _sung(text), place))
        unsure = conservative and (word.confidence or 0.0) < UNSURE_BELOW
        entry = word_entry(word.untimed() if unsure else word)
        for key in _OURS:
            entry.pop(key, None)
        if word.span is None or unsure:
            entry.pop("alignedWord", None)
        phones = entry.get("phones")
        for phone in phones if isinstance(phones, list) else ():
            phone.pop("stress", None)
        out.append(entry)
    return out


def align_json(transcript: Transcript, words: Sequence[dict[str, object]]) -> str:
    """``align.json``: keys sorted, two blanks a level, ASCII."""
    document = {"transcript": transcript.text, "words": list(words)}
    return json.dumps(document, indent=2, sort_keys=True)


def align_csv(words: Sequence[dict[str, object]]) -> str:
    """``align.csv``: ``word,alignedWord,start,end``, no header; empty where nothing is known."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    for word in words:
        rows.writerow([word.get(key, "") for key in ("word", "alignedWord", "start", "end")])
    return text.getvalue()
