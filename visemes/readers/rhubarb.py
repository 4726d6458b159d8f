"""Rhubarb Lip Sync's files, as it or we write them, or as somebody corrected them."""

from __future__ import annotations

import json
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from media_core.timeline import Ms, ms_from_seconds
from visemes.readers.keys import MOST_MS, Keys, damaged, keys_of

_SET = "rhubarb"


def read_tsv(text: str) -> Keys:
    """``start<TAB>shape`` lines; the last one says when the song ends.

    Raises:
        InputError: it is damaged.
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            start, tab, shape = line.partition("\t")
            if not tab or not shape.strip():
                raise damaged(f"line {number} is not a time, a tab and a mouth")
            rows.append((_ms(start), shape.strip()))
    if len(rows) < 2:
        raise damaged("it has no mouths")
    return keys_of(rows[:-1], rows[-1][0], _SET)


def read_json(text: str) -> Keys:
    """``mouthCues`` with ``start``, ``end`` and ``value``.

    Raises:
        InputError: it is damaged.
    """
    try:
        cues = json.loads(text)["mouthCues"]
        return _cues([(str(cue["start"]), str(cue["end"]), str(cue["value"])) for cue in cues])
    except (ValueError, TypeError, KeyError, RecursionError) as err:
        raise damaged("it has no list of mouthCues with start, end and value") from err


def read_xml(text: str) -> Keys:
    """``mouthCue`` elements.

    Raises:
        InputError: it is damaged.
    """
    try:
        root = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError) as err:
        raise damaged(f"its XML is broken ({err})") from err
    return _cues(
        [
            (cue.get("start", ""), cue.get("end", ""), (cue.text or "").strip())
            for cue in root.iter("mouthCue")
        ]
    )


def _cues(rows: list[tuple[str, str, str]]) -> Keys:
    """Where a cue was taken out, the mouth rests."""
    found: list[tuple[Ms, str]] = []
    at = Ms(0)
    for start, end, shape in rows:
        begins, ends = _ms(start), _ms(end)
        if begins > at + 1:
            found.append((at, "X"))
        if begins < ends:
            found.append((begins, shape))
        at = max(at, ends)
    return keys_of(found, at, _SET)


def _ms(text: str) -> Ms:
    try:
        seconds = float(text)
    except ValueError as err:
        raise damaged(f"{text[:40]!r} is not a time in seconds") from err
    if not 0 <= seconds <= MOST_MS / 1000:
        raise damaged(f"{text[:40]!r} is outside of any song")
    return ms_from_seconds(seconds)
