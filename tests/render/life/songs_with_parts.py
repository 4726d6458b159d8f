"""Songs with sections and singers, and rigs that act as they are told."""

from __future__ import annotations

from dataclasses import dataclass, field

from aligner.alignment import Alignment, Line
from media_core.timeline import Ms
from render.frame import Context, Frame, Rect
from render.rigs import Pose, RigInfo
from render.rigs.rig import Acting
from render.scene import Scene, build_scene
from tests.visemes.songs import song, word
from visemes.animate import animate
from visemes.sets import load_set
from visemes.viseme_set import VisemeSet


def part(at: int, section: str = "", singer: str = "", mood: str = "") -> Line:
    """A line of a second and a half."""
    return Line(
        (word("la", at, at + 900, "L AA"), word("bob", at + 900, at + 1500, "B AA B")),
        section,
        singer,
        mood=mood,
    )


def parts(*lines: Line, duration: int = 60_000) -> Alignment:
    return Alignment(lines, Ms(duration))


def long_song() -> Alignment:
    """Two minutes of lines, 3 s apart, with notes of 1.5 s."""
    return song(
        120_000,
        *[
            [word("la", at, at + 1500, "L AA"), word("di", at + 1500, at + 2000, "D IY")]
            for at in range(2000, 118_000, 3000)
        ],
    )


@dataclass(frozen=True)
class Actor:
    """A rig without pictures."""

    info: RigInfo
    size: tuple[float, float] = (100, 100)
    shapes: frozenset[str] = frozenset("AX")
    moods: frozenset[str] = frozenset()
    set: VisemeSet = field(default_factory=load_set)

    def draw(self, pose: Pose, height: int) -> Frame:
        raise NotImplementedError

    def paint(self, pose: Pose, height: int, context: Context) -> None:
        raise NotImplementedError

    def damage(self, before: Pose, now: Pose, height: int) -> Rect:
        raise NotImplementedError


def actor(acting: Acting, *, moods: tuple[str, ...] = (), views: tuple[str, ...] = ()) -> Actor:
    info = RigInfo("Ada", (50, 90), (50, 60), 20, acting=acting, views=frozenset(views))
    return Actor(info, moods=frozenset(moods))


def scene(alignment: Alignment, rig: Actor, seed: int = 0, beats: tuple[Ms, ...] = ()) -> Scene:
    return build_scene(alignment, animate(alignment, load_set()), seed=seed, rig=rig, beats=beats)
