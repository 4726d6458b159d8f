"""Which set of mouth shapes an artist has drawn: the whole of the names decides, never one.

D, E and F are different mouths for Rhubarb, Adobe and Preston Blair, so each set is asked how well
it explains *all* names, and two that explain them equally well are both shown to the user.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from media_core.errors import RigError
from render.rigs.names import key
from visemes import sets
from visemes.sets import Shape, VisemeSet, load_set


class AmbiguousSetError(RigError):
    """The names fit two sets equally well, and the user must say which is meant."""


SAME_LOOK = (0.2, 0.4)
"""Two shapes look alike if their openness and width differ by no more (of 1 and of 2)."""

HARDLY = 4
"""A set of which less than one shape in so many is drawn is hardly drawn at all; art: CMU's forty
with ten pictures are still plausible, with nine it is one of the sets of about ten."""

EXTENDED = frozenset("GHX")
"""Shapes of the default set that need not be drawn (Rhubarb's documentation, "extended mouth
shapes"): without them, it is complete."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the names mean in one set.

    Attributes:
        set: the set.
        shapes: name as drawn (normalised) -> shape of the set.
        unknown: names that the set does not have.
        twice: names whose shape an earlier name has already.
        drawn: all names, in the artist's order.
    """

    set: VisemeSet
    shapes: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    drawn: tuple[str, ...] = field(default=())

    @property
    def missing(self) -> tuple[str, ...]:
        """Shapes of the set that nobody has drawn."""
        return tuple(s for s in self.set.shapes if s not in set(self.shapes.values()))

    @property
    def hits(self) -> int:
        """How many shapes of the set are drawn."""
        return len(self.set.shapes) - len(self.missing)

    @property
    def plausible(self) -> bool:
        """Whether an artist can have had this set in mind.

        Most of what is drawn says nothing if the set is so large that any name is in it: a set that
        is hardly drawn is meant only where it leaves no drawing over.
        """
        leaves_none = not self.unknown and not self.twice
        return leaves_none or self.hits * HARDLY >= len(self.set.shapes)

    @property
    def score(self) -> tuple[int, int, int]:
        """The larger, the better: shapes found, names without meaning, shapes not drawn.

        The art must fit the set and the set the art: what is not plausible has found nothing.
        """
        unused = len(self.unknown) + len(self.twice)
        return self.hits if self.plausible else 0, -unused, -len(self.missing)

    def why(self) -> str:
        """One clause for people."""
        found = f"{self.hits} of its {len(self.set.shapes)} shapes are drawn"
        return found + (f", {len(self.unknown)} names are not its own" if self.unknown else "")


def read_as(
    names: Sequence[str], shapes: VisemeSet, own: Mapping[str, str] | None = None
) -> Reading:
    """What names mean in one set.

    Args:
        names: as drawn, normalised (:func:`render.rigs.names.key`).
        shapes: the set.
        own: name -> shape, as ``map`` in ``rig.toml`` has it; it wins.

    Raises:
        RigError: ``own`` names a shape that the set does not have.
    """
    known = {key(name): name for name in shapes.shapes}
    for shape in shapes.shapes.values():
        for alias in shape.aliases:
            known.setdefault(key(alias), shape.name)
    for name, meant in (own or {}).items():
        if key(meant) not in known:
            raise RigError(
                f"rig.toml maps {name} to {meant}, which is no mouth of the set {shapes.name}",
                hint=f"its mouths are {', '.join(shapes.shapes)}",
            )
        known[key(name)] = known[key(meant)]
    found: dict[str, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for name in names:
        if name not in known:
            unknown.append(name)
        elif known[name] in found.values() and name not in found:
            twice.append(name)
        else:
            found[name] = known[name]
    return Reading(shapes, found, tuple(unknown), tuple(twice), tuple(names))


def all_readings(names: Sequence[str], own: Mapping[str, str] | None = None) -> list[Reading]:
    """What names mean in every set that ships, the best reading first."""
    readings = []
    for name in sets.names():
        shapes = load_set(name)
        # A map speaks of one set; in the others its shapes may not exist.
        mapped = {k: v for k, v in (own or {}).items() if key(v) in map(key, shapes.shapes)}
        readings.append(read_as(names, shapes, mapped))
    return sorted(readings, key=lambda reading: reading.score, reverse=True)


def recognised(
    names: Sequence[str], wanted: str = "auto", own: Mapping[str, str] | None = None
) -> tuple[Reading, list[Reading]]:
    """The set that explains the names best, and others that do it equally well but differently.

    Args:
        names: as drawn, normalised.
        wanted: name of a set, or ``auto``.
        own: ``map`` of ``rig.toml``.

    Raises:
        RigError: no set knows any of the names.
    """
    if wanted not in ("auto", "custom"):
        reading = read_as(names, load_set(wanted), own)
        if not reading.shapes:
            raise RigError(
                f"none of the names {', '.join(names[:8])} is a mouth of the set {wanted}",
                hint=f"its mouths are {', '.join(reading.set.shapes)}",
            )
        return reading, []
    readings = all_readings(names, own)
    best = readings[0]
    if best.hits == 0:
        raise RigError(
            f"no mouth shapes are among the names {', '.join(names[:8])}",
            hint="name the mouths A, B, C, D, E, F, G, H and X, or as in another known set; or say "
            "which is which with --map A=NAME, or with map in rig.toml",
        )
    default = next(reading for reading in readings if reading.set.name == sets.DEFAULT)
    enough = bool(best.missing) or set(default.missing) <= EXTENDED
    if enough and default.score[:2] == best.score[:2] and _alike(default, best):
        # Toon Boom's letters are all Rhubarb's; whoever means Toon Boom says so.
        best = default
    rivals = [
        other
        for other in readings
        if other is not best and _as_good(other, best) and not _alike(other, best)
    ]
    return best, rivals


def _as_good(other: Reading, best: Reading) -> bool:
    if other.score == best.score:
        return True
    # A handful of names that many sets know says little: the size of a set must not decide then.
    few = len(best.missing) > len(best.set.shapes) / 2
    return few and other.score[:2] == best.score[:2]


def _alike(a: Reading, b: Reading) -> bool:
    """True if both readings mean mouths that look the same."""
    return all(
        _looks_like(a.set.shapes[a.shapes[name]], b.set.shapes[b.shapes[name]])
        for name in a.shapes
        if name in b.shapes
    )


def _looks_like(a: Shape, b: Shape) -> bool:
    return abs(a.openness - b.openness) <= SAME_LOOK[0] and abs(a.width - b.width) <= SAME_LOOK[1]


def ambiguous(best: Reading, rivals: Sequence[Reading]) -> str:
    """The question that names which fit two sets ask, with what each reading would mean."""
    readings = [best, *rivals]
    differing = [
        name
        for name in best.shapes
        if any(
            name in r.shapes
            and not _looks_like(r.set.shapes[r.shapes[name]], best.set.shapes[best.shapes[name]])
            for r in rivals
        )
    ]
    name = differing[0] if differing else next(iter(best.shapes))
    meanings = "; ".join(
        f"in {r.set.name}, {name} is {r.set.shapes[r.shapes[name]].look}"
        for r in readings
        if name in r.shapes
    )
    return f"the mouths fit {' and '.join(r.set.name for r in readings)} equally well: {meanings}"


def nearest_names(name: str, shapes: VisemeSet) -> list[str]:
    """Shapes of a set whose names are like a name that it does not have."""
    known = {key(shape): shape for shape in shapes.shapes}
    known |= {key(a): s.name for s in shapes.shapes.values() for a in s.aliases}
    near = difflib.get_close_matches(name, known, 3, 0.5)
    near += [k for k in known if len(k) > 1 and name.startswith(k)]
    return list(dict.fromkeys(known[n] for n in near))[:3]
