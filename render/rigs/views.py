"""Which layers show a character from the front, from the left and from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from render.rigs.art import Node
from render.rigs.cast import mouth_like
from render.rigs.names import VIEWS, key, kind_of_group, words

_ALSO = {"view", "side", "profile", "quarter", "facing", "threequarter"}
"""What may stand beside a side in the name of its group."""


@dataclass(frozen=True, eq=False)
class Seen:
    """The uppermost layers of a character that is seen from one side.

    Attributes:
        nodes: from the back to the front.
        group: that some of them are in, or None.
    """

    nodes: tuple[Node, ...]
    group: Node | None = None


def views_in(nodes: Sequence[Node]) -> dict[str, Seen]:
    """The sides of a drawing: "" is the front, which is always there.

    A group is a side if it is called one and has mouths. What lies outside of such groups belongs
    to all sides, unless a side has a layer of the same name, or it holds mouths, too.
    """
    groups = {side: node for node in reversed(nodes) if (side := _side(node))}
    if not {"left", "right"} & set(groups):
        return {"": Seen(tuple(nodes))}
    loose = [node for node in nodes if node not in groups.values()]
    out: dict[str, Seen] = {}
    for side in ("front", "left", "right"):
        group = groups.get(side)
        if group is not None:
            own = (group,) if group.whole or group.opacity < 1 else group.children
            names = {_role(node) for node in own}
            kept = [n for n in loose if _role(n) not in names and not _sings(n)]
            order = [n for n in nodes if n in kept or n is group]
            flat = [inner for n in order for inner in (own if n is group else (n,))]
            out["" if side == "front" else side] = Seen(tuple(flat), group)
    # Without a group for the front, it is what is in no group.
    if "" not in out:
        fronted = any(_sings(node) for node in loose)
        out[""] = Seen(tuple(loose)) if fronted else next(iter(out.values()))
    return out


def _side(node: Node) -> str:
    """``left``, ``right`` or ``front`` for a group of this name with mouths in it, else ""."""
    said = words(node.name)
    first = "front" if said[:1] == ["frontal"] else "".join(said[:1])
    named = first in VIEWS and set(said[1:]) <= _ALSO
    return first if named and node.children and _sings(node) else ""


def _sings(node: Node) -> bool:
    return any(mouth_like(inner) for inner in node.walk())


def _role(node: Node) -> str:
    return kind_of_group(node.name) or key(node.name)
