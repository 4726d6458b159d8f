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

_FRAMES_AT_ONCE = 4096  # bounds the working memory: 4096 x 128 densities a codebook


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
    out = np.zeros((frames, len(wanted)), np.float32)
    for book in np.unique(books):
        columns = np.flatnonzero(books == book)
        for stream in range(features.shape[0]):
            matrix, constant = gaussians(model, int(book), stream)
            weights = np.exp(model.log_weights[stream][:, wanted[columns]])
            for first in range(0, frames, _FRAMES_AT_ONCE):
                x = features[stream, first : first + _FRAMES_AT_ONCE]
                densities = np.concatenate([x * x, x], axis=1) @ matrix + constant
                best = densities.max(axis=1, keepdims=True)
                densities -= best
                # exp(-80) counts for nothing, and what is smaller is slow (denormal numbers).
                np.maximum(densities, -80.0, out=densities)
                mixed = np.exp(densities, out=densities) @ weights
                out[first : first + _FRAMES_AT_ONCE, columns] += np.log(mixed) + best
    return out


def gaussians(model: AcousticModel, book: int, stream: int) -> tuple[Floats, Floats]:
    """The densities of a codebook as one matrix ``(26, 128)`` for ``[x², x]`` and a constant."""
    mean, variance = model.means[book, stream], model.variances[book, stream]
    inverse = 1.0 / variance
    matrix = np.concatenate([-0.5 * inverse, mean * inverse], axis=1).T
    constant = -0.5 * (mean * mean * inverse + np.log(2 * np.pi * variance)).sum(axis=1)
    return np.ascontiguousarray(matrix, np.float32), constant.astype(np.float32)
