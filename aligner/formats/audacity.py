"""Audacity labels (.txt): start, end and text of each label, parted by tabs.

The format: https://manual.audacityteam.org/man/importing_and_exporting_labels.html. Times are
seconds; lines that begin with a backslash hold frequencies and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aligner.alignment import Alignment
from aligner.formats.plain_text import MAX_WORDS, at_most, cut, damaged, is_sung, lines_of, one_word
from aligner.formats.rows import (
    LONGEST_WORD_MS,
    Row,
    TimedWord,
    aligned,
    placed,
    relined,
    spread,
)
from aligner.formats.stamps import seconds
from media_core.errors import AlignmentError
from media_core.timeline import Ms

_WHAT = "label file"
_ANY = re.compile(rb"^-?\d+[.,]\d+\t-?\d+[.,]\d+(\t|\r?$)", re.MULTILINE)


def looks_like(data: bytes) -> bool:
    """Tell whether a file could be a label track: two numbers and a text, parted by tabs."""
    return _ANY.match(data[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")) is not None


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file.

    If any label has several words, labels are lines, and their words share their time as a guess;
    else labels are words, and :func:`~aligner.timed_words.caption_lines` makes lines of them. A
    point label lasts until the next label, but no longer than a second a word; at the same moment
    as the next it has no time.

    Raises:
        AlignmentError: it is no label track; the message names the line.
    """
    found = at_most(_labels(lines_of(data, _WHAT)), MAX_WORDS, _WHAT, "labels")
    labels = sorted(found, key=lambda label: label[0])
    sung = [label for label in _ended(labels) if is_sung(label[2])]
    if any(len(cut(text)) > 1 for _, _, text in sung):
        return aligned((Row(spread(cut(t), a, b)) for a, b, t in sung), duration, _WHAT)
    words = Row([TimedWord(t, a, b) if a < b else TimedWord(t) for a, b, t in sung])
    return relined(aligned([words], duration, _WHAT))


def _labels(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    found = False
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("\\"):
            continue
        fields = line.split("\t")
        try:
            if len(fields) < 2:
                raise ValueError("it has no tab between start and end")
            start, end = seconds(fields[0]), seconds(fields[1])
        except ValueError as err:
            raise damaged(_WHAT, number, f"is no label: {err}") from err
        found = True
        yield start, max(start, end), " ".join(fields[2:])
    if not found:
        raise AlignmentError("the label file has no labels", hint="export the labels again")


def _ended(labels: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    for i, (start, end, text) in enumerate(labels):
        if start == end:
            following = labels[i + 1][0] if i + 1 < len(labels) else None
            end = start + LONGEST_WORD_MS * max(1, len(cut(text)))
            end = end if following is None else min(end, following)
        yield start, end, text


def write(alignment: Alignment) -> str:
    """Write a label a word, in the order of time.

    A word without a time becomes a point label at the end of the word before it, to be moved.
    """
    rows: list[tuple[int, int, int, str]] = []
    for span, line in placed(alignment):
        now = span.start
        for word in line.words:
            start, end = (word.span.start, word.span.end) if word.span else (now, now)
            rows.append((start, len(rows), end, one_word(word.text)))
            now = end
    return "".join(f"{_s(start)}\t{_s(end)}\t{text}\n" for start, _, end, text in sorted(rows))


def _s(ms: int) -> str:
    return f"{ms // 1000}.{ms % 1000:03d}000"
