"""What a rig is, whatever form its drawings come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from render.frame import Context, Frame, Rect


@dataclass(frozen=True, slots=True)
class Pose:
    """Everything that decides one picture of a rig.

    Attributes:
        mouth: a shape of the rig's set; what is not drawn falls back.
        eyes: ``open``, ``half`` or ``closed``.
        brows: ``rest`` or ``up``.
        tilt: of the head, in tenths of a degree, clockwise.
        shift: of the head ``(x, y)``, in thousandths of the rig's height.
    """

    mouth: str
    eyes: str = "open"
    brows: str = "rest"
    tilt: int = 0
    shift: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Stage:
    """Colours that suit a rig (``#rrggbb``): of the scenery behind it and of the captions.

    Attributes:
        sky: top and bottom of the gradient.
        disc: the light shape behind the head.
        bed: the ground that captions stand on.
        sung, unsung, next: words already sung, not yet sung, and the next line.
    """

    sky: tuple[str, str] = ("#1B2350", "#4A5AA0")
    disc: str = "#F6E0A4"
    bed: str = "#141A3E"
    sung: str = "#FFD35A"
    unsung: str = "#FFFFFF"
    next: str = "#A9AFDC"


@dataclass(frozen=True, slots=True)
class RigInfo:
    """What is known of a rig besides its pictures; lengths in the rig's own units.

    Attributes:
        name: for people.
        author: who drew it.
        licence: under which it may be used, or "".
        pivot: the neck's base, about which the head tilts.
        anchor: centre of the closed mouth.
        mouth_width: of the closed mouth.
        stage: colours that suit it.
    """

    name: str
    pivot: tuple[float, float]
    anchor: tuple[float, float]
    mouth_width: float
    author: str = ""
    licence: str = ""
    stage: Stage = field(default_factory=Stage)


class Rig(Protocol):
    """A character that can be drawn.

    Attributes:
        size: width and height in the rig's own units.
        shapes: the mouth shapes it has drawings of.
        info: name, licence, anchors, colours.
    """

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the rig's own units."""
        ...

    @property
    def shapes(self) -> frozenset[str]:
        """The mouth shapes it has drawings of."""
        ...

    @property
    def info(self) -> RigInfo:
        """Name, licence, anchors, colours."""
        ...

    def draw(self, pose: Pose, height: int) -> Frame:
        """One pose on a transparent picture of a given height in pixels."""
        ...

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """The same, into a drawing context whose origin is the picture's upper left corner."""
        ...

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """Where the pictures of two poses may differ, in pixels of the picture."""
        ...
