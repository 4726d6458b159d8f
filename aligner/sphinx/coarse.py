"""The same lattice seen from afar: three frames as one, one state a phone.

A ninth of the work, and good enough to say where in a long recording a line may be. Its states are
the middle ones of their phones, with the transitions that they have: three states that last
``1 / (1 - stay)`` frames each are one that lasts as many steps of three frames.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.graph import Graph
from aligner.sphinx.model import STATES, AcousticModel
from aligner.sphinx.senones import senone_scores

Floats = NDArray[np.float32]

STEP = STATES
"""Frames in a coarse one: as many as a phone has states, so that no phone gets too short."""

_STEPS_AT_ONCE = 4096


def coarse_graph(graph: Graph) -> Graph:
    """The lattice with one state a phone."""
    middle = slice(STATES // 2, None, STATES)
    senones, column = np.unique(graph.senones[graph.column[middle]], return_inverse=True)
    return Graph(
        senones=senones,
        column=column.astype(np.int64),
        stay=graph.stay[middle],
        leave=graph.leave[middle],
        word=graph.word[middle],
        variant=graph.variant[middle],
        position=graph.position[middle],
        entry=graph.entry // STATES,
        entry_junction=graph.entry_junction,
        leaf=graph.leaf // STATES,
        silence=graph.silence // STATES,
        silence_cost=graph.silence_cost,
        first_leaf=graph.first_leaf,
        shortest=graph.shortest // STATES,
        depth=1,
    )


def coarse_scores(model: AcousticModel, streams: Floats, graph: Graph) -> Floats:
    """Mean log-likelihoods of three frames each.

    Args:
        model: the speech model.
        streams: ``(3, frames, 13)``.
        graph: of :func:`coarse_graph`.

    Returns:
        ``(frames // 3, senones)`` float32; frames left over at the end are dropped.
    """
    steps = streams.shape[1] // STEP
    out = np.empty((steps, len(graph.senones)), np.float32)
    for first in range(0, steps, _STEPS_AT_ONCE):
        last = min(first + _STEPS_AT_ONCE, steps)
        part = streams[:, first * STEP : last * STEP]
        scores = senone_scores(model, part, graph.senones.tolist())
        out[first:last] = scores.reshape(last - first, STEP, -1).mean(axis=1)
    return out
