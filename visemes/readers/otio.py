"""OpenTimelineIO: the markers of a clip, one a mouth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from media_core.timeline import Ms
from visemes.readers.keys import MOST_MS, Keys, damaged, exactly, keys_of, rate


def read(text: str) -> Keys:
    """The clip with the most markers; where there is none, the mouth rests.

    Raises:
        InputError: it is damaged, or no clip has markers.
    """
    try:
        clips = list(_with_markers(json.loads(text)))
        if not clips:
            raise damaged("no clip has markers")
        clip = max(clips, key=lambda clip: len(clip["markers"]))
        whole = clip.get("source_range") or _available(clip)
        begins = _ms(whole["start_time"]) if whole else Ms(0)
        length = _ms(whole["duration"]) if whole else Ms(0)
        shapes = ""
        found: list[tuple[Ms, Ms, str]] = []
        for marker in clip["markers"]:
            at, lasts = marker["marked_range"]["start_time"], marker["marked_range"]["duration"]
            start = _ms(at) - begins
            found.append((Ms(start), Ms(_ms(_sum(at, lasts)) - begins), str(marker["name"])))
            ours = (marker.get("metadata") or {}).get("animatemusic") or {}
            shapes = shapes or str(ours.get("set", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as err:
        raise damaged("it is not an OpenTimelineIO timeline with markers") from err
    found.sort(key=lambda row: row[0])
    end = max(length, *(stop for _, stop, _ in found))
    rows: list[tuple[Ms, str]] = []
    at_ms = Ms(0)
    for start, stop, name in found:
        if start > at_ms + 1:
            rows.append((at_ms, ""))
        rows.append((Ms(max(0, start)), name))
        at_ms = max(at_ms, stop)
    if at_ms + 1 < end:
        rows.append((at_ms, ""))
    return keys_of(rows, end, shapes)


def _with_markers(thing: Any) -> Iterator[dict[str, Any]]:
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if str(one.get("OTIO_SCHEMA", "")).startswith("Clip.") and one.get("markers"):
                yield one
            waiting += list(one.values())
        elif isinstance(one, list):
            waiting += one


def _available(clip: dict[str, Any]) -> Any:
    media = clip.get("media_references") or {}
    reference = media.get(clip.get("active_media_reference_key")) or clip.get("media_reference")
    return (reference or {}).get("available_range")


def _sum(start: dict[str, Any], length: dict[str, Any]) -> dict[str, Any]:
    """Frames are added before they become milliseconds, which are rounded."""
    frames = exactly(length["value"]) * rate(start["rate"]) / rate(length["rate"])
    return {"rate": start["rate"], "value": float(exactly(start["value"]) + frames)}


def _ms(time: dict[str, Any]) -> Ms:
    """A moment; of a frame, the one that it begins at."""
    moment = int(exactly(time["value"]) * 1000 / rate(time["rate"]))
    if abs(moment) > MOST_MS:
        raise damaged("its times are outside of any song")
    return Ms(moment)
