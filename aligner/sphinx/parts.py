"""A long recording as parts that can be searched one after the other.

The whole lattice of a song is the product of its words and its time: two hours have 900 times the
cells of four minutes, and nothing of them is needed but a narrow band. A look from afar
(:mod:`aligner.sphinx.coarse`) says where every word may be; the recording is cut at lines that it
is sure of, and every part is searched as if it were a song, with a line of its neighbours on
either side. Time and memory then grow with the length, and no song of usual length is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.coarse import STEP, coarse_graph, coarse_scores
from aligner.sphinx.graph import Graph
from aligner.sphinx.model import AcousticModel
from aligner.sphinx.posteriors import Posteriors, Windows, posteriors

Floats = NDArray[np.float32]

MOST_FRAMES = 48_000
MOST_CELLS = 500_000_000
"""What is searched as one: 8 minutes, and 10,000 states in them. Most songs stay below half."""

_SCALES = (0.1, 0.06)
"""Of the log-likelihoods of three frames. Lines that both were sure of lay within 2.4 s of their
place on five songs; at 0.6, the scale of the first look, some were sure and 40 s off."""

_SURE_MASS, _SURE_REACH = 0.9, 50
"""A line is sure if 90 % of its onset's mass lies within 1.5 s."""

_LEAST_FRAMES, _WISHED_FRAMES = 9_000, 24_000
"""A part is at least 90 s long, so that it can teach the model its voice, and about 4 minutes."""

_MOST_LENGTHS = 2
"""No part is longer than twice that, sure or not: memory is bounded."""

_PAUSE_FRAMES = 3_000
"""Half a minute without a line may be skipped."""

_MARGIN = 500
"""Frames around what the look from afar says: twice what its sure lines were wrong by."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the recording with the words to seek in it.

    Attributes:
        words: the first word that the part answers for, and the first after those.
        sought: the same with the lines of context around them.
        frames: the first frame, and the first after the part.
    """

    words: tuple[int, int]
    sought: tuple[int, int]
    frames: tuple[int, int]


def needs_parts(graph: Graph, frames: int) -> bool:
    """True if a lattice is too large to be searched at once."""
    return frames > MOST_FRAMES or frames * graph.states > MOST_CELLS


def parts_of(
    model: AcousticModel,
    graph: Graph,
    streams: Floats,
    lines: Sequence[int],
    windows: Windows | None = None,
) -> list[Part]:
    """Cut a recording into parts, in order of their words.

    Args:
        model: the speech model.
        graph: the whole lattice.
        streams: ``(3, frames, 13)`` of the whole recording.
        lines: first words of the lines, ascending, 0 first.
        windows: in which frames each word may begin, or None for any.
    """
    afar = coarse_graph(graph)
    scores = coarse_scores(model, streams, afar)
    looks = [
        posteriors(afar, scores, scale, windows=_coarse_windows(windows, len(scores)))
        for scale in _SCALES
    ]
    frames = streams.shape[1]
    starts = np.asarray(lines)
    onset = looks[-1].onsets.quantile(0.5)[starts] * STEP
    mass = np.min([_mass(look)[starts] for look in looks], axis=0)
    early = np.min([look.onsets.quantile(0.01) for look in looks], axis=0) * STEP
    late = np.max([look.onsets.quantile(0.99) for look in looks], axis=0) * STEP
    cuts = _cuts(onset, mass, late[np.append(starts[1:], graph.words) - 1])
    return [
        _part(first, last, starts, graph, early, late, frames)
        for first, last in zip(cuts, [*cuts[1:], len(starts)], strict=True)
    ]


def _coarse_windows(windows: Windows | None, steps: int) -> Windows | None:
    """The same windows in coarse frames, with room for what the coarse lattice rounds."""
    if windows is None:
        return None
    out = np.stack([windows[:, 0] // STEP - 2, -(-windows[:, 1] // STEP) + 2], axis=1)
    return np.clip(out, 0, steps)


def _mass(look: Posteriors) -> NDArray[np.float64]:
    """``(words,)`` how much of each onset's mass lies near its median."""
    near = look.onsets.near(look.onsets.quantile(0.5), _SURE_REACH)
    return np.asarray(near / np.maximum(look.onsets.total, 0.5))


def _cuts(onset: NDArray[np.int64], mass: NDArray[np.float64], end: NDArray[np.int64]) -> list[int]:
    """Lines with which a part begins: sure ones, after pauses rather than inside of verses.

    Args:
        onset: ``(lines,)`` frame of each line.
        mass: ``(lines,)`` how sure that is, 0..1.
        end: ``(lines,)`` latest onset of the last word of each line.
    """
    cuts = [0]
    pause = onset - np.concatenate([[0], end[:-1]])
    sure = mass > _SURE_MASS
    for line in range(1, len(onset)):
        begun = onset[cuts[-1]]
        length, rest = onset[line] - begun, onset[-1] - onset[line]
        # Of the lines since the part is long enough, the one after the longest pause; where none
        # is sure for far too long, the least unsure one.
        far = [i for i in range(cuts[-1] + 1, line + 1) if onset[i] - begun >= _LEAST_FRAMES]
        if sure[line] and sure[line - 1] and pause[line] > _PAUSE_FRAMES:
            cuts.append(line)
        elif sure[line] and length >= _WISHED_FRAMES and rest >= _LEAST_FRAMES:
            cuts.append(max((i for i in far if sure[i]), key=lambda i: (pause[i], i)))
        elif length >= _MOST_LENGTHS * _WISHED_FRAMES and rest >= _LEAST_FRAMES:
            cuts.append(max(far, key=lambda i: (mass[i], i)))
    return cuts


def _part(
    first: int,
    last: int,
    starts: NDArray[np.int64],
    graph: Graph,
    early: NDArray[np.int64],
    late: NDArray[np.int64],
    frames: int,
) -> Part:
    """The part that answers for the lines ``first`` to ``last`` (not included)."""
    ends = np.append(starts[1:], graph.words)
    before, after = max(first - 1, 0), min(last, len(starts) - 1)
    # A neighbour that is minutes away is no context, only silence to be searched.
    if early[starts[first]] - late[ends[before] - 1] > _PAUSE_FRAMES:
        before = first
    if early[starts[after]] - late[ends[last - 1] - 1] > _PAUSE_FRAMES:
        after = last - 1
    start = max(0, int(early[starts[before]]) - _MARGIN)
    # The last word itself, however long it is held.
    end = min(frames, int(late[ends[after] - 1]) + _MARGIN + _PAUSE_FRAMES // 2)
    if after + 1 < len(starts):
        end = min(end, max(int(late[starts[after + 1]]), int(late[ends[after] - 1]) + _MARGIN))
    return Part(
        words=(int(starts[first]), int(ends[last - 1])),
        sought=(int(starts[before]), int(ends[after])),
        frames=(start, end),
    )
