"""Odd recordings and sheets that do not fit: never a crash, and no word is lost."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

import sample_songs
from aligner import gentle_json
from aligner.alignment import Alignment
from aligner.lyrics import parse_lyrics
from aligner.pronounce import Pronouncer
from aligner.sphinx.aligner import SphinxAligner
from media_core.audio import Audio, load_audio, to_speech
from media_core.timeline import Ms

SONG = sample_songs.path()
VERSE_MS = 19_000
"""The first verse, with the pause after it."""

VERSE = (
    "Paper boat, paper moon,\nFloat above the bay.\nPuff of wind, hum a tune,\nBlow my clouds away."
)


@pytest.fixture(scope="module")
def verse() -> Audio:
    return load_audio(SONG / "song.ogg").part(Ms(0), Ms(VERSE_MS))


def onsets_of_truth(count: int) -> list[Ms]:
    truth = gentle_json.read((SONG / "truth.json").read_bytes(), duration=Ms(40_000))
    return [word.span.start for word in truth.words() if word.span][:count]


def align(audio: Audio, text: str) -> Alignment:
    found = SphinxAligner(Pronouncer().pronounce).align(audio, parse_lyrics(text))
    assert [word.text for word in found.words()] == [
        word.text for line in parse_lyrics(text).lines for word in line.words
    ]
    assert all(word.span is not None and word.phones for word in found.words())
    assert found.duration == audio.duration
    return found


def errors(found: Alignment, later: int = 0) -> list[int]:
    spans = [word.span for word in found.words()]
    truth = onsets_of_truth(len(spans))
    return [abs(a.start - b - later) for a, b in zip(spans, truth, strict=True) if a is not None]


def written(path: Path, audio: Audio, rate: int, layout: str) -> Audio:
    """The song in a flac of another rate and layout, decoded again."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("flac", rate=rate, layout=layout)
        resampler = av.AudioResampler(format="s16", layout=layout, rate=rate, frame_size=4096)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(audio.samples.reshape(1, -1)), format="s16", layout="stereo"
        )
        frame.sample_rate, frame.pts, frame.time_base = audio.rate, 0, Fraction(1, audio.rate)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return load_audio(path)


@pytest.mark.parametrize(("rate", "layout"), [(8_000, "mono"), (96_000, "5.1")])
def test_rates_and_channels_make_no_difference(
    verse: Audio, tmp_path: Path, rate: int, layout: str
) -> None:
    odd = written(tmp_path / "odd.flac", verse, rate, layout)
    assert abs(odd.duration - verse.duration) <= 2
    off = errors(align(odd, VERSE))
    assert np.median(off) <= 60
    assert np.mean(np.array(off) <= 300) >= 0.8


def padded(audio: Audio, before: float, after: float) -> Audio:
    silence = [
        np.zeros((int(s * audio.rate), audio.samples.shape[1]), np.int16) for s in (before, after)
    ]
    samples = np.concatenate([silence[0], audio.samples, silence[1]])
    return Audio(samples, audio.rate, to_speech(samples, audio.rate), Path("padded.wav"))


def test_silence_around_a_song_is_no_singing(verse: Audio) -> None:
    off = errors(align(padded(verse, 12.0, 20.0), VERSE), later=12_000)
    assert np.mean(np.array(off) <= 150) >= 0.9


def test_where_only_a_part_of_the_words_is_given_what_is_wrong_is_doubted() -> None:
    found = align(load_audio(SONG / "song.ogg"), VERSE)
    sure = [word.confidence or 0.0 for word in found.words()]
    off = errors(found)
    right = [c for c, error in zip(sure, off, strict=True) if error <= 300]
    wrong = [c for c, error in zip(sure, off, strict=True) if error > 1000]
    assert len(right) >= 6
    assert max(wrong, default=0.0) < np.median(right)


def test_a_verse_that_is_not_sung_is_kept_and_doubted(verse: Audio) -> None:
    extra = "Nobody ever sang\nthese additional words today"
    found = align(verse, f"{VERSE}\n\n{extra}")
    doubt = [word.confidence or 0.0 for line in found.lines[4:] for word in line.words]
    trust = [word.confidence or 0.0 for line in found.lines[:3] for word in line.words]
    assert np.mean(doubt) < np.mean(trust)
    assert np.median(errors_of_first(found, 3)) <= 300


def errors_of_first(found: Alignment, lines: int) -> list[int]:
    words = [word for line in found.lines[:lines] for word in line.words]
    truth = onsets_of_truth(len(words))
    return [abs(w.span.start - t) for w, t in zip(words, truth, strict=True) if w.span]


def test_a_verse_that_is_missing_in_the_sheet_disturbs_only_its_place() -> None:
    whole = load_audio(SONG / "song.ogg")
    lines = (SONG / "lyrics.txt").read_text("utf-8").splitlines()
    sheet = "\n".join([*lines[1:3], *lines[7:]])  # without lines 3 and 4 of the first verse
    found = align(whole, sheet)
    assert np.median(errors_of_first(found, 2)) <= 150
