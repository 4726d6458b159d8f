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


def _moment(text: str) -> Ms:
    """``83``, ``1:23`` or ``1:23.5`` or ``1:02:03`` as milliseconds."""
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d{1,3})?", text):
        raise ValueError(text)
    seconds = Fraction(0)
    for part in text.split(":"):
        seconds = seconds * 60 + Fraction(part)
    return Ms(int(seconds * 1000))


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
