"""What platforms want of a video, as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Preset:
    """A set of options for one place where videos are shown.

    Attributes:
        title: for people.
        size: width and height in pixels.
        fps: frames a second.
        safe_area: the name of a safe area, or "" to let the shape decide.
        seconds: the longest video, or 0 if there is no limit.
        captions: whether the lyric is shown.
        loop: an idle character, silent, that returns to where it began.
        loudness: LUFS to which the platform turns down what is louder, or 0 if it does not say.
        source: where this is written.
    """

    title: str
    size: tuple[int, int]
    fps: Fraction
    safe_area: str = ""
    seconds: int = 0
    captions: bool = True
    loop: bool = False
    loudness: float = 0.0
    source: str = ""


@cache
def presets() -> dict[str, Preset]:
    """All presets by name. To add one, give it a table in ``render/presets.toml``."""
    tables = tomllib.loads(files("render").joinpath("presets.toml").read_text("utf-8"))
    return {
        name: Preset(**table | {"size": tuple(table["size"]), "fps": Fraction(table["fps"])})
        for name, table in tables.items()
    }
