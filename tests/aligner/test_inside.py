"""Times that a file tells, as pins for the search, and what was found put with what was told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sample_songs
from aligner.alignment import Alignment, Phone, Word
from aligner.formats import read_alignment, readable, writable
from aligner.formats.rows import in_sheet
from aligner.inside import (
    has_guesses,
    line_starts,
    measured_locked,
    pinned_lines,
    pins_of,
    solved_inside,
)
from aligner.lyrics import Lyrics, parse_lyrics
from aligner.pins import Pins, with_locked
from aligner.pronounce import Pronouncer
from aligner.rematch import rematched, same_words
from aligner.sphinx.aligner import SphinxAligner
from media_core.audio import Audio, load_audio
from media_core.errors import LyricsError
from media_core.timeline import Ms, Span

LRC = "[00:01.00]Paper boat\n[00:03.00]paper moon\n[00:05.00]\n"
SILENCE = Audio(np.zeros((6000, 1), np.int16), 1000, np.zeros(0, np.float32), Path("song.wav"))


def lrc(text: str = LRC) -> Alignment:
    return readable()["lrc"](text.encode(), Ms(6000))


class Search:
    """Finds each word where it is told, and remembers what it was asked."""

    def __init__(self, *spans: tuple[int, int], refusals: int = 0) -> None:
        self.spans = spans
        self.refusals = refusals
        self.asked: list[Pins] = []

    def __call__(self, audio: Audio, lyrics: Lyrics, pins: Pins) -> Alignment:
        self.asked.append(pins)
        if len(self.asked) <= self.refusals:
            raise LyricsError("no time", hint="none")
        words = [
            Word(w.text, w.sung, w.chars, Span(Ms(a), Ms(b)), (), 0.5)
            for w, (a, b) in zip(lyrics.words(), self.spans, strict=True)
        ]
        return _put(words)


def _put(words: list[Word]) -> Alignment:
    lines = lrc().lines
    rest = iter(words)
    return Alignment(
        tuple(replace(line, words=tuple(next(rest) for _ in line.words)) for line in lines),
        Ms(6000),
        "Paper boat\npaper moon",
    )


def test_a_file_of_lines_tells_when_lines_start() -> None:
    assert [(start, line.text) for start, line in line_starts(lrc())] == [
        (1000, "Paper boat"),
        (3000, "paper moon"),
    ]
    assert has_guesses(lrc())
    assert pins_of(lrc()) == {0: Span(Ms(700), Ms(1300)), 2: Span(Ms(2700), Ms(3300))}


def test_guessed_words_are_sought_and_nothing_else_moves() -> None:
    search = Search((1100, 1500), (1500, 1900), (3100, 3500), (3600, 4000))
    found = solved_inside(lrc(), SILENCE, search)
    assert [word.span.start for word in found.words() if word.span] == [1100, 1500, 3100, 3600]
    assert not has_guesses(found)
    assert [word.confidence for word in found.words()] == [0.5] * 4

    words = list(lrc().words())
    told = replace(words[1], span=Span(Ms(1400), Ms(1800)), guessed=False)
    mixed = replace(lrc(), lines=(replace(lrc().lines[0], words=(words[0], told)), lrc().lines[1]))
    found = solved_inside(mixed, SILENCE, search)
    spans = [word.span for word in found.words()]
    assert spans[:2] == [Span(Ms(1100), Ms(1400)), Span(Ms(1400), Ms(1800))]
    assert search.asked[-1][1] == Span(Ms(1380), Ms(1421))


def test_where_the_search_gives_up_the_guesses_stay() -> None:
    search = Search((1100, 1500), (1500, 1900), (3100, 3500), (3600, 4000), refusals=2)
    assert not has_guesses(solved_inside(lrc(), SILENCE, search))
    assert solved_inside(lrc(), SILENCE, Search(refusals=99)) == lrc()


def test_lines_of_another_sheet_are_found_by_their_words() -> None:
    sheet = parse_lyrics("[Verse]\nHello\nPaper boat, oh\npaper sun\n(paper) moon\n")
    pins = pinned_lines(sheet, lrc())
    assert pins[1] == Span(Ms(700), Ms(1300))
    assert list(pins.values())[1:] == [Span(Ms(2700), Ms(3300))]
    assert pinned_lines(parse_lyrics("something else"), lrc()) == {}


def test_times_go_onto_the_words_of_a_sheet() -> None:
    sheet = parse_lyrics("[Verse: Anna]\nPaper boat, paper\nlost moon!\n# singers: Anna\n")
    got = rematched(sheet, lrc()).alignment
    assert [(line.text, line.section) for line in got.lines] == [
        ("Paper boat, paper", "Verse"),
        ("lost moon!", "Verse"),
    ]
    assert [word.span is not None for word in got.words()] == [True, True, True, False, True]
    assert got.transcript == sheet.text
    assert same_words(sheet, lrc()) == {0: 0, 1: 1, 2: 2, 3: 4}


def test_measured_words_are_locked_and_guessed_ones_are_not() -> None:
    text = "[00:01.00]<00:01.00>Paper <00:01.50>boat<00:02.00>\n[00:03.00]paper moon\n"
    locked = measured_locked(lrc(text))
    assert [word.locked for word in locked.words()] == [True, True, False, False]


def test_a_locked_word_without_phones_gets_those_that_were_found() -> None:
    phones = (Phone("M", Span(Ms(0), Ms(100))), Phone("UW", Span(Ms(100), Ms(400))))
    found = Word("moo", "moo", (0, 3), Span(Ms(0), Ms(400)), phones)
    lock = Word("moo", "moo", (0, 3), Span(Ms(1000), Ms(1200)), locked=True)
    song = in_sheet((replace(lrc().lines[0], words=(found,)),), Ms(2000))
    [word] = with_locked(song, {0: lock}).words()
    assert [phone.span for phone in word.phones] == [
        Span(Ms(1000), Ms(1050)),
        Span(Ms(1050), Ms(1200)),
    ]


@pytest.fixture(scope="module")
def verse() -> Audio:
    """The first verse of the sample song: 20 s."""
    return load_audio(sample_songs.path() / "song.ogg").part(Ms(0), Ms(20_000))


def test_words_are_found_inside_the_lines_of_the_sample_song(verse: Audio) -> None:
    truth = read_alignment(sample_songs.path() / "truth.TextGrid", verse.duration)
    sung = [line for line in truth.lines if line.span is not None]
    truth = in_sheet(sung, verse.duration)
    given = readable()["lrc"](writable()["lrc-plain"](truth).encode(), verse.duration)
    search = SphinxAligner(Pronouncer().pronounce).align
    found = solved_inside(given, verse, search)

    def errors(song: Alignment) -> list[int]:
        pairs = zip(truth.words(), song.words(), strict=True)
        return sorted(abs(a.span.start - b.span.start) for a, b in pairs if a.span and b.span)

    assert len(errors(found)) == len(list(truth.words())) >= 18
    assert errors(found)[len(errors(found)) // 2] <= 60 < errors(given)[len(errors(given)) // 2]
    assert all(word.phones for word in found.words())
