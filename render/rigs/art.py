"""Artwork as a tree of named layers, whatever file it comes from.

Every form of rig is read into :class:`Node` trees. What a node holds is known to the form's own
:class:`Drawing` only, so that a form is a reader and a drawer, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from render.frame import Frame

MAX_NODES = 20_000
MAX_DEPTH = 60


@dataclass(frozen=True, eq=False)
class Node:
    """A layer or a group of layers.

    Attributes:
        name: as the artist wrote it.
        children: from the back to the front; empty for a layer.
        art: what the form draws for it.
        hidden: switched off in the drawing program.
        opacity: of the layer or of the whole group, 0..1.
        source: the file or the layer's path, for messages.
        whole: what is in it cannot be drawn apart, since the group has a clip, a mask or a filter.
    """

    name: str
    children: tuple[Node, ...] = ()
    art: Any = None
    hidden: bool = False
    opacity: float = 1.0
    source: str = ""
    whole: bool = False

    def walk(self) -> Iterator[Node]:
        """The node and everything in it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Blend:
    """A layer on its way to another.

    Attributes:
        shown: the layer that is drawn.
        toward: what it is becoming.
        share: how far it has come, 0..1.
    """

    shown: Node
    toward: Node
    share: float


class Drawing(Protocol):
    """Artwork that can be drawn in parts."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the artwork's own units."""
        ...

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The uppermost layers, from the back to the front."""
        ...

    def fits(self, a: Node, b: Node) -> bool:
        """Whether one layer can be drawn on its way to another."""
        ...

    def draw(
        self,
        tops: Sequence[Node],
        on: Set[Node],
        off: Set[Node],
        width: int,
        height: int,
        blends: Sequence[Blend] = (),
    ) -> Frame:
        """Some layers on a transparent picture.

        Args:
            tops: nodes to draw, none of them in another one.
            on: nodes in them to show even if they are hidden in the file.
            off: nodes in them to leave out.
            width: of the picture, in pixels.
            height: of the picture, in pixels.
            blends: layers among them that are drawn on their way to others, which :meth:`fits`
                allows.
        """
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an artist should know about a drawing.

    Attributes:
        code: short name, stable, for programs: ``missing-shape``.
        severity: ``error`` (no rig), ``warning`` (looks wrong) or ``note``.
        where: the file, layer or shape, or "".
        text: one sentence.
        hint: what to do, or "".
    """

    code: str
    severity: str
    where: str
    text: str
    hint: str = ""


Tell = Callable[[Finding], None]
"""Takes what a reader of drawings notices."""


def tell_nobody(finding: Finding) -> None:
    """For who only wants the rig."""


class Notices:
    """Shortcuts to tell findings."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def warn(self, code: str, where: str, text: str, hint: str = "") -> None:
        """Something that looks wrong in the video."""
        self._tell(Finding(code, "warning", where, text, hint))

    def note(self, code: str, where: str, text: str, hint: str = "") -> None:
        """Something good to know."""
        self._tell(Finding(code, "note", where, text, hint))
