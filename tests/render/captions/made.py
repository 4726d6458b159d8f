"""Captions of a song in a style, and their pictures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

import sample_rigs
from aligner.alignment import Alignment, Line
from media_core.timeline import Ms
from render import cairo_library as cairo
from render.captions.plan import Captions, build_captions
from render.captions.style import CaptionStyle, load_style
from render.frame import blank, surface_on
from render.layers.background import bed_tone
from render.layers.captions import CaptionLayer
from render.layout import Layout, layout
from render.rigs import Pose, Rig, load_rig
from render.scene import SceneState
from tests.visemes.songs import word

FPS = Fraction(25)
RIG: Rig = load_rig(sample_rigs.path("juno"))


def place_for(
    size: tuple[int, int], style: CaptionStyle, safe: str = "auto", voices: int = 0
) -> Layout:
    return layout(*size, RIG, beside=style.place == "beside", safe=safe, voices=voices)


def captions(
    alignment: Alignment,
    style: CaptionStyle | str = "wipe",
    size: tuple[int, int] = (320, 180),
    safe: str = "auto",
    voices: int = 0,
) -> Captions:
    style = load_style(style) if isinstance(style, str) else style
    stage = RIG.info.stage
    place = place_for(size, style, safe, voices)
    return build_captions(alignment, style, place, stage, bed_tone("", stage))


def state(captions: Captions, moment: int) -> SceneState:
    return SceneState(Pose("X"), captions.at(Ms(moment)))


def ink(captions: Captions, moment: int, size: tuple[int, int], pad: int = 0) -> NDArray[np.uint8]:
    """What the captions put on a transparent picture that is larger by ``pad`` on every side."""
    frame = blank(size[0] + 2 * pad, size[1] + 2 * pad)
    context = cairo.Context(surface_on(frame))
    context.translate(pad, pad)
    CaptionLayer(captions.texts, captions.dark).draw(state(captions, moment), context)
    return frame


def duet() -> Alignment:
    """Two singers, one over the other for a while, and a background voice over both."""
    return Alignment(
        (
            Line((word("Stay", 5000, 5600, "S T EY"), word("tonight", 5600, 6800)), singer="Anna"),
            Line((word("(ooh", 6000, 6900), word("yeah)", 6900, 7600)), background=True),
            Line((word("I", 7000, 7200), word("won't", 7200, 8000), word("go", 8000, 9000))),
            Line((word("never", 7400, 8200), word("never", 8200, 9100)), singer="Ben"),
            Line((word("(ooh)", 22_000, 23_000),), background=True),
            Line((word("Goodbye", 24_000, 25_000),), singer="Ben"),
        ),
        Ms(27_000),
    )
