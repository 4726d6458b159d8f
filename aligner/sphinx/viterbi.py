"""The best path through the lattice, searched whole: no beam, nothing is pruned.

A beam loses songs for good: one badly sung line, and the right path is gone. The whole lattice of
a pop song is 6,000 states by 16,000 frames; numpy walks it in about two seconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph

_SILENT = 0x80
"""Flag in a junction's note: what it opened came through the silence. The rest is the variant."""


def best_path(
    graph: Graph,
    scores: NDArray[np.float32],
    scale: float,
) -> NDArray[np.int64]:
    """The most probable state of each frame.

    Args:
        graph: the lattice.
        scores: ``(frames, len(graph.senones))`` log-likelihoods.
        scale: weight of the log-likelihoods against the transitions.

    Returns:
        ``(frames,)`` state indices.

    Raises:
        ValueError: there are fewer frames than the shortest path needs.
    """
    frames = len(scores)
    if frames < graph.shortest:
        raise ValueError(f"{frames} frames cannot hold {graph.shortest} states")
    states, junctions = graph.states, graph.words + 1
    moved = np.zeros((frames, -(-states // 8)), np.uint8)  # one bit a state: stayed or moved
    came_from = np.zeros((frames, junctions), np.uint8)

    # Leaves as a (words, most variants) table: padded with a state that is never reached.
    counts = np.diff([*graph.first_leaf.tolist(), len(graph.leaf)])
    variant = np.arange(len(graph.leaf)) - np.repeat(graph.first_leaf, counts)
    table = np.full((graph.words, int(counts.max())), states)
    table[np.repeat(np.arange(graph.words), counts), variant] = graph.leaf
    leave = np.append(graph.leave, np.float32(0))
    table_leave = leave[table]
    silence_last = graph.silence_last
    silence_leave = graph.leave[silence_last]
    row = np.arange(graph.words)

    score = np.full(states + 1, -np.inf, np.float32)
    gathered = np.full(junctions, -np.inf, np.float32)
    arrive = np.full(states, -np.inf, np.float32)
    stay, go = graph.stay, graph.leave[:-1]
    for t in range(frames):
        current = score[:-1]
        if t == 0:
            gathered[0] = 0.0
            opened = gathered
        else:
            exits = score[table] + table_leave
            best = exits.argmax(axis=1)
            gathered[0] = -np.inf
            gathered[1:] = exits[row, best]
            through = current[silence_last] + silence_leave
            silent = through > gathered
            opened = np.where(silent, through, gathered)
            came_from[t, 1:] = best
            came_from[t] |= silent * np.uint8(_SILENT)
        np.add(current[:-1], go, out=arrive[1:])
        arrive[graph.entry] = opened[graph.entry_junction]
        arrive[graph.silence] = gathered + graph.silence_cost
        held = current + stay
        better = arrive > held
        moved[t] = np.packbits(better)
        score[:-1] = np.where(better, arrive, held) + scale * scores[t, graph.column]
        if t % 200 == 0:  # float32 keeps 7 digits: stay near zero
            score -= score.max()

    # The song ends after the last word or in the silence behind it.
    exits = score[table[-1]] + table_leave[-1]
    if score[silence_last[-1]] + silence_leave[-1] > exits.max():
        state = int(silence_last[-1])
    else:
        state = int(table[-1][exits.argmax()])
    return _trace(graph, moved, came_from, table, state)


def _trace(
    graph: Graph,
    moved: NDArray[np.uint8],
    came_from: NDArray[np.uint8],
    table: NDArray[np.int64],
    state: int,
) -> NDArray[np.int64]:
    """Walk back from the last state."""
    silences = {s: j for j, s in enumerate(graph.silence.tolist())}
    junction_of = silences | dict(
        zip(graph.entry.tolist(), graph.entry_junction.tolist(), strict=True)
    )
    path = np.zeros(len(moved), np.int64)
    for t in range(len(moved) - 1, -1, -1):
        path[t] = state
        if not moved[t, state >> 3] >> (7 - (state & 7)) & 1:
            continue
        junction = junction_of.get(state)
        if junction is None:
            state -= 1
        elif t:
            note = int(came_from[t, junction])
            if note & _SILENT and state not in silences:
                state = int(graph.silence_last[junction])
            else:
                state = int(table[junction - 1, note & ~_SILENT])
    return path
