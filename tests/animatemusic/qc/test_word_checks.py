"""Words at wrong times are found by what is heard there, and by their own order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sample_songs
from aligner.alignment import Alignment
from aligner.formats import read_alignment
from animatemusic.qc.checks import part_of
from animatemusic.qc.findings import Finding
from animatemusic.qc.listening import Heard, listened
from animatemusic.qc.reading import speed_limit
from animatemusic.qc.silence import silence_findings, wordless_findings
from animatemusic.qc.words import word_findings
from media_core.audio import load_audio, open_audio
from media_core.timeline import Ms, Span
from tests.animatemusic.command import write_wav
from tests.animatemusic.qc.footage import lines


@pytest.fixture(scope="module")
def gap(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """Ten seconds of the sample song, with nothing from 5.0 to 8.0 s."""
    song = load_audio(sample_songs.path() / "song.ogg").part(Ms(3000), Ms(13_000))
    samples = song.samples.copy()
    samples[5 * song.rate : 8 * song.rate] = 0
    path = tmp_path_factory.mktemp("gap") / "song.wav"
    write_wav(path, samples, song.rate)
    return listened(open_audio(path))


def codes(words: Alignment, heard: Heard | None = None, end: int | None = None) -> list[str]:
    last = None if end is None else Ms(end)
    return [finding.code for finding in word_findings(words, heard, last)]


def only(words: Alignment) -> Finding:
    (finding,) = word_findings(words, None)
    return finding


def test_words_where_nothing_is_heard_are_named_together(gap: Heard) -> None:
    words = lines(
        [("paper", 300, 700), ("boat", 4000, 4600)],
        [("silent", 5500, 6100), ("moon", 6100, 7500), ("again", 8600, 9000)],
    )
    (quiet,) = silence_findings(words, gap)
    assert (quiet.where, quiet.span) == ('"silent moon"', Span(Ms(5500), Ms(7500)))


def test_no_word_of_the_sample_song_is_in_silence() -> None:
    folder = sample_songs.path()
    words = read_alignment(folder / "truth.json", None)
    heard = listened(open_audio(folder / "song.ogg"))
    assert list(silence_findings(words, heard)) == []


def test_a_voice_without_words_is_noted(gap: Heard) -> None:
    words = lines([("paper", 300, 700)])
    (free,) = wordless_findings(words, gap)
    assert free.severity == "note"
    assert free.span is not None
    assert free.span.start == pytest.approx(1000, abs=50)
    assert free.span.end == pytest.approx(5000, abs=100)


def test_a_line_that_is_too_fast_is_found() -> None:
    fast = lines(
        [("some", 0, 900)],
        [("extraordinarily", 1000, 1200), ("incomprehensible", 1200, 1400)],
        [("more", 1450, 3000)],
    )
    finding = only(fast)
    assert (finding.code, finding.severity) == ("reading-speed", "warning")
    assert finding.span == Span(Ms(1000), Ms(1400))
    assert "up to 20" in finding.text
    alone = lines([("extraordinarily", 1000, 1200), ("incomprehensible", 1200, 1400)])
    assert codes(alone) == [], "captions show it before and after, if nothing else is sung"


def test_marks_are_not_read_apart() -> None:
    # Twelve letters and twelve marks in a second of its own.
    word = "क\u094d" * 12
    busy = lines([("a", 0, 1000)], [(word, 1000, 2000)], [("b", 2000, 3000)])
    assert codes(busy) == []


@pytest.mark.parametrize(
    ("text", "limit"), [("paper moon", 20), ("愛", 9), ("愛してる", 9), ("사랑", 12), ("123", 20)]
)
def test_scripts_have_their_own_speed(text: str, limit: float) -> None:
    assert speed_limit(text) == limit


def test_words_of_one_voice_do_not_overlap() -> None:
    words = lines([("held", 1000, 3000), ("over", 2000, 3500)])
    assert only(words).code == "overlapping-words"
    lead, other = lines([("held", 1000, 3000)], [("oh", 2000, 3500)]).lines
    assert codes(Alignment((lead, replace(other, background=True)), Ms(9000))) == []


def test_words_after_the_end_and_across_it() -> None:
    words = lines([("paper", 1000, 2000)], [("moon", 2600, 3200)], [("boat", 5000, 5500)])
    found = list(word_findings(words, None, Ms(3000)))
    assert [(f.code, f.severity, f.where) for f in found] == [
        ("words-after-end", "error", '"boat"'),
        ("words-after-end", "warning", "moon"),
    ]


def test_words_without_a_time_are_named() -> None:
    words = lines([("paper", 1000, 2000), ("moon", 2000, 3000)])
    line = words.lines[0]
    lost = replace(line, words=(line.words[0], line.words[1].untimed()))
    finding = next(word_findings(replace(words, lines=(lost,)), None))
    assert (finding.code, finding.where) == ("word-without-time", '"moon"')


def test_a_part_has_its_own_clock() -> None:
    words = lines([("paper", 1000, 2000), ("moon", 2500, 4000)], [("boat", 9000, 9500)])
    part = part_of(words, Span(Ms(1500), Ms(3000)))
    assert [(w.text, w.span) for w in part.words()] == [
        ("paper", Span(Ms(0), Ms(500))),
        ("moon", Span(Ms(1000), Ms(1500))),
    ]
    assert part.duration == 1500


def test_people_are_heard_where_they_sing(shared: Path) -> None:
    """No word of a real song, at the time that a person gave it, is taken for silence."""
    folder = shared / "data" / "songs" / "the_one_40_46"
    rows = [line.split(",") for line in (folder / "words.csv").read_text("utf-8").splitlines()[1:]]
    times = [(float(row[0]), float(row[1])) for row in rows]
    words = lines([(f"w{i}", round(1000 * a), round(1000 * b)) for i, (a, b) in enumerate(times)])
    heard = listened(open_audio(folder / "song.mp3"))
    assert len(times) == 20
    assert list(silence_findings(words, heard)) == []
    assert np.isfinite(heard.volume.integrated)
