"""What singing adds to the mouths of speech: breath, held notes, drawings on twos."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import VOWELS, Line
from media_core.loudness import Loudness
from media_core.timeline import Cue, Ms, Span, Timeline, frame_at, frame_start
from visemes.timing import Timing
from visemes.viseme_set import Shape, VisemeSet

BREATH_LOOK = Shape("breath", "", "", 0.4, 0.1)
"""A mouth that draws breath is a little open and relaxed."""

SMALLER = (0.4, 0.85)
"""A shape is a smaller one of another if it is open by this share of it."""

NEAR_WIDTH = 0.35
"""And if its lips are about as wide."""

AGAIN_MS = 240
"""Least time between two articulations of a held vowel: four in a second are fast."""


def take_breath(
    track: Timeline[str], lines: Sequence[Line], shapes: VisemeSet, timing: Timing
) -> Timeline[str]:
    """Open a little before a line that follows a pause: singers breathe there, and are seen to.

    The breath ends where the mouth of the line begins, and leaves the rest before it long enough
    to be seen.
    """
    shape = breath_shape(shapes)
    starts = _line_starts(lines, timing.inhale_after) if timing.inhale else []
    cues: list[Cue[str]] = []
    at = 0
    for i, cue in enumerate(track):
        following = track.cues[i + 1] if i + 1 < len(track) else None
        # The first line whose first word is not long over when this rest ends.
        while at < len(starts) and starts[at] < cue.end - timing.release:
            at += 1
        due = at < len(starts) and cue.start < starts[at] and starts[at] - cue.end <= timing.breath
        begin = max(cue.end - timing.inhale, cue.start + timing.shortest)
        long = cue.end - begin >= max(timing.shortest, timing.frame)
        if cue.value == shapes.rest and following is not None and due and long:
            cues.append(Cue(Span(cue.start, Ms(begin)), cue.value))
            cues.append(Cue(Span(Ms(begin), cue.end), shape))
        else:
            cues.append(cue)
    return Timeline(track.span, tuple(cues)).joined()


def breath_shape(shapes: VisemeSet) -> str:
    """The vowel's shape that looks most like a breath."""
    vowels = {shapes.phones[vowel][0] for vowel in sorted(VOWELS & set(shapes.phones))}
    fit = [s for s in shapes.shapes.values() if s.name in vowels] or [shapes.shapes[shapes.rest]]
    return min(fit, key=BREATH_LOOK.effort).name


def _line_starts(lines: Sequence[Line], pause: int) -> list[int]:
    """When lines begin before which nobody sings for ``pause`` milliseconds."""
    sung = sorted(w.span for line in lines for w in line.words if w.span is not None)
    firsts = sorted({line.span.start for line in lines if line.span is not None})
    starts = [span.start for span in sung]
    ends = np.maximum.accumulate([0, *(span.end for span in sung)])
    return [first for first in firsts if first - int(ends[bisect_left(starts, first)]) >= pause]


def move_held_notes(
    track: Timeline[str], shapes: VisemeSet, timing: Timing, loudness: Loudness | None
) -> Timeline[str]:
    """Let a long note breathe: a frozen mouth looks dead after half a second.

    Where the voice dips inside the note (several notes on one vowel, a swell) the mouth gives way
    to a smaller shape of its kind for a moment, and stays there where the voice dies away. Where
    the voice is not known, it gives way in the last third. Shapes without a smaller one of their
    kind stay.
    """
    cues: list[Cue[str]] = []
    smaller = {name: smaller_shape(name, shapes) for name in shapes.shapes}
    for cue in track:
        other = smaller[cue.value]
        if other is None or cue.span.length <= timing.settle:
            cues.append(cue)
            continue
        if loudness is None:
            parts = [Span(Ms(cue.end - cue.span.length // 3), cue.end)]
        else:
            parts = soft_parts(cue.span, loudness, timing)
        cues += _with_parts(cue, other, parts)
    return Timeline(track.span, tuple(cues)).joined()


def smaller_shape(name: str, shapes: VisemeSet) -> str | None:
    """The shape of another vowel that looks like this one, less open; None if there is none."""
    shape = shapes.shapes[name]
    if name in shapes.must or name == shapes.rest:
        return None
    vowels = {shapes.phones[vowel][0] for vowel in VOWELS & set(shapes.phones)}
    low, high = SMALLER
    fit = [
        other
        for other in shapes.shapes.values()
        if other.name in vowels - shapes.must - {shapes.rest}
        and low * shape.openness <= other.openness <= high * shape.openness
        and abs(other.width - shape.width) <= NEAR_WIDTH
    ]
    return min(fit, key=shape.effort).name if fit else None


def soft_parts(note: Span, loudness: Loudness, timing: Timing) -> list[Span]:
    """Where the voice falls by ``timing.dip`` below what is around it, inside a note.

    A part is at least as long as the eye needs, and two are :data:`AGAIN_MS` apart.
    """
    least = max(timing.shortest, timing.frame)
    values = loudness.over(note)
    step = loudness.step
    smooth = _smooth(values, max(1, 60 // step))
    # What the voice has reached before, and reaches again after: less than both is a dip.
    before = np.maximum.accumulate(smooth)
    after = np.maximum.accumulate(smooth[::-1])[::-1]
    again = smooth < (1.0 - timing.dip) * np.minimum(before, after)
    dying = (after < 0.6 * before) & (before >= before[-1])
    low = again | dying
    edges = np.flatnonzero(np.diff(np.concatenate([[False], low, [False]]).astype(np.int8)))
    parts: list[Span] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        start, end = note.start + int(a) * step, min(note.end, note.start + int(b) * step)
        if end - start < least:
            middle = (start + end) // 2
            start, end = middle - least // 2, middle - least // 2 + least
        start = max(start, note.start + 2 * least)
        if note.end - end < least:
            end = note.end
        if parts and start - parts[-1].end < AGAIN_MS:
            if end < note.end:
                continue  # beats of the band, or a tremolo: no singer articulates so fast
            start = max(start, parts[-1].end + least)
        if end - start >= least:
            parts.append(Span(Ms(start), Ms(end)))
    return parts


def _smooth(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    if len(values) < 2 or width < 2:
        return values
    padded = np.pad(values, (width // 2, width - 1 - width // 2), mode="edge")
    return np.convolve(padded, np.full(width, 1 / width), "valid")


def _with_parts(cue: Cue[str], other: str, parts: Sequence[Span]) -> list[Cue[str]]:
    out: list[Cue[str]] = []
    at = cue.start
    for part in parts:
        if part.start > at:
            out.append(Cue(Span(at, part.start), cue.value))
        out.append(Cue(part, other))
        at = part.end
    if at < cue.end:
        out.append(Cue(Span(at, cue.end), cue.value))
    return out


def change_on_frames(
    track: Timeline[str], shapes: VisemeSet, every: int, fps: Fraction
) -> Timeline[str]:
    """Let the mouth change on every n-th frame only, as drawings on twos do.

    Each of these drawings shows what lasts longest in it; but lips and teeth that must be seen
    get one of their own.
    """
    if every <= 1:
        return track
    edges = [Ms(0)]
    while edges[-1] < track.span.end:
        edges.append(min(track.span.end, frame_start(every * len(edges), fps)))
    shown = [""] * (len(edges) - 1)
    longest = [0] * len(shown)
    for cue in track:
        first = frame_at(cue.start, fps) // every
        last = min(len(shown) - 1, frame_at(Ms(cue.end - 1), fps) // every)
        for cell in range(first, last + 1):
            shared = min(cue.end, edges[cell + 1]) - max(cue.start, edges[cell])
            if shared > longest[cell]:
                shown[cell], longest[cell] = cue.value, shared
    for cue in track:
        if cue.value in shapes.must:
            first = frame_at(cue.start, fps) // every
            last = min(len(shown) - 1, frame_at(Ms(cue.end - 1), fps) // every)
            if cue.value not in shown[first : last + 1]:
                # The one it shares most with, unless another that must be seen is there.
                free = [c for c in range(first, last + 1) if shown[c] not in shapes.must]
                if last + 1 < len(shown) and shown[last + 1] not in shapes.must:
                    free.append(last + 1)
                if free:
                    shown[free[0]] = cue.value
    cells = zip(edges, edges[1:], shown, strict=False)
    return Timeline.of(track.span, cells).joined()
