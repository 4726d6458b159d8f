"""Which sound belongs to which frame."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_core.errors import AudioError
from media_core.timeline import Ms, frame_count
from wav2lip_refine.chunks import mel_windows, official_starts, song_starts
from wav2lip_refine.mel import mel_spectrogram

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
]


def test_official_starts_equal_the_reference_for_every_length_and_rate(shared: Path) -> None:
    cases = json.loads((shared / "data" / "wav2lip" / "chunks.json").read_text())
    assert cases
    for case in cases:
        assert official_starts(case["columns"], case["fps"]) == case["starts"], case


def test_official_starts_are_the_same_for_a_fraction(shared: Path) -> None:
    cases = json.loads((shared / "data" / "wav2lip" / "chunks.json").read_text())
    for case in cases:
        exact = Fraction(case["fps"]).limit_denominator(1001)
        assert official_starts(case["columns"], exact) == case["starts"], case


@pytest.mark.parametrize("rate", ["25", "24", "30", "23_976", "29_97", "50", "60"])
def test_official_starts_equal_the_reference_for_a_recording(shared: Path, rate: str) -> None:
    with np.load(shared / "data" / "wav2lip" / "mel.npz") as data:
        columns = data["mel"].shape[1]
        assert (
            official_starts(columns, float(data[f"fps_{rate}"])) == data[f"starts_{rate}"].tolist()
        )


def test_windows_equal_the_reference(shared: Path) -> None:
    with np.load(shared / "data" / "wav2lip" / "mel.npz") as data:
        windows = mel_windows(data["mel"], data["starts_25"].tolist())
        assert windows.dtype == np.float32
        np.testing.assert_array_equal(windows, data["tensor_25"])
        ours = mel_spectrogram(data["wav"])
        np.testing.assert_allclose(
            mel_windows(ours, official_starts(ours.shape[1], 25)),
            data["tensor_25"],
            rtol=0,
            atol=1e-6,
        )


def test_the_reference_leaves_the_end_of_eight_seconds_without_a_picture() -> None:
    assert len(official_starts(641, 25)) == 197
    assert len(song_starts(641, Ms(8000), Fraction(25))) == 200


@given(st.integers(0, 2000), st.integers(1, 30_000), st.sampled_from(RATES), st.integers(-3, 3))
def test_every_frame_of_a_song_has_a_window_inside_it(
    columns: int, duration: int, fps: Fraction, offset: int
) -> None:
    starts = song_starts(columns, Ms(duration), fps, sync_offset_frames=offset)
    assert len(starts) == frame_count(Ms(duration), fps)
    assert starts == sorted(starts)
    assert all(0 <= start <= max(0, columns - 16) for start in starts)


@given(st.integers(16, 3000), st.sampled_from([f for f in RATES if f.denominator == 1]))
def test_both_ways_agree_as_long_as_the_windows_fit(columns: int, fps: Fraction) -> None:
    official = official_starts(columns, fps)
    ours = song_starts(columns, Ms(60_000), fps)
    assert ours[: len(official)] == official


def test_an_offset_takes_the_sound_of_a_neighbouring_frame() -> None:
    plain = song_starts(801, Ms(10_000), Fraction(25))
    trained = song_starts(801, Ms(10_000), Fraction(25), sync_offset_frames=-1)
    assert trained[1:] == plain[:-1]
    assert trained[0] == 0


def test_starts_do_not_drift_over_an_hour() -> None:
    fps = Fraction(30000, 1001)
    starts = song_starts(80 * 3600 + 16, Ms(3_600_000), fps)
    frame = 107_892  # begins at 3599.9964 s
    assert starts[frame] == int(frame * 80 / fps) == 287_999


def test_a_song_shorter_than_a_window_is_filled_up_with_silence() -> None:
    mel = np.ones((80, 5))
    windows = mel_windows(mel, song_starts(5, Ms(62), Fraction(25)))
    assert windows.shape == (2, 1, 80, 16)
    assert (windows[:, 0, :, :5] == 1).all()
    assert (windows[:, 0, :, 5:] == -4).all()


def test_the_reference_has_no_answer_for_a_song_shorter_than_a_window() -> None:
    with pytest.raises(AudioError, match="too short: 15 columns") as caught:
        official_starts(15, 25)
    assert "0.2 s" in caught.value.hint


@pytest.mark.parametrize("fps", [Fraction(0), Fraction(-25)])
def test_a_frame_rate_of_zero_or_less_is_refused(fps: Fraction) -> None:
    with pytest.raises(ValueError, match="above zero"):
        official_starts(100, fps)
    with pytest.raises(ValueError, match="above zero"):
        song_starts(100, Ms(1000), fps)


@pytest.mark.parametrize("start", [-1, 5])
def test_a_window_outside_the_spectrogram_is_refused(start: int) -> None:
    with pytest.raises(ValueError, match=f"starts at {start} of 20"):
        mel_windows(np.zeros((80, 20)), [0, start])
