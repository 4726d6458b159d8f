"""What a song's file says of it."""

from __future__ import annotations

from pathlib import Path

import av

WANTED = ("title", "artist", "album", "date", "genre", "copyright")

LONGEST = 500
"""Characters of a tag that are taken over; more is a text, not a name."""


def tags_of(song: Path) -> dict[str, str]:
    """Title, artist and the like, as far as a song's file has them; {} if it cannot be read."""
    found: dict[str, str] = {}
    try:
        with av.open(str(song)) as container:
            every = dict(container.metadata)
            for stream in container.streams.audio[:1]:  # Ogg keeps them in the stream
                every |= dict(stream.metadata)
    except (av.FFmpegError, OSError, ValueError):
        return found
    lower = {key.lower(): value for key, value in every.items()}
    for key in WANTED:
        text = lower.get(key, "").replace("\x00", "").strip()
        if text:
            found[key] = text[:LONGEST]
    return found


LARGEST_COVER = 32 * 1024 * 1024
"""Bytes of a cover that are taken over."""


def cover_of(song: Path) -> bytes:
    """The picture in a song's file, as it is stored there; empty if there is none."""
    try:
        with av.open(str(song)) as container:
            for stream in container.streams.video:
                if not stream.disposition & av.stream.Disposition.attached_pic:
                    continue
                for packet in container.demux(stream):
                    if 0 < packet.size <= LARGEST_COVER:
                        return bytes(packet)
                    break
    except (av.FFmpegError, OSError, ValueError):
        pass
    return b""
