"""A long recording as parts that can be searched one after the other.

The look from afar (:mod:`aligner.sphinx.coarse`) says where every word may be; a long recording
is cut at lines that it is sure of, and every part is searched as if it were a song, with a line of
its neighbours on either side. So memory does not grow with the length, a concert's songs may each
have a voice of their own, and no song of usual length is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.sphinx.coarse import Afar

_SURE_MASS = 0.9
"""Lines that were this sure lay within 2.4 s of their place on five songs."""

_MOST_LENGTHS = 2
"""No part is longer than twice what is wished, sure or not: memory is bounded."""

_MARGIN = 500
"""Frames around what the look from afar says: twice what its sure lines were wrong by."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How a recording is cut; all in frames of 10 ms.

    Attributes:
        whole: what is searched as one; eight minutes, so that most songs are.
        wished: of a part.
        least: of a part; with less, it cannot teach the model its voice.
        pause: a stretch without a line that may be skipped.
    """

    whole: int = 48_000
    wished: int = 24_000
    least: int = 9_000
    pause: int = 3_000


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


def parts_of(afar: Afar, lines: Sequence[int], frames: int, lengths: Lengths) -> list[Part]:
    """Cut a recording into parts, in order of their words; a song is one part.

    Args:
        afar: where the words may be.
        lines: first words of the lines, ascending, 0 first.
        frames: length of the recording.
        lengths: how to cut.
    """
    words = len(afar.onset)
    if frames <= lengths.whole:
        return [Part((0, words), (0, words), (0, frames))]
    starts = np.asarray(lines)
    ends = np.append(starts[1:], words)
    cuts = _cuts(afar.onset[starts], afar.sure[starts], afar.late[ends - 1], lengths)
    return [
        _part(first, last, starts, ends, afar, frames, lengths.pause)
        for first, last in zip(cuts, [*cuts[1:], len(starts)], strict=True)
    ]


def _cuts(
    onset: NDArray[np.int64], mass: NDArray[np.float64], end: NDArray[np.int64], lengths: Lengths
) -> list[int]:
    """Lines with which a part begins: sure ones, after pauses rather than inside of verses.

    Args:
        onset: ``(lines,)`` frame of each line.
        mass: ``(lines,)`` how sure that is, 0..1.
        end: ``(lines,)`` latest onset of the last word of each line.
        lengths: how to cut.
    """
    cuts = [0]
    pause = onset - np.concatenate([[0], end[:-1]])
    sure = mass > _SURE_MASS
    for line in range(1, len(onset)):
        begun = onset[cuts[-1]]
        length, rest = onset[line] - begun, onset[-1] - onset[line]
        # Of the lines since the part is long enough, the one after the longest pause; where none
        # is sure for far too long, the least unsure one.
        far = [i for i in range(cuts[-1] + 1, line + 1) if onset[i] - begun >= lengths.least]
        if sure[line] and sure[line - 1] and pause[line] > lengths.pause:
            cuts.append(line)
        elif sure[line] and length >= lengths.wished and rest >= lengths.least:
            cuts.append(max((i for i in far if sure[i]), key=lambda i: (pause[i], i)))
        elif length >= _MOST_LENGTHS * lengths.wished and rest >= lengths.least:
            cuts.append(max(far, key=lambda i: (mass[i], i)))
    return cuts


def _part(
    first: int,
    last: int,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    afar: Afar,
    frames: int,
    pause: int,
) -> Part:
    """The part that answers for the lines ``first`` to ``last`` (not included)."""
    early, late = afar.early, afar.late
    before, after = max(first - 1, 0), min(last, len(starts) - 1)
    # A neighbour that is minutes away is no context, only silence to be searched.
    if early[starts[first]] - late[ends[before] - 1] > pause:
        before = first
    if early[starts[after]] - late[ends[last - 1] - 1] > pause:
        after = last - 1
    start = max(0, int(early[starts[before]]) - _MARGIN)
    # The last word itself, however long it is held.
    end = min(frames, int(late[ends[after] - 1]) + _MARGIN + pause // 2)
    if after + 1 < len(starts):
        end = min(end, max(int(late[starts[after + 1]]), int(late[ends[after] - 1]) + _MARGIN))
    return Part(
        words=(int(starts[first]), int(ends[last - 1])),
        sought=(int(starts[before]), int(ends[after])),
        frames=(start, end),
    )
