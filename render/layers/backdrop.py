"""Which background is meant: scenery, a colour, a gradient, a picture, a video, the cover."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PIL import Image

from media_core.errors import InputError
from media_core.files import check_file, open_file
from render.layers.background import (
    GRADIENT,
    Colour,
    StaticLayer,
    colour,
    gradient,
    mixed,
    plain,
    scenery,
)
from render.layers.picture import FITS, Fit, MovingPicture, open_picture, photograph
from render.layers.video import VideoLayer
from render.layout import Layout
from render.rigs import Stage

Background: TypeAlias = StaticLayer | MovingPicture | VideoLayer

COVER = "cover"
"""The background that is the picture in the song's file."""

COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24}")
"""What may be a colour: hexadecimal, or a CSS name."""

_VIDEOS = {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv", ".gif"}


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What is wanted.

    Attributes:
        wanted: "" for the rig's scenery, ``cover``, else a colour, a gradient or a file.
        fit: how a picture or a video is fitted to the frame; "" for what suits it: covers are
            blurred, all else fills the frame.
        moving: whether the camera wanders over a picture.
        seed: of its way.
        loop: milliseconds after which it is back where it began; 0 = never.
        cover: the picture in the song's file.
    """

    wanted: str = ""
    fit: str = ""
    moving: bool = False
    seed: int = 0
    loop: int = 0
    cover: bytes = b""


def backdrop(place: Layout, stage: Stage, look: Backdrop) -> Background:
    """The layer behind everything.

    Raises:
        InputError: it is neither a colour nor a file that can be used.
    """
    wanted = look.wanted
    if not wanted:
        return scenery(place, stage)
    usual: Fit = "fit" if place.picture is not None else "fill"  # whole where it has a place
    if wanted == COVER:
        if not look.cover:
            raise InputError(
                "there is no cover in the song's file",
                hint="give a picture: --background cover.jpg --background-fit blur",
            )
        usual = "fit" if place.picture is not None else "blur"
        return _picture(place, open_picture(look.cover, "in the song's file"), look, usual)
    if not os.path.lexists(wanted):
        if COLOUR.fullmatch(wanted):
            return plain(place, wanted)
        if GRADIENT.fullmatch(wanted):
            return gradient(place, wanted)
        raise InputError(
            f"{wanted!r} is neither a colour nor a picture file, and no video",
            hint='give a colour such as "#1b2350" or "navy", two with a hyphen, or a file',
        )
    path = Path(wanted)
    check_file(path, what="background")
    if is_video(path):
        return VideoLayer(place, path, _fit(look, "fill"))
    return _picture(place, open_picture(path), look, usual)


def is_video(path: Path) -> bool:
    """True if a file is rather read as a video: by its suffix, or if it is no picture at all."""
    if not os.path.isfile(path):
        return False
    if path.suffix.lower() in _VIDEOS:
        return True
    try:
        with open_file(path) as file:
            start = file.read(32)
    except (OSError, InputError):
        return False
    # ISO media (but the still pictures of phones and AVIF), Matroska and WebM.
    still = start[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"avis")
    return (start[4:8] == b"ftyp" and not still) or start[:4] == b"\x1a\x45\xdf\xa3"


def is_picture(wanted: str) -> bool:
    """True if a background is a picture or a video, of many colours."""
    return wanted == COVER or os.path.isfile(wanted)


def stands_whole(wanted: str, fit: str) -> bool:
    """True if a background is a still picture that is to be shown whole."""
    if fit not in ("", "fit") or not is_picture(wanted):
        return False
    return wanted == COVER or not is_video(Path(wanted))


def moves(look: Backdrop) -> bool:
    """True if the background is another at another time."""
    wanted = look.wanted
    if wanted == COVER:
        return look.moving
    return os.path.isfile(wanted) and (look.moving or is_video(Path(wanted)))


def ground_tone(stage: Stage, wanted: str, layer: Background | None) -> Colour:
    """About the colour of the background: of the scenery around the head, else its mean.

    Args:
        stage: colours of the scenery.
        wanted: the background, as the user says it.
        layer: what is drawn; None for a transparent background.
    """
    if not wanted or layer is None:
        return mixed(colour(stage.sky[0]), colour(stage.sky[1]), 0.6)
    picture = layer.picture(0) if isinstance(layer, VideoLayer) else layer.picture
    blue, green, red = (float(picture[::16, ::16, i].mean()) / 255 for i in range(3))
    return red, green, blue


def _picture(place: Layout, image: Image.Image, look: Backdrop, usual: Fit) -> Background:
    fit = _fit(look, usual)
    if look.moving:
        return MovingPicture.of(place, image, fit, look.seed, look.loop)
    return photograph(place, image, fit)


def _fit(look: Backdrop, usual: Fit) -> Fit:
    if not look.fit:
        return usual
    for known in FITS:
        if look.fit == known:
            return known
    raise InputError(
        f"there is no way to fit a picture called {look.fit}", hint=f"choose {', '.join(FITS)}"
    )
