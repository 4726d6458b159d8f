"""What is known of a rig: what its manifest says, and what can be measured on the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from media_core.errors import RigError
from render.frame import NOTHING, Rect, filled_part
from render.rigs.art import Drawing, Node
from render.rigs.cast import Cast
from render.rigs.manifest import Manifest
from render.rigs.rig import Acting, Framing, Pose, RigInfo, Tween
from render.rigs.runs import selection, shown_in
from render.rigs.sprites import difference
from render.rigs.switches import Switch

MEASURED_AT = 240
"""Height in pixels at which a drawing is measured: enough for a share of a percent."""

WHOLE_FIGURE = 0.4
"""Pictures that differ in less than this part of what they show are whole characters."""

OPEN_TO_CLOSED = 0.9
"""Width of the closed mouth where only the reach of all mouths is known (Hanna-Barbera charts)."""


@dataclass(frozen=True, slots=True)
class _Measured:
    anchor: tuple[float, float]
    mouth_width: float
    framing: Framing


def rig_info(
    manifest: Manifest, drawing: Drawing, cast: Cast, name: str, views: Iterable[str] = ()
) -> RigInfo:
    """What is known of a rig.

    Args:
        manifest: overrides what is measured.
        drawing: the artwork.
        cast: what of it does what.
        name: the rig's, if the manifest has none.
        views: sides that it can be seen from.
    """
    width, height = drawing.size
    found = None
    if manifest.anchor is None or manifest.mouth_width is None:
        found = _measured(drawing, cast)
    framing: Framing = found.framing if found else "bust"
    return RigInfo(
        name=manifest.name or name,
        author=manifest.author,
        licence=manifest.licence,
        # A bust is drawn with the neck low.
        pivot=manifest.pivot or (width / 2, (0.8 if framing == "bust" else 0.5) * height),
        anchor=manifest.anchor or (found.anchor if found else (width / 2, 0.6 * height)),
        mouth_width=_checked_width(manifest, width)
        or (found.mouth_width if found else 0.17 * width),
        stage=manifest.stage,
        framing=framing,
        acting=_acting(manifest, drawing, cast),
        views=frozenset(views),
    )


def _acting(manifest: Manifest, drawing: Drawing, cast: Cast) -> Acting:
    plain = Acting()
    return Acting(
        blink=plain.blink if manifest.blink is None else manifest.blink,
        sway=manifest.sway,
        bob=manifest.bob,
        breath=manifest.breath,
        brows=manifest.brows,
        openness=manifest.openness,
        moods=manifest.moods,
        views=manifest.views,
        tween=_tween(manifest, drawing, cast),
        hold=manifest.hold,
        on_twos=manifest.on_twos,
    )


def _tween(manifest: Manifest, drawing: Drawing, cast: Cast) -> Tween:
    """Half-way drawings where some can be drawn and the artist does not say otherwise."""
    if manifest.tween == "fade":
        return "fade"
    if manifest.tween == "cut":
        return "cut"
    mouths = tuple(cast.main.options.values())
    fit = any(drawing.fits(a, b) for a, b in combinations(mouths, 2))
    return "morph" if fit else "cut"


def _measured(drawing: Drawing, cast: Cast) -> _Measured:
    """Where the closed mouth is and how wide, from what changes with it."""
    width, height = drawing.size
    scale = height / MEASURED_AT
    pixels = max(1, round(width / scale))
    main, top = cast.main, cast.top
    shapes = cast.reading.set

    def picture(shape: str) -> tuple[Rect, object]:
        switches = cast.switches[top]
        on, off = selection(switches, [shown_in(s, Pose(shape), shapes) for s in switches])
        frame = drawing.draw((top,), on | cast.always, off, pixels, MEASURED_AT)
        return filled_part(frame), frame

    drawn = sorted(main.states, key=lambda s: shapes.shapes[s].openness)
    box, rest = picture(shapes.rest)
    others = {drawn[0], drawn[-1], drawn[len(drawn) // 2]}
    change = NOTHING
    for shape in others:
        part, frame = picture(shape)
        box = box.union(part)
        change = change.union(difference(rest, frame))  # type: ignore[arg-type]
    alone = _alone(drawing, cast, main, top, pixels)
    if change.empty:
        change = alone if not alone.empty else box
    whole = _area(change) < WHOLE_FIGURE * _area(box)
    mouth_only = not whole and not any(t is not top and not t.hidden for t in cast.tops)
    closed = alone if not alone.empty and _area(alone) < WHOLE_FIGURE * _area(box) else change
    if mouth_only:
        closed = picture(shapes.rest)[0]
        closed = closed if not closed.empty else change
    share = 1.0 if closed is not change else OPEN_TO_CLOSED
    return _Measured(
        anchor=((closed.left + closed.right) / 2 * scale, _line(closed, change) * scale),
        mouth_width=max(1.0, (closed.right - closed.left) * share * scale),
        framing="mouth" if mouth_only else "bust",
    )


def _alone(drawing: Drawing, cast: Cast, main: Switch, top: Node, pixels: int) -> Rect:
    """The rest mouth: in what the picture changes when it goes away."""
    shapes = cast.reading.set
    switches = cast.switches[top]
    shown = [shown_in(s, Pose(shapes.rest), shapes) for s in switches]
    on, off = selection(switches, shown)
    on |= cast.always
    with_it = drawing.draw((top,), on, off, pixels, MEASURED_AT)
    without = drawing.draw(
        (top,),
        on - set(main.options.values()),
        off | set(main.options.values()),
        pixels,
        MEASURED_AT,
    )
    return difference(with_it, without)


def _line(closed: Rect, change: Rect) -> float:
    """Where the lips meet: in the middle of a closed mouth, high in the reach of all mouths."""
    if closed is change:
        return change.top + 0.25 * (change.bottom - change.top)
    return (closed.top + closed.bottom) / 2


def _area(box: Rect) -> int:
    return 0 if box.empty else (box.right - box.left) * (box.bottom - box.top)


def _checked_width(manifest: Manifest, width: float) -> float | None:
    """What ``rig.toml`` says of the mouth's width, if it can be the width of a mouth."""
    said = manifest.mouth_width
    if said is not None and not width / 500 <= said <= 4 * width:
        raise RigError(
            f"{manifest.path}: mouth_width is {said:g}, and the drawing is {width:g} wide",
            hint="write how wide the closed mouth is, in the drawing's own units",
        )
    return said
