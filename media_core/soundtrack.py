"""The sound of a video: a song's packets copied as they are, or its samples encoded.

A song is read while the video is written, a block at a time: an hour of samples is never held.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import av
import numpy as np
from numpy.typing import NDArray

from media_core.containers import open_media
from media_core.decoding import BROKEN, first_sound, origin
from media_core.errors import AnimateMusicError
from media_core.kept_sound import kept
from media_core.outputs import Output

Samples = NDArray[np.int16]
"""``(n, channels)``, one or two channels."""

_BLOCK = 1 << 14  # samples that are handed on at once
_PIECE = 1024  # samples of an encoded frame where the encoder does not mind

_RATES = {
    # ISO/IEC 14496-3, table 1.18
    "aac": (*(8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000),),
    # RFC 6716, section 2
    "libopus": (8000, 12000, 16000, 24000, 48000),
}
"""Samples a second that encoders know; other songs are resampled to 48 kHz."""

_BIT_RATES = {"aac": (160_000, 320_000), "libopus": (96_000, 192_000)}
"""Of one channel and of two. Songs have mostly been compressed before, so there is room to spare:
of an mp3 nothing more should be lost that is heard. Beside the pictures it does not count."""


class SoundSource(Protocol):
    """What is heard, from the first frame on."""

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...

    @property
    def channels(self) -> int:
        """One or two."""
        ...

    @property
    def song(self) -> Path | None:
        """The file whose packets are just this sound, if there is one."""
        ...

    def blocks(self) -> Iterator[Samples]:
        """All samples, in pieces, from the beginning each time."""
        ...


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples in memory: ``(n, channels)`` int16 at ``rate``."""

    samples: Samples
    rate: int

    @property
    def channels(self) -> int:
        """One or two."""
        return int(self.samples.shape[1])

    @property
    def song(self) -> Path | None:
        """None: it may be a part of a song, or edited."""
        return None

    def blocks(self) -> Iterator[Samples]:
        """Views of the samples."""
        for at in range(0, len(self.samples), _BLOCK):
            yield self.samples[at : at + _BLOCK]


@dataclass(frozen=True, slots=True)
class StreamedSound:
    """A whole song that is decoded when it is needed, and as often.

    Attributes:
        rate: samples a second.
        channels: one or two.
        song: the file.
        decode: gives its samples in blocks.
    """

    rate: int
    channels: int
    song: Path | None
    decode: Callable[[], Iterator[Samples]]

    def blocks(self) -> Iterator[Samples]:
        """Decode the song."""
        return self.decode()


def part_of(source: SoundSource, begin: int, end: int, fade: int) -> StreamedSound:
    """A part of a sound, which comes and goes softly; nothing of it is held.

    Args:
        source: of the whole.
        begin: number of the first sample.
        end: of the one after the last.
        fade: samples in which it rises at its beginning, and falls at its end.
    """
    fade = min(fade, (end - begin) // 2)

    def blocks() -> Iterator[Samples]:
        at = 0
        for block in source.blocks():
            kept = block[max(0, begin - at) : max(0, end - at)]
            first = max(begin, at) - begin
            at += len(block)
            if len(kept):
                yield _faded(kept, first, end - begin, fade)
            if at >= end:
                return

    return StreamedSound(source.rate, source.channels, None, blocks)


def _faded(block: Samples, first: int, length: int, fade: int) -> Samples:
    """A piece of a sound of some length, from its sample ``first`` on, as loud as it is there."""
    if first >= fade and first + len(block) <= length - fade:
        return block
    number = np.arange(first, first + len(block))
    gain = np.minimum((np.minimum(number, length - 1 - number) + 0.5) / max(fade, 1), 1.0)
    return np.rint(block * gain[:, None]).astype(np.int16)


_EVEN = ("aac", "mp3")
"""Codecs whose packets all last equally long."""

_SLACK = Fraction(1, 8)
"""Seconds by which a song's stamps and the video may differ: the last frame, and what codecs add
at the end to fill their last packet."""

Packets = Iterator[tuple[Fraction, Any]]
"""Packets, each with the moment in seconds at which it ends."""


def sound_stream(
    container: Any,
    source: SoundSource,
    output: Output,
    length: Fraction,
    store: Path | None = None,
) -> Packets:
    """Give a container a sound stream, and what goes into it.

    Args:
        container: open for writing, its header not yet written.
        source: of the sound.
        output: which codecs the container can carry.
        length: of the video in seconds; the sound ends there.
        store: where encoded sound is kept and looked up, or None.
    """
    if source.song is not None and copyable(source.song, output.carries, length):
        return _copied(container, source.song, length)
    return _encoded(container, source, output.sound, length, store)


def copyable(song: Path, carries: frozenset[str], length: Fraction) -> bool:
    """True if a file's packets can be copied and stay in time.

    Files with gaps, and those whose time stamps tell another length than their samples, are
    encoded anew: players follow the stamps, we follow the samples.
    """
    try:
        with open_media(song, what="sound file") as container:
            stream = first_sound(container, song)
            name = stream.codec_context.name.removesuffix("float")
            if name not in carries:
                return False
            if stream.codec_context.channels > 2:
                return False
            base = stream.time_base
            first: int | None = None
            end = usual = 0
            for packet in container.demux(stream):
                if packet.pts is None or packet.duration is None:
                    if packet.size:
                        return False
                    continue
                if first is None:
                    first = end = packet.pts
                    usual = packet.duration
                if packet.is_corrupt or abs(packet.pts - end) * base > Fraction(2, 1000):
                    return False
                if name in _EVEN and packet.duration > 1.5 * usual:
                    return False  # mp4 calls a hole a long packet
                end = packet.pts + packet.duration
            if first is None or base is None:
                return False
            start = stream.start_time if stream.start_time is not None else first
            if abs(start * base - origin(container)) > Fraction(2, 1000):
                return False  # silence comes before it
            return bool(abs((end - start) * base - length) < _SLACK)
    except (*BROKEN, OSError, AnimateMusicError):
        return False


def _copied(container: Any, song: Path, length: Fraction) -> Packets:
    opened = open_media(song, what="sound file")
    inner = first_sound(opened, song)
    outer = container.add_stream_from_template(inner, opaque=True)

    def packets() -> Packets:
        with opened:
            start = inner.start_time or 0
            for packet in opened.demux(inner):
                if packet.pts is None:
                    continue
                # What decoders drop at the beginning (mp3, AAC) comes before the first frame.
                packet.pts -= start
                packet.dts = packet.pts
                begins = packet.pts * inner.time_base
                if begins >= length:
                    return
                ends = begins + (packet.duration or 0) * inner.time_base
                packet.stream = outer
                yield ends, packet

    return packets()


def _encoded(
    container: Any, source: SoundSource, encoder: str, length: Fraction, store: Path | None = None
) -> Packets:
    rates = _RATES.get(encoder, (source.rate,))
    rate = source.rate if source.rate in rates else 48_000
    layout = "mono" if source.channels == 1 else "stereo"
    stream = container.add_stream(encoder, rate=rate, layout=layout)
    if encoder in _BIT_RATES:
        stream.bit_rate = _BIT_RATES[encoder][source.channels - 1]

    def packets() -> Packets:
        end = Fraction(0)
        for end, piece in _pieces(source, stream, rate, layout, length):
            for packet in stream.encode(piece):
                yield end, packet
        for packet in stream.encode(None):
            yield end, packet

    if store is None or encoder not in _BIT_RATES:  # the others cost nothing
        return packets()
    facts = (source.rate, source.channels, encoder, rate, stream.bit_rate, length)
    return kept(store, source.blocks(), facts, stream, packets)


def _pieces(
    source: SoundSource, stream: Any, rate: int, layout: str, length: Fraction
) -> Iterator[tuple[Fraction, Any]]:
    """The sound in frames that the encoder takes, with the moment at which each ends."""
    size = stream.codec_context.frame_size or _PIECE
    form = stream.codec_context.codec.audio_formats[0].name
    if stream.codec_context.name == "libopus":
        size = rate // 50  # RFC 6716: 20 ms, as players expect
    resampler = av.AudioResampler(format=form, layout=layout, rate=rate, frame_size=size)
    sent = 0
    for frame in _frames(source, layout, int(length * source.rate)):
        for piece in resampler.resample(frame):
            sent += piece.samples
            yield Fraction(sent, rate), piece
    for piece in resampler.resample(None):
        sent += piece.samples
        yield Fraction(sent, rate), piece


def _frames(source: SoundSource, layout: str, wanted: int) -> Iterator[Any]:
    """Packed 16-bit frames of the first ``wanted`` samples."""
    at = 0
    for block in source.blocks():
        for begin in range(0, len(block), _BLOCK):
            part = np.ascontiguousarray(block[begin : begin + min(_BLOCK, wanted - at)])
            if not len(part):
                return
            frame = av.AudioFrame.from_ndarray(part.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate = source.rate
            frame.time_base = Fraction(1, source.rate)
            frame.pts = at
            at += len(part)
            yield frame
            if at >= wanted:
                return


@dataclass(frozen=True, slots=True)
class Volume:
    """How loud a sound is.

    Attributes:
        integrated: loudness of the whole in LUFS (ITU-R BS.1770, EBU R 128); -inf for silence.
        true_peak: the highest point between samples, in dBTP.
    """

    integrated: float
    true_peak: float


def volume(source: SoundSource, length: Fraction) -> Volume:
    """Measure the loudness of a sound, up to a length in seconds."""
    layout = "mono" if source.channels == 1 else "stereo"
    graph = av.filter.Graph()
    begin = graph.add_abuffer(
        sample_rate=source.rate, format="s16", layout=layout, time_base=Fraction(1, source.rate)
    )
    # One channel is heard from two speakers.
    meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet:dualmono=1")
    sink = graph.add("abuffersink")
    begin.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found: dict[str, str] = {}
    for frame in chain(_frames(source, layout, int(length * source.rate)), (None,)):
        graph.push(frame)
        while True:
            try:
                found = dict(graph.pull().metadata) or found
            except (av.BlockingIOError, av.EOFError):
                break
    loud = float(found.get("lavfi.r128.I", "-inf"))
    peak = float(found.get("lavfi.r128.true_peak", "0"))
    # The meter's scale ends at -70 LUFS, which is the gate of BS.1770.
    return Volume(
        loud if loud > -70 else -math.inf, 20 * math.log10(peak) if peak > 0 else -math.inf
    )
