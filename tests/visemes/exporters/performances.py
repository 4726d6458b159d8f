"""Songs to export: made by hand, and by chance."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from hypothesis import strategies as st

from aligner.alignment import Alignment
from media_core.timeline import Ms, Span, Timeline
from tests.visemes.songs import alignments, little_song
from visemes.animate import animate
from visemes.curve import Curve
from visemes.exporters import EXPORTERS, Performance
from visemes.sets import load_set
from visemes.track import MouthTrack

RATES = (Fraction(24), Fraction(25), Fraction(30), Fraction(60))
STEPS = (Fraction(20), Fraction(40), Fraction(1000, 33))
"""xLights counts in whole milliseconds a frame."""

NASTY = (
    '"); app.quit(); //',
    "'); import os; os._exit(1) #",
    "*/ evil() /*",
    "a\nb\r\nc\u2028d\u2029e",
    "</timing><timing>&amp; <b>",
    "tab\there, back\\slash, nul\x00, bell\x07",
    'C:\\songs\\new "one".wav',
    "日本の歌 🌙 – naïve",
    "@SHAPES@ @MOUTHS@ %s {song} $HOME `id`",
    "item [1]: intervals [2]",
    "''' + \"\"\" + ${x}",
    "half \ud83d a pair",
)
"""Names of songs that must stay names."""


def track(end: int, *cues: tuple[int, int, str], of: str = "rhubarb") -> MouthTrack:
    """A track from plain rows."""
    return MouthTrack(Timeline.of(Span(Ms(0), Ms(end)), cues), load_set(of))


def told(
    name: str,
    mouths: MouthTrack,
    alignment: Alignment | None = None,
    sound: str = "song.wav",
    fps: Fraction | None = None,
    **options: str,
) -> Performance:
    """What the exporter of that name gets."""
    exporter = EXPORTERS[name]
    return Performance(
        mouths,
        sound,
        fps or exporter.fps or Fraction(24),
        alignment or Alignment((), mouths.cues.span.end),
        exporter.chosen(options),
    )


def animated(
    name: str,
    alignment: Alignment | None = None,
    sound: str = "song.wav",
    fps: Fraction | None = None,
    **options: str,
) -> Performance:
    """A song, animated with the set that the exporter asks for."""
    sung = alignment or little_song()
    mouths = animate(sung, load_set(EXPORTERS[name].set or "rhubarb"))
    return told(name, mouths, sung, sound, fps, **options)


def written(name: str, *rest: object, **more: object) -> str:
    """The text of :func:`animated`."""
    return EXPORTERS[name].write(animated(name, *rest, **more))  # type: ignore[arg-type]


@st.composite
def tracks(draw: st.DrawFn, of: str = "rhubarb") -> MouthTrack:
    """Any legal track, also one that no singer could follow; sometimes with curves."""
    shapes = sorted(load_set(of).shapes)
    lengths = st.sampled_from((1, 3, 9, 20, 33, 41, 42, 70, 84, 120, 400, 2500))
    cues, at = [], 0
    for _ in range(draw(st.integers(1, 25))):
        length = draw(lengths)
        cues.append((at, at + length, draw(st.sampled_from(shapes))))
        at += length
    joined = Timeline.of(Span(Ms(0), Ms(at)), cues).joined()
    if not draw(st.booleans()):
        return MouthTrack(joined, load_set(of))
    return MouthTrack(joined, load_set(of), draw(curves(at, 0.0)), draw(curves(at, -1.0)))


@st.composite
def curves(draw: st.DrawFn, end: int, low: float) -> Curve:
    """Any curve, also one with keys outside of the song."""
    times: Iterable[int] = draw(st.sets(st.integers(0, end + 50), max_size=9))
    return Curve.of((time, draw(st.floats(low, 1.0, width=16))) for time in sorted(times))


@st.composite
def sung(draw: st.DrawFn, name: str) -> Performance:
    """A performance as the command makes one, or one that nobody could sing."""
    of = EXPORTERS[name].set or "rhubarb"
    alignment = draw(alignments())
    fps = (
        draw(st.sampled_from(STEPS if name == "xlights" else RATES))
        if EXPORTERS[name].fps
        else None
    )
    title = draw(st.sampled_from(("song.wav", *NASTY)))
    if draw(st.booleans()):
        return told(name, animate(alignment, load_set(of)), alignment, title, fps)
    mouths = draw(tracks(of))
    words = alignment if alignment.duration <= mouths.cues.span.end else None
    return told(name, mouths, words, title, fps)
