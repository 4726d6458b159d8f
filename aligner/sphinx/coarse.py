"""The same lattice seen from afar: three frames as one, one state a phone.

A ninth of the work, and good enough to say where each word may be, so that the closer looks need
to follow a narrow band only. Its states are the middle ones of their phones, with the transitions
that they have: three states that last ``1 / (1 - stay)`` frames each are one that lasts as many
steps of three frames. What a frame of a pause costs, a step costs three times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.chain import Windows
from aligner.sphinx.graph import Graph
from aligner.sphinx.model import STATES, AcousticModel
from aligner.sphinx.posteriors import Posteriors, posteriors
from aligner.sphinx.senones import senone_scores

Floats = NDArray[np.float32]

STEP = STATES
"""Frames in a coarse one: as many as a phone has states, so that no phone gets too short."""

_STEPS_AT_ONCE = 4096

_SCALES = (0.1, 0.06)
"""Of the log-likelihoods of three frames; low, so that doubt shows. At 0.6, the scale of the first
look, words were sure of themselves and 40 s off."""

_RULED_OUT = 5e-4
_MARGIN = 2000
"""A word may begin 20 s before it has begun with this probability, and after. On five songs the
answers are the same as without a band from 15 s on."""

_SURE_REACH = 50
"""Steps: a word is as sure as the share of its onset's mass within 1.5 s."""


@dataclass(frozen=True, eq=False, slots=True)
class Afar:
    """Where the words may be; ``W`` words.

    Attributes:
        windows: in which frames each may begin.
        onset: ``(W,)`` the likely frame.
        sure: ``(W,)`` 0..1, how much of the mass is near that.
        early, late: ``(W,)`` frames by which it has hardly and almost certainly begun.
    """

    windows: Windows
    onset: NDArray[np.int64]
    sure: NDArray[np.float64]
    early: NDArray[np.int64]
    late: NDArray[np.int64]


def look_from_afar(
    model: AcousticModel,
    graph: Graph,
    streams: Floats,
    windows: Windows | None = None,
    known: Floats | None = None,
) -> Afar:
    """Look at a whole recording.

    Args:
        model: the speech model.
        graph: the lattice in full.
        streams: ``(3, frames, 13)``.
        windows: in which frames each word may begin, or None for any.
        known: ``(frames, senones)`` scores of the graph, if they are known already.
    """
    afar = coarse_graph(graph)
    scores = coarse_scores(model, streams, afar, known, graph)
    allowed = _in_steps(windows, len(scores))
    looks = [posteriors(afar, scores, scale, windows=allowed) for scale in _SCALES]
    frames = streams.shape[1]
    first = np.min([look.onsets.quantile(_RULED_OUT) for look in looks], axis=0) * STEP
    last = np.max([look.onsets.quantile(1 - _RULED_OUT) for look in looks], axis=0) * STEP
    band = np.stack([np.maximum(first - _MARGIN, 0), np.minimum(last + _MARGIN, frames)], axis=1)
    if any(look.lost() for look in looks):
        band = np.array([[0, frames]] * graph.words)
    if windows is not None:
        band = np.stack(
            [np.maximum(band[:, 0], windows[:, 0]), np.minimum(band[:, 1], windows[:, 1])], axis=1
        )
        crossed = band[:, 0] >= band[:, 1]  # a person knows better
        band[crossed] = windows[crossed]
    return Afar(
        windows=band,
        onset=looks[-1].onsets.quantile(0.5) * STEP,
        sure=np.min([_mass(look) for look in looks], axis=0),
        early=np.min([look.onsets.quantile(0.01) for look in looks], axis=0) * STEP,
        late=np.max([look.onsets.quantile(0.99) for look in looks], axis=0) * STEP,
    )


def _in_steps(windows: Windows | None, steps: int) -> Windows | None:
    """The same windows in coarse frames, with room for what the coarse lattice rounds."""
    if windows is None:
        return None
    out = np.stack([windows[:, 0] // STEP - 2, -(-windows[:, 1] // STEP) + 2], axis=1)
    return np.clip(out, 0, steps)


def _mass(look: Posteriors) -> NDArray[np.float64]:
    """``(words,)`` how much of each onset's mass lies near its median."""
    near = look.onsets.near(look.onsets.quantile(0.5), _SURE_REACH)
    return np.asarray(near / np.maximum(look.onsets.total, 0.5))


def coarse_graph(graph: Graph) -> Graph:
    """The lattice with one state a phone."""
    middle = slice(STATES // 2, None, STATES)
    senones, column = np.unique(graph.senones[graph.column[middle]], return_inverse=True)
    return Graph(
        senones=senones,
        column=column.astype(np.int64),
        stay=graph.stay[middle] + (STEP - 1) * graph.drag[middle],
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
        drag=STEP * graph.drag[middle],
        depth=1,
    )


def coarse_scores(
    model: AcousticModel,
    streams: Floats,
    afar: Graph,
    known: Floats | None = None,
    graph: Graph | None = None,
) -> NDArray[np.float16]:
    """Mean log-likelihoods of three frames each, below the best senone's.

    Halves are precise to 0.06 where they are 100 below, far less than anything weighs here, and
    an hour of them is 200 MB.

    Args:
        model: the speech model.
        streams: ``(3, frames, 13)``.
        afar: of :func:`coarse_graph`.
        known: scores of the lattice in full, if they are known already.
        graph: that lattice.

    Returns:
        ``(frames // 3, senones)``; frames left over at the end are dropped.
    """
    steps = streams.shape[1] // STEP
    columns = None if graph is None else np.searchsorted(graph.senones, afar.senones)
    out = np.empty((steps, len(afar.senones)), np.float16)
    for first in range(0, steps, _STEPS_AT_ONCE):
        last = min(first + _STEPS_AT_ONCE, steps)
        frames = slice(first * STEP, last * STEP)
        if known is not None and columns is not None:
            scores = known[frames, columns]
        else:
            scores = senone_scores(model, streams[:, frames], afar.senones.tolist())
        mean = scores.reshape(last - first, STEP, -1).mean(axis=1)
        out[first:last] = np.maximum(mean - mean.max(axis=1, keepdims=True), -60_000)
    return out
