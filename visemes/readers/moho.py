"""Switch data of Moho: ``frame shape`` lines, counted from 1. The frame rate is not in the file."""

from __future__ import annotations

import re
from fractions import Fraction

from media_core.timeline import Ms
from visemes.readers.keys import Keys, damaged, keys_of, on_frame

HEAD = "MohoSwitch1"
_ROW = re.compile(r"\s*(\d{1,9})\s+(\S+)\s*")


def read(text: str, fps: Fraction) -> Keys:
    """The mouths; a rest at the end says where the song ends.

    Raises:
        InputError: it is damaged.
    """
    lines = text.splitlines()
    if not lines or lines[0].strip() != HEAD:
        raise damaged(f"it does not begin with {HEAD}")
    rows: list[tuple[Ms, str]] = []
    for number, line in enumerate(lines[1:], 2):
        row = _ROW.fullmatch(line)
        if row is not None:
            rows.append((on_frame(max(0, int(row[1]) - 1), fps), row[2]))
        elif line.strip():
            raise damaged(f"line {number} is not a frame and a mouth")
    if len(rows) > 1 and rows[-1][1] == "rest":
        return keys_of(rows[:-1], rows[-1][0], "preston-blair")
    return keys_of(rows, Ms(0), "preston-blair")
