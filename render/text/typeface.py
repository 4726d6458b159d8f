"""One font: which characters it has, how they are shaped, and what their glyphs look like."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import uharfbuzz as hb
from PIL import Image

from media_core.errors import InputError
from render.frame import Frame

BOLD = 700
"""The weight that captions want, on OpenType's scale of 1 to 1000."""

MAX_FONT_BYTES = 256 * 1024 * 1024
"""No font is larger: the largest collections of East Asian letters have 120 MB."""

MAX_PICTURE_PIXELS = 1024 * 1024
"""Of one emoji in a font; they have 136 x 128 and the like."""

_EMBOLDEN = 0.025
"""How much a font that is not bold is thickened, in em: about the step from regular to bold."""

Outline = tuple[tuple[Any, ...], ...]
"""Cairo commands and their points, in em, y up."""


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph, where it stands in a run (em, y up), and the character it came from."""

    id: int
    x: float
    y: float
    advance: float
    cluster: int


@dataclass(frozen=True, eq=False)
class GlyphPicture:
    """A coloured glyph, premultiplied BGRA, and where it stands: em, y up."""

    pixels: Frame
    left: float
    top: float
    em: float  # pixels of the picture an em


class Typeface:
    """A font, or one of a collection.

    Args:
        data: the file's bytes, or its path, which is mapped and not read.
        index: which font of a collection.
        italic: whether to slant it.

    Raises:
        InputError: it is no font.
    """

    def __init__(self, data: bytes | Path, index: int = 0, *, italic: bool = False) -> None:
        self._made_of = data, index
        self._face = _face(data, index)
        self._font = hb.Font(self._face)
        self._em = float(self._face.upem)
        self._outlines: dict[int, Outline] = {}
        self._pictures: dict[int, GlyphPicture | None] = {}
        self._bounds: dict[int, tuple[float, float, float, float] | None] = {}
        if "wght" in {axis.tag for axis in self._face.axis_infos}:
            self._font.set_variations({"wght": BOLD})
        elif self.weight < 600 and not self.coloured:
            self._font.synthetic_bold = (_EMBOLDEN, _EMBOLDEN, True)
        if italic and not self._font.get_style_value(hb.StyleTag.ITALIC):
            self._font.synthetic_slant = 0.2

    def slanted(self) -> Typeface:
        """The same font with leaning letters."""
        return Typeface(*self._made_of, italic=True)

    @cached_property
    def family(self) -> str:
        """Its name, such as ``Noto Sans``."""
        return family_of(self._face)

    @property
    def weight(self) -> float:
        """400 is regular, 700 bold."""
        return float(self._font.get_style_value(hb.StyleTag.WEIGHT))

    @cached_property
    def coloured(self) -> bool:
        """True if glyphs have colours of their own, as emoji do."""
        return bool(
            self._face.has_color_png or self._face.has_color_layers or self._face.has_color_paint
        )

    @cached_property
    def ascent(self) -> float:
        """Height of the tallest letters above the base line, in em."""
        return float(self._font.get_font_extents("ltr").ascender) / self._em

    @cached_property
    def descent(self) -> float:
        """Depth of the lowest letters below the base line, in em, above 0."""
        return -float(self._font.get_font_extents("ltr").descender) / self._em

    def has(self, character: str) -> bool:
        """True if there is a glyph for a character."""
        return self._font.get_nominal_glyph(ord(character)) is not None

    def shaped(
        self, text: str, start: int, end: int, *, leftward: bool, language: str
    ) -> list[PlacedGlyph]:
        """Glyphs of a part of a text, from left to right; their places begin at 0.

        Args:
            text: all of it: letters join what stands beside the part.
            start: of the part.
            end: of the part.
            leftward: whether it runs to the left.
            language: BCP 47, "" if not known; East Asian fonts draw a letter by it.
        """
        buffer = hb.Buffer()
        buffer.add_codepoints([ord(ch) for ch in text], start, end - start)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftward else "ltr"
        if language:
            buffer.language = language
        hb.shape(self._font, buffer)
        out: list[PlacedGlyph] = []
        x = 0.0
        places = buffer.glyph_positions or ()  # None for an empty text
        for info, place in zip(buffer.glyph_infos or (), places, strict=True):
            out.append(
                PlacedGlyph(
                    info.codepoint,
                    (x + place.x_offset) / self._em,
                    place.y_offset / self._em,
                    place.x_advance / self._em,
                    info.cluster,
                )
            )
            x += place.x_advance
        return out

    def outline(self, glyph: int) -> Outline:
        """The outline of a glyph; nothing for ``.notdef``: an empty box helps nobody."""
        if glyph not in self._outlines:
            pen = _Pen(self._em)
            if glyph:
                self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = tuple(pen.commands)
        return self._outlines[glyph]

    def bounds(self, glyph: int) -> tuple[float, float, float, float] | None:
        """A box that surely holds a glyph's ink: left, top, right, bottom, em, y down."""
        if glyph not in self._bounds:
            self._bounds[glyph] = self._measured(glyph)
        return self._bounds[glyph]

    def _measured(self, glyph: int) -> tuple[float, float, float, float] | None:
        picture = self.picture(glyph)
        if picture is not None:
            height, width = picture.pixels.shape[:2]
            right, bottom = picture.left + width / picture.em, height / picture.em - picture.top
            return picture.left, -picture.top, right, bottom
        points = [command[1:] for command in self.outline(glyph)]
        xs = [x for point in points for x in point[::2]]
        ys = [-y for point in points for y in point[1::2]]
        return (min(xs), min(ys), max(xs), max(ys)) if xs else None

    def picture(self, glyph: int) -> GlyphPicture | None:
        """A coloured glyph; None if it is an outline like any other."""
        if not self.coloured or not glyph:
            return None
        if glyph not in self._pictures:
            self._pictures[glyph] = self._bitmap(glyph) or self._painted(glyph)
        return self._pictures[glyph]

    def looks(self, glyph: int) -> tuple[object, ...]:
        """All that decides the picture of a glyph."""
        picture = self.picture(glyph)
        if picture is None:
            return (repr(self.outline(glyph)),)
        return picture.left, picture.top, picture.em, picture.pixels

    def _bitmap(self, glyph: int) -> GlyphPicture | None:
        """A glyph that is stored as a picture (CBDT, sbix)."""
        if not self._face.has_color_png:
            return None
        blob = self._font.get_glyph_color_png(glyph)
        extents = self._font.get_glyph_extents(glyph)
        if blob is None or not len(blob.data) or extents is None or extents.width <= 0:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                opened = Image.open(io.BytesIO(blob.data), formats=("PNG",))
            if opened.width * opened.height > MAX_PICTURE_PIXELS:
                return None
            rgba = np.asarray(opened.convert("RGBA")).astype(np.uint16)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return None  # a broken picture in a font is a gap, as a missing glyph is
        alpha = rgba[:, :, 3:]
        colours = (rgba[:, :, 2::-1] * alpha + 127) // 255
        pixels = np.concatenate([colours, alpha], axis=2).astype(np.uint8)
        return GlyphPicture(
            np.ascontiguousarray(pixels),
            extents.x_bearing / self._em,
            extents.y_bearing / self._em,
            pixels.shape[1] / (extents.width / self._em),
        )

    def _painted(self, glyph: int) -> GlyphPicture | None:
        """A glyph that is made of coloured shapes (COLR)."""
        if not self._face.glyph_has_color_paint(glyph) and not (
            self._face.has_color_layers and self._face.get_glyph_color_layers(glyph)
        ):
            return None
        em = 256
        painter = hb.RasterPaint()
        painter.scale_factor = (self._em / em, self._em / em)
        painter.set_glyph_extents(self._font.get_glyph_extents(glyph))
        if not painter.paint_glyph_or_fail(self._font, glyph):
            return None
        image = painter.render()
        box = image.extents if image is not None else None
        if (
            box is None
            or not box.width
            or not box.height
            or box.width * box.height > MAX_PICTURE_PIXELS
        ):
            return None
        rows = np.frombuffer(image.buffer, np.uint8).reshape(box.height, box.stride)
        pixels = rows[::-1, : 4 * box.width].reshape(box.height, box.width, 4)
        top = box.y_origin + box.height
        return GlyphPicture(np.ascontiguousarray(pixels), box.x_origin / em, top / em, em)


def _face(data: bytes | Path, index: int) -> Any:
    name = str(data) if isinstance(data, Path) else "the caption font"
    try:
        if isinstance(data, Path):
            size = data.stat().st_size
            if not 0 < size <= MAX_FONT_BYTES:
                raise InputError(
                    f"{name} is no font: it has {size:,} bytes",
                    hint="give a .ttf, .otf or .ttc file",
                )
            blob = hb.Blob.from_file_path(str(data))
        else:
            blob = hb.Blob(data)
        face = hb.Face(blob, index)
        if not 0 <= index < face.count:
            raise InputError(f"{name} is no font", hint="give a .ttf, .otf or .ttc file")
    except (OSError, hb.HarfBuzzError) as err:
        raise InputError(
            f"the font {name} cannot be read ({err})", hint="give a .ttf, .otf or .ttc file"
        ) from err
    if not face.glyph_count or not face.unicodes:
        raise InputError(f"{name} is a font without letters", hint="choose another")
    return face


def family_of(face: Any) -> str:
    """The family that a font belongs to, as menus show it."""
    names = hb.OTNameIdPredefined
    return str(
        face.get_name(names.TYPOGRAPHIC_FAMILY) or face.get_name(names.FONT_FAMILY) or ""
    ).strip()


class _Pen:
    """Collects an outline as Cairo commands, in em, y up."""

    def __init__(self, em: float) -> None:
        self.commands: list[tuple[Any, ...]] = []
        self._em = em
        self._at = (0.0, 0.0)

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        self.commands.append((command, *(c / self._em for point in points for c in point)))
        self._at = points[-1]

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen protocol's name
        self._add("move_to", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("line_to", point)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("curve_to", *points)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        control, end = points
        (x0, y0), (x1, y1), (x2, y2) = self._at, control, end
        # A quadratic curve is the cubic whose handles lie two thirds of the way to its own.
        self._add(
            "curve_to",
            (x0 + 2 / 3 * (x1 - x0), y0 + 2 / 3 * (y1 - y0)),
            (x2 + 2 / 3 * (x1 - x2), y2 + 2 / 3 * (y1 - y2)),
            end,
        )

    def closePath(self) -> None:  # noqa: N802
        self.commands.append(("close_path",))

    def endPath(self) -> None:  # noqa: N802
        """Open outlines do not occur in glyphs."""
