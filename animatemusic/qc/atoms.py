"""Where the index of an mp4 stands: players of web pages read it before they show anything.

An mp4 is a row of boxes, each with its length and four letters (ISO/IEC 14496-12, section 4.2).
"""

from __future__ import annotations

from pathlib import Path

MOST_BOXES = 1000
"""At the uppermost level; a video has about five."""


def index_at_the_end(path: Path) -> bool:
    """True for an mp4 or mov whose ``moov`` box comes after the pictures; False for others."""
    try:
        with path.open("rb") as file:
            at = 0
            for _ in range(MOST_BOXES):
                file.seek(at)
                head = file.read(16)
                if len(head) < 8:
                    return False
                length, name = int.from_bytes(head[:4], "big"), head[4:8]
                if at == 0 and name not in (b"ftyp", b"wide", b"moov", b"mdat", b"free", b"skip"):
                    return False
                if name == b"moov":
                    return False
                if name == b"mdat":
                    return True
                if length == 1:
                    length = int.from_bytes(head[8:16], "big")
                if length < 8:
                    return False
                at += length
    except OSError:
        pass
    return False
