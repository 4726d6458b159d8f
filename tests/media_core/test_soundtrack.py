"""Sound is copied where it can be, encoded where it cannot, in time in both cases; and measured."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media_core.audio import load_audio, open_audio
from media_core.encode import Coding
from media_core.muxing import About, join
from media_core.outputs import OUTPUTS
from media_core.segments import plan, workshop
from media_core.soundtrack import Sound, StreamedSound, copyable, sound_stream, volume
from render.parts import make_parts
from tests.render.test_segments import Counting, nothing

RATE = 48_000
FORMS = {
    "mp3": ("libmp3lame", "mp3"),
    "m4a": ("aac", "mp4"),
    "opus": ("libopus", "ogg"),
    "flac": ("flac", "flac"),
    "wav": ("pcm_s16le", "wav"),
}


def clicks(seconds: float = 3.0) -> NDArray[np.int16]:
    """A quiet tone with a click each second, from half a second on; stereo."""
    time = np.arange(int(seconds * RATE)) / RATE
    tone = (300 * np.sin(2 * np.pi * 220 * time)).astype(np.int16)
    for at in np.arange(0.5, seconds, 1.0):
        tone[int(at * RATE) : int(at * RATE) + 240] = 20_000
    return np.stack([tone, tone], axis=1)


def write_song(path: Path, samples: NDArray[np.int16]) -> Path:
    encoder, container = FORMS[path.suffix[1:]]
    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(encoder, rate=RATE, layout="stereo")
        for at in range(0, len(samples), 4800):
            block = np.ascontiguousarray(samples[at : at + 4800]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def heard(path: Path) -> list[float]:
    """When clicks begin, in seconds, as players place them."""
    out: list[float] = []
    with av.open(str(path)) as container:
        frame: Any
        for frame in container.decode(audio=0):
            data = np.abs(frame.to_ndarray().astype(float))
            data = data.reshape(-1, 2).T if data.shape[0] == 1 else data
            over = np.flatnonzero(data[0] > (0.3 if data.max() <= 4 else 10_000))
            if len(over):
                moment = float(frame.pts * frame.time_base) + int(over[0]) / frame.sample_rate
                if not out or moment - out[-1] > 0.3:
                    out.append(moment)
    return out


def streamed(path: Path) -> StreamedSound:
    song = open_audio(path)
    return StreamedSound(song.rate, song.channels, song.path, song.blocks)


def video(
    path: Path,
    name: str,
    sound: StreamedSound | Sound,
    count: int,
    fps: Fraction = Fraction(25),
    *,
    copy: bool = False,
) -> str:
    """Write a video and say what its sound is encoded with."""
    output = OUTPUTS[name]
    if copy:
        output = replace(output, carries=output.carries | output.takes)
    coding = Coding(name, output, (96, 64), fps)
    with workshop(None, path) as shop:
        parts = make_parts(Counting(), coding, plan(0, count, fps), shop, nothing)
        join(path, parts, coding, sound, About())
    with av.open(str(path)) as container:
        return container.streams.audio[0].codec_context.name.removesuffix("float")


@pytest.mark.parametrize(
    ("form", "name", "codec"),
    [
        ("mp3", "mp4", "aac"),
        ("m4a", "mp4", "aac"),
        ("opus", "webm", "opus"),
        ("opus", "mp4", "aac"),
        ("mp3", "webm", "opus"),
        ("flac", "mp4", "aac"),
        ("wav", "mp4", "aac"),
        ("wav", "prores", "pcm_s16le"),
        ("m4a", "prores", "aac"),
    ],
)
def test_a_song_is_copied_where_it_can_be_and_stays_in_time(
    form: str, name: str, codec: str, tmp_path: Path
) -> None:
    song = write_song(tmp_path / f"song.{form}", clicks())
    known = load_audio(song)
    # What the aligner hears is what words are timed by.
    loud = np.abs(known.samples[:, 0].astype(int)) > 10_000
    starts = np.flatnonzero(loud)
    wanted = [starts[0], *starts[1:][np.diff(starts) > 10_000]]
    path = tmp_path / f"v{OUTPUTS[name].suffix}"
    count = -(-known.duration * 25 // 1000)
    assert video(path, name, streamed(song), count) == codec
    found = heard(path)
    assert len(found) == len(wanted) == 3
    for click, sample in zip(found, wanted, strict=True):
        assert abs(click - sample / known.rate) < 0.006


def test_a_copied_song_is_not_touched(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.mp3", clicks())
    assert video(tmp_path / "v.mp4", "mp4", streamed(song), 75, copy=True) == "mp3"

    def packets(path: Path) -> list[bytes]:
        with av.open(str(path)) as container:
            return [bytes(p) for p in container.demux(audio=0) if p.size]

    copied = packets(tmp_path / "v.mp4")
    assert copied == packets(song)[: len(copied)]
    assert len(copied) > 100


def test_a_song_that_is_longer_than_the_video_is_encoded_to_its_end(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.mp3", clicks(6.0))
    assert not copyable(song, frozenset({"mp3"}), Fraction(3))
    assert copyable(song, frozenset({"mp3"}), Fraction(6))
    assert not copyable(song, frozenset({"aac"}), Fraction(6))
    assert not copyable(tmp_path / "gone.mp3", frozenset({"mp3"}), Fraction(6))


def test_a_song_with_a_hole_is_not_copied(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.m4a", clicks())
    holed = tmp_path / "holed.m4a"
    with av.open(str(song)) as read, av.open(str(holed), "w", format="mp4") as out:
        inner = read.streams.audio[0]
        outer = out.add_stream_from_template(inner, opaque=True)
        for number, packet in enumerate(read.demux(inner)):
            if packet.pts is not None and not 40 < number < 60:
                packet.stream = outer
                out.mux(packet)
    assert copyable(song, frozenset({"aac"}), Fraction(3))
    for length in (Fraction(3), Fraction(load_audio(holed).duration, 1000)):
        assert not copyable(holed, frozenset({"aac"}), length)


def test_loudness_is_that_of_the_standard() -> None:
    # EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS in both channels has -23 LUFS.
    time = np.arange(20 * RATE) / RATE
    sine = (32767 * 10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * time)).astype(np.int16)
    loud = volume(Sound(np.stack([sine, sine], axis=1), RATE), Fraction(20))
    assert loud.integrated == pytest.approx(-23.0, abs=0.1)
    assert loud.true_peak == pytest.approx(-23.0, abs=0.3)
    mono = volume(Sound(sine[:, None], RATE), Fraction(20))
    assert mono.integrated == pytest.approx(-23.0, abs=0.1)


def test_a_peak_between_samples_is_found() -> None:
    # EBU Tech 3341, case 15 and on: a quarter of the rate, off its samples by half a step.
    phase = np.pi / 4
    rising = np.minimum(1.0, np.arange(2 * RATE) / RATE)  # a sudden begin would overshoot
    wave = 16_384 * rising * np.sin(np.pi / 2 * np.arange(2 * RATE) + phase)
    wave = wave.astype(np.int16)
    assert np.abs(wave).max() < 11_600
    assert volume(Sound(wave[:, None], RATE), Fraction(2)).true_peak == pytest.approx(-6.0, abs=0.4)


def test_silence_has_no_loudness() -> None:
    assert volume(Sound(np.zeros((RATE, 2), np.int16), RATE), Fraction(1)).integrated == -math.inf


def test_a_streamed_song_is_the_song(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.flac", clicks())
    whole, stream = load_audio(song), open_audio(song)
    assert stream.duration == whole.duration
    assert np.array_equal(np.concatenate(list(stream.blocks())), whole.samples)
    assert np.allclose(np.concatenate(list(stream.speech())), whole.mono16k, atol=1e-6)


def test_encoded_sound_is_kept_and_is_the_same_when_it_comes_again(tmp_path: Path) -> None:
    samples = np.random.default_rng(0).normal(0, 900, (48_000, 2)).astype(np.int16)
    told = []
    for store in (None, tmp_path, tmp_path):
        with av.open(str(tmp_path / "y.mp4"), "w") as container:
            sound = Sound(samples, 48_000)
            for _ends, packet in sound_stream(container, sound, OUTPUTS["mp4"], Fraction(1), store):
                container.mux(packet)
        told.append((tmp_path / "y.mp4").read_bytes())
    assert told[0] == told[1] == told[2]
    [kept] = tmp_path.glob("*.sound")
    kept.write_bytes(kept.read_bytes()[:-9])
    with av.open(str(tmp_path / "y.mp4"), "w") as container:
        for _ends, packet in sound_stream(
            container, Sound(samples, 48_000), OUTPUTS["mp4"], Fraction(1), tmp_path
        ):
            container.mux(packet)
    assert (tmp_path / "y.mp4").read_bytes() == told[0]
