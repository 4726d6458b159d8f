"""The frames of a film in the pixels that an output wants.

``yuv420p`` is what the composer makes; ``yuva420p``, ``yuv444p10le``, ``yuva444p10le``, ``rgb24``,
``rgba`` and ``bgra`` are made of the film's canvas, and ``pal8`` with one palette for all frames.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import av
import numpy as np
from PIL import Image

from media_core.encode import Coding, Frames
from render.cutout import Cutout, HalvedChroma, packed
from render.frame import Frame, Rect

PALETTE_FRAMES = 24
"""So many frames, evenly spread, say which 256 colours a GIF has."""

_PALETTE_PIXELS = 160
"""Width and height of what is looked at of each."""


class Source(Protocol):
    """What has frames: a :class:`render.film.Film`."""

    def frame(self, index: int) -> Any:
        """An opaque ``av.VideoFrame`` in yuv420p; its memory is used again for the next."""
        ...

    def canvas(self, index: int) -> tuple[Frame, list[Rect]]:
        """Premultiplied BGRA, and where it differs from the frame that was asked for before."""
        ...


def frames_for(source: Source, coding: Coding, first: int, count: int) -> Frames:
    """How to get the frames of a film for an encoder.

    Args:
        source: the film.
        coding: says which pixels.
        first: number of the first frame that will be asked for.
        count: how many.
    """
    pixels = coding.pixels
    if pixels == "yuv420p":
        return source.frame
    if pixels == "pal8":
        return _Palette(source, first, count, alpha=coding.alpha).frame
    cutouts: list[Cutout] = []
    lossy = "yuv" in pixels
    chroma: list[HalvedChroma] = []

    def frame(index: int) -> Any:
        canvas, changed = source.canvas(index)
        if not cutouts:
            cutouts.append(Cutout(canvas, bleed=lossy and coding.alpha))
            chroma.append(HalvedChroma(cutouts[0].straight))
            changed = [Rect(0, 0, canvas.shape[1], canvas.shape[0])]
        parts = cutouts[0].follow(changed)
        if pixels == "yuva420p":
            return chroma[0].frame(parts)
        return packed(cutouts[0].straight, pixels)

    return frame


class _Palette:
    """Frames of 256 colours, with ordered dither, which does not crawl from frame to frame."""

    def __init__(self, source: Source, first: int, count: int, *, alpha: bool) -> None:
        self._source = source
        looked = [first + count * n // PALETTE_FRAMES for n in range(PALETTE_FRAMES)]
        palette = _palette([source.canvas(index)[0] for index in dict.fromkeys(looked)], alpha)
        canvas = source.canvas(first)[0]
        self._alpha = alpha
        height, width = canvas.shape[:2]
        self._graph = av.filter.Graph()
        self._pictures, self._colours = (
            self._graph.add_buffer(
                width=w, height=h, format=av.VideoFormat("bgra"), time_base=_TICK
            )
            for w, h in ((width, height), (16, 16))
        )
        use = self._graph.add("paletteuse", "dither=bayer:bayer_scale=3:diff_mode=rectangle")
        sink = self._graph.add("buffersink")
        self._pictures.link_to(use, 0, 0)
        self._colours.link_to(use, 0, 1)
        use.link_to(sink)
        self._graph.configure()
        colours = av.VideoFrame.from_ndarray(palette, format="bgra")
        colours.pts, colours.time_base = 0, _TICK
        self._colours.push(colours)
        self._colours.push(None)
        self._sent = 0

    def frame(self, index: int) -> Any:
        """One frame, as indices into the palette."""
        canvas, _changed = self._source.canvas(index)
        whole = canvas.copy()
        if self._alpha:  # a GIF's pixel is there or not
            there = canvas[:, :, 3] >= 128
            whole[:, :, 3] = np.where(there, 255, 0)
            whole[~there] = 0
            level = np.maximum(canvas[:, :, 3:], 1).astype(np.uint16)
            colours = np.minimum(canvas[:, :, :3].astype(np.uint16) * 255 // level, 255)
            whole[there, :3] = colours[there]
        picture = av.VideoFrame.from_ndarray(whole, format="bgra")
        picture.pts, picture.time_base = self._sent, _TICK
        self._sent += 1
        self._pictures.push(picture)
        return self._graph.vpull()


_TICK = Fraction(1, 100)


def _palette(pictures: list[Frame], alpha: bool) -> Frame:
    """16 x 16 colours (BGRA) that suit some pictures; the last is transparent if there is alpha."""
    seen = []
    for picture in pictures:
        height, width = picture.shape[:2]
        small = picture[:: -(-height // _PALETTE_PIXELS), :: -(-width // _PALETTE_PIXELS)]
        flat = small.reshape(-1, 4)
        seen.append(flat[flat[:, 3] >= 128] if alpha else flat)
    pixels = np.concatenate(seen)[:, 2::-1]
    if not len(pixels):
        pixels = np.zeros((1, 3), np.uint8)
    image = Image.fromarray(np.ascontiguousarray(pixels[None]))
    colours = image.quantize(255 if alpha else 256, Image.Quantize.MEDIANCUT).getpalette() or []
    table = np.zeros((256, 4), np.uint8)
    known = np.array(colours, np.uint8).reshape(-1, 3)[: 255 if alpha else 256]
    table[: len(known), :3] = known[:, ::-1]
    table[:, 3] = 255
    if alpha:
        table[255] = 0
    return table.reshape(16, 16, 4)
