"""Long recordings are cut where a look from afar is sure."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import sample_songs
from aligner import gentle_json
from aligner.lyrics import parse_lyrics
from aligner.pronounce import Pronouncer
from aligner.sphinx.aligner import SphinxAligner
from aligner.sphinx.coarse import Afar, coarse_graph, look_from_afar
from aligner.sphinx.parts import Lengths, Part, parts_of
from media_core.audio import Audio, load_audio, to_speech
from tests.aligner.sphinx.small import graph_of, model

MINUTE = 6_000
WORDS_A_LINE = 5


def afar(onset: NDArray[np.int64], sure: NDArray[np.float64], frames: int) -> Afar:
    """Every word is followed by doubt of one second on either side."""
    windows = np.stack([onset - 100, onset + 101], axis=1)
    return Afar(np.clip(windows, 0, frames), onset, sure, np.maximum(onset - 100, 0), onset + 100)


def evenly(minutes: float, lines: int) -> tuple[Afar, list[int], int]:
    frames = int(minutes * MINUTE)
    words = lines * WORDS_A_LINE
    onset = np.linspace(500, frames - 800, words).astype(np.int64)
    return afar(onset, np.ones(words), frames), list(range(0, words, WORDS_A_LINE)), frames


def check(parts: list[Part], words: int, frames: int) -> None:
    """The parts answer for every word once, in order, and lie in the recording."""
    edges = [part.words for part in parts]
    assert edges[0][0] == 0
    assert edges[-1][1] == words
    assert all(a[1] == b[0] for a, b in pairwise(edges))
    for part in parts:
        assert part.words[0] < part.words[1]
        assert part.sought[0] <= part.words[0]
        assert part.sought[1] >= part.words[1]
        assert 0 <= part.frames[0] < part.frames[1] <= frames


def test_a_song_is_one_part() -> None:
    look, lines, frames = evenly(7.9, 60)
    assert parts_of(look, lines, frames, Lengths()) == [Part((0, 300), (0, 300), (0, frames))]


def test_an_hour_is_cut_into_parts_of_a_few_minutes() -> None:
    look, lines, frames = evenly(60, 600)
    parts = parts_of(look, lines, frames, Lengths())
    check(parts, 3000, frames)
    lengths = [(part.frames[1] - part.frames[0]) / MINUTE for part in parts]
    assert max(lengths) < 6
    assert len(parts) >= 10


def test_every_part_has_a_line_of_its_neighbours() -> None:
    look, lines, frames = evenly(20, 200)
    for part in parts_of(look, lines, frames, Lengths())[1:-1]:
        assert part.words[0] - part.sought[0] == WORDS_A_LINE
        assert part.sought[1] - part.words[1] == WORDS_A_LINE


def test_a_long_pause_is_not_searched() -> None:
    onset = np.concatenate([np.arange(50) * 100 + 3000, np.arange(50) * 100 + 200_000])
    look = afar(onset, np.ones(100), 300_000)
    parts = parts_of(look, list(range(0, 100, 5)), 300_000, Lengths())
    check(parts, 100, 300_000)
    assert [part.words for part in parts] == [(0, 50), (50, 100)]
    assert sum(part.frames[1] - part.frames[0] for part in parts) < 20_000


def test_doubtful_lines_are_not_cut_at_unless_a_part_gets_too_long() -> None:
    look, lines, frames = evenly(20, 200)
    unsure = afar(look.onset, np.full(1000, 0.5), frames)
    parts = parts_of(unsure, lines, frames, Lengths())
    check(parts, 1000, frames)
    assert all(part.frames[1] - part.frames[0] < 12 * MINUTE for part in parts)
    assert len(parts) < len(parts_of(look, lines, frames, Lengths()))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), lines=st.integers(1, 80), minutes=st.integers(9, 90))
def test_any_recording_is_cut_into_legal_parts(seed: int, lines: int, minutes: int) -> None:
    rng = np.random.default_rng(seed)
    frames = minutes * MINUTE
    starts = np.unique(np.append(rng.integers(0, 4 * lines, lines), 0))
    words = int(starts[-1]) + int(rng.integers(1, 5))
    onset = np.sort(rng.integers(0, frames - 10, words))
    parts = parts_of(afar(onset, rng.random(words), frames), starts.tolist(), frames, Lengths())
    check(parts, words, frames)


def test_the_lattice_from_afar_has_a_state_a_phone() -> None:
    graph = graph_of("N-OW N-OW/N-AH", "M")
    small = coarse_graph(graph)
    assert small.states * 3 == graph.states
    assert small.words == graph.words
    assert (small.word[small.leaf] == graph.word[graph.leaf]).all()
    assert small.shortest * 3 == graph.shortest


def test_a_look_from_afar_keeps_to_what_a_person_says() -> None:
    graph = graph_of("M-UW-N", "N-OW")
    streams = np.random.default_rng(3).normal(0, 5, (3, 600, 13)).astype(np.float32)
    pinned = np.array([[0, 600], [400, 405]])
    look = look_from_afar(model(), graph, streams, pinned)
    assert look.windows[1].tolist() == [400, 405]
    assert look.windows[0, 1] <= 600


def test_a_recording_in_parts_is_aligned_as_well_as_a_song() -> None:
    folder = sample_songs.path()
    song = load_audio(folder / "song.ogg")
    truth = gentle_json.read((folder / "truth.json").read_bytes(), duration=song.duration)
    times = 2
    samples = np.concatenate([song.samples] * times)
    concert = Audio(samples, song.rate, to_speech(samples, song.rate), Path("concert.wav"))
    sheet = parse_lyrics("\n\n".join([(folder / "lyrics.txt").read_text("utf-8")] * times))
    told: list[tuple[str, float]] = []
    engine = SphinxAligner(
        Pronouncer().pronounce,
        lengths=Lengths(whole=4000, wished=2400, least=1500, pause=1500),
        progress=lambda stage, share: told.append((stage, share)),
    )
    found = engine.align(concert, sheet)
    expected = [
        word.span.start + i * song.duration
        for i in range(times)
        for word in truth.words()
        if word.span
    ]
    got = [word.span.start for word in found.words() if word.span]
    assert len(got) == len(expected)
    errors = np.abs(np.array(got) - np.array(expected))
    assert (errors <= 300).mean() >= 0.9
    shares = [share for stage, share in told if stage == "Aligning"]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
