"""Gentle's align.csv: word, what was looked up, start, end; no header, CR LF.

As lowerquality/gentle 0.11.0 writes it (``gentle/transcription.py``, MIT); times are seconds, and
empty for a word that was not found. Lines and phones are not in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from aligner.alignment import Alignment
from aligner.formats.plain_text import MAX_WORDS, at_most, damaged, text_of
from aligner.formats.rows import Row, TimedWord, aligned, relined
from aligner.formats.stamps import as_seconds, seconds
from aligner.timed_words import as_sung, in_order
from media_core.timeline import Ms

_WHAT = "Gentle CSV"
_UNKNOWN = "<unk>"


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be Gentle's: four fields, the last two empty or numbers."""
    try:
        first = data[:2000].decode("utf-8-sig", "ignore").replace("\r", "\n").split("\n")[0]
        row = next(csv.reader([first]))
        if len(row) != 4 or not row[0].strip():
            return False
        return all(not field or seconds(field) >= 0 for field in row[2:])
    except (csv.Error, StopIteration, ValueError):
        return False


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file; :func:`~aligner.timed_words.caption_lines` makes lines.

    Raises:
        AlignmentError: it is not Gentle's; the message names the line.
    """
    words = at_most(_words(text_of(data, _WHAT)), MAX_WORDS, _WHAT, "words")
    return relined(aligned([Row(list(words))], duration, _WHAT))


def _words(text: str) -> Iterator[TimedWord]:
    rows = csv.reader(io.StringIO(text, newline=""))
    while True:
        try:
            row = next(rows)
            if not row:
                continue
            if len(row) != 4:
                raise ValueError(f"it has {len(row)} fields, not word, alignedWord, start, end")
            start, end = (seconds(field) if field.strip() else None for field in row[2:])
        except StopIteration:
            return
        except (csv.Error, ValueError) as err:
            raise damaged(_WHAT, rows.line_num, f"cannot be meant: {err}") from err
        sung = "" if row[1] == _UNKNOWN else " ".join(row[1].split())
        known = start is not None and end is not None
        yield TimedWord(row[0], start if known else None, end if known else None, sung=sung)


def write(alignment: Alignment) -> str:
    """Write a row a word; words that overlap are put in order as in Gentle's JSON.

    What is looked up stands also beside a word without a time if it does not follow from the word.
    """
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    for word in in_order(list(alignment.words())):
        if word.span is None:
            sung = "" if word.sung == as_sung(word.text) else word.sung
            rows.writerow([_one(word.text), _one(sung), "", ""])
        else:
            start, end = (float(as_seconds(edge)) for edge in (word.span.start, word.span.end))
            rows.writerow([_one(word.text), _one(word.sung), start, end])
    return out.getvalue()


def _one(text: str) -> str:
    return " ".join(text.split())
