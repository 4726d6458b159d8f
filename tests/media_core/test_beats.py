from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import sample_songs
from media_core.audio import load_audio
from media_core.beats import Beats, find_beats
from media_core.spectrum import BANDS, RATE, STEP_MS, Spectrum, listen
from sample_songs.studio.score import DOTTED_QUARTERS_PER_MINUTE

TEMPI = (50, 63, 72, 88, 97, 104, 120, 128, 141, 160, 174, 200)
START = 0.37


def clicks(
    bpm: float, seconds: float = 20, *, noise: float = 0.0
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """A click track that begins after a moment, and when its clicks are, in milliseconds."""
    length = int(seconds * RATE)
    sound = noise * np.random.default_rng(5).standard_normal(length)
    n = np.arange(480)
    click = 0.7 * np.sin(2 * np.pi * 1500 * n / RATE) * np.exp(-n / 96)
    times = np.arange(START, seconds - 0.1, 60 / bpm)
    for time in times:
        at = round(time * RATE)
        sound[at : at + len(click)] += click
    return sound.astype(np.float32), times * 1000


def heard(sound: NDArray[np.float32], bpm: float | None = None) -> Beats:
    return find_beats(listen(sound).onsets, bpm)


@pytest.mark.parametrize("bpm", TEMPI)
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_the_tempo_and_the_beats_of_a_click_track_are_found(bpm: float, noise: float) -> None:
    sound, times = clicks(bpm, noise=noise)
    beats = heard(sound)
    assert abs(beats.bpm - bpm) < 1
    assert abs(len(beats.times) - len(times)) <= (2 if noise else 1)
    inner = beats.times[2:-1] if noise else beats.times  # where noise begins and ends is a click
    nearest = times[np.abs(inner[:, None] - times).argmin(axis=1)]
    assert np.abs(inner - nearest).max() <= 30
    assert abs(np.median(inner - nearest)) < 10
    assert beats.sure > (0.8 if noise == 0 else 0.2)


def test_accents_on_every_second_click_do_not_halve_the_tempo() -> None:
    loud, _ = clicks(60)
    soft, _ = clicks(120)
    assert abs(heard(0.3 * loud + 0.7 * soft).bpm - 120) < 1


def test_beats_follow_a_song_that_becomes_faster() -> None:
    gaps = 60 / np.linspace(100, 112, 60)
    times = START + np.concatenate([[0], np.cumsum(gaps)[:-1]])
    sound = np.zeros(int((times[-1] + 1) * RATE), np.float32)
    for time in times:
        sound[round(time * RATE) :][:200] += np.linspace(0.8, 0, 200, dtype=np.float32)
    found = heard(sound).times
    assert np.abs(found[:, None] - 1000 * times).min(axis=1).max() <= 30
    assert abs(len(found) - 60) <= 1


def test_beats_go_on_in_a_break_but_not_in_the_silence_around_the_song() -> None:
    sound, times = clicks(120, 24)
    sound[10 * RATE : 13 * RATE] = 0
    padded = np.concatenate([np.zeros(5 * RATE, np.float32), sound, np.zeros(6 * RATE, np.float32)])
    found = heard(padded).times
    assert abs(found[0] - (5000 + times[0])) <= 30
    assert abs(found[-1] - (5000 + times[-1])) <= 30
    assert np.abs(np.diff(found) - 500).max() <= 40


def test_a_tempo_that_is_told_is_kept() -> None:
    sound, times = clicks(120)
    beats = heard(sound, 60)
    assert beats.bpm == 60
    assert np.abs(np.diff(beats.times) - 1000).max() <= 40
    assert np.abs(beats.times[:, None] - times).min(axis=1).max() <= 30


@pytest.mark.parametrize("sound", [np.zeros(8 * RATE), np.zeros(0), np.zeros(50), np.full(9, 0.5)])
def test_silence_has_no_beats(sound: NDArray[np.float64]) -> None:
    beats = heard(sound.astype(np.float32))
    assert beats.bpm == 0
    assert len(beats.times) == 0


def test_a_told_tempo_gives_beats_even_to_silence() -> None:
    beats = heard(np.zeros(8 * RATE, np.float32), 120)
    assert beats.times.tolist() == list(range(0, 8000, 500))


def test_the_tempo_of_the_sample_song_is_found() -> None:
    song = load_audio(sample_songs.path() / "song.ogg")
    beats = heard(song.mono16k)
    assert abs(beats.bpm - DOTTED_QUARTERS_PER_MINUTE) < 1
    period = 60_000 / DOTTED_QUARTERS_PER_MINUTE
    phase = (beats.times[1:-1] + period / 2) % period - period / 2
    assert abs(np.median(phase)) <= 30
    assert beats.sure > 0.4


@pytest.mark.parametrize(("name", "bpm"), [("confession", 130), ("yuanan_miedo", 174)])
def test_the_tempo_of_songs_stays_what_we_found(shared: Path, name: str, bpm: float) -> None:
    file = shared / "data" / "songs" / name / "song.mp3"
    if not file.is_file():
        pytest.skip("needs the song")
    beats = heard(load_audio(file).mono16k)
    assert abs(beats.bpm - bpm) < 1
    assert beats.sure > 0.5


# The spectrum


def _same(a: Spectrum, b: Spectrum) -> bool:
    return (
        np.array_equal(a.bands, b.bands)
        and np.array_equal(a.peaks, b.peaks)
        and np.array_equal(a.onsets, b.onsets)
    )


def test_blocks_of_any_length_give_the_same() -> None:
    sound, _ = clicks(100, 25, noise=0.01)
    whole = listen(sound)
    assert whole.count == 25 * 1000 // STEP_MS
    for size in (777, 16_000, 123_457):
        assert _same(whole, listen(sound[at : at + size] for at in range(0, len(sound), size)))


def test_a_tone_is_loud_in_its_band_alone() -> None:
    t = np.arange(4 * RATE) / RATE
    bands = listen((0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)).bands[200]
    assert bands.argmax() == int(np.log(1000 / 45) / np.log(7600 / 45) * BANDS)
    assert bands.max() > 240
    assert (bands > 60).sum() <= 8


def test_silence_shows_nothing() -> None:
    spectrum = listen(np.zeros(2 * RATE, np.float32))
    assert not spectrum.bands.any()
    assert not spectrum.peaks.any()
    assert not spectrum.onsets.any()


def test_bars_rise_at_once_and_fall_slowly() -> None:
    sound = np.zeros(4 * RATE, np.float32)
    sound[RATE : 2 * RATE] = 0.3 * np.random.default_rng(1).standard_normal(RATE)
    band = listen(sound).bands[:, 20].astype(int)
    assert band[80] == 0
    assert band[104] > 150
    fall = np.diff(band[205:260])
    assert fall.min() >= -30
    assert band[290] < 10
