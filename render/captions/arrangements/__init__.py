"""Arrangements: how the rows of a style stand and move.

An arrangement is made once for a song and a picture, and answers what is on the picture at a
moment: a pure function of time. To add one: write a module with a class that keeps the
:class:`Arrangement` protocol, give it a line in :data:`ARRANGEMENTS`, and add its name to
``render.captions.style.Arrange``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from media_core.timeline import Ms
from render.captions.arrangements.big_word import BigWord
from render.captions.arrangements.bounce import Bounce
from render.captions.arrangements.lines import Lines
from render.captions.arrangements.scroll import Scroll
from render.captions.arrangements.typewriter import Typewriter
from render.captions.desk import Desk
from render.captions.marks import Mark
from render.captions.rows import CaptionRow


class Arrangement(Protocol):
    """The rows of the lead voices on the picture."""

    def at(self, moment: Ms) -> list[Mark]:
        """What is shown at a moment, from the back to the front."""
        ...

    def dots(self, moment: Ms) -> tuple[float, float, float] | None:
        """Where the dots that count in would stand: their middle, and an em; None for nowhere."""
        ...


ARRANGEMENTS: dict[str, Callable[[Desk, Sequence[CaptionRow]], Arrangement]] = {
    "lines": Lines,
    "big-word": BigWord,
    "scroll": Scroll,
    "typewriter": Typewriter,
    "bounce": Bounce,
}
"""Name in a style's file -> the arrangement."""
