"""Sound whose file is not as its header says: decoded right, or told in one sentence."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media_core.audio import load_audio, open_audio
from media_core.errors import AudioError
from media_core.outputs import OUTPUTS
from media_core.soundtrack import Sound, copyable, part_of


def click(rate: int, channels: int = 1, loud: int = 20_000) -> NDArray[np.int16]:
    """Two seconds of silence with a burst at one second."""
    samples = np.zeros((2 * rate, channels), np.int16)
    samples[rate : rate + rate // 20] = loud
    return samples


def write(
    path: Path, codec: str, samples: NDArray[np.int16], rate: int, container: str, late: int = 0
) -> Path:
    """A file whose stamps begin ``late`` samples after 0."""
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    with av.open(str(path), "w", format=container) as out:
        stream: Any = out.add_stream(codec, rate=rate, layout=layout)
        context = stream.codec_context
        resampler = av.AudioResampler(
            *(context.codec.audio_formats[0].name, layout, rate, context.frame_size or 1024)
        )
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "s16", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            for packet in stream.encode(piece):
                packet.pts += late
                packet.dts += late
                out.mux(packet)
    return path


def moment_of_click(path: Path) -> float:
    audio = load_audio(path)
    loud = np.abs(audio.samples[:, 0].astype(int)) > 8000
    return float(np.argmax(loud)) / audio.rate


@pytest.mark.parametrize(
    ("codec", "container", "late", "rate"),
    [
        ("pcm_s16le", "mov", 1024, 48_000),
        ("pcm_s16le", "mov", 24_000, 48_000),
        ("pcm_s16le", "mov", 0, 44_100),
        ("pcm_s16le", "mov", -12_000, 48_000),
        ("alac", "mp4", 1024, 48_000),
        ("alac", "mp4", 22_050, 44_100),
        ("aac", "mp4", 1024, 48_000),
        ("aac", "mp4", 0, 44_100),
        ("aac", "mp4", -1024, 44_100),
    ],
)
def test_a_track_begins_when_its_file_says(
    tmp_path: Path, codec: str, container: str, late: int, rate: int
) -> None:
    path = write(tmp_path / "a.m4a", codec, click(rate), rate, container, late)
    # Edit lists of FFmpeg count milliseconds.
    assert moment_of_click(path) == pytest.approx(1 + late / rate, abs=0.0015)
    assert open_audio(path).length == len(load_audio(path).samples)


@pytest.mark.parametrize("container", ["matroska", "mpegts"])
def test_other_files_begin_with_their_first_packet(tmp_path: Path, container: str) -> None:
    path = write(tmp_path / "a.mka", "mp2", click(48_000), 48_000, container, 24_000)
    assert moment_of_click(path) == pytest.approx(1, abs=0.02)


def test_a_late_track_is_not_copied_as_if_it_were_in_time(tmp_path: Path) -> None:
    early = write(tmp_path / "a.m4a", "aac", click(48_000), 48_000, "mp4")
    late = write(tmp_path / "b.m4a", "aac", click(48_000), 48_000, "mp4", 24_000)
    lengths = [Fraction(open_audio(path).length, 48_000) for path in (early, late)]
    copied = [
        copyable(path, OUTPUTS["mp4"].carries, length)
        for path, length in zip((early, late), lengths, strict=True)
    ]
    assert copied == [True, False]


@pytest.mark.parametrize(
    ("first", "second"),
    [((44_100, 1), (44_100, 2)), ((44_100, 2), (44_100, 1)), ((44_100, 2), (48_000, 2))],
)
def test_joined_files_of_two_kinds_are_in_time_and_as_loud(
    tmp_path: Path, first: tuple[int, int], second: tuple[int, int]
) -> None:
    parts = [
        write(tmp_path / f"{n}.mp3", "libmp3lame", click(rate, channels), rate, "mp3")
        for n, (rate, channels) in enumerate((first, second))
    ]
    joined = tmp_path / "s.mp3"
    joined.write_bytes(b"".join(part.read_bytes() for part in parts))
    audio = load_audio(joined)
    assert (audio.rate, audio.samples.shape[1]) == first
    assert audio.duration == pytest.approx(4000, abs=120)
    loud = np.abs(audio.samples.astype(int)) > 10_000
    for begin in (1.0, 3.0):
        part = loud[round((begin - 0.1) * audio.rate) : round((begin + 0.2) * audio.rate)]
        assert part.sum(axis=0) == pytest.approx(0.05 * audio.rate, rel=0.15)


def wav(path: Path, tag: int, bits: int, data: bytes, channels: int = 1) -> Path:
    align = max(1, channels * bits // 8) & 0xFFFF
    form = struct.pack("<HHIIHH", tag, channels, 16_000, 16_000 * align, align, bits)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("kind", "bits"), [("<f4", 32), ("<f8", 64)])
def test_samples_that_are_not_numbers_are_told(
    tmp_path: Path, bad: float, kind: str, bits: int
) -> None:
    samples = np.sin(np.arange(32_000) * 0.1)
    samples[24_000] = bad
    path = wav(tmp_path / "a.wav", 3, bits, samples.astype(kind).tobytes())
    with pytest.raises(AudioError, match=r"a\.wav holds samples that are not numbers at 0:01\."):
        load_audio(path)
    samples[:] = np.nan
    with pytest.raises(AudioError, match="not numbers at 0:00"):
        open_audio(wav(path, 3, bits, samples.astype(kind).tobytes()))


@pytest.mark.parametrize(
    ("tag", "bits", "channels"), [(1, 0, 1), (1, 65_535, 1), (0x1234, 16, 1), (1, 16, 65_535)]
)
def test_a_wav_that_nothing_decodes_is_told(
    tmp_path: Path, tag: int, bits: int, channels: int
) -> None:
    path = wav(tmp_path / "a.wav", tag, bits, bytes(64_000), channels)
    with pytest.raises(AudioError, match=r"a\.wav"):
        load_audio(path)


def test_a_program_named_as_a_song_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + bytes(range(256)) * 400)
    with pytest.raises(AudioError, match=r"a\.mp3"):
        load_audio(tmp_path / "a.mp3")


def test_a_part_comes_and_goes_softly_and_is_the_same_in_blocks_of_any_size() -> None:
    samples = np.full((1000, 2), 10_000, np.int16)
    whole = np.concatenate(list(part_of(Sound(samples, 1000), 200, 700, 20).blocks()))
    assert whole.shape == (500, 2)
    assert (whole[20:-20] == 10_000).all()
    assert (np.diff(whole[:21, 0].astype(int)) > 0).all()
    assert whole[0, 0] < 500
    assert np.array_equal(whole, whole[::-1])

    class InPieces:
        rate, channels, song = 1000, 2, None

        def blocks(self) -> Any:
            return (samples[at : at + 7] for at in range(0, 1000, 7))

    pieces = np.concatenate(list(part_of(InPieces(), 200, 700, 20).blocks()))
    assert np.array_equal(pieces, whole)
    short = np.concatenate(list(part_of(Sound(samples, 1000), 200, 210, 20).blocks()))
    assert short.shape == (10, 2)
