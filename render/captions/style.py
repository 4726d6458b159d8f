"""How captions look and move, as data: one TOML file for each style.

To add a style: put a file into ``render/styles/``; its name is the style's. Every key has a default
(the values of :class:`CaptionStyle`), so a file says only what is its own.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from PIL import ImageColor

from media_core.errors import InputError
from media_core.toml_text import TomlError, parse_toml, read_text
from render.captions.rows import Reveal

Arrange = Literal["lines", "big-word", "scroll", "typewriter", "bounce"]
Place = Literal["below", "beside"]
Case = Literal["as written", "upper", "lower"]

MAX_STYLE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Letters. Lengths in em.

    Attributes:
        font: a file, or the name of an installed font; "" for the one that ships.
        size: times the size that suits the picture's shape.
        italic: whether letters lean.
        case: as the lyric is written, or all in capitals or in small letters.
        leading: distance of two base lines.
    """

    font: str = ""
    size: float = 1.0
    italic: bool = False
    case: Case = "as written"
    leading: float = 1.25


@dataclass(frozen=True, slots=True)
class Colours:
    """``#rrggbb`` or a name; "" for what suits the rig.

    Attributes:
        sung, unsung, next: words already sung, not yet sung, and the line that comes.
        singers: of what each singer has sung, in the order in which they enter; the first singer
            takes ``sung`` if there are none.
    """

    sung: str = ""
    unsung: str = ""
    next: str = ""
    singers: tuple[str, ...] = ("", "#FF9E80", "#8FD3FF", "#C3F08A", "#E6A8FF")


@dataclass(frozen=True, slots=True)
class Outline:
    """A line around the letters: its width in em on each side, and its colour."""

    width: float = 0.0
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Below the letters: offset and blur in em, and how dark."""

    x: float = 0.0
    y: float = 0.06
    blur: float = 0.07
    opacity: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A plate behind each row: padding and radius in em, colour, and how solid."""

    opacity: float = 0.0
    colour: str = ""
    padding: float = 0.45
    radius: float = 0.5


@dataclass(frozen=True, slots=True)
class Panel:
    """A dark plate behind all captions that stand beside the face: how solid, and its radius."""

    opacity: float = 0.0
    radius: float = 0.5


@dataclass(frozen=True, slots=True)
class BackgroundVoice:
    """How a background voice differs: times the size of the others, and whether it leans."""

    size: float = 0.75
    italic: bool = True
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """What is shown while nobody sings: four dots that count in, and a bar in a long pause."""

    dots: bool = True
    bar: bool = True


@dataclass(frozen=True, slots=True)
class CaptionStyle:
    """A style.

    Attributes:
        title, about: for people.
        arrange: how rows stand and move.
        place: below the face, or beside it where the picture is wide enough.
        reveal: what lights up as one: words, syllables or letters.
        rows: ``lines``: 1, or 2 to show the next one; ``scroll``: how many stand there.
        words: of a row at most; 0 for as many as fit.
        soft: width of the edge between sung and unsung, in em.
    """

    title: str = ""
    about: str = ""
    arrange: Arrange = "lines"
    place: Place = "below"
    reveal: Reveal = "word"
    rows: int = 2
    words: int = 0
    soft: float = 0.15
    text: TextStyle = field(default_factory=TextStyle)
    colours: Colours = field(default_factory=Colours)
    outline: Outline = field(default_factory=Outline)
    shadow: Shadow = field(default_factory=Shadow)
    box: Box = field(default_factory=Box)
    panel: Panel = field(default_factory=Panel)
    background: BackgroundVoice = field(default_factory=BackgroundVoice)
    pause: Pause = field(default_factory=Pause)


DEFAULT_STYLE = "wipe"

_LIMITS: dict[str, tuple[float, float]] = {
    "size": (0.3, 4.0),
    "leading": (0.9, 3.0),
    "width": (0.0, 0.3),
    "x": (-1.0, 1.0),
    "y": (-1.0, 1.0),
    "blur": (0.0, 1.0),
    "opacity": (0.0, 1.0),
    "padding": (0.0, 2.0),
    "radius": (0.0, 2.0),
    "soft": (0.0, 2.0),
    "rows": (1, 7),
    "words": (0, 100),
}
"""Numbers outside are slips of the pen."""


def style_names() -> list[str]:
    """The styles that ship with the program, the default first."""
    files = resources.files("render").joinpath("styles").iterdir()
    names = sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))
    return sorted(names, key=lambda name: name != DEFAULT_STYLE)


def load_style(name: str) -> CaptionStyle:
    """A style that ships, by name, or any by the path of its TOML file.

    Raises:
        InputError: there is no such style, or the file says something that it cannot mean.
    """
    if name.lower().endswith(".toml"):
        return _from_file(Path(name))
    if name not in style_names():
        near = difflib.get_close_matches(name, style_names(), 1)
        raise InputError(
            f"there is no caption style {name}",
            hint=f"did you mean {near[0]}?"
            if near
            else f"give a TOML file, or one of: {', '.join(style_names())}",
        )
    return _shipped(name)


@cache
def _shipped(name: str) -> CaptionStyle:
    text = resources.files("render").joinpath("styles", f"{name}.toml").read_text("utf-8")
    return parse_style(text, name)


def _from_file(path: Path) -> CaptionStyle:
    text = read_text(path, limit=MAX_STYLE_BYTES, what="caption style")
    return parse_style(text, str(path))


def parse_style(text: str, source: str) -> CaptionStyle:
    """Read a style.

    Args:
        text: TOML.
        source: where it comes from, for messages.

    Raises:
        InputError: it is no TOML, or has a key or value that means nothing; the message names it.
    """
    try:
        table = parse_toml(text)
    except TomlError as err:
        raise InputError(
            f"the caption style {source} is not TOML: {err}",
            hint="look at that line; texts stand in quotes, lists in [brackets]",
        ) from err
    schema = table.pop("schema", 1)
    if schema != 1:
        raise InputError(
            f"the caption style {source} has schema {schema}, which this version does not know",
            hint="update animatemusic",
        )
    style: CaptionStyle = _read(CaptionStyle, table, source, "")
    return style


def _read(kind: Any, table: dict[str, Any], source: str, where: str) -> Any:
    """A dataclass from a table of the same shape."""
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            raise InputError(
                f"the caption style {source} has {where}{key}, which means nothing",
                hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}",
            )
        values[key] = _value(hints[key], value, source, where, key)
    return kind(**values)


def _value(hint: Any, value: Any, source: str, where: str, key: str) -> Any:
    name = f"{where}{key}"
    if hasattr(hint, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise _wrong(source, name, value, f"a table: [{name}]")
        return _read(hint, value, source, f"{name}.")
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise _wrong(source, name, value, f"one of: {', '.join(get_args(hint))}")
        return value
    if hint is bool:
        if not isinstance(value, bool):
            raise _wrong(source, name, value, "true or false")
        return value
    if hint in (int, float):
        low, high = _LIMITS[key]
        number = isinstance(value, hint if hint is int else (int, float))
        if not number or isinstance(value, bool) or not low <= value <= high:
            raise _wrong(source, name, value, f"a number from {low:g} to {high:g}")
        return hint(value)
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in texts) or (hint is str) == isinstance(value, list):
        raise _wrong(source, name, value, "text" if hint is str else "a list of colours")
    if "colour" in name or (key == "colour"):
        for one in texts:
            _check_colour(one, source, name)
    return value if hint is str else tuple(value)


def _check_colour(value: str, source: str, name: str) -> None:
    try:
        if value and (len(value) > 40 or not re.fullmatch(r"[#\w(),.% ]+", value)):
            raise ValueError(value)
        if value:
            ImageColor.getrgb(value)
    except ValueError:
        raise _wrong(source, name, value, 'a colour, such as "#FFD35A" or "gold"') from None


def _wrong(source: str, name: str, value: object, wanted: str) -> InputError:
    return InputError(
        f"the caption style {source} has {name} = {str(value)[:40]!r}", hint=f"it wants {wanted}"
    )
