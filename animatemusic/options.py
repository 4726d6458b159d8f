"""What people type -> values: sizes, frame rates, ranges, names of outputs."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import click

from aligner.errors import OutputError
from aligner.timeline import Ms, Span

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
}
"""Decimals by which people mean the NTSC rates, which have no decimal."""


class SizeType(click.ParamType):
    """``1920x1080``."""

    name = "WIDTHxHEIGHT"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Two whole numbers with an x between."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d{2,5})\s*[xX×]\s*(\d{2,5})", str(value))
        if match is None:
            self.fail(f"{value!r} is no size; write it as 1920x1080", param, ctx)
        size = int(match[1]), int(match[2])
        if any(side % 2 or not 64 <= side <= 7680 for side in size):
            self.fail("both sides must be even, from 64 to 7680", param, ctx)
        return size


class FpsType(click.ParamType):
    """``30``, ``29.97`` or ``30000/1001``."""

    name = "FPS"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """A frame rate from 1 to 120, exact."""
        if isinstance(value, Fraction):
            return value
        try:
            fps = _NTSC.get(str(value)) or Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is no frame rate; write 30, 29.97 or 30000/1001", param, ctx)
        if not 1 <= fps <= 120 or fps.denominator > 10_000:
            self.fail("a frame rate lies between 1 and 120", param, ctx)
        return fps


class RangeType(click.ParamType):
    """``0:30-0:45``."""

    name = "START-END"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Span:
        """Two moments, the second after the first."""
        if isinstance(value, Span):
            return value
        parts = str(value).split("-")
        try:
            if len(parts) != 2:
                raise ValueError
            start, end = (_moment(part.strip()) for part in parts)
            return Span(start, end)
        except ValueError:
            self.fail(f"{value!r} is no range; write it as 0:30-0:45", param, ctx)


def _moment(text: str) -> Ms:
    """``83``, ``1:23`` or ``1:23.5`` or ``1:02:03`` as milliseconds."""
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d{1,3})?", text):
        raise ValueError(text)
    seconds = Fraction(0)
    for part in text.split(":"):
        seconds = seconds * 60 + Fraction(part)
    return Ms(int(seconds * 1000))


SIZE, FPS, RANGE = SizeType(), FpsType(), RangeType()


def output_path(wanted: Path | None, default: Path, *, force: bool) -> Path:
    """Where a result goes, never over something that exists unless ``force`` is given.

    A default name that is taken gets a number: ``song.mp4``, ``song-2.mp4``, ...

    Raises:
        OutputError: the file that the user named exists, or its folder does not.
    """
    path = wanted or default
    if not path.parent.is_dir():
        raise OutputError(
            f"there is no folder {path.parent}", hint="make it first, or choose another with -o"
        )
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="give the name of a file with -o")
    if force or not path.exists():
        return path
    if wanted is not None:
        raise OutputError(f"{path} exists already", hint="choose another name, or add --force")
    for number in range(2, 10_000):
        other = path.with_name(f"{path.stem}-{number}{path.suffix}")
        if not other.exists():
            return other
    raise OutputError(f"{path} and 9998 more exist already", hint="tidy up the folder")
