"""Groups of which one layer is shown, and how the layers of eyes and brows are named in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from render.rigs.art import Node
from render.rigs.names import WORDS, key, state_of, words

PLAIN = {"eyes": "open", "brows": "rest"}
"""Kind of a switch -> what it shows when nothing happens."""


@dataclass(frozen=True, slots=True)
class Look:
    """For what one layer of a switch is drawn; "" is for any."""

    state: str
    mood: str = ""
    eyes: str = ""


@dataclass(frozen=True, eq=False)
class Switch:
    """A group of which one layer is shown.

    Attributes:
        kind: ``mouth``, ``eyes`` or ``brows``.
        options: what each layer is drawn for.
        frames: groups of moods inside it, shown with one of their layers only.
        unused: layers that nobody knows what to do with; they are never shown.
    """

    kind: str
    options: Mapping[Look, Node]
    frames: tuple[Node, ...] = ()
    unused: tuple[Node, ...] = ()

    @property
    def states(self) -> frozenset[str]:
        """Shapes of a mouth; ``open`` and the like of eyes."""
        return frozenset(look.state for look in self.options)

    @property
    def moods(self) -> frozenset[str]:
        """Moods that it is drawn in, besides the neutral one."""
        return frozenset(look.mood for look in self.options if look.mood)


def switch_of_eyes(kind: str, group: Node, moods: Collection[str]) -> Switch | None:
    """A group of eyes or brows, if it has what is shown when nothing happens.

    Moods are named as those of mouths: a group called like the mood with layers in it, or a word in
    the layer's name. A layer that only says a mood is what is shown when nothing happens in it.

    Args:
        kind: ``eyes`` or ``brows``.
        group: of the layers.
        moods: names of moods, normalised.
    """
    options: dict[Look, Node] = {}
    frames: list[Node] = []
    for child in group.children:
        inside = list(_in_mood(kind, child, moods))
        if inside:
            frames.append(child)
        look = None if inside else look_of(kind, child.name, moods)
        for found, node in inside or ([(look, child)] if look else []):
            options.setdefault(found, node)
    return Switch(kind, options, tuple(frames)) if Look(PLAIN[kind]) in options else None


def _in_mood(kind: str, group: Node, moods: Collection[str]) -> Iterator[tuple[Look, Node]]:
    """The layers of a group that is called like a mood."""
    mood = key(group.name)
    if mood in moods:
        for child in group.children:
            state = state_of(kind, child.name)
            if state:
                yield Look(state, _mood(mood)), child


def look_of(kind: str, name: str, moods: Collection[str]) -> Look | None:
    """What a layer of eyes or brows is drawn for, by its name; None if it does not say.

    >>> look_of("eyes", "Half closed", ["sad"]), look_of("brows", "sad-up", ["sad"])
    (Look(state='half', mood='', eyes=''), Look(state='up', mood='sad', eyes=''))
    """
    if state := state_of(kind, name):
        return Look(state)
    said = words(name)
    for mood in (said[0], said[-1]) if said else ():
        if mood in moods:
            rest = " ".join(said[1:] if mood == said[0] else said[:-1])
            state = state_of(kind, rest) if rest else PLAIN[kind]
            return Look(state, _mood(mood)) if state else None
    return Look(PLAIN[kind], _mood(key(name))) if key(name) in moods else None


def is_look(kind: str, said: Collection[str], moods: Collection[str]) -> bool:
    """Whether words of a file's name say nothing but a state of eyes or brows, and a mood."""
    states = " ".join(WORDS[kind].values()).split()
    return all(word in states or word in moods for word in said)


def _mood(name: str) -> str:
    return "" if name == "neutral" else name
