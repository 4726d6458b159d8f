"""Colours that can be told apart, by those too who do not see hues (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

from render.captions.marks import Colour
from render.captions.style import Colours
from render.layers.background import colour, mixed
from render.rigs import Stage

READ = 4.5
"""Contrast of words not yet sung to their ground: WCAG's enhanced level for large bold text."""

CURRENT = 7.0
"""Contrast of sung words to their ground."""

APART = 1.9
"""Contrast of sung to unsung words: a step that is seen without the hue."""

SCANNED = 3.0
"""Contrast of the line that comes to its ground: WCAG's level for large bold text."""

FURTHER = 1.5
"""Contrast of unsung words to the line that comes: one sees at a glance which is sung now."""


def luminance(tone: Colour) -> float:
    """Relative luminance, 0 for black and 1 for white (WCAG 2.2)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in tone)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: Colour, b: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2).

    >>> round(contrast((0, 0, 0), (1, 1, 1)))
    21
    """
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lifted(tone: Colour, ground: Colour, wanted: float) -> Colour:
    """A colour, made lighter or darker until it has a contrast to its ground, if that is possible.

    It keeps its hue as long as it can.
    """
    to: Colour = (1.0, 1.0, 1.0) if luminance(ground) < 0.18 else (0.0, 0.0, 0.0)
    for step in range(21):
        nearer = mixed(tone, to, step / 20)
        if contrast(nearer, ground) >= wanted:
            return nearer
    return to


def lowered(
    tone: Colour, louder: Colour, ground: Colour, apart: float, read: float = READ
) -> Colour:
    """A colour of words whose turn has not come, made quieter until others stand out from it.

    It goes first to a middle tone of the ground's hue, for a grey between two colours looks dirty,
    then to the ground, and stops where it would be hard to read.
    """
    hue, _light, saturation = colorsys.rgb_to_hls(*ground)
    tint = colorsys.hls_to_rgb(hue, 0.5, min(0.45, 1.2 * saturation))
    found = tone
    for step in range(320):
        there = step / 160
        further = mixed(tone, tint, there) if there < 1 else mixed(tint, ground, there - 1)
        if contrast(further, ground) < read:
            return found
        found = further
        if contrast(louder, found) >= apart:
            return found
    return found


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a video's captions.

    Attributes:
        sung: by singer; "" for those who are not named.
        unsung, next: words not yet sung, and the line that comes.
        voice: of the background voice.
        dark: of outlines, shadows and plates.
    """

    sung: dict[str, Colour]
    unsung: Colour
    next: Colour
    voice: Colour
    dark: Colour

    def of(self, singer: str) -> Colour:
        """What a singer has sung."""
        return self.sung.get(singer, self.sung[""])


def palette(
    wanted: Colours,
    voice: str,
    stage: Stage,
    ground: Colour,
    dark: Colour,
    singers: tuple[str, ...],
) -> Palette:
    """Choose colours.

    Args:
        wanted: of the style; what it says is taken as it is.
        voice: the style's colour of background voices, or "".
        stage: colours that suit the rig.
        ground: what captions are seen against.
        dark: of outlines, shadows and plates.
        singers: in the order in which they enter.
    """
    sung = colour(wanted.sung) if wanted.sung else lifted(colour(stage.sung), ground, CURRENT)
    unsung = (
        colour(wanted.unsung)
        if wanted.unsung
        else lowered(colour(stage.unsung), sung, ground, APART)
    )
    coming = (
        colour(wanted.next)
        if wanted.next
        else lowered(colour(stage.next), unsung, ground, FURTHER, SCANNED)
    )
    by_singer = {"": sung}
    for number, singer in enumerate(singers):
        given = wanted.singers[number % len(wanted.singers)] if wanted.singers else ""
        by_singer[singer] = lifted(colour(given), ground, CURRENT) if given else sung
    return Palette(
        by_singer, unsung, coming, colour(voice) if voice else mixed(sung, unsung, 0.35), dark
    )
