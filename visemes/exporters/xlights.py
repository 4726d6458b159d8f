"""xLights: a timing track with lyrics (``.xtiming``) for the Faces effect.

Three layers, as xLights makes them when it breaks lyrics down: phrases, words, phonemes with the
names of Preston Blair. A sequence counts in steps of whole milliseconds (25 or 50 as a rule), and
xLights cuts off what lies between them: so times are written on steps. Where nobody sings there is
no phoneme. The manual on importing timing
tracks: https://manual.xlights.org/xlights/chapters/chapter-four-sequencer/timing-tracks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from media_core.errors import InputError
from media_core.timeline import Ms, Span, frame_start
from visemes.exporters.escaping import one_line, xml_attribute
from visemes.exporters.frames import exposures
from visemes.exporters.performance import Performance, in_a_row

SOURCE_VERSION = "2024.01"
"""The version of xLights whose layout this is; xLights asks for one."""

Row = tuple[int, int, str]


def write(song: Performance) -> str:
    """The track, named after the song.

    Raises:
        InputError: a frame does not last whole milliseconds.
    """
    step = 1000 / song.fps
    if step.denominator != 1:
        raise InputError(
            f"xLights counts in whole milliseconds, and a frame of {float(song.fps):.5g} a second "
            f"lasts {float(step):.2f}",
            hint=f"use --step with that of your sequence: 25, 50 or {round(step)}",
        )
    layers = (
        _layer(((line.span, line.text) for line in song.lines()), song),
        _layer(((word.span, word.text) for word in song.words()), song),
        _phonemes(song),
    )
    name = xml_attribute(one_line(song.title))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<timing name="{name}" SourceVersion="{SOURCE_VERSION}">',
    ]
    for layer in layers:
        lines.append("   <EffectLayer>")
        lines.extend(
            f'      <Effect label="{xml_attribute(one_line(label))}" '
            f'starttime="{start}" endtime="{end}" />'
            for start, end, label in layer
        )
        lines.append("   </EffectLayer>")
    lines.append("</timing>")
    return "\n".join(lines) + "\n"


def _layer(rows: Iterable[tuple[Span | None, str]], song: Performance) -> Iterator[Row]:
    """Spans on frames; what has no whole frame is left out."""
    timed = ((span, label) for span, label in rows if span is not None)
    for start, end, label in in_a_row(timed, song.duration):
        first, last = _nearest(start, song.fps), _nearest(end, song.fps)
        if first < last:
            yield first, last, label


def _phonemes(song: Performance) -> Iterator[Row]:
    for run in exposures(song.track, song.fps):
        if run.shape != song.track.set.rest:
            yield frame_start(run.start, song.fps), frame_start(run.end, song.fps), run.shape


def _nearest(moment: Ms, fps: Fraction) -> Ms:
    return frame_start(int(moment * fps / 1000 + Fraction(1, 2)), fps)
