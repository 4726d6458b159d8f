"""What can be written: containers, codecs and pixels, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import av
from av.codec.codec import UnknownCodecError

from media_core.errors import OutputError


@dataclass(frozen=True, slots=True)
class Output:
    """A kind of result.

    Attributes:
        title: for people.
        suffix: of the file, lower case; "" for a folder of pictures.
        container: FFmpeg's name of the format.
        encoders: FFmpeg's names, the best first; the first that this build has is used.
        pixels: of opaque pictures, FFmpeg's name.
        alpha: of pictures with transparency, or "" if it knows none.
        options: of the encoder.
        preview: options that win over those where speed is all.
        sound: the encoder of the sound, or "" for a silent file.
        carries: codecs of songs that are copied as they are: those that every player expects in
            such a file.
        takes: further ones that are copied if the user asks; not every player plays them there.
        tag: four letters by which players know the codec, if they are not the usual ones.
        joins: it can be made in parts, which are kept when the work is stopped.
        megabytes: a minute of 1080p30 with a swaying head takes about so many; an estimate.
    """

    title: str
    suffix: str
    container: str
    encoders: tuple[str, ...]
    pixels: str
    alpha: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    preview: Mapping[str, str] = field(default_factory=dict)
    sound: str = ""
    carries: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    tag: str = ""
    joins: bool = True
    megabytes: float = 6.0


OUTPUTS: dict[str, Output] = {
    "mp4": Output(
        "H.264 in mp4, for everything",
        *(".mp4", "mp4", ("libx264", "h264_videotoolbox", "h264_mf"), "yuv420p"),
        # 18 is visually lossless; veryfast costs half of fast and its files are no larger here.
        # A shorter lookahead than veryfast's own ten frames: 45 MB less memory.
        options={
            "crf": "18",
            "preset": "veryfast",
            "x264-params": "sync-lookahead=0:rc-lookahead=3",
        },
        preview={"crf": "26", "preset": "ultrafast"},
        sound="aac",
        carries=frozenset({"aac"}),
        takes=frozenset({"mp3"}),
    ),
    "h265": Output(
        "H.265 in mp4, smaller and slower",
        *(".mp4", "mp4", ("libx265", "hevc_videotoolbox", "hevc_mf"), "yuv420p"),
        options={"crf": "20", "preset": "veryfast", "x265-params": "log-level=none"},
        preview={"crf": "28", "preset": "ultrafast"},
        sound="aac",
        carries=frozenset({"aac"}),
        takes=frozenset({"mp3"}),
        tag="hvc1",
    ),
    "av1": Output(
        "AV1 in mp4, smallest",
        *(".mp4", "mp4", ("libsvtav1", "libaom-av1"), "yuv420p"),
        options={"crf": "28", "preset": "8"},
        preview={"crf": "45", "preset": "12"},
        sound="aac",
        carries=frozenset({"aac"}),
        takes=frozenset({"mp3"}),
    ),
    "webm": Output(
        "VP9 in webm, with transparency where there is some",
        *(".webm", "webm", ("libvpx-vp9",), "yuv420p", "yuva420p"),
        options={"crf": "24", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1"},
        preview={"crf": "40", "deadline": "realtime", "cpu-used": "8"},
        sound="libopus",
        carries=frozenset({"opus", "vorbis"}),
        megabytes=6.0,
    ),
    "prores": Output(
        "ProRes 4444 in mov, with transparency, for editing programs",
        *(".mov", "mov", ("prores_aw", "prores_ks"), "yuv444p10le", "yuva444p10le"),
        options={"profile": "4"},
        sound="pcm_s16le",
        carries=frozenset({"aac", "pcm_s16le", "pcm_s24le"}),
        takes=frozenset({"mp3"}),
        tag="ap4h",
        megabytes=600.0,
    ),
    "png": Output(
        "a folder of PNG pictures, one a frame, with transparency",
        *("", "image2", ("png",), "rgb24", "rgba"),
        options={"compression_level": "1", "pred": "up"},
        joins=False,
        megabytes=500.0,
    ),
    "webp": Output(
        "animated WebP, with transparency, silent",
        *(".webp", "webp", ("libwebp_anim",), "bgra", "bgra"),
        options={"quality": "80"},
        joins=False,
        megabytes=34.0,
    ),
    "gif": Output(
        "animated GIF, 256 colours, silent",
        *(".gif", "gif", ("gif",), "pal8", "pal8"),
        joins=False,
        megabytes=260.0,
    ),
    "apng": Output(
        "animated PNG, lossless, with transparency, silent",
        *(".apng", "apng", ("apng",), "rgba", "rgba"),
        options={"pred": "up"},
        joins=False,
        megabytes=260.0,
    ),
}
"""Results by the name that users give.

To add one, give it an entry: pixels that :mod:`render.painting` can make (it says which), and a
container and encoders that FFmpeg has. ``tests/media_core/test_outputs.py`` then writes and reads
it.
"""

DEFAULT = "mp4"


def output_for(format: str | None, path: Path | None) -> tuple[str, Output]:
    """A format by its name, else by the suffix of the file, else mp4.

    Raises:
        OutputError: nothing of that name or suffix, or a suffix that is another kind's.
    """
    suffix = path.suffix.lower() if path is not None else None
    if format is not None:
        wanted = OUTPUTS.get(format)
        if wanted is None:
            raise OutputError(
                f"there is no format {format}", hint=f"known are: {', '.join(OUTPUTS)}"
            )
        if suffix is not None and suffix != wanted.suffix and wanted.suffix:
            raise OutputError(
                f"{path} is no {wanted.suffix[1:]} file",
                hint=f"give a name that ends in {wanted.suffix}",
            )
        return format, wanted
    if suffix is None:
        return DEFAULT, OUTPUTS[DEFAULT]
    for known, output in OUTPUTS.items():
        if output.suffix == suffix and suffix:
            return known, output
    suffixes = dict.fromkeys(output.suffix for output in OUTPUTS.values() if output.suffix)
    raise OutputError(
        f"{path} has no suffix that says what to write",
        hint=f"known are: {' '.join(suffixes)}; for a folder of pictures say --format png",
    )


def encoder_of(format: str, output: Output) -> str:
    """FFmpeg's encoder for a kind of result, as far as this build has one.

    Raises:
        OutputError: it has none.
    """
    for encoder in output.encoders:
        if _has(encoder):
            return encoder
    raise OutputError(
        f"the FFmpeg inside PyAV cannot write {format} (it lacks {' and '.join(output.encoders)})",
        hint="choose another --format, or install PyAV from its wheel",
    )


@cache
def _has(encoder: str) -> bool:
    try:
        av.codec.Codec(encoder, "w")
    except UnknownCodecError:
        return False
    return True
