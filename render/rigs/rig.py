"""What a rig is, whatever form its drawings come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from render.frame import Context, Frame, Rect
from visemes.sets import VisemeSet

Framing = Literal["bust", "mouth", "cover", "none"]
"""How a rig stands in the picture: a bust that ends behind the ground of the captions, a mouth
that floats in front of the background, a picture that fills the frame, or nobody at all."""


Tween = Literal["cut", "fade", "morph"]
"""How one mouth becomes the next: at once, as a cross-fade, or as a drawing half-way."""

MIX_STEPS = 8
"""So many steps lead from one mouth to the next; few, so that each is drawn once and kept."""

OPEN_STEPS = 16
"""A mouth that is as open as it is drawn; one that is half as open has half of these steps."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Everything that decides one picture of a rig.

    Attributes:
        mouth: a shape of the rig's set; what is not drawn falls back.
        eyes: ``open``, ``half`` or ``closed``.
        brows: ``rest`` or ``up``.
        tilt: of the head, in tenths of a degree, clockwise.
        shift: of the head ``(x, y)``, in thousandths of the rig's height.
        mood: that mouth, eyes and brows are drawn in; what is not, is drawn in the neutral one, "".
        toward: the mouth that ``mouth`` is becoming, or "".
        mix: how far it has come, 0 .. :data:`MIX_STEPS`; 0 is ``mouth`` itself. Rigs that cannot
            show what is between show ``mouth``.
        view: ``left`` or ``right`` for a side that the rig is drawn from, or "" for the front.
        breath: how far the whole character has sunk, in thousandths of the rig's height.
        openness: how far the mouth is open of what is drawn, 0 .. :data:`OPEN_STEPS`: what of it
            lies below the line of the lips is drawn so much less high. Rigs that cannot do that
            show it as it is drawn.
    """

    mouth: str
    eyes: str = "open"
    brows: str = "rest"
    tilt: int = 0
    shift: tuple[int, int] = (0, 0)
    mood: str = ""
    toward: str = ""
    mix: int = 0
    view: str = ""
    breath: int = 0
    openness: int = OPEN_STEPS


@dataclass(frozen=True, slots=True)
class Acting:
    """How a character acts; strengths are 0 for none, 1 for normal.

    Attributes:
        blink: shortest and longest time between blinks in seconds; () for no blinks.
        sway: of the head, slowly.
        bob: nods of the head, on beats or stressed words.
        breath: of the shoulders, with the lines.
        brows: how readily they rise.
        openness: how much less open the mouth is where the voice is softer.
        moods: section, singer or mood of the lyric sheet -> mood of the rig.
        views: section or singer -> ``left``, ``right`` or ``front``.
        tween: how one mouth becomes the next.
        hold: how long a mouth stays at least, in ms.
        on_twos: whether only every second frame of 24 is a new drawing.
    """

    blink: tuple[float, ...] = (2.5, 6.0)
    sway: float = 1.0
    bob: float = 1.0
    breath: float = 1.0
    brows: float = 1.0
    openness: float = 0.0
    moods: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    tween: Tween = "cut"
    hold: int = 0
    on_twos: bool = False


STILL = Acting(blink=(), sway=0, bob=0, breath=0, brows=0)
"""Only the mouth moves."""


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
        framing: how it stands in the picture.
        acting: how it moves besides singing.
        views: the sides that it is drawn from, besides the front.
        on_paper: mouths behind which the paper was left in.
    """

    name: str
    pivot: tuple[float, float]
    anchor: tuple[float, float]
    mouth_width: float
    author: str = ""
    licence: str = ""
    stage: Stage = field(default_factory=Stage)
    framing: Framing = "bust"
    acting: Acting = field(default_factory=Acting)
    views: frozenset[str] = frozenset()
    on_paper: tuple[str, ...] = ()


class Rig(Protocol):
    """A character that can be drawn.

    Attributes:
        size: width and height in the rig's own units.
        set: the mouth shapes that its artist knows.
        shapes: those of the set that it has drawings of.
        moods: that it has drawings for, besides the neutral one.
        info: name, licence, anchors, colours.
    """

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the rig's own units."""
        ...

    @property
    def set(self) -> VisemeSet:
        """The mouth shapes that its artist knows."""
        ...

    @property
    def shapes(self) -> frozenset[str]:
        """The shapes of the set that it has drawings of."""
        ...

    @property
    def moods(self) -> frozenset[str]:
        """Moods that it has drawings for, besides the neutral one."""
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
