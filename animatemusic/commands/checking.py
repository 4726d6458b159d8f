"""``animatemusic export --check``: what a program will make of a file of mouths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from media_core.errors import InputError
from media_core.files import read_bytes
from media_core.timeline import clock
from visemes.readers import Asked, mouth_of, read

MOST_BYTES = 64_000_000
"""Of a file of mouths: markers of OpenTimelineIO, the longest of them, for some three hours."""


def told(name: str, path: Path, fps: Fraction) -> Iterator[str]:
    """What the program of a format will do with a file, a sentence each.

    Args:
        name: of the format, in ``visemes.readers.READERS``.
        path: of the file.
        fps: frames a second, for a format that does not tell.

    Raises:
        InputError: the program would refuse it.
    """
    data = read_bytes(path, limit=MOST_BYTES, what="file of mouths")
    try:
        track = mouth_of(read(name, data, Asked(fps)))
    except InputError as err:
        raise InputError(f"{path}: {err.message}", hint=err.hint) from err
    changes = len(track.cues) - 1
    shapes = ", ".join(dict.fromkeys(cue.value for cue in track.cues))
    yield f"it shows {shapes} and changes {changes} times in {clock(track.cues.span.end)}"
    text = data.decode("utf-8-sig", "replace")
    if name == "moho":
        yield f"it does not tell its rate: this is at {float(fps):.5g} frames a second"
        yield from _switches(text)
    sound = _sound(name, text)
    if sound == "":
        yield "it names no sound, and opens without one"
    elif sound is not None:
        there = (path.parent / sound).is_file()
        yield f"its sound {sound} is {'found' if there else 'not there: it opens without sound'}"


def _switches(text: str) -> Iterator[str]:
    frames = [int(line.split()[0]) for line in text.splitlines()[1:] if line.strip()]
    if any(a >= b for a, b in pairwise(frames)):
        yield "frames do not ascend: OpenToonz drops or mixes up mouths"
    first = text.splitlines()[1].split() if frames else []
    if first != ["1", "rest"]:
        yield "it does not begin with a rest on frame 1: OpenToonz leaves out the first mouth"


def _sound(name: str, text: str) -> str | None:
    """The path of the sound, "" if there is none, None if the format has no place for it."""
    if name == "papagayo":
        return text.splitlines()[1].strip()
    if name == "papagayo-ng":
        return str(json.loads(text).get("sound_path", ""))
    if name == "rhubarb-json":
        return str((json.loads(text).get("metadata") or {}).get("soundFile", ""))
    if name == "otio":
        at = text.find('"target_url"')
        if at < 0:
            return ""
        address = urlsplit(json.JSONDecoder().raw_decode(text[at + 12 :].lstrip(" :\n\t"))[0])
        return unquote(address.path)
    return None
