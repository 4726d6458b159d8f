"""Times that a file tells, as what is known beforehand when a song is aligned.

Files of captions know when lines are sung, files of labels when words are; the embedded aligner
finds the rest inside. Here such a file becomes pins, and what was found inside is put with what
the file says. Pure but for the search, which is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aligner.alignment import Alignment, Line, Word
from aligner.fill import LONGEST_SEARCH_MS, REACHES_MS, Search, sheet_of
from aligner.lyrics import Lyrics
from aligner.pins import ANCHOR_REACH_MS
from aligner.rematch import same_words
from aligner.timed_words import clipped
from media_core.audio import Audio
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span


def line_starts(timed: Alignment) -> list[tuple[Ms, Line]]:
    """The lines that have a time, each with when it begins, in the order of the sheet."""
    return [(line.span.start, line) for line in timed.lines if line.span is not None]


def has_guesses(timed: Alignment) -> bool:
    """Whether the time of any word is only its share of the time of its line."""
    return any(word.guessed for word in timed.words())


def pins_of(timed: Alignment, reach: int = REACHES_MS[0]) -> dict[int, Span]:
    """Where the words of an alignment must begin, by their index.

    A word that was measured begins within ``reach`` milliseconds of its time. Of a line whose
    words are guessed only the first is pinned, as loosely as an anchor.

    >>> word = Word("moon", "moon", (0, 4), Span(Ms(900), Ms(1400)))
    >>> pins_of(Alignment((Line((word, replace(word, guessed=True))),), Ms(2000)))
    {0: Span(start=880, end=921)}
    >>> pins_of(Alignment((Line((replace(word, guessed=True), word.untimed())),), Ms(2000)))
    {0: Span(start=600, end=1200)}
    """
    pins: dict[int, Span] = {}
    for index, word, leads in _words(timed):
        if word.span is None or (word.guessed and not leads):
            continue
        start = word.span.start
        before, after = (ANCHOR_REACH_MS, ANCHOR_REACH_MS) if word.guessed else (reach, reach + 1)
        pins[index] = Span(Ms(max(0, start - before)), Ms(start + after))
    return pins


def _words(timed: Alignment) -> Iterator[tuple[int, Word, bool]]:
    """Index, word, and whether it is the first of a line."""
    index = 0
    for line in timed.lines:
        for i, word in enumerate(line.words):
            yield index, word, i == 0
            index += 1


def pinned_lines(lyrics: Lyrics, timed: Alignment) -> dict[int, Span]:
    """Pins for the lines of a sheet that stand in another alignment too.

    The sheets may differ: words are matched in order. A line is pinned where its first word, as
    the other alignment has it, is found in the sheet.
    """
    others = same_words(lyrics, timed)
    return {
        others[index]: Span(
            Ms(max(0, word.span.start - ANCHOR_REACH_MS)), Ms(word.span.start + ANCHOR_REACH_MS)
        )
        for index, word, leads in _words(timed)
        if leads and word.span is not None and index in others
    }


def measured_locked(timed: Alignment) -> Alignment:
    """The alignment with every measured word locked, from a format that has no locks."""
    return _each(
        timed,
        {
            index: replace(word, locked=True)
            for index, word, _ in _words(timed)
            if word.span is not None and not word.guessed
        },
    )


def solved_inside(timed: Alignment, audio: Audio, search: Search) -> Alignment:
    """Seek the words whose times are guesses, inside their lines; what was measured stays.

    Where the search cannot fit the words in, they keep their guesses.
    """
    if not has_guesses(timed) or audio.duration > LONGEST_SEARCH_MS:
        return timed
    for reach in REACHES_MS:
        try:
            found = list(search(audio, sheet_of(timed), pins_of(timed, reach)).words())
        except LyricsError:  # the words have too little time: let the measured ones give way
            continue
        return _each(timed, dict(_solved(list(timed.words()), found)))
    return timed


def _solved(words: list[Word], found: list[Word]) -> Iterator[tuple[int, Word]]:
    lows = _edges(words)
    for index, word in enumerate(words):
        answer = found[index]
        if not word.guessed or answer.span is None:
            continue
        low, high = lows[index]
        inside = Span(Ms(low), Ms(high)) if low < high else None
        # What the search found in the time of a neighbour that was measured is no use.
        own = clipped(replace(answer, text=word.text, sung=word.sung, chars=word.chars), inside)
        yield index, own if own.span is not None else word


def _edges(words: list[Word]) -> list[tuple[int, int]]:
    """For each word where the measured one before it ends, and the one after it starts."""
    low = 0
    lows: list[int] = []
    for word in words:
        lows.append(low)
        if word.span is not None and not word.guessed:
            low = word.span.end
    high = max((word.span.end for word in words if word.span is not None), default=0) + 60_000
    highs: list[int] = []
    for word in reversed(words):
        highs.append(high)
        if word.span is not None and not word.guessed:
            high = word.span.start
    return list(zip(lows, reversed(highs), strict=True))


def _each(timed: Alignment, changed: Mapping[int, Word]) -> Alignment:
    words = iter([changed.get(index, word) for index, word, _ in _words(timed)])
    lines = tuple(
        replace(line, words=tuple(next(words) for _ in line.words)) for line in timed.lines
    )
    return replace(timed, lines=lines)
