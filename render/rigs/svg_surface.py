"""CairoSVG drawing into arrays of ours. Imported late: it looks for libcairo."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cairocffi
from cairosvg.helpers import PointError
from cairosvg.parser import Tree
from cairosvg.surface import Surface

from media_core.errors import RigError
from render.frame import Frame, surface_on

MAX_SECONDS = 4
"""Of the processor for one picture; what :mod:`render.rigs.svg_budget` lets through takes less than
one, so that this is for what it does not foresee."""

_CONFUSED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    PointError,
    RecursionError,
    TimeoutError,
    TypeError,
    ValueError,
    cairocffi.CairoError,
)


def parsed(data: bytes) -> Any:
    """CairoSVG's tree of a drawing."""
    return Tree(bytestring=data, url=None)


def draw_on(frame: Frame, tree: Any) -> None:
    """Draw a tree as it stands, filling the frame."""
    _DrawOn(frame, tree)


FINE = 0.02
"""Pixels that a drawn curve may be off. CairoSVG asks for a thousandth of it after each arc, with
which a wide round pen takes minutes."""


class _Context(cairocffi.Context):  # type: ignore[misc]
    def set_tolerance(self, tolerance: float) -> None:
        super().set_tolerance(max(tolerance, FINE))


class _DrawOn(Surface):  # type: ignore[misc]  # CairoSVG ships no type information
    device_units_per_user_units = 1

    def __init__(self, frame: Frame, tree: Any) -> None:
        self._frame = frame
        self._began = time.process_time()
        super().__init__(tree, None, 96, output_width=frame.shape[1], output_height=frame.shape[0])
        self.cairo.flush()

    @property
    def context(self) -> Any:
        """What is drawn with; CairoSVG makes its own."""
        return self._context

    @context.setter
    def context(self, made: Any) -> None:
        self._context = _Context(self.cairo)

    def draw(self, node: Any) -> None:
        """Draw a node; CairoSVG itself would draw a hidden ``image`` or ``use``."""
        if time.process_time() - self._began > MAX_SECONDS:
            raise TimeoutError(f"it takes over {MAX_SECONDS} seconds")
        if node.get("display") == "none":
            return
        if node.tag in ("image", "use") and node.get("visibility") == "hidden":
            return
        super().draw(node)

    def _create_surface(self, width: float, height: float) -> tuple[Any, int, int]:
        return surface_on(self._frame), self._frame.shape[1], self._frame.shape[0]


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """CairoSVG meets numbers that are none, and links that go round, with errors of every kind."""
    try:
        yield
    except _CONFUSED as err:
        raise RigError(
            f"{path} holds something that cannot be drawn ({type(err).__name__}: {err})",
            hint="open it in a drawing program and save it again as plain SVG",
        ) from err
