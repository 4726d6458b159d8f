"""Songs at random, and what of one a format carries."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st

from aligner.alignment import ARPABET, VOWELS, Alignment, Line, Phone, Word
from aligner.formats import FORMATS, Part
from aligner.formats.rows import in_sheet
from aligner.timed_words import as_sung, caption_lines
from media_core.timeline import Ms, Span

TEXTS = (
    *("la", "Don’t", "“Où", "mañana,", "naïve", "(ooh", "yeah)", "rock'n'roll", "R&B", "29", "…so"),
    *(
        "我",
        "愛",
        "歌う",
        "사랑",
        "мир",
        "Ωμέγα",
        "שלום",
        "e\u0301te\u0301",
        "a b",
        "🎤sing",
    ),
)
"""Accents composed and not, scripts of four directions and widths, blanks in a word."""

SINGERS = ("", "Anna", "Ben Ó Briain", "C & D")


@st.composite
def songs(draw: st.DrawFn, name: str) -> Alignment:
    """A song on the grid of a format, with everything that the format carries, and more."""
    step, carries = FORMATS[name].step, FORMATS[name].carries
    at = step * draw(st.sampled_from([0, 0, 7, 10_800_000 // step]))
    lines: list[Line] = []
    end = at
    for number in range(draw(st.integers(2, 5))):
        if Part.OVERLAPS in carries and number:
            back = step * draw(st.integers(0, 300))
            order = Part.ORDER in carries and draw(st.booleans())
            at = max(0, at - back) if order else at + back
        else:
            at = end + step * draw(st.integers(0, 300))
        at += step * number  # no two lines begin together: their order would be anybody's
        words = draw(_words(at, step, untimed=name != "ultrastar"))
        end = max(end, *(word.span.end for word in words if word.span is not None))
        lines.append(
            Line(
                tuple(words),
                draw(st.sampled_from(("", "Chorus"))),
                draw(st.sampled_from(SINGERS)),
                draw(st.booleans()),
                draw(st.sampled_from(("", "happy"))),
            )
        )
    return in_sheet(lines, Ms(end + step * draw(st.integers(0, 500))))


@st.composite
def _words(draw: st.DrawFn, at: int, step: int, *, untimed: bool) -> list[Word]:
    words: list[Word] = []
    count = draw(st.integers(1, 5))
    timed = draw(st.integers(0, count - 1))  # at least one word has a time
    for i in range(count):
        # A number makes each word of a line another one.
        text = draw(st.sampled_from(TEXTS)) + f"{i}"
        sung = draw(st.sampled_from([as_sung(text), "twenty nine"]))
        confidence = draw(st.none() | st.integers(0, 1000).map(lambda n: n / 1000))
        word = Word(text, sung, (0, 0), confidence=confidence)
        if untimed and i != timed and draw(st.integers(0, 3)) == 0:
            words.append(word)
            continue
        if i:
            at += step * draw(st.sampled_from([0, 0, 1, 80]))
        cuts = [at]
        for size in draw(st.lists(st.integers(1, 40), min_size=1, max_size=4)):
            cuts.append(cuts[-1] + step * size)
        phones = tuple(draw(_phone(a, b)) for a, b in pairwise(cuts)) if draw(st.booleans()) else ()
        at = cuts[-1]
        span = Span(Ms(cuts[0]), Ms(at))
        words.append(replace(word, span=span, phones=phones, locked=draw(st.booleans())))
    return words


@st.composite
def _phone(draw: st.DrawFn, start: int, end: int) -> Phone:
    label = draw(st.sampled_from(sorted(ARPABET)))
    stress = draw(st.sampled_from([None, 0, 1, 2])) if label in VOWELS else None
    return Phone(label, Span(Ms(start), Ms(end)), stress)


def carried(song: Alignment, name: str) -> Alignment:
    """What of a song comes back from a format that carries word times."""
    carries = FORMATS[name].carries
    lines = [_carried_line(line, carries) for line in song.lines]
    if Part.ORDER not in carries:
        lines.sort(key=_start)
    if Part.LINES not in carries:
        words = [word for line in lines for word in line.words]
        lines = [Line(row) for row in caption_lines(words)]
    return in_sheet(lines, song.duration)


def _carried_line(line: Line, carries: frozenset[Part]) -> Line:
    return Line(
        tuple(_carried_word(word, carries) for word in line.words),
        line.section if Part.SECTIONS in carries else "",
        line.singer if Part.SINGERS in carries else "",
        line.background and Part.BACKGROUND in carries,
        line.mood if Part.MOODS in carries else "",
    )


def _carried_word(word: Word, carries: frozenset[Part]) -> Word:
    phones = word.phones if Part.PHONES in carries else ()
    if Part.STRESS not in carries:
        phones = tuple(replace(phone, stress=None) for phone in phones)
    return replace(
        word,
        sung=word.sung if Part.SUNG in carries else as_sung(word.text),
        phones=phones,
        confidence=word.confidence if Part.CONFIDENCE in carries else None,
        locked=word.locked and Part.LOCKS in carries,
    )


def _start(line: Line) -> int:
    return line.span.start if line.span is not None else -1
