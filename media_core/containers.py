"""Songs and videos opened for FFmpeg: always as files, and only what really holds media.

FFmpeg takes names such as ``concat:x.wav`` or ``http:x.wav`` for other places than files, waits for
pipes, and reads playlists, which name other files. Whatever PyAV opens, it opens through here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import av

from media_core.errors import AnimateMusicError, InputError
from media_core.files import open_file

CONTAINERS = (
    # sound
    *("wav", "w64", "aiff", "au", "caf", "mp3", "aac", "ac3", "eac3", "flac", "ogg", "amr", "ape"),
    *("wv", "tta", "tak", "mpc", "mpc8", "dsf", "dts", "iff", "voc", "oma", "rm", "loas", "qoa"),
    # pictures and sound
    *("mov", "matroska", "avi", "mpegts", "mpeg", "asf", "flv", "mxf", "nut", "gxf", "wtv", "dv"),
    # pictures that move, without sound
    *("ivf", "h264", "hevc", "m4v", "mpegvideo", "av1", "obu", "yuv4mpegpipe", "gif", "apng"),
    # pictures that stand still
    *("png_pipe", "jpeg_pipe", "webp_pipe", "webp", "bmp_pipe", "tiff_pipe"),
)
"""FFmpeg's demuxers of files that hold what they show. Left out are playlists and descriptions
(hls, dash, concat, sdp), patterns that stand for many files (image2), texts and devices."""

PLAYLISTS = {
    b"#EXTM3U": "an M3U playlist",
    b"ffconcat": "a list of parts",
    b"[playlist]": "a PLS playlist",
    b"v=0": "a description of a stream",
    b"<?xml": "an XML file",
    b"<MPD": "a DASH playlist",
    b"<asx": "an ASX playlist",
}
"""How files begin that name media instead of holding it."""

_METADATA: dict[str, Any] = (
    {} if int(av.__version__.split(".")[0]) >= 19 else {"metadata_errors": "ignore"}
)
"""Tags are often Latin-1; PyAV 19 keeps their bytes by itself and no longer knows the keyword."""


def open_media(
    path: Path,
    *,
    what: str = "file",
    error: type[AnimateMusicError] = InputError,
) -> Any:
    """Open a song, a video or a picture for reading.

    Args:
        path: of a file, whatever its name looks like.
        what: it is to the user, for messages: "song", "video".
        error: the kind to raise.

    Returns:
        PyAV's container; the caller closes it.

    Raises:
        AnimateMusicError: of the kind asked for: it is missing, a folder, a pipe, a device, a
            playlist or another kind of file that is not in :data:`CONTAINERS`.
        av.FFmpegError, OSError: it is nothing that FFmpeg knows, or damaged.
    """
    with open_file(path, what=what, error=error) as file:
        beginning = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, name in PLAYLISTS.items():
        if beginning.lower().startswith(sign.lower()):
            raise error(
                f"{path} is {name}, not a {what}",
                hint="give a file that holds sound or pictures itself",
            )
    try:
        return av.open(
            _name(path),
            options={"protocol_whitelist": "file", "format_whitelist": ",".join(CONTAINERS)},
            **_METADATA,
        )
    except av.FFmpegError as err:
        if err.errno != errno.EINVAL:
            raise
        raise error(  # what is not on the list, above all
            f"{path} is not a {what} of a kind that can be read",
            hint="convert it to a usual kind, such as wav or mp4",
        ) from err


def decodable(streams: Iterable[Any]) -> list[Any]:
    """Those streams that FFmpeg has a decoder for; it gives the others no codec at all."""
    return [stream for stream in streams if stream.codec_context is not None]


def write_media(path: Path, container: str, options: Mapping[str, str] | None = None) -> Any:
    """Open a file for writing, whatever its name looks like.

    Args:
        path: where it goes.
        container: FFmpeg's name of the format.
        options: of the container.

    Raises:
        av.FFmpegError, OSError: it cannot be written.
    """
    return av.open(_name(path), "w", format=container, options=dict(options or {}))


def _name(path: Path) -> str:
    """A file's name as FFmpeg does not misread it."""
    return "file:" + os.path.abspath(path)
