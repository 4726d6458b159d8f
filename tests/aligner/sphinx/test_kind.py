"""Speech is told from singing by its holes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sample_songs
from aligner.sphinx.kind import kind_of, quiet_share
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
