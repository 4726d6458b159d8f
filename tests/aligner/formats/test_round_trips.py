"""Written and read again, a song has everything that the format says it carries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment import Alignment
from aligner.formats import FORMATS, Part, detect, readable, writable
from aligner.formats.parts import lost
from aligner.formats.rows import in_sheet
from aligner.gentle_json import read as read_gentle
from aligner.retime import shifted
from media_core.timeline import Ms, Span
from tests.aligner.formats.songs import carried, songs

WITH_WORDS = sorted(n for n in writable() if Part.WORDS in FORMATS[n].carries)
CHECKED_ELSEWHERE = {"animatemusic-json"}


def back(song: Alignment, name: str) -> Alignment:
    """A song, written and read; the length of the song is told where the file cannot."""
    data = writable()[name](song).encode()
    known = None if Part.DURATION in FORMATS[name].carries else song.duration
    return readable()[name](data, known)


@pytest.mark.parametrize("name", sorted(set(WITH_WORDS) - CHECKED_ELSEWHERE))
@given(st.data())
@settings(max_examples=60)
def test_all_that_a_format_carries_comes_back(name: str, data: st.DataObject) -> None:
    song = data.draw(songs(name))
    wanted, got = carried(song, name), back(song, name)
    if Part.UNTIMED not in FORMATS[name].carries:
        assert [w.text for w in got.words()] == [w.text for w in wanted.words()]
        if Part.LINES in FORMATS[name].carries:
            # A word that had no time may have one now; nothing else is touched by it.
            wanted, got = without_untimed(wanted, wanted), without_untimed(got, wanted)
        else:
            pairs = zip(wanted.words(), got.words(), strict=True)
            assert all(a.span == b.span for a, b in pairs if a.span is not None)
            return
    assert got == wanted


def without_untimed(song: Alignment, like: Alignment) -> Alignment:
    """A song without the words that have no time in another one."""
    lines = [
        replace(
            line, words=tuple(w for w, k in zip(line.words, known.words, strict=True) if k.span)
        )
        for line, known in zip(song.lines, like.lines, strict=True)
    ]
    return in_sheet(lines, song.duration)


@given(songs("srt"))
def test_srt_keeps_the_times_of_lines_and_says_that_words_are_guessed(song: Alignment) -> None:
    got = back(song, "srt")
    wanted = carried(song, "srt")
    assert [(line.text, line.span) for line in got.lines] == [
        (line.text, line.span) for line in wanted.lines
    ]
    assert all(word.guessed or word.span is None for word in got.words())
    assert all(word.confidence is None for word in got.words())
    assert back(got, "srt") == got


@given(songs("lrc-plain"))
def test_plain_lrc_keeps_the_starts_of_lines(song: Alignment) -> None:
    got = back(song, "lrc-plain")
    wanted = carried(song, "lrc-plain")
    assert [(line.text, line.words[0].span.start) for line in got.lines if line.words[0].span] == [
        (line.text, line.span.start) for line in wanted.lines if line.span
    ]
    assert all(word.guessed for word in got.words())


@pytest.mark.parametrize("name", sorted(writable()))
def test_whole_lines_without_a_time_lose_no_word(name: str) -> None:
    song = in_sheet(
        read_gentle('{"words": [{"word": "a", "case": "success", "start": 1, "end": 2}]}').lines,
        Ms(9000),
    )
    lone = replace(song.lines[0], words=(song.lines[0].words[0].untimed(),))
    song = in_sheet((lone, song.lines[0], lone, lone), Ms(9000))
    got = back(song, name)
    if name == "textgrid":  # a tier of words has no place for it
        assert [line.text for line in got.lines] == ["a"]
        return
    assert [w.text for w in got.words()] == ["a"] * 4
    assert Span(Ms(1000), Ms(2000)) in [w.span for w in got.words()] or name == "lrc-plain"


@pytest.mark.parametrize("name", sorted(n for n in writable() if FORMATS[n].step > 1))
@given(st.data(), st.integers(1, 9))
@settings(max_examples=25)
def test_off_the_grid_a_time_moves_by_half_a_step(name: str, data: st.DataObject, by: int) -> None:
    song = data.draw(songs(name))
    song = shifted(replace(song, duration=Ms(song.duration + 10)), by)
    got, step = back(song, name), FORMATS[name].step
    for a, b in zip(carried(song, name).lines, got.lines, strict=True):
        assert a.text == b.text
        assert a.span is not None
        assert b.span is not None
        assert abs(a.span.start - b.span.start) <= step / 2


@pytest.mark.parametrize("name", sorted(writable()))
def test_the_real_gentle_song_goes_into_every_format(name: str, shared: Path) -> None:
    song = read_gentle((shared / "data/gentle/real_song.json").read_bytes())
    text = writable()[name](song)
    assert detect(Path("song"), text.encode()) == name
    got = readable()[name](text.encode(), song.duration)
    assert [w.text for w in got.words()] == [w.text for w in song.words()]
    if Part.WORDS in FORMATS[name].carries:
        pairs = list(zip(song.words(), got.words(), strict=True))
        same = sum(a.span == b.span for a, b in pairs)
        assert same >= 131  # of 133: the word not found, and the one it shares a note with
    if name == "gentle-json":
        assert got == song


@given(songs("csv"), st.sampled_from(sorted(n for n in writable() if FORMATS[n].step == 1)))
def test_what_is_said_to_be_lost_is_all_that_is_lost(song: Alignment, name: str) -> None:
    missing = set(lost(song, FORMATS[name].carries))
    assert missing.isdisjoint(part.value for part in FORMATS[name].carries)
    if not missing and name not in ("animatemusic-json",):
        assert back(song, name) == song
