"""Words where nothing is heard, and a voice where no word is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment, Word
from animatemusic.qc.findings import Finding
from animatemusic.qc.listening import Heard
from animatemusic.qc.quoting import few
from media_core.loudness import STEP_MS
from media_core.timeline import Ms, Span

UNDER_VOICE_DB = 26.0
"""A word whose loudest moment, in the band of voices, is so far below the loud words of its song
is not heard. Of the 1379 words of seven songs and the sample song, with the times that people
gave them, the softest stays 20 dB below; between words a band falls to 30 dB."""

NOTHING_DB = -60.0
"""dBFS (RMS) below which there is nothing to hear, however soft the song is; noise of tape and of
rooms lies near it."""

LOUD_PERCENTILE = 95
"""Of the sung moments: what the loud words of a song have."""

WORDLESS_MS = 4000
"""Singing without words that is as long as a line. Ours: shorter is a held note or an ad-lib."""

NEAR_MS, BREATH_MS = 300, 500
"""So near to a word it may be its end or its breath; so long a breath is taken in a line."""


def audible(heard: Heard, sung: Sequence[Span]) -> NDArray[np.bool_]:
    """Whether something is heard that may be a voice, every 10 ms.

    Args:
        heard: the sound.
        sung: when words are sung, by which their loudness is judged.
    """
    inside = np.zeros(len(heard.voice), bool)
    for span in sung:
        inside[span.start // STEP_MS : -(-span.end // STEP_MS)] = True
    # If all words are at wrong places, the song itself says what is loud.
    loud = float(np.percentile(heard.voice, LOUD_PERCENTILE)) - UNDER_VOICE_DB / 2
    if inside.any():
        loud = max(loud, float(np.percentile(heard.voice[inside], LOUD_PERCENTILE)))
    out = heard.voice >= loud - UNDER_VOICE_DB
    steps = min(len(out), len(heard.level))
    out[:steps] &= heard.level[:steps] >= NOTHING_DB
    out[steps:] = False
    return out


def silence_findings(words: Alignment, heard: Heard) -> Iterator[Finding]:
    """Words that are shown where nothing is heard.

    Args:
        words: with times from the beginning of the sound on.
        heard: the sound; the voice alone, where there is a stem of it, finds more.
    """
    sung = [word.span for word in words.words() if word.span is not None]
    if not sung or not len(heard.voice):
        return
    voice = audible(heard, sung)

    def silent(word: Word) -> bool:
        if word.span is None or word.span.start >= heard.duration:
            return False
        return not voice[word.span.start // 10 : -(-word.span.end // 10)].any()

    for line in words.lines:
        for quiet, group in groupby(line.words, key=silent):
            if quiet:
                lost = list(group)
                spans = [word.span for word in lost if word.span is not None]
                are = "the word {} is" if len(lost) == 1 else "the words {} are"
                yield Finding(
                    "words-in-silence",
                    "warning",
                    few(lost),
                    f"{are.format(few(lost))} shown where nothing is heard",
                    "listen there, correct the times and render again",
                    Span(spans[0].start, max(span.end for span in spans)),
                )


def wordless_findings(words: Alignment, voice: Heard) -> Iterator[Finding]:
    """Where somebody sings and no word is shown.

    Args:
        words: with times from the beginning of the sound on.
        voice: the voice alone; in a mix, instruments would be taken for it.
    """
    sung = [word.span for word in words.words() if word.span is not None]
    if not sung or not len(voice.voice):
        return
    free = audible(voice, sung)
    for span in sung:
        free[max(0, span.start - NEAR_MS) // STEP_MS : (span.end + NEAR_MS) // STEP_MS] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    runs: list[list[int]] = []
    for first, end in edges.reshape(-1, 2):
        if runs and (first - runs[-1][1]) * STEP_MS <= BREATH_MS:
            runs[-1][1] = int(end)
        else:
            runs.append([int(first), int(end)])
    for first, end in runs:
        if (end - first) * STEP_MS >= WORDLESS_MS:
            span = Span(Ms(first * STEP_MS), Ms(end * STEP_MS))
            yield Finding(
                "voice-without-words",
                "note",
                "sound",
                f"somebody sings for {span.length / 1000:.1f} s and no word is shown",
                "are words missing in the lyrics?",
                span,
            )
