"""The model bent towards this singer: maximum a posteriori adaptation of the means.

Source: Gauvain & Lee 1994, "Maximum a posteriori estimation for multivariate Gaussian mixture
observations of Markov chains".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import VOWELS
from aligner.sphinx.graph import Graph
from aligner.sphinx.model import AcousticModel
from aligner.sphinx.occupancy import Occupancy
from aligner.sphinx.senones import gaussians

_PRIOR = 30.0
"""How many frames of evidence the speech model's own mean is worth."""

LEAST_FRAMES = 2000
"""20 s of sure singing; with less, the means follow the band."""

VOICED = VOWELS | frozenset(
    ("B", "D", "DH", "G", "JH", "L", "M", "N", "NG", "R", "V", "W", "Y", "Z", "ZH")
)
"""Unvoiced consonants are noise, and in a mix the drums' noise: adapting them does harm."""


def bent_columns(model: AcousticModel, graph: Graph) -> NDArray[np.int64]:
    """Which of the graph's senones an adaptation changes."""
    voiced = [model.index[phone] for phone in VOICED]
    return np.flatnonzero(np.isin(model.codebook_of_senone[graph.senones], voiced))


def adapted(
    model: AcousticModel,
    graph: Graph,
    features: NDArray[np.float32],
    occupied: Occupancy,
    sure: NDArray[np.bool_],
) -> AcousticModel:
    """The model with the means of its voiced phones moved towards the song.

    Args:
        model: as read from its files.
        graph: whose senones ``occupied`` speaks of.
        features: ``(3, frames, 13)``.
        occupied: posterior of each senone.
        sure: ``(frames,)`` which frames may be learned from.
    """
    if sure.sum() < LEAST_FRAMES:
        return model
    books = model.codebook_of_senone[graph.senones]
    means = model.means.copy()
    for phone in sorted(VOICED):
        book = model.index[phone]
        columns = np.flatnonzero(books == book)
        if len(columns) == 0:
            continue
        frames, share = occupied.of(columns, sure)
        if len(frames) == 0:
            continue
        for stream in range(3):
            seen = features[stream, frames]
            gamma = _densities(model, book, stream, seen, graph.senones[columns], share)
            mass = gamma.sum(axis=0)[:, None]
            total = gamma.T @ seen
            means[book, stream] = (_PRIOR * model.means[book, stream] + total) / (_PRIOR + mass)
    return replace(model, means=means)


def _densities(
    model: AcousticModel,
    book: int,
    stream: int,
    seen: NDArray[np.float32],
    senones: NDArray[np.int64],
    share: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How much each of the 128 densities answers for each frame, over all senones."""
    matrix, constant = gaussians(model, book, stream)
    logs = np.concatenate([seen * seen, seen], axis=1) @ matrix + constant
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights = np.exp(model.log_weights[stream][:, senones])  # (128, senones)
    mixed = likelihood @ weights
    return np.asarray(likelihood * ((share / np.maximum(mixed, 1e-30)) @ weights.T))
