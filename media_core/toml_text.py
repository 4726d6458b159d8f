"""TOML of strangers: read with a limit, and refused in words where it is no TOML.

``tomllib`` fails in other ways than by its own error: a number of 5,000 digits is a plain
``ValueError``, brackets in brackets end Python's stack, and a name of a hundred thousand parts
takes hours. All readers of the program come through here.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from media_core.errors import AnimateMusicError, InputError
from media_core.files import read_bytes

MAX_DEPTH = 32
"""Tables in tables; ours have three."""

_DIGITS = re.compile(r"[0-9][0-9_]{999}")
"""More digits than any number of ours has; Python itself refuses to read over 4,300."""

_LONG_KEY = re.compile(
    rf"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}"""
)


class TomlError(ValueError):
    """A text is not TOML; the message says why and in which line."""


def parse_toml(text: str) -> dict[str, Any]:
    """A table from text.

    >>> parse_toml('name = "Juno"')
    {'name': 'Juno'}

    Raises:
        TomlError: it is not TOML, or nobody writes such TOML by hand.
    """
    long = _LONG_KEY.search(text)
    if long:
        raise TomlError(f"a name has over {MAX_DEPTH} parts (at line {_line(text, long.start())})")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        raise TomlError(str(err)) from err
    except RecursionError as err:
        raise TomlError(f"it is nested too deeply (at line {_deep_line(text)})") from err
    except ValueError as err:
        digits = _DIGITS.search(text)
        line = _line(text, digits.start()) if digits else 1
        raise TomlError(f"a number has too many digits (at line {line})") from err
    depth, large = _measured(table)
    if depth > MAX_DEPTH:
        raise TomlError(f"it is nested too deeply (at line {_deep_line(text)})")
    if large:
        raise TomlError(f"the number of {large} is beyond the 64 bits that TOML has for one")
    return table


def read_toml(
    path: Path,
    *,
    limit: int,
    what: str,
    error: type[AnimateMusicError] = InputError,
    hint: str = "look at that line; texts stand in quotes, lists in [brackets]",
) -> dict[str, Any]:
    """The table of a file.

    Args:
        path: of the file.
        limit: bytes that it may have.
        what: it is to the user, for messages: "caption style".
        error: the kind to raise.
        hint: what to do about a file that is not TOML.

    Raises:
        AnimateMusicError: of the kind asked for: it cannot be read, or is not TOML.
    """
    text = read_text(path, limit=limit, what=what, error=error)
    try:
        return parse_toml(text)
    except TomlError as err:
        raise error(f"the {what} {path} is not TOML: {err}", hint=hint) from err


def read_text(
    path: Path, *, limit: int, what: str, error: type[AnimateMusicError] = InputError
) -> str:
    """The text of a file in UTF-8, with or without a byte-order mark.

    Args and errors are those of :func:`read_toml`.
    """
    data = read_bytes(path, limit=limit, what=what, error=error)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise error(
            f"the {what} {path} is not in UTF-8", hint="save it as UTF-8 in your editor"
        ) from err


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _deep_line(text: str) -> int:
    """The line in which more brackets are open than may be; those in texts count, too."""
    depth = 0
    for place, letter in enumerate(text):
        depth = max(0, depth + (letter in "[{") - (letter in "]}"))
        if depth > MAX_DEPTH:
            return _line(text, place)
    return 1


def _measured(table: dict[str, Any]) -> tuple[int, str]:
    """How deeply tables and lists are nested, and the name of a number that is too large, or "".

    Without calling itself. Python's integers have no end, but no float and no other reader of TOML
    takes one of over 64 bits.
    """
    depth, large = 0, ""
    level: list[tuple[str, Any]] = [("", table)]
    while level:
        depth += 1
        inner: list[tuple[str, Any]] = []
        for name, one in level:
            inner += one.items() if isinstance(one, dict) else ((name, row) for row in one)
        for name, one in inner:
            if isinstance(one, int) and not -(2**63) <= one < 2**63:
                large = large or name
        level = [(name, one) for name, one in inner if isinstance(one, dict | list)]
    return depth, large
