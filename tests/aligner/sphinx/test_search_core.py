from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from aligner.sphinx.between import path_between
from aligner.sphinx.coarse import coarse_graph
from aligner.sphinx.graph import Graph
from aligner.sphinx.onsets import OnsetCollector, Onsets
from aligner.sphinx.posteriors import Posteriors, posteriors
from aligner.sphinx.search import confidence, in_order, shortest_words
from aligner.sphinx.senones import senone_scores
from aligner.sphinx.viterbi import best_path
from tests.aligner.sphinx.small import (
    all_paths,
    graph_of,
    log_path,
    model,
    planted_path,
    scores_for,
)

TINY = "AH B/AH"


def onsets_on(graph: Graph, path: NDArray[np.int64]) -> NDArray[np.int64]:
    """First frame of each word on a path."""
    words = graph.word[path]
    return np.array([np.flatnonzero(words == word)[0] for word in range(graph.words)])


def dense(onsets: Onsets) -> NDArray[np.float64]:
    """``(frames, words)``, zeros included."""
    out = np.zeros((onsets.frames, len(onsets.total)))
    for word, (first, last) in enumerate(pairwise(onsets.first.tolist())):
        out[onsets.frame[first:last], word] = onsets.mass[first:last]
    return out


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), words=st.integers(1, 6), reach=st.integers(0, 12))
def test_sparse_onsets_say_what_dense_ones_would(seed: int, words: int, reach: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.random((30, words)) * (rng.random((30, words)) < 0.3)
    table /= np.maximum(table.sum(axis=0), 1e-9)
    collector = OnsetCollector(30, np.zeros(words))
    for frame in rng.permutation(30).tolist():
        collector.add(frame, table[frame])
    onsets = collector.finished()
    np.testing.assert_allclose(dense(onsets), table, atol=1e-6)
    np.testing.assert_allclose(onsets.total, table.sum(axis=0))
    median = onsets.quantile(0.5)
    below = np.cumsum(table, axis=0)
    for word in np.flatnonzero(onsets.total > 0).tolist():
        assert below[median[word], word] >= 0.5 - 1e-5
        assert median[word] == 0 or below[median[word] - 1, word] <= 0.5 + 1e-5
    centre = rng.integers(0, 30, words)
    for word, mass in enumerate(onsets.near(centre, reach).tolist()):
        low, high = max(0, centre[word] - reach), centre[word] + reach + 1
        assert mass == pytest.approx(table[low:high, word].sum(), abs=1e-5)


def test_equal_neighbours_have_states_of_their_own() -> None:
    graph = graph_of("N-OW N-OW N-OW")
    assert graph.words == 3
    assert [int((graph.word == w).sum()) for w in range(3)] == [6, 6, 6]


def test_pauses_are_cheap_only_at_lines() -> None:
    graph = graph_of("AH B", "K AH")
    assert graph.silence_cost.tolist() == [-2, -12, -2, -12, -2]


@pytest.mark.parametrize("look", ["closely", "from afar"])
def test_the_first_word_of_a_line_does_not_stay_behind_in_a_solo(look: str) -> None:
    graph = graph_of("K-AE-T", "M-UW-N B-OW-T")
    if look == "from afar":
        graph = coarse_graph(graph)
    unit = 3 if look == "from afar" else 1
    frames = 1500 // unit
    scores = np.zeros((frames, len(graph.senones)), np.float32)
    scores[:, graph.column[graph.word < 0]] = 0.3

    def sing(word: int, first: int, score: float) -> None:
        """A word that begins with a frame, each of its states six steps long."""
        for i, state in enumerate(range(graph.entry[word], graph.leaf[word] + 1)):
            scores[first // unit + 6 * i :][:6, graph.column[state]] += score

    length = 3 * 3 * 6
    sing(0, 10, 4.0)
    sing(1, 200, 2.0)  # a guitar that sounds like the word, and better than the singer
    sing(1, 1200, 1.6)
    sing(2, 1200 + length, 4.0)
    seen = posteriors(graph, scores * unit, 1.0)
    begin = int(seen.onsets.quantile(0.5)[1]) * unit
    assert abs(begin - 1200) <= 12


def test_a_pause_between_two_vocalises_costs_no_more_the_longer_it_lasts() -> None:
    graph = graph_of("UW UW AH-HH L-AH")
    dragged = [bool(graph.drag[state]) for state in graph.silence]
    assert dragged == [False, False, False, True, False]


def test_the_shortest_path_takes_the_shortest_pronunciations() -> None:
    assert graph_of("AH-B/AH", "K").shortest == 6


def test_senone_scores_follow_the_definition() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(0, 5, (3, 4, 13)).astype(np.float32)
    senones = [3, 700, 5000]
    got = senone_scores(model(), x, senones)
    for column, senone in enumerate(senones):
        book = model().codebook_of_senone[senone]
        for t in range(4):
            total = 0.0
            for stream in range(3):
                mean = model().means[book, stream].astype(np.float64)
                variance = model().variances[book, stream].astype(np.float64)
                log = -0.5 * ((x[stream, t] - mean) ** 2 / variance)
                log = (log - 0.5 * np.log(2 * np.pi * variance)).sum(axis=1)
                total += np.logaddexp.reduce(log + model().log_weights[stream, :, senone])
            assert got[t, column] == pytest.approx(total, abs=1e-2)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_planted_path_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = graph_of("M-UW-N/M-AH B-OW-T", "N-OW N-OW", "AH")
    path = planted_path(graph, rng)
    found = best_path(graph, scores_for(graph, path, rng), 1.0)
    # Phones with the same senones in their middle cannot be told apart; words can.
    assert (graph.word[found] == graph.word[path]).mean() > 0.95


def test_the_best_path_is_the_best_of_all_paths() -> None:
    graph = graph_of(TINY)
    rng = np.random.default_rng(5)
    for _ in range(5):
        scores = rng.normal(0, 3, (9, len(graph.senones))).astype(np.float32)
        every = all_paths(graph, 9)
        best = max(every, key=lambda path: log_path(graph, scores, 0.7, path))
        found = best_path(graph, scores, 0.7).tolist()
        assert log_path(graph, scores, 0.7, found) == pytest.approx(
            log_path(graph, scores, 0.7, best), abs=1e-4
        )


def test_posteriors_are_sums_over_all_paths() -> None:
    graph = graph_of(TINY)
    rng = np.random.default_rng(6)
    frames = 10
    scores = rng.normal(0, 2, (frames, len(graph.senones))).astype(np.float32)
    bonus = rng.normal(0, 1, frames).astype(np.float32)
    every = all_paths(graph, frames)
    logs = np.array([log_path(graph, scores, 0.5, path) for path in every])
    logs += [sum(bonus[t] for t, s in enumerate(path) if graph.word[s] < 0) for path in every]
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    silence = np.zeros(frames)
    onset = np.zeros((frames, graph.words))
    for path, share in zip(every, weight, strict=True):
        words = graph.word[path]
        silence[words < 0] += share
        for word in range(graph.words):
            onset[np.flatnonzero(words == word)[0], word] += share
    got = posteriors(graph, scores, 0.5, silence_bonus=bonus, occupancy=True)
    np.testing.assert_allclose(got.silence, silence, atol=1e-5)
    np.testing.assert_allclose(dense(got.onsets), onset, atol=1e-5)
    assert got.occupied is not None
    passed = np.zeros(scores.shape)
    for path, share in zip(every, weight, strict=True):
        np.add.at(passed, (np.arange(frames), graph.column[path]), share)
    columns, whole = np.arange(scores.shape[1]), np.ones(frames, bool)
    when, table = got.occupied.of(columns, whole)
    assert when.tolist() == list(range(frames))
    np.testing.assert_allclose(table, np.where(passed > 1e-3, passed, 0), atol=1.1e-3)


def test_a_word_begins_only_in_its_window() -> None:
    graph = graph_of(TINY)
    rng = np.random.default_rng(9)
    frames = 10
    scores = rng.normal(0, 2, (frames, len(graph.senones))).astype(np.float32)
    windows = np.array([[0, 4], [5, 7]])
    every = [
        path
        for path in all_paths(graph, frames)
        if all(
            first <= np.flatnonzero(graph.word[path] == word)[0] < last
            for word, (first, last) in enumerate(windows)
        )
    ]
    logs = np.array([log_path(graph, scores, 0.5, path) for path in every])
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    onset = np.zeros((frames, graph.words))
    for path, share in zip(every, weight, strict=True):
        for word in range(graph.words):
            onset[np.flatnonzero(graph.word[path] == word)[0], word] += share
    got = posteriors(graph, scores, 0.5, windows=windows)
    np.testing.assert_allclose(dense(got.onsets), onset, atol=1e-5)


def test_posteriors_keep_their_mass_over_many_blocks() -> None:
    rng = np.random.default_rng(7)
    graph = graph_of(*["M-UW-N B-OW-T N-OW"] * 12)
    path = planted_path(graph, rng)
    seen = posteriors(graph, scores_for(graph, path, rng, margin=4.0), 0.5)
    assert len(path) > 3 * 128
    assert not seen.lost()
    np.testing.assert_allclose(seen.onsets.total, 1.0, atol=1e-4)
    error = np.abs(seen.onsets.quantile(0.5) - onsets_on(graph, path))
    assert np.median(error) <= 1


def test_words_begin_exactly_where_they_are_told_to() -> None:
    rng = np.random.default_rng(8)
    graph = graph_of("M-UW-N B-OW-T", "N-OW")
    scores = rng.normal(0, 1, (90, len(graph.senones))).astype(np.float32)
    onsets = np.array([5, 33, 60])
    found = path_between(graph, scores, 1.0, onsets)
    assert onsets_on(graph, found).tolist() == [5, 33, 60]


def test_between_onsets_runs_the_best_of_all_paths_that_keep_them() -> None:
    graph = graph_of(TINY)
    rng = np.random.default_rng(15)
    for _ in range(5):
        scores = rng.normal(0, 3, (10, len(graph.senones))).astype(np.float32)
        bonus = rng.normal(0, 3, 10).astype(np.float32)
        onsets = np.array([0, 5])

        def worth(
            path: list[int],
            scores: NDArray[np.float32] = scores,
            bonus: NDArray[np.float32] = bonus,
        ) -> float:
            return log_path(graph, scores, 0.7, path) + float(bonus[graph.word[path] < 0].sum())

        every = [
            path
            for path in all_paths(graph, 10)
            if onsets_on(graph, np.array(path)).tolist() == onsets.tolist()
        ]
        found = path_between(graph, scores, 0.7, onsets, silence_bonus=bonus).tolist()
        assert worth(found) == pytest.approx(max(map(worth, every)), abs=1e-4)


def test_too_few_frames_are_refused() -> None:
    graph = graph_of("M-UW-N")
    with pytest.raises(ValueError, match="cannot hold"):
        best_path(graph, np.zeros((8, len(graph.senones)), np.float32), 1.0)


@given(onsets=st.lists(st.integers(-5, 130), min_size=5, max_size=5))
def test_onsets_are_put_in_order_with_room_for_each_word(onsets: list[int]) -> None:
    graph: Graph = graph_of("M-UW-N B-OW-T/B-OW", "N-OW AH", "K")
    lengths = shortest_words(graph)
    assert lengths.tolist() == [9, 6, 6, 3, 3]
    fixed = in_order(np.array(onsets), graph, 100)
    assert fixed[0] >= 0
    assert (np.diff(fixed) >= lengths[:-1]).all()
    assert fixed[-1] + lengths[-1] <= 100


def test_onsets_in_order_stay_as_they_are() -> None:
    graph = graph_of("M-UW-N B-OW-T", "N-OW")
    assert in_order(np.array([4, 20, 50]), graph, 80).tolist() == [4, 20, 50]


def test_a_word_is_as_sure_as_words_like_it_turned_out() -> None:
    """Mass alone is too sure: 99 of 100 within 0.3 s is right in 87 of 100 words."""
    masses = [1.0, 0.99, 0.75, 0.5, 0.0]
    near, far = 50, 90
    collector = OnsetCollector(100, np.zeros(6))
    collector.add(near, np.array([*masses, 0.4]))
    collector.add(far, np.array([*(1 - mass for mass in masses), 0.0]))
    seen = Posteriors(np.zeros(100, np.float32), collector.finished(), None)
    sure = confidence(seen, np.full(6, near))
    lost = 0.0  # the last word could not be followed
    np.testing.assert_allclose(sure, [1.0, 0.870, 0.571, 0.485, 0.4, lost], atol=5e-4)
