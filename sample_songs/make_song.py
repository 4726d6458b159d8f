"""Make the sample song anew: audio, lyric, and the exact time of every word and phone.

Run it from the root of the repository::

    python -m sample_songs.make_song            # writes sample_songs/paper_moon
    python -m sample_songs.make_song some/where # writes there instead

It needs tools that the product does not: Festival with its voice ``cmu_us_slt_arctic_hts`` (Debian:
``festival festvox-us-slt-hts``), and ``numpy``, ``pyworld`` and ``av`` from PyPI (``pyworld`` is
compiled, and wants ``setuptools<81``).  The same versions make the same song, sample for sample.

How: Festival speaks each line (``studio.speech``), ``studio.timing`` lays its phones on the melody
of ``studio.score``, the WORLD vocoder sings them (``studio.singer``) and ``studio.band`` plays
under it.  The singer's clock is ours, so ``studio.truth`` estimates no boundary: it knows them.
"""

import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from sample_songs import path
from sample_songs.studio import band, score, singer, speech, timing, truth
from sample_songs.studio.sound import RATE, Array, bandpass, convolve, resample, rms, room

VOICE_OVER_BACKING = 5.5  # decibels, RMS, over the time in which the voice sings
REVERB = -20.0  # decibels of the room against the dry voice
REVERB_TIME = 0.35  # seconds
PEAK = -1.2  # decibels below full scale; the codec adds a little
BIT_RATE = 144_000


def main(folder: Path) -> None:
    """Make every file of the song in ``folder`` and print what was measured."""
    take = speech.join(speech.speak(timing.spoken_text(line)) for _, line in score.bars_and_lines())
    song = timing.syllables()
    sung = timing.perform(song, take.phones)
    duration = score.BARS * score.BAR + score.RING
    dry = singer.sing(song, sung, take, duration)
    mix, decibels = mixed(dry, band.play(), sung)

    folder.mkdir(parents=True, exist_ok=True)
    lyric = score.transcript()
    (folder / "lyrics.txt").write_text(lyric, encoding="utf-8")
    (folder / "truth.json").write_text(truth.gentle_json(sung, lyric), encoding="utf-8")
    grid = truth.text_grid(sung, lyric, len(mix) / RATE)
    (folder / "truth.TextGrid").write_text(grid, encoding="utf-8")
    encode(mix, folder / "song.ogg")

    heard = decode(folder / "song.ogg")
    print(
        f"{score.TITLE}: {len(mix) / RATE:.2f} s, 6/8, dotted quarter = "
        f"{score.DOTTED_QUARTERS_PER_MINUTE}"
    )
    print(f"{len(truth.words_of(sung))} words, {len(sung)} phones")
    print(f"voice over backing: {decibels:+.2f} dB RMS")
    print(f"peak of the decoded file: {20 * np.log10(np.abs(heard).max()):.2f} dBFS")
    print(
        f"decoded file against the mix: {1000 * lag(mix, heard):+.3f} ms, "
        f"{len(heard) - len(mix):+d} samples"
    )


def mixed(dry: Array, backing: Array, sung: list[timing.SungPhone]) -> tuple[Array, float]:
    """Return the stereo mix and the voice's level over the backing, in decibels.

    Both levels are RMS over both channels while a phone is sung.
    """
    voice = in_room(polished(resample(dry, speech.RATE, RATE)))
    length = min(len(voice), len(backing))
    voice, backing = voice[:length], backing[:length]
    singing = np.zeros(length, dtype=bool)
    for phone in sung:
        singing[round(phone.start * RATE) : round(phone.end * RATE)] = True
    wanted = rms(voice[singing]) / 10 ** (VOICE_OVER_BACKING / 20)
    backing = backing * (wanted / rms(backing[singing]))
    decibels = 20 * np.log10(rms(voice[singing]) / rms(backing[singing]))
    mix = voice + backing
    return mix * (10 ** (PEAK / 20) / np.abs(mix).max()), float(decibels)


def polished(voice: Array) -> Array:
    """Return the voice without rumble and with some presence: 3 dB more around 3 kHz."""
    return bandpass(voice, RATE, 60, 10_000) + 0.41 * bandpass(voice, RATE, 2200, 4200)


def in_room(voice: Array) -> Array:
    """Return the voice in the middle of a small stereo room, too faint to blur its times."""
    sides = [convolve(voice, room(REVERB_TIME, seed)) for seed in (21, 22)]
    wet = np.stack(sides, axis=1)
    return voice[:, None] + wet * (10 ** (REVERB / 20) * rms(voice) / rms(wet))


def encode(mix: Array, file: Path) -> None:
    """Write a stereo signal as Ogg Opus."""
    samples = np.ascontiguousarray(mix.T, dtype=np.float32)
    # Without "bitexact" the Ogg serial number is drawn by lot and no two files are the same.
    with av.open(str(file), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="stereo", bit_rate=BIT_RATE)
        step = 960
        for first in range(0, samples.shape[1], step):
            block = np.ascontiguousarray(samples[:, first : first + step])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def decode(file: Path) -> Array:
    """Return the samples of an audio file as PyAV gives them, shape ``(samples, channels)``."""
    with av.open(str(file)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    heard: Array = np.concatenate(blocks, axis=1).T.astype(np.float64)
    return heard


def lag(mix: Array, heard: Array) -> float:
    """Return by how much ``heard`` is late, in seconds: the peak of the cross-correlation."""
    one, other = mix.mean(axis=1), heard.mean(axis=1)
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size))
    peak = int(np.argmax(np.fft.irfft(product, size)))
    return (peak if peak < size // 2 else peak - size) / RATE


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else path())
