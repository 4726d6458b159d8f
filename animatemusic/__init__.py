"""animatemusic: a song and its lyrics go in, a mouth that sings them comes out.

>>> import animatemusic
>>> rig = animatemusic.load_rig("juno")
>>> sorted(rig.shapes)
['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'X']

``align`` finds when each word and phone is sung, ``animate`` turns them into mouths, ``render``
draws and encodes the video. Everything in ``__all__`` is public; nothing else is.
"""

from __future__ import annotations

from animatemusic import own_packages as _own_packages  # noqa: F401, before all others

TYPE_CHECKING = False  # typing's own would have to be loaded first; type checkers know the name
if TYPE_CHECKING:
    from aligner.alignment import Alignment, Line, Phone, Word
    from aligner.lyrics import Lyrics, parse_lyrics, read_lyrics
    from animatemusic.pipeline import (
        Rendered,
        align,
        animate,
        load_rig,
        read_timing,
        render,
    )
    from media_core.audio import Audio, load_audio
    from media_core.errors import (
        AlignerError,
        AlignerUnavailableError,
        AlignmentError,
        AnimateMusicError,
        AudioError,
        InputError,
        LyricsError,
        OutputError,
        RigError,
    )
    from media_core.timeline import Cue, Ms, Span, Timeline
    from render.film import Film, Look
    from render.rigs import Pose, Rig
    from visemes.sets import VisemeSet, load_set
    from visemes.timing import Timing
    from visemes.track import MouthTrack

__version__ = "0.2.0"

__all__ = [
    "AlignerError",
    "AlignerUnavailableError",
    "Alignment",
    "AlignmentError",
    "AnimateMusicError",
    "Audio",
    "AudioError",
    "Cue",
    "Film",
    "InputError",
    "Line",
    "Look",
    "Lyrics",
    "LyricsError",
    "MouthTrack",
    "Ms",
    "OutputError",
    "Phone",
    "Pose",
    "Rendered",
    "Rig",
    "RigError",
    "Span",
    "Timeline",
    "Timing",
    "VisemeSet",
    "Word",
    "align",
    "animate",
    "load_audio",
    "load_rig",
    "load_set",
    "parse_lyrics",
    "read_lyrics",
    "read_timing",
    "render",
]

_HOMES = {
    **dict.fromkeys(("Alignment", "Line", "Phone", "Word"), "aligner.alignment"),
    **dict.fromkeys(("Lyrics", "parse_lyrics", "read_lyrics"), "aligner.lyrics"),
    **dict.fromkeys(
        ("Rendered", "align", "animate", "load_rig", "read_timing", "render"),
        "animatemusic.pipeline",
    ),
    **dict.fromkeys(("Audio", "load_audio"), "media_core.audio"),
    **dict.fromkeys(
        (
            "AlignerError",
            "AlignerUnavailableError",
            "AlignmentError",
            "AnimateMusicError",
            "AudioError",
            "InputError",
            "LyricsError",
            "OutputError",
            "RigError",
        ),
        "media_core.errors",
    ),
    **dict.fromkeys(("Cue", "Ms", "Span", "Timeline"), "media_core.timeline"),
    **dict.fromkeys(("Film", "Look"), "render.film"),
    **dict.fromkeys(("Pose", "Rig"), "render.rigs"),
    **dict.fromkeys(("VisemeSet", "load_set"), "visemes.sets"),
    "Timing": "visemes.timing",
    "MouthTrack": "visemes.track",
}
"""Public name -> the module that has it. They are loaded when they are first asked for: the
command line listens for Ctrl-C before it loads anything that takes long."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
