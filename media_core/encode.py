"""Frames and sound -> a video file, in this process (PyAV).

Pictures are encoded into parts without sound (:func:`write_part`), and parts are put together with
the sound by copying packets (:mod:`media_core.muxing`): so parts can be made by several processes,
and those that are finished survive a crash. H.264 is tagged BT.709, limited range, with an exact
frame rate. Each file is written under a temporary name beside its own and renamed when it is whole.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from media_core.containers import write_media
from media_core.errors import OutputError
from media_core.files import whole_or_nothing
from media_core.outputs import Output, encoder_of

BT709 = 1
"""Code point of BT.709 for primaries, transfer and matrix (ITU-T H.273)."""

LIMITED = 1
"""FFmpeg's code for limited ("tv") range."""

THREADS = 3
"""Of an encoder. x264 makes other files with another number, and a video should not depend on how
many cores a machine has, nor on how many processes share the work."""

LOW = 180
"""Pictures lower than so many rows are encoded by one thread: of 7,600 videos of 64 rows that three
threads of x264 made of the same frames under load, 7 were other files than the rest."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How pictures are encoded.

    Attributes:
        format: a name in :data:`media_core.outputs.OUTPUTS`.
        output: what it stands for.
        size: width and height, even.
        fps: frames a second, exact.
        alpha: with transparency.
        options: that win over those of the output.
    """

    format: str
    output: Output
    size: tuple[int, int]
    fps: Fraction
    alpha: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def pixels(self) -> str:
        """FFmpeg's name of the pictures' format."""
        return self.output.alpha if self.alpha else self.output.pixels


Frames = Callable[[int], Any]
"""Number of a frame -> ``av.VideoFrame`` in the pixels of the coding."""


def write_part(path: Path, coding: Coding, frames: Frames, first: int, count: int) -> None:
    """Encode some frames into a file of their own, silent, from time 0.

    Args:
        path: where they go; replaced if it exists.
        coding: how.
        frames: gives the pictures.
        first: number of the first one.
        count: how many.

    Raises:
        OutputError: the file cannot be written.
    """
    with (
        whole_or_nothing(path) as temporary,
        told_in_our_words(path),
        write_media(temporary, coding.output.container) as container,
    ):
        stream = add_pictures(container, coding)
        for index in range(count):
            picture = frames(first + index)
            stamp(picture, index, coding.fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def add_pictures(container: Any, coding: Coding) -> Any:
    """Give a container a stream of pictures."""
    output = coding.output
    encoder = encoder_of(coding.format, output)
    if encoder == "libsvtav1":
        os.environ.setdefault("SVT_LOG", "1")  # errors only; it prints a page on stderr otherwise
    stream = container.add_stream(encoder, rate=coding.fps)
    stream.width, stream.height = coding.size
    stream.pix_fmt = coding.pixels
    stream.codec_context.time_base = 1 / coding.fps
    stream.codec_context.thread_count = THREADS if coding.size[1] >= LOW else 1
    if output.tag:
        stream.codec_context.codec_tag = output.tag
    stream.options = dict(output.options) | dict(coding.options)
    if coding.pixels.startswith("yuv"):
        tag(stream.codec_context)
    return stream


def stamp(picture: Any, index: int, fps: Fraction) -> None:
    """Say when a picture is shown, and what its numbers mean."""
    picture.pts = index
    picture.time_base = 1 / fps
    if picture.format.name.startswith("yuv"):
        tag(picture)


def tag(target: Any) -> None:
    """Say how the numbers mean colours: players guess where nothing is said."""
    target.color_primaries = BT709
    target.color_trc = BT709
    target.colorspace = BT709
    target.color_range = LIMITED


@contextmanager
def told_in_our_words(path: Path) -> Iterator[None]:
    """What goes wrong while a file is written, as one of our errors.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        yield
    except (OSError, av.FFmpegError) as err:
        why = getattr(err, "strerror", "") or str(err)
        number = getattr(err, "errno", None)
        if number in (errno.ENOENT, errno.ESTALE, errno.ENODEV):
            hint = "its folder was removed or unplugged while it was written"
        elif number in (errno.EROFS, errno.EACCES, errno.EPERM):
            hint = "choose another folder"
        else:
            hint = "is there room on the disk?"
        raise OutputError(f"{path} cannot be written ({why})", hint=hint) from err
