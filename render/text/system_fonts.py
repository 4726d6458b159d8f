"""The fonts of this machine, found by walking the folders where systems keep them.

No program is asked (``fc-list`` and the like are missing on many machines), and nothing is kept on
disk: opening four hundred fonts takes an eighth of a second, and only a text that the captions'
own font cannot show has to wait for it.
"""

from __future__ import annotations

import difflib
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from media_core.errors import InputError
from render.text.scripts import ignorable, wants_colour
from render.text.typeface import BOLD, MAX_FONT_BYTES, Typeface, family_of

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")

MAX_FILES = 20_000
"""Files looked at; a designer's machine has some thousands of fonts."""


def font_folders() -> list[Path]:
    """Where this system keeps fonts; some may not exist."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return [windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        # The last holds the fonts that macOS fetches when they are first used.
        return [
            *(Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"),
            Path("/System/Library/AssetsV2"),
        ]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return [Path(own, "fonts"), home / ".fonts", *(Path(p, "fonts") for p in shared.split(":"))]


@dataclass(frozen=True, eq=False)
class InstalledFont:
    """A font on this machine; it is mapped into memory, not read."""

    path: Path
    index: int
    family: str
    weight: float
    italic: bool
    width: float
    font: Any

    @property
    def name(self) -> str:
        """Family and style, such as ``Noto Sans Bold``."""
        face = self.font.face
        names = hb.OTNameIdPredefined
        style = face.get_name(names.TYPOGRAPHIC_SUBFAMILY) or face.get_name(names.FONT_SUBFAMILY)
        return f"{self.family} {style or ''}".strip()

    @property
    def coloured(self) -> bool:
        """True for fonts of emoji."""
        face = self.font.face
        return bool(face.has_color_png or face.has_color_layers or face.has_color_paint)

    def covers(self, cluster: str) -> bool:
        """True if it has every character of a letter as people see it."""
        return all(
            self.font.get_nominal_glyph(ord(ch)) is not None for ch in cluster if not ignorable(ch)
        )


class FontLibrary:
    """The fonts in some folders.

    Args:
        folders: those of the system if None.
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = font_folders() if folders is None else list(folders)

    @cached_property
    def fonts(self) -> tuple[InstalledFont, ...]:
        """Every font that can be opened, in order of path."""
        found: list[InstalledFont] = []
        for path in _font_files(self._folders):
            found += _opened(path)
        return tuple(found)

    def face(self, name: str, *, italic: bool = False) -> Typeface:
        """A font by the name of its family, or of family and style; the boldest upright one.

        Raises:
            InputError: there is no such font; the hint names those that are spelled like it.
        """
        wanted = " ".join(name.casefold().split())
        exact = [font for font in self.fonts if font.name.casefold() == wanted]
        family = [font for font in self.fonts if font.family.casefold() == wanted]
        if not exact and not family:
            known = sorted({font.family for font in self.fonts if font.family})
            lower = {one.casefold(): one for one in known}
            near = [lower[n] for n in difflib.get_close_matches(wanted, lower, 3, 0.6)]
            raise InputError(
                f"there is no font {name} on this machine",
                hint=f"did you mean {' or '.join(near)}?"
                if near
                else "give the name of an installed font, or the path of a .ttf or .otf file",
            )
        best = min(exact or family, key=lambda f: (f.italic, abs(f.weight - BOLD), str(f.path)))
        return Typeface(best.path, best.index, italic=italic)

    def best_for(self, cluster: str, language: str) -> InstalledFont | None:
        """The font that suits bold captions most, of those that have a letter."""
        able = [font for font in self.fonts if font.covers(cluster)]
        return min(able, key=lambda font: _rank(font, cluster, language), default=None)


def _rank(font: InstalledFont, cluster: str, language: str) -> tuple[object, ...]:
    table = _preferences()
    family = font.family.casefold()
    wanted: list[str] = table["languages"].get(language, [])
    order: list[str] = [*wanted, *table["families"]]
    place = next((i for i, name in enumerate(order) if family.startswith(name)), len(order))
    return (
        any(part in family for part in table["last"]),
        font.coloured != wants_colour(cluster),
        font.italic,
        place,
        any(part in family for part in table["other_kinds"]),
        abs(font.weight - BOLD),
        abs(font.width - 100),
        font.family,
        str(font.path),
        font.index,
    )


@cache
def _preferences() -> dict[str, Any]:
    text = resources.files("render").joinpath("text", "fallback.toml").read_text("utf-8")
    return tomllib.loads(text)


def _font_files(folders: Sequence[Path]) -> Iterator[Path]:
    seen = 0
    for folder in folders:
        for root, inner, names in os.walk(folder, onerror=None, followlinks=False):
            inner.sort()
            for name in sorted(names):
                seen += 1
                if seen > MAX_FILES:
                    return
                if name.lower().endswith(SUFFIXES):
                    yield Path(root, name)


def _opened(path: Path) -> list[InstalledFont]:
    """The fonts of a file; none if it is broken, for it is not ours to complain of."""
    try:
        if not 0 < path.stat().st_size <= MAX_FONT_BYTES:
            return []
        blob = hb.Blob.from_file_path(str(path))
        out = []
        for index in range(min(64, hb.Face(blob).count)):
            face = hb.Face(blob, index)
            if not face.glyph_count or not family_of(face):
                continue
            font = hb.Font(face)
            style = hb.StyleTag
            out.append(
                InstalledFont(
                    path,
                    index,
                    family_of(face),
                    _weight(font),
                    bool(
                        font.get_style_value(style.ITALIC)
                        or font.get_style_value(style.SLANT_ANGLE)
                    ),
                    float(font.get_style_value(style.WIDTH)),
                    font,
                )
            )
    except (OSError, hb.HarfBuzzError, ValueError):
        return []
    return out


def _weight(font: Any) -> float:
    """A font that can take any weight is as good as bold."""
    for axis in font.face.axis_infos:
        if axis.tag == "wght" and axis.min_value <= BOLD <= axis.max_value:
            return float(BOLD)
    return float(font.get_style_value(hb.StyleTag.WEIGHT))


@lru_cache(maxsize=1)
def system_library() -> FontLibrary:
    """The fonts of this machine; they are looked for when the first one is needed."""
    return FontLibrary()
