"""A song's words over pictures that somebody else makes: the frames of a filmed singer.

There is no character and no ground of our own. Along the lower edge the pictures grow dark, so that
captions can be read on anything; the rest of them stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment
from media_core.errors import InputError
from media_core.fingerprint import code_of, fingerprint
from media_core.timeline import frame_start
from render.captions.cards import Words
from render.captions.plan import Captions, build_captions, voices_over
from render.captions.style import load_style
from render.compose import Canvas
from render.film import Look
from render.frame import NOTHING, filled_part
from render.layers import Layer
from render.layers.background import mixed
from render.layers.captions import CaptionLayer
from render.layers.shade import DARK, SLOPE, TONE, shade
from render.layout import Layout, layout
from render.nobody import Nobody
from render.rigs import Pose, Stage
from render.scene import SceneState

EDGE = 0.035
"""Of the picture's height, that captions keep from its lower edge."""
SMALLEST = 0.72
"""Of the usual size of letters, where the lips leave little room."""
NEXT = "#B4B9C6"
"""Of the line that comes, where no rig says it."""


_CODE = ("aligner", "media_core", "render", "visemes")
"""Packages that draw the words: what other code drew is not used again."""


class Overlay:
    """Captions and cards of a song, to be laid over its frames; a function of the frame's number.

    Attributes:
        missing: characters of the lyric that no font here can show.
        key: names everything that it shows.
    """

    def __init__(
        self,
        alignment: Alignment,
        look: Look,
        size: tuple[int, int],
        fps: Fraction,
        below: int = 0,
    ) -> None:
        """Lay the captions out.

        Args:
            alignment: when each word is sung.
            look: style, font, safe area and cards; nothing else of it counts.
            size: width and height of the pictures, even.
            fps: pictures a second.
            below: where the lips end, in pixels from the top: captions keep below.

        Raises:
            InputError: the pictures are too small or too large, or the style cannot be used.
        """
        style = load_style(look.caption_style)
        if look.font:
            style = replace(style, text=replace(style.text, font=look.font))
        try:
            place = layout(*size, Nobody(), safe=look.safe_area, voices=voices_over(alignment))
        except ValueError as err:
            raise InputError(
                f"captions have no room on a picture of {size[0]}x{size[1]} pixels ({err})",
                hint="leave them out with --no-captions, or use a larger picture",
            ) from err
        place = placed(place, min(below, place.height))
        self._captions: Captions = build_captions(
            *(alignment, style, place, replace(Stage(), next=NEXT)),
            mixed((1.0, 1.0, 1.0), TONE, DARK),
            Words(look.title, look.artist, look.credits),
        )
        self.missing = self._captions.missing
        self._fps = fps
        layers: list[Layer] = [
            shade(place, below),
            CaptionLayer(self._captions.texts, self._captions.dark),
        ]
        self._canvas = Canvas(*size, layers, transparent=True)
        self._part = NOTHING
        told = (alignment, style, size, fps, look.safe_area, below)
        cards = (look.title, look.artist, look.credits)
        self.key = fingerprint(told, cards, code_of(*_CODE))

    def over(self, frame: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A copy of a picture with the words on it.

        Args:
            frame: its number, counted from the start of the song.
            picture: (H, W, 3), blue, green, red.
        """
        moment = frame_start(frame, self._fps)
        if self._canvas.update(SceneState(Pose("X"), self._captions.at(moment))):
            self._part = filled_part(self._canvas.pixels)
        part = self._part
        inside = np.s_[part.top : part.bottom, part.left : part.right]
        words = self._canvas.pixels[inside].astype(np.uint16)
        out = picture.copy()
        kept = out[inside].astype(np.uint16) * (255 - words[:, :, 3:])
        out[inside] = np.minimum((kept + 127) // 255 + words[:, :, :3], 255).astype(np.uint8)
        return out


def placed(place: Layout, below: int) -> Layout:
    """The layout with its captions below a line, as far as that can be.

    They leave the safe area of a platform for it, and grow smaller, but not out of the picture.

    Args:
        place: a layout for the picture's shape.
        below: where the lips end, in pixels from the top.
    """
    text, height = place.text, place.height
    lowest = round((1 - EDGE) * height)
    tall = text.bottom - text.top
    wanted = below + round(SLOPE / 2 * height)  # the shade has room to begin softly
    if text.top >= wanted:
        return place
    share = min(1.0, max(SMALLEST, (lowest - below) / tall))
    top = min(wanted, lowest - round(share * tall))
    return replace(
        place,
        text=replace(text, top=top, bottom=top + round(share * tall)),
        text_size=place.text_size * share,
    )
