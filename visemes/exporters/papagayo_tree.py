"""The mouths of a song as Papagayo keeps them: a voice of phrases of words of phones.

A phone is one frame number and a shape that stays until the next phone. As the mouth leads the
sound, the frames of a word begin with its mouth, not with its sound.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from media_core.errors import InputError
from media_core.timeline import Ms, frame_at
from visemes.exporters.escaping import one_line
from visemes.exporters.frames import Exposure, exposures
from visemes.exporters.performance import Performance

LEAD_MS = 150
"""How long before its sound a mouth may belong to a word: closures begin up to 120 ms early."""


@dataclass(frozen=True, slots=True)
class TreeWord:
    """A word: its frames (the last one included) and its phones, ``(frame, shape)``."""

    text: str
    start: int
    end: int
    phones: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of the lyric."""

    text: str
    words: tuple[TreeWord, ...]

    @property
    def start(self) -> int:
        """Its first frame."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Its last frame."""
        return self.words[-1].end


def phrases(song: Performance) -> list[Phrase]:
    """The lines that have a time, with every mouth of the song in one of their words.

    A mouth belongs to the word that it begins, or that it is held in; the rest after a word
    belongs to that word. A word without a time is only in the text of its line.
    """
    shown = exposures(song.track, song.fps)
    words = song.words()
    starts = _starts(song, shown)
    total = shown[-1].end
    tree: list[TreeWord] = []
    for word, (start, stop) in zip(words, pairwise([*starts, total]), strict=True):
        phones = tuple(_phones(shown, start, stop, song.track.set.rest))
        sung = frame_at(Ms(word.span.end - 1), song.fps) if word.span else start
        last = max([sung, *(frame for frame, _ in phones)])
        end = max(start, min(last, stop - 1))
        tree.append(TreeWord(word_text(word.text), start, end, phones))
    rest = iter(tree)
    return [
        Phrase(
            phrase_text(line.text),
            tuple(next(rest) for word in line.words if word.span is not None),
        )
        for line in song.lines()
    ]


def _starts(song: Performance, shown: list[Exposure]) -> list[int]:
    """The frame in which each word's mouth begins; ascending."""
    lead = -(-LEAD_MS * song.fps.numerator // (1000 * song.fps.denominator))
    last = shown[-1].end - 1
    starts: list[int] = []
    before = 0  # the first frame after the sound of the word before
    for word in song.words():
        sound = min(frame_at(word.span.start, song.fps), last) if word.span else 0
        floor = starts[-1] + 1 if starts else 0
        mouth = _mouth(shown, sound, song.track.set.rest, before)
        start = mouth if mouth >= max(floor, min(before, sound - lead)) else sound
        starts.append(min(last, max(start, starts[-1] if starts else 0)))
        before = frame_at(Ms(word.span.end - 1), song.fps) + 1 if word.span else before
    return starts


def _mouth(shown: list[Exposure], sound: int, rest: str, before: int) -> int:
    """Where the mouth of a word begins: with the shape it is in, or with the breath before it."""
    i = bisect_right(shown, sound, key=lambda run: run.start) - 1
    if shown[i].shape == rest:
        return sound
    begin = shown[i].start
    while i and shown[i - 1].shape != rest and shown[i - 1].start >= before:
        i -= 1
    return shown[i].start if i == 0 or shown[i - 1].shape == rest else begin


def _phones(shown: list[Exposure], start: int, stop: int, rest: str) -> list[tuple[int, str]]:
    """Mouths that begin in ``[start, stop)``, and the one that is held when it begins."""
    if start >= stop:
        return []
    first = bisect_right(shown, start, key=lambda run: run.start) - 1
    end = bisect_left(shown, stop, key=lambda run: run.start)
    inside = [(max(run.start, start), run.shape) for run in shown[first:end]]
    return inside[1:] if inside[0][1] == rest else inside


def word_text(text: str) -> str:
    """A word as Papagayo can read it: its lines are split at blanks.

    >>> word_text("rock 'n' roll")
    "rock_'n'_roll"
    """
    return one_line(text).replace(" ", "_") or "_"


def phrase_text(text: str) -> str:
    """A phrase as Papagayo can read it: ``|`` stands for a new line."""
    return one_line(text).replace("|", "/")


def whole_rate(fps: Fraction) -> int:
    """Frames a second as Papagayo counts them.

    Raises:
        InputError: it is not a whole number.
    """
    if fps.denominator != 1:
        raise InputError(
            f"Papagayo counts whole frames a second, not {float(fps):.5g}",
            hint=f"use --fps {round(fps)}",
        )
    return fps.numerator
