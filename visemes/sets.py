"""Sets of mouth shapes, as data: which shape a phone asks for, and what stands in for a lack."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from aligner.alignment import ARPABET


@dataclass(frozen=True, slots=True)
class Shape:
    """A mouth of a set.

    Attributes:
        name: as the set writes it.
        look: how it looks, in an artist's words.
        example: a sound that asks for it, with a word.
        openness: how far the jaw is open, 0 closed .. 1 widest of the set.
        width: of the lips, -1 puckered .. 0 relaxed .. 1 spread.
    """

    name: str
    look: str
    example: str
    openness: float = 0.0
    width: float = 0.0


@dataclass(frozen=True)
class VisemeSet:
    """A set of mouth shapes.

    Attributes:
        name: short name, as in ``--set``.
        title: for people.
        shapes: by name, in the order of the set's own chart.
        rest: the shape of a mouth that does not sing.
        closed: the shape of P, B and M; it must be seen whenever they are sung.
        teeth: the shape of F and V, or "" if the set has none.
        phones: ARPAbet phone -> its shapes in time; two for a diphthong. A phone that is missing
            takes the shape of the vowel after it.
        rounded: phones whose lips are round before they sound.
        rounding: shape -> the shape it becomes before a rounded phone.
        fallback: shape -> what stands in for it, nearest first.

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

    def __post_init__(self) -> None:
        known = set(self.shapes)
        named = {self.rest, self.closed} | ({self.teeth} if self.teeth else set())
        for shapes in (*self.phones.values(), *self.fallback.values()):
            named |= set(shapes)
        named |= set(self.rounding) | set(self.rounding.values())
        if named - known:
            raise ValueError(f"{self.name}: no such shape: {', '.join(sorted(named - known))}")
        strange = (set(self.phones) | self.rounded) - ARPABET
        if strange:
            raise ValueError(f"{self.name}: no such phone: {', '.join(sorted(strange))}")
        if any(not 1 <= len(shapes) <= 2 for shapes in self.phones.values()):
            raise ValueError(f"{self.name}: a phone has one shape, a diphthong two")

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


@cache
def load_set(name: str = "rhubarb") -> VisemeSet:
    """A set that ships with the program, by name (see ``visemes/tables``)."""
    text = resources.files("visemes").joinpath("tables", f"{name}.toml").read_text("utf-8")
    return parse_set(text)


def parse_set(text: str) -> VisemeSet:
    """Read a set from TOML.

    Raises:
        ValueError: not TOML, a missing key, or a table that contradicts itself.
    """
    table = tomllib.loads(text)
    rounding = dict(table.get("rounding", {}))
    rounded = frozenset(rounding.pop("before", ()))
    try:
        return VisemeSet(
            name=table["name"],
            title=table["title"],
            shapes={
                name: Shape(
                    name,
                    row["look"],
                    row["example"],
                    float(row.get("openness", 0.0)),
                    float(row.get("width", 0.0)),
                )
                for name, row in table["shapes"].items()
            },
            rest=table["rest"],
            closed=table["closed"],
            teeth=table.get("teeth", ""),
            phones={phone: tuple(shapes) for phone, shapes in table["phones"].items()},
            rounded=rounded,
            rounding=rounding,
            fallback={shape: tuple(row) for shape, row in table.get("fallback", {}).items()},
        )
    except KeyError as err:
        raise ValueError(f"a viseme set needs the key {err.args[0]!r}") from err
