"""The states that a song's words pass through: tokens, blanks between them, stars between lines.

A *star* stands for whatever is sung and not written: it fits every frame equally. There is one
that may be passed by at each end of the song and before each line, and one that must be passed
through for a word of which the network knows no letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REACHES = (1, 2, 3, 4)
"""How many states a step may go on: to the next; past a blank; past an optional state and one blank
beside it; past that and both of them."""


@dataclass(frozen=True, eq=False, slots=True)
class Lattice:
    """States in order, blank first and last; ``S`` states, ``K`` of them tokens of words.

    Attributes:
        column: ``(S,)`` column of the emissions; the star is the one after the last token.
        may_enter: ``(4, S)`` whether a state is entered from that many states before it.
        token: ``(K,)`` states of the words' tokens.
        word: ``(K,)`` the word of each.
        words: how many words.
        shortest: the least number of frames that a path needs.
    """

    column: NDArray[np.int64]
    may_enter: NDArray[np.bool_]
    token: NDArray[np.int64]
    word: NDArray[np.int64]
    words: int
    shortest: int

    @property
    def first(self) -> NDArray[np.int64]:
        """``(words,)`` index of each word's first token among the tokens."""
        return np.searchsorted(self.word, np.arange(self.words))


def build_lattice(
    words: Sequence[Sequence[int]],
    starts_line: Sequence[bool],
    *,
    blank: int,
    star: int,
    delimiter: int | None = None,
) -> Lattice:
    """The lattice of a song.

    Args:
        words: tokens of each word, at least one word; one of no token is a star.
        starts_line: whether each word is the first of a line.
        blank: column of the blank.
        star: column of the star.
        delimiter: column of the mark between words, which may be passed by; or None.
    """
    column, optional = [blank], [False]
    token: list[int] = []
    word_of: list[int] = []

    def add(label: int, *, may_be_left_out: bool = False) -> None:
        column.extend((label, blank))
        optional.extend((may_be_left_out, False))

    for number, (word, leads) in enumerate(zip(words, starts_line, strict=True)):
        if number == 0 or leads:
            add(star, may_be_left_out=True)
        elif delimiter is not None:
            add(delimiter, may_be_left_out=True)
        for label in word or (star,):
            token.append(len(column))
            word_of.append(number)
            add(label)
    add(star, may_be_left_out=True)

    labels, free = np.array(column), np.array(optional)
    states = len(labels)
    spoken = np.arange(states) % 2 == 1
    may = np.zeros((len(REACHES), states), bool)
    may[0, 1:] = True
    may[1, 2:] = spoken[2:] & (labels[2:] != labels[:-2])
    may[2, 3:] = spoken[3:] & free[1:-2]
    may[3, 4:] = spoken[4:] & free[2:-2] & (labels[4:] != labels[:-4])
    chosen = labels[np.array(token)]
    repeats = int(np.sum(chosen[1:] == chosen[:-1]))
    return Lattice(
        labels, may, np.array(token), np.array(word_of), len(words), len(token) + repeats
    )
