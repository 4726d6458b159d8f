"""A small world whose answer is planted: words, a graph, and scores that favour a known path."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph, SungWord, build_graph
from aligner.sphinx.model import AcousticModel, load_model, model_folder


@lru_cache(maxsize=1)
def model() -> AcousticModel:
    return load_model(model_folder())


def graph_of(*lines: str) -> Graph:
    """Words as phones joined by ``-``; ``/`` parts pronunciations; one argument a line."""
    words = [
        SungWord(tuple(tuple(way.split("-")) for way in word.split("/")), i == 0)
        for line in lines
        for i, word in enumerate(line.split())
    ]
    return build_graph(
        model(), words, pause_at_line=-2, pause_in_line=-12, pause_rate=0.03, vowel_stay=0.9
    )


def planted_path(graph: Graph, rng: np.random.Generator) -> NDArray[np.int64]:
    """A legal path through every word, with a silence before, between lines and after."""
    path: list[int] = []

    def stay(first: int, last: int) -> None:
        for state in range(first, last + 1):
            path.extend([state] * int(rng.integers(2, 6)))

    stay(graph.silence[0], graph.silence[0] + 2)
    counts = np.diff(graph.first_leaf, append=len(graph.leaf))
    for word in range(graph.words):
        way = graph.first_leaf[word] + int(rng.integers(counts[word]))
        stay(graph.entry[way], graph.leaf[way])
        if rng.random() < 0.3:
            stay(graph.silence[word + 1], graph.silence[word + 1] + 2)
    return np.array(path)


def scores_for(
    graph: Graph, path: NDArray[np.int64], rng: np.random.Generator, margin: float = 12.0
) -> NDArray[np.float32]:
    """Noise, with the planted path's senone ahead in every frame."""
    scores = rng.normal(0, 1, (len(path), len(graph.senones)))
    scores[np.arange(len(path)), graph.column[path]] += margin
    return scores.astype(np.float32)


def log_path(graph: Graph, scores: NDArray[np.float32], scale: float, path: list[int]) -> float:
    """Log probability of a path, straight from the definition; -inf if it is not legal."""
    junction_in = {int(s): j for j, s in enumerate(graph.silence)}
    entry_in = dict(zip(graph.entry.tolist(), graph.entry_junction.tolist(), strict=True))
    leaf_out: dict[int, int] = {}
    counts = np.diff(graph.first_leaf, append=len(graph.leaf))
    for word in range(graph.words):
        for k in range(counts[word]):
            leaf_out[int(graph.leaf[graph.first_leaf[word] + k])] = word + 1
    silence_out = {int(s) + 2: j for j, s in enumerate(graph.silence)}

    def step(a: int | None, b: int) -> float:
        if a is None:
            if b == graph.silence[0]:
                return float(graph.silence_cost[0])
            return 0.0 if entry_in.get(b) == 0 else -np.inf
        best = float(graph.stay[a]) if a == b else -np.inf
        inside = a not in leaf_out and a not in silence_out
        if inside and b == a + 1:
            best = float(graph.leave[a])
        if a in leaf_out:
            if entry_in.get(b) == leaf_out[a]:
                best = float(graph.leave[a])
            if junction_in.get(b) == leaf_out[a]:
                best = float(graph.leave[a] + graph.silence_cost[leaf_out[a]])
        if a in silence_out and entry_in.get(b) == silence_out[a]:
            best = float(graph.leave[a])
        return best

    total, before = 0.0, None
    for t, state in enumerate(path):
        total += step(before, state) + scale * float(scores[t, graph.column[state]])
        before = state
    if before is None or not (
        leaf_out.get(before) == graph.words or silence_out.get(before) == graph.words
    ):
        return -np.inf
    return total + float(graph.leave[before])


def all_paths(graph: Graph, frames: int) -> list[list[int]]:
    """Every legal path of a tiny graph."""
    zero = np.zeros((frames, len(graph.senones)), np.float32)
    out: list[list[int]] = []

    def grow(path: list[int]) -> None:
        if len(path) == frames:
            if np.isfinite(log_path(graph, zero, 1.0, path)):
                out.append(path)
            return
        last = path[-1]
        ends = {*graph.leaf.tolist(), *(graph.silence + 2).tolist()}
        nexts = {last}
        nexts |= {*graph.entry.tolist(), *graph.silence.tolist()} if last in ends else {last + 1}
        for state in sorted(nexts):
            if state < graph.states:
                grow([*path, state])

    for start in sorted({int(graph.silence[0]), *graph.entry.tolist()}):
        grow([start])
    return out
