"""Parts of a video and its sound -> one file, by copying packets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from media_core.containers import open_media, write_media
from media_core.encode import Coding, told_in_our_words
from media_core.errors import OutputError
from media_core.files import whole_or_nothing
from media_core.soundtrack import SoundSource, sound_stream
from media_core.timeline import Span


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a video."""

    span: Span
    title: str


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself.

    Attributes:
        tags: ``title``, ``artist`` and the like; empty ones are left out.
        chapters: in order of time, from the first frame on.
        own_names: tags have names of our own, which mp4 keeps where it is told to; few players
            show tags that are kept so.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    chapters: Sequence[Chapter] = ()
    own_names: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A file with some frames of a video.

    Attributes:
        path: of the file.
        first: number of its first frame, in the whole video.
        count: of its frames.
    """

    path: Path
    first: int
    count: int


def join(
    path: Path,
    parts: Sequence[Part],
    coding: Coding,
    sound: SoundSource | None,
    about: About,
    check: Callable[[], None] = lambda: None,
    *,
    sound_length: Fraction | None = None,
    store: Path | None = None,
    finish: Callable[[Path], None] = lambda whole: None,
) -> None:
    """Put parts together.

    Args:
        path: of the video; replaced if it exists.
        parts: in order, without gaps, all made with ``coding``.
        coding: how they were made.
        sound: from the first frame on, or None.
        about: title, chapters.
        check: called now and then; raises to stop.
        sound_length: seconds after which the sound ends; with the last frame if None.
        store: where encoded sound is kept and looked up, or None.
        finish: what is done to the whole file before it gets its name, such as signing it.

    Raises:
        OutputError: the file cannot be written, or the parts do not belong together.
    """
    count = parts[-1].first + parts[-1].count
    flags = "+faststart+use_metadata_tags" if about.own_names else "+faststart"
    options = {"movflags": flags} if coding.output.container in ("mp4", "mov") else {}
    with whole_or_nothing(path) as temporary, told_in_our_words(path):
        with write_media(temporary, coding.output.container, options) as container:
            container.metadata.update({key: value for key, value in about.tags.items() if value})
            video, pictures = _pictures(container, parts, coding)
            heard: Iterator[tuple[Fraction, Any]] = iter(())
            if sound is not None and coding.output.sound:
                heard = sound_stream(
                    *(container, sound, coding.output, sound_length or count / coding.fps), store
                )
            _add_chapters(container, about.chapters)
            for index, packet in enumerate(pictures):
                packet.stream = video
                container.mux(packet)
                # Sound keeps pace, so that players find both near each other in the file.
                for ends, packet in heard:
                    container.mux(packet)
                    if ends * coding.fps > index:
                        break
                if index % 64 == 0:
                    check()
            for _ends, packet in heard:
                container.mux(packet)
        finish(temporary)


def _pictures(container: Any, parts: Sequence[Part], coding: Coding) -> tuple[Any, Iterator[Any]]:
    """A stream for the parts' packets, and the packets in their time in the whole."""
    with open_media(parts[0].path) as opened:
        template = opened.streams.video[0]
        header = template.codec_context.extradata
        video = container.add_stream_from_template(template, opaque=True)
    # Neither is copied: a player then takes ProRes 4444 for 422, refuses H.265, or shows what is
    # transparent as if it were not (WebM's AlphaMode).
    video.codec_context.pix_fmt = coding.pixels
    if coding.output.tag:
        video.codec_context.codec_tag = coding.output.tag
    video.time_base = 1 / coding.fps

    def packets() -> Iterator[Any]:
        for part in parts:
            with open_media(part.path) as opened:
                stream: Any = opened.streams.video[0]
                if stream.codec_context.extradata != header:
                    raise OutputError(
                        "parts of the video were made with another encoder",
                        hint="render it again with --no-reuse",
                    )
                frames = stream.time_base * coding.fps
                for packet in opened.demux(stream):
                    if packet.pts is None:
                        continue
                    dts = packet.dts if packet.dts is not None else packet.pts
                    packet.pts = part.first + round(packet.pts * frames)
                    packet.dts = part.first + round(dts * frames)
                    packet.duration = 1
                    packet.time_base = 1 / coding.fps
                    yield packet

    return video, packets()


def _add_chapters(container: Any, chapters: Sequence[Chapter]) -> None:
    if chapters:
        container.set_chapters(
            [
                {
                    "id": number,
                    "start": chapter.span.start,
                    "end": chapter.span.end,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": chapter.title},
                }
                for number, chapter in enumerate(chapters)
            ]
        )


def packets_of(path: Path) -> tuple[int, bool]:
    """How many pictures a part holds, and whether it begins with a whole one.

    Raises:
        InputError, av.FFmpegError, OSError: it cannot be read.
    """
    count, whole = 0, False
    with open_media(path) as opened:
        for packet in opened.demux(opened.streams.video[0]):
            if packet.size:
                whole = whole if count else bool(packet.is_keyframe)
                count += 1
    return count, whole
