"""A picture of what a mouth does, for people: sound, words, phones, shapes and movement over time.

A page holds strips of a few seconds, one under another like the lines of a score. Every strip has
the same rows, so that what is above one another happens at the same time.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import VOWELS, Alignment, Line, Phone, Word
from media_core.timeline import Ms, Span, clock
from render import cairo_library as cairo
from render.frame import Frame, blank, surface_on
from render.plot_pen import (
    BACKGROUND_WORD,
    CONSONANT,
    DOUBTFUL,
    FAINT,
    GRID,
    INK,
    JAW,
    LIPS,
    PAPER,
    REST,
    VOWEL,
    WAVE,
    WORD,
    Colour,
    Pen,
)
from render.text import caption_fonts
from visemes.curve import Curve
from visemes.track import MouthTrack, pop

WIDTH = 1920
MARGIN, LABELS = 40, 104
"""Left and right of a page, and what the names of the rows take, in pixels."""

STRIPS = 4
"""On a page: what fits on a screen."""

NO_TIME = Span(Ms(0), Ms(1))

DOUBT = 0.7
"""Words less certain than this are drawn in another colour."""

_ROWS = (
    ("time", 22),
    ("sound", 84),
    ("words", 34),
    ("phones", 26),
    ("shapes", 40),
    ("open", 62),
    ("wide", 46),
)
"""Rows of a strip, from the top, and their heights in pixels."""

_GAP, _BETWEEN, _HEAD, _FOOT = 5, 34, 74, 30


@dataclass(frozen=True, slots=True)
class Score:
    """What a page is drawn from.

    Attributes:
        title: on top of the page.
        alignment: words and phones.
        track: the mouth.
        sound: ``(n,)`` float, mono, -1..1; or None.
        rate: samples per second of the sound.
    """

    title: str
    alignment: Alignment
    track: MouthTrack
    sound: NDArray[np.float32] | None = None
    rate: int = 16_000


def pages(span: Span, strip: Ms) -> list[list[Span]]:
    """The strips of each page that a stretch of time fills.

    >>> [len(page) for page in pages(Span(Ms(0), Ms(45_000)), Ms(8_000))]
    [4, 2]
    """
    strips = [
        Span(Ms(start), Ms(min(start + strip, span.end)))
        for start in range(span.start, span.end, strip)
    ]
    return [strips[i : i + STRIPS] for i in range(0, len(strips), STRIPS)]


def draw_page(score: Score, strips: Sequence[Span], strip: Ms) -> Frame:
    """One page.

    Args:
        score: what is drawn.
        strips: the stretches of time, from the top.
        strip: how much time the whole width is, in milliseconds.
    """
    heights = [h + _GAP for name, h in _ROWS if name != "sound" or score.sound is not None]
    tall = sum(heights) + _BETWEEN
    legend = _legend(score)
    frame = blank(WIDTH, _HEAD + tall * len(strips) + 26 * len(legend) + _FOOT)
    context = cairo.Context(surface_on(frame))
    pen = Pen(context, caption_fonts("", [word.text for word in score.alignment.words()]))
    context.set_source_rgb(*PAPER)
    context.paint()
    pen.text(score.title, MARGIN, 44, 27, INK, room=WIDTH - 2 * MARGIN - 260)
    between = f"{clock(strips[0].start)[:-2]} - {clock(strips[-1].end)[:-2]}"
    pen.text(between, WIDTH - MARGIN, 44, 19, FAINT, align=1.0)
    for i, span in enumerate(strips):
        _Strip(score, pen, span, strip, _HEAD + i * tall).draw()
    _draw_legend(score, pen, legend, _HEAD + tall * len(strips) - 4)
    return frame


def colours(track: MouthTrack) -> dict[str, Colour]:
    """A colour for each shape of a set: the wider open, the warmer; rest has the paper's."""
    shapes = [s for s in track.set.shapes.values() if s.name != track.set.rest]
    out: dict[str, Colour] = {track.set.rest: REST}
    ranked = sorted(shapes, key=lambda s: (s.openness, s.width))
    for i, shape in enumerate(ranked):
        # From violet (closed) through blue, green and yellow to red (wide open).
        hue = 0.74 * (1 - i / max(1, len(ranked) - 1)) + 0.005
        out[shape.name] = colorsys.hls_to_rgb(hue, 0.66 + 0.06 * (i % 2), 0.58)
    return out


class _Strip:
    """A few seconds, with all rows."""

    def __init__(self, score: Score, pen: Pen, span: Span, strip: Ms, top: int) -> None:
        self.score, self.pen, self.span, self.top = score, pen, span, top
        self.left = MARGIN + LABELS
        self.scale = (WIDTH - MARGIN - self.left) / strip
        self.right = self.x(span.end)

    def x(self, moment: int) -> float:
        """Where a moment is, within the strip."""
        return self.left + (max(self.span.start, min(self.span.end, moment)) - self.span.start) * (
            self.scale
        )

    def draw(self) -> None:
        """All rows, with their names."""
        at = self.top
        rows = [row for row in _ROWS if row[0] != "sound" or self.score.sound is not None]
        bottom = self.top + sum(h + _GAP for _, h in rows) - _GAP
        self._grid(at, bottom)
        for name, height in rows:
            if name != "time":
                self.pen.text(name, self.left - 14, at + height / 2 + 5, 14, FAINT, align=1.0)
            getattr(self, f"_{name}")(at, height)
            at += height + _GAP

    def _grid(self, top: int, bottom: int) -> None:
        # A line every half second, a stronger one every second.
        first = -(-self.span.start // 500) * 500
        for moment in range(first, self.span.end + 1, 500):
            whole = moment % 1000 == 0
            self.pen.line(self.x(moment), top + (18 if whole else 22), self.x(moment), bottom, GRID)

    def _time(self, top: int, height: int) -> None:
        first = -(-self.span.start // 1000) * 1000
        for moment in range(first, self.span.end + 1, 1000):
            label = clock(Ms(moment))[:-4]
            self.pen.text(label, self.x(moment), top + 13, 13, FAINT, align=0.5)

    def _sound(self, top: int, height: int) -> None:
        sound = self.score.sound
        if sound is None:
            return
        columns = max(1, int(self.right - self.left))
        rate = self.score.rate
        first, last = self.span.start * rate // 1000, self.span.end * rate // 1000
        part = sound[first:last]
        if not len(part):
            return
        edges = np.linspace(0, len(part), columns + 1).astype(int)[:-1]
        edges = np.minimum(edges, len(part) - 1)
        loudest = max(1e-3, float(np.abs(sound).max()))
        low = np.minimum.reduceat(part, edges) / loudest
        high = np.maximum.reduceat(part, edges) / loudest
        middle, half = top + height / 2, height / 2
        upper = [(self.left + i, middle - h * half - 0.5) for i, h in enumerate(high)]
        lower = [(self.left + i, middle - v * half + 0.5) for i, v in enumerate(low)]
        self.pen.polygon([*upper, *reversed(lower)], WAVE)

    def _words(self, top: int, height: int) -> None:
        lanes = self._lanes()
        each = height / (max(lanes.values(), default=0) + 1)
        for line, word in self._seen_words():
            if word.span is None:
                continue
            lane = top + lanes[word.chars] * each
            colour = BACKGROUND_WORD if line.background else WORD
            if word.confidence is not None and word.confidence < DOUBT:
                colour = DOUBTFUL
            a, b = self.x(word.span.start), self.x(word.span.end)
            self.pen.box(a + 0.5, lane, max(b - 0.5, a + 1.5), lane + each - 0.5, colour, 5)
            size, room = min(17.0, each * 0.7), b - a - 6
            base = lane + each / 2 + size / 3
            self.pen.text(word.text, (a + b) / 2, base, size, PAPER, align=0.5, room=room)

    def _lanes(self) -> dict[tuple[int, int], int]:
        """Where voices sing at once, the words that begin later are in the second lane."""
        lanes: dict[tuple[int, int], int] = {}
        until = 0
        for _, word in sorted(self._seen_words(), key=lambda row: row[1].span or NO_TIME):
            if word.span is not None:
                lanes[word.chars] = int(word.span.start < until)
                if not lanes[word.chars]:
                    until = word.span.end
        return lanes

    def _phones(self, top: int, height: int) -> None:
        for _, word in self._seen_words():
            for phone in word.phones:
                if phone.span.overlaps(self.span):
                    self._phone(phone, top, height)

    def _phone(self, phone: Phone, top: int, height: int) -> None:
        a, b = self.x(phone.span.start), self.x(phone.span.end)
        colour = VOWEL if phone.label in VOWELS else CONSONANT
        self.pen.box(a + 0.5, top, max(b - 0.5, a + 1.5), top + height, colour, 3)
        middle, base = (a + b) / 2, top + height / 2 + 4.5
        self.pen.text(phone.label, middle, base, 12.5, INK, align=0.5, room=b - a - 2)

    def _shapes(self, top: int, height: int) -> None:
        track, colour_of = self.score.track, colours(self.score.track)
        cues = [cue for cue in track.cues if cue.span.overlaps(self.span)]
        for cue in cues:
            a, b = self.x(cue.start), self.x(cue.end)
            self.pen.box(a, top, b, top + height, colour_of[cue.value], 0)
            following = track.cues.at(cue.end)
            blend = min(track.blend, cue.span.length // 2)
            if cue.value in track.set.must:
                blend = min(blend, pop(cue.span.length, track.frame))
            if following is not None and self.span.start <= cue.end <= self.span.end:
                # The next shape comes in as a wedge while one becomes the other.
                start = self.x(cue.end - blend)
                wedge = [(start, top + height), (b, top + height), (b, top)]
                self.pen.polygon(wedge, colour_of[following.value])
            if cue.value != track.set.rest:
                middle, base = (a + b) / 2, top + height / 2 + 6
                self.pen.text(cue.value, middle, base, 17, INK, align=0.5, room=b - a - 3)
        for cue in cues:
            if cue.value in track.set.must:  # what must be seen is underlined
                a, b = self.x(cue.start), self.x(cue.end)
                self.pen.box(a, top + height - 4, b, top + height, INK, 0)

    def _open(self, top: int, height: int) -> None:
        points = self._points(self.score.track.openness, top + height, -height, "openness")
        base = top + height
        self.pen.polygon([(self.left, base), *points, (self.right, base)], JAW, opacity=0.28)
        self.pen.path(points, JAW, 2.0)
        self.pen.line(self.left, base, self.right, base, FAINT)

    def _wide(self, top: int, height: int) -> None:
        middle = top + height / 2
        points = self._points(self.score.track.width, middle, -height / 2, "width")
        self.pen.line(self.left, middle, self.right, middle, GRID)
        self.pen.path(points, LIPS, 2.0)

    def _points(
        self, curve: Curve, zero: float, scale: float, what: str
    ) -> list[tuple[float, float]]:
        """A curve's keys in this strip as points; where it has none, what the shapes are."""
        inside = [t for t in curve.times if t in self.span]
        if not curve:
            inside = [Ms(t) for t in range(self.span.start, self.span.end, 10)]
        moments = [self.span.start, *inside, Ms(self.span.end - 1)]
        track = self.score.track
        return [(self.x(t), zero + scale * float(getattr(track.at(t), what))) for t in moments]

    def _seen_words(self) -> Iterator[tuple[Line, Word]]:
        for line in self.score.alignment.lines:
            for word in line.words:
                if word.span is not None and word.span.overlaps(self.span):
                    yield line, word


def _legend(score: Score) -> list[list[str]]:
    """The shapes that occur, in rows of what fits."""
    seen = {cue.value for cue in score.track.cues}
    names = [name for name in score.track.set.shapes if name in seen]
    each = 4 if len(names) <= 8 else 5
    return [names[i : i + each] for i in range(0, len(names), each)]


def _draw_legend(score: Score, pen: Pen, rows: Sequence[Sequence[str]], top: int) -> None:
    colour_of = colours(score.track)
    most = max((len(row) for row in rows), default=1)
    wide = (WIDTH - 2 * MARGIN) / most
    for r, row in enumerate(rows):
        for i, name in enumerate(row):
            x, y = MARGIN + i * wide, top + r * 26
            pen.box(x, y, x + 46, y + 20, colour_of[name], 3)
            pen.text(name, x + 23, y + 15, 14, INK, align=0.5, room=42)
            look = score.track.set.shapes[name].look
            pen.text(look, x + 54, y + 15, 13.5, INK, room=wide - 66)
