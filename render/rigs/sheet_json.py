"""The JSON beside a sprite sheet -> its frames. Pure.

Written to the published descriptions of Aseprite's ``--data`` (json-hash and json-array, frame
tags, slices, layers) and of TexturePacker's JSON (hash and array, trimmed, rotated, pivot).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from media_core.errors import RigError

MAX_BYTES = 8_000_000
MAX_FRAMES = 5_000


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """One picture of a sheet, in pixels.

    Attributes:
        name: as the artist wrote it, without suffix and frame number.
        box: left, top, width and height on the sheet; of the upright picture if it is rotated.
        rotated: it lies turned by 90 degrees clockwise, so it takes height x width there.
        offset: where it lies on its own canvas.
        canvas: the size of that canvas.
        pivot: the anchor on that canvas, or None.
        layer: the Aseprite layer it is from, or "".
    """

    name: str
    box: tuple[int, int, int, int]
    rotated: bool
    offset: tuple[int, int]
    canvas: tuple[int, int]
    pivot: tuple[float, float] | None = None
    layer: str = ""


@dataclass(frozen=True, slots=True)
class SheetData:
    """What the JSON says.

    Attributes:
        image: file name of the sheet, or "".
        frames: in the order of the file.
        renamed: frames that have their name from a tag, and how many more the tag has.
    """

    image: str
    frames: tuple[SheetFrame, ...]
    renamed: Mapping[str, int]


def parse_sheet(data: bytes, name: str) -> SheetData:
    """Read the data of a sheet.

    Raises:
        RigError: not JSON, no sheet, or with impossible numbers.
    """
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as err:
        raise RigError(f"{name} is not JSON ({err})", hint="export the sheet again") from err
    if not isinstance(table, dict) or not isinstance(table.get("frames"), dict | list):
        raise RigError(
            f"{name} is no data of a sprite sheet: it has no frames",
            hint="export JSON (hash or array) with Aseprite or TexturePacker",
        )
    rows = list(_rows(table["frames"]))
    if not 0 < len(rows) <= MAX_FRAMES:
        raise RigError(f"{name} has {len(rows)} frames", hint=f"at most {MAX_FRAMES} are read")
    meta = table.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    try:
        frames = [_frame(title, row) for title, row in rows]
        frames = _sliced(frames, meta.get("slices"))
        frames, renamed = _tagged(frames, meta.get("frameTags"))
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as err:
        raise RigError(
            f"{name} has a frame, tag or slice that cannot be understood{_why(err)}",
            hint="export the sheet again",
        ) from err
    image = meta.get("image")
    return SheetData(image if isinstance(image, str) else "", tuple(frames), renamed)


class _OddError(ValueError):
    """A number that is none, in words for people."""


def _why(err: Exception) -> str:
    """What is wrong with it, as far as it can be said without Python's own words."""
    if isinstance(err, _OddError):
        return f" ({err})"
    if isinstance(err, KeyError) and isinstance(err.args[0], str):
        return f" (its {err.args[0]!r} is missing)"
    return " (a value is of the wrong kind)"


def _rows(frames: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = frames.items() if isinstance(frames, dict) else ((None, row) for row in frames)
    for number, (title, row) in enumerate(rows):
        if isinstance(row, dict):
            yield str(row.get("filename", number) if title is None else title), row


def _frame(title: str, row: dict[str, Any]) -> SheetFrame:
    place = row.get("frame", row)  # some exporters write x, y, w and h without a frame
    x, y, width, height = (_whole(place[key]) for key in "xywh")
    canvas = row.get("sourceSize")
    size = (_whole(canvas["w"]), _whole(canvas["h"])) if canvas else (width, height)
    source = row.get("spriteSourceSize") if row.get("trimmed") else None
    offset = (_whole(source["x"], -100_000), _whole(source["y"], -100_000)) if source else (0, 0)
    pivot = row.get("pivot")
    at = None
    if isinstance(pivot, dict):  # TexturePacker: as shares of the untrimmed picture
        at = (_number(pivot["x"]) * size[0], _number(pivot["y"]) * size[1])
    layer, name = _title(title)
    return SheetFrame(
        name, (x, y, width, height), bool(row.get("rotated")), offset, size, at, layer
    )


_ASEPRITE = re.compile(
    r"^(?P<title>.*?)(?: \((?P<layer>.*)\))?(?: (?P<number>\d+))?\.(?:ase|aseprite)$"
)
"""``mouths (Head) 3.aseprite``: Aseprite's own way to name frames."""


def _title(title: str) -> tuple[str, str]:
    """The layer and the name that a frame's file name tells."""
    match = _ASEPRITE.match(title)
    if match:
        number = match["number"]
        return match["layer"] or "", f"{match['title']} {number}" if number else match["title"]
    bare = title.replace("\\", "/").rsplit("/", 1)[-1]
    return "", re.sub(r"\.(png|webp|jpe?g|bmp|gif)$", "", bare, flags=re.IGNORECASE)


def _tagged(frames: list[SheetFrame], tags: Any) -> tuple[list[SheetFrame], dict[str, int]]:
    """Frames named by tags, if there are any: a tag's first frame is its picture."""
    if not isinstance(tags, list) or not tags:
        return frames, {}
    layers = list(dict.fromkeys(frame.layer for frame in frames))
    out: list[SheetFrame] = []
    more: dict[str, int] = {}
    tagged: set[int] = set()
    for layer in layers:
        own = [frame for frame in frames if frame.layer == layer]
        for tag in tags[:MAX_FRAMES]:
            first, last = _whole(tag["from"]), _whole(tag["to"])
            if not 0 <= first <= last < len(own):
                continue
            tagged |= set(range(first, last + 1))
            name = str(tag["name"])
            if last > first:
                more[name] = last - first
            out.append(replace(own[first], name=name))
        # A layer that stands still has the same picture in every frame.
    return (out, more) if out else (frames, {})


def _sliced(frames: list[SheetFrame], slices: Any) -> list[SheetFrame]:
    """Several slices of one frame are a picture each; one slice is a frame's anchor."""
    if not isinstance(slices, list) or not slices:
        return frames
    if len(frames) == 1 and len(slices) > 1:
        whole = frames[0]
        out = []
        for row in slices[:MAX_FRAMES]:
            key = row["keys"][0]
            x, y, width, height = (_whole(key["bounds"][k]) for k in "xywh")
            left, top = whole.box[0] + x - whole.offset[0], whole.box[1] + y - whole.offset[1]
            pivot = _slice_pivot(key)
            out.append(
                SheetFrame(
                    str(row["name"]),
                    (left, top, width, height),
                    False,
                    (0, 0),
                    (width, height),
                    pivot,
                )
            )
        return out
    keys = {_whole(key["frame"]): key for key in slices[0].get("keys", [])}
    out = []
    last = None
    for number, frame in enumerate(frames):
        last = keys.get(number, last)
        pivot = _slice_pivot(last) if last else None
        if last and pivot:
            bounds = last["bounds"]
            pivot = (pivot[0] + _whole(bounds["x"]), pivot[1] + _whole(bounds["y"]))
        out.append(replace(frame, pivot=pivot or frame.pivot))
    return out


def _slice_pivot(key: dict[str, Any]) -> tuple[float, float] | None:
    pivot = key.get("pivot")
    return (_number(pivot["x"]), _number(pivot["y"])) if isinstance(pivot, dict) else None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _OddError(f"{str(value)[:40]!r} is no number")
    if not math.isfinite(value) or abs(value) > 1e6:
        raise _OddError(f"{value:.6g} is out of range")
    return float(value)


def _whole(value: Any, least: int = 0) -> int:
    number = _number(value)
    if number < least or number > 100_000:
        raise _OddError(f"{value:.6g} is out of range")
    return round(number)
