"""Text as outlines: broken into rows, shaped by HarfBuzz, drawn by Cairo.

The captions' own font ships with the program, so a picture is the same on every machine as long as
that font has the letters; for other letters a font of the system stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from media_core.files import MEGABYTE, check_file
from render.text.scripts import language_of
from render.text.shaping import Bounds, Fonts, ShapedText
from render.text.system_fonts import SUFFIXES, system_library
from render.text.typeface import Typeface

__all__ = ["Bounds", "Fonts", "ShapedText", "Typeface", "caption_face", "caption_fonts"]

MOST_BYTES = 200 * MEGABYTE
"""Of a font file; collections of Chinese, Japanese and Korean letters have up to a hundred."""


def caption_face(name: str = "", *, italic: bool = False) -> Typeface:
    """The font of the captions.

    Args:
        name: a file, or the name of an installed font; "" for Noto Sans Bold, which ships with the
            program (SIL Open Font License 1.1).
        italic: whether its letters lean.

    Raises:
        InputError: there is no such font, or it is none.
    """
    if not name:
        data = resources.files("render").joinpath("fonts", "NotoSans-Bold.ttf").read_bytes()
        return Typeface(data, italic=italic)
    path = Path(name)
    if path.suffix.lower() in SUFFIXES or len(path.parts) > 1:
        check_file(path, what="font", limit=MOST_BYTES)
        return Typeface(path, italic=italic)
    return system_library().face(name, italic=italic)


def caption_fonts(name: str = "", texts: Iterable[str] = (), *, italic: bool = False) -> Fonts:
    """The captions' font, and the fonts of the system that stand in where it has no letter.

    Raises:
        InputError: there is no such font, or it is none.
    """
    return Fonts(caption_face(name, italic=italic), system_library(), language_of(texts))
