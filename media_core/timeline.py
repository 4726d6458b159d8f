"""Time: the one way the whole program speaks of it.

A moment is a whole number of milliseconds from the start of the song (:data:`Ms`); a stretch is a
half-open :class:`Span`; things that happen are :class:`Cue` values on a :class:`Timeline`. Times
are integers because frames, words and mouths made from the same moment must compare equal;
frame rates are fractions because 30000/1001 has no decimal.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, NewType, TypeVar

T = TypeVar("T")

Ms = NewType("Ms", int)
"""Milliseconds from the start of the song."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of time ``[start, end)``, never empty.

    >>> Span(Ms(10), Ms(30)).length
    20
    >>> Ms(30) in Span(Ms(10), Ms(30))
    False
    """

    start: Ms
    end: Ms

    def __post_init__(self) -> None:
        if self.start < 0:
            raise ValueError(f"a span cannot start before the song: {self.start} ms")
        if self.end <= self.start:
            raise ValueError(f"a span must end after its start: {self.start}..{self.end} ms")

    @property
    def length(self) -> Ms:
        """Duration in milliseconds."""
        return Ms(self.end - self.start)

    @property
    def middle(self) -> Ms:
        """The moment half-way, rounded down."""
        return Ms((self.start + self.end) // 2)

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, int) and self.start <= moment < self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one moment."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cue(Generic[T]):
    """Something that holds during a span."""

    span: Span
    value: T

    @property
    def start(self) -> Ms:
        """When it begins."""
        return self.span.start

    @property
    def end(self) -> Ms:
        """When it no longer holds."""
        return self.span.end


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """Cues in order that do not overlap, inside a span; gaps are allowed.

    Raises:
        ValueError: a cue overlaps the one before it or lies outside the span.
    """

    span: Span
    cues: tuple[Cue[T], ...]

    def __post_init__(self) -> None:
        before = self.span.start
        for cue in self.cues:
            if cue.start < before:
                raise ValueError(f"cues overlap or are out of order at {cue.start} ms")
            before = cue.end
        if before > self.span.end:
            raise ValueError(f"a cue ends at {before} ms, after the timeline ({self.span.end} ms)")

    def __iter__(self) -> Iterator[Cue[T]]:
        return iter(self.cues)

    def __len__(self) -> int:
        return len(self.cues)

    def at(self, moment: Ms) -> Cue[T] | None:
        """The cue that holds at a moment, or None in a gap."""
        index = bisect_right(self.cues, moment, key=lambda cue: cue.start) - 1
        if index < 0 or moment >= self.cues[index].end:
            return None
        return self.cues[index]

    def gaps(self) -> Iterator[Span]:
        """The stretches that no cue covers, in order."""
        before = self.span.start
        for cue in self.cues:
            if cue.start > before:
                yield Span(before, cue.start)
            before = cue.end
        if before < self.span.end:
            yield Span(before, self.span.end)

    def fill(self, value: T) -> Timeline[T]:
        """The same timeline with every gap covered by ``value``."""
        gaps = [Cue(gap, value) for gap in self.gaps()]
        merged = sorted((*self.cues, *gaps), key=lambda cue: cue.start)
        return Timeline(self.span, tuple(merged))

    def joined(self) -> Timeline[T]:
        """The same timeline with touching cues of equal value made one."""
        out: list[Cue[T]] = []
        for cue in self.cues:
            if out and out[-1].end == cue.start and out[-1].value == cue.value:
                out[-1] = Cue(Span(out[-1].start, cue.end), out[-1].value)
            else:
                out.append(cue)
        return Timeline(self.span, tuple(out))

    @classmethod
    def of(cls, span: Span, cues: Iterable[tuple[int, int, T]]) -> Timeline[T]:
        """A timeline from plain ``(start, end, value)`` rows."""
        return cls(span, tuple(Cue(Span(Ms(a), Ms(b)), value) for a, b, value in cues))


def ms_from_seconds(seconds: float) -> Ms:
    """The nearest millisecond; half-way rounds up, as people expect of a stop watch."""
    return Ms(int(seconds * 1000 + 0.5))


def frame_start(index: int, fps: Fraction) -> Ms:
    """When frame ``index`` begins: ``index / fps``, rounded down to the millisecond.

    Nothing is accumulated, so the last frame of a ten-minute song at 30000/1001 frames a second
    is as right as the first.

    >>> [frame_start(i, Fraction(30)) for i in range(4)]
    [0, 33, 66, 100]
    """
    return Ms(index * 1000 * fps.denominator // fps.numerator)


def frame_count(duration: Ms, fps: Fraction) -> int:
    """How many frames cover a duration: the last one may be shown past its end.

    >>> frame_count(Ms(1000), Fraction(30)), frame_count(Ms(1001), Fraction(30))
    (30, 31)
    """
    return -(-duration * fps.numerator // (1000 * fps.denominator))


def frame_at(moment: Ms, fps: Fraction) -> int:
    """The frame on the screen at a moment: the last one whose start is not after it.

    >>> [frame_at(Ms(m), Fraction(30)) for m in (0, 32, 33, 66)]
    [0, 0, 1, 2]
    """
    # The start of a frame is rounded down, so the frame may begin up to 1 ms before its due time.
    index = (moment + 1) * fps.numerator // (1000 * fps.denominator)
    return index if frame_start(index, fps) <= moment else index - 1


def clock(moment: Ms) -> str:
    """A moment as people write it.

    >>> clock(Ms(83_450))
    '1:23.450'
    """
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"
