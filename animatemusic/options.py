"""What people type -> values: sizes, frame rates, ranges."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from fractions import Fraction
from pathlib import Path

import click
from click.types import StringParamType

from aligner.pins import Anchor
from media_core.timeline import Ms, Span

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}
"""Decimals by which people mean the NTSC rates, which have no decimal."""

_LIKE_A_FILE = re.compile(r".*[\w)]\.[A-Za-z0-9]{2,5}")


class NamedOrFile(StringParamType):
    """A name that means something by itself, or a file: ``--rig rocco``, ``--rig my_rig/``.

    Args:
        names: those that mean something here, whatever files there are.
        others: whether more names mean something, such as colours or installed fonts.
    """

    def __init__(self, names: Callable[[], Collection[str]], *, others: bool = True) -> None:
        self.names = names
        self.others = others

    def placed(self, value: str, folder: Path) -> str:
        """The value, seen from elsewhere if it is a file that is counted from a folder.

        >>> rigs = NamedOrFile(lambda: ["rocco"], others=False)
        >>> rigs.placed("rocco", Path("song"))
        'rocco'
        >>> rigs.placed("mine", Path("song")) == str(Path("song", "mine"))
        True
        """
        if value in self.names():
            return value
        file, colon, function = value.rpartition(":")
        if file.endswith(".py"):
            return f"{folder / file}{colon}{function}"
        is_file = "/" in value or _LIKE_A_FILE.fullmatch(value) or os.path.exists(folder / value)
        return str(folder / value) if is_file or not self.others else value


def size(text: str) -> tuple[int, int]:
    """``1920x1080``: both sides even, from 64 to 7680.

    >>> size("1080x1920")
    (1080, 1920)
    """
    match = re.fullmatch(r"(\d{2,5})\s*[xX×]\s*(\d{2,5})", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is no size; write it as 1920x1080")
    sides = int(match[1]), int(match[2])
    if any(side % 2 or not 64 <= side <= 7680 for side in sides):
        raise click.BadParameter("both sides must be even, from 64 to 7680")
    return sides


def frame_rate(text: str) -> Fraction:
    """``30``, ``29.97`` or ``30000/1001``: from 1 to 120, exact.

    >>> frame_rate("29.97")
    Fraction(30000, 1001)
    """
    try:
        # A Fraction would also read 1e999999999, and take hours for it.
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9}|/\d{1,9})?", text):
            raise ValueError(text)
        fps = _NTSC.get(text) or Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise click.BadParameter(
            f"{text!r} is no frame rate; write 30, 29.97 or 30000/1001"
        ) from None
    if not 1 <= fps <= 120 or fps.denominator > 10_000:
        raise click.BadParameter("a frame rate lies between 1 and 120")
    return fps


def span(text: str) -> Span:
    """``0:30-0:45``: two moments, the second after the first.

    >>> span("0:30-0:45")
    Span(start=30000, end=45000)
    """
    parts = text.split("-")
    try:
        if len(parts) != 2:
            raise ValueError(text)
        start, end = (_moment(part.strip()) for part in parts)
        return Span(start, end)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no range; write it as 0:30-0:45") from None


def anchor(text: str) -> Anchor:
    """``0:42=some words``: a moment and words of a line, the first of which begins then.

    >>> anchor("0:42=Oh my moon")
    Anchor(moment=42000, text='Oh my moon')
    """
    moment, equals, words = text.partition("=")
    try:
        if not equals or not words.strip():
            raise ValueError(text)
        return Anchor(_moment(moment.strip()), words.strip())
    except ValueError:
        raise click.BadParameter(
            f'{text!r} is not an anchor; write it as 0:42="words of a line"'
        ) from None


def grid(text: str) -> tuple[int, int]:
    """``3x3``: columns and rows of a sheet.

    >>> grid("4x3")
    (4, 3)
    """
    match = re.fullmatch(r"([1-9]\d?)\s*[xX×]\s*([1-9]\d?)", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is no grid; write columns and rows, as in 3x3")
    return int(match[1]), int(match[2])


def mapping(text: str) -> tuple[str, str]:
    """``A=IMG_0001``: a mouth of the set, and the picture or layer that it is drawn in.

    >>> mapping("A=IMG_0001.png")
    ('IMG_0001', 'A')
    """
    shape, _, drawn = (part.strip() for part in text.partition("="))
    drawn = re.sub(r"\.(png|webp|jpe?g|svg)$", "", drawn, flags=re.IGNORECASE)
    if not shape or not drawn:
        raise click.BadParameter(f"{text!r} is not MOUTH=PICTURE; write it as in A=IMG_0001")
    return drawn, shape


def mouth_at(text: str) -> tuple[float, float, float]:
    """``512,640,180``: the middle of the closed mouth and its width, in pixels.

    >>> mouth_at("512,640,180")
    (512.0, 640.0, 180.0)
    """
    number = r"\s*(\d{1,5}(?:\.\d{1,9})?)\s*"
    match = re.fullmatch(f"{number},{number},{number}", text)
    if match is None or float(match[3]) < 1:
        raise click.BadParameter(f"{text!r} is no place; write X,Y,WIDTH, as in 512,640,180")
    return float(match[1]), float(match[2]), float(match[3])


def moment(text: str) -> Ms:
    """``0:42`` or ``83.5``: a moment of the song.

    >>> moment("0:42.5")
    42500
    """
    try:
        return _moment(text.strip())
    except ValueError:
        raise click.BadParameter(f"{text!r} is no moment; write it as 0:42 or 42.5") from None


def _moment(text: str) -> Ms:
    """``83``, ``1:23`` or ``1:23.5`` or ``1:02:03`` as milliseconds."""
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d{1,3})?", text):
        raise ValueError(text)
    seconds = Fraction(0)
    for part in text.split(":"):
        seconds = seconds * 60 + Fraction(part)
    return Ms(int(seconds * 1000))
