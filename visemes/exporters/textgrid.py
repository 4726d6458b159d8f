"""Praat: a TextGrid with the mouths under the words, to look at and to listen to.

Interval tiers ``words`` and ``visemes`` in seconds with three decimals. Format:
https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html.
"""

from __future__ import annotations

import re
from typing import Any

from media_core.timeline import Ms
from visemes.exporters.escaping import one_line
from visemes.exporters.performance import Performance, in_a_row

# praatIO finds the parts of the format by these words, even inside a label.
_MARKS = re.compile(r"(item|intervals|points)( ?)\[")


def write(song: Performance) -> str:
    """The long text form."""
    # Here, and not above: praatIO takes 50 ms to load, and the other formats do not need it.
    from praatio.utilities.textgrid_io import getTextgridAsStr

    words = [(word.span, word.text) for word in song.words() if word.span is not None]
    mouths = [(cue.span, cue.value) for cue in song.track.cues]
    end = _s(song.duration)
    tiers = [
        _tier("words", in_a_row(words, song.duration), end),
        _tier("visemes", in_a_row(mouths, song.duration), end),
    ]
    grid = {"xmin": 0, "xmax": end, "tiers": tiers}
    text: str = getTextgridAsStr(grid, "long_textgrid", includeBlankSpaces=True)
    return text


def _tier(name: str, rows: list[tuple[Ms, Ms, str]], end: float) -> dict[str, Any]:
    return {
        "class": "IntervalTier",
        "name": name,
        "xmin": 0,
        "xmax": end,
        "entries": [(_s(a), _s(b), _MARKS.sub(r"\1\2(", one_line(label))) for a, b, label in rows],
    }


def _s(ms: int) -> float:
    return round(ms / 1000, 3)
