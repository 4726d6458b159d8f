"""What a file says of a mouth: when each shape begins."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from media_core.errors import InputError
from media_core.timeline import Ms, frame_start

MOST = 1_000_000
"""Keys of a file: a mouth that changes 25 times a second does so for eleven hours."""

MOST_MS = 24 * 3_600_000
"""Of a file; no song lasts longer."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The mouth of a file.

    Attributes:
        rows: when a shape begins, and its name; of two at one moment the later one counts.
        end: when the last one ends.
        set: name of the shapes' set, or "" if the file does not tell.
    """

    rows: tuple[tuple[Ms, str], ...]
    end: Ms
    set: str = ""


def keys_of(rows: Iterable[tuple[Ms, str]], end: Ms, shapes: str = "") -> Keys:
    """The same, checked and in order of time.

    Raises:
        InputError: there is none, there are too many, or they lie outside of any song.
    """
    found: list[tuple[Ms, str]] = []
    for row in rows:
        found.append(row)
        if len(found) > MOST:
            raise damaged(f"it has more than {MOST} mouths")
    if not found:
        raise damaged("it has no mouths")
    found.sort(key=lambda row: row[0])
    end = Ms(max(end, found[-1][0] + 1))
    if found[0][0] < 0 or end > MOST_MS:
        raise damaged("its times are outside of any song")
    return Keys(tuple(found), end, shapes)


def on_frame(frame: int, fps: Fraction) -> Ms:
    """When a frame of a file begins.

    Raises:
        InputError: it is outside of any song.
    """
    if not 0 <= frame <= MOST_MS:
        raise damaged(f"frame {frame} is outside of any song")
    return frame_start(frame, fps)


def rate(value: object) -> Fraction:
    """Frames a second, as a file says them; 29.97 and 23.976 are what they stand for.

    Raises:
        InputError: it is no rate.
    """
    number = exactly(value)
    if not 1 <= number <= 1000:
        raise damaged(f"{str(value)[:40]!r} is not a frame rate")
    film = Fraction(round(number) * 1000, 1001)
    return film if abs(number - film) < Fraction(1, 200) else number


def exactly(value: object) -> Fraction:
    """A number of a file as it is.

    Raises:
        InputError: it is none, or too large for a song.
    """
    try:
        number = float(str(value))
    except ValueError:
        number = math.inf
    if not abs(number) < 1e12:
        raise damaged(f"{str(value)[:40]!r} is not a number for a song")
    return Fraction(str(number))


def damaged(why: str) -> InputError:
    """What is wrong with a file of mouths."""
    return InputError(f"the file of mouths cannot be read: {why}", hint="save it again")
