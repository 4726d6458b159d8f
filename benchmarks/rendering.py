"""Speed, memory, colour and sync of rendering: ``python -m benchmarks.rendering``.

Everything is measured in one run on one machine, so that ratios mean something. Of times, CPU
seconds are counted, those of the encoder's threads and of other processes included.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

import sample_songs
from aligner.alignment import Alignment, Line
from aligner.formats import own_json
from animatemusic.pipeline import align, animate, load_rig
from media_core.audio import load_audio
from media_core.encode import Coding, add_pictures, stamp
from media_core.muxing import About, join
from media_core.outputs import OUTPUTS
from media_core.segments import Workshop, plan
from media_core.soundtrack import Sound
from media_core.timeline import Ms, Span
from render.film import Film, Look
from render.frame import Frame, blank
from render.parts import make_parts
from render.yuv import bt709

Row = tuple[str, ...]

RATES = {
    "24": Fraction(24),
    "23.976": Fraction(24000, 1001),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}
"""All frame rates that people ask for."""

MOVIEPY = "ANIMATEMUSIC_BENCH_MOVIEPY"
"""Environment variable: a Python that has MoviePy 2, in an environment of its own."""


def sample_alignment() -> Alignment:
    """The sample song, aligned."""
    folder = sample_songs.path()
    return align(load_audio(folder / "song.ogg"), folder / "lyrics.txt", aligner="sphinx")


def longer(alignment: Alignment, seconds: int) -> Alignment:
    """The same song again and again, until it lasts so long."""
    length = Ms(seconds * 1000)
    lines: list[Line] = []
    for again in itertools.count():
        by = again * alignment.duration
        if by >= length:
            return Alignment(tuple(lines), length)
        for line in alignment.lines:
            words = tuple(
                replace(
                    word,
                    span=_later(word.span, by),
                    phones=tuple(
                        replace(phone, span=_later(phone.span, by)) for phone in word.phones
                    ),
                )
                for word in line.words
                if word.span is not None and word.span.end + by < length
            )
            if words:
                lines.append(replace(line, words=words))
    raise AssertionError


def _later(span: Span, by: int) -> Span:
    return Span(Ms(span.start + by), Ms(span.end + by))


def cpu() -> float:
    """CPU seconds of this process and those it waited for."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


WINDOW = 150
"""Frames that are kept ready at a time: half a gigabyte."""


def encoding_floor(film: Film, coding: Coding, folder: Path, windows: int = 6) -> float:
    """CPU seconds a frame of the encoder alone, fed with the film's own frames, made before.

    Windows are spread over the film, for a frame with much movement costs more than one without.
    """
    spent = 0.0
    for number in range(windows):
        first = min((2 * number + 1) * film.count // (2 * windows), film.count - WINDOW)
        ready = [
            av.VideoFrame.from_ndarray(film.planes(first + index), format="yuv420p")
            for index in range(WINDOW)
        ]
        began = cpu()
        with av.open(str(folder / "floor.mp4"), "w") as container:
            stream = add_pictures(container, coding)
            for index, picture in enumerate(ready):
                stamp(picture, index, coding.fps)
                container.mux(stream.encode(picture))
            container.mux(stream.encode(None))
        spent += cpu() - began
    return spent / (windows * WINDOW)


def speed_rows(alignment: Alignment, seconds: int) -> Iterator[Row]:
    """Rendering against the same encoder with ready frames, and against MoviePy."""
    song = longer(alignment, seconds)
    rig = load_rig("juno")
    film = Film(song, animate(song, rig.set), rig, Look())
    coding = Coding("mp4", OUTPUTS["mp4"], film.size, film.fps)
    count = film.count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parts").mkdir()
        began = cpu()
        pieces = plan(0, count, film.fps)
        parts = make_parts(film, coding, pieces, Workshop(folder / "parts"), lambda n: None)
        ours = (cpu() - began) / count
        began = cpu()
        join(folder / "x.mp4", parts, coding, None, About())
        joined = (cpu() - began) / count
        floor = encoding_floor(film, coding, folder)
        began = cpu()
        for index in range(min(count, 900)):
            film.frame(index)
        drawn = (cpu() - began) / min(count, 900)
        yield f"encoder alone, ready frames ({count} frames in all)", _ms(floor), ""
        yield "drawing alone, once every pose is known", _ms(drawn), ""
        yield "drawing and encoding, from the first frame on", _ms(ours), ""
        yield "joining the parts", _ms(joined), ""
        yield "all, against the encoder alone", f"{(ours + joined) / floor:.2f} x", "<= 1.25 x"
        yield from moviepy_rows(film, folder, ours + joined)


def moviepy_rows(film: Film, folder: Path, ours: float) -> Iterator[Row]:
    """The same picture made with MoviePy 2."""
    python = os.environ.get(MOVIEPY)
    if python is None:
        try:
            import moviepy  # noqa: F401
        except ImportError:
            yield "MoviePy 2", f"not installed; {MOVIEPY} names a Python that has it", ""
            return
        python = sys.executable
    seconds = 10
    poses = folder / "poses.npz"
    write_poses(film, poses, seconds)
    began = cpu()
    script = Path(__file__).with_name("moviepy_lyric_video.py")
    subprocess.run(
        [python, str(script), str(poses), str(folder / "moviepy.mp4")],
        check=True,
        cwd=folder,
    )
    theirs = (cpu() - began) / (seconds * float(film.fps))
    yield "MoviePy 2, cached poses and TextClip captions", _ms(theirs), ""
    yield "MoviePy against all of ours", f"{theirs / ours:.1f} x", ">= 8 x"


def write_poses(film: Film, path: Path, seconds: int) -> None:
    """What MoviePy is given: the rig's pictures by pose, and when each word is sung."""
    first = 4 * int(film.fps)
    states = [film.state(first + index).pose for index in range(seconds * int(film.fps))]
    still = [replace(pose, tilt=0, shift=(0, 0)) for pose in states]
    names = list(dict.fromkeys(still))
    rig = load_rig("juno")
    frames = [rig.draw(pose, 900)[:, :, [2, 1, 0, 3]] for pose in names]
    np.savez(
        path,
        pictures=np.stack(frames),
        order=np.array([names.index(pose) for pose in still]),
        moves=np.array([(pose.tilt, *pose.shift) for pose in states]),
        fps=float(film.fps),
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def memory_rows(alignment: Alignment) -> Iterator[Row]:
    """Peak memory of the command for a short and a long song, at 1080p.

    Two frames a second make the long one affordable; what could grow with the length of a song
    (its samples, the words, the frames' index) is all there.
    """
    peaks = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lyrics.txt").write_text("Paper boat\n", "utf-8")
        for minutes in (4, 40):
            _write_noise(folder / "song.wav", minutes * 60)
            times = longer(alignment, minutes * 60)
            (folder / "times.json").write_text(own_json.write(times), "utf-8")
            peaks.append(_peak(folder))
            yield f"peak memory, {minutes} minutes", f"{peaks[-1]:.0f} MB", "<= 400 MB"
    yield "40 minutes against 4", f"{peaks[1] / peaks[0]:.2f} x", "<= 1.10 x"


def part_rows(alignment: Alignment) -> Iterator[Row]:
    """Peak memory of small pictures, where the sound would be most of it, for wholes and parts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "lyrics.txt").write_text("Paper boat\n", "utf-8")
        peaks: dict[tuple[int, bool], float] = {}
        for minutes in (4, 40):
            _write_noise(folder / "song.wav", minutes * 60)
            times = longer(alignment, minutes * 60)
            (folder / "times.json").write_text(own_json.write(times), "utf-8")
            for part in (False, True):
                cut = ("--range", f"0:01-{minutes - 1}:59") if part else ()
                peaks[minutes, part] = _peak(folder, "--size", "320x180", *cut)
                kind = "all but two seconds of" if part else "all of"
                peak = f"{peaks[minutes, part]:.0f} MB"
                yield f"peak memory, 320x180, {kind} {minutes} minutes", peak, ""
    for part, kind in ((False, "wholes"), (True, "parts")):
        growth = (peaks[40, part] - peaks[4, part]) / 36
        yield f"growth, 320x180, {kind}", f"{growth:.1f} MB a minute", ""


def _peak(folder: Path, *more: str) -> float:
    code = (
        "import sys; from animatemusic.cli import run; from benchmarks.memory import peak_mb; "
        "print(run(sys.argv[1:]), peak_mb())"
    )
    arguments = ("animate", "song.wav", "lyrics.txt", "--alignment", "times.json", "--fps", "2")
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, *more, "-q", "--force", "-o", "x.mp4"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    code_, peak = done.stdout.split()[-2:]
    if code_ != "0":
        raise RuntimeError(done.stderr)
    return float(peak)


def _write_noise(path: Path, seconds: int) -> None:
    rate = 44_100
    second = np.random.default_rng(5).normal(0, 3000, (rate, 2)).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        for _ in range(seconds):
            wav.writeframes(second)


def card() -> Frame:
    """A test card: 6 x 6 x 6 sRGB colours in squares of 32 pixels."""
    levels = (0, 51, 102, 153, 204, 255)
    frame = blank(18 * 32, 12 * 32)
    for number, (r, g, b) in enumerate(itertools.product(levels, repeat=3)):
        y, x = divmod(number, 18)
        frame[32 * y : 32 * y + 32, 32 * x : 32 * x + 32] = (b, g, r, 255)
    return frame


def colour_error(coding: Coding, frame: Frame, folder: Path) -> int:
    """The largest error of a colour that comes back from a file, in levels of 0..255."""
    planes = bt709(frame)
    height, width = frame.shape[:2]
    path = folder / f"card{coding.output.suffix}"
    with av.open(str(path), "w", format=coding.output.container) as container:
        stream = add_pictures(container, coding)
        for index in range(6):
            picture = av.VideoFrame.from_ndarray(planes.joined(), format="yuv420p")
            stamp(picture, index, coding.fps)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    with av.open(str(path)) as container:
        shown: Any = list(container.decode(video=0))[3]
    # As a player does: by what the file says of its colours.
    back = shown.to_ndarray(format="rgb24", interpolation="BICUBIC")
    worst = 0
    for top, left in itertools.product(range(0, height, 32), range(0, width, 32)):
        middle = back[top + 8 : top + 24, left + 8 : left + 24].reshape(-1, 3).astype(int)
        wanted = frame[top, left, 2::-1].astype(int)
        worst = max(worst, int(np.abs(np.median(middle, axis=0) - wanted).max()))
    return worst


def colour_rows() -> Iterator[Row]:
    """How right colours come back."""
    frame = card()
    size = (frame.shape[1], frame.shape[0])
    with tempfile.TemporaryDirectory() as name:
        for key in ("mp4", "h265", "av1", "webm"):
            coding = Coding(key, OUTPUTS[key], size, Fraction(25))
            worst = colour_error(coding, frame, Path(name))
            yield f"{key}: 216 colours, worst", f"{worst} levels", "<= 3 levels"


class Flash:
    """A source of frames: black, and white where somebody claps."""

    def __init__(self, flashes: frozenset[int], size: tuple[int, int] = (64, 64)) -> None:
        self._flashes = flashes
        self.frames = []
        for level in (16, 235):
            planes = np.full((size[1] * 3 // 2, size[0]), 128, np.uint8)
            planes[: size[1]] = level
            self.frames.append(planes)

    def frame(self, index: int) -> Any:
        """White or black."""
        return av.VideoFrame.from_ndarray(self.frames[index in self._flashes], format="yuv420p")

    def canvas(self, index: int) -> Any:
        """Nothing asks for it."""
        raise NotImplementedError


def sync_errors(fps: Fraction, flashes: list[int], rate: int, folder: Path) -> list[Fraction]:
    """Seconds between each flash and its click, as a player shows them."""
    count = flashes[-1] + int(fps)
    samples = np.zeros((int(count / fps * rate), 1), np.int16)
    for flash in flashes:
        at = round(flash / fps * rate)
        samples[at : at + rate // 200] = 20_000
    coding = Coding("mp4", OUTPUTS["mp4"], (64, 64), fps, options={"preset": "ultrafast"})
    shop = folder / "parts"
    shop.mkdir(exist_ok=True)
    parts = make_parts(
        Flash(frozenset(flashes)), coding, plan(0, count, fps), Workshop(shop), lambda n: None
    )
    path = folder / "sync.mp4"
    join(path, parts, coding, Sound(samples, rate), About())
    for part in parts:
        part.path.unlink()
    seen = _moments(path, "video", lambda plane: float(plane.mean()) > 120, fps)
    heard = _moments(path, "audio", lambda block: float(np.abs(block).max()) > 0.2, fps)
    if len(seen) != len(flashes) or len(heard) != len(flashes):
        raise RuntimeError(f"{len(seen)} flashes and {len(heard)} clicks of {len(flashes)}")
    return [click - light for light, click in zip(seen, heard, strict=True)]


def _moments(
    path: Path, kind: str, loud: Callable[[NDArray[Any]], bool], fps: Fraction
) -> list[Fraction]:
    """When something begins, at least half a second apart."""
    out: list[Fraction] = []
    with av.open(str(path)) as container:
        stream: Any = container.streams.get({kind: 0})[0]
        frame: Any
        for frame in container.decode(stream):
            data = frame.to_ndarray()
            start = frame.pts * frame.time_base
            if kind == "video":
                hit = start if loud(data[:64]) else None
            else:
                over = np.flatnonzero(np.abs(data[0]) > 0.2)
                hit = start + Fraction(int(over[0]), frame.sample_rate) if len(over) else None
            if hit is not None and (not out or hit - out[-1] > Fraction(1, 2)):
                out.append(hit)
    return out


def sync_rows(minutes: int) -> Iterator[Row]:
    """Flash and click at the start and after some minutes, at every frame rate."""
    with tempfile.TemporaryDirectory() as name:
        for label, fps in RATES.items():
            flashes = [int(fps), int(minutes * 60 * fps)]
            errors = sync_errors(fps, flashes, 44_100, Path(name))
            worst = max(abs(error) * fps for error in errors)
            yield (
                f"{label} fps: {float(errors[0]) * 1000:+.1f} ms at the start, "
                f"{float(errors[1]) * 1000:+.1f} ms after {minutes} min",
                f"{float(worst):.2f} frames",
                "<= 0.5 frames",
            )


def video_rows(seconds: int, minutes: int) -> Iterator[Row]:
    """All but memory, which is :func:`all_memory_rows`."""
    alignment = sample_alignment()
    yield from speed_rows(alignment, seconds)
    yield from colour_rows()
    yield from sync_rows(minutes)


def all_memory_rows() -> Iterator[Row]:
    """Peak memory at 1080p and of small pictures, of wholes and of parts."""
    alignment = sample_alignment()
    yield from memory_rows(alignment)
    yield from part_rows(alignment)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rendering", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="length of the song drawn")
    parser.add_argument("--minutes", type=int, default=10, help="when sync is looked at again")
    parser.add_argument("--only", choices=["speed", "memory", "parts", "colour", "sync"])
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "speed": lambda: speed_rows(sample_alignment(), chosen.seconds),
        "memory": lambda: memory_rows(sample_alignment()),
        "parts": lambda: part_rows(sample_alignment()),
        "colour": colour_rows,
        "sync": lambda: sync_rows(chosen.minutes),
    }
    began = time.monotonic()
    for name, rows in parts.items():
        if chosen.only in (None, name):
            for row in rows():
                print(" | ".join(row), flush=True)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
