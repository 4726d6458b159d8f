"""What is asked of a pass over a face, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from media_core.audio import Audio
from media_core.timeline import Ms, Span
from wav2lip_refine.blend import Blending
from wav2lip_refine.boxes import Box, Pads
from wav2lip_refine.faces.face import Picture
from wav2lip_refine.faces.faces_json import Moment
from wav2lip_refine.faces.track import Choice
from wav2lip_refine.framing import Framing
from wav2lip_refine.plan import When

Silent = Literal["filmed", "rest"]
"""What the mouth does where nobody sings: what was filmed, or what silence looks like."""


class Painter(Protocol):
    """What paints faces: :class:`~wav2lip_refine.engine.Engine`, or a test's own.

    Attributes:
        batch: how many faces at once are best.
        record: what it is, for the sidecar: weights, their SHA-256 and licence, device, precision.
    """

    @property
    def batch(self) -> int:
        """How many faces at once are best."""
        ...

    @property
    def record(self) -> dict[str, str]:
        """What it is."""
        ...

    def paint(self, mels: NDArray[np.float32], faces: NDArray[np.float32]) -> NDArray[np.float32]:
        """(B, 1, 80, 16) and (B, 6, 96, 96) in, (B, 3, 96, 96) in 0..1 out."""
        ...


class Overlay(Protocol):
    """What is laid over the finished frames, such as captions.

    Attributes:
        key: names everything that it shows.
    """

    @property
    def key(self) -> str:
        """Names everything that it shows."""
        ...

    def over(self, frame: int, picture: Picture) -> Picture:
        """A copy of a picture with it; ``frame`` is counted from the start of the song."""
        ...


class Signer(Protocol):
    """What signs a finished video: :class:`~wav2lip_refine.signing.Credential`.

    Attributes:
        record: what the sidecar says of it.
    """

    @property
    def record(self) -> dict[str, str]:
        """What the sidecar says of it."""
        ...

    def sign(self, video: Path, face: Path, title: str) -> None:
        """Put a signed statement into a video, made of ``face``."""
        ...


Overlaid = Callable[[tuple[int, int], Fraction, int], Overlay]
"""Makes an overlay, once it is known how large the frames are, how many come in a second, and where
the lips end (pixels from the top; 0 without a face): what stands below hides none."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the encoding.

    Attributes:
        crf: constant rate factor of x264; 16 keeps the grain of the footage.
        preset: of x264.
    """

    crf: int = 16
    preset: str = "veryfast"


@dataclass(frozen=True, slots=True)
class Job:
    """A face, a song and how to bring them together.

    Attributes:
        face: a video or a picture.
        song: what will be heard.
        voice: what the lips follow, such as the vocal stem; the song if None. Only its sound from
            the same moments is used, so both begin together.
        sung: when somebody sings; always if None.
        silent: what the mouth does elsewhere.
        span: the part of the song to make; all of it if None.
        fps: frames a second; the clip's own, 25 for a picture, if None.
        framing: what is done to every frame first.
        when: what is shown when the clip ends before the song.
        choice: whose face.
        box: the face's box in all frames, instead of finding it.
        faces: what is seen when in the clip, instead of finding it.
        pads: added to found boxes.
        smooth: whether found boxes are kept from trembling.
        blending: how the lips are put in.
        sync_offset: frames by which the sound that is heard for a frame is later; see
            :func:`~wav2lip_refine.chunks.song_starts`.
        official: do everything as the reference program does: its frames, boxes, smoothing,
            and the whole box pasted.
        label: whether the words "synthetic lips" are on the picture. The metadata says it anyway.
        overlay: what else is on it, below the label.
        tags: of the file, such as its title.
        quality: of the encoding.
        segment: frames in a part that is kept when a pass is stopped.
    """

    face: Path
    song: Audio
    voice: Audio | None = None
    sung: tuple[Span, ...] | None = None
    silent: Silent = "filmed"
    span: Span | None = None
    fps: Fraction | None = None
    framing: Framing = field(default_factory=Framing)
    when: When = "ping-pong"
    choice: Choice = field(default_factory=Choice)
    box: Box | None = None
    faces: tuple[Moment, ...] | None = None
    pads: Pads = field(default_factory=Pads)
    smooth: bool = True
    blending: Blending = field(default_factory=Blending)
    sync_offset: int = 0
    official: bool = False
    label: bool = True
    overlay: Overlaid | None = None
    tags: tuple[tuple[str, str], ...] = ()
    quality: Quality = field(default_factory=Quality)
    segment: int = 250


@dataclass(frozen=True, slots=True)
class Refined:
    """A finished pass.

    Attributes:
        path: of the video.
        sidecar: of the JSON that says how it was made.
        frames: of the video.
        painted: frames with new lips.
        faceless: stretches of the video without the face, passed through as they were.
        size: width and height.
        fps: frames a second.
        reused: frames that were there from a pass that was stopped.
    """

    path: Path
    sidecar: Path
    frames: int
    painted: int
    faceless: tuple[tuple[Ms, Ms], ...]
    size: tuple[int, int]
    fps: Fraction
    reused: int
