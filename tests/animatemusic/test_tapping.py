"""`animatemusic fix --tap`, in a real terminal, with a player that only lasts as long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sample_songs
from aligner.alignment import Word
from aligner.formats import read_alignment, writable
from aligner.retime import display_start
from animatemusic.tapping import BEFORE_MS, CLICKS, COUNTED_MS
from tests.animatemusic.command import environment, in_process

PLAYER = """#!{python}
import sys, time, wave
with wave.open(sys.argv[-1]) as wav:
    time.sleep(wav.getnframes() / wav.getframerate())
"""

LATE_MS = 180
"""The finger."""


@pytest.fixture
def times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    song = read_alignment(sample_songs.path("paper_moon") / "truth.json")
    path = tmp_path / "times.json"
    path.write_text(writable()["animatemusic-json"](song), "utf-8")
    shutil.copy(sample_songs.path("paper_moon") / "song.ogg", "song.ogg")
    (tmp_path / "bin").mkdir()
    player = tmp_path / "bin" / "mpv"
    player.write_text(PLAYER.format(python=sys.executable), "utf-8")
    player.chmod(0o755)
    return path


def first_line(path: Path) -> list[Word]:
    return list(read_alignment(path).lines[0].words)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
def test_words_are_set_where_they_are_tapped(times: Path) -> None:
    import pty

    before = first_line(times)
    spans = [word.span for word in before if word.span is not None]
    number = 2  # the row in the sheet, after the heading
    ours, theirs = pty.openpty()
    command = (sys.executable, "-m", "animatemusic", "fix", "times.json", "--line", str(number))
    process = subprocess.Popen(
        (*command, "--tap", "song.ogg"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PATH=f"{Path('bin').resolve()}{os.pathsep}{os.environ['PATH']}"),
    )
    assert process.stderr is not None
    told = process.stderr.readline()
    assert "tap the space bar with 4 clicks" in told, told + process.stderr.read()
    process.stderr.readline()
    began = time.monotonic()
    heard = COUNTED_MS - max(0, spans[0].start - BEFORE_MS)
    for at in (*CLICKS, *(heard + display_start(word) + 100 for word in before)):
        time.sleep(max(0.0, began + (at + LATE_MS) / 1000 - time.monotonic()))
        os.write(ours, b" ")
    rest = process.communicate(timeout=60)[1]
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, rest
    assert f"{len(before)} of {len(before)} words" in rest
    for was, word in zip(before, first_line(times), strict=True):
        assert was.span is not None
        assert word.span is not None
        assert word.locked
        assert abs(word.span.start - was.span.start - 100) <= 60  # a busy machine


def test_without_a_terminal_it_is_said(times: Path, capfd: pytest.CaptureFixture[str]) -> None:
    done = in_process(capfd.readouterr, "fix", "times.json", "--line", "2", "--tap", "song.ogg")
    assert done.code == 1
    assert "tapping needs a terminal" in done.err
