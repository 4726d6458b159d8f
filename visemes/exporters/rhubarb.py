"""The files of Rhubarb Lip Sync 1.14, byte for byte.

Times have two decimals, and the JSON is laid out by hand because JSON libraries drop the trailing
zero of ``5.60``. Source: Rhubarb Lip Sync's documentation of its output formats
(https://github.com/DanielSWolf/rhubarb-lip-sync#output-formats).
"""

from __future__ import annotations

import json

from media_core.timeline import Ms
from visemes.exporters.escaping import xml_text
from visemes.exporters.performance import Performance
from visemes.track import MouthTrack


def write_tsv(song: Performance) -> str:
    """``start<TAB>shape`` lines; the last one closes the mouth at the end of the song."""
    rows = [f"{_seconds(start)}\t{shape}" for start, _, shape in _rows(song.track)]
    rows.append(f"{_seconds(song.duration)}\t{song.track.set.rest}")
    return "\n".join(rows) + "\n"


def write_xml(song: Performance) -> str:
    """``mouthCue`` elements that follow one another without gaps."""
    cues = "".join(
        f'    <mouthCue start="{_seconds(start)}" end="{_seconds(end)}">{shape}</mouthCue>\n'
        for start, end, shape in _cues(song.track)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<rhubarbResult>\n"
        "  <metadata>\n"
        f"    <soundFile>{xml_text(song.sound)}</soundFile>\n"
        f"    <duration>{_seconds(song.duration)}</duration>\n"
        "  </metadata>\n"
        "  <mouthCues>\n"
        f"{cues}"
        "  </mouthCues>\n"
        "</rhubarbResult>\n"
    )


def write_json(song: Performance) -> str:
    """An object of ``metadata`` and ``mouthCues`` that follow one another without gaps."""
    cues = ",\n".join(
        f'    {{ "start": {_seconds(start)}, "end": {_seconds(end)}, "value": "{shape}" }}'
        for start, end, shape in _cues(song.track)
    )
    return (
        "{\n"
        '  "metadata": {\n'
        f'    "soundFile": {json.dumps(song.sound, ensure_ascii=False)},\n'
        f'    "duration": {_seconds(song.duration)}\n'
        "  },\n"
        '  "mouthCues": [\n'
        f"{cues}\n"
        "  ]\n"
        "}\n"
    )


def _hundredths(moment: Ms) -> int:
    """Rounded half up without a detour through binary fractions."""
    return (moment + 5) // 10


def _seconds(moment: Ms) -> str:
    hundredths = _hundredths(moment)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _rows(track: MouthTrack) -> list[tuple[Ms, Ms, str]]:
    """Cues that still have a length after rounding to hundredths; neighbours differ."""
    rows: list[tuple[Ms, Ms, str]] = []
    for cue in track.cues:
        if _hundredths(cue.start) == _hundredths(cue.end):
            continue
        if rows and rows[-1][2] == cue.value:
            rows[-1] = (rows[-1][0], cue.end, cue.value)
        else:
            rows.append((cue.start, cue.end, cue.value))
    return rows


def _cues(track: MouthTrack) -> list[tuple[Ms, Ms, str]]:
    """The same, but never none: importers expect at least one cue."""
    return _rows(track) or [(Ms(0), track.cues.span.end, track.set.rest)]
