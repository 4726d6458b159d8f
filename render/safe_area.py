"""What platforms lay over a video: the part of a frame that text must keep clear of.

The numbers are data, ``render/safe_areas.toml``; to add a platform, add a table there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from render.frame import Rect


@dataclass(frozen=True, slots=True)
class Insets:
    """Shares of a frame that must stay free of text: of its width and height, at each side."""

    left: float
    top: float
    right: float
    bottom: float

    def of(self, width: int, height: int) -> Rect:
        """What is free in a frame of this size.

        >>> Insets(0.1, 0.1, 0.1, 0.2).of(100, 200)
        Rect(left=10, top=20, right=90, bottom=160)
        """
        return Rect(
            round(self.left * width),
            round(self.top * height),
            round((1 - self.right) * width),
            round((1 - self.bottom) * height),
        )


AUTO = "auto"
_SHAPES = ((1.2, "wide"), (0.9, "square"), (0.7, "portrait"), (0.0, "tall"))


def safe_area_names() -> list[str]:
    """The areas that have a name, ``auto`` first."""
    return [AUTO, *sorted(set(_table()) - {name for _ratio, name in _SHAPES})]


def insets(name: str, ratio: float) -> Insets:
    """What must stay free.

    Args:
        name: of a platform, or ``auto``.
        ratio: width by height, which decides for ``auto``.

    Raises:
        ValueError: nothing has that name.
    """
    if name not in safe_area_names():
        known = ", ".join(safe_area_names())
        raise ValueError(f"there is no safe area {name}; known are {known}")
    if name == AUTO:
        name = next(shape for least, shape in _SHAPES if ratio > least)
    return _table()[name]


@cache
def _table() -> dict[str, Insets]:
    text = resources.files("render").joinpath("safe_areas.toml").read_text("utf-8")
    return {
        name: Insets(*(float(row[side]) for side in ("left", "top", "right", "bottom")))
        for name, row in tomllib.loads(text).items()
    }
