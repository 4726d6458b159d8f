"""What changes with the parts of a song: the mood, and the side that the character is seen from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence

from aligner.alignment import Alignment, Line
from media_core.timeline import Ms
from render.rigs.names import key

AHEAD_MS = 250
"""A face changes just before it begins to sing."""

ALIKE = (
    ("smile", "smiling", "happy", "love"),
    ("sad", "cry", "tender"),
    ("angry", "shout", "evil"),
    ("surprised", "scared"),
)
"""Moods that stand in for each other where a rig lacks one."""

Steps = tuple[tuple[Ms, str], ...]
"""From when on what holds, ascending; before the first, the first."""


def moods_of(alignment: Alignment, moods: Collection[str], said: Mapping[str, str]) -> Steps:
    """Which mood the character is in when.

    What the lyric sheet says of a section counts most, then what ``said`` says of the singer, then
    of the section.

    Args:
        alignment: of the song.
        moods: that the rig has.
        said: section, singer or mood of the sheet -> mood of the rig.
    """
    table = {key(name): mood for name, mood in said.items()}

    def of_line(line: Line) -> str:
        for name in (line.mood, line.singer, *_names(line.section)):
            wanted = table.get(key(name), name if name == line.mood else "")
            mood = _drawn(wanted, moods)
            if mood or key(wanted) == "neutral":
                return mood
        return ""

    return _steps(alignment, of_line) if moods else ()


def views_of(alignment: Alignment, views: Collection[str], said: Mapping[str, str]) -> Steps:
    """From which side the character is seen when; "" is the front.

    If ``said`` says nothing, singers stand on different sides, and a single singer turns with the
    sections, back to the front each second time.
    """
    if not views:
        return ()
    sides = [side for side in ("left", "right") if side in views]
    table = {key(name): view for name, view in said.items()}
    lines = [line for line in alignment.lines if not line.background]
    singers = list(dict.fromkeys(line.singer for line in lines if line.singer))
    parts = list(dict.fromkeys(line.section for line in lines if line.section))
    turned = [side for other in sides for side in ("", other)]

    def of_line(line: Line) -> str:
        view = ""
        if table:
            names = (line.singer, *_names(line.section))
            view = next((table[key(name)] for name in names if key(name) in table), "")
        elif len(singers) > 1 and line.singer:
            places = sides if len(sides) > 1 else ["", *sides]
            view = places[singers.index(line.singer) % len(places)]
        elif len(parts) > 1 and line.section:
            view = turned[parts.index(line.section) % len(turned)]
        return view if view in views else ""

    return _steps(alignment, of_line)


def holds_at(moment: Ms, steps: Sequence[tuple[Ms, str]]) -> str:
    """What holds at a moment, or "" if nothing ever does."""
    if not steps:
        return ""
    return steps[max(0, bisect_right(steps, moment, key=lambda step: step[0]) - 1)][1]


def _names(section: str) -> tuple[str, ...]:
    """``Chorus 2`` is also a chorus."""
    return section, re.sub(r"[\s\d.:]+$", "", section)


def _drawn(wanted: str, moods: Collection[str]) -> str:
    """The rig's mood for one that is wanted, or ""."""
    name = key(wanted)
    if not name or name in moods:
        return name
    alike = next((row for row in ALIKE if name in row), ())
    return next((mood for mood in alike if mood in moods), "")


def _steps(alignment: Alignment, value_of: Callable[[Line], str]) -> Steps:
    rows = sorted(
        (line.span.start, line.span.end, value_of(line))
        for line in alignment.lines
        if line.span is not None and not line.background
    )
    steps: list[tuple[Ms, str]] = []
    before = 0
    for start, end, value in rows:
        if not steps or steps[-1][1] != value:
            moment = max(before, start - AHEAD_MS, steps[-1][0] + 1 if steps else 0)
            steps.append((Ms(moment), value))
        before = max(before, end)
    return tuple(steps)
