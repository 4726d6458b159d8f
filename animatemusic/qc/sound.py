"""What is wrong with a sound: silence, clipping, loudness."""

from __future__ import annotations

import math
from collections.abc import Iterator

from animatemusic.qc.findings import Finding
from animatemusic.qc.listening import Heard
from media_core.timeline import Ms, Span
from render.presets import Preset

QUIETEST = -24.0
"""LUFS below which a video is quieter than television: EBU R 128 aims at -23, give or take one.
Platforms turn down what is loud; they do not turn up what is quiet."""

PEAK = 0.0
"""dBTP above which players clip what codecs and converters make of it; EBU R 128 wants -1."""

MUCH_CLIPPED = 1e-3
"""Share of the samples in cut-off waves from which on it is heard as distortion. Ours: of eight
songs the worst has 6e-7; a tone driven to three times full scale, as AAC, has 3e-3."""

SMALL_SHARE = 5e-5
"""Below this, a percentage with two decimals would be nothing."""

LOUDER = 0.5
"""LU by which a platform's level may be passed before it is worth a word."""


def sound_findings(heard: Heard, preset: Preset | None = None) -> Iterator[Finding]:
    """Look at what was measured.

    Args:
        heard: the sound.
        preset: for which platform it is, if that is known.
    """
    loud = heard.volume
    if math.isinf(loud.integrated):
        yield Finding(
            "no-sound",
            "error",
            "sound",
            "the sound is silent, or too short to measure its loudness",
            "render it with its song",
        )
        return
    yield from _clipping(heard)
    if loud.integrated < QUIETEST:
        yield Finding(
            "loudness",
            "warning",
            "sound",
            f"it is quiet: {loud.integrated:.1f} LUFS, and other music has -14 to -8",
            "export the song louder; platforms do not turn it up",
        )
    if preset is not None and preset.loudness and loud.integrated > preset.loudness + LOUDER:
        yield Finding(
            "loudness",
            "note",
            "sound",
            f"{preset.title} turns it down from {loud.integrated:.1f} to {preset.loudness:.0f} "
            "LUFS",
        )


def _clipping(heard: Heard) -> Iterator[Finding]:
    peak, share = heard.volume.true_peak, heard.clipped_share
    hint = "export the song with its true peak at -1 dBTP"
    if heard.clipped:
        places = len(heard.clipped)
        yield Finding(
            "clipping",
            "error" if share >= MUCH_CLIPPED else "warning",
            "sound",
            f"the wave is cut off at full scale in {places} "
            f"{'place' if places == 1 else 'places'}"
            + (f" ({share:.2%} of the samples)" if share >= SMALL_SHARE else ""),
            hint,
            Span(heard.clipped[0].start, Ms(max(span.end for span in heard.clipped))),
        )
    elif peak > PEAK:
        yield Finding(
            "clipping",
            "warning",
            "sound",
            f"its true peak is {peak:+.1f} dBTP: players will clip it",
            hint,
        )


def no_sound(*, wanted: bool) -> Finding:
    """A video without a sound track.

    Args:
        wanted: whether words are known that should be heard.
    """
    return Finding(
        "no-sound",
        "error" if wanted else "warning",
        "sound",
        "there is no sound in it" + (", and there are words that are sung" if wanted else ""),
        "render it with its song; if it is meant so, add --ignore no-sound",
    )
