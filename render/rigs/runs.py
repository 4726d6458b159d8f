"""What of a rig is drawn together: neighbouring layers that move alike, cut where one switches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from render.rigs.art import Node
from render.rigs.cast import Cast
from render.rigs.rig import Pose
from render.rigs.switches import PLAIN, Look, Switch
from visemes.sets import VisemeSet


@dataclass(frozen=True, eq=False)
class Piece:
    """Layers of a run that are drawn into one picture.

    Attributes:
        nodes: what is drawn.
        switches: those among it.
    """

    nodes: tuple[Node, ...]
    switches: tuple[Switch, ...] = ()


@dataclass(frozen=True, eq=False)
class Run:
    """Neighbouring layers that move together.

    Attributes:
        pieces: from the back to the front.
        is_head: whether they sway.
    """

    pieces: tuple[Piece, ...]
    is_head: bool

    @property
    def switches(self) -> tuple[Switch, ...]:
        """All of them."""
        return tuple(switch for piece in self.pieces for switch in piece.switches)


def runs_of(cast: Cast, heads: frozenset[Node], *, apart: bool) -> tuple[Run, ...]:
    """The runs of a rig, from the back to the front.

    Args:
        cast: what does what.
        heads: uppermost layers that sway together; the others stand still.
        apart: a layer that switches is a run of its own, which takes less memory where layers are
            pictures; a vector drawing's are put together into one picture of the head, since there
            is little else.
    """
    runs: list[Run] = []
    for top in cast.tops:
        if top.hidden and not cast.switches.get(top):
            continue
        is_head = top in heads
        pieces = list(_pieces(top, cast))
        changes = any(piece.switches for piece in pieces)
        before = runs[-1] if runs else None
        joins = before is not None and before.is_head == is_head
        if joins and not (apart and before is not None and (changes or before.switches)):
            pieces = [*runs.pop().pieces, *pieces]
        runs.append(Run(_together(pieces), is_head))
    return tuple(runs)


def _pieces(node: Node, cast: Cast) -> Iterator[Piece]:
    """A layer, cut where something in it switches, unless it must be drawn whole."""
    switches = tuple(_within(node, cast))
    if not switches or node.whole or node.opacity < 1:
        yield Piece((node,), switches)
        return
    options = {n: switch for switch in switches for n in (*switch.options.values(), *switch.frames)}
    if any(child in options for child in node.children):
        # A group that is a switch may hold other layers, too: it is one piece.
        yield Piece((node,), switches)
        return
    for child in node.children:
        yield from _pieces(child, cast)


def _within(node: Node, cast: Cast) -> Iterator[Switch]:
    """The switches of which a node holds something."""
    inside = set(node.walk())
    for switches in cast.switches.values():
        for switch in switches:
            if not inside.isdisjoint(switch.options.values()):
                yield switch


def _together(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours that never change become one piece."""
    out: list[Piece] = []
    for piece in pieces:
        if out and not out[-1].switches and not piece.switches:
            out[-1] = Piece((*out[-1].nodes, *piece.nodes))
        else:
            out.append(piece)
    return tuple(out)


def shown_in(switch: Switch, pose: Pose, shapes: VisemeSet) -> Node:
    """The layer of a switch that a pose shows: its own, or what stands in for it."""
    if switch.kind != "mouth":
        return switch.options[_look(switch, pose)]
    # A mood that lacks a shape takes it from the neutral one before it takes another shape.
    looks = [look for look in switch.options if look.mood in (pose.mood, "")]
    looks = looks or list(switch.options)
    state = shapes.standing_in(pose.mouth, {look.state for look in looks})

    def fitting(look: Look) -> tuple[bool, bool, bool]:
        return look.mood == pose.mood, look.eyes in (pose.eyes, ""), look.eyes == "open"

    return switch.options[max((look for look in looks if look.state == state), key=fitting)]


def _look(switch: Switch, pose: Pose) -> Look:
    """Which eyes or brows a pose shows; a mood need not have all of them.

    Eyes that close are the same in all moods if nothing else is drawn; brows that stay in their
    mood say more than brows that rise.
    """
    state, mood = (pose.eyes if switch.kind == "eyes" else pose.brows), pose.mood
    own, plain = Look(state, mood), Look(state)
    rest = Look(PLAIN[switch.kind], mood)
    order = (own, plain, rest) if switch.kind == "eyes" else (own, rest, plain)
    return next((look for look in order if look in switch.options), Look(PLAIN[switch.kind]))


def shown_next(switch: Switch, pose: Pose, shapes: VisemeSet) -> Node:
    """The layer of a switch that a pose is on its way to."""
    if switch.kind != "mouth" or not pose.toward:
        return shown_in(switch, pose, shapes)
    return shown_in(switch, replace(pose, mouth=pose.toward), shapes)


def selection(
    switches: Iterable[Switch], shown: Iterable[Node]
) -> tuple[frozenset[Node], frozenset[Node]]:
    """Nodes to show and nodes to leave out, when of each switch one layer is shown."""
    on: set[Node] = set()
    off: set[Node] = set()
    for switch, node in zip(switches, shown, strict=True):
        on.add(node)
        off |= {*switch.options.values(), *switch.unused} - {node}
        for frame in switch.frames:
            (on if node in frame.children else off).add(frame)
    return frozenset(on), frozenset(off)
