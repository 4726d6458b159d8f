"""A whole video, frame by frame: the wiring of scene, layers, composer and encoder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment
from aligner.errors import InputError
from aligner.retime import with_display_times
from aligner.timeline import Ms, Span, clock, frame_count, frame_start
from render.captions import CaptionRow, caption_rows
from render.compose import Composer
from render.encode import Sound, write_video
from render.frame import straight_rgba
from render.layers import Layer
from render.layers.background import (
    StaticLayer,
    bed,
    bed_tone,
    photograph,
    plain,
    scenery,
)
from render.layers.captions import CaptionLayer
from render.layers.character import CharacterLayer
from render.layout import Layout, layout
from render.rigs import Rig, Stage
from render.scene import Scene, build_scene
from render.text import Typeface, caption_face
from visemes.track import MouthTrack

_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24}")
"""What may be a colour: hexadecimal, or a CSS name."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a video looks.

    Attributes:
        size: width and height in pixels, even.
        fps: frames a second, exact.
        background: "" for the rig's scenery, else a colour or a picture file.
        captions: whether the lyric is shown.
        sway: strength of the head's sway; 0 = still.
        seed: of blinks and sway.
    """

    size: tuple[int, int] = (1920, 1080)
    fps: Fraction = Fraction(30)
    background: str = ""
    captions: bool = True
    sway: float = 1.0
    seed: int = 0


class Film:
    """The frames of a song's video; frame ``i`` is a pure function of ``i``.

    Attributes:
        size: width and height.
        fps: frames a second.
        missing: characters of the lyric that the caption font cannot show.
    """

    def __init__(self, alignment: Alignment, track: MouthTrack, rig: Rig, look: Look) -> None:
        try:
            place = layout(*look.size, rig, captions=look.captions)
        except ValueError as err:
            raise InputError(str(err), hint="for example --size 1920x1080") from err
        self.size = look.size
        self.fps = look.fps
        self.duration = alignment.duration
        face = caption_face()
        stage = _stage(rig.info.stage, look.background)
        rows: tuple[CaptionRow, ...] = ()
        if look.captions:
            room = place.text.right - place.text.left
            # Captions light up when the eye expects them, lips move when the sound begins.
            rows = caption_rows(
                with_display_times(alignment),
                lambda text: face.shape(text).width * place.text_size,
                room,
            )
        self.missing = face.missing(row.text for row in rows)
        self._scene: Scene = build_scene(alignment, track, rows, seed=look.seed, sway=look.sway)
        self._composer = Composer(*look.size, _layers(place, stage, rig, look, self._scene, face))

    @property
    def count(self) -> int:
        """Number of frames of the whole song."""
        return frame_count(self.duration, self.fps)

    def planes(self, index: int) -> NDArray[np.uint8]:
        """Frame ``index`` as yuv420p (BT.709, limited range); overwritten by the next call."""
        return self._composer.planes(self._scene.at(frame_start(index, self.fps)))

    def rgba(self, index: int) -> NDArray[np.uint8]:
        """Frame ``index`` as ``(height, width, 4)`` straight RGBA."""
        return straight_rgba(self._composer.picture(self._scene.at(frame_start(index, self.fps))))

    def write(
        self,
        path: Path,
        sound: Sound,
        *,
        span: Span | None = None,
        progress: Callable[[float], None] = lambda share: None,
    ) -> int:
        """Encode the film, or a part of it, with its sound.

        Args:
            path: an mp4 file; replaced if it exists.
            sound: of the whole song.
            span: which part; the whole song if None.
            progress: told the share that is done.

        Returns:
            The number of frames written.

        Raises:
            OutputError: the file cannot be written.
        """
        first, count, sound = self._part(span, sound)
        write_video(
            path,
            lambda index: self.planes(first + index),
            count,
            self.size,
            self.fps,
            sound,
            progress=progress,
        )
        return count

    def _part(self, span: Span | None, sound: Sound) -> tuple[int, int, Sound]:
        """First frame, number of frames and sound of a part; cut where frames begin."""
        if span is None:
            return 0, self.count, sound
        first, last = frames_of(span, self.duration, self.fps)
        begin = round(first / self.fps * sound.rate)
        end = round(last / self.fps * sound.rate)
        return first, last - first, Sound(sound.samples[begin:end], sound.rate)


def _stage(stage: Stage, background: str) -> Stage:
    """The rig's caption colours suit its own bed; on another ground neutral ones are safe."""
    if not background:
        return stage
    return replace(Stage(), sky=stage.sky, disc=stage.disc, bed=stage.bed, next="#B4B9C6")


def _layers(
    place: Layout, stage: Stage, rig: Rig, look: Look, scene: Scene, face: Typeface
) -> list[Layer]:
    layers: list[Layer] = [_background(place, stage, look.background), CharacterLayer(rig, place)]
    if look.captions:
        layers.append(bed(place, bed_tone(look.background, stage)))
        layers.append(CaptionLayer(scene.rows, place, stage, face))
    return layers


def _background(place: Layout, stage: Stage, wanted: str) -> StaticLayer:
    if not wanted:
        return scenery(place, stage)
    if _COLOUR.fullmatch(wanted) and not os.path.isfile(wanted):
        return plain(place, wanted)
    return photograph(place, Path(wanted))


def frames_of(span: Span, duration: Ms, fps: Fraction) -> tuple[int, int]:
    """First frame that begins in a span, and the first one that begins after it.

    Raises:
        InputError: the span holds no frame of a song of this duration.
    """
    first = frame_count(span.start, fps)
    last = min(frame_count(duration, fps), frame_count(span.end, fps))
    if last <= first:
        raise InputError(
            f"the range {clock(span.start)}-{clock(span.end)} holds no frame of the song, "
            f"which lasts {clock(duration)}",
            hint="choose an earlier start or a later end",
        )
    return first, last
