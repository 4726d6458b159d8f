"""Where things stand in a picture of a given size.

Shares of the frame are taste, checked on drawn frames in the three shapes: the mouth is large
enough to be read on a phone, the bust ends behind the ground that the captions stand on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from render.frame import NOTHING, Rect
from render.rigs import Rig
from render.safe_area import Insets, insets


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in pixels.

    Attributes:
        width, height: of the picture; even, as 4:2:0 video wants.
        rig_height: of the rig's picture.
        rig_left, rig_top: its upper left corner; may lie outside.
        head: centre of the disc behind the head, and its radius.
        bed_top: where the ground of the captions begins.
        text: the rectangle that captions stay in.
        text_size: of the captions, in pixels an em.
        text_left: whether captions begin at the left edge of their rectangle, beside the face.
        safe: what no platform covers.
        face: from the top of the skull to the chin, as mouths usually stand in faces; captions
            never touch it. None where the picture is all face, or nobody is there.
        picture: where a picture stands whole, beside the words of a video without a character.
    """

    width: int
    height: int
    rig_height: int
    rig_left: int
    rig_top: int
    head: tuple[float, float, float]
    bed_top: int
    text: Rect
    text_size: float
    text_left: bool = False
    safe: Rect = NOTHING
    face: Rect | None = None
    picture: Rect | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """Shares for one shape of frame: of its height, unless said."""

    mouth_width: float  # of the frame's shorter side
    mouth_y: float
    bed_y: float
    text_size: float
    text_y: tuple[float, float]
    margin: float  # of the width
    mouth_x: float = 0.5  # of the width

    def raised(self, safe: Insets, voices: int) -> _Shape:
        """The shape with its text inside of the safe area, and room for more voices."""
        up = max(0.0, self.text_y[1] - (1 - safe.bottom))
        top, bottom = self.text_y
        more = _VOICE * min(voices, 2) if self.mouth_x == 0.5 else 0.0
        return replace(
            self,
            mouth_y=self.mouth_y - up - more / 3,
            bed_y=self.bed_y - up - more,
            text_y=(max(top - up - more, safe.top), bottom - up),
            margin=max(self.margin, safe.left, safe.right),
        )


_WIDE = _Shape(0.120, 0.50, 0.735, 0.065, (0.76, 0.935), 0.10)
_TALL = _Shape(0.165, 0.48, 0.65, 0.050, (0.668, 0.800), 0.12)
_PORTRAIT = _Shape(0.150, 0.47, 0.735, 0.052, (0.757, 0.94), 0.08)
_SQUARE = _Shape(0.130, 0.50, 0.75, 0.060, (0.772, 0.94), 0.08)
_BESIDE = _Shape(0.130, 0.53, 0.84, 0.065, (0.12, 0.80), 0.05, mouth_x=0.27)

_VOICE = 0.06
"""Height of a row of a second voice."""

_HEAD = (2.9, 2.42, 0.64)
"""Width of a head, and how far it reaches above and below the mouth, in widths of the mouth: the
mouth is a third of the head wide and stands at .79 of its height, as in our sample rigs."""


_MOUTH_ALONE = 0.34
"""Width of a mouth that is all there is, as a share of the frame's shorter side."""


_NEARER = 1.7
"""How much a picture that fills the frame is enlarged at most beyond filling it."""

_LARGEST = 20_000
"""Pixels of a rig's height; Cairo's surfaces end at 32767."""


def layout(
    width: int,
    height: int,
    rig: Rig,
    *,
    captions: bool = True,
    mouth_at: tuple[float, float, float] | None = None,
    beside: bool = False,
    safe: str = "auto",
    voices: int = 0,
    picture: bool = False,
) -> Layout:
    """Lay out a frame for its own shape.

    Without captions the ground is lower and the character stands in the middle.

    Args:
        width: of the frame, in pixels.
        height: of the frame, in pixels.
        rig: the character.
        captions: whether the lyric needs room.
        mouth_at: middle and width of the closed mouth in the frame, if the user says it.
        beside: whether captions stand beside the face; in a picture that is not wide, and with a
            rig that fills the picture, they stand below it all the same.
        voices: how many sing over the lead: their rows need room.
        safe: what must stay free, by the name of a platform; ``auto`` for what suits the shape.
        picture: whether a picture, such as a cover, is to stand beside the words, whole, where
            there is no character.

    Raises:
        ValueError: a side is odd, or smaller than 64 or larger than 7680 pixels, or no safe area
            has that name.
    """
    for side in (width, height):
        if side % 2 or not 64 <= side <= 7680:
            raise ValueError(f"sides must be even numbers from 64 to 7680, not {width}x{height}")
    ratio = width / height
    rig_width, rig_height = rig.size
    info = rig.info
    beside = beside and captions and ratio > 1.2 and info.framing == "bust" and mouth_at is None
    shape = _BESIDE if beside else _shape(ratio)
    free = insets(safe, ratio)
    if info.framing == "none":
        return _words_alone(width, height, free, picture=picture)
    if captions:
        shape = shape.raised(free, voices)
    bed_top = shape.bed_y * height if captions else height
    if mouth_at is not None:
        scale = mouth_at[2] / info.mouth_width
        if not 1 <= rig_height * scale <= _LARGEST:
            raise ValueError(f"a mouth {mouth_at[2]:g} pixels wide is impossible for this rig")
        left, top = (mouth_at[i] - info.anchor[i] * scale for i in (0, 1))
        return _layout(width, height, shape, (scale, left, top), rig, bed_top, free)
    if info.framing == "cover":
        scale, left, top = _covering(width, height, rig, shape.mouth_y * height)
        return _layout(width, height, shape, (scale, left, top), rig, bed_top, free)
    if info.framing == "mouth":
        scale = _MOUTH_ALONE * min(width, height) / info.mouth_width
        scale = min(scale, _LARGEST / rig_height, _LARGEST / rig_width)
        left = width / 2 - info.anchor[0] * scale
        # An open mouth reaches further down than up.
        top = 0.42 * bed_top - info.anchor[1] * scale
        return _layout(width, height, shape, (scale, left, top), rig, bed_top, free)
    scale = shape.mouth_width * min(width, height) / info.mouth_width
    # The head keeps its top inside the frame (drawings leave about 7 % free above it), and a
    # drawing that is all mouth must still fit.
    scale = min(scale, shape.mouth_y * height / (0.93 * max(info.anchor[1], 0.05 * rig_height)))
    scale = min(scale, 1.15 * height / rig_height, 1.3 * width / rig_width)
    top = shape.mouth_y * height - info.anchor[1] * scale
    # The drawing's lower edge stays hidden.
    top = max(top, bed_top + 0.02 * height - rig_height * scale)
    left = shape.mouth_x * width - info.anchor[0] * scale
    return _layout(width, height, shape, (scale, left, top), rig, bed_top, free)


def _words_alone(width: int, height: int, free: Insets, *, picture: bool) -> Layout:
    """Large words in the middle, or beside or below a square picture."""
    wide = width / height > 1.2
    tall = width / height < 0.9
    size = (0.085 if wide else 0.05 if tall else 0.07) * height
    shown = None
    text = (0.10, 0.28, 0.90, 0.72)
    if picture and wide:
        side = round(min(0.74 * height, 0.42 * width))
        left, top = round(0.07 * width), (height - side) // 2
        shown = Rect(left, top, left + side, top + side)
        text = ((shown.right + 0.045 * width) / width, 0.18, 0.94, 0.82)
        size = 0.068 * height
    elif picture:
        low = 1 - max(free.bottom, 0.06)
        top = round(max(free.top, 0.05) * height)
        side = round(min((1 - 2 * max(0.08, free.right)) * width, 0.66 * low * height - top))
        left = (width - side) // 2
        shown = Rect(left, top, left + side, top + side)
        text = (0.08, (shown.bottom + 0.03 * height) / height, 0.92, low)
        size = (0.046 if tall else 0.06) * height
    left_edge, right_edge = max(text[0], free.left), min(text[2], 1 - free.right)
    return Layout(
        width=width,
        height=height,
        rig_height=2,
        rig_left=0,
        rig_top=0,
        head=(width / 2, height / 2, 0.3 * min(width, height)),
        bed_top=height,
        text=Rect(
            *(round(left_edge * width), round(text[1] * height)),
            *(round(right_edge * width), round(text[3] * height)),
        ),
        text_size=size,
        text_left=picture and wide,
        safe=free.of(width, height),
        picture=shown,
    )


def _covering(width: int, height: int, rig: Rig, mouth_y: float) -> tuple[float, float, float]:
    """Scale and corner of a picture that fills the frame, its mouth near where mouths are."""
    rig_width, rig_height = rig.size
    # A pixel more, for the picture's own sides are rounded.
    scale = max((width + 1) / rig_width, (height + 1) / rig_height)
    # Captions stand low: a mouth that is low in the picture is brought up by going nearer.
    below = max(rig_height - rig.info.anchor[1], 1e-6 * rig_height)
    scale = min(max(scale, (height - mouth_y) / below), _NEARER * scale)
    x, y = (share * scale for share in rig.info.anchor)
    left = min(0.0, max(width - rig_width * scale, width / 2 - x))
    return scale, left, min(0.0, max(height - rig_height * scale, mouth_y - y))


def _layout(
    width: int,
    height: int,
    shape: _Shape,
    rig_at: tuple[float, float, float],
    rig: Rig,
    bed_top: float,
    free: Insets,
) -> Layout:
    """A layout from the rig's scale, left and top."""
    scale, left, top = rig_at
    info = rig.info
    middle = info.anchor[1] if info.framing == "mouth" else 0.66 * info.anchor[1]
    head_x, head_y = info.anchor[0] * scale + left, middle * scale + top
    radius = 2.85 * info.mouth_width * scale
    if info.framing == "mouth":
        radius = 0.5 * min(height, width, 1.2 * bed_top) * 0.8
    return Layout(
        width=width,
        height=height,
        rig_height=round(rig.size[1] * scale),
        rig_left=round(left),
        rig_top=round(top),
        head=(head_x, head_y, radius),
        bed_top=round(bed_top),
        text=Rect(
            round(shape.margin * width if shape.mouth_x == 0.5 else head_x + radius + 0.03 * width),
            round(shape.text_y[0] * height),
            round((1 - shape.margin) * width),
            round(shape.text_y[1] * height),
        ),
        text_size=shape.text_size * height,
        text_left=shape.mouth_x != 0.5,
        safe=free.of(width, height),
        face=_face(head_x, info.anchor[1] * scale + top, info.mouth_width * scale, rig),
    )


def _face(x: float, y: float, mouth: float, rig: Rig) -> Rect | None:
    """The face around a mouth; the picture itself where the rig is no more than a mouth."""
    if rig.info.framing == "cover":
        return None
    wide, above, below = (share * mouth for share in _HEAD)
    if rig.info.framing == "mouth":
        wide, above, below = 1.2 * mouth, 0.6 * mouth, 0.6 * mouth
    return Rect(round(x - wide / 2), round(y - above), round(x + wide / 2), round(y + below))


def _shape(ratio: float) -> _Shape:
    """Phones stand upright (9:16), feeds show 4:5 and squares, screens lie (16:9)."""
    if ratio > 1.2:
        return _WIDE
    if ratio < 0.7:
        return _TALL
    return _PORTRAIT if ratio < 0.9 else _SQUARE
