"""What is handed to a program: the mouth of a whole song, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePath, PureWindowsPath

from aligner.alignment import Alignment, Line, Word
from media_core.timeline import Ms, Span
from visemes.track import MouthTrack


@dataclass(frozen=True, slots=True)
class Performance:
    """A song as it is exported.

    Attributes:
        track: the mouth, in the shapes of the set that the program wants.
        sound: path of the song as the program will find it, or "".
        fps: frames a second of the program, for formats that count frames.
        alignment: the words, for formats that carry them.
        options: what else the exporter was told, by the names it declares.
        name: of the song where there is no sound.
    """

    track: MouthTrack
    sound: str = ""
    fps: Fraction = Fraction(24)
    alignment: Alignment = field(default_factory=lambda: Alignment((), Ms(1)))
    options: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def title(self) -> str:
        """The song's name: that of its file without folder and suffix.

        >>> from visemes.sets import load_set
        >>> from media_core.timeline import Timeline
        >>> cues = Timeline.of(Span(Ms(0), Ms(9)), [(0, 9, "X")])
        >>> Performance(MouthTrack(cues, load_set()), "C:/songs/Paper Moon.wav").title
        'Paper Moon'
        """
        path = PureWindowsPath(self.sound) if "\\" in self.sound else PurePath(self.sound)
        return path.stem or self.name or "song"

    @property
    def duration(self) -> Ms:
        """Length of the song."""
        return self.track.cues.span.end

    def lines(self) -> list[Line]:
        """The lines that have a time, as they are heard."""
        timed = [(line.span, line) for line in self.alignment.lines]
        return [line for span, line in sorted(_by_start(timed), key=lambda row: row[0])]

    def words(self) -> list[Word]:
        """The words that have a time, in the order of :meth:`lines`."""
        return [word for line in self.lines() for word in line.words if word.span is not None]


def _by_start(rows: Iterable[tuple[Span | None, Line]]) -> Iterator[tuple[Span, Line]]:
    for span, line in rows:
        if span is not None:
            yield span, line


def in_a_row(rows: Iterable[tuple[Span, str]], end: Ms) -> list[tuple[Ms, Ms, str]]:
    """Labelled spans for a tier that holds one thing at a time.

    What begins before the one in front of it has ended (a background voice) begins when that ends;
    what has no time left is not in the tier.

    >>> rows = [(Span(Ms(0), Ms(90)), "a"), (Span(Ms(50), Ms(200)), "b")]
    >>> in_a_row(rows, Ms(120))
    [(0, 90, 'a'), (90, 120, 'b')]
    """
    tier: list[tuple[Ms, Ms, str]] = []
    at = Ms(0)
    for span, label in sorted(rows, key=lambda row: row[0]):
        start, stop = max(at, span.start), min(span.end, end)
        if start < stop:
            tier.append((start, stop, label))
            at = stop
    return tier
