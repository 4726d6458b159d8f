"""A vocal stem is listened to; the mix is what plays."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import sample_songs
from aligner import gentle_json
from aligner.sphinx.kind import Kind
from animatemusic.aligners import AlignerOptions
from animatemusic.pipeline import align
from media_core.audio import load_audio
from media_core.errors import AudioError
from media_core.timeline import Ms

SONG = sample_songs.path()
VERSE_MS = Ms(19_000)
LINES = 4
WORDS = 18


def write(path: Path, samples: NDArray[np.int16], rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.ascontiguousarray(samples).tobytes())
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mix in which nothing can be heard, its voice, and the words."""
    place = tmp_path_factory.mktemp("stems")
    verse = load_audio(SONG / "song.ogg").part(Ms(0), VERSE_MS)
    write(place / "vocals.wav", verse.samples, verse.rate)
    noise = np.random.default_rng(5).normal(0, 9000, verse.samples.shape)
    write(place / "mix.wav", noise.clip(-32767, 32767).astype(np.int16), verse.rate)
    sheet = (SONG / "lyrics.txt").read_text("utf-8").splitlines()
    (place / "lyrics.txt").write_text("\n".join(sheet[: LINES + 1]), "utf-8")
    return place


def test_the_stem_is_listened_to_and_the_song_has_its_own_length(folder: Path) -> None:
    told: list[str] = []
    found = align(
        folder / "mix.wav",
        folder / "lyrics.txt",
        aligner="sphinx",
        vocals=folder / "vocals.wav",
        notice=told.append,
    )
    truth = gentle_json.read((SONG / "truth.json").read_bytes(), duration=None)
    starts = [word.span.start for word in truth.words() if word.span][:WORDS]
    got = [word.span.start for word in found.words() if word.span]
    assert np.median(np.abs(np.subtract(got, starts))) <= 50
    assert found.duration == load_audio(folder / "mix.wav").duration
    assert told == []


@pytest.mark.parametrize(("asked", "got"), [("auto", "song"), ("speech", "speech")])
def test_a_stem_is_that_of_a_song_however_full_of_holes(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: Kind, got: Kind
) -> None:
    kinds: list[Kind] = []

    class StoppedError(Exception):
        pass

    def listening(*_: object, kind: Kind, **__: object) -> None:
        kinds.append(kind)
        raise StoppedError

    monkeypatch.setattr("aligner.sphinx.aligner.SphinxAligner", listening)
    with pytest.raises(StoppedError):
        align(
            *(folder / "mix.wav", folder / "lyrics.txt"),
            aligner="sphinx",
            vocals=folder / "vocals.wav",
            options=AlignerOptions(kind=asked),
        )
    assert kinds == [got]


def test_a_stem_of_another_length_is_said_and_cut(folder: Path, tmp_path: Path) -> None:
    voice = load_audio(folder / "vocals.wav")
    longer = np.pad(voice.samples, ((0, 3 * voice.rate), (0, 0)))
    path = write(tmp_path / "longer.wav", longer, voice.rate)
    told: list[str] = []
    found = align(
        *(folder / "mix.wav", folder / "lyrics.txt"),
        aligner="sphinx",
        vocals=path,
        notice=told.append,
    )
    assert found.duration == load_audio(folder / "mix.wav").duration
    assert len(told) == 1
    assert "longer.wav lasts 0:22.000" in told[0]
    assert "begin at the same moment" in told[0]


def test_a_stem_that_is_not_there_is_one_sentence(folder: Path) -> None:
    with pytest.raises(AudioError, match=r"there is no sound file none\.wav"):
        align(folder / "mix.wav", folder / "lyrics.txt", vocals=Path("none.wav"))
