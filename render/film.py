"""A whole video, frame by frame: the wiring of scene, layers, composer and encoder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment
from media_core.errors import InputError
from media_core.fingerprint import fingerprint
from media_core.timeline import Ms, Span, clock, frame_count, frame_start
from render.captions.cards import Words
from render.captions.plan import Captions, build_captions, voices_over
from render.captions.style import DEFAULT_STYLE, CaptionStyle, load_style
from render.compose import Canvas, Composer
from render.face_lines import Performer
from render.frame import Frame, Rect, straight_rgba
from render.layers import Layer
from render.layers.backdrop import (
    COLOUR,
    Backdrop,
    backdrop,
    ground_tone,
    is_picture,
    moves,
    stands_whole,
)
from render.layers.background import GRADIENT, bed, bed_tone, colour, mixed, stops
from render.layers.captions import CaptionLayer, panel
from render.layers.character import CharacterLayer
from render.layers.clock import ClockLayer
from render.layers.picture import BESIDE_WORDS
from render.layers.shade import DARK, TONE, shade
from render.layers.visuals import VisualLayer
from render.layout import Layout, layout
from render.rigs import Rig, Stage
from render.safe_area import AUTO
from render.scene import BLINK_MS, Scene, SceneState, build_scene
from render.text import caption_fonts
from render.visuals import Draw, Features, Setting, tones, visual
from visemes.track import MouthTrack

TRANSPARENT = "transparent"
"""The background that is none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a video looks.

    Attributes:
        size: width and height in pixels, even.
        fps: frames a second, exact.
        background: "" for the rig's scenery, ``transparent``, ``cover``, a colour, colours with
            hyphens between them for a gradient, else a picture or video file.
        background_fit: ``fill``, ``fit`` or ``blur``; "" for what suits the background.
        ken_burns: whether the camera wanders over a picture.
        cover: the picture in the song's file, as it is stored there.
        visuals: what moves with the song: names, ``FILE.py:FUNCTION``, or functions.
        bpm: the song's tempo, for visuals; 0 to measure it.
        captions: whether the lyric is shown.
        sway: strength of the head's sway; 0 = still.
        seed: of blinks and sway.
        mouth_at: middle and width of the closed mouth in the frame, in pixels; None to let the
            layout decide.
        caption_style: the name of a style, or the path of a TOML file.
        font: of the captions: a file, or the name of an installed font; "" for the style's own.
        safe_area: what stays free of text, by the name of a platform.
        only: ``character`` or ``lyrics`` to show nothing else, on transparency; "" for all.
        clock: whether the time runs in a corner.
        loop: whether the last frame is followed by the first: the head swings back to where it
            began, and nobody blinks across the end.
        title, artist: shown before the first word, if there is time; "" for nothing.
        credits: lines shown after the last word, if there is time.
    """

    size: tuple[int, int] = (1920, 1080)
    fps: Fraction = Fraction(30)
    background: str = ""
    background_fit: str = ""
    ken_burns: bool = False
    cover: bytes = b""
    visuals: tuple[str | Draw, ...] = ()
    bpm: float = 0.0
    captions: bool = True
    sway: float = 1.0
    seed: int = 0
    mouth_at: tuple[float, float, float] | None = None
    caption_style: str = DEFAULT_STYLE
    font: str = ""
    safe_area: str = AUTO
    only: str = ""
    clock: bool = False
    loop: bool = False
    title: str = ""
    artist: str = ""
    credits: tuple[str, ...] = ()

    @property
    def transparent(self) -> bool:
        """True if something of the picture may be transparent."""
        return bool(self.only) or self.background.lower() == TRANSPARENT


class Film:
    """The frames of a song's video; frame ``i`` is a pure function of ``i``.

    Attributes:
        look: how it looks.
        size: width and height.
        fps: frames a second.
        duration: of the song.
        captions: what they show when; None without captions.
        place: where things stand in its frames.
        missing: characters of the lyric that no font here can show.
    """

    def __init__(
        self,
        alignment: Alignment,
        track: MouthTrack,
        rig: Rig,
        look: Look,
        features: Features | None = None,
    ) -> None:
        style = _style(look)
        alone = rig.info.framing == "none"
        if alone and not look.background:
            look = replace(look, background=rig.info.stage.bed)
        try:
            place = layout(
                *look.size,
                rig,
                captions=look.captions,
                mouth_at=look.mouth_at,
                beside=style.place == "beside",
                safe=look.safe_area,
                voices=voices_over(alignment) if look.captions else 0,
                picture=alone
                and stands_whole(look.background, look.background_fit)
                and not look.ken_burns,
            )
        except ValueError as err:
            raise InputError(str(err), hint="for example --size 1920x1080") from err
        self.look = look
        self.place = place
        self.size = look.size
        self.fps = look.fps
        self.duration = alignment.duration
        stage = _stage(rig.info.stage, look.background)
        self.captions: Captions | None = None
        if look.captions:
            ground = _ground(place, stage, look.background, alone=alone)
            if place.text_left and not alone:
                tone = bed_tone(look.background, stage)
                ground = mixed(ground, tone, style.panel.opacity)
            self.captions = build_captions(
                *(alignment, style, place, stage, ground),
                Words(look.title, look.artist, look.credits),
            )
        self.missing = self.captions.missing if self.captions is not None else ""
        beats = tuple(Ms(int(beat)) for beat in features.beats) if features is not None else ()
        scene = build_scene(
            *(alignment, track, self.captions),
            seed=look.seed,
            sway=look.sway,
            rig=rig,
            beats=beats,
        )
        self._scene: Scene = replace(scene, clock=look.clock)
        if look.loop:
            calm = tuple(t for t in scene.blinks if t + BLINK_MS <= self.duration)
            self._scene = replace(self._scene, loop=self.duration, blinks=calm)
        self._performer = rig if isinstance(rig, Performer) else None
        behind = Backdrop(
            *(look.background, look.background_fit, look.ken_burns, look.seed),
            *(self.duration if look.loop else 0, look.cover),
        )
        if look.loop and look.visuals:
            raise InputError(
                "a loop shows no visuals: the song does not end as it began",
                hint="leave --visual out",
            )
        heard = features or Features.silence(self.duration)
        self._layers = _layers(place, stage, rig, look, style, self.captions, behind, heard)
        self._moves = bool(look.visuals) or moves(behind)

    @property
    def count(self) -> int:
        """Number of frames of the whole song."""
        return frame_count(self.duration, self.fps)

    @cached_property
    def _composer(self) -> Composer:
        return Composer(*self.size, self._layers)

    @cached_property
    def _canvas(self) -> Canvas:
        return Canvas(*self.size, self._layers, transparent=self.look.transparent)

    def state(self, index: int) -> SceneState:
        """What frame ``index`` shows."""
        moment = frame_start(index, self.fps)
        state = self._scene.at(moment)
        if self._moves:
            state = replace(state, moment=moment)
        if self._performer is not None:
            return replace(state, pose=self._performer.perform(state.pose, moment))
        return state

    def frame(self, index: int) -> Any:
        """Frame ``index`` as ``av.VideoFrame``, yuv420p (BT.709, limited range), opaque.

        It is overwritten by the next call.
        """
        self._composer.update(self.state(index))
        return self._composer.frame

    def planes(self, index: int) -> NDArray[np.uint8]:
        """Frame ``index`` as yuv420p in one array, ``(height * 3 // 2, width)``; a copy."""
        return self._composer.planes(self.state(index))

    def canvas(self, index: int) -> tuple[Frame, list[Rect]]:
        """Frame ``index`` as premultiplied BGRA, and where it differs from the one before.

        It is overwritten by the next call.
        """
        changed = self._canvas.update(self.state(index))
        return self._canvas.pixels, changed

    def rgba(self, index: int) -> NDArray[np.uint8]:
        """Frame ``index`` as ``(height, width, 4)`` straight RGBA."""
        return straight_rgba(self.canvas(index)[0])

    def shown(self, first: int, count: int) -> str:
        """A hash of all that decides some frames, but for the rig and files that are read.

        Args:
            first: number of the first one.
            count: how many.
        """
        digest = sha256(self._place_name)
        for index in range(first, first + count):
            state = self.state(index)
            digest.update(repr([layer.shows(state) for layer in self._layers]).encode())
        return digest.hexdigest()

    @cached_property
    def _place_name(self) -> bytes:
        return fingerprint(self.place).encode()

    def part(self, span: Span | None) -> tuple[int, int]:
        """First frame, and number of frames, of a part of the song, or of all of it.

        Raises:
            InputError: the span holds no frame.
        """
        if span is None:
            return 0, self.count
        first, last = frames_of(span, self.duration, self.fps)
        return first, last - first


def _stage(stage: Stage, background: str) -> Stage:
    """The rig's caption colours suit its own bed; on another ground neutral ones are safe."""
    if not background:
        return stage
    return replace(Stage(), sky=stage.sky, disc=stage.disc, bed=stage.bed, next="#B4B9C6")


def _style(look: Look) -> CaptionStyle:
    style = load_style(look.caption_style)
    return replace(style, text=replace(style.text, font=look.font)) if look.font else style


def _ground(
    place: Layout, stage: Stage, background: str, *, alone: bool
) -> tuple[float, float, float]:
    """What captions stand on: the bed, or beside the face the sky; alone, the background."""
    if place.text_left and not background:
        return mixed(colour(stage.sky[0]), colour(stage.sky[1]), 0.4)
    if alone and is_picture(background):  # what a white one would be
        white = (1.0, 1.0, 1.0)
        return mixed((0, 0, 0), white, BESIDE_WORDS) if place.picture else mixed(white, TONE, DARK)
    open_ground = place.text_left or alone
    if open_ground and COLOUR.fullmatch(background):
        return colour(background)
    if open_ground and GRADIENT.fullmatch(background):
        known = stops(background)
        return known[len(known) // 2]
    return bed_tone(background, stage)


def _layers(
    place: Layout,
    stage: Stage,
    rig: Rig,
    look: Look,
    style: CaptionStyle,
    captions: Captions | None,
    behind: Backdrop,
    features: Features,
) -> list[Layer]:
    layers: list[Layer] = []
    alone = rig.info.framing == "none"
    ground = None
    if not look.transparent:
        ground = backdrop(place, stage, behind)
        layers.append(ground)
    if not look.only:
        tone = ground_tone(stage, look.background, ground)
        setting = Setting(
            *(place, stage, features),
            *tones(tone, colour(stage.disc), busy=is_picture(look.background)),
            bed=captions is not None and not look.transparent and not alone,
            disc=not look.background,
        )
        layers += [VisualLayer(visual(wanted, setting)) for wanted in look.visuals]
    if look.only != "lyrics" and not alone:
        layers.append(CharacterLayer(rig, place))
    if captions is not None and look.only != "character":
        if alone and place.picture is None and is_picture(look.background):
            layers.append(shade(place, 0))
        elif not look.transparent and not alone:
            layers.append(bed(place, bed_tone(look.background, stage)))
            if place.text_left and style.panel.opacity:
                layers.append(panel(place, bed_tone(look.background, stage), style.panel))
        layers.append(CaptionLayer(captions.texts, captions.dark))
    if look.clock:
        layers.append(ClockLayer(place, caption_fonts()))
    return layers


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
