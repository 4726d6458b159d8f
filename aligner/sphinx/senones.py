"""How well each frame fits each state of the model.

A senone's score is the sum over the three feature streams of the log of its mixture of 128
diagonal Gaussians; the Gaussians belong to the codebook of its phone, the weights to the senone.
No density is pruned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.model import AcousticModel

Floats = NDArray[np.float32]

_FRAMES_AT_ONCE = 1024
"""128 densities of so many frames are half a megabyte, which stays in a core's own cache."""


def senone_scores(model: AcousticModel, features: Floats, senones: Sequence[int]) -> Floats:
    """Log-likelihood of every frame under each of ``senones``.

    Args:
        model: the acoustic model.
        features: ``(3, frames, 13)`` float32, see :func:`aligner.sphinx.features.streams`.
        senones: which to compute, without repeats.

    Returns:
        ``(frames, len(senones))`` float32, natural log.
    """
    wanted = np.asarray(senones)
    books = model.codebook_of_senone[wanted]
    frames = features.shape[1]
    squares = np.concatenate([features * features, features], axis=2)
    out = np.zeros((frames, len(wanted)), np.float32)
    for book in np.unique(books):
        columns = np.flatnonzero(books == book)
        tables = [
            (*gaussians(model, int(book), stream), _weights(model, stream, wanted[columns]))
            for stream in range(len(features))
        ]
        for first in range(0, frames, _FRAMES_AT_ONCE):
            part = squares[:, first : first + _FRAMES_AT_ONCE]
            fits = [_mixed(x, *table) for x, table in zip(part, tables, strict=True)]
            out[first : first + _FRAMES_AT_ONCE, columns] = sum(fits)
    return out


def _weights(model: AcousticModel, stream: int, senones: NDArray[np.int64]) -> Floats:
    """``(128, senones)`` weights of the densities in each senone's mixture."""
    return np.asarray(np.exp(model.log_weights[stream][:, senones]), np.float32)


def _mixed(squares: Floats, matrix: Floats, constant: Floats, weights: Floats) -> Floats:
    """Log of the mixtures of a stream, ``(frames, senones)``; works in place where it can."""
    densities = squares @ matrix
    densities += constant
    best = densities.max(axis=1, keepdims=True)
    densities -= best
    # exp(-80) counts for nothing, and what is smaller is slow (denormal numbers).
    np.maximum(densities, -80.0, out=densities)
    mixed = np.exp(densities, out=densities) @ weights
    np.log(mixed, out=mixed)
    mixed += best
    return np.asarray(mixed)


def gaussians(model: AcousticModel, book: int, stream: int) -> tuple[Floats, Floats]:
    """The densities of a codebook as one matrix ``(26, 128)`` for ``[x², x]`` and a constant."""
    mean, variance = model.means[book, stream], model.variances[book, stream]
    inverse = 1.0 / variance
    matrix = np.concatenate([-0.5 * inverse, mean * inverse], axis=1).T
    constant = -0.5 * (mean * mean * inverse + np.log(2 * np.pi * variance)).sum(axis=1)
    return np.ascontiguousarray(matrix, np.float32), constant.astype(np.float32)
