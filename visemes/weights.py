"""Weights of a face's blend shapes from what the mouth does: for faces that are not drawn.

A set of nine pictures has nothing to say to a face of ARKit, but the movement behind it does: how
open, how wide, and whether lips, teeth or tongue touch. It is the same for every set.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from visemes.track import Mouth
from visemes.viseme_set import VisemeSet


@dataclass(frozen=True, slots=True)
class FaceTable:
    """What each axis of a mouth's movement does to a face.

    Attributes:
        names: of the blend shapes, in the order of the face's maker.
        axes: open, round, pucker, spread, lips, teeth, tongue -> weight by name.

    Raises:
        ValueError: a weight outside 0..1, or of a name that the face does not have.
    """

    names: tuple[str, ...]
    axes: Mapping[str, Mapping[str, float]]

    def __post_init__(self) -> None:
        for axis, row in self.axes.items():
            strange = sorted(set(row) - set(self.names))
            if strange:
                raise ValueError(f"{axis}: the face has no {', '.join(strange)}")
            if not all(0.0 <= weight <= 1.0 for weight in row.values()):
                raise ValueError(f"{axis}: a weight is between 0 and 1")


@cache
def arkit() -> FaceTable:
    """The part of ARKit's 52 blend shapes that is a mouth (``visemes/arkit.toml``)."""
    table = tomllib.loads(resources.files("visemes").joinpath("arkit.toml").read_text("utf-8"))
    return FaceTable(tuple(table["names"]), table["axes"])


def axes_of(mouth: Mouth, shapes: VisemeSet) -> dict[str, float]:
    """What a mouth does, each from 0 to 1.

    ``open``, ``round``, ``pucker`` and ``spread`` come from its openness and width; ``lips``,
    ``teeth`` and ``tongue`` from the two shapes that it is between.
    """
    wide = max(-1.0, min(1.0, mouth.width))
    opened = max(0.0, min(1.0, mouth.openness))
    back = max(0.0, -wide)
    touching = {
        "lips": shapes.closures - {shapes.rest},
        "teeth": shapes.bites,
        "tongue": shapes.tongues,
    }
    return {
        "open": opened,
        "round": min(1.0, back * 2 * opened),
        "pucker": back * (1.0 - opened),
        "spread": max(0.0, wide),
    } | {
        axis: (1.0 - mouth.mix) * (mouth.shape in those) + mouth.mix * (mouth.next in those)
        for axis, those in touching.items()
    }


def weights(mouth: Mouth, shapes: VisemeSet, table: FaceTable | None = None) -> dict[str, float]:
    """The weight of every blend shape of a face, 0..1, in the order of its maker.

    Args:
        mouth: at one moment.
        shapes: the set that it is of.
        table: of the face; ARKit's if None.
    """
    face = table or arkit()
    total = dict.fromkeys(face.names, 0.0)
    for axis, amount in axes_of(mouth, shapes).items():
        for name, weight in face.axes.get(axis, {}).items():
            total[name] += amount * weight
    return {name: round(min(1.0, weight), 4) for name, weight in total.items()}
