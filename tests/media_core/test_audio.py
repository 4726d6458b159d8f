"""Songs of every kind are decoded whole and in time; what is no song is named.

One signal, clicks that come nearer each other, is written in each format and found again.
"""

from __future__ import annotations

import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from media_core.audio import SPEECH_RATE, Audio, load_audio, to_speech
from media_core.errors import AudioError
from media_core.timeline import Ms

SECONDS = 3.0
Signal = NDArray[np.float32]


def signal(rate: int, seconds: float = SECONDS) -> Signal:
    """Bursts of 440 Hz at moments that no shift maps onto each other, in -0.5..0.5."""
    time = np.arange(round(seconds * rate)) / rate
    loud = np.zeros(len(time))
    for start in (0.2, 0.5, 1.1, 1.25, 1.9, 2.6):
        since = time - start
        loud += np.where(since >= 0, np.exp(-since * 25), 0)
    return (0.5 * np.minimum(loud, 1) * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


def int16(mono: Signal, channels: int = 1) -> NDArray[np.int16]:
    """``(n, channels)`` with the same in each."""
    return np.repeat((mono * 32767).astype(np.int16)[:, None], channels, axis=1)


def encode(
    path: Path, codec: str, rate: int, layout: str = "stereo", container: str | None = None
) -> None:
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[layout]
    samples = int16(signal(rate), channels)
    with av.open(str(path), "w", format=container) as file:
        options = {"strict": "experimental"} if codec == "vorbis" else {}
        stream: Any = file.add_stream(codec, rate=rate, layout=layout, options=options)
        resampler = av.AudioResampler(
            format=stream.codec_context.format or "s16",
            layout=layout,
            rate=rate,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))


def lag_ms(found: Signal) -> tuple[float, float]:
    """By how much the sound comes late, and how alike it is (1: the same)."""
    size = 1 << 17
    wanted = signal(SPEECH_RATE)
    spectrum = np.fft.rfft(found, size) * np.conj(np.fft.rfft(wanted, size))
    alike = np.fft.irfft(spectrum, size)
    at = int(np.argmax(alike))
    norm = float(np.linalg.norm(found) * np.linalg.norm(wanted))
    late = at if at < size // 2 else at - size
    return late * 1000 / SPEECH_RATE, float(alike[at]) / norm


FORMATS = {
    "wav": ("song.wav", "pcm_s16le", 44_100, "stereo"),
    "wav 24 bit": ("song.wav", "pcm_s24le", 48_000, "stereo"),
    "wav float": ("song.wav", "pcm_f32le", 48_000, "mono"),
    "wav 5.1": ("song.wav", "pcm_s16le", 48_000, "5.1"),
    "wav 8 kHz": ("song.wav", "pcm_s16le", 8_000, "mono"),
    "wav 16 kHz": ("song.wav", "pcm_s16le", 16_000, "mono"),
    "wav 96 kHz": ("song.wav", "pcm_s24le", 96_000, "stereo"),
    "wav A-law": ("song.wav", "pcm_alaw", 8_000, "mono"),
    "mp3": ("song.mp3", "libmp3lame", 44_100, "stereo"),
    "mp3 mono": ("song.mp3", "libmp3lame", 22_050, "mono"),
    "flac": ("song.flac", "flac", 44_100, "stereo"),
    "ogg vorbis": ("song.ogg", "vorbis", 44_100, "stereo"),
    "opus": ("song.opus", "libopus", 48_000, "stereo"),
    "m4a": ("song.m4a", "aac", 44_100, "stereo"),
    "m4a 5.1": ("song.m4a", "aac", 48_000, "5.1"),
    "alac": ("song.m4a", "alac", 44_100, "stereo"),
    "aiff": ("song.aiff", "pcm_s16be", 44_100, "stereo"),
    "webm": ("song.webm", "libopus", 48_000, "mono"),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_song_of_every_kind_is_whole_and_in_time(tmp_path: Path, kind: str) -> None:
    name, codec, rate, layout = FORMATS[kind]
    if codec not in av.codecs_available:
        pytest.skip(f"this FFmpeg cannot write {codec}")
    encode(tmp_path / name, codec, rate, layout)
    audio = load_audio(tmp_path / name)
    assert abs(audio.duration - SECONDS * 1000) <= 100
    assert audio.rate == rate
    assert audio.samples.dtype == np.int16
    assert audio.samples.shape[1] == (1 if layout == "mono" else 2)
    assert audio.mono16k.dtype == np.float32
    assert abs(len(audio.mono16k) * 1000 / SPEECH_RATE - audio.duration) <= 2
    late, alike = lag_ms(audio.mono16k)
    assert abs(late) <= 5
    assert alike > 0.97


def test_the_content_decides_and_not_the_suffix(tmp_path: Path) -> None:
    encode(tmp_path / "song.flac", "flac", 44_100)
    (tmp_path / "song.flac").rename(tmp_path / "song.mp3")
    assert abs(load_audio(tmp_path / "song.mp3").duration - 3000) <= 1


def test_the_sound_of_a_film_is_a_song(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as file:
        video: Any = file.add_stream("mpeg4", rate=25)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        audio: Any = file.add_stream("aac", rate=16_000, layout="mono")
        samples = int16(signal(16_000))[:, 0]
        for at in range(0, len(samples), 1024):
            block = samples[None, at : at + 1024].astype(np.float32) / 32768
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 16_000, at
            file.mux(audio.encode(frame))
        for _ in range(75):
            picture = av.VideoFrame.from_ndarray(np.zeros((96, 64), np.uint8), format="yuv420p")
            file.mux(video.encode(picture))
        file.mux(video.encode(None))
        file.mux(audio.encode(None))
    late, alike = lag_ms(load_audio(path).mono16k)
    assert abs(late) <= 5
    assert alike > 0.97


def wav(path: Path, samples: NDArray[Any], rate: int = 16_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


LOSSY = {"song.mp3": "libmp3lame", "song.ogg": "vorbis", "song.m4a": "aac"}
LOSSLESS = {"song.wav": "pcm_s16le", "song.flac": "flac"}


@pytest.mark.parametrize("name", ["song.wav", "song.mp3", "song.flac", "song.ogg"])
def test_what_is_left_of_a_broken_download_is_a_song(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    encode(path, (LOSSY | LOSSLESS)[name], 44_100)
    whole = load_audio(path).samples
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    part = load_audio(path).samples
    assert 0.2 * len(whole) < len(part) < 0.8 * len(whole)
    sound = len(part) - 5000  # the last piece may be damaged
    assert np.array_equal(part[:sound], whole[:sound])


@pytest.mark.parametrize("name", ["song.mp3", "song.flac", "song.m4a"])
def test_a_damaged_place_in_a_file_costs_only_that_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    encode(path, (LOSSY | LOSSLESS)[name], 44_100)
    whole = load_audio(path).samples.astype(int)
    data = bytearray(path.read_bytes())
    middle = len(data) * 2 // 5
    data[middle : middle + 200] = bytes(np.random.default_rng(1).bytes(200))
    path.write_bytes(data)
    part = load_audio(path).samples.astype(int)
    lost = 0.05 if name == "song.flac" else 0.001  # a flac block has no length without its head
    assert abs(len(part) - len(whole)) <= lost * len(whole)
    assert np.abs(part[:22_050] - whole[:22_050]).max() < 50
    assert np.abs(part[-22_050:] - whole[-22_050:]).max() < 50


def _tagged(path: Path) -> None:
    encode(path, "libmp3lame", 44_100)
    text = "Mondlied \xe9".encode("latin-1")
    frame = b"TIT2" + (len(text) + 1).to_bytes(4, "big") + b"\0\0" + b"\x03" + text
    path.write_bytes(b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame + path.read_bytes())


def test_tags_in_a_wrong_encoding_do_not_matter(tmp_path: Path) -> None:
    _tagged(tmp_path / "song.mp3")
    assert abs(load_audio(tmp_path / "song.mp3").duration - 3000) <= 100


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "there is no sound file"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "text": (lambda path: path.write_text("la la la\n" * 300), r"cannot be read|not audio"),
    "zeros": (lambda path: path.write_bytes(bytes(9999)), r"cannot be read|not audio"),
    "a header only": (lambda path: wav(path, np.zeros(0)), "no sound"),
    "silent": (lambda path: wav(path, np.zeros(32_000)), "is silent"),
    "dither": (lambda path: wav(path, np.arange(32_000) % 3 - 1), "is silent"),
    "0.1 s": (lambda path: wav(path, np.full(1600, 9000)), r"too short.*\(100 ms\)"),
    "one sample": (lambda path: wav(path, np.full(1, 9000)), "too short"),
    "a rate of 1 Hz": (lambda path: wav(path, np.full(9, 9000), 1), "strange sample rate"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_song_is_named_with_a_next_step(tmp_path: Path, kind: str) -> None:
    spoil, said = BAD[kind]
    path = tmp_path / "song.wav"
    spoil(path)
    with pytest.raises(AudioError, match=said) as caught:
        load_audio(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["x" * 300, "song.wav/song.wav"])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    wav(tmp_path / "song.wav", int16(signal(16_000)))
    with pytest.raises(AudioError, match=r"no sound file|cannot be read"):
        load_audio(tmp_path / name)


def test_a_quiet_song_is_a_song(tmp_path: Path) -> None:
    assert load_audio(wav(tmp_path / "song.wav", int16(signal(16_000)) // 800)).duration == 3000


# Audio


def audio(seconds: float = 2.0, rate: int = 44_100, channels: int = 2) -> Audio:
    samples = int16(signal(rate, seconds), channels)
    return Audio(samples, rate, to_speech(samples, rate), Path("song.wav"))


@settings(max_examples=40, deadline=None)
@given(st.integers(200, 800), st.sampled_from([8_000, 11_025, 16_000, 44_100, 48_000, 96_000]))
def test_speech_is_as_long_as_its_song(ms: int, rate: int) -> None:
    count = ms * rate // 1000 + 1
    found = to_speech(np.ones((count, 2), np.int16), rate)
    assert found.dtype == np.float32
    assert abs(len(found) / SPEECH_RATE - count / rate) <= 0.0002


def test_a_long_song_does_not_drift() -> None:
    # Resampled in pieces of ten seconds: a click in the fourth is where it was.
    samples = np.zeros((40 * 44_100, 1), np.int16)
    samples[35 * 44_100] = 30_000
    found = to_speech(samples, 44_100)
    assert abs(int(np.argmax(np.abs(found))) - 35 * SPEECH_RATE) <= 1


def test_a_duration_holds_every_sample() -> None:
    assert audio(1.0, 44_100).duration == 1000
    assert Audio(np.zeros((44_101, 1), np.int16), 44_100, signal(16_000), Path()).duration == 1001


def test_a_part_is_a_song_of_its_own() -> None:
    whole = audio()
    part = whole.part(Ms(500), Ms(1250))
    assert part.duration == 750
    assert len(part.mono16k) == 12_000
    assert np.array_equal(part.samples, whole.samples[22_050:55_125])


def test_the_side_holds_what_is_not_in_the_middle() -> None:
    mono = audio(channels=1)
    assert mono.side16k() is None
    same = audio().side16k()
    assert same is not None
    assert not same.any()
    samples = int16(signal(SPEECH_RATE), 2)
    samples[:, 1] = 0
    half = Audio(samples, SPEECH_RATE, to_speech(samples, SPEECH_RATE), Path()).side16k()
    assert half is not None
    assert np.allclose(half, signal(SPEECH_RATE) / 2, atol=1e-4)
    # The loudest difference there is does not overflow.
    loud = np.array([[32767, -32768]] * 10, np.int16)
    side = Audio(loud, SPEECH_RATE, to_speech(loud, SPEECH_RATE), Path()).side16k()
    assert side is not None
    assert np.allclose(side, 1.0, atol=1e-3)


def test_a_pydub_segment_is_the_same_sound() -> None:
    whole = audio()
    segment = whole.segment()
    assert (len(segment), segment.channels, segment.frame_rate) == (2000, 2, 44_100)
    assert segment.raw_data == whole.samples.tobytes()
