"""Lines, words and phones that stand in tiers of their own and belong together by their times.

So have them Praat's TextGrids and the CSV of the Montreal Forced Aligner. A tier holds one voice;
several speakers have several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from aligner.alignment import Alignment, Line, Phone, Word
from aligner.formats.plain_text import MAX_WORDS, cut, too_much, with_blanks
from aligner.formats.rows import Row, aligned, in_sheet, shares, spread
from aligner.gentle_json import arpabet
from aligner.pronounce import ipa
from aligner.timed_words import as_sung, caption_lines, clipped, in_order, phones_inside
from media_core.errors import AlignmentError
from media_core.timeline import Ms, Span

PAUSES = frozenset(("", "sil", "sp", "spn", "<sil>", "<eps>"))
"""Labels of a word tier that are no words (those in brackets and ``sp`` are of Kaldi and HTK)."""

_NOISES = PAUSES | {"nsn", "oov", "noise", "brth", "laugh", "pau", "h#"}
_DIPHTHONGS = {"aj": "AY", "aw": "AW", "ej": "EY", "ow": "OW", "əw": "OW", "ɔj": "OY", "oj": "OY"}
"""As the IPA dictionaries of the Montreal Forced Aligner spell them."""


class Interval(NamedTuple):
    """A label and its time; end is start only for what is shorter than half a millisecond."""

    start: Ms
    end: Ms
    label: str

    @property
    def middle(self) -> float:
        """The moment half-way."""
        return (self.start + self.end) / 2


@dataclass(slots=True)
class Tiers:
    """What one speaker says."""

    lines: list[Interval] = field(default_factory=list)
    words: list[Interval] = field(default_factory=list)
    phones: list[Interval] = field(default_factory=list)


def of_speakers(speakers: Mapping[str, Tiers], duration: Ms | None, what: str) -> Alignment:
    """Make an alignment of tiers.

    * Each label of a word tier is a word, except blanks and silences. Words go forward only and do
      not overlap; one without length gets the millisecond before its time.
    * A phone belongs to the word that holds its middle. Stress (``AH0``) is kept; IPA becomes
      ARPAbet; what is neither leaves a hole.
    * A line of the line tier holds the words whose middle it holds. If its text has more words
      than that, those are words without a time (of equal words, the last ones). Without such a
      tier, and outside its intervals, :func:`~aligner.timed_words.caption_lines` cuts lines.
    * Lines without a word tier share their time among their words, as a guess.

    Args:
        speakers: by name; the name is the singer's.
        duration: length of the song in ms; without it, the end of the last word.
        what: the format, for people.

    Raises:
        AlignmentError: there is no word, or none inside the song.
    """
    if sum(len(tiers.words) for tiers in speakers.values()) > MAX_WORDS:
        raise too_much(what, "words", MAX_WORDS)
    spoken = {name: tiers for name, tiers in speakers.items() if tiers.words} or speakers
    shared = next((t.lines for t in speakers.values() if t.lines and not t.words), [])
    lines: list[Line] = []
    for name, tiers in spoken.items():
        words = in_order([_word(i) for i in tiers.words if i.label.lower() not in PAUSES])
        if words:
            words = _with_phones(words, tiers.phones)
            lines += [Line(tuple(ws), singer=name) for ws in _lines(words, tiers.lines or shared)]
        elif tiers.lines:
            rows = [Row(spread(cut(i.label), i.start, i.end), singer=name) for i in tiers.lines]
            if any(row.words for row in rows):
                lines += aligned(rows, None, what).lines
    if len(spoken) > 1:
        lines.sort(key=lambda line: line.span.start if line.span is not None else -1)
    ends = [line.span.end for line in lines if line.span is not None]
    song = Span(Ms(0), duration or Ms(max(ends, default=1)))
    lines = [replace(line, words=tuple(clipped(w, song) for w in line.words)) for line in lines]
    if ends and all(line.span is None for line in lines):
        raise AlignmentError(
            f"every word of the {what} lies after the end of the song ({song.end} ms)",
            hint="give the song that this file was made from",
        )
    return in_sheet(lines, song.end)


def _word(interval: Interval) -> Word:
    start, end, label = interval
    if start == end:
        start, end = Ms(max(0, start - 1)), Ms(max(1, end))
    label = with_blanks(label)
    return Word(label, as_sung(label), (0, len(label)), Span(start, end))


def _with_phones(words: Sequence[Word], intervals: Sequence[Interval]) -> list[Word]:
    """Give each phone to the word that holds its middle; both are in order."""
    heard = sorted(interval for interval in intervals if interval.start < interval.end)
    out: list[Word] = []
    i = 0
    for word in words:
        if word.span is None:
            out.append(word)
            continue
        own: list[Phone] = []
        at = word.span.start
        while i < len(heard) and heard[i].middle < word.span.end:
            start = max(heard[i].start, at)
            if heard[i].middle >= word.span.start and start < heard[i].end:
                phones = _phones(heard[i].label, start, heard[i].end)
                own += phones
                at = heard[i].end if phones else at
            i += 1
        out.append(replace(word, phones=phones_inside(own, word.span)))
    return out


def _phones(label: str, start: int, end: int) -> list[Phone]:
    said, stress = arpabet(label)
    plain = label.strip().lower().rstrip("ː")
    labels: tuple[str, ...] = (said,) if said else ()
    if plain in _DIPHTHONGS:
        labels = (_DIPHTHONGS[plain],)
    elif not labels and plain not in _NOISES and label.lower() == label and "<" not in label:
        labels = ipa.arpabet(label, "en")
    return [
        Phone(one, Span(Ms(a), Ms(b)), stress)
        for one, (a, b) in zip(labels, shares(start, end, [1] * len(labels)), strict=True)
        if a < b
    ]


def _lines(words: Sequence[Word], intervals: Sequence[Interval]) -> Iterator[Sequence[Word]]:
    rows = sorted(interval for interval in intervals if interval.label)
    loose: list[Word] = []
    held: list[Word] = []
    i = 0
    for word in words:
        if word.span is not None:
            middle = (word.span.start + word.span.end) / 2
            if i < len(rows) and rows[i].end <= middle:
                yield from _line(rows[i], held)
                held = []
                while i < len(rows) and rows[i].end <= middle:
                    i += 1
            if i == len(rows) or middle < rows[i].start:
                loose.append(word)
                continue
        if held or word.span is not None:
            yield from caption_lines(loose)
            loose = []
            held.append(word)
        else:
            loose.append(word)
    if i < len(rows):
        yield from _line(rows[i], held)
    yield from caption_lines(loose)


def _line(row: Interval, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Add to the words of a line those that only its text has, if it has all the others."""
    if not words:
        return
    out: list[Word] = []
    rest = list(words)
    for text in map(with_blanks, cut(row.label)):
        if rest and rest[0].text == text:
            out.append(rest.pop(0))
        else:
            out.append(Word(text, as_sung(text), (0, len(text))))
    yield words if rest else out
