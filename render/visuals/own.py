"""Visuals that a user writes: a Python function ``draw(t, features, canvas)``."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

from media_core.errors import InputError
from media_core.timeline import Ms, clock
from render.frame import Context, Rect
from render.visuals.features import Features
from render.visuals.visual import Colour, Setting


@dataclass(frozen=True, slots=True, eq=False)
class VisualCanvas:
    """What a user's function draws on.

    Attributes:
        width, height: of the picture in pixels.
        context: a ``cairocffi.Context`` on transparency, new for each frame.
        head: centre and radius of the disc behind the head.
        ground: y of the ground that the captions stand on; the height if there is none.
        tone, bright: colours that stand out from the background a little, and more; red, green
            and blue in 0..1, as Cairo takes them.
    """

    width: int
    height: int
    context: Context
    head: tuple[float, float, float]
    ground: int
    tone: Colour
    bright: Colour


Draw: TypeAlias = Callable[[float, Features, VisualCanvas], object]
"""A pure function of the time in seconds, the song's features and the canvas.

An attribute ``reach = (left, top, right, bottom)``, in shares of the picture, says that it draws
nowhere else: the smaller the part, the faster the video.
"""


class Own:
    """A user's function as a visual."""

    def __init__(self, draw: Draw, name: str, setting: Setting) -> None:
        self._draw = draw
        self._name = name
        self._setting = setting
        self._reach = _reach(draw, name, setting)

    @property
    def reach(self) -> Rect:
        """What the function says, or the whole picture."""
        return self._reach

    def shape(self, t: float) -> float:
        """Nobody knows what it looks like: each moment is another."""
        return t

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """All of it."""
        return [self._reach]

    def draw(self, shape: Hashable, context: Context) -> None:
        """Call the function.

        Raises:
            InputError: the function failed.
        """
        t, place = cast("float", shape), self._setting.place
        canvas = VisualCanvas(
            *(place.width, place.height, context, place.head, place.bed_top),
            *(self._setting.tone, self._setting.bright),
        )
        try:
            self._draw(t, self._setting.features, canvas)
        except (Exception, SystemExit) as err:
            raise InputError(
                f"the visual {self._name} failed at {clock(Ms(round(t * 1000)))} "
                f"({type(err).__name__}: {err})",
                hint="it is called as draw(t, features, canvas), t in seconds",
            ) from err


def _reach(draw: Draw, name: str, setting: Setting) -> Rect:
    width, height = setting.place.width, setting.place.height
    said: Any = getattr(draw, "reach", (0, 0, 1, 1))
    try:
        left, top, right, bottom = (min(1.0, max(0.0, float(share))) for share in said)
    except (TypeError, ValueError) as err:
        raise InputError(
            f"the reach of the visual {name} is {said!r}",
            hint="give (left, top, right, bottom) in shares of the picture, such as (0, 0.7, 1, 1)",
        ) from err
    return Rect(
        round(left * width), round(top * height), round(right * width), round(bottom * height)
    )


def load_function(path: Path, name: str) -> Draw:
    """Run a user's Python file and take a function out of it.

    The file is a program like any other: it can do whatever the user can.

    Raises:
        InputError: there is no such file or function, or the file fails.
    """
    if not path.is_file():
        raise InputError(f"there is no visual {path}", hint="give FILE.py:FUNCTION")
    found = importlib.util.spec_from_file_location(f"_visual_{path.stem}", path)
    if found is None or found.loader is None:
        raise InputError(f"{path} is no Python file", hint="give FILE.py:FUNCTION")
    module = importlib.util.module_from_spec(found)
    try:
        found.loader.exec_module(module)
    except (Exception, SystemExit) as err:
        raise InputError(
            f"the visual {path} cannot be run ({type(err).__name__}: {err})",
            hint="run it with Python to see where it fails",
        ) from err
    draw = getattr(module, name, None)
    if not callable(draw):
        raise InputError(
            f"there is no function {name} in {path}", hint="write def draw(t, features, canvas):"
        )
    return cast("Draw", draw)
