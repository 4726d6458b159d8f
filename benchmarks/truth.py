"""Scores against known times: onsets of words and phones, and what the mouth does at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import pairwise
from statistics import mean, median

from aligner.alignment import Alignment, Word
from media_core.timeline import Cue, Ms, Span, frame_at, frame_start
from visemes.track import MouthTrack
from visemes.viseme_set import LIP_PHONES


@dataclass(frozen=True, slots=True)
class Onsets:
    """How far onsets are from the truth.

    Attributes:
        count: of the reference, missing ones included.
        errors: absolute, in milliseconds, of those found.
    """

    count: int
    errors: tuple[int, ...]

    @property
    def median(self) -> float:
        """Median absolute error in milliseconds."""
        return median(self.errors)

    @property
    def mean(self) -> float:
        """Mean absolute error in milliseconds."""
        return mean(self.errors)

    def within(self, tolerance: int) -> float:
        """Percentage of the reference within a tolerance in milliseconds; missing ones count."""
        return 100 * sum(error <= tolerance for error in self.errors) / self.count


def word_onsets(found: Alignment, truth: Alignment) -> Onsets:
    """Compare word by word; both hold the same words in the same order.

    Raises:
        ValueError: they do not.
    """
    pairs = _pairs(found, truth)
    return Onsets(
        len(pairs),
        tuple(abs(a.span.start - b.span.start) for a, b in pairs if a.span and b.span),
    )


def phone_onsets(found: Alignment, truth: Alignment) -> Onsets:
    """Compare phone by phone inside each word; what only one side says has no partner."""
    count, errors = 0, []
    for a, b in _pairs(found, truth):
        count += len(b.phones)
        labels = [p.label for p in a.phones], [p.label for p in b.phones]
        for block in SequenceMatcher(None, *labels, autojunk=False).get_matching_blocks():
            for i in range(block.size):
                mine, true = a.phones[block.a + i], b.phones[block.b + i]
                errors.append(abs(mine.span.start - true.span.start))
    return Onsets(count, tuple(errors))


def _pairs(found: Alignment, truth: Alignment) -> list[tuple[Word, Word]]:
    words = list(found.words()), list(truth.words())
    if [w.sung for w in words[0]] != [w.sung for w in words[1]]:
        raise ValueError("the words are not those of the truth")
    return list(zip(*words, strict=True))


def closed_share(track: MouthTrack, truth: Alignment, fps: Fraction) -> float:
    """Percentage of true P, B and M with a closed mouth in the frame nearest their middle."""
    seen = [
        track.at(nearest_frame(phone.span.middle, fps)).shape in (track.set.closed, track.set.rest)
        for word in truth.words()
        for phone in word.phones
        if phone.label in ("P", "B", "M")
    ]
    return 100 * sum(seen) / len(seen)


def unseen_closures(track: MouthTrack, truth: Alignment, fps: Fraction) -> tuple[int, int]:
    """Of the P, B and M, how many are closed in no frame; and how many there are.

    Looked at are the frames that begin during the phone or :data:`REACH_MS` to either side of it,
    and the lips must be fully together, not on their way.
    """
    phones = [phone for word in truth.words() for phone in word.phones if phone.label in LIP_PHONES]
    unseen = 0
    for phone in phones:
        start = Ms(max(0, phone.span.start - REACH_MS))
        frames = range(frame_at(start, fps), frame_at(Ms(phone.span.end + REACH_MS), fps) + 1)
        mouths = (track.at(frame_start(index, fps)) for index in frames)
        unseen += not any(m.shape in track.set.closures and m.mix == 0 for m in mouths)
    return unseen, len(phones)


REACH_MS = 40
"""How far from a phone a closure may be and still be its own; a frame of 25 a second."""

SHORT_MS = 70
"""Cues below this flicker: they last less than two frames of 24 a second."""


def short_cues(track: MouthTrack) -> list[Cue[str]]:
    """Cues that flicker and are no closure of lips or teeth, which may be as short as a frame."""
    return [c for c in track.cues if c.span.length < SHORT_MS and c.value not in track.set.must]


def nearest_frame(moment: Ms, fps: Fraction) -> Ms:
    """Start of the frame that begins nearest to a moment."""
    index = frame_at(moment, fps)
    return min(
        (frame_start(i, fps) for i in (index, index + 1)), key=lambda start: abs(start - moment)
    )


def rest_share(track: MouthTrack, span: Span) -> float:
    """Percentage of a stretch of time in which the mouth rests."""
    resting = sum(
        min(cue.end, span.end) - max(cue.start, span.start)
        for cue in track.cues
        if cue.value == track.set.rest and cue.span.overlaps(span)
    )
    return 100 * resting / span.length


def pauses(truth: Alignment, least: int) -> Sequence[Span]:
    """Stretches of at least ``least`` milliseconds between two words."""
    spans = [word.span for word in truth.words() if word.span]
    return [Span(a.end, b.start) for a, b in pairwise(spans) if b.start - a.end >= least]
