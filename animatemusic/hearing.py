"""What visuals are told of a song: measured once, handed to the pictures as a value."""

from __future__ import annotations

from dataclasses import replace

from aligner.alignment import Alignment
from media_core.audio import Audio, StreamedAudio
from media_core.beats import Beats, find_beats
from media_core.spectrum import STEP_MS, listen
from media_core.tags import cover_of
from media_core.timeline import Ms
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
