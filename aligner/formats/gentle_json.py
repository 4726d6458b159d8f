"""Gentle JSON as a file format; :mod:`aligner.gentle_json` does the work."""

from __future__ import annotations

from aligner import gentle_json
from aligner.alignment import Alignment
from media_core.timeline import Ms

looks_like = gentle_json.looks_like
write = gentle_json.write


def read(data: bytes, duration: Ms | None) -> Alignment:
    """Read the bytes of a file.

    Raises:
        AlignmentError: it is not Gentle's JSON.
    """
    return gentle_json.read(data, duration=duration)
