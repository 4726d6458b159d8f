"""The command line under test: run in this process or as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from animatemusic import cli

REPOSITORY = Path(__file__).resolve().parents[2]

PROGRESS = re.compile(r"[A-Z][a-z]+: \d{1,3}%(, \d+ s left)?")
"""A line of progress where stderr is no terminal."""

Capture = Callable[[], Any]
"""``capfd.readouterr``: what was written since the last call."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A command line that has run."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """What it says went wrong."""
        return [line for line in self.err.splitlines() if line.startswith("animatemusic: error: ")]

    @property
    def other(self) -> list[str]:
        """What else stands on stderr, besides progress and blank lines."""
        lines = [line for line in self.err.splitlines() if line and line not in self.errors]
        return [line for line in lines if PROGRESS.fullmatch(line) is None]


def in_process(read: Capture, *arguments: str) -> Finished:
    """Run a command line in this process; ``read`` is ``capfd.readouterr``."""
    read()
    code = cli.run(list(arguments))
    said = read()
    return Finished(code, said.out, said.err)


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: finds the packages, knows no Gentle server."""
    env = {key: value for key, value in os.environ.items() if key != "GENTLE_URL"}
    return env | {"PYTHONPATH": str(REPOSITORY)} | more


def command(*arguments: str) -> list[str]:
    """The real command."""
    return [sys.executable, "-m", "animatemusic", *arguments]


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """Children that are started here hear Ctrl-C.

    A shell lets its background jobs (``make test &``, ``nohup``) ignore it, and who ignores it
    hands that on. That the program then goes on, too, is what Unix expects of it.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def start(
    *arguments: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdout: int | None = subprocess.PIPE,
    new_session: bool = False,
) -> subprocess.Popen[str]:
    """Start the real command as a process that hears Ctrl-C; its stderr is read by the caller."""
    with hearing_ctrl_c():
        return subprocess.Popen(
            command(*arguments),
            cwd=cwd,
            env=dict(env or environment()),
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=new_session,
        )


def as_process(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> Finished:
    """Run the real command; ``before`` is a command that starts it."""
    done = subprocess.run(
        [*before, *command(*arguments)],
        cwd=cwd,
        env=dict(env or environment()),
        capture_output=True,
        timeout=600,  # a machine may be busy; only who hangs is stopped
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def inventory(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def expect_refusal(finished: Finished, *named: str, code: int = 1) -> str:
    """Hold a command that could not be done against the promises; gives its one sentence."""
    assert finished.code == code, finished
    assert finished.out == ""
    assert "Traceback" not in finished.err
    assert len(finished.errors) == 1, finished.err
    assert finished.other == []
    sentence = finished.errors[0].removeprefix("animatemusic: error: ")
    for name in named:
        assert name in sentence
    assert "should not happen" not in sentence
    said, _, hint = sentence.partition("; ")
    assert said
    assert hint, f"no next step: {sentence}"
    return sentence


def write_wav(path: Path, samples: NDArray[Any], rate: int) -> None:
    """``(n,)`` or ``(n, channels)`` int16 as a wav file."""
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(samples.astype("<i2").tobytes())


def tone(seconds: float, rate: int = 16_000) -> NDArray[np.int16]:
    """A tone of 200 Hz, not loud."""
    time = np.arange(round(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * 200 * time)).astype(np.int16)
