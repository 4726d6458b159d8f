"""Songs for tests: made by hand, and by chance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import strategies as st

from aligner.alignment import ARPABET, Alignment, Line, Phone, Word
from media_core.timeline import Ms, Span


def word(text: str, start: int | None = None, end: int | None = None, phones: str = "") -> Word:
    """A word whose phones share its time evenly; without a time it was not found."""
    if start is None or end is None:
        return Word(text, text.lower(), (0, len(text)))
    labels = phones.split()
    edges = [start + (end - start) * i // max(1, len(labels)) for i in range(len(labels) + 1)]
    return Word(
        text,
        text.lower(),
        (0, len(text)),
        Span(Ms(start), Ms(end)),
        tuple(
            Phone(label, Span(Ms(a), Ms(b)))
            for label, (a, b) in zip(labels, pairwise(edges), strict=True)
        ),
    )


def song(duration: int, *lines: Sequence[Word]) -> Alignment:
    """A song of lines of words."""
    return Alignment(tuple(Line(tuple(words)) for words in lines), Ms(duration))


def little_song() -> Alignment:
    """Two lines and a pause between them, 6 s."""
    return song(
        6000,
        [
            word("Hello", 600, 1000, "HH AH L OW"),
            word("my", 1000, 1300, "M AY"),
            word("love", 1300, 2000, "L AH V"),
        ],
        [word("Moon", 4000, 4900, "M UW N"), word("above", 4900, 5500, "AH B AH V")],
    )


@st.composite
def words(draw: st.DrawFn, start: int) -> Word:
    """A word at or after ``start``: with phones, without, or not found at all."""
    text = draw(st.text("abcdefgh'é", min_size=1, max_size=12))
    kind = draw(st.sampled_from(("phones", "phones", "phones", "time", "lost")))
    if kind == "lost":
        return word(text)
    at = start + draw(st.sampled_from((0, 0, 0, 15, 60, 130, 300, 1500)))
    if kind == "time":
        length = draw(st.integers(1, 900))
        return word(text, at, at + length)
    begin, phones = at, []
    for _ in range(draw(st.integers(1, 6))):
        label = draw(st.sampled_from(sorted(ARPABET)))
        length = draw(st.sampled_from((10, 20, 30, 40, 50, 70, 90, 150, 400, 1200)))
        phones.append(Phone(label, Span(Ms(at), Ms(at + length))))
        at += length + draw(st.sampled_from((0, 0, 0, 0, 25)))
    end = phones[-1].span.end
    return Word(text, text, (0, len(text)), Span(Ms(begin), end), tuple(phones))


@st.composite
def alignments(draw: st.DrawFn) -> Alignment:
    """A song of up to five lines, sung one after the other."""
    lines, at = [], draw(st.sampled_from((0, 0, 20, 45, 700)))
    for _ in range(draw(st.integers(0, 5))):
        row = []
        for _ in range(draw(st.integers(1, 6))):
            row.append(draw(words(at)))
            if (span := row[-1].span) is not None:
                at = span.end
        lines.append(Line(tuple(row)))
    tail = draw(st.sampled_from((0, 15, 60, 100, 400, 3000)))
    return Alignment(tuple(lines), Ms(max(at + tail, 100)))
