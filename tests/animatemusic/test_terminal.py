"""What is said stays one short line, whatever a name holds; and the first second hears Ctrl-C."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from animatemusic import cli
from animatemusic.output import LONGEST, clipped, plain
from media_core.files import forget_placed, whole_or_nothing
from tests.animatemusic.command import (
    REPOSITORY,
    Capture,
    environment,
    expect_refusal,
    in_process,
)


@pytest.fixture
def read(capfd: pytest.CaptureFixture[str]) -> Capture:
    return capfd.readouterr


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x\nanimatemusic: error: y", r"x\nanimatemusic: error: y"),
        ("\x1b[31mred\x07", r"\x1b[31mred\x07"),
        ("song\u202e3pm.exe", r"song\u202e3pm.exe"),
        ("a\u2028b\x85c", r"a\u2028b\x85c"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud800", r"\ud800"),
        ("Ménage à trois – 月", "Ménage à trois – 月"),
        ("می\u200cروم", "می\u200cروم"),
    ],
)
def test_a_name_cannot_talk_to_the_terminal(name: str, shown: str, read: Capture) -> None:
    assert plain(name) == shown
    sentence = expect_refusal(in_process(read, "align", "song.mp3", f"{name}.txt"))
    assert f"{shown}.txt" in sentence


def test_wrong_usage_cannot_either(read: Capture) -> None:
    finished = in_process(read, "align", "--x\x1b[31m\ny", "b")
    assert finished.code == 2
    assert r"--x\x1b[31m\ny" in finished.err
    assert "\x1b" not in finished.err


def test_a_long_sentence_loses_its_middle(read: Capture) -> None:
    finished = in_process(read, "align", "song.mp3", "a/" * 900 + "no.txt")
    (line,) = finished.errors
    assert len(line) <= LONGEST
    assert line.startswith("animatemusic: error: ")
    assert " ... " in line
    assert line.endswith("check the name and the folder")
    assert clipped("a" * LONGEST) == "a" * LONGEST


def test_a_name_that_no_system_takes_is_one_sentence(read: Capture) -> None:
    for name in ("n" * 300 + ".mp3", "n" * 5000):
        expect_refusal(in_process(read, "align", name, "no.txt"))
        expect_refusal(in_process(read, "animate", name, "no.txt", "-o", f"{name}.mp4"))


def test_who_stops_late_is_told_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Capture
) -> None:
    def work(*arguments: object, **more: object) -> None:
        with whole_or_nothing(tmp_path / "o.mp4") as temporary:
            temporary.write_bytes(b"whole")
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.cli, "main", work)
    finished = in_process(read, "demo")
    forget_placed()
    assert finished.code == 130
    assert finished.err.count("\n") == 1
    assert "o.mp4 was written before and is whole" in finished.err


def test_nothing_that_takes_long_is_loaded_before_ctrl_c_is_heard() -> None:
    code = (
        "import sys, signal, os; before = set(sys.modules); import animatemusic.__main__ as m\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "assert loaded <= sys.stdlib_module_names | {'animatemusic'}, loaded\n"
        "m._hear(m._leave); os.kill(os.getpid(), signal.SIGINT)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import signal, enum, types; " + code],
        cwd=REPOSITORY,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0 and not done.stderr:
        pytest.skip("Ctrl-C is ignored in the background")
    assert (done.returncode, done.stderr) == (
        130,
        "animatemusic: error: stopped before anything was done\n",
    )


@pytest.mark.parametrize(
    ("number", "name", "said"),
    [
        (errno.ENAMETOOLONG, "x.wav", "x.wav cannot be used (File name too long); give a shorter"),
        (errno.ENOSPC, None, "the system refuses (No space left on device); make room on the disk"),
        (errno.EMFILE, "x.wav", "(Too many open files); close other programs, or raise the limit"),
        (errno.EXDEV, None, "; see whether the files and the disk are in order"),
    ],
)
def test_a_fault_of_the_system_is_said_with_what_helps_against_it(
    number: int, name: str | None, said: str, read: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise OSError(number, os.strerror(number), name)

    monkeypatch.setattr(cli.cli, "main", fail)
    assert said in expect_refusal(in_process(read, "demo"))


def test_where_an_error_comes_from_is_shown_without_what_a_terminal_obeys(
    read: Capture, folder: Path
) -> None:
    finished = in_process(read, "--debug", "align", "\x1b[31m\x07.wav", "lyrics.txt")
    assert "Traceback" in finished.err
    assert "\x1b" not in finished.err
    assert "\x07" not in finished.err
