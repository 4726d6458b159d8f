"""A tree of layers -> which of them switch with the mouth, the eyes and the brows.

Artists nest as they like, so groups are found by their names and by what is in them: a group whose
layers are called like mouth shapes is a mouth, wherever it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from media_core.errors import RigError
from render.rigs.art import Node, Notices
from render.rigs.manifest import NO_SET, Manifest
from render.rigs.names import MOODS, Said, key, kind_of_group, mouths_said
from render.rigs.recognise import (
    AmbiguousSetError,
    Reading,
    ambiguous,
    nearest_names,
    read_as,
    recognised,
)
from render.rigs.switches import Look, Switch, switch_of_eyes
from visemes import sets
from visemes.sets import load_set


@dataclass(frozen=True, eq=False)
class Cast:
    """What of a drawing does what.

    Attributes:
        tops: the uppermost layers, from the back to the front.
        switches: by the uppermost layer that they are in.
        main: the mouth itself; others follow it, as a chin does.
        reading: which set the mouths are, and what each name means in it.
        always: hidden groups that are shown because the mouth is in them.
    """

    tops: tuple[Node, ...]
    switches: Mapping[Node, tuple[Switch, ...]]
    main: Switch
    reading: Reading
    always: frozenset[Node] = field(default_factory=frozenset)

    @property
    def top(self) -> Node:
        """The uppermost layer that the mouth is in."""
        return next(top for top in self.tops if self.main in self.switches.get(top, ()))

    @property
    def every(self) -> list[Switch]:
        """All switches, from the back to the front."""
        return [switch for top in self.tops for switch in self.switches.get(top, ())]

    @property
    def mouths(self) -> list[Switch]:
        """Those that follow the mouth."""
        return [switch for switch in self.every if switch.kind == "mouth"]

    @property
    def moods(self) -> dict[str, list[str]]:
        """Mood, besides the neutral one -> what is drawn in it: ``mouth``, ``eyes``, ``brows``."""
        kinds = ("mouth", "eyes", "brows")
        rows = {(mood, switch.kind) for switch in self.every for mood in switch.moods}
        named = sorted({mood for mood, _ in rows})
        return {mood: [kind for kind in kinds if (mood, kind) in rows] for mood in named}


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A group that may be a mouth."""

    group: Node
    nodes: tuple[Node, ...]
    said: tuple[Said, ...]
    frames: tuple[Node, ...]
    named: bool

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(said.shape for said in self.said))


def cast_of(
    nodes: Sequence[Node], manifest: Manifest, name: str, tell: Notices, moods: Iterable[str] = ()
) -> Cast:
    """Find the mouths, eyes and brows among layers.

    Args:
        nodes: the uppermost layers.
        manifest: with the set, the map and the moods, if they are known.
        name: of the drawing, for messages.
        tell: takes what an artist should know.
        moods: names of groups that are moods, besides those that everybody knows.

    Raises:
        RigError: there are no mouths, or their names fit two sets equally well.
    """
    tops = _unwrapped(tuple(nodes))
    root = Node("", tops)
    known = {key(mood) for mood in (*manifest.moods.values(), *moods)} | set(MOODS)
    own = frozenset(key(mouth) for mouth in manifest.map)
    found = [c for node in root.walk() if (c := _candidate(node, root, own, known)) is not None]
    hidden = {node for top in root.walk() if top.hidden for node in top.walk()}
    found = [c for c in found if c.group not in hidden] or found
    if not found:
        raise RigError(
            f"{name} has no mouth shapes",
            hint="name the layers or pictures of the mouth A, B, C, D, E, F, G, H and X, or as in "
            "another set, or say which is which with --map A=NAME --map D=NAME, or with map in "
            "rig.toml",
        )
    main = max(found, key=lambda c: (c.named, _known(c.names)))
    reading = _reading(main, manifest, name, tell)
    if main.group is root:
        tops, main = _gathered(tops, main)
    chosen = {}
    for candidate in found:
        candidate = main if candidate.group is root else candidate
        shapes = [said.shape for said in candidate.said if said.shape in reading.shapes]
        if candidate is main or len(set(shapes)) >= 2:
            chosen[candidate.group] = _mouth(candidate, reading, tell)
    switches = {top: tuple(_switches(top, chosen, known)) for top in tops}
    always = frozenset(n for top in tops for n in top.walk() if n.hidden and _within(n, chosen))
    for node in always:
        tell.warn(
            "hidden", node.source, f"the mouths are in the hidden group {node.name}", "show it"
        )
    return Cast(tops, switches, chosen[main.group], reading, always)


def _within(node: Node, groups: Mapping[Node, Switch]) -> bool:
    """True if a node is one of some groups, or holds one."""
    return any(inner in groups for inner in node.walk())


def _unwrapped(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """What is in the one group that holds everything, as many programs make it."""
    shown = [node for node in nodes if not node.hidden]
    while (
        len(shown) == 1
        and len(shown[0].children) > 1
        and shown[0].opacity == 1
        and not kind_of_group(shown[0].name)
        and not key(shown[0].name).startswith("head")
        and not mouth_like(shown[0])
    ):
        nodes = shown[0].children
        shown = [node for node in nodes if not node.hidden]
    return nodes


def mouth_like(node: Node) -> bool:
    """True for a group whose layers are called like mouths."""
    said = mouths_said([child.name for child in node.children if child.name])
    return _known([s.shape for s in said]) >= 2


def _known(names: Iterable[str]) -> int:
    return len(set(names) & _all_names())


@cache
def _all_names() -> frozenset[str]:
    known: set[str] = set()
    for name in sets.names():
        for shape in load_set(name).shapes.values():
            known |= {key(shape.name), *(key(alias) for alias in shape.aliases)}
    return frozenset(known)


def _candidate(node: Node, root: Node, own: frozenset[str], moods: set[str]) -> _Candidate | None:
    """A group as a mouth, if it can be one."""
    kind = kind_of_group(node.name)
    if (len(node.children) < 2 and kind != "mouth") or kind in ("eyes", "brows"):
        return None
    direct = [c for c in node.children if c.name and not _is_mood(c, moods)]
    if node is root:
        direct = [c for c in direct if not kind_of_group(c.name) or not c.children]
    frames = [c for c in node.children if c.children and _is_mood(c, moods)]
    rows = list(zip(direct, mouths_said([c.name for c in direct], moods), strict=True))
    for frame in frames:
        mood = "" if key(frame.name) == "neutral" else key(frame.name)
        inner = [c for c in frame.children if c.name]
        rows += [
            (c, Said(s.shape, mood, s.view, s.eyes))
            for c, s in zip(inner, mouths_said([c.name for c in inner]), strict=True)
        ]
    # What a user maps is named as it is written, IMG_0001, even if all names begin alike.
    rows = [(c, Said(key(c.name), s.mood) if key(c.name) in own else s) for c, s in rows]
    known = _all_names() | own
    hits = {said.shape for _, said in rows if said.shape in known}
    # Two shapes make a switch: a group that happens to hold one layer named A does not.
    if len(hits) < 2:
        return None
    if kind != "mouth":  # its other layers are something else
        rows = [(c, s) for c, s in rows if s.shape in known]
    rows = [(c, s) for c, s in rows if not s.view]
    return _Candidate(
        node,
        tuple(c for c, _ in rows),
        tuple(s for _, s in rows),
        tuple(frames),
        kind == "mouth",
    )


def _is_mood(node: Node, moods: set[str]) -> bool:
    """True for a group of mouths in a mood; a neutral mouth may itself be a group of lines."""
    if key(node.name) not in moods:
        return False
    return _known(said.shape for said in mouths_said([c.name for c in node.children])) > 0


def _reading(main: _Candidate, manifest: Manifest, name: str, tell: Notices) -> Reading:
    own = {key(k): v for k, v in manifest.map.items()}
    names = [n for n in main.names if n]
    reading, rivals = recognised(names, manifest.set, own)
    if rivals:
        both = " or ".join(f"--set {r.set.name}" for r in (reading, *rivals))
        raise AmbiguousSetError(
            f"{name}: {ambiguous(reading, rivals)}",
            hint=f'say which with {both}, or with set = "..." in rig.toml',
        )
    if manifest.set in NO_SET:
        tell.note("set", "", f"the mouths are read as {reading.set.title}: {reading.why()}")
    return reading


def _gathered(tops: tuple[Node, ...], main: _Candidate) -> tuple[tuple[Node, ...], _Candidate]:
    """Mouths that lie beside everything else, in a group of their own where the first one was."""
    group = Node("mouth", main.nodes)
    out: list[Node] = []
    for top in tops:
        if top in main.nodes or top in main.frames:
            if group not in out:
                out.append(group)
        else:
            out.append(top)
    if main.frames:
        members = tuple(dict.fromkeys([n for n in main.nodes if n in tops] + list(main.frames)))
        kept = Node("mouth", members)
        out[out.index(group)] = kept
        group = kept
    return tuple(out), _Candidate(group, main.nodes, main.said, main.frames, True)


def _mouth(candidate: _Candidate, reading: Reading, tell: Notices) -> Switch:
    options: dict[Look, Node] = {}
    unused: list[Node] = []
    for node, said in zip(candidate.nodes, candidate.said, strict=True):
        shape = reading.shapes.get(said.shape)
        if shape is None:
            _tell_of_unread(node, said.shape, reading, tell)
            unused.append(node)
            continue
        look = Look(shape, said.mood, said.eyes)
        if look in options:
            tell.warn(
                "two-for-one",
                node.source or node.name,
                f"both {options[look].source or options[look].name} and {node.source or node.name} "
                f"are the mouth {shape}; the first is used",
                "remove one, or say with map in rig.toml what it is",
            )
            unused.append(node)
            continue
        options[look] = node
    return Switch("mouth", options, candidate.frames, tuple(unused))


def _tell_of_unread(node: Node, name: str, reading: Reading, tell: Notices) -> None:
    where = node.source or node.name
    if name in reading.twice:
        shape = read_as([name], reading.set).shapes[name]
        tell.warn(
            "two-for-one",
            where,
            f"{where} is the mouth {shape}, which another drawing is already; it is not used",
            "remove one, or say with map in rig.toml what it is",
        )
        return
    near = nearest_names(name, reading.set)
    guess = f"did you mean {' or '.join(near)}? " if near else ""
    tell.warn(
        "unknown-name",
        where,
        f"{where} is no mouth of the set {reading.set.name}, so it is not used",
        f"{guess}rename it, or say with map in rig.toml what it is",
    )


def _switches(
    node: Node, mouths: Mapping[Node, Switch], moods: Collection[str]
) -> Iterator[Switch]:
    """The switches in a layer, the layer itself included."""
    if node in mouths:
        yield mouths[node]
        return
    kind = kind_of_group(node.name)
    if kind in ("eyes", "brows"):
        switch = switch_of_eyes(kind, node, moods)
        if switch is not None:
            yield switch
            return
    for child in node.children:
        yield from _switches(child, mouths, moods)
