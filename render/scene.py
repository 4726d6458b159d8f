"""What is on the picture at a moment: pure, a function of time alone.

Everything by chance (blinks, sway, breath) is drawn from a seed before the first frame, so any
range of the video can be rendered alone and comes out the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from aligner.alignment import Alignment
from media_core.timeline import Ms, clock
from render.captions.marks import Mark
from render.life.blinks import BLINK_MS, blink_times, eyes_at
from render.life.breath import breath_keys, sunk_at
from render.life.brows import brow_times, brows_at
from render.life.head import Head, nods_on
from render.life.mouth import held, mixed, on_twos, opened, shape_on_twos
from render.life.parts import Steps, holds_at, moods_of, views_of
from render.life.stress import accents
from render.rigs.rig import Acting, Pose, Rig
from visemes.track import MouthTrack

__all__ = ["BLINK_MS", "CaptionSource", "Scene", "SceneState", "build_scene"]


class CaptionSource(Protocol):
    """Whatever says what the captions show."""

    def at(self, moment: Ms) -> tuple[Mark, ...]:
        """What is shown at a moment, from the back to the front."""
        ...


_START = Ms(0)


@dataclass(frozen=True, slots=True)
class SceneState:
    """Everything that one frame shows.

    Attributes:
        pose: of the character.
        captions: from the back to the front.
        clock: the time as text; "" for none.
        moment: for layers that move by themselves; always 0 in a film that has none, so that
            frames that look alike are equal.
    """

    pose: Pose
    captions: tuple[Mark, ...] = ()
    clock: str = ""
    moment: Ms = _START


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole song, ready to be asked for any moment.

    Attributes:
        track: what the mouth does.
        captions: what they show when; None for no captions.
        blinks: when blinks begin, ascending.
        raised: when the brows go up, ascending.
        head: sway and nods.
        breath: how full the chest is when.
        acting: how strong it all is.
        moods: of the face.
        views: sides that the character is seen from.
        clock: whether the time is shown.
        loop: milliseconds after which everything is as it was at the beginning; 0 = never.
    """

    track: MouthTrack
    captions: CaptionSource | None
    blinks: tuple[Ms, ...]
    raised: tuple[Ms, ...]
    head: Head
    breath: tuple[tuple[Ms, float], ...]
    acting: Acting
    moods: Steps = ()
    views: Steps = ()
    clock: bool = False
    loop: int = 0

    def at(self, moment: Ms) -> SceneState:
        """The scene at a moment."""
        captions = self.captions.at(moment) if self.captions is not None else ()
        shown = clock(moment)[:-2] if self.clock else ""
        return SceneState(self.pose(moment), captions, shown)

    def pose(self, moment: Ms) -> Pose:
        """How the character stands."""
        if self.acting.on_twos:
            drawing = on_twos(moment)
            moment = drawing.start
            shown = shape_on_twos(drawing, self.track), "", 0
        else:
            shown = mixed(moment, self.track, self.acting.tween)
        mouth, toward, mix = shown
        tilt, shift = self.head.at(moment, self.loop)
        return Pose(
            mouth=mouth,
            eyes=eyes_at(moment, self.blinks),
            brows=brows_at(moment, self.raised),
            tilt=tilt,
            shift=shift,
            mood=holds_at(moment, self.moods),
            toward=toward,
            mix=mix,
            view=holds_at(moment, self.views),
            breath=sunk_at(moment, self.breath, self.acting.breath),
            openness=opened(moment, self.track, shown, self.acting.openness),
        )


def build_scene(
    alignment: Alignment,
    track: MouthTrack,
    captions: CaptionSource | None = None,
    *,
    seed: int = 0,
    sway: float = 1.0,
    rig: Rig | None = None,
    beats: Sequence[Ms] = (),
) -> Scene:
    """Prepare a song for drawing; the same seed gives the same video.

    Args:
        alignment: of the song.
        track: what the mouth does.
        captions: what they show when.
        seed: of everything by chance.
        sway: strength of all that the head and the shoulders do, on top of what the rig says.
        rig: whose manifest says how strong the rest is, and which has moods and views.
        beats: of the music, ascending, if somebody knows them.
    """
    acting = rig.info.acting if rig is not None else Acting()
    acting = replace(
        acting, sway=sway * acting.sway, bob=sway * acting.bob, breath=sway * acting.breath
    )
    chance = random.Random(seed)
    phases = (chance.random() * math.tau, chance.random() * math.tau, chance.random() * math.tau)
    blinks = blink_times(alignment, seed, acting.blink)
    standing_out = accents(alignment, track)
    return Scene(
        track=held(track, acting.hold),
        captions=captions,
        blinks=blinks,
        raised=brow_times(alignment, standing_out, acting.brows),
        head=Head(phases, acting.sway, nods_on(standing_out, beats, acting.bob)),
        breath=breath_keys(alignment, seed),
        acting=acting,
        moods=moods_of(alignment, rig.moods, acting.moods) if rig is not None else (),
        views=views_of(alignment, rig.info.views, acting.views) if rig is not None else (),
    )
