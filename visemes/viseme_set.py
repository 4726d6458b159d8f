"""A set of mouth shapes as a value: its shapes, its phone table, and what stands in for a lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property

from aligner.alignment import ARPABET, VOWELS

LIP_PHONES = frozenset(("P", "B", "M"))
"""Lips meet for these, and everybody sees it if they do not."""

TEETH_PHONES = frozenset(("F", "V"))
"""The lower lip meets the upper teeth."""

TONGUE_PHONES = frozenset(("L", "TH", "DH"))
"""The tongue is seen between or behind the teeth."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mouth of a set.

    Attributes:
        name: as the set writes it.
        look: how it looks, in an artist's words.
        example: a sound that asks for it, with a word.
        openness: how far the jaw is open, 0 closed .. 1 widest of the set.
        width: of the lips, -1 puckered .. 0 relaxed .. 1 spread.
        aliases: other names that art files use for it; case and punctuation do not matter.

    Raises:
        ValueError: openness or width outside its range.
    """

    name: str
    look: str
    example: str
    openness: float = 0.0
    width: float = 0.0
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.openness <= 1.0:
            raise ValueError(f"the openness of {self.name} is {self.openness:g}, not within 0..1")
        if not -1.0 <= self.width <= 1.0:
            raise ValueError(f"the width of {self.name} is {self.width:g}, not within -1..1")

    def effort(self, other: Shape) -> float:
        """How far it is to another shape: the jaw weighs most, a pucker is quick."""
        return abs(self.openness - other.openness) + abs(self.width - other.width) / 2


@dataclass(frozen=True)
class VisemeSet:
    """A set of mouth shapes.

    Attributes:
        name: short name, as in ``--set``.
        title: for people.
        shapes: by name, in the order of the set's own chart.
        rest: the shape of a mouth that does not sing.
        closed: the shape of P, B and M; it must be seen whenever they are sung. Where they have
            shapes of their own, that of M.
        teeth: the shape of F and V, or "" if the set has none.
        phones: ARPAbet phone -> its shapes in time; two for a diphthong. A consonant that is
            missing takes the shape of the vowel after it.
        rounded: phones whose lips are round before they sound.
        rounding: shape -> the shape it becomes before a rounded phone.
        fallback: shape -> what stands in for it, nearest first.
        source: where the shapes and the phone table are from.

    Raises:
        ValueError: the table contradicts itself.
    """

    name: str
    title: str
    shapes: Mapping[str, Shape]
    rest: str
    closed: str
    teeth: str
    phones: Mapping[str, tuple[str, ...]]
    rounded: frozenset[str] = frozenset()
    rounding: Mapping[str, str] = field(default_factory=dict)
    fallback: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str = ""

    def __post_init__(self) -> None:
        for reason in _contradictions(self):
            raise ValueError(f"{self.name}: {reason}")

    @cached_property
    def closures(self) -> frozenset[str]:
        """Shapes with lips that meet: those of P, B and M."""
        asked = {shape for phone in LIP_PHONES for shape in self.phones.get(phone, ())}
        return frozenset(asked | {self.closed})

    @cached_property
    def bites(self) -> frozenset[str]:
        """Shapes with teeth on the lip: those of F and V; none if the set has none."""
        if not self.teeth:
            return frozenset()
        asked = {shape for phone in TEETH_PHONES for shape in self.phones.get(phone, ())}
        return frozenset(asked | {self.teeth}) - self.closures

    @cached_property
    def tongues(self) -> frozenset[str]:
        """Shapes in which the tongue is seen: of L or TH, and of no phone of another kind."""
        asking: dict[str, set[str]] = {}
        for phone, row in self.phones.items():
            for shape in row:
                asking.setdefault(shape, set()).add(phone)
        return frozenset(
            shape
            for shape, phones in asking.items()
            if phones & TONGUE_PHONES and phones <= TONGUE_PHONES | {"T", "D", "N"}
        )

    @cached_property
    def must(self) -> frozenset[str]:
        """Shapes that are seen in a frame whenever they are asked for."""
        return self.closures | self.bites

    @cached_property
    def _known(self) -> dict[str, str]:
        return {
            _plain(name): shape.name
            for shape in self.shapes.values()
            for name in (*shape.aliases, shape.name)
        }

    def named(self, text: str) -> str | None:
        """The shape that art calls ``text``: its name or an alias, however it is written.

        >>> from visemes.sets import load_set
        >>> load_set("adobe").named("w_oo"), load_set("oculus").named("Viseme PP")
        ('W-Oo', 'PP')
        """
        return text if text in self.shapes else self._known.get(_plain(text))

    def nearest(self, name: str, other: VisemeSet) -> str:
        """The shape of this set that looks most like the shape ``name`` of another one.

        Lips that meet still do, teeth stay on the lip, and the tongue is seen where this set can
        show it.
        """
        if name == other.rest:
            return self.rest
        if name in other.closures:
            return name if name in self.closures else self.closed
        if name in other.bites:
            return self.teeth or self.closed
        free = [s for s in self.shapes if s not in self.closures | self.bites | {self.rest}]
        tongues = [shape for shape in free if shape in self.tongues]
        if name in other.tongues and tongues:
            free = tongues
        else:
            free = [shape for shape in free if shape not in self.tongues] or free
        shape = other.shapes[name]
        return min(free or [self.rest], key=lambda one: shape.effort(self.shapes[one]))

    def standing_in(self, shape: str, drawn: Set[str]) -> str:
        """The shape that a rig with the shapes ``drawn`` shows for ``shape``.

        Raises:
            ValueError: nothing is drawn, or ``shape`` is not of this set.
        """
        if shape not in self.shapes:
            raise ValueError(f"{shape!r} is not a shape of {self.name}")
        for candidate in (shape, *self.fallback.get(shape, ()), *self.shapes):
            if candidate in drawn:
                return candidate
        raise ValueError("a rig has at least one shape of its set")


def _plain(text: str) -> str:
    """A name as it is compared: letters and digits, in one case."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def _contradictions(given: VisemeSet) -> Iterable[str]:
    """What is wrong with a set, the plainest first."""
    known = set(given.shapes)
    named = {given.rest, given.closed} | ({given.teeth} if given.teeth else set())
    for shapes in (*given.phones.values(), *given.fallback.values()):
        named |= set(shapes)
    named |= set(given.rounding) | set(given.rounding.values())
    if named - known:
        yield f"no such shape: {', '.join(sorted(named - known))}"
    strange = (set(given.phones) | given.rounded) - ARPABET
    if strange:
        yield f"no such phone: {', '.join(sorted(strange))}"
    if any(not 1 <= len(shapes) <= 2 for shapes in given.phones.values()):
        yield "a phone has one shape, a diphthong two"
    gliding = sorted(p for p, row in given.phones.items() if len(row) == 2 and p not in VOWELS)
    if gliding:
        yield f"only vowels glide, not {', '.join(gliding)}"
    for lips in sorted(LIP_PHONES & set(given.phones)):
        (shape,) = given.phones[lips]
        if given.shapes[shape].openness > 0.05:
            yield f"{lips} closes the lips, but its shape {shape} is open"
    for shape, row in given.fallback.items():
        if shape in row or len(set(row)) < len(row):
            yield f"the fallback of {shape} names it, or another shape twice"
    taken: dict[str, str] = {}
    for one in given.shapes.values():
        for name in {_plain(name) for name in (one.name, *one.aliases)}:
            if not name or taken.setdefault(name, one.name) != one.name:
                yield f"{name!r} names two shapes, {taken.get(name)} and {one.name}"
