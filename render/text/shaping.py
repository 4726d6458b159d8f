"""A line of text as glyphs: directions by UAX #9, a font for each letter, shapes by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from render import cairo_library as cairo
from render.frame import Context, surface_on
from render.text.bidi import levels, visual_order
from render.text.breaking import letter_places
from render.text.scripts import COMMON, ignorable, language_of, script_of, wants_colour
from render.text.system_fonts import FontLibrary
from render.text.typeface import PlacedGlyph, Typeface

MAX_CHARACTERS = 20_000
"""Of one line. The aligner refuses longer songs long before."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the ink of a text is: em, x to the right, y down from the base line."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class CharacterPlace:
    """Where a character stands: em from the left end, and whether it runs to the left."""

    left: float
    right: float
    leftward: bool


@dataclass(frozen=True, eq=False)
class ShapedText:
    """A line of glyphs; lengths in em.

    Attributes:
        runs: glyphs of one font each, from left to right; their x is that of the line.
        width: of the whole line.
        places: of each character, in the order of the text.
    """

    runs: tuple[tuple[Typeface, tuple[PlacedGlyph, ...]], ...]
    width: float
    places: tuple[CharacterPlace, ...]

    @cached_property
    def ink(self) -> Bounds | None:
        """The smallest box that surely holds all of the ink; None if there is none."""
        boxes = [
            (glyph.x + box[0], box[1] - glyph.y, glyph.x + box[2], box[3] - glyph.y)
            for face, glyphs in self.runs
            for glyph in glyphs
            if (box := face.bounds(glyph.id)) is not None
        ]
        if not boxes:
            return None
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return Bounds(min(lefts), min(tops), max(rights), max(bottoms))

    @cached_property
    def coloured(self) -> bool:
        """True if some glyphs have colours of their own."""
        return any(
            face.coloured and face.picture(glyph.id) is not None
            for face, glyphs in self.runs
            for glyph in glyphs
        )

    def looks(self) -> tuple[object, ...]:
        """All that decides its picture, whatever the fonts are called."""
        return tuple(
            (glyph.x, glyph.y, face.looks(glyph.id))
            for face, glyphs in self.runs
            for glyph in glyphs
        )

    def trace(self, context: Context, size: float) -> None:
        """Add the outlines to the context's path, from its origin on, ``size`` pixels an em."""
        draw = {name: getattr(context, name) for name in ("move_to", "line_to", "curve_to")}
        for face, glyphs in self.runs:
            for glyph in glyphs:
                if face.coloured and face.picture(glyph.id) is not None:
                    continue
                x, y = glyph.x * size, -glyph.y * size
                for command, *points in face.outline(glyph.id):
                    if command == "close_path":
                        context.close_path()
                        continue
                    draw[command](
                        *((y - size * p) if i % 2 else (x + size * p) for i, p in enumerate(points))
                    )

    def paint_pictures(self, context: Context, size: float) -> None:
        """Draw the glyphs that have colours of their own."""
        for face, glyphs in self.runs:
            for glyph in glyphs:
                picture = face.picture(glyph.id) if face.coloured else None
                if picture is None:
                    continue
                context.save()
                context.translate((glyph.x + picture.left) * size, (-glyph.y - picture.top) * size)
                context.scale(size / picture.em, size / picture.em)
                context.set_source_surface(surface_on(picture.pixels), 0, 0)
                context.get_source().set_filter(cairo.FILTER_BEST)
                context.paint()
                context.restore()


class Fonts:
    """The captions' font, and those that stand in for it.

    Args:
        main: the font of the captions.
        library: where stand-ins are looked for; None if there are none.
        language: that East Asian letters are drawn for, BCP 47; "" if there are none.
    """

    def __init__(
        self, main: Typeface, library: FontLibrary | None = None, language: str = ""
    ) -> None:
        self.main = main
        self._library = library
        self._language = language
        self._faces: dict[tuple[str, str], Typeface | None] = {}
        self._opened: dict[tuple[str, str, int], Typeface] = {}
        self._shaped: dict[str, ShapedText] = {}

    def slanted(self) -> Fonts:
        """The same fonts with leaning letters; stand-ins stay upright, as their scripts want."""
        return Fonts(self.main.slanted(), self._library, self._language)

    def missing(self, texts: Iterable[str]) -> str:
        """The characters that no font has, each once, sorted."""
        lost: set[str] = set()
        for text in texts:
            for start, end in _letters(text):
                letter = text[start:end]
                if self._face(letter, "") is None:
                    lost |= {ch for ch in letter if not ignorable(ch) and not self.main.has(ch)}
        return "".join(sorted(lost))

    def shape(self, text: str) -> ShapedText:
        """Choose and place the glyphs of a line."""
        if text not in self._shaped:
            if len(self._shaped) > 4096:  # a song has a few hundred lines
                self._shaped.clear()
            self._shaped[text] = self._shape(text[:MAX_CHARACTERS])
        return self._shaped[text]

    def _shape(self, text: str) -> ShapedText:
        level_of = levels(text)
        language = language_of([text])
        if language in ("", "zh"):  # Chinese characters alone may be Japanese, if the song is
            language = self._language or language
        pieces = self._pieces(text, level_of, language)
        order = visual_order([level_of[start] for start, _end, _face in pieces])
        x = 0.0
        runs: list[tuple[Typeface, tuple[PlacedGlyph, ...]]] = []
        places: list[CharacterPlace] = [CharacterPlace(0, 0, False)] * len(text)
        for start, end, face in (pieces[i] for i in order):
            leftward = level_of[start] % 2 == 1
            glyphs = face.shaped(text, start, end, leftward=leftward, language=language)
            _place(glyphs, x, start, end, leftward, places)
            runs.append(
                (
                    face,
                    tuple(PlacedGlyph(g.id, g.x + x, g.y, g.advance, g.cluster) for g in glyphs),
                )
            )
            x += sum(glyph.advance for glyph in glyphs)
        return ShapedText(tuple(runs), x, tuple(places))

    def _pieces(
        self, text: str, level_of: Sequence[int], language: str
    ) -> list[tuple[int, int, Typeface]]:
        """Parts of one level, one script and one font, in the order of the text."""
        pieces: list[tuple[int, int, Typeface]] = []
        script = before = COMMON
        for start, end in _letters(text):
            letter = text[start:end]
            face = self._face(letter, language) or self.main
            script = next((s for s in map(script_of, letter) if s != COMMON), COMMON)
            if pieces:
                first, last, held = pieces[-1]
                alike = script in (COMMON, before) or before == COMMON
                # A blank or a sign goes with what stands before it, where that font has it; but
                # the blanks of fonts of emoji are as wide as their pictures.
                plain = script == COMMON and not wants_colour(letter)
                if plain and not held.coloured and _has(held, letter):
                    face = held
                if alike and held is face and level_of[last - 1] == level_of[start]:
                    pieces[-1] = (first, end, face)
                    before = script if script != COMMON else before
                    continue
            pieces.append((start, end, face))
            before = script
        return pieces

    def _face(self, letter: str, language: str) -> Typeface | None:
        """The font that shows a letter; None if no font has it."""
        key = letter, language
        if key not in self._faces:
            self._faces[key] = self._found(letter, language)
        return self._faces[key]

    def _found(self, letter: str, language: str) -> Typeface | None:
        colour = wants_colour(letter)
        if _has(self.main, letter) and not colour:
            return self.main
        for (spoken, _path, _index), face in self._opened.items():
            # One stand-in for a script, and not one for each letter.
            if spoken == language and face.coloured == colour and _has(face, letter):
                return face
        font = self._library.best_for(letter, language) if self._library else None
        if font is None:
            return self.main if _has(self.main, letter) else None
        key = language, str(font.path), font.index
        if key not in self._opened:
            self._opened[key] = Typeface(font.path, font.index)
        return self._opened[key]


def _has(face: Typeface, letter: str) -> bool:
    return all(face.has(ch) for ch in letter if not ignorable(ch))


def _letters(text: str) -> list[tuple[int, int]]:
    """Letters as people see them, as parts of the text."""
    edges = [0, *letter_places(text), len(text)] if text else [0]
    return list(pairwise(edges))


def _place(
    glyphs: Sequence[PlacedGlyph],
    x: float,
    start: int,
    end: int,
    leftward: bool,
    places: list[CharacterPlace],
) -> None:
    """Say where each character of a run stands; those of a ligature share its width."""
    parts: dict[int, tuple[float, float]] = {}
    at = x
    for glyph in glyphs:
        left, right = parts.get(glyph.cluster, (at, at))
        parts[glyph.cluster] = (min(left, at), max(right, at + glyph.advance))
        at += glyph.advance
    clusters = [*sorted(parts), end]
    for first, last in pairwise(clusters):
        left, right = parts[first]
        step = (right - left) / max(1, last - first)
        for index in range(max(first, start), last):
            number = index - first
            if leftward:
                number = last - first - 1 - number
            places[index] = CharacterPlace(
                left + number * step, left + (number + 1) * step, leftward
            )
