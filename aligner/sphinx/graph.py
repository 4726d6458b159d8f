"""The states that a singer of these words can pass through, in order.

Every word is the set of its pronunciations in parallel, every phone three states with a self
loop; before each word, and after the last, there may be a silence. Words meet in *junctions*:
junction ``j`` gathers the exits of word ``j - 1``, leads past or through silence ``j`` and opens
the entries of word ``j``. Nothing merges equal words, so a repeated word has states of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import VOWELS
from aligner.sphinx.model import (
    POSITION_BEGIN,
    POSITION_END,
    POSITION_INSIDE,
    POSITION_SINGLE,
    SILENCE,
    STATES,
    AcousticModel,
)


@dataclass(frozen=True, slots=True)
class SungWord:
    """What the graph needs of a word: its pronunciations, and whether it begins a line."""

    pronunciations: tuple[tuple[str, ...], ...]
    starts_line: bool


@dataclass(frozen=True, eq=False)
class Graph:
    """The lattice as arrays; ``S`` states, ``J = words + 1`` junctions.

    Attributes:
        senones: the distinct senones used.
        column: ``(S,)`` index into ``senones``.
        stay: ``(S,)`` log probability of the self loop.
        leave: ``(S,)`` log probability of going on, to the next state or out of the phone.
        word: ``(S,)`` word of the state, or -1 - junction for a silence.
        variant: ``(S,)`` which pronunciation; 0 in a silence.
        position: ``(S,)`` index of the phone in its pronunciation; 0 in a silence.
        entry: ``(E,)`` first states of all pronunciations; ``entry_junction`` opens each.
        leaf: ``(E,)`` their last states, in the same order.
        silence: ``(J,)`` first state of each silence; ``silence_last`` is its last.
        silence_cost: ``(J,)`` log penalty of entering it.
        first_leaf: ``(W,)`` where the leaves of each word begin in ``leaf``.
        shortest: the least number of frames that a path needs.
        drag: ``(S,)`` log cost of every frame in a state, which ``stay`` holds already: what a
            pause inside a line costs the longer it lasts.
        depth: states of a phone.
    """

    senones: NDArray[np.int64]
    column: NDArray[np.int64]
    stay: NDArray[np.float32]
    leave: NDArray[np.float32]
    word: NDArray[np.int64]
    variant: NDArray[np.int64]
    position: NDArray[np.int64]
    entry: NDArray[np.int64]
    entry_junction: NDArray[np.int64]
    leaf: NDArray[np.int64]
    silence: NDArray[np.int64]
    silence_cost: NDArray[np.float32]
    first_leaf: NDArray[np.int64]
    shortest: int
    drag: NDArray[np.float32]
    depth: int = STATES

    @property
    def silence_last(self) -> NDArray[np.int64]:
        """``(J,)`` last state of each silence."""
        return self.silence + self.depth - 1

    @property
    def states(self) -> int:
        """Number of emitting states."""
        return len(self.column)

    @property
    def words(self) -> int:
        """Number of words."""
        return len(self.first_leaf)


def build_graph(
    model: AcousticModel,
    words: Sequence[SungWord],
    *,
    pause_at_line: float,
    pause_in_line: float,
    pause_rate: float,
    vowel_stay: float,
) -> Graph:
    """The lattice of a song's words.

    Args:
        model: gives states, senones and transitions.
        words: at least one; each has at least one pronunciation.
        pause_at_line: log penalty of a silence before a line, and at both ends of the song.
        pause_in_line: log penalty of a silence inside a line.
        pause_rate: what each further frame of such a silence costs, but between two vocalises,
            ``ooh ooh``, of which each may have a bar of its own.
        vowel_stay: least probability that a state of a vowel goes on for another frame.
    """
    rows: list[tuple[int, int, int, int, int]] = []  # senone, phone, word, variant, position
    entry: list[int] = []
    entry_junction: list[int] = []
    leaf: list[int] = []
    first_leaf: list[int] = []
    silence: list[int] = []
    shortest = 0

    def add_phone(record: int, phone: str, word: int, variant: int, position: int) -> None:
        phone_index = model.index[phone]
        rows.extend((s, phone_index, word, variant, position) for s in model.senones(record))

    def add_silence(junction: int) -> None:
        silence.append(len(rows))
        add_phone(model.index[SILENCE], SILENCE, -1 - junction, 0, 0)

    for w, word in enumerate(words):
        add_silence(w)
        first_leaf.append(len(leaf))
        # Across words the context is the first pronunciation of the neighbour.
        left = words[w - 1].pronunciations[0][-1] if w else SILENCE
        right = words[w + 1].pronunciations[0][0] if w + 1 < len(words) else SILENCE
        for v, phones in enumerate(word.pronunciations):
            entry.append(len(rows))
            entry_junction.append(w)
            for record, (p, phone) in zip(
                _records(model, phones, left, right), enumerate(phones), strict=True
            ):
                add_phone(record, phone, w, v, p)
            leaf.append(len(rows) - 1)
        shortest += STATES * min(len(p) for p in word.pronunciations)
    add_silence(len(words))

    senone, base, word_of, variant, position = np.array(rows).T
    place = np.arange(len(rows)) % STATES
    transitions = model.log_transitions[base, place]
    stay, leave = (
        transitions[np.arange(len(rows)), place],
        transitions[np.arange(len(rows)), place + 1],
    )
    held = np.isin(base, [model.index[vowel] for vowel in VOWELS]) & (stay < np.log(vowel_stay))
    stay[held], leave[held] = np.log(vowel_stay), np.log1p(-vowel_stay)
    at_line = np.array([True, *(word.starts_line for word in words[1:]), True])
    free = np.array([True, *map(_both_vocalise, words, words[1:]), True])
    paused = np.isin(word_of, -1 - np.flatnonzero(~(at_line | free)))
    drag = np.where(paused, np.float32(-pause_rate), np.float32(0))
    senones, column = np.unique(senone, return_inverse=True)
    return Graph(
        senones=senones,
        column=column.astype(np.int64),
        stay=stay + drag,
        leave=leave,
        word=word_of,
        variant=variant,
        position=position,
        entry=np.array(entry),
        entry_junction=np.array(entry_junction),
        leaf=np.array(leaf),
        silence=np.array(silence),
        silence_cost=np.where(at_line, pause_at_line, pause_in_line).astype(np.float32),
        first_leaf=np.array(first_leaf),
        shortest=shortest,
        drag=drag,
    )


def _both_vocalise(word: SungWord, following: SungWord) -> bool:
    """Whether two words are ``ooh``, ``ah`` or the like: a vowel, with breath if any."""
    said = (*word.pronunciations[0], *following.pronunciations[0])
    return all(phone in VOWELS or phone == "HH" for phone in said)


def _records(model: AcousticModel, phones: Sequence[str], left: str, right: str) -> list[int]:
    """The triphone of each phone of a word between its neighbours."""
    around = (left, *phones, right)
    last = len(phones) - 1
    out = []
    for i, phone in enumerate(phones):
        if last == 0:
            position = POSITION_SINGLE
        elif i == 0:
            position = POSITION_BEGIN
        else:
            position = POSITION_END if i == last else POSITION_INSIDE
        out.append(model.triphone(phone, around[i], around[i + 2], position))
    return out
