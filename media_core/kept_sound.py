"""Encoded sound that is kept: who draws a few seconds anew need not encode the whole song again.

It lies in the store of parts (:mod:`media_core.segments`) and goes with the oldest of them. Its
name has a hash of the samples and of the encoder, and one of its content, so that what a power cut
left is noticed.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import av

from media_core.errors import InputError
from media_core.files import digest_of
from media_core.fingerprint import fingerprint, versions_of
from media_core.leftovers import passing_name

Packets = Iterator[tuple[Fraction, Any]]

_HEAD = struct.Struct("<qqqqI")
"""Of a packet: samples until it ends, its own two times and length in samples, and its bytes."""

_numbers = count()


def kept(
    store: Path, blocks: Iterable[Any], facts: object, stream: Any, encode: Callable[[], Packets]
) -> Packets:
    """The packets of a sound: those of an earlier time, or new ones, which are kept.

    Args:
        store: a folder.
        blocks: of the samples that are encoded.
        facts: what else decides the packets.
        stream: that they go into; its encoder counts in samples.
        encode: makes them.
    """
    digest = sha256(fingerprint(facts, versions_of("av"), av.library_versions).encode())
    for block in blocks:
        digest.update(block.tobytes())
    key = digest.hexdigest()[:32]
    for path in store.glob(f"{key}-*.sound"):
        with suppress(OSError, InputError):
            if path.stem == f"{key}-{digest_of(path)[:16]}":
                os.utime(path)
                with path.open("rb") as file:
                    yield from _read(file, stream)
                return
    passing = passing_name(store / f"{key}-{next(_numbers)}.sound", suffix=".sound")
    try:
        whole = yield from _written(passing, stream, encode())
        with suppress(OSError, InputError):
            if whole:
                os.replace(passing, store / f"{key}-{digest_of(passing)[:16]}.sound")
    finally:
        with suppress(OSError):
            passing.unlink(missing_ok=True)


def _read(file: BinaryIO, stream: Any) -> Packets:
    rate = stream.codec_context.sample_rate
    while head := file.read(_HEAD.size):
        ends, pts, dts, duration, size = _HEAD.unpack(head)
        packet = av.Packet(file.read(size))
        packet.pts, packet.dts, packet.duration = pts, dts, duration
        packet.time_base = Fraction(1, rate)
        packet.is_keyframe = True
        packet.stream = stream
        yield Fraction(ends, rate), packet


def _written(path: Path, stream: Any, packets: Packets) -> Generator[Any, None, bool]:
    """Hand packets on and write them down; gives whether that is all there is to them."""
    rate = stream.codec_context.sample_rate
    whole, file = True, None
    with suppress(OSError):
        file = path.open("wb")
    try:
        for ends, packet in packets:
            whole = whole and _plain(packet, rate)
            if file is not None and whole:
                try:
                    times = (int(ends * rate), packet.pts, packet.dts, packet.duration)
                    file.write(_HEAD.pack(*times, packet.size) + bytes(packet))
                except OSError:
                    whole = False
            yield ends, packet
    finally:
        if file is not None:
            with suppress(OSError):
                file.close()
    return whole and file is not None


def _plain(packet: Any, rate: int) -> bool:
    """Whether nothing hangs on a packet, as on the last one of Opus."""
    times = (packet.pts, packet.dts, packet.duration)
    return (
        packet.time_base == Fraction(1, rate)
        and packet.is_keyframe
        and None not in times
        and not list(packet.iter_sidedata())
    )
