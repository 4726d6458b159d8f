"""The seam between visuals and the picture: what a visual is given and what it must say."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from render.frame import Context, Rect
from render.layers.background import mixed
from render.layout import Layout
from render.rigs import Stage
from render.visuals.features import Features

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a visual is made for.

    Attributes:
        place: where things stand in the picture.
        stage: colours that suit the rig.
        features: of the song.
        tone: a colour that stands out from the background a little.
        bright: one that stands out more.
        bed: whether the captions' ground covers the lower part.
        disc: whether there is a light disc behind the head.
    """

    place: Layout
    stage: Stage
    features: Features
    tone: Colour
    bright: Colour
    bed: bool
    disc: bool = True


class Visual(Protocol):
    """Something that moves with the song, behind the character; a pure function of time."""

    @property
    def reach(self) -> Rect:
        """All that it ever draws lies in here."""
        ...

    def shape(self, t: float) -> Hashable | None:
        """What it looks like at a moment, in seconds; None if there is nothing to see.

        Two moments with equal shapes look alike.
        """
        ...

    def changed(self, before: Hashable | None, now: Hashable | None) -> list[Rect]:
        """Where two shapes differ; one of them may be None."""
        ...

    def draw(self, shape: Hashable, context: Context) -> None:
        """Draw a shape on transparency, in pixels of the picture."""
        ...


def tones(ground: Colour, disc: Colour, *, busy: bool = False) -> tuple[Colour, Colour]:
    """Two colours next to the background's, so that visuals stay behind what is looked at.

    Args:
        ground: about the background's colour.
        disc: of the light behind the head; on light grounds it would not be seen.
        busy: whether the background has many colours: there a shade of one of them is lost.
    """
    light = 0.2126 * ground[0] + 0.7152 * ground[1] + 0.0722 * ground[2]
    to = disc if light < 0.55 else (0.12, 0.10, 0.16)
    shares = (0.70, 0.90) if busy else (0.32, 0.58)
    return mixed(ground, to, shares[0]), mixed(ground, to, shares[1])
