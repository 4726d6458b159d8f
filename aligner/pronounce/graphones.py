"""Graphones: the small pieces of a word that are written and spoken together.

``p`` with ``F`` is a graphone, and so are ``x`` with ``K S`` and a silent ``h``. A spelling and
its phones are cut into the same pieces, left to right; which cut is right is learned by
expectation maximisation from a whole dictionary, starting from no knowledge at all.

Source: M. Bisani and H. Ney, "Joint-sequence models for grapheme-to-phoneme conversion",
Speech Communication 50 (2008), 434-451. Each piece has one letter: we also tried pieces of two
letters (``ph`` with ``F``), which made the model larger and the held-out error no smaller
(6.8 % with 2:1, 7.4 % with 2:1 and 2:2, against 6.7 % of phones).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aligner.alignment import ARPABET

LETTERS = "abcdefghijklmnopqrstuvwxyz"
PHONES = tuple(sorted(ARPABET))
MOST_PHONES = 2
"""A letter stands for none, one or two phones."""

# The flat table that training counts in: all (letter), then (letter, phone), then
# (letter, phone, phone).
_SIZES = tuple(len(LETTERS) * len(PHONES) ** b for b in range(MOST_PHONES + 1))
_BASES = tuple(sum(_SIZES[:b]) for b in range(MOST_PHONES + 2))
_LETTER = {letter: i for i, letter in enumerate(LETTERS)}
_PHONE = {phone: i for i, phone in enumerate(PHONES)}

Entry = tuple[str, tuple[str, ...]]
"""A spelling in ``a``-``z`` and its phones."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Graphone:
    """One piece: a letter, and the none, one or two phones it stands for."""

    letter: str
    phones: tuple[str, ...]


def graphone(code: int) -> Graphone:
    """Give the piece behind a code of the table that training counts in.

    >>> graphone(0)
    Graphone(letter='a', phones=())
    """
    spoken = next(b for b in range(MOST_PHONES + 1) if code < _BASES[b + 1])
    rest = code - _BASES[spoken]
    phones: list[str] = []
    for _ in range(spoken):
        rest, phone = divmod(rest, len(PHONES))
        phones.insert(0, PHONES[phone])
    return Graphone(LETTERS[rest], tuple(phones))


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Entries of one size: ``n`` words of ``length`` letters and ``spoken`` phones.

    ``codes[b][:, i, j]`` is the code of the piece with ``b`` phones that ends after letter ``i``
    and phone ``j`` (both from 1); it means nothing where no such piece fits.
    """

    members: Ints  # (n,) places in the list of entries
    length: int
    spoken: int
    codes: tuple[Ints, ...]  # each (n, length + 1, spoken + 1)


def _buckets(entries: Sequence[Entry]) -> Iterator[_Bucket]:
    """Sort entries by size, so that one step of the recursion serves all words of a bucket."""
    sizes: dict[tuple[int, int], list[int]] = {}
    for place, (spelling, phones) in enumerate(entries):
        sizes.setdefault((len(spelling), len(phones)), []).append(place)
    for (length, spoken), members in sorted(sizes.items()):
        if spoken > MOST_PHONES * length:
            continue
        word = np.zeros((len(members), length + 1), np.int64)  # column 0 is before the word
        phone = np.zeros((len(members), spoken + 1), np.int64)
        for row, place in enumerate(members):
            word[row, 1:] = [_LETTER[letter] for letter in entries[place][0]]
            phone[row, 1:] = [_PHONE[label] for label in entries[place][1]]
        codes = []
        for spoken_here, base in enumerate(_BASES[:-1]):
            code = np.repeat(word[:, :, None], spoken + 1, axis=2)
            for back in range(spoken_here - 1, -1, -1):
                code = code * len(PHONES) + np.roll(phone, back, axis=1)[:, None, :]
            codes.append(code + base)
        yield _Bucket(np.array(members), length, spoken, tuple(codes))


def _steps(bucket: _Bucket) -> Iterator[tuple[int, int, int]]:
    """All ``(i, j, b)``: a piece of ``b`` phones may end after letter ``i`` and phone ``j``."""
    for i in range(1, bucket.length + 1):
        for j in range(bucket.spoken + 1):
            for b in range(min(j, MOST_PHONES) + 1):
                yield i, j, b


def _expect(bucket: _Bucket, weight: Floats) -> Floats:
    """Expect a count for every piece of a bucket, by the forward-backward recursion."""
    n = len(bucket.members)
    shape = (bucket.length + 1, bucket.spoken + 1, n)
    piece = [np.ascontiguousarray(np.moveaxis(weight[code], 0, -1)) for code in bucket.codes]
    before = np.zeros(shape)
    after = np.zeros(shape)
    before[0, 0] = 1.0
    after[-1, -1] = 1.0
    steps = list(_steps(bucket))
    for i, j, b in steps:
        before[i, j] += before[i - 1, j - b] * piece[b][i, j]
    for i, j, b in reversed(steps):
        after[i - 1, j - b] += after[i, j] * piece[b][i, j]
    total = before[-1, -1]
    scale = np.divide(1.0, total, out=np.zeros(n), where=total > 0)
    codes, counts = [], []
    for i, j, b in steps:
        codes.append(bucket.codes[b][:, i, j])
        counts.append(before[i - 1, j - b] * piece[b][i, j] * after[i, j] * scale)
    found: Floats = np.bincount(
        np.concatenate(codes), np.concatenate(counts), minlength=_BASES[-1]
    ).astype(np.float64)
    return found


def _best_cuts(bucket: _Bucket, weight: Floats) -> Iterator[tuple[int, list[int]]]:
    """Yield the likeliest cut, as codes, of every word that can be cut, after the word's place."""
    with np.errstate(divide="ignore"):
        log = np.log(weight)
    n = len(bucket.members)
    best = np.full((bucket.length + 1, bucket.spoken + 1, n), -np.inf)
    came = np.zeros(best.shape, np.int64)
    best[0, 0] = 0.0
    for i, j, b in _steps(bucket):
        score = best[i - 1, j - b] + log[bucket.codes[b][:, i, j]]
        better = score > best[i, j]
        best[i, j][better] = score[better]
        came[i, j][better] = b
    for row in range(n):
        if best[-1, -1, row] == -np.inf:
            continue
        j, cut = bucket.spoken, []
        for i in range(bucket.length, 0, -1):
            b = int(came[i, j, row])
            cut.append(int(bucket.codes[b][row, i, j]))
            j -= b
        yield int(bucket.members[row]), cut[::-1]


def cut_entries(
    entries: Sequence[Entry], *, rounds: int = 12, rarest: float = 4.0
) -> list[list[Graphone]]:
    """Cut every entry into graphones.

    Args:
        entries: spellings in ``a``-``z`` with at least one phone each.
        rounds: steps of expectation maximisation.
        rarest: pieces expected fewer times than this in all entries together are forgotten.

    Returns:
        The most likely cut of each entry, in order; an entry that no known pieces make (most are
        abbreviations, such as ``aaa`` "triple a") is left out.
    """
    buckets = list(_buckets(entries))
    weight = np.ones(_BASES[-1])
    # Pieces of no, one and two phones get equal shares at first, though two can be combined in
    # far more ways than one.
    for b, size in enumerate(_SIZES):
        weight[_BASES[b] : _BASES[b + 1]] = 1.0 / size
    for turn in range(rounds):
        count = np.zeros(_BASES[-1])
        for bucket in buckets:
            count += _expect(bucket, weight)
        if turn >= rounds // 2:
            count[count < rarest] = 0.0
        weight = count / count.sum()
    cuts: dict[int, list[int]] = {}
    for bucket in buckets:
        cuts.update(_best_cuts(bucket, weight))
    known = {code: graphone(code) for cut in cuts.values() for code in cut}
    return [[known[code] for code in cuts[place]] for place in sorted(cuts)]
