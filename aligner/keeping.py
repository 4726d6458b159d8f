"""What of an earlier alignment stays: what a person has set, and lines whose words are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aligner.alignment import Alignment, Word
from aligner.lyrics import Lyrics
from aligner.rematch import same_words
from media_core.timeline import Ms, Span

MOST_CORRECTED = 0.9
"""Share of words with other times than ours from which on nobody has corrected them one by one:
the file was shifted, written with display times, or is of another recording."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Words of a sheet that keep their times.

    Attributes:
        words: by their index in the sheet; locked ones are those that a person has set.
        sought: how many words of before are sought again.
        new: how many words the earlier sheet did not have.
        gone: how many words of the earlier sheet are no longer there.
        changed: whether the sheet has other words than before.
    """

    words: Mapping[int, Word]
    sought: int
    new: int
    gone: int
    changed: bool


def kept_words(sheet: Lyrics, before: Alignment) -> Kept:
    """What stays of an earlier alignment.

    Of a sheet that has the same words as before only locked ones stay. Of one that was changed
    every line stays that has no new word and has lost none; the others are sought again, but for
    their locked words.

    Args:
        sheet: the lyrics as they are now.
        before: an alignment of the lyrics as they were.
    """
    words = list(before.words())
    places = {ours: theirs for theirs, ours in same_words(sheet, before).items()}
    count = sum(len(line.words) for line in sheet.lines)
    changed = len(places) < max(count, len(words))
    whole = _whole(before, set(places.values()))
    kept: dict[int, Word] = {}
    first = 0
    for line in sheet.lines:
        run = range(first, first + len(line.words))
        stays = changed and all(i in places and places[i] in whole for i in run)
        for i in run:
            word = words[places[i]] if i in places else None
            if word is not None and word.span and (word.locked or (stays and not word.guessed)):
                kept[i] = word
        first = run.stop
    return Kept(
        kept, len(places) - len(kept), count - len(places), len(words) - len(places), changed
    )


def _whole(before: Alignment, found: set[int]) -> set[int]:
    """Words of lines that are still there from the first word to the last."""
    out: set[int] = set()
    first = 0
    for line in before.lines:
        run = range(first, first + len(line.words))
        if found.issuperset(run):
            out.update(run)
        first = run.stop
    return out


def with_corrections(timed: Alignment, answers: Iterable[Alignment]) -> Alignment:
    """An alignment with those words locked that a person has corrected without saying so.

    They are those whose times differ from what was found. A word that only made room for a
    locked neighbour is not one of them.

    Args:
        timed: as a person has it.
        answers: what was found for the same words before; the nearest is compared.
    """
    words = list(timed.words())
    changed: list[set[int]] = []
    for answer in answers:
        found = list(answer.words())
        if [word.sung for word in found] == [word.sung for word in words]:
            changed.append({i for i in range(len(words)) if _corrected(words, i, found[i].span)})
    corrected = min(changed, key=len, default=set())
    if len(corrected) > MOST_CORRECTED * sum(word.span is not None for word in words):
        return timed
    rest = iter(
        replace(word, locked=True) if i in corrected else word for i, word in enumerate(words)
    )
    lines = tuple(
        replace(line, words=tuple(next(rest) for _ in line.words)) for line in timed.lines
    )
    return replace(timed, lines=lines)


def _corrected(words: Sequence[Word], index: int, found: Span | None) -> bool:
    span = words[index].span
    if span is None or words[index].locked:
        return False
    if found is None:
        return True
    # A neighbour that was set pushed this one's edge.
    pushed_later = index > 0 and _locked_at(words[index - 1], span.start, end=True)
    pushed_earlier = index + 1 < len(words) and _locked_at(words[index + 1], span.end, end=False)
    starts_alike = span.start == found.start or pushed_later
    return not (starts_alike and (span.end == found.end or pushed_earlier))


def _locked_at(word: Word, moment: Ms, *, end: bool) -> bool:
    if word.span is None or not word.locked:
        return False
    return moment == (word.span.end if end else word.span.start)


def rising(words: Mapping[int, Word], spans: Mapping[int, Span]) -> dict[int, Span]:
    """Spans of words that begin one after the other, as a search through a song needs them.

    Locked words stay in any case; of others those that begin no later than one before, or no
    earlier than a locked one after, are left out.

    Args:
        words: by their index.
        spans: of the same words.
    """
    out: dict[int, Span] = {}
    order = sorted(words)
    limits: dict[int, float] = {}
    limit = float("inf")
    for index in reversed(order):
        limits[index] = limit
        if words[index].locked:
            limit = min(limit, spans[index].start)
    latest = -1
    for index in order:
        start = spans[index].start
        if words[index].locked or latest < start < limits[index]:
            out[index] = spans[index]
            latest = max(latest, start)
    return out
