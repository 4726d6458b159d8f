"""``rig.toml``: what a drawing cannot say about itself. Optional; it only overrides.

``rig.schema.json`` says the same to editors; a test holds both against each other.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from media_core.errors import RigError
from media_core.toml_text import read_toml
from render.rigs.names import VIEWS
from render.rigs.rig import Stage
from visemes import sets

FILE = "rig.toml"
MAX_BYTES = 200_000
TWEENS = ("cut", "fade", "morph")
MIRRORS = ("left->right", "right->left")
NO_SET = ("auto", "custom")
"""Instead of a set: find out, or only what ``map`` says."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_GRID = re.compile(r"([1-9]\d?)\s*[xX×]\s*([1-9]\d?)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``rig.toml`` says; ``None`` and empty where it says nothing. Lengths in rig units.

    Attributes:
        path: of the file, for messages.
        name, author, licence: for people.
        set: of mouth shapes, or ``auto``.
        map: name as drawn -> shape of the set; wins over what is recognised.
        pivot: base of the neck, about which the head tilts.
        anchor: middle of the closed mouth.
        mouth_width: of the closed mouth.
        head_height: skull to chin.
        head: picture that the mouths are placed on, beside the manifest.
        place: where their middle lies on it, in its pixels, and how wide they are there (if said).
        scale: of the mouths on it, where ``place`` gives no width.
        grid: columns and rows of a bare sheet.
        cut_out: take the paper out from behind the drawings; find them on a sheet by their ink.
        pixel_art: enlarge without smoothing; decided by the size of the drawing if None.
        mirror: which view is drawn from the other.
        tween: how one shape becomes the next.
        hold: how long a shape stays at least, in ms.
        on_twos: draw every second frame of 24.
        blink: shortest and longest time between blinks in seconds, or () for no blinks.
        sway, bob, breath, brows: strength of the head's sway and nods, of breathing, and how
            readily the brows rise; 0 = none, 1 = normal.
        openness: how much less open mouths are where the voice is softer; 0 = always as drawn.
        moods: section or singer -> mood.
        views: section or singer -> ``left``, ``right`` or ``front``.
        stage: colours that suit the rig.
    """

    path: Path | None = None
    name: str = ""
    author: str = ""
    licence: str = ""
    set: str = "auto"
    map: Mapping[str, str] = field(default_factory=dict)
    pivot: tuple[float, float] | None = None
    anchor: tuple[float, float] | None = None
    mouth_width: float | None = None
    head_height: float | None = None
    head: str = ""
    place: tuple[float, ...] = ()
    scale: float = 1.0
    grid: tuple[int, int] | None = None
    cut_out: bool = False
    pixel_art: bool | None = None
    mirror: str = ""
    tween: str = ""
    hold: int = 0
    on_twos: bool = False
    blink: tuple[float, ...] | None = None
    sway: float = 1.0
    bob: float = 1.0
    breath: float = 1.0
    brows: float = 1.0
    openness: float = 0.0
    moods: Mapping[str, str] = field(default_factory=dict)
    views: Mapping[str, str] = field(default_factory=dict)
    stage: Stage = field(default_factory=Stage)


def read_manifest(folder: Path) -> Manifest:
    """What is said of the rig in a folder; everything has a default.

    Raises:
        RigError: the manifest is not TOML, or has an unknown key or an impossible value.
    """
    path = folder / FILE
    if not os.path.lexists(path):
        return Manifest()
    table = read_toml(
        path, limit=MAX_BYTES, what="manifest", error=RigError, hint="correct or remove it"
    )
    return parse_manifest(table, path)


def parse_manifest(table: Mapping[str, Any], path: Path) -> Manifest:
    """The same from a table; ``path`` is for messages.

    Raises:
        RigError: an unknown key or an impossible value.
    """
    said: dict[str, Any] = {}
    for written, value in table.items():
        key = written.replace("-", "_")  # both on-twos and on_twos
        if key not in KEYS:
            raise RigError(f"{path}: unknown key {written!r}", hint=_near(key, tuple(KEYS)))
        if key in said:
            raise RigError(f"{path}: {key} is said twice", hint="keep one of both")
        said[key] = KEYS[key](_At(path, key), value)
    said.pop("schema", None)
    return Manifest(path, **said)


def _near(key: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, known, 1)
    return f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"


@dataclass(frozen=True, slots=True)
class _At:
    """Where a value stands, for messages."""

    path: Path
    key: str

    def wrong(self, what: str, hint: str) -> RigError:
        return RigError(f"{self.path}: {self.key} {what}", hint=hint)


def _schema(at: _At, value: object) -> int:
    if value != 1 or isinstance(value, bool):
        raise RigError(f"{at.path}: schema {value!r} is unknown", hint="write schema = 1")
    return 1


def _text(at: _At, value: object) -> str:
    if not isinstance(value, str):
        raise at.wrong("must be a text", f'write {at.key} = "..."')
    return value


def _set(at: _At, value: object) -> str:
    known = (*NO_SET, *sets.names())
    if value not in known:
        raise RigError(
            f"{at.path}: the mouth set {value!r} is unknown", hint=f"known: {', '.join(known)}"
        )
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _point(at: _At, value: object) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2 and all(_is_number(v) for v in value):
        return float(value[0]), float(value[1])
    raise at.wrong("must be two numbers", f"write {at.key} = [500, 640]")


def _place(at: _At, value: object) -> tuple[float, ...]:
    if (
        isinstance(value, list)
        and len(value) in (2, 3)
        and all(_is_number(v) for v in value)
        and (len(value) == 2 or value[2] > 0)
    ):
        return tuple(float(v) for v in value)
    raise at.wrong(
        "must be the middle of the mouth, and its width if wanted", "write place = [512, 640, 180]"
    )


def _length(at: _At, value: object) -> float:
    if isinstance(value, int | float) and _is_number(value) and value > 0:
        return float(value)
    raise at.wrong("must be a number above 0", f"write {at.key} = 170")


def _strength(at: _At, value: object) -> float:
    if isinstance(value, int | float) and _is_number(value) and 0 <= value <= 3:
        return float(value)
    raise at.wrong("must be a strength from 0 (none) to 3", f"write {at.key} = 1")


def _switch(at: _At, value: object) -> bool:
    if not isinstance(value, bool):
        raise at.wrong("must be true or false", f"write {at.key} = true")
    return value


def _grid(at: _At, value: object) -> tuple[int, int]:
    if isinstance(value, str) and (match := _GRID.fullmatch(value.strip())):
        return int(match[1]), int(match[2])
    raise at.wrong("must be columns and rows, at most 99 each", 'write grid = "3x3"')


def _one_of(known: tuple[str, ...]) -> Callable[[_At, object], str]:
    def check(at: _At, value: object) -> str:
        if value not in known:
            near = _near(str(value), known).replace("keys", "values")
            raise at.wrong(f"{value!r} is unknown", near)
        return str(value)

    return check


def _hold(at: _At, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000:
        return value
    raise at.wrong("must be milliseconds from 0 to 1000", "write hold = 80")


def _blink(at: _At, value: object) -> tuple[float, ...]:
    if value is False:
        return ()
    if isinstance(value, dict):
        for key in value:
            if key != "every":
                raise RigError(
                    f"{at.path}: unknown key {key!r} in blink", hint=_near(key, ("every",))
                )
        every = value.get("every", [2.5, 6.0])
        if (
            isinstance(every, list)
            and len(every) == 2
            and all(_is_number(v) for v in every)
            and 0.5 <= every[0] <= every[1] <= 600
        ):
            return float(every[0]), float(every[1])
    raise at.wrong("must be false, or say how often", "write blink = { every = [2.5, 6.0] }")


def _texts(at: _At, value: object) -> dict[str, str]:
    if (
        isinstance(value, dict)
        and len(value) <= 200
        and all(isinstance(v, str) for v in value.values())
    ):
        return dict(value)
    raise at.wrong("must be a table of texts", f'begin it with [{at.key}], then name = "..."')


def _views(at: _At, value: object) -> dict[str, str]:
    table = _texts(at, value)
    for name, view in table.items():
        if view not in VIEWS:
            raise at.wrong(f"has no view {view!r} for {name}", f"the views are {', '.join(VIEWS)}")
    return table


def _stage(at: _At, value: object) -> Stage:
    if not isinstance(value, dict):
        raise at.wrong("must be a table", "begin it with [stage]")
    known = tuple(f.name for f in fields(Stage))
    values: dict[str, Any] = {}
    for key, said in value.items():
        if key not in known:
            raise RigError(f"{at.path}: unknown key {key!r}", hint=_near(key, known))
        colours = said if isinstance(said, list) else [said]
        if (
            len(colours) != (2 if key == "sky" else 1)
            or isinstance(said, list) != (key == "sky")
            or not all(isinstance(c, str) and _COLOUR.fullmatch(c) for c in colours)
        ):
            raise RigError(f"{at.path}: stage.{key} is no colour", hint='write it as "#1B2350"')
        values[key] = tuple(colours) if key == "sky" else colours[0]
    return Stage(**values)


KEYS: dict[str, Callable[[_At, Any], Any]] = {
    "schema": _schema,
    "name": _text,
    "author": _text,
    "licence": _text,
    "set": _set,
    "map": _texts,
    "pivot": _point,
    "anchor": _point,
    "mouth_width": _length,
    "head_height": _length,
    "head": _text,
    "place": _place,
    "scale": _length,
    "grid": _grid,
    "cut_out": _switch,
    "pixel_art": _switch,
    "mirror": _one_of(MIRRORS),
    "tween": _one_of(TWEENS),
    "hold": _hold,
    "on_twos": _switch,
    "blink": _blink,
    "sway": _strength,
    "bob": _strength,
    "breath": _strength,
    "brows": _strength,
    "openness": _strength,
    "moods": _texts,
    "views": _views,
    "stage": _stage,
}
"""Key of ``rig.toml`` -> what reads its value. A new key also gets a line in ``rig.schema.json``
and an attribute of :class:`Manifest`."""
