"""OpenTimelineIO: a timeline whose one clip is the song, with a marker for each mouth.

Editing and review programs show markers over the sound. Written as OpenTimelineIO serialises
itself (https://opentimelineio.readthedocs.io/en/latest/tutorials/otio-serialized-schema.html); the
shape is the marker's name.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from visemes.exporters.escaping import one_line
from visemes.exporters.frames import exposures
from visemes.exporters.performance import Performance


def write(song: Performance) -> str:
    """The timeline, in frames."""
    shown = exposures(song.track, song.fps)
    rest = song.track.set.rest
    markers = [
        {
            "OTIO_SCHEMA": "Marker.2",
            "metadata": {"animatemusic": {"set": song.track.set.name}},
            "name": run.shape,
            "color": "WHITE" if run.shape == rest else "GREEN",
            "marked_range": _range(run.start, run.end, song.fps),
            "comment": "",
        }
        for run in shown
    ]
    whole = _range(0, shown[-1].end, song.fps)
    clip = {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {},
        "name": one_line(song.title),
        "source_range": whole,
        "effects": [],
        "markers": markers,
        "enabled": True,
        "media_references": {
            "DEFAULT_MEDIA": _media(song.sound)
            | {
                "metadata": {},
                "name": "",
                "available_range": whole,
                "available_image_bounds": None,
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
    }
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {},
        "name": one_line(song.title),
        "global_start_time": None,
        "tracks": _group(
            "Stack.1", "tracks", [_group("Track.1", "Mouth", [clip]) | {"kind": "Audio"}]
        ),
    }
    return json.dumps(timeline, indent=4) + "\n"


def _media(sound: str) -> dict[str, Any]:
    """Where the sound is: relative to the timeline, or a URL; or that nobody knows."""
    if not sound:
        return {"OTIO_SCHEMA": "MissingReference.1"}
    path = PureWindowsPath(sound) if PureWindowsPath(sound).drive else PurePosixPath(sound)
    address = quote(path.as_posix(), safe="/:" if path.drive else "/", errors="replace")
    if path.is_absolute():
        address = f"file://{'/' * (not address.startswith('/'))}{address}"
    return {"OTIO_SCHEMA": "ExternalReference.1", "target_url": address}


def _group(schema: str, name: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": schema,
        "metadata": {},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": children,
    }


def _range(start: int, end: int, fps: Fraction) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(start, fps),
        "duration": _time(end - start, fps),
    }


def _time(frame: int, fps: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(fps), "value": float(frame)}
