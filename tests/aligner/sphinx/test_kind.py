"""Speech is told from singing by its holes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sample_songs
from aligner.sphinx.kind import kind_of, level_bars, quiet_share
from media_core.audio import load_audio


def test_the_sample_song_is_a_song() -> None:
    assert kind_of(load_audio(sample_songs.path() / "song.ogg").mono16k) == "song"


def test_recordings_of_speech_are_speech(shared: Path) -> None:
    folder = shared / "data" / "speech"
    found = [kind_of(load_audio(folder / name).mono16k) for name in ("bobby.wav", "mary.wav")]
    assert found == ["speech", "speech"]


def test_a_tone_with_holes_has_quiet_frames_and_a_steady_one_has_none() -> None:
    time = np.arange(32_000) / 16_000
    tone = (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    holes = tone * (np.floor(time * 4) % 2)
    assert quiet_share(tone) == 0.0
    assert quiet_share(holes.astype(np.float32)) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("samples", [0, 100, 16_000])
def test_silence_is_no_speech(samples: int) -> None:
    assert kind_of(np.zeros(samples, np.float32)) == "song"


def test_notes_stand_still_and_a_gliding_voice_does_not() -> None:
    time = np.arange(48_000) / 16_000
    standing = 2 * np.pi * 220 * time
    gliding = 2 * np.pi * (220 * time + 8 * np.sin(2 * np.pi * 2 * time))
    noise = np.random.default_rng(3).normal(0, 0.01, len(time))
    bars = [
        level_bars((sum(np.sin(k * phase) for k in range(1, 9)) / 9 + noise).astype(np.float32))
        for phase in (standing, gliding)
    ]
    assert bars[0] > 2.5
    assert bars[1] < 1.8


def test_a_recording_too_short_for_notes_is_judged_by_its_holes() -> None:
    assert level_bars(np.zeros(8000, np.float32)) == 5.0
