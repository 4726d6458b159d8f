"""Six seconds in which a rig says a sentence with every mouth, to judge it before a song."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from aligner.alignment import Alignment, Line, Word
from aligner.pronounce import Pronouncer
from aligner.spread import with_phones
from media_core.soundtrack import Sound
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.making import make_video
from render.rigs import Rig
from visemes.animate import animate

SENTENCE = "The quick brown fox jumps over the lazy dog"
LENGTH = Ms(6000)
SAID = Span(Ms(500), Ms(5400))
RATE = 48_000


def pangram() -> Alignment:
    """The sentence, each word as long as its letters, in a clip of six seconds."""
    texts = SENTENCE.split()
    letters = sum(len(text) + 1 for text in texts)
    words: list[Word] = []
    place, moment = 0, float(SAID.start)
    for text in texts:
        end = moment + SAID.length * (len(text) + 1) / letters
        span = Span(Ms(round(moment)), Ms(round(end) - 30))
        words.append(Word(text, text.lower(), (place, place + len(text)), span))
        place, moment = place + len(text) + 1, end
    alignment = Alignment((Line(tuple(words)),), LENGTH)
    return with_phones(alignment, Pronouncer().pronounce)


def write_clip(
    rig: Rig,
    path: Path,
    size: tuple[int, int] = (1280, 720),
    *,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write the clip, with silence for its sound.

    Returns:
        The number of frames.

    Raises:
        OutputError: the file cannot be written.
    """
    said = pangram()
    film = Film(said, animate(said, rig.set), rig, Look(size, Fraction(30)))
    silence = Sound(np.zeros((RATE * LENGTH // 1000, 2), np.int16), RATE)
    return make_video(film, path, silence, progress=progress)
