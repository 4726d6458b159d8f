"""Times as files write them, to milliseconds and back; each is rounded once."""

from __future__ import annotations

import re

from aligner.formats.plain_text import damaged
from aligner.gentle_json import MAX_SECONDS

_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,18}(?:[.,][0-9]{0,18})?|[.,][0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?"
)
MOST = int(MAX_SECONDS * 1000)
"""No time of a song is later, in milliseconds."""


def seconds(text: str) -> int:
    """Seconds as a decimal number, with a point or a comma, as milliseconds.

    Raises:
        ValueError: it is none, or no time in a song.

    >>> seconds("12.3405"), seconds(" 0,5 "), seconds("-1")
    (12341, 500, -1000)
    """
    text = text.strip()
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(f"{text[:40]!r} is no time in seconds")
    return in_song(float(text.replace(",", ".")) * 1000)


def in_song(ms: float) -> int:
    """The nearest millisecond of a time that a song could have; half-way is rounded up.

    Raises:
        ValueError: no song lasts that long.
    """
    if not -MOST <= ms <= MOST:
        raise ValueError(f"{ms / 1000:.6g} s is no time in a song")
    return int(ms + 0.5) if ms >= 0 else -int(0.5 - ms)


def clock(hours: str | None, minutes: str | None, secs: str, fraction: str | None) -> int:
    """The parts of a clock time as milliseconds; the fraction has any number of digits.

    Raises:
        ValueError: no song lasts that long.

    >>> clock(None, "01", "02", "5"), clock("1", "0", "0", "25")
    (62500, 3600250)
    """
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(secs)
    return in_song(whole * 1000 + (float(f"0.{fraction}") * 1000 if fraction else 0))


def at(what: str, line: int, *parts: str | None) -> int:
    """As :func:`clock`; what is wrong is said of a line of a file.

    Raises:
        AlignmentError: no song lasts that long.
    """
    try:
        return clock(parts[0], parts[1], parts[2] or "0", parts[3])
    except ValueError as err:
        raise damaged(what, line, f"has an impossible time: {err}") from err


def centiseconds(ms: int) -> int:
    """The nearest hundredth of a second; half-way is rounded up."""
    return (ms + 5) // 10


def as_seconds(ms: int) -> str:
    """Seconds with three decimals.

    >>> as_seconds(62500)
    '62.500'
    """
    return f"{ms // 1000}.{ms % 1000:03d}"


def as_clock(ms: int, point: str = ".") -> str:
    """Hours, minutes, seconds and milliseconds.

    >>> as_clock(3_662_500, ",")
    '01:01:02,500'
    """
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"
