"""The files of Rhubarb Lip Sync 1.14, byte for byte.

Times have two decimals, and the JSON is laid out by hand because JSON libraries drop the trailing
zero of ``5.60``. Source: Rhubarb Lip Sync's documentation of its output formats.
"""

from __future__ import annotations

import json

from aligner.timeline import Ms
from visemes.track import MouthTrack


def write_tsv(track: MouthTrack, sound: str) -> str:
    """``start<TAB>shape`` lines; the last one closes the mouth at the end of the song."""
    rows = [f"{_seconds(start)}\t{shape}" for start, _, shape in _rows(track)]
    rows.append(f"{_seconds(track.cues.span.end)}\t{track.set.rest}")
    return "\n".join(rows) + "\n"


def write_json(track: MouthTrack, sound: str) -> str:
    """An object of ``metadata`` and ``mouthCues`` that follow one another without gaps."""
    cues = ",\n".join(
        f'    {{ "start": {_seconds(start)}, "end": {_seconds(end)}, "value": "{shape}" }}'
        for start, end, shape in _rows(track)
    )
    return (
        "{\n"
        '  "metadata": {\n'
        f'    "soundFile": {json.dumps(sound, ensure_ascii=False)},\n'
        f'    "duration": {_seconds(track.cues.span.end)}\n'
        "  },\n"
        '  "mouthCues": [\n'
        f"{cues}\n"
        "  ]\n"
        "}\n"
    )


def _seconds(moment: Ms) -> str:
    """Seconds with two decimals, rounded half up without a detour through binary fractions."""
    hundredths = (moment + 5) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _rows(track: MouthTrack) -> list[tuple[Ms, Ms, str]]:
    """Cues that still have a length after rounding to hundredths."""
    return [
        (cue.start, cue.end, cue.value)
        for cue in track.cues
        if (cue.start + 5) // 10 < (cue.end + 5) // 10
    ]
