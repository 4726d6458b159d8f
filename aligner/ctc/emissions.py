"""What a network says of a song: how probable each of its tokens is in each frame."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_TOLERANCE = 1e-2
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The letters that a network knows.

    Attributes:
        ids: letter -> column of the emissions; letters of one character only.
        blank: column of the CTC blank.
        columns: how many columns there are.
        delimiter: column of the mark between words, or None.
    """

    ids: Mapping[str, int]
    blank: int
    columns: int
    delimiter: int | None = None

    def __post_init__(self) -> None:
        if not self.ids or any(len(letter) != 1 for letter in self.ids):
            raise ValueError("a table has letters, each of one character")
        named = [*self.ids.values(), self.blank]
        if self.delimiter is not None:
            named.append(self.delimiter)
        if min(named) < 0 or max(named) >= self.columns:
            raise ValueError("a token's column is not among the columns")

    def spell(self, word: str) -> tuple[int, ...]:
        """The tokens of a word, in the case that the network writes; letters it lacks are left out.

        A letter with an accent that the network lacks is written without it.

        >>> TokenTable({"E": 1, "T": 2, "'": 3}, 0, 4).spell("t’été!")
        (2, 3, 1, 2, 1)
        """
        out: list[int] = []
        for letter in unicodedata.normalize("NFC", word.translate(_APOSTROPHES)):
            plain = unicodedata.normalize("NFKD", letter)
            found = self._known(letter)
            ids = [found] if found is not None else map(self._known, plain)
            out += [token for token in ids if token is not None]
        return tuple(out)

    def _known(self, letter: str) -> int | None:
        for form in (letter, letter.lower(), letter.upper()):
            if form in self.ids:
                return self.ids[form]
        return None


@dataclass(frozen=True, eq=False, slots=True)
class Emissions:
    """The log-probabilities of a network's tokens.

    Attributes:
        logs: ``(frames, tokens)`` float32, natural logarithms; each frame's sum to one.
        hop: seconds from one frame to the next.
        offset: seconds from the start of the song to the middle of the first frame.
        tokens: what the columns are.
    """

    logs: Floats
    hop: float
    tokens: TokenTable
    offset: float = 0.0

    def __post_init__(self) -> None:
        if self.logs.ndim != 2 or self.logs.shape[1] != self.tokens.columns or self.hop <= 0:
            raise ValueError(
                f"emissions are (frames, {self.tokens.columns}), not {self.logs.shape}"
            )
        for first in range(0, len(self.logs), 4096):
            total = np.exp(self.logs[first : first + 4096].astype(np.float64)).sum(axis=1)
            if not np.all(np.abs(total - 1.0) < _TOLERANCE):
                raise ValueError("the probabilities of a frame do not sum to one")

    def without_prior(self, weight: float) -> Floats:
        """``(frames, tokens)`` logs with a part of each token's own frequency taken out.

        A network that was trained with CTC says blank wherever it may; without a share of that
        habit, tokens are heard from where they begin. Source: Huang et al. 2024, arXiv 2406.02560
        (weight 0.3).
        """
        if weight == 0.0 or len(self.logs) == 0:
            return self.logs
        mean = np.zeros(self.tokens.columns)
        for first in range(0, len(self.logs), 4096):
            mean += np.exp(self.logs[first : first + 4096].astype(np.float64)).sum(axis=0)
        prior = np.log(np.maximum(mean / len(self.logs), 1e-4))
        return np.asarray(self.logs - weight * prior, np.float32)
