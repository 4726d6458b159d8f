"""Where things stand in a picture of a given size.

Shares of the frame are taste, checked on drawn frames in the three shapes: the mouth is large
enough to be read on a phone, the bust ends behind the ground that the captions stand on.
"""

from __future__ import annotations

from dataclasses import dataclass

from render.frame import Rect
from render.rigs import Rig


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


@dataclass(frozen=True, slots=True)
class _Shape:
    """Shares for one shape of frame: of its height, unless said."""

    mouth_width: float  # of the frame's shorter side
    mouth_y: float
    bed_y: float
    text_size: float
    text_y: tuple[float, float]
    margin: float  # of the width


_WIDE = _Shape(0.120, 0.505, 0.74, 0.065, (0.765, 0.955), 0.10)
_TALL = _Shape(0.165, 0.48, 0.65, 0.050, (0.675, 0.800), 0.08)
_SQUARE = _Shape(0.130, 0.51, 0.77, 0.058, (0.795, 0.955), 0.08)


def layout(width: int, height: int, rig: Rig, *, captions: bool = True) -> Layout:
    """Lay out a frame for its own shape.

    Without captions the ground is lower and the character stands in the middle.

    Raises:
        ValueError: a side is odd, or smaller than 64 or larger than 7680 pixels.
    """
    for side in (width, height):
        if side % 2 or not 64 <= side <= 7680:
            raise ValueError(f"sides must be even numbers from 64 to 7680, not {width}x{height}")
    ratio = width / height
    shape = _WIDE if ratio > 1.2 else _TALL if ratio < 0.85 else _SQUARE
    rig_width, rig_height = rig.size
    info = rig.info
    scale = shape.mouth_width * min(width, height) / info.mouth_width
    # The head keeps its top inside the frame (drawings leave about 7 % free above it), and a
    # drawing that is all mouth must still fit.
    scale = min(scale, shape.mouth_y * height / (0.93 * info.anchor[1]))
    scale = min(scale, 1.15 * height / rig_height, 1.3 * width / rig_width)
    bed_top = shape.bed_y * height if captions else height
    top = shape.mouth_y * height - info.anchor[1] * scale
    # The drawing's lower edge stays hidden.
    top = max(top, bed_top + 0.02 * height - rig_height * scale)
    left = width / 2 - info.anchor[0] * scale
    head_x, head_y = info.anchor[0] * scale + left, (0.66 * info.anchor[1]) * scale + top
    return Layout(
        width=width,
        height=height,
        rig_height=round(rig_height * scale),
        rig_left=round(left),
        rig_top=round(top),
        head=(head_x, head_y, 2.85 * info.mouth_width * scale),
        bed_top=round(bed_top),
        text=Rect(
            round(shape.margin * width),
            round(shape.text_y[0] * height),
            round((1 - shape.margin) * width),
            round(shape.text_y[1] * height),
        ),
        text_size=shape.text_size * height,
    )
