"""The one :class:`~render.rigs.rig.Rig`: layers of any form, drawn once for each combination.

Neighbouring layers that move together are drawn into one picture for every combination of their
switches, and kept; a pose only places these pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from render import cairo_library as cairo
from render.frame import NOTHING, Context, Frame, Rect, blank, surface_on
from render.rigs.art import Blend, Drawing, Node
from render.rigs.cast import Cast
from render.rigs.rig import MIX_STEPS, OPEN_STEPS, Pose, RigInfo
from render.rigs.runs import Piece, Run, runs_of, selection, shown_in, shown_next
from render.rigs.sprites import (
    Kept,
    Sprite,
    faded,
    lowered,
    mirrored,
    parted,
    reach_of,
    sprite_difference,
    sprite_of,
    stacked,
)
from render.rigs.turned import Turned, around
from visemes.sets import VisemeSet

SPRITE_BYTES = 16 * 1024 * 1024
"""Memory for what differs from a head of 1.4 MB at 1080p: a mouth takes
0.03 MB, with a jaw that drops 0.4 MB."""

PIECE_BYTES = 8 * 1024 * 1024
"""Memory for the pieces that they are put together from: a mouth at 1080p takes 0.3 MB."""

LAST = 4
"""So many poses are looked up for one picture: the one before, this one, and some of before."""

FACE = 3.0
"""A picture of more than so many widths of the closed mouth shows more than a mouth: a head has
three."""

MEASURED_AT = 240
"""Height in pixels at which it is found out what a rig can do."""


@dataclass(frozen=True, eq=False)
class _Side:
    """The rig as it is seen from one side.

    Attributes:
        cast: what does what.
        runs: what is drawn together.
        mirrored: whether all of it is shown as in a mirror.
    """

    cast: Cast
    runs: tuple[Run, ...]
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class _Size:
    """How high the rig is drawn, and how far its mouth is open."""

    height: int
    openness: int = OPEN_STEPS


@dataclass(frozen=True, eq=False, slots=True)
class _Placed:
    """A run of layers in a pose.

    Attributes:
        sprite: its picture.
        turn: Cairo's matrix.
        shift: in whole pixels, after the turn.
    """

    sprite: Sprite
    turn: Any
    shift: tuple[int, int]

    @property
    def reach(self) -> Rect:
        """What it covers."""
        return self._moved(reach_of(self.sprite))

    def differs_from(self, other: _Placed) -> Rect:
        """Where the same run looks different in another pose."""
        if self.shift != other.shift or self.turn.as_tuple() != other.turn.as_tuple():
            return self.reach.union(other.reach)
        if self.sprite is other.sprite:
            return NOTHING
        return self._moved(sprite_difference(other.sprite, self.sprite))

    def _moved(self, box: Rect) -> Rect:
        turned = box if box.empty or self.turn[1] == 0 else around(box, self.turn)
        return turned.moved(*self.shift)


class LayeredRig:
    """A rig made of layers.

    Args:
        drawing: the artwork.
        cast: what of it does what.
        info: name, licence, anchors, colours.
        heads: uppermost layers that sway together; the others stand still.
        apart: draw layers that switch apart from those that do not, which takes less memory; for
            artwork whose layers do not depend on each other.
        sides: what does what when seen from the left or the right, and whether it is mirrored.
        opens: whether mouths may be drawn less open than they are; not in pixel art.
    """

    def __init__(
        self,
        drawing: Drawing,
        cast: Cast,
        info: RigInfo,
        heads: Iterable[Node],
        *,
        apart: bool = False,
        sides: Mapping[str, tuple[Cast, bool]] | None = None,
        opens: bool = True,
    ) -> None:
        self._drawing, self._may_open = drawing, opens
        moving = frozenset(heads)
        self._sides = {"": _Side(cast, runs_of(cast, moving, apart=apart))}
        for view, (other, flip) in (sides or {}).items():
            runs = self._sides[""].runs if other is cast else runs_of(other, moving, apart=apart)
            self._sides[view] = _Side(other, runs, flip)
        self.set: VisemeSet = cast.reading.set
        self.shapes: frozenset[str] = frozenset().union(*(m.states for m in cast.mouths))
        self.moods: frozenset[str] = frozenset(cast.moods)
        self.size: tuple[float, float] = drawing.size
        self.info: RigInfo = info
        self._sprites = Kept(SPRITE_BYTES)
        self._pieces = Kept(PIECE_BYTES)
        self._bases: dict[tuple[Run, bool, int], Sprite] = {}
        self._turned = Turned()
        self._last: dict[tuple[Pose, int], tuple[_Placed, ...]] = {}

    def draw(self, pose: Pose, height: int) -> Frame:
        """One pose on a transparent picture of a given height in pixels."""
        frame = blank(self._width(height), height)
        self.paint(pose, height, cairo.Context(surface_on(frame)))
        return frame

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        """One pose, with the picture's upper left corner at the origin of ``context``."""
        context.save()
        context.rectangle(
            0, 0, self._width(height), height
        )  # what sinks ends at the picture's edge
        context.clip()
        for placed in self._placed(pose, height):
            self._turned.paint(placed.sprite, placed.turn, placed.shift, context)
        context.restore()

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        """Where the pictures of two poses may differ."""
        was, is_now = self._placed(before, height), self._placed(now, height)
        damage = NOTHING
        if self._side(now) is not self._side(before):
            for placed in (*was, *is_now):
                damage = damage.union(placed.reach)
        else:
            for old, new in zip(was, is_now, strict=True):
                damage = damage.union(new.differs_from(old))
        return damage.within(Rect(0, 0, self._width(height), height))

    def _placed(self, pose: Pose, height: int) -> tuple[_Placed, ...]:
        """What is painted for a pose; of the last few it is known."""
        key = (pose, height)
        known = self._last.get(key)
        if known is None:
            side = self._side(pose)
            known = self._last[key] = tuple(
                _Placed(
                    self._sprite(side, run, pose, height), *self._moved(run, side, pose, height)
                )
                for run in side.runs
            )
            if len(self._last) > LAST:
                del self._last[next(iter(self._last))]
        return known

    def _side(self, pose: Pose) -> _Side:
        return self._sides.get(pose.view) or self._sides[""]

    def _width(self, height: int) -> int:
        return math.ceil(height * self.size[0] / self.size[1])

    def _moved(self, run: Run, side: _Side, pose: Pose, height: int) -> tuple[Any, tuple[int, int]]:
        """How a run is turned about the neck, and then shifted, in whole pixels.

        A pixel is as fine as a thousandth of a rig on a screen.
        """
        sunk = round(pose.breath * height / 1000)
        matrix = cairo.Matrix()
        if not run.is_head:
            return matrix, (0, sunk)
        scale = height / self.size[1]
        x, y = self.info.pivot[0] * scale, self.info.pivot[1] * scale
        if side.mirrored:
            x = self._width(height) - x
        matrix.translate(x, y)
        matrix.rotate(math.radians(pose.tilt / 10))
        matrix.translate(-x, -y)
        across, down = (round(part * height / 1000) for part in pose.shift)
        return matrix, (across, down + sunk)

    def _sprite(self, side: _Side, run: Run, pose: Pose, height: int) -> Sprite:
        switches = run.switches
        shown = tuple(shown_in(switch, pose, self.set) for switch in switches)
        # What does not follow the mouth is the same, however open that is.
        size = _Size(height, pose.openness if side.cast.main in switches else OPEN_STEPS)
        if pose.mix <= 0 or not pose.toward:
            return self._still(side, run, shown, size)
        after = tuple(shown_next(switch, pose, self.set) for switch in switches)
        if after == shown or pose.mix >= MIX_STEPS:
            return self._still(side, run, after, size)
        tween = self.info.acting.tween
        if tween == "fade":
            return self._faded(side, run, shown, after, pose.mix, size)
        if tween == "morph" and self._main_fits(side, pose):
            return self._morphed(side, run, shown, after, pose.mix, size)
        return self._still(side, run, shown, size)

    def _faded(
        self,
        side: _Side,
        run: Run,
        shown: tuple[Node, ...],
        after: tuple[Node, ...],
        mix: int,
        size: _Size,
    ) -> Sprite:
        key = (run, side.mirrored, size, shown, after, mix)
        sprite = self._sprites.get(key)
        if sprite is None:
            a, b = (self._still(side, run, end, size) for end in (shown, after))
            sprite = self._kept(key, faded(a, b, mix, MIX_STEPS))
        return sprite

    def _main_fits(self, side: _Side, pose: Pose) -> bool:
        """Whether the mouth itself can be drawn half-way; what follows it waits for it."""
        main = side.cast.main
        ends = shown_in(main, pose, self.set), shown_next(main, pose, self.set)
        return ends[0] is ends[1] or self._drawing.fits(*ends)

    def _morphed(
        self,
        side: _Side,
        run: Run,
        shown: tuple[Node, ...],
        after: tuple[Node, ...],
        mix: int,
        size: _Size,
    ) -> Sprite:
        # From one end it is as far as from the other, so that both ways share their pictures.
        if _place(run, after) < _place(run, shown):
            shown, after, mix = after, shown, MIX_STEPS - mix
        blends = tuple(
            Blend(a, b, mix / MIX_STEPS)
            for a, b in zip(shown, after, strict=True)
            if a is not b and self._drawing.fits(a, b)
        )
        return self._still(side, run, shown, size, blends)

    def _still(
        self,
        side: _Side,
        run: Run,
        shown: tuple[Node, ...],
        size: _Size,
        blends: tuple[Blend, ...] = (),
    ) -> Sprite:
        key = (run, side.mirrored, size, shown, blends)
        sprite = self._sprites.get(key)
        if sprite is None:
            of = dict(zip(run.switches, shown, strict=True))
            sprites = [
                self._piece(side, piece, tuple(of[s] for s in piece.switches), size, blends)
                for piece in run.pieces
            ]
            sprite = stacked(sprites)
            if side.mirrored:
                sprite = mirrored(sprite, self._width(size.height))
            sprite = self._kept(key, sprite)
        return sprite

    def _kept(self, key: tuple[Any, ...], sprite: Sprite) -> Sprite:
        """Of each run at each size one picture is kept whole, of others what differs from it."""
        run, is_mirrored, size = key[:3]
        base = self._bases.setdefault((run, is_mirrored, size.height), sprite)
        return self._sprites.keep(key, sprite if sprite is base else parted(base, sprite))

    def _piece(
        self,
        side: _Side,
        piece: Piece,
        shown: tuple[Node, ...],
        size: _Size,
        blends: tuple[Blend, ...],
    ) -> Sprite:
        own = tuple(blend for blend in blends if blend.shown in shown)
        key = (piece, shown, own, size.height)
        sprite = self._pieces.get(key)
        if sprite is None:
            on, off = selection(piece.switches, shown)
            on |= side.cast.always
            width = self._width(size.height)
            frame = self._drawing.draw(piece.nodes, on, off, width, size.height, own)
            sprite = self._pieces.keep(key, sprite_of(frame))
        if size.openness < OPEN_STEPS and self._opens(side, piece, sprite, size.height):
            line = round(self.info.anchor[1] * size.height / self.size[1])
            return lowered(sprite, line, max(1, size.openness) / OPEN_STEPS)
        return sprite

    def _opens(self, side: _Side, piece: Piece, sprite: Sprite, height: int) -> bool:
        """Whether it is a mouth, and no face whose chin would rise with its lips."""
        mouth = self.info.mouth_width * height / self.size[1]
        alone = self._may_open and piece.switches == (side.cast.main,)
        return alone and max(sprite.frame.shape[:2]) <= FACE * mouth

    @property
    def can_open(self) -> bool:
        """Whether its mouths can be drawn less open than they are."""
        side, height = self._sides[""], MEASURED_AT
        widest = max(side.cast.main.states, key=lambda name: self.set.shapes[name].openness)
        shown = (shown_in(side.cast.main, Pose(widest), self.set),)
        return any(
            self._opens(side, piece, self._piece(side, piece, shown, _Size(height), ()), height)
            for run in side.runs
            for piece in run.pieces
            if piece.switches == (side.cast.main,)
        )


def _place(run: Run, shown: tuple[Node, ...]) -> list[int]:
    """Where layers stand among the options of their switches."""
    rows = zip(run.switches, shown, strict=True)
    return [list(switch.options.values()).index(node) for switch, node in rows]
