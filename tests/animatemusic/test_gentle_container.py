"""``animatemusic gentle up|down|status`` with a docker that is a program of ours."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.animatemusic import fake_docker
from tests.animatemusic.command import expect_refusal, in_process, start
from tests.animatemusic.fake_docker import remove

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake is a shell script")

Capfd = pytest.CaptureFixture[str]


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The state of a docker that is the only program on the PATH."""
    state, programs = tmp_path / "state", tmp_path / "bin"
    state.mkdir()
    programs.mkdir()
    script = (
        f'#!/bin/sh\nexec {shlex.join([sys.executable, fake_docker.__file__, str(state)])} "$@"\n'
    )
    (programs / "docker").write_text(script)
    (programs / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("GENTLE_URL", raising=False)
    yield state
    if (state / "pid").exists():
        remove(state)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def calls(docker: Path) -> list[str]:
    return [line.split()[0] for line in (docker / "calls").read_text().splitlines()]


def test_up_starts_it_status_finds_it_and_down_ends_it(
    docker: Path, port: int, capfd: Capfd
) -> None:
    up = in_process(capfd.readouterr, "gentle", "up", "--port", str(port))
    assert (up.code, up.out) == (0, f"http://localhost:{port}\n")
    assert up.err.splitlines() == [
        "animatemusic: docker fetches the image lowerquality/gentle; "
        "that is several gigabytes, but only once",
        "Pull complete",
        "animatemusic: started the container animatemusic-gentle; only this machine can reach it",
        "animatemusic: waiting for Gentle to answer, 120 s at most",
        "animatemusic: align with it: animatemusic align song.wav lyrics.txt "
        f"--gentle-url http://localhost:{port}",
    ]
    status = in_process(capfd.readouterr, "gentle", "status")
    assert (status.code, status.out) == (0, f"http://localhost:{port}\n")
    assert "animatemusic-gentle" in status.err
    again = in_process(capfd.readouterr, "gentle", "up", "-q")
    assert (again.code, again.out, again.err) == (0, f"http://localhost:{port}\n", "")
    assert calls(docker).count("run") == 1
    down = in_process(capfd.readouterr, "gentle", "down")
    assert (down.code, down.out) == (0, "")
    assert "stopped and removed" in down.err
    assert not (docker / "pid").exists()
    assert "there is no container" in in_process(capfd.readouterr, "gentle", "down").err


def test_an_image_that_is_there_is_not_fetched(docker: Path, port: int, capfd: Capfd) -> None:
    (docker / "image").touch()
    assert in_process(capfd.readouterr, "gentle", "up", "--port", str(port), "-q").code == 0
    assert "pull" not in calls(docker)


def test_a_port_that_is_taken_is_said_before_anything_is_started(
    docker: Path, capfd: Capfd
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        refused = in_process(capfd.readouterr, "gentle", "up", "--port", str(number))
    expect_refusal(refused, f"port {number} of this machine is taken", f"--port {number + 1}")
    assert "run" not in calls(docker)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("daemon", "Docker is installed, but does not run"),
        ("denied", "you are not allowed to use Docker"),
    ],
)
@pytest.mark.parametrize("what", ["up", "down"])
def test_a_docker_that_cannot_be_used(
    docker: Path, what: str, trouble: str, said: str, capfd: Capfd
) -> None:
    (docker / "trouble").write_text(trouble)
    refused = in_process(capfd.readouterr, "gentle", what)
    expect_refusal(refused, said, "animatemusic serve-gentle")


def test_no_docker_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capfd) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = in_process(capfd.readouterr, "gentle", "up")
    expect_refusal(refused, "there is no docker program", "animatemusic serve-gentle")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("port", "the port is taken by another program"),
        ("dies", "the container stopped at once: ImportError: no module named twisted"),
        ("mute", "Gentle does not answer at http://localhost:"),
        ("offline", "docker could not fetch lowerquality/gentle"),
    ],
)
def test_what_goes_wrong_leaves_no_container(
    docker: Path, port: int, trouble: str, said: str, capfd: Capfd
) -> None:
    (docker / "trouble").write_text(trouble)
    refused = in_process(capfd.readouterr, "gentle", "up", "--port", str(port), "--wait", "0.5")
    assert refused.code == 1
    assert len(refused.errors) == 1
    assert said in refused.errors[0]
    assert not (docker / "pid").exists()


def test_ctrl_c_while_waiting_leaves_no_container(docker: Path, port: int) -> None:
    (docker / "trouble").write_text("mute")
    (docker / "image").touch()
    with start("gentle", "up", "--port", str(port)) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "waiting for Gentle" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert rest.strip() == "animatemusic: error: stopped; nothing half-written is left"
    assert not (docker / "pid").exists()


def test_status_says_that_nothing_answers(docker: Path, port: int, capfd: Capfd) -> None:
    refused = in_process(
        capfd.readouterr, "gentle", "status", "--gentle-url", f"http://localhost:{port}"
    )
    expect_refusal(refused, f"no Gentle server answers at http://localhost:{port}")


def test_status_asks_where_the_environment_says(
    docker: Path, port: int, capfd: Capfd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENTLE_URL", f"http://127.0.0.1:{port}")
    refused = in_process(capfd.readouterr, "gentle", "status")
    expect_refusal(refused, f"http://127.0.0.1:{port}")
    assert not (docker / "calls").exists()
