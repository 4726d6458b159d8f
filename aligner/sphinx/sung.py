"""The states on a path as sung phones, and what singing does to their length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aligner.alignment import VOWELS, Phone
from aligner.sphinx.graph import Graph, SungWord
from aligner.sphinx.search import Found
from media_core.timeline import Ms, Span

FRAME_MS = 10
BOUNDARY_MS = 8
"""A frame's window is 25.6 ms long, so two frames meet where their centres do: 7.8 ms after the
later one begins."""

LONGEST_CODA_MS = 220
"""A closing consonant longer than this is taken for its vowel: sung consonants last 40-120 ms, and
the loudest hummed ones about 200 ms."""

CODA_MS = 120
"""What such a consonant keeps."""


def hold_vowels(phones: Sequence[Phone]) -> tuple[Phone, ...]:
    """Give a held note back to its vowel.

    Under a band, the end of a long note looks like the hum of an M or N to a model of speech, and
    the mouth would close on a note that is still sung. The vowel before a closing consonant that
    is far too long takes the excess; a word of consonants alone (``mmm``) stays as it is.

    >>> a = Phone("OW", Span(Ms(0), Ms(200)))
    >>> m = Phone("M", Span(Ms(200), Ms(1500)))
    >>> [p.span for p in hold_vowels([a, m])]
    [Span(start=0, end=1380), Span(start=1380, end=1500)]
    """
    out = list(phones)
    for i in range(1, len(out)):
        vowel, coda = out[i - 1], out[i]
        follows_vowel = vowel.label in VOWELS and vowel.span.end == coda.span.start
        if follows_vowel and coda.label not in VOWELS and coda.span.length > LONGEST_CODA_MS:
            turn = Ms(coda.span.end - CODA_MS)
            out[i - 1] = replace(vowel, span=Span(vowel.span.start, turn))
            out[i] = replace(coda, span=Span(turn, coda.span.end))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Sung:
    """A word that was found: its phones, at least one, and the probability that it is right."""

    phones: tuple[Phone, ...]
    confidence: float

    @property
    def start(self) -> Ms:
        """When it begins."""
        return self.phones[0].span.start

    @property
    def end(self) -> Ms:
        """When it is over."""
        return self.phones[-1].span.end


def sung_words(
    words: Sequence[SungWord], graph: Graph, found: Found, first: int, duration: Ms
) -> list[Sung]:
    """The path's states as phones, word by word.

    Args:
        words: of the graph.
        graph: what was searched.
        found: its path.
        first: frame of the song with which the path begins.
        duration: of the song.
    """
    path = found.path
    # A new phone begins where word or position changes; equal neighbours differ in position.
    key = np.stack([graph.word[path], graph.position[path]])
    starts = np.concatenate([[0], np.flatnonzero((key[:, 1:] != key[:, :-1]).any(axis=0)) + 1])
    ends = np.append(starts[1:], len(path))
    phones: list[list[Phone]] = [[] for _ in words]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        state = path[start]
        word = int(graph.word[state])
        if word >= 0:
            label = words[word].pronunciations[graph.variant[state]][graph.position[state]]
            span = Span(_moment(first + start, duration), _moment(first + end, duration))
            phones[word].append(Phone(label, span))
    return [
        Sung(tuple(said), sure)
        for said, sure in zip(phones, found.confidence.tolist(), strict=True)
    ]


def _moment(frame: int, duration: Ms) -> Ms:
    """When a state that begins with ``frame`` begins."""
    return Ms(min(frame * FRAME_MS + BOUNDARY_MS, duration)) if frame else Ms(0)


def frame_of(moment: Ms) -> int:
    """The frame with which a state begins that begins at a moment."""
    return max(0, round((moment - BOUNDARY_MS) / FRAME_MS))


def without_overlap(sung: Sequence[Sung], end: Ms) -> list[Sung]:
    """The same words, the last of them cut off where the next one begins."""
    if not sung or sung[-1].end <= end:
        return list(sung)
    kept = tuple(
        replace(phone, span=Span(phone.span.start, min(phone.span.end, end)))
        for phone in sung[-1].phones
        if phone.span.start < end
    )
    return [*sung[:-1], replace(sung[-1], phones=kept)] if kept else list(sung)
