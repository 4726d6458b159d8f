"""What the frames of a video tell: black ones, ones that stand still, ones that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from animatemusic.qc.findings import Finding, Severity
from animatemusic.qc.footage import Watched
from media_core.timeline import Ms, Span

FADE_MS = 1000
"""Videos may begin out of black and end in it, for so long. Ours: a usual fade."""

FROZEN_SUNG_MS = 2000
"""A picture in which nothing moves for so long while somebody sings. FFmpeg's ``freezedetect`` has
2 s; our characters' heads sway, so theirs never stand still."""

FROZEN_MS = 20_000
"""The same where the words are not known: a picture may wait out a solo."""

UNEVEN = 0.5
"""Share of a frame by which the distance of two frames may be off: time stamps of Matroska are
whole milliseconds, and 0.5 is a sixth of a frame at 30 frames a second away from them."""

MOST_PLACES = 20
"""Of one kind that are named one by one."""


def picture_findings(video: Watched, sung: Sequence[Span] | None) -> Iterator[Finding]:
    """Look through the frames.

    Args:
        video: the file.
        sung: when somebody sings, or None if nobody knows.
    """
    yield from _damaged(video)
    if not video.alpha:  # what is transparent may be black behind it
        yield from _black(video)
        yield from _frozen(video, sung)
    if not video.animated_picture:
        yield from _uneven(video)


def spans_of(video: Watched, marked: NDArray[np.bool_]) -> list[Span]:
    """When the frames that are marked are shown, from the first frame on."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    times = np.append(video.starts, video.end) - video.begins
    spans = []
    for first, end in edges.reshape(-1, 2):
        begin, stop = (round(1000 * float(times[i])) for i in (first, end))
        spans.append(Span(Ms(begin), Ms(max(begin + 1, stop))))
    return spans


def _black(video: Watched) -> Iterator[Finding]:
    last = round(1000 * (video.end - video.begins))
    runs = spans_of(video, video.black)
    if video.black.all():
        yield _black_one(runs[0], "error", "the picture is black from beginning to end")
        return
    inside = [span for span in runs if span.start > 0 and span.end < last]
    for span in (span for span in runs if span not in inside):
        if span.length > FADE_MS:
            end = "begins" if span.start == 0 else "ends"
            yield _black_one(span, "warning", f"the picture {end} with {_long(span)} of black")
    for span in inside[:MOST_PLACES]:
        yield _black_one(span, "error", f"the picture is black for {_long(span)}")
    if len(inside) > MOST_PLACES:
        more = f"the picture is black in {len(inside) - MOST_PLACES} more places"
        yield _black_one(Span(inside[MOST_PLACES].start, inside[-1].end), "error", more)


def _black_one(span: Span, severity: Severity, text: str) -> Finding:
    hint = "render it again; if it is meant so, add --ignore black-frames"
    return Finding("black-frames", severity, "picture", text, hint, span)


def _frozen(video: Watched, sung: Sequence[Span] | None) -> Iterator[Finding]:
    if video.black.all():
        return
    for span in spans_of(video, video.still):
        if sung is None and span.length >= FROZEN_MS:
            yield Finding(
                "frozen-picture",
                "note",
                "picture",
                f"nothing moves for {_long(span)}",
                "",
                span,
            )
        elif sung is not None:
            yield from _frozen_while_sung(span, sung)


def _frozen_while_sung(still: Span, sung: Sequence[Span]) -> Iterator[Finding]:
    inside = [span for span in sung if span.start >= still.start and span.end <= still.end]
    if not inside or inside[-1].end - inside[0].start < FROZEN_SUNG_MS:
        return
    yield Finding(
        "frozen-picture",
        "warning",
        "picture",
        f"nothing moves for {_long(still)}, and {len(inside)} words are sung",
        "is the mouth there? render that part again",
        Span(inside[0].start, inside[-1].end),
    )


def _uneven(video: Watched) -> Iterator[Finding]:
    if len(video.starts) < 3:
        return
    usual = float(np.median(np.diff(video.starts)))
    off = np.flatnonzero(np.abs(np.diff(video.starts) - usual) > UNEVEN * usual)
    if not len(off):
        return
    first = round(1000 * float(video.starts[off[0]] - video.begins))
    after = round(1000 * float(video.starts[off[0] + 1] - video.begins))
    share = len(off) / (len(video.starts) - 1)
    if share > 0.02:
        text = f"{share:.0%} of the frames are not shown as long as the others"
    else:
        places = "1 place" if len(off) == 1 else f"{len(off)} places"
        text = f"frames are missing, or shown longer than others, in {places}"
    yield Finding(
        "uneven-frames",
        "warning",
        "picture",
        text,
        "editors lose time with it: export with a constant frame rate",
        Span(Ms(first), Ms(max(after, first + 1))),
    )


def _damaged(video: Watched) -> Iterator[Finding]:
    if not video.damaged:
        return
    number = min(video.damaged[0], len(video.starts) - 1)
    begin = Ms(round(1000 * float(video.starts[number] - video.begins)))
    count = len(video.damaged)
    yield Finding(
        "damaged",
        "error",
        "picture",
        f"{count} {'place is' if count == 1 else 'places are'} damaged and cannot be decoded",
        "render it again, or copy the file again",
        Span(begin, Ms(begin + 1)),
    )


def _long(span: Span) -> str:
    return f"{span.length / 1000:.2f} s"
