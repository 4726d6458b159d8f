"""What an artist should know about a rig before a song is made with it.

Readers of drawings tell what they notice while they read (see :class:`~render.rigs.art.Finding`);
here the finished pictures are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from media_core.errors import RigError
from render.frame import Frame, Rect, filled_part
from render.layout import layout
from render.rigs.art import Finding
from render.rigs.opening import Opened, Wishes, open_rig
from render.rigs.painted import Pixels, Placed
from render.rigs.pictures import PIXEL_ART, Bitmap
from render.rigs.recognise import AmbiguousSetError
from render.rigs.rig import Pose
from render.rigs.runs import selection, shown_in

LOOKED_AT = 360
"""Height in pixels at which mouths are compared."""

DRIFT = 0.08
"""A mouth whose middle is this share of its width off looks as if it slid."""

SLIDE = 0.45
"""An upper lip that moves by more than this share of the closed mouth's width has lost its place;
lips of drawn charts move by 0.2."""

FAR = 0.35
"""A stand-in further away than this (see ``Shape.effort``) is seen."""

FRINGE = (0.85, 0.6)
"""Half-transparent edges lighter than the first around a picture darker than the second are the
rest of a white paper; in 0..1."""

ENLARGED = 1.3
"""Pictures enlarged by more than this look soft."""

HEAVY = 20_000_000
"""Bytes of a file above which it loads slowly."""

SIZE = (1920, 1080)


@dataclass(frozen=True, eq=False)
class Report:
    """What was found.

    Attributes:
        path: of the rig.
        findings: errors first, then warnings, then notes.
        opened: the rig, or None if it is none.
    """

    path: Path
    findings: tuple[Finding, ...]
    opened: Opened | None

    @property
    def ok(self) -> bool:
        """True if the rig can be used."""
        return self.opened is not None

    @property
    def warnings(self) -> int:
        """How many findings look wrong in the video."""
        return sum(finding.severity == "warning" for finding in self.findings)


_ORDER = ("error", "warning", "note")


def check_drawings(
    path: Path, wishes: Wishes | None = None, size: tuple[int, int] = SIZE
) -> Report:
    """Look at a rig as an experienced colleague would.

    Args:
        path: of the rig, in any form.
        wishes: win over its ``rig.toml``.
        size: of the video that it is for.
    """
    found: list[Finding] = []
    opened: Opened | None = None
    try:
        opened = open_rig(path, wishes, found.append)
        found += _looked_at(opened, path, size)
    except AmbiguousSetError as err:
        found.append(Finding("ambiguous-set", "error", str(path), err.message, err.hint))
    except RigError as err:
        opened = None
        found.append(Finding("no-rig", "error", str(path), err.message, err.hint))
    found.sort(key=lambda finding: _ORDER.index(finding.severity))
    return Report(path, tuple(dict.fromkeys(found)), opened)


def _looked_at(opened: Opened, path: Path, size: tuple[int, int]) -> Iterator[Finding]:
    yield from _missing(opened)
    pictures = _mouths_alone(opened)
    yield from _same(pictures)
    yield from _places(opened, pictures)
    yield from _layers(opened)
    yield from _paper(opened)
    yield from _sizes(opened, path, size)
    if not opened.rig.info.licence:
        yield Finding(
            "no-licence",
            "note",
            "",
            "nobody says who may use this rig",
            'write licence = "CC0-1.0", or what you want, into rig.toml',
        )
    kinds = {s.kind for switches in opened.cast.switches.values() for s in switches}
    if "eyes" not in kinds and opened.manifest.blink != ():
        yield Finding(
            "no-eyes",
            "note",
            "",
            "there are no eyes to blink with, which is fine",
            "draw some, or write blink = false into rig.toml",
        )


def stand_ins(opened: Opened) -> dict[str, str]:
    """Shape of the set that nobody has drawn -> what is shown for it."""
    rig = opened.rig
    return {
        shape: rig.set.standing_in(shape, rig.shapes)
        for shape in rig.set.shapes
        if shape not in rig.shapes
    }


def _missing(opened: Opened) -> Iterator[Finding]:
    shapes = opened.rig.set.shapes
    for shape, other in stand_ins(opened).items():
        far = shapes[shape].effort(shapes[other]) > FAR
        yield Finding(
            "missing-shape",
            "warning" if far else "note",
            shape,
            f"the mouth {shape} ({shapes[shape].look}; {shapes[shape].example}) is not drawn; "
            f"{other} ({shapes[other].look}) stands in",
            f"draw {shape}" if far else "",
        )


def _mouths_alone(opened: Opened) -> dict[str, Frame]:
    """Each drawn shape without anything around it."""
    top, main = opened.cast.top, opened.cast.main
    width, height = opened.drawing.size
    pixels = max(1, round(LOOKED_AT * width / height))
    switches = opened.cast.switches[top]
    out = {}
    for shape in opened.rig.set.shapes:
        if shape in main.states:
            shown = [shown_in(s, Pose(shape), opened.rig.set) for s in switches]
            on, off = selection(switches, shown)
            node = shown_in(main, Pose(shape), opened.rig.set)
            out[shape] = opened.drawing.draw(
                (node,) if top in opened.drawing.nodes or not main.frames else (top,),
                on | opened.cast.always,
                off,
                pixels,
                LOOKED_AT,
            )
    return out


def _same(pictures: dict[str, Frame]) -> Iterator[Finding]:
    seen: dict[bytes, str] = {}
    for shape, picture in pictures.items():
        if not picture.any():
            yield Finding(
                "empty-layer",
                "warning",
                shape,
                f"the mouth {shape} is empty",
                "draw it, or remove it",
            )
            continue
        data = picture.tobytes()
        if data in seen:
            yield Finding(
                "identical-shapes",
                "note",
                shape,
                f"the mouths {seen[data]} and {shape} are the same picture",
                "remove one: what is not drawn is replaced anyway",
            )
        seen.setdefault(data, shape)


def _places(opened: Opened, pictures: dict[str, Frame]) -> Iterator[Finding]:
    """Mouths that slide sideways or jump up and down."""
    shapes = opened.rig.set
    boxes = {shape: filled_part(p) for shape, p in pictures.items() if p.any()}
    closed = boxes.get(shapes.rest) or boxes.get(shapes.closed)
    scale = opened.drawing.size[1] / LOOKED_AT
    if closed is None:
        return
    width = closed.right - closed.left
    if width * scale > 2 * opened.rig.info.mouth_width:
        return  # whole characters: their outline says nothing of the mouth
    for shape, box in boxes.items():
        aside = (box.left + box.right - closed.left - closed.right) / 2
        if abs(aside) > max(DRIFT * width, 1.5):
            yield Finding(
                "drifting-anchor",
                "warning",
                shape,
                f"the mouth {shape} stands {abs(aside) * scale:.0f} pixels "
                f"{'right' if aside > 0 else 'left'} of the closed one",
                "move it, so that the middle of the upper lip is at the same pixel in all mouths",
            )
        rises = _rises(closed, box)
        if abs(rises) > SLIDE * width:
            yield Finding(
                "drifting-anchor",
                "warning",
                shape,
                f"the upper lip of the mouth {shape} is {abs(rises) * scale:.0f} pixels "
                f"{'above' if rises > 0 else 'below'} the closed mouth",
                "the upper lip hardly moves: let the jaw make the opening",
            )


def _rises(closed: Rect, box: Rect) -> float:
    """How far an upper lip is above the closed mouth, or (negative) below it."""
    if box.top > closed.bottom:
        return closed.bottom - box.top
    return max(0, closed.top - box.top)


def _layers(opened: Opened) -> Iterator[Finding]:
    chosen = {
        node
        for switches in opened.cast.switches.values()
        for switch in switches
        for node in (*switch.options.values(), *switch.frames)
    }
    inside = {inner for node in chosen for inner in node.walk()}
    hidden = [
        node.source or node.name
        for top in opened.cast.tops
        for node in top.walk()
        if node.hidden and node not in inside and node not in opened.cast.always
    ]
    if hidden:
        few = ", ".join(hidden[:6]) + (", ..." if len(hidden) > 6 else "")
        layers = "layer is" if len(hidden) == 1 else "layers are"
        yield Finding(
            "hidden-layer", "note", hidden[0], f"{len(hidden)} hidden {layers} not drawn: {few}"
        )


def _bitmaps(opened: Opened) -> Iterator[tuple[str, Bitmap]]:
    """The mouths that are pixel pictures."""
    main = opened.cast.main
    for look, node in main.options.items():
        if isinstance(node.art, Placed) and isinstance(node.art.picture, Pixels):
            yield look.state, node.art.picture.bitmap


def _paper(opened: Opened) -> Iterator[Finding]:
    """Backgrounds that were left in."""
    opaque = list(opened.rig.info.on_paper)
    fringed = [
        shape
        for shape, bitmap in _bitmaps(opened)
        if shape not in opaque and _is_fringed(bitmap.pixels)
    ]
    if opaque:
        yield Finding(
            "opaque-background",
            "warning",
            opaque[0],
            f"the background of {_named(opaque)} is not transparent",
            "export with a transparent background, or add --cut-out to take the paper out",
        )
    if fringed:
        yield Finding(
            "fringe",
            "warning",
            fringed[0],
            f"{_named(fringed)} {'has' if len(fringed) == 1 else 'have'} a light fringe, the rest "
            "of a white paper",
            "draw on a transparent layer, or use your program's way to remove a white matte",
        )


def _named(shapes: list[str]) -> str:
    names = list(dict.fromkeys(shapes))
    return f"the mouth{'' if len(names) == 1 else 's'} {', '.join(names)}"


def _is_fringed(pixels: Frame) -> bool:
    alpha = pixels[:, :, 3].astype(int)
    soft, solid = (alpha > 24) & (alpha < 200), alpha == 255
    if soft.sum() < 24 or not solid.any():
        return False
    # The edge of what is solid: a mouth with a white outline has no fringe.
    near = np.zeros_like(solid)
    for axis in (0, 1):
        for step in (-1, 1):
            near |= np.roll((alpha > 24) & ~solid, step, axis)
    rim = solid & near
    if not rim.any():
        return False
    light = pixels[:, :, :3].max(axis=2).astype(float) / np.maximum(alpha, 1)
    return bool(light[soft].mean() > FRINGE[0] and light[rim].mean() < FRINGE[1])


def _sizes(opened: Opened, path: Path, size: tuple[int, int]) -> Iterator[Finding]:
    if path.is_file() and path.stat().st_size > HEAVY:
        yield Finding(
            "huge-file",
            "note",
            path.name,
            f"{path.name} has {path.stat().st_size // 1_000_000} MB and loads slowly",
            "scale the drawing down to what the video needs",
        )
    bitmaps = [bitmap for _, bitmap in _bitmaps(opened)]
    if not bitmaps:
        return
    width, height = opened.drawing.size
    needed = layout(*size, opened.rig).rig_height
    main = opened.cast.main
    art = next(iter(main.options.values())).art
    enlarged = needed / height * (art.scale if isinstance(art, Placed) else 1.0)
    if opened.manifest.pixel_art:
        return  # as its artist says
    pixel_art = opened.manifest.pixel_art is None and height <= PIXEL_ART[0]
    if pixel_art and enlarged > PIXEL_ART[1]:
        yield Finding(
            "pixel-art",
            "note",
            "",
            f"the drawing is {width:g} x {height:g} pixels, so it is enlarged without smoothing",
            "write pixel_art = false into rig.toml if it is not meant as pixel art",
        )
    elif enlarged > ENLARGED:
        yield Finding(
            "too-small",
            "warning",
            "",
            f"at {size[0]} x {size[1]} the drawing is enlarged {enlarged:.1f} times and looks soft",
            f"draw it at least {round(height * enlarged):,} pixels high",
        )
