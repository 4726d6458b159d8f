"""animatemusic: a song and its lyrics go in, a mouth that sings them comes out.

>>> import animatemusic
>>> rig = animatemusic.load_rig("juno")
>>> sorted(rig.shapes)
['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'X']

``align`` finds when each word and phone is sung, ``animate`` turns them into mouths, ``render``
draws and encodes the video. Everything in ``__all__`` is public; nothing else is.
"""

from animatemusic import own_packages as _own_packages  # noqa: F401, before all others

# isort: split
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
