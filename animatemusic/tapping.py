"""A line of the song is heard, and the space bar is tapped with its words."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aligner.clicks import with_clicks
from media_core.audio import Audio
from media_core.errors import InputError
from media_core.timeline import Ms, Span

CLICKS = (500, 1000, 1500, 2000)
"""Milliseconds in the clip: four clicks, the first after the player has begun."""

COUNTED_MS = 2500
"""When the song begins in the clip."""

BEFORE_MS, AFTER_MS = 1500, 1500
"""Of the song around the words."""

PLAYERS = (
    ("mpv", "--no-video", "--really-quiet", "--no-terminal"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
)
"""Programs that play a WAV and end, the most exact first."""

_TICK = 0.002
_LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Clip:
    """What is heard.

    Attributes:
        data: a WAV file.
        heard: the part of the song in it.
        seconds: how long it lasts.
    """

    data: bytes
    heard: Span
    seconds: float

    def moment(self, noted: float) -> Ms:
        """The moment of the song at milliseconds of the clip."""
        return Ms(max(0, round(noted) - COUNTED_MS + self.heard.start))


def clip_of(song: Audio, words: Span) -> Clip:
    """Four clicks, and then the song from a little before some words to a little after."""
    start = Ms(max(0, words.start - BEFORE_MS))
    end = Ms(min(words.end + AFTER_MS, start + 1000 * _LONGEST_SECONDS, song.duration))
    part = song.part(start, end).samples
    counted = np.zeros((song.rate * COUNTED_MS // 1000, part.shape[1]), np.int16)
    clicked = with_clicks(counted, song.rate, [(Ms(at), at == CLICKS[0]) for at in CLICKS])
    samples = np.concatenate((clicked, part))
    data = io.BytesIO()
    with wave.open(data, "wb") as wav:
        wav.setnchannels(samples.shape[1])
        wav.setsampwidth(2)
        wav.setframerate(song.rate)
        wav.writeframes(samples.astype("<i2").tobytes())
    return Clip(data.getvalue(), Span(start, end), len(samples) / song.rate)


def taps_on(clip: Clip, heard: Callable[[int], None]) -> list[float]:
    """Play a clip and note when the space bar is tapped, in milliseconds from its beginning.

    Args:
        clip: what is played.
        heard: told how many taps there were, after each.

    Raises:
        InputError: there is no terminal or no player, or the user gave up.
    """
    if not sys.stdin.isatty():
        raise InputError("tapping needs a terminal", hint="set the words with --word and --at")
    taps: list[float] = []
    with tempfile.TemporaryDirectory(prefix="animatemusic-") as folder, _keys() as pressed:
        path = Path(folder) / "line.wav"
        path.write_bytes(clip.data)
        with _playing(path, clip.seconds) as plays:
            began = time.monotonic()
            while plays():
                key = pressed()
                if key == " ":
                    taps.append(1000 * (time.monotonic() - began))
                    heard(len(taps))
                elif key in ("q", "\x1b", "\x03"):
                    raise InputError("nothing was changed", hint="tap again when you like")
                elif not key:
                    time.sleep(_TICK)
    return taps


@contextlib.contextmanager
def _playing(path: Path, seconds: float) -> Iterator[Callable[[], bool]]:
    """Play a file; what is given tells whether it still plays."""
    if sys.platform == "win32":
        import winsound

        end = time.monotonic() + seconds
        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
        try:
            yield lambda: time.monotonic() < end
        finally:
            winsound.PlaySound(None, 0)
        return
    row = next((row for row in PLAYERS if shutil.which(row[0])), None)
    if row is None:
        raise InputError(
            "no player was found", hint="install mpv or ffmpeg (ffplay), or use --word and --at"
        )
    quiet = subprocess.DEVNULL
    command = [shutil.which(row[0]) or row[0], *row[1:], str(path)]
    player = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - PLAYERS
    end = time.monotonic() + seconds + 5
    try:
        yield lambda: player.poll() is None and time.monotonic() < end
        if player.poll():
            raise InputError(
                f"{row[0]} cannot play here", hint="is there a loudspeaker? or use --word, --at"
            )
    finally:
        player.kill()
        player.wait()


@contextlib.contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """Keys as they are pressed; what is given answers the next one, or "" if there is none."""
    if sys.platform == "win32":
        import msvcrt

        yield lambda: msvcrt.getwch() if msvcrt.kbhit() else ""
        return
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)

    def pressed() -> str:
        if not select.select([terminal], [], [], 0)[0]:
            return ""
        return os.read(terminal, 1).decode("ascii", "replace")

    try:
        termios.tcflush(terminal, termios.TCIFLUSH)
        yield pressed
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
