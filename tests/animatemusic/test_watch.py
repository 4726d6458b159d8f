"""`animatemusic watch`: what changes on disk is looked at a moment later."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_rigs
from aligner.alignment import Alignment
from animatemusic.changes import belongs, changed, snapshot
from animatemusic.cli import run
from animatemusic.touched import AROUND_MS, LONGEST_MS, first_line, shown, touched
from media_core.timeline import Ms, Span
from tests.animatemusic.command import command, environment
from tests.visemes.songs import alignments, song, word

Capfd = pytest.CaptureFixture[str]


def four_words() -> list[tuple[str, int, int, str]]:
    return [("one", 1000, 2000, "AH"), ("two", 3000, 4000, "UW"), ("three", 5000, 6000, "IY")]


def made(*rows: tuple[str, int, int, str]) -> Alignment:
    return song(20_000, *[[word(*row)] for row in rows])


def test_what_is_touched_is_the_place_of_the_words_that_differ() -> None:
    rows = four_words()
    whole = made(*rows)
    assert touched(whole, whole) is None
    later = made(rows[0], ("two", 3200, 4100, "UW"), rows[2])
    assert touched(whole, later) == Span(Ms(3000), Ms(4100))
    assert touched(whole, made(rows[0], rows[2])) == Span(Ms(2000), Ms(5000))
    lost = replace(
        whole,
        lines=tuple(
            replace(line, words=tuple(replace(w, span=None, phones=()) for w in line.words))
            if line.words[0].text == "two"
            else line
            for line in whole.lines
        ),
    )
    assert touched(whole, lost) == Span(Ms(2000), Ms(5000)), "it is sought between its neighbours"


@given(alignments(), alignments())
def test_what_is_touched_is_the_same_from_either_side(a: Alignment, b: Alignment) -> None:
    assert touched(a, b) == touched(b, a)


@given(st.integers(0, 60_000), st.integers(1, 60_000), st.integers(1000, 9000))
def test_what_is_shown_has_something_around_it(start: int, length: int, least: int) -> None:
    end = Ms(120_000)
    span = Span(Ms(start), Ms(start + length))
    seen = shown(span, Ms(least), end)
    assert least <= seen.length <= LONGEST_MS
    assert seen.start <= max(0, start - AROUND_MS)
    assert seen.end >= min(start + length + AROUND_MS, seen.start + LONGEST_MS)


def test_a_short_song_is_shown_whole() -> None:
    assert shown(Span(Ms(100), Ms(200)), Ms(5000), Ms(900)) == Span(Ms(0), Ms(900))
    assert first_line(song(900, [word("la", 300, 600, "AA")]), Ms(5000)) == Span(Ms(0), Ms(900))


def test_files_of_a_folder_are_looked_at_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "rig" / "mouths").mkdir(parents=True)
    for name in ("A.png", "D.png"):
        (tmp_path / "rig" / "mouths" / name).write_bytes(b"1")
    before = snapshot([tmp_path / "rig", tmp_path / "none"])
    (tmp_path / "rig" / "mouths" / "D.png").write_bytes(b"23")
    (tmp_path / "rig" / "new.png").write_bytes(b"")
    after = snapshot([tmp_path / "rig", tmp_path / "none"])
    assert {path.name for path in changed(before, after)} == {"D.png", "new.png"}
    assert all(belongs(path, [tmp_path / "rig"]) for path in after)


def watching(
    capfd: Capfd, edits: Sequence[Callable[[], object]], *arguments: str
) -> tuple[int, str]:
    """Run the command until every edit has been seen, each made once the last is on screen."""

    def edit() -> None:
        for number, change in enumerate(edits):
            seen = before = _state()
            while seen == before if number else not Path("preview.mp4").exists():
                time.sleep(0.05)
                seen = _state()
            time.sleep(0.3)
            change()

    thread = threading.Thread(target=edit, daemon=True)
    thread.start()
    tiny = ("--size", "160x90", "--fps", "10", "--rounds", str(1 + len(edits)))
    code = run(["watch", *arguments, *tiny])
    thread.join(10)
    return code, capfd.readouterr().err


def _state() -> int:
    path = Path("preview.mp4")
    return path.stat().st_mtime_ns if path.exists() else 0


def test_a_word_that_is_put_right_is_looked_at_where_it_is(folder: Path, capfd: Capfd) -> None:
    edits = [lambda: run(["fix", "times.json", "--word", "boat", "--by", "120ms", "-q"])]
    code, said = watching(
        capfd, edits, "song.wav", "lyrics.txt", "--alignment", "times.json", "--seconds", "1"
    )
    assert code == 0, said
    first, second = [line for line in said.splitlines() if "preview.mp4 shows" in line]
    assert first != second
    with av.open("preview.mp4") as container:
        assert 9 <= sum(1 for _ in container.decode(video=0)) <= 37


DRAWN = ("song.wav", "lyrics.txt", "--alignment", "times.json", "--rig", "mine.svg")


def test_a_drawing_that_is_saved_is_looked_at_with_a_proof(folder: Path, capfd: Capfd) -> None:
    shutil.copy(sample_rigs.path("juno") / "rig.svg", "mine.svg")
    whole = Path("mine.svg").read_bytes()
    code, said = watching(capfd, [lambda: Path("mine.svg").write_bytes(whole + b"\n")], *DRAWN)
    assert code == 0, said
    assert said.count("preview.mp4 shows") == 2
    assert "preview.proof.png shows every mouth" in said
    assert Path("preview.proof.png").exists()


def test_a_drawing_that_is_broken_is_told_and_waited_for(folder: Path, capfd: Capfd) -> None:
    shutil.copy(sample_rigs.path("juno") / "rig.svg", "mine.svg")
    code, said = watching(capfd, [lambda: Path("mine.svg").write_bytes(b"<svg")], *DRAWN)
    assert code == 0, said
    assert "error: " in said
    assert "mine.svg" in said
    assert said.count("preview.mp4 shows") == 1


def test_a_file_that_is_there_is_not_written_over(folder: Path, capfd: Capfd) -> None:
    Path("preview.mp4").write_bytes(b"mine")
    assert run(["watch", "song.wav", "lyrics.txt", "--alignment", "times.json"]) == 1
    assert "--force" in capfd.readouterr().err
    assert Path("preview.mp4").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
def test_ctrl_c_ends_it_with_a_sentence(folder: Path) -> None:
    arguments = ("song.wav", "lyrics.txt", "--alignment", "times.json", "--size", "160x90")
    process = subprocess.Popen(
        command("watch", *arguments, "--fps", "10"),
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            if "preview.mp4 shows" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.wait(20) == 130
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert Path("preview.mp4").exists()
