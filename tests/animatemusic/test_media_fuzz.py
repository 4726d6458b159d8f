"""Damaged songs and videos are read as far as they go, or told in one of our sentences.

A few mutations of a small file of each kind, always the same ones; many more with
``python -m tests.animatemusic.test_media_fuzz ROUNDS SEED``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from animatemusic.qc.watching import watched
from media_core.audio import load_audio, open_audio
from media_core.errors import AnimateMusicError
from media_core.soundtrack import copyable
from media_core.tags import cover_of, tags_of
from render.layers.video import VideoFile
from wav2lip_refine.footage import Footage

KINDS = {
    "a.wav": ("wav", "pcm_s16le", ""),
    "f.wav": ("wav", "pcm_f32le", ""),
    "a.mp3": ("mp3", "libmp3lame", ""),
    "a.opus": ("ogg", "libopus", ""),
    "a.flac": ("flac", "flac", ""),
    "a.m4a": ("mp4", "aac", ""),
    "a.mp4": ("mp4", "aac", "libx264"),
    "a.webm": ("webm", "libopus", "libvpx-vp9"),
    "a.mov": ("mov", "pcm_s16le", "mpeg4"),
    "a.avi": ("avi", "pcm_s16le", "mpeg4"),
}
WORDS = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\x01")


def small_file(path: Path, container: str, sound: str, pictures: str) -> bytes:
    """Half a second of a tone, and of pictures that move."""
    options = {"movflags": "faststart"} if container in ("mp4", "mov") else {}
    with av.open(str(path), "w", format=container, options=options) as out:
        out.metadata["title"] = "Mondlied"
        video: Any = out.add_stream(pictures, rate=10) if pictures else None
        if video is not None:
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        stream: Any = out.add_stream(sound, rate=48_000, layout="stereo")
        form = stream.codec_context.codec.audio_formats[0].name
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(form, "stereo", 48_000, size)
        tone = (9000 * np.sin(np.arange(24_000) * 0.06)).astype(np.int16).repeat(2)[None]
        frame = av.AudioFrame.from_ndarray(tone, "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        for number in range(5 if video is not None else 0):
            picture = np.full((48, 64, 3), 40 * number, np.uint8)
            out.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        for piece in (*resampler.resample(frame), *resampler.resample(None), None):
            out.mux(stream.encode(piece))
        if video is not None:
            out.mux(video.encode(None))
    return path.read_bytes()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes, mostly of its head, changed, doubled, cut out or cut off."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        reach = chance.choice((64, 256, 1500, len(out)))
        at = chance.randrange(max(1, min(reach, len(out))))
        match chance.randrange(7):
            case 0 | 1:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 2 | 3:
                out[at : at + 4] = chance.choice(WORDS)
            case 4:
                del out[at : at + chance.choice((1, 4, 40))]
            case 5:
                out[at:at] = out[at : at + chance.choice((4, 40, 400))]
            case _:
                if chance.random() < 0.3:
                    del out[max(at, 16) :]
    return bytes(out)


def _video_file(path: Path) -> None:
    video = VideoFile(path)
    for number in sorted({0, video.count // 2, video.count - 1}):
        video.frame(number)


READERS: dict[str, Callable[[Path], object]] = {
    "load_audio": load_audio,
    "open_audio": open_audio,
    "copyable": lambda path: copyable(path, frozenset({"aac", "mp3", "opus"}), Fraction(1, 2)),
    "tags_of": tags_of,
    "cover_of": cover_of,
    "watched": watched,
    "Footage": lambda path: list(islice(Footage(path).frames(), 12)),
    "VideoFile": _video_file,
}


def faults(path: Path) -> Iterator[tuple[str, Exception]]:
    """What a file breaks that should have been told."""
    for name, read in READERS.items():
        try:
            read(path)
        except AnimateMusicError as err:
            if path.name not in err.message or not err.hint:
                yield name, err
        except Exception as err:
            yield name, err


@pytest.mark.parametrize("name", KINDS)
def test_a_damaged_file_is_read_or_told(tmp_path: Path, name: str) -> None:
    data = small_file(tmp_path / name, *KINDS[name])
    chance = random.Random(name)
    path = tmp_path / f"damaged{Path(name).suffix}"
    for _ in range(7):
        path.write_bytes(mutated(data, chance))
        found = [(reader, repr(err)) for reader, err in faults(path)]
        assert not found, (found, path.read_bytes()[:200])


def main(rounds: int, seed: int) -> None:
    """Mutate at length, and print each new kind of fault with the file that shows it."""
    folder = Path(tempfile.mkdtemp(prefix="media-fuzz-"))
    seeds = {name: small_file(folder / name, *kind) for name, kind in KINDS.items()}
    chance = random.Random(seed)
    known: set[str] = set()
    for number in range(rounds):
        name = chance.choice(sorted(seeds))
        path = folder / f"now{Path(name).suffix}"
        path.write_bytes(mutated(seeds[name], chance))
        print(number, name, file=sys.stderr, flush=True)
        for reader, err in faults(path):
            where = traceback.extract_tb(err.__traceback__)[-1]
            kind = f"{reader} {type(err).__name__} {where.filename}:{where.lineno}"
            if kind not in known:
                known.add(kind)
                kept = folder / f"fault{len(known)}-{name}"
                kept.write_bytes(path.read_bytes())
                print(kind, repr(err)[:200], kept, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
