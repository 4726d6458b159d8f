"""Times that survive a changed sheet: which word of the new sheet is which word of the old one.

A musician mends a word, adds a line, moves a verse; what is still there keeps its times. Words are
matched in order, so that as many as possible find themselves again (a longest common subsequence),
first line by line, then word by word between the lines that agree. A line that was moved is found
by its words, wherever it went. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.alignment import Alignment, Line, Word
from aligner.lyrics import Lyrics, sung_text
from media_core.timeline import Span

MOST_PIECES = 6
"""Words into which one with hyphens is split, at most: "la-la-la-la-la-la"."""

MOST_LINES = 300
"""Lines that were moved and changed, too; of more, nobody has mended a sheet."""

LARGEST_TABLE = 4_000_000
"""Cells of a table of common subsequences. Two stretches that agree in nothing and are longer than
2,000 words each are matched by their rare words alone: they are not one song."""


@dataclass(frozen=True, slots=True)
class Rematch:
    """A sheet with the times that an earlier alignment had for its words.

    Attributes:
        alignment: the lines of the sheet; words that are new have no time.
        kept: how many words have their time from before.
        new: how many have none, because the earlier sheet did not have them.
        gone: how many words of the earlier sheet are no longer there.
    """

    alignment: Alignment
    kept: int
    new: int
    gone: int


def rematched(sheet: Lyrics, timed: Alignment) -> Rematch:
    """Put the times of an alignment onto a sheet that may have changed since.

    A word that is found again keeps its time, phones, confidence and lock; how it is written comes
    from the sheet.

    Args:
        sheet: the lyrics as they are now.
        timed: an alignment of the lyrics as they were.
    """
    timed = _split_as(sheet, timed)
    words = list(timed.words())
    places = {ours: theirs for theirs, ours in same_words(sheet, timed, moved=True).items()}
    lines: list[Line] = []
    index = 0
    for line in sheet.lines:
        sung: list[Word] = []
        for written in line.words:
            word = Word(written.text, written.sung, written.chars)
            if index in places:
                known = words[places[index]]
                word = replace(known, text=word.text, sung=word.sung, chars=word.chars)
            sung.append(word)
            index += 1
        lines.append(Line(tuple(sung), line.section, line.singer, line.background, line.mood))
    return Rematch(
        Alignment(tuple(lines), timed.duration, sheet.text, timed.mouths),
        kept=sum(words[theirs].span is not None for theirs in places.values()),
        new=index - len(places),
        gone=len(words) - len(places),
    )


def same_words(sheet: Lyrics, timed: Alignment, *, moved: bool = False) -> dict[int, int]:
    """Index of a word in an alignment -> of the same word in a sheet.

    Args:
        sheet: the lyrics as they are now.
        timed: an alignment of the lyrics as they were.
        moved: find lines that stand elsewhere than before, too; else indices go forward together,
            as a search through a song needs them.
    """
    says_how = any(word.sung != sung_text(word.text) for word in timed.words())
    old = [[word.sung for word in line.words] for line in timed.lines]
    # Few formats tell how a word is sung where that is not how it is written.
    new = [
        [word.sung if says_how else sung_text(word.text) for word in line.words]
        for line in sheet.lines
    ]
    by_line = _by_lines(old, new, moved=moved)
    by_word = dict(common(_flat(old), _flat(new)))
    pairs = by_line if len(by_line) >= len(by_word) else by_word
    return dict(sorted(pairs.items()))


def _split_as(sheet: Lyrics, timed: Alignment) -> Alignment:
    """The alignment with words joined that others split at hyphens, where the sheet does not."""
    whole = {word.sung for word in sheet.words() if "-" in word.sung}
    if not whole or whole <= {word.sung for word in timed.words()}:
        return timed
    lines = []
    for line in timed.lines:
        words: list[Word] = []
        at = 0
        while at < len(line.words):
            count = next(
                (
                    n
                    for n in range(MOST_PIECES, 1, -1)
                    if "-".join(word.sung for word in line.words[at : at + n]) in whole
                ),
                1,
            )
            words.append(_joined(line.words[at : at + count]))
            at += count
        lines.append(replace(line, words=tuple(words)))
    return replace(timed, lines=tuple(lines))


def _joined(words: Sequence[Word]) -> Word:
    first, last = words[0], words[-1]
    if len(words) == 1:
        return first
    text, sung = ("-".join(getattr(word, name) for word in words) for name in ("text", "sung"))
    chars = min(first.chars[0], last.chars[0]), max(first.chars[1], last.chars[1])
    spans = [word.span for word in words if word.span is not None]
    rising = all(a.end <= b.start for a, b in pairwise(spans))
    if len(spans) < len(words) or not rising:
        return Word(text, sung, chars)
    sure = [word.confidence for word in words if word.confidence is not None]
    return Word(
        *(text, sung, chars, Span(spans[0].start, spans[-1].end)),
        phones=tuple(phone for word in words for phone in word.phones),
        confidence=min(sure, default=None),
        locked=all(word.locked for word in words),
        guessed=any(word.guessed for word in words),
    )


def _by_lines(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], *, moved: bool
) -> dict[int, int]:
    olds, news = _starts(old), _starts(new)
    pairs: dict[int, int] = {}

    def take(line: int, other: int) -> None:
        for n in range(len(old[line])):
            pairs[olds[line] + n] = news[other] + n

    lines = common([tuple(line) for line in old], [tuple(line) for line in new])
    for line, other in lines:
        take(line, other)
    if moved:
        for line, other in _moved(old, new, dict(lines)):
            take(line, other)
    ours = set(pairs.values())
    flat_old, flat_new = _flat(old), _flat(new)
    before = (-1, -1)
    for line, other in [*lines, (len(old), len(new))]:
        rest = [i for i in range(olds[before[0] + 1], olds[line]) if i not in pairs]
        free = [i for i in range(news[before[1] + 1], news[other]) if i not in ours]
        for a, b in common([flat_old[i] for i in rest], [flat_new[i] for i in free]):
            pairs[rest[a]] = free[b]
        before = (line, other)
    return {**pairs, **_moved_and_changed(old, new, pairs)} if moved else pairs


def _moved(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], same: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Whole lines that stand elsewhere: each old one once, in the order of the old sheet."""
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    taken = set(same.values())
    for other in reversed(range(len(new))):
        if other not in taken:
            waiting[tuple(new[other])].append(other)
    return [
        (line, waiting[tuple(words)].pop())
        for line, words in enumerate(old)
        if line not in same and waiting.get(tuple(words))
    ]


def _moved_and_changed(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], same: Mapping[int, int]
) -> dict[int, int]:
    """Words of lines that stand elsewhere and were changed, too: those that still agree in most."""
    olds, news, taken = _starts(old), _starts(new), set(same.values())
    lost = [n for n in range(len(old)) if not any(i in same for i in range(olds[n], olds[n + 1]))]
    free = [n for n in range(len(new)) if not taken & set(range(news[n], news[n + 1]))]
    pairs: dict[int, int] = {}
    if len(lost) * len(free) > MOST_LINES**2:
        return pairs
    for line in lost:
        alike = [(len(common(old[line], new[other])), -other) for other in free]
        most, at = max(alike, default=(0, 0))
        if 2 * most >= max(len(old[line]), len(new[-at])) and most > 1:
            free.remove(-at)
            for a, b in common(old[line], new[-at]):
                pairs[olds[line] + a] = news[-at] + b
    return pairs


def _starts(lines: Sequence[Sequence[str]]) -> list[int]:
    """Index of the first word of each line, and of the word after the last."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _flat(lines: Sequence[Sequence[str]]) -> list[str]:
    return [word for line in lines for word in line]


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of indices that go forward together.

    >>> common("paper moon", "a paper boat")
    [(0, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7), (8, 9)]
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner_old) * len(inner_new) <= LARGEST_TABLE:
        inner = _table(inner_old, inner_new)
    else:
        inner = _by_rare(inner_old, inner_new)
    ends = [(len(old) - n, len(new) - n) for n in range(tail, 0, -1)]
    return [
        *((n, n) for n in range(head)),
        *((a + head, b + head) for a, b in inner),
        *ends,
    ]


def _table(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """By the table of lengths of common subsequences of all ends."""
    width = len(new) + 1
    best = [[0] * width for _ in range(len(old) + 1)]
    for a in reversed(range(len(old))):
        row, below, one = best[a], best[a + 1], old[a]
        for b in reversed(range(len(new))):
            row[b] = below[b + 1] + 1 if one == new[b] else max(below[b], row[b + 1])
    pairs: list[tuple[int, int]] = []
    a = b = 0
    while a < len(old) and b < len(new):
        if old[a] == new[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            a += 1
        else:
            b += 1
    return pairs


def _by_rare(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """By what stands once in each, in the longest order that both share; between those, anew."""
    once_old, once_new = _once(old), _once(new)
    anchors = sorted((once_old[word], once_new[word]) for word in once_old.keys() & once_new.keys())
    anchors = _rising(anchors)
    if not anchors:
        return []
    pairs: list[tuple[int, int]] = []
    before = (-1, -1)
    for a, b in [*anchors, (len(old), len(new))]:
        low_a, low_b = before[0] + 1, before[1] + 1
        between = old[low_a:a], new[low_b:b]
        if len(between[0]) * len(between[1]) <= LARGEST_TABLE // 16:
            pairs += [(low_a + x, low_b + y) for x, y in _table(*between)]
        if a < len(old):
            pairs.append((a, b))
        before = (a, b)
    return pairs


def _once(words: Sequence[Hashable]) -> dict[Hashable, int]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        places[word].append(index)
    return {word: found[0] for word, found in places.items() if len(found) == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs (in order of their first) whose seconds rise, too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        at = bisect_left(ends, second)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [second]
        last[at : at + 1] = [index]
    out: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]
