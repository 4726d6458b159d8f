"""How a mouth is timed, and how a user says it in a TOML file."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from media_core.errors import InputError
from media_core.toml_text import parse_toml, read_text

MOST_BYTES = 100_000

CINEMA = Fraction(24)


@dataclass(frozen=True, slots=True)
class Timing:
    """The numbers of a mouth's movement; times in milliseconds.

    Attributes:
        lead: how long before a vowel sounds the mouth takes its shape: one or two frames, as
            animators do, because light is seen before sound is expected.
        glide: longest second half of a diphthong: a sung one stays on its nucleus.
        consonant: longest consonant beside a vowel: on a long note it is the vowel that is held.
        closure: shortest closed mouth of P, B, M (and F, V) where there is room for it; two
            frames at 24 a second.
        shortest: nothing else is shorter; two frames at 24 a second flicker below this.
        vowel: a consonant of the tongue leaves a vowel at least this much, or is not shown: fast
            words keep their strong shapes.
        breath: pauses up to this long are sung through.
        release: how long a mouth stays open after the last sound before a pause.
        inhale: how long the mouth opens to take breath before a line; 0 for never.
        inhale_after: least pause before a line in which a breath is seen.
        settle: a note held longer than this does not stay on one picture: the mouth gives way a
            little where the voice does.
        dip: how much the voice must fall, of 1, for a held note to be articulated again.
        blend: how long one shape takes to become the next, where a rig can show it.
        gain: of the openness: 0.5 mumbles, 1.5 shouts.
        dynamics: how much of the openness follows the voice, 0 none .. 1 all of it.
        vibrato: of a held note's openness where the voice is not known, of 1.
        every: the mouth changes on every n-th frame only: 2 is what animators call on twos.
        fps: frames a second; what must be seen is there for one frame at least.
    """

    lead: int = 50
    glide: int = 120
    consonant: int = 120
    closure: int = 84
    shortest: int = 70
    vowel: int = 100
    breath: int = 250
    release: int = 80
    inhale: int = 180
    inhale_after: int = 900
    settle: int = 750
    dip: float = 0.2
    blend: int = 60
    gain: float = 1.0
    dynamics: float = 0.58
    vibrato: float = 0.05
    every: int = 1
    fps: Fraction = CINEMA

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ValueError(f"{name} is {value:g}, not within {low:g}..{high:g}")

    @property
    def frame(self) -> int:
        """Shortest stretch in which a frame begins, wherever it lies.

        In films faster than 24 a second too, so that one song has one track: a closure of a
        sixtieth would be there, but nobody would see it.

        >>> Timing().frame, Timing(fps=Fraction(60)).frame, Timing(fps=Fraction(12)).frame
        (42, 42, 84)
        """
        fps = min(self.fps, CINEMA)
        return -(-1000 * fps.denominator // fps.numerator)


RANGES: dict[str, tuple[float, float]] = {
    "lead": (0, 300),
    "glide": (0, 1000),
    "consonant": (30, 1000),
    "closure": (20, 300),
    "shortest": (1, 500),
    "vowel": (0, 1000),
    "breath": (0, 2000),
    "release": (0, 1000),
    "inhale": (0, 1000),
    "inhale_after": (0, 60_000),
    "settle": (200, 60_000),
    "dip": (0.05, 1.0),
    "blend": (0, 500),
    "gain": (0.0, 3.0),
    "dynamics": (0.0, 1.0),
    "vibrato": (0.0, 0.5),
    "every": (1, 6),
    "fps": (1, 240),
}
"""What each number may be: outside, a mouth is no longer one."""


def read_timing(path: Path) -> Timing:
    """A user's numbers, from a TOML file with a table ``[mouth]`` (or with nothing but them).

    What the file does not say stays as it is by default; ``fps`` is not said there, for it is
    that of the output.

    Raises:
        InputError: the file cannot be read, or says something that is not a mouth's.
    """
    text = read_text(path, limit=MOST_BYTES, what="mouth style")
    try:
        return parse_timing(text)
    except ValueError as err:
        raise InputError(
            f"{path} is no mouth style: {err}", hint="docs/mouths.md lists what can be set"
        ) from err


def parse_timing(text: str) -> Timing:
    """The same, from the text of the file.

    >>> parse_timing("mouth = { lead = 80 }").lead
    80

    Raises:
        ValueError: not TOML, an unknown key, or a number outside of what a mouth can do.
    """
    table = parse_toml(text)
    rows = table.get("mouth", table)
    if not isinstance(rows, dict):
        raise ValueError("mouth is a table: [mouth]")
    known = {field.name: field.default for field in fields(Timing) if field.name != "fps"}
    chosen: dict[str, Any] = {}
    for name, value in rows.items():
        if name not in known:
            raise ValueError(f"there is no {name!r}; there are {', '.join(sorted(known))}")
        whole = isinstance(known[name], int)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ValueError(f"{name} is a {'whole number' if whole else 'number'}, not {value!r}")
        chosen[name] = value if whole else float(value)
    return replace(Timing(), **chosen)
