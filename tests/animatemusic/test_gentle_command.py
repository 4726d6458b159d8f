"""``animatemusic serve-gentle``, and the commands that ask a Gentle server, as processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import animatemusic
from animatemusic import pipeline
from animatemusic.commands.shared import how_to_align
from media_core.extras import adding
from tests.aligner.fake_gentle import GOOD, Script, fake_gentle
from tests.aligner.faulty_server import Silence, faulty_server
from tests.animatemusic.command import (
    as_process,
    expect_refusal,
    in_process,
    start,
)

Capfd = pytest.CaptureFixture[str]
ALIGN = ("align", "song.wav", "lyrics.txt")


@contextmanager
def served(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as a process, on a free port."""
    for name in ("starlette", "uvicorn", "python_multipart"):
        pytest.importorskip(name)
    with start("serve-gentle", "--port", "0", *options) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()  # not killed: it tidies up


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(
    folder: Path, tmp_path: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with served() as (url, process):
        assert url.startswith("http://127.0.0.1:")
        asked = as_process(*ALIGN, "--gentle-url", url, cwd=folder)
        assert asked.code == 0, asked.err
        assert len(json.loads(asked.out)["words"]) == 4
        assert list((tmp_path / "temporary").iterdir())
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert out == ""
    assert err == (
        "animatemusic: answers as Gentle does, with the built-in aligner; Ctrl-C stops it\n"
        "animatemusic: stopped\n"
    )
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_port_that_is_taken_is_one_sentence(capfd: Capfd) -> None:
    with served("-q") as (url, _):
        port = url.rpartition(":")[2]
        refused = in_process(capfd.readouterr, "serve-gentle", "--port", port)
    expect_refusal(refused, f"port {port} of 127.0.0.1 is taken", "--port 0")


def test_without_the_extra_it_says_what_to_install(
    capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("aligner.gentle_server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    refused = in_process(capfd.readouterr, "serve-gentle", "--port", "0")
    expect_refusal(refused, "needs a web server", adding("server"))


@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("mode", ["async", "sync"])
def test_ctrl_c_ends_a_conversation_in_which_nothing_is_said(folder: Path, mode: str) -> None:
    silence = Silence()
    with (
        faulty_server(silence) as (url, _),
        start(
            *(*ALIGN, "--gentle-url", url, "--gentle-mode", mode, "-o", "out.json"), cwd=folder
        ) as process,
    ):
        assert silence.reached.wait(120)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.endswith("animatemusic: error: stopped; nothing half-written is left\n")
    assert "Traceback" not in err
    assert not (folder / "out.json").exists()


def test_what_is_asked_of_gentle_reaches_it(folder: Path, capfd: Capfd) -> None:
    with fake_gentle(Script(statuses=GOOD[-1:])) as (url, seen):
        done = in_process(
            capfd.readouterr, *ALIGN, "--gentle-url", url, "--disfluency", "--conservative", "-q"
        )
    assert done.code == 0
    assert seen.fields == ["audio", "conservative", "disfluency", "transcript"]


def test_the_timeout_of_the_user_counts(folder: Path, capfd: Capfd) -> None:
    with faulty_server(Silence()) as (url, _):
        refused = in_process(
            capfd.readouterr, *ALIGN, "--gentle-url", url, "--gentle-timeout", "0.3"
        )
    expect_refusal(refused, "took the connection, but does not answer")


def test_options_for_gentle_are_nothing_to_the_built_in_aligner(folder: Path, capfd: Capfd) -> None:
    refused = in_process(capfd.readouterr, *ALIGN, "--conservative")
    expect_refusal(refused, "there are options for Gentle", "--aligner gentle")


def test_options_become_one_value() -> None:
    chosen = {
        "no_cache": True,
        "gentle_mode": "sync",
        "disfluency": False,
        "conservative": True,
        "gentle_timeout": 7.0,
    }
    chosen |= dict.fromkeys(
        (
            *("aligner", "vocals", "lexicon", "language", "kind", "gentle_url", "ctc_model"),
            *("anchors", "anchors_file", "keep"),
        )
    )
    gentle = how_to_align(chosen, encoding=None, tier=None)["options"].gentle
    assert (gentle.mode, gentle.disfluency, gentle.conservative, gentle.timeout) == (
        *("sync", False, True, 7.0),
    )


def test_a_timing_file_with_holes_is_completed_from_the_song(folder: Path, capfd: Capfd) -> None:
    times = json.loads((folder / "times.json").read_text("utf-8"))
    lost = times["words"][1]
    truth = lost["start"]
    for key in ("start", "end", "phones", "alignedWord", "confidence"):
        lost.pop(key, None)
    lost["case"] = "not-found-in-audio"
    (folder / "holes.json").write_text(json.dumps(times), "utf-8")
    audio = animatemusic.load_audio(folder / "song.wav")
    notes: list[str] = []
    found = pipeline.completed(
        animatemusic.read_timing(folder / "holes.json", audio),
        audio,
        source="holes.json",
        notice=notes.append,
    )
    word = list(found.words())[1]
    assert word.span is not None
    assert abs(word.span.start - truth * 1000) <= 30
    assert notes == ["holes.json has no time for 1 word, which the built-in aligner found: boat"]


def test_the_real_song_of_gentle_animates(shared: Path) -> None:
    found = animatemusic.read_timing(shared / "data" / "gentle" / "real_song.json")
    track = animatemusic.animate(found)
    shapes = {track_cue(track, moment) for moment in range(40_140, 40_360, 10)}
    assert len(shapes) > 1  # on the word that Gentle did not find, too


def track_cue(track: animatemusic.MouthTrack, moment: int) -> object:
    return track.at(animatemusic.Ms(moment))
