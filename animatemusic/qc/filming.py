"""What can be said of a film of ours before it is drawn: its mouth, its captions, its cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from aligner.alignment import Alignment
from animatemusic.qc.findings import Finding, Severity
from animatemusic.qc.listening import Heard
from animatemusic.qc.silence import audible
from media_core.loudness import STEP_MS
from media_core.timeline import Ms, Span, frame_start
from render.captions.marks import Mark, TextMark
from render.captions.plan import Captions
from render.film import Film
from render.frame import Rect
from render.layers.captions import CaptionLayer
from render.layout import Layout
from render.rigs import Rig
from render.text.missing import advice
from visemes.track import MouthTrack

MOVES = 0.08
"""Openness of a jaw, 0..1, from which on a mouth is seen to be open. Ours: less than teeth on a lip
(0.1 in the set of Rhubarb); resting mouths of the sets that ship have 0."""

IN_SILENCE_MS = 400
"""A mouth that is open for so long while nothing is heard is seen; it may lead and follow its
words by 50 and 80 ms (``visemes.timing``), take a breath of 180 ms, and hold a final consonant."""

CLOSED_MS = 200
"""Lips that close for no longer than this between two syllables do not make two findings."""

EDGE = 2
"""Pixels by which ink may pass a line: its edges are soft."""

MOUTH = (1.1, 0.25, 0.85)
"""The part of a face that a singing mouth fills: its width, and its reach above and below its
middle when closed, in widths of the closed mouth. Ours, seen on the rigs that ship."""

NEVER = Ms(0)

SEEN = 0.5
"""Opacity from which on text that fades counts."""


def film_findings(
    film: Film,
    place: Layout,
    track: MouthTrack,
    rig: Rig,
    words: Alignment,
    heard: Heard | None,
    span: Span | None = None,
    safe: Rect | None = None,
    progress: Callable[[float], None] = lambda share: None,
    *,
    mouth: bool = True,
) -> Iterator[Finding]:
    """Go through a film without drawing it; times are those of the song.

    Args:
        film: as it would be rendered.
        place: where things stand in its frames.
        track: what its mouth does.
        rig: the character.
        words: that are sung.
        heard: the song, or None if nobody has listened.
        span: the part of the song that is shown, or None.
        safe: what captions should stay in; the film's own safe area if None.
        progress: told the share that is done.
        mouth: whether its mouth follows the words, and not somebody's face.
    """
    if not rig.info.licence:
        yield Finding(
            "no-licence",
            "note",
            rig.info.name,
            f"nobody says who may use the rig {rig.info.name}",
            "ask its author; if you drew it, write licence = into its rig.toml",
        )
    if heard is not None and mouth and film.look.only != "lyrics":
        yield from mouth_findings(track, words, heard)
    captions = film.captions
    if captions is None or film.look.only == "character":
        return
    if film.missing:
        yield Finding(
            "missing-glyphs",
            "error",
            film.missing[:40],
            advice(film.missing),
            "without one, boxes are shown in their place",
        )
    yield from _cards(film, captions)
    where = place if safe is None else replace(place, safe=safe)
    yield from _places(film, captions, where, rig, film.part(span), progress)


def mouth_findings(track: MouthTrack, words: Alignment, heard: Heard) -> Iterator[Finding]:
    """Where the mouth moves and nothing is heard."""
    sung = [word.span for word in words.words() if word.span is not None]
    voice = audible(heard, sung)
    runs: list[tuple[int, int]] = []
    for step in range(min(len(voice), track.cues.span.end // STEP_MS)):
        if voice[step]:
            continue
        mouth = track.at(Ms(step * STEP_MS))
        rests = mouth.shape == mouth.next == track.set.rest
        if rests or mouth.openness < MOVES:
            continue
        if runs and step - runs[-1][1] <= CLOSED_MS // STEP_MS:
            runs[-1] = (runs[-1][0], step + 1)
        else:
            runs.append((step, step + 1))
    for first, end in runs:
        span = Span(Ms(first * STEP_MS), Ms(end * STEP_MS))
        if span.length >= IN_SILENCE_MS:
            yield Finding(
                "mouth-in-silence",
                "warning",
                "mouth",
                f"the mouth moves for {span.length / 1000:.1f} s while nothing is heard",
                "let words begin and end where they are heard, and render again",
                span,
            )


def _cards(film: Film, captions: Captions) -> Iterator[Finding]:
    for wanted, card, what, where in (
        (film.look.title, captions.title, "the title", "before the first word"),
        (film.look.credits, captions.credits, "the credits", "after the last word"),
    ):
        if wanted and card is None:
            yield Finding(
                "left-out-card",
                "warning",
                what,
                f"{what} will not be shown: there is no time {where}",
                "let the song begin or end with some seconds of music, or put them below the video",
            )


@dataclass(slots=True)
class _Kind:
    """A thing that captions should not do."""

    code: str
    severity: Severity
    text: str
    hint: str
    rows: dict[int, str] = field(default_factory=dict)
    first: Ms = NEVER
    last: Ms = NEVER

    def seen(self, mark: Mark, captions: Captions, begin: Ms, end: Ms) -> None:
        """Remember a mark that does it in a frame."""
        if not self.rows:
            self.first = begin
        self.last = max(self.last, end)
        if isinstance(mark, TextMark):
            self.rows.setdefault(mark.text, captions.texts[mark.text].row.text)
        else:
            self.rows.setdefault(-1, "the dots and bars of pauses")

    def finding(self) -> Finding:
        """All of it in one sentence."""
        first = next(iter(self.rows.values()))
        count = len(self.rows)
        rows = "1 row" if count == 1 else f"{count} rows"
        return Finding(
            self.code,
            self.severity,
            first,
            f'{self.text} in {rows}, first "{first}"',
            self.hint,
            Span(self.first, Ms(max(self.last, self.first + 1))),
        )


def _places(
    film: Film,
    captions: Captions,
    place: Layout,
    rig: Rig,
    part: tuple[int, int],
    progress: Callable[[float], None],
) -> Iterator[Finding]:
    """Captions over the mouth, over the face, and outside of what is free for them."""
    kinds = {
        "mouth": _Kind(
            "text-over-mouth",
            "error",
            "captions lie over the mouth",
            "place the mouth higher (--mouth-at), or choose a style of captions with fewer rows",
        ),
        "face": _Kind(
            "text-over-face",
            "warning",
            "captions lie over the face",
            "place the mouth higher (--mouth-at), or choose a style of captions with fewer rows",
        ),
        "frame": _Kind(
            "text-outside-frame",
            "error",
            "captions are cut off by the edge of the picture",
            "choose another style of captions, or a larger --size",
        ),
        "safe": _Kind(
            "text-outside-safe-area",
            "warning",
            "captions leave the safe area",
            "choose another --safe-area, or another style of captions",
        ),
    }
    layer = CaptionLayer(captions.texts, captions.dark)
    faceless = film.look.only == "lyrics"
    face, mouth = (None, None) if faceless else (place.face, mouth_box(place, rig))
    frame = Rect(0, 0, place.width, place.height)
    before: tuple[Mark, ...] = ()
    found: list[tuple[Mark, list[str]]] = []
    for index in range(part[0], sum(part)):
        begin, end = frame_start(index, film.fps), frame_start(index + 1, film.fps)
        marks = captions.at(begin)
        if marks != before:
            before = marks
            found = []
            for mark in marks:
                box = layer.box(mark)
                if box.empty or mark.opacity < SEEN:
                    continue
                wrong = [
                    name
                    for name, bad in (
                        ("mouth", _meets(box, mouth)),
                        ("face", _meets(box, face)),
                        ("frame", not _inside(box, frame)),
                        ("safe", not _inside(box, place.safe)),
                    )
                    if bad
                ]
                found += [(mark, wrong)] if wrong else []
        for mark, wrong in found:
            for name in wrong:
                kinds[name].seen(mark, captions, begin, end)
        if index % 256 == 0:
            progress((index - part[0]) / part[1])
    if kinds["mouth"].rows:  # one is enough
        kinds["face"].rows.clear()
    if kinds["frame"].rows:
        kinds["safe"].rows.clear()
    for kind in kinds.values():
        if kind.rows:
            yield kind.finding()


def mouth_box(place: Layout, rig: Rig) -> Rect:
    """What a singing mouth fills of the picture."""
    scale = place.rig_height / rig.size[1]
    x = place.rig_left + rig.info.anchor[0] * scale
    y = place.rig_top + rig.info.anchor[1] * scale
    wide, above, below = (share * rig.info.mouth_width * scale for share in MOUTH)
    return Rect(round(x - wide / 2), round(y - above), round(x + wide / 2), round(y + below))


def _meets(box: Rect, other: Rect | None) -> bool:
    if other is None:
        return False
    wide = min(box.right, other.right) - max(box.left, other.left)
    high = min(box.bottom, other.bottom) - max(box.top, other.top)
    return wide > EDGE and high > EDGE


def _inside(box: Rect, area: Rect) -> bool:
    return (
        box.left >= area.left - EDGE
        and box.top >= area.top - EDGE
        and box.right <= area.right + EDGE
        and box.bottom <= area.bottom + EDGE
    )
