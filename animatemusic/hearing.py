"""What is heard in a song: measured once, handed to mouths, visuals and the user as values."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aligner.alignment import Alignment
from animatemusic.kept_numbers import measured
from media_core.audio import Audio, StreamedAudio
from media_core.beats import Beats, find_beats
from media_core.loudness import (
    Loudness,
    loudness_where_sung,
    voice_decibels,
    voice_loudness,
)
from media_core.soundtrack import SoundSource, Volume, volume
from media_core.spectrum import STEP_MS, listen
from media_core.tags import cover_of
from media_core.timeline import Ms, Span
from render.film import Look
from render.layers.backdrop import COVER
from render.visuals import Features


def features_of(
    song: Audio | StreamedAudio, alignment: Alignment, bpm: float | None = None
) -> Features:
    """Listen to a song for its bands, its beats and its sections.

    Args:
        song: what is heard.
        alignment: whose sections begin somewhere.
        bpm: the tempo, if it is known.
    """
    heard = listen(song.mono16k if isinstance(song, Audio) else song.speech())
    beats: Beats = find_beats(heard.onsets, bpm or None)
    return Features(
        duration=song.duration,
        step=STEP_MS,
        energy=heard.bands,
        peaks=heard.peaks,
        beats=beats.times,
        bpm=beats.bpm,
        sections=sections_of(alignment),
    )


def sections_of(alignment: Alignment) -> tuple[Ms, ...]:
    """When verses, choruses and the like begin to be sung."""
    starts: list[Ms] = []
    before: str | None = None
    for line in alignment.lines:
        if line.span is not None and line.section and line.section != before:
            starts.append(line.span.start)
            before = line.section
    return tuple(sorted(starts))


def features_for(look: Look, song: Audio | StreamedAudio, alignment: Alignment) -> Features | None:
    """What a look needs to know of a song; None if it needs nothing."""
    return features_of(song, alignment, look.bpm) if look.visuals else None


def with_cover(look: Look, song: Audio | StreamedAudio) -> Look:
    """A look with the picture in the song's file, if it is wanted."""
    if look.background != COVER or look.cover:
        return look
    return replace(look, cover=cover_of(song.path))


def loudness_of(song: Audio | StreamedAudio, alignment: Alignment) -> Loudness:
    """How loud the voice of a song is, where its words are sung."""
    samples = song.mono16k if isinstance(song, Audio) else song.speech()
    return voice_loudness(samples, [w.span for w in alignment.words() if w.span is not None])


def loudness_as_before(song: Audio | StreamedAudio, alignment: Alignment) -> Loudness:
    """The same; a file that was listened to before is not listened to again."""
    if isinstance(song, Audio):
        return loudness_of(song, alignment)
    decibels = measured(song.path, "decibels of the voice", lambda: voice_decibels(song.speech()))
    return loudness_where_sung(
        decibels, [word.span for word in alignment.words() if word.span is not None]
    )


def volume_as_before(
    song: Audio | StreamedAudio, heard: SoundSource, span: Span | None, length: Fraction
) -> Volume:
    """How loud a part of a song is; a file that was measured before is not measured again.

    Args:
        song: the sound.
        heard: what is heard of it.
        span: the part that this is, or None for all.
        length: in seconds.
    """
    if isinstance(song, Audio):
        return volume(heard, length)

    def numbers() -> NDArray[np.float64]:
        found = volume(heard, length)
        return np.array([found.integrated, found.true_peak])

    return Volume(*map(float, measured(song.path, ("volume", span, length), numbers)))
