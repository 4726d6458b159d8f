"""The captions of one song on one picture: what is shown at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from aligner.alignment import Alignment
from aligner.retime import with_display_times
from media_core.timeline import Ms
from render.captions.arrangements import ARRANGEMENTS, Arrangement
from render.captions.cards import NO_WORDS, Card, Words, credits_card, title_card
from render.captions.colours import palette
from render.captions.desk import FADE_MS, HOLD_MS, LEAST_SIZE, Desk, Schedule
from render.captions.marks import Colour, Mark
from render.captions.pauses import Pauses
from render.captions.rows import CaptionRow, word_times
from render.captions.style import CaptionStyle
from render.captions.typeset import Dress, TypesetRow, extent
from render.frame import Rect
from render.layers.background import mixed
from render.layout import Layout
from render.rigs import Stage
from render.text import caption_fonts

OVERLAP_MS = 300
"""Rows that are sung together for longer stand one above the other."""

STRONG_OUTLINE = 0.04
STRONG_PLATE = 0.5
"""From these on, letters are seen against their outline or plate, and not against the picture."""

PANEL_PADDING = 0.6
"""Between a panel's edge and the captions on it, in em of the plain size."""

BAND_SHARE = 0.45
"""How much of the captions' place second voices take at most."""

BAND_LEADING = 1.3
"""Height of a row of a second voice, in its own em."""


@dataclass(frozen=True, eq=False)
class Captions:
    """What the captions put on the picture; a pure function of time.

    Attributes:
        texts: the rows that were set; marks count in it.
        rows: of the lead and of other voices, in order of time.
        missing: characters that no font has.
        dark: colour of outlines, shadows and plates.
        title, credits: the cards, where they are wanted and there is time for them.
    """

    texts: Sequence[TypesetRow]
    rows: tuple[CaptionRow, ...]
    missing: str
    dark: Colour
    _arrangement: Arrangement
    _bands: tuple[_Band, ...]
    _pauses: Pauses
    _bar: float
    title: Card | None = None
    credits: Card | None = None

    def at(self, moment: Ms) -> tuple[Mark, ...]:
        """What is shown, from the back to the front."""
        for card in (self.title, self.credits):
            if card is not None and (lines := card.at(moment)):
                return tuple(lines)
        marks: list[Mark] = [*self._arrangement.at(moment)]
        for band in self._bands:
            marks += band.at(moment)
        place = self._arrangement.dots(moment)
        if place is not None:
            marks += self._pauses.at(moment, place, self._bar)
        return tuple(marks)


@dataclass(frozen=True, eq=False)
class _Band:
    """A place above the lead's, where rows of another voice come and go."""

    desk: Desk
    when: Schedule
    numbers: range
    baseline: int

    def at(self, moment: Ms) -> list[Mark]:
        """The row that is sung there."""
        index = self.when.index(moment)
        coming = index + 1
        if coming < len(self.when.rows) and (
            index < 0 or moment >= self.when.rows[index].end + FADE_MS
        ):
            index = coming if self.when.starts[coming] - moment <= HOLD_MS else index
        if index < 0 or not self.when.shows(index, moment):
            return []
        row = self.when.rows[index]
        before = self.when.rows[index - 1].end + FADE_MS if index else 0
        comes = (moment - max(before, row.start - HOLD_MS)) / FADE_MS
        opacity = min(self.when.faded(index, moment), 1.0 if moment >= row.start else comes)
        opacity = max(0.0, round(opacity * 8) / 8)
        if not opacity:
            return []
        return [self.desk.mark(self.numbers[index], self.baseline, moment=moment, opacity=opacity)]


def build_captions(
    alignment: Alignment,
    style: CaptionStyle,
    place: Layout,
    stage: Stage,
    ground: Colour,
    words: Words = NO_WORDS,
) -> Captions:
    """Lay out a song's lyric.

    Args:
        alignment: words and times; captions light up when the eye expects them.
        style: how they look and move.
        place: where they have room.
        stage: colours that suit the rig.
        ground: what they stand on.
        words: of the cards at the beginning and at the end.

    Raises:
        InputError: the style's font or a colour cannot be used.
    """
    shown = _cased(_timed(with_display_times(alignment)), style)
    texts = [line.text for line in shown.lines]
    texts += [words.title, words.artist, *words.credits]
    fonts = caption_fonts(style.text.font, texts, italic=style.text.italic)
    singers = tuple(dict.fromkeys(line.singer for line in shown.lines if line.singer))
    dark = mixed(ground, (0.0, 0.0, 0.0), 0.45)
    if style.outline.width >= STRONG_OUTLINE or style.box.opacity >= STRONG_PLATE:
        ground = dark  # what letters are seen against
    colours = palette(style.colours, style.background.colour, stage, ground, dark, singers)
    size = max(LEAST_SIZE, style.text.size * place.text_size)
    area = place.text
    if place.text_left and style.panel.opacity:
        pad = round(PANEL_PADDING * place.text_size)
        area = Rect(area.left + pad, area.top + pad, area.right - pad, area.bottom - pad)
    desk = Desk(
        area=area,
        size=size,
        style=style,
        palette=colours,
        fonts=fonts,
        dress=Dress(style.outline, style.shadow, style.box, style.soft),
        flush=place.text_left,
    )
    return _arranged(desk, shown, fonts.missing(texts), words)


def voices_over(alignment: Alignment) -> int:
    """How many voices sing over the lead at most, 0 to 2: so many rows more need room."""
    lead = [line.span for line in alignment.lines if line.span and not line.background]
    lead.sort()
    over = any(a.end - b.start > OVERLAP_MS for a, b in pairwise(lead))
    return any(line.background for line in alignment.lines) + over


def _arranged(desk: Desk, shown: Alignment, missing: str, words: Words) -> Captions:
    style = desk.style
    lead, second = _lanes(desk.rows(_only(shown, background=False)))
    voices = _voice_desk(desk)
    lanes = [*second, *_stacked(voices.rows(_only(shown, background=True)))]
    bands, area = _bands(voices, lanes, desk.area)
    main = desk.resized(area, desk.size)
    arrangement = ARRANGEMENTS[style.arrange](main, lead)
    rows = tuple(sorted((*lead, *(row for lane in lanes for row in lane)), key=lambda r: r.start))
    return Captions(
        texts=main.texts,
        rows=rows,
        missing=missing,
        dark=desk.palette.dark,
        _arrangement=arrangement,
        _bands=bands,
        _pauses=Pauses(rows, style.pause, desk.palette),
        _bar=0.24 * desk.room,
        title=title_card(desk, words, rows, shown.duration),
        credits=credits_card(desk, words, rows, shown.duration),
    )


def _voice_desk(desk: Desk) -> Desk:
    """How a background voice is set: smaller, leaning, and as many words as fit."""
    wanted = desk.style.background
    italic = wanted.italic or desk.style.text.italic
    fonts = desk.fonts.slanted() if italic else desk.fonts
    style = replace(desk.style, words=0)
    return replace(desk, size=desk.size * wanted.size, style=style, fonts=fonts)


def _bands(
    desk: Desk, lanes: Sequence[Sequence[CaptionRow]], area: Rect
) -> tuple[tuple[_Band, ...], Rect]:
    """A band for each lane along the upper edge of the area, and what is left below."""
    if not lanes:
        return (), area
    size, start = desk.size, len(desk.texts)
    most = BAND_SHARE * (area.bottom - area.top)
    for _ in range(12):
        del desk.texts[start:]
        numbers = [desk.put(lane, size) for lane in lanes]
        reach = [extent([desk.texts[i] for i in lane]) for lane in numbers]
        heights = [max(round(BAND_LEADING * size), tall + deep) for tall, deep in reach]
        if sum(heights) <= most or size < 1:
            break
        size *= max(0.5, 0.99 * most / sum(heights))
    bands: list[_Band] = []
    top = area.top
    for lane, numbered, (tall, deep), high in zip(lanes, numbers, reach, heights, strict=True):
        baseline = top + (high - tall - deep) // 2 + tall
        bands.append(_Band(desk, Schedule(lane), numbered, baseline))
        top += high
    return tuple(bands), replace(area, top=top)


def _lanes(
    rows: Sequence[CaptionRow],
) -> tuple[list[CaptionRow], list[list[CaptionRow]]]:
    """The rows of the lead, and those that are sung over them by others."""
    lead: list[CaptionRow] = []
    others: list[CaptionRow] = []
    for row in rows:
        over = lead and min(lead[-1].end, row.end) - row.start > OVERLAP_MS
        (others if over else lead).append(row)
    return lead, _stacked(others)


def _stacked(rows: Sequence[CaptionRow]) -> list[list[CaptionRow]]:
    """Rows in as few lanes as they need, so that none hides another."""
    lanes: list[list[CaptionRow]] = []
    for row in rows:
        free = next((lane for lane in lanes if lane[-1].end <= row.start + OVERLAP_MS), None)
        if free is None and len(lanes) < 3:
            lanes.append([row])
        else:
            (free or min(lanes, key=lambda lane: lane[-1].end)).append(row)
    return lanes


def _only(alignment: Alignment, *, background: bool) -> Alignment:
    lines = tuple(line for line in alignment.lines if line.background == background)
    return replace(alignment, lines=lines)


def _timed(alignment: Alignment) -> Alignment:
    """The alignment with a time for every word."""
    times = word_times(alignment)
    return replace(
        alignment,
        lines=tuple(
            replace(
                line,
                words=tuple(
                    word if word.span is not None else replace(word, span=span)
                    for word, span in zip(line.words, spans, strict=True)
                ),
            )
            for line, spans in zip(alignment.lines, times, strict=True)
        ),
    )


def _cased(alignment: Alignment, style: CaptionStyle) -> Alignment:
    """The alignment in the letters that the style wants."""
    if style.text.case == "as written":
        return alignment
    change = str.upper if style.text.case == "upper" else str.lower
    return replace(
        alignment,
        lines=tuple(
            replace(line, words=tuple(replace(w, text=change(w.text)) for w in line.words))
            for line in alignment.lines
        ),
    )
