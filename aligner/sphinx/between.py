"""The best path where the onsets of all words are known: word by word.

Between its onset and that of the next word there is one word and the silence behind it, twenty
states instead of thousands, so that this costs next to nothing beside a search.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph

Floats = NDArray[np.float32]


def path_between(
    graph: Graph,
    scores: Floats,
    scale: float,
    onsets: NDArray[np.int64],
    *,
    silence_bonus: Floats | None = None,
) -> NDArray[np.int64]:
    """The most probable state of each frame, with every word at its onset.

    Args:
        graph: the lattice.
        scores: ``(frames, len(graph.senones))`` log-likelihoods.
        scale: weight of the log-likelihoods against the transitions.
        onsets: ``(words,)`` ascending, each with room for the shortest pronunciation.
        silence_bonus: ``(frames,)`` added to all silence states, or None.

    Returns:
        ``(frames,)`` state indices.

    Raises:
        ValueError: a word has no room.
    """
    frames = len(scores)
    bonus = np.zeros(frames, np.float32) if silence_bonus is None else silence_bonus
    path = np.empty(frames, np.int64)
    begin = int(onsets[0])
    # The silence before the first word is passed through at an even pace: nothing depends on it.
    steps = np.arange(begin) * graph.depth // max(begin, 1)
    path[:begin] = int(graph.silence[0]) + steps
    for word, (first, last) in enumerate(
        zip(onsets.tolist(), [*onsets[1:].tolist(), frames], strict=True)
    ):
        path[first:last] = _word_path(graph, word, scores[first:last], scale, bonus[first:last])
    return path


def _word_path(
    graph: Graph, word: int, scores: Floats, scale: float, bonus: Floats
) -> NDArray[np.int64]:
    """The best path through a word and the silence after it, if there is one."""
    base = int(graph.silence[word]) + graph.depth
    silence = int(graph.silence[word + 1]) - base
    states = slice(base, base + silence + graph.depth)
    end = int(graph.first_leaf[word + 1]) if word + 1 < graph.words else len(graph.leaf)
    ways = slice(int(graph.first_leaf[word]), end)
    entry, leaf = graph.entry[ways] - base, graph.leaf[ways] - base
    stay, leave = graph.stay[states], graph.leave[states]
    fit = scale * scores[:, graph.column[states]]
    fit[:, silence:] += bonus[:, None]

    frames = len(scores)
    moved = np.zeros(fit.shape, bool)
    chosen = np.zeros(frames, np.int64)
    score = np.full(fit.shape[1], -np.inf, np.float32)
    score[entry] = fit[0, entry] if frames else 0.0
    arrive = np.empty_like(score)
    for t in range(1, frames):
        arrive[1:] = score[:-1] + leave[:-1]
        arrive[entry] = -np.inf
        exits = score[leaf] + leave[leaf]
        chosen[t] = way = int(exits.argmax())
        arrive[silence] = exits[way] + graph.silence_cost[word + 1]
        held = score + stay
        moved[t] = arrive > held
        score = np.maximum(arrive, held) + fit[t]

    ends = np.append(leaf, len(score) - 1)
    finish = score[ends] + leave[ends]
    state = int(ends[finish.argmax()])
    if not np.isfinite(finish.max()):
        raise ValueError(f"{frames} frames cannot hold word {word}")
    path = np.empty(frames, np.int64)
    for t in range(frames - 1, -1, -1):
        path[t] = state
        if moved[t, state]:
            state = int(leaf[chosen[t]]) if state == silence else state - 1
    return path + base
