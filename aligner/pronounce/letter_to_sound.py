"""Letters to sounds: how a word that no dictionary has is most likely said.

A word is read left to right as graphones (see :mod:`aligner.pronounce.graphones`); an n-gram model
over graphones says how likely each reading is, and a beam search finds the best. The shipped model
was learned from the dictionary by :mod:`aligner.pronounce.train`.

Source: M. Bisani and H. Ney, "Joint-sequence models for grapheme-to-phoneme conversion",
Speech Communication 50 (2008), 434-451.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aligner.pronounce.graphones import LETTERS, MOST_PHONES, PHONES, Graphone
from aligner.pronounce.ngram import START, Floats, Trie
from media_core.errors import AlignerUnavailableError

MODEL_FILE = Path(__file__).parent / "data" / "letter_to_sound.npz"

END = 1
"""The token after the last graphone; graphones are numbered from 2."""

STEP = 1 / 16
"""Logarithms are stored as whole multiples of this many nats, in a byte (so at most 15.9)."""

BEAM = 12
"""Readings kept at each letter; the held-out error is 6.8 % with 12 or 60, and 11.6 % with 3."""

# What numpy and zipfile raise for files that are cut short, or are something else.
_UNREADABLE = (OSError, EOFError, IndexError, KeyError, TypeError, ValueError, zipfile.BadZipFile)

_NOTHING = 255  # no phone, in a file
_ROOT = -1  # the node of the empty n-gram

_History = tuple[int, ...]
_Reading = tuple[float, tuple[str, ...]]  # log probability, phones so far
_Choice = tuple[int, float]  # token, log probability


class LetterToSound:
    """A model that says any word in the letters ``a`` to ``z``.

    It remembers what it has looked up, so one object should serve a whole song.
    """

    def __init__(self, graphones: tuple[Graphone, ...], trie: Trie) -> None:
        self._trie = trie
        self._order = len(trie.width)
        self._first = np.cumsum(np.concatenate(([trie.width[0]], trie.children)))
        # START and END are written with no letter at all.
        nothing = Graphone("", ())
        self._graphones = (nothing, nothing, *graphones)
        self._children: dict[int, dict[str, list[_Choice]]] = {}
        self._nodes: dict[_History, int | None] = {(): _ROOT}
        self._contexts: dict[_History, tuple[_History, tuple[tuple[int, float], ...]]] = {}

    def phones(self, word: str) -> tuple[str, ...]:
        """Find the likeliest phones of a word; none where all letters are silent.

        Raises:
            ValueError: a letter is not in ``a``-``z``.

        >>> shipped_model().phones("moonbeam")
        ('M', 'UW', 'N', 'B', 'IY', 'M')
        """
        if set(word) - set(LETTERS):
            raise ValueError(f"only the letters a to z can be read, not {word!r}")
        # The readings of the letters so far, by what the model still sees of them.
        readings: dict[_History, _Reading] = {(START,): (0.0, ())}
        for letter in (*word, ""):
            ahead: dict[_History, _Reading] = {}
            for history, reading in _best(readings):
                self._read(history, reading, letter, ahead)
            readings = ahead
        return max(readings.values())[1]

    def _read(
        self, history: _History, reading: _Reading, letter: str, ahead: dict[_History, _Reading]
    ) -> None:
        """Go on from one reading by all graphones with the next letter."""
        score, said = reading
        seen: set[int] = set()
        back = 0.0
        for node, log_backoff in self._context(history)[1]:
            for token, log_prob in self._choices(node).get(letter, ()):
                if token not in seen:
                    seen.add(token)
                    total = score + back + log_prob
                    reached = self._context((*history, token)[1 - self._order :])[0]
                    if reached not in ahead or ahead[reached][0] < total:
                        ahead[reached] = (total, said + self._graphones[token].phones)
            back += log_backoff

    def _context(self, history: _History) -> tuple[_History, tuple[tuple[int, float], ...]]:
        """Cut a history to what is known, and list its (node, back-off), longest first."""
        known = self._contexts.get(history)
        if known is None:
            rest = history
            while (node := self._node(rest)) is None or not self._grows(node):
                rest = rest[1:]
            if rest == history:
                shorter = self._context(rest[1:])[1] if rest else ()
                log_backoff = float(self._trie.log_backoff[node]) if rest else 0.0
                known = (rest, ((node, log_backoff), *shorter))
            else:
                known = self._context(rest)
            self._contexts[history] = known
        return known

    def _node(self, path: _History) -> int | None:
        """Find the node of an n-gram, or None if the model does not have it."""
        if path not in self._nodes:
            parent = self._node(path[:-1])
            self._nodes[path] = None if parent is None else self._child(parent, path[-1])
        return self._nodes[path]

    def _child(self, parent: int, token: int) -> int | None:
        if parent == _ROOT:
            return token
        start, end = int(self._first[parent]), int(self._first[parent + 1])
        at = start + int(np.searchsorted(self._trie.token[start:end], token))
        return at if at < end and self._trie.token[at] == token else None

    def _grows(self, node: int) -> bool:
        return node == _ROOT or bool(self._trie.children[node])

    def _choices(self, node: int) -> dict[str, list[_Choice]]:
        """List what may follow a node, by the letter it is written with."""
        found = self._children.get(node)
        if found is None:
            start, end = 0, self._trie.width[0]
            if node != _ROOT:
                start, end = int(self._first[node]), int(self._first[node + 1])
            tokens = self._trie.token[start:end].tolist()
            log_probs = self._trie.log_prob[start:end].tolist()
            found = {}
            for token, log_prob in zip(tokens, log_probs, strict=True):
                if token != START:
                    written = self._graphones[token].letter
                    found.setdefault(written, []).append((token, log_prob))
            self._children[node] = found
        return found


def _best(readings: dict[_History, _Reading]) -> list[tuple[_History, _Reading]]:
    """Keep the likeliest readings; equal ones in the order they were found."""
    return sorted(readings.items(), key=lambda item: -item[1][0])[:BEAM]


def save_model(path: Path, graphones: tuple[Graphone, ...], trie: Trie) -> None:
    """Write a model as a compressed ``.npz`` of small whole numbers; equal models, equal bytes.

    ``graphones`` has a row per graphone, from token 2 on: its letter and its phones, as places in
    ``LETTERS`` and ``PHONES``, 255 for no phone. The rest is as in
    :class:`~aligner.pronounce.ngram.Trie`, logarithms as multiples of ``-STEP``.
    """
    rows = np.full((len(graphones), 1 + MOST_PHONES), _NOTHING, np.uint8)
    for row, piece in zip(rows, graphones, strict=True):
        row[0] = LETTERS.index(piece.letter)
        row[1 : 1 + len(piece.phones)] = [PHONES.index(phone) for phone in piece.phones]
    np.savez_compressed(
        path,
        graphones=rows,
        width=np.array(trie.width, np.int32),
        token=trie.token.astype(np.uint8),
        children=trie.children.astype(np.uint8),
        log_prob=_to_bytes(trie.log_prob),
        log_backoff=_to_bytes(trie.log_backoff),
    )


def load_model(path: Path) -> LetterToSound:
    """Read a model that :func:`save_model` wrote.

    Raises:
        AlignerUnavailableError: the file is missing or is no model.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            graphones = tuple(
                Graphone(LETTERS[letter], tuple(PHONES[p] for p in phones if p != _NOTHING))
                for letter, *phones in file["graphones"].tolist()
            )
            trie = Trie(
                width=tuple(file["width"].tolist()),
                token=file["token"],
                children=file["children"],
                log_prob=file["log_prob"] * np.float32(-STEP),
                log_backoff=file["log_backoff"] * np.float32(-STEP),
            )
    except _UNREADABLE as err:
        raise AlignerUnavailableError(
            f"the letter-to-sound model {path} cannot be read",
            hint="install the program again",
        ) from err
    return LetterToSound(graphones, trie)


@lru_cache(maxsize=1)
def shipped_model() -> LetterToSound:
    """Read the model of the package, once.

    Raises:
        AlignerUnavailableError: its file is missing.
    """
    return load_model(MODEL_FILE)


def _to_bytes(logs: Floats) -> npt.NDArray[np.uint8]:
    steps: npt.NDArray[np.uint8] = np.minimum(np.rint(logs / -STEP), 255.0).astype(np.uint8)
    return steps
