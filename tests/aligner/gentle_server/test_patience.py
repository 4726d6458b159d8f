"""Clients that ask by halves, send by halves or take by halves, over real connections."""

from __future__ import annotations

import io
import socket
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import requests

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytest.importorskip("python_multipart")

from aligner.gentle_server import connections, server, upload
from aligner.gentle_server.jobs import JobQueue
from aligner.gentle_server.server import Limits, serving
from tests.aligner.faulty_server import nothing_left
from tests.aligner.gentle_server.workers import GOOD, HANGS, worker

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nX-Slow: "
)


@pytest.fixture(autouse=True)
def clean(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "temporary").mkdir()
    with nothing_left(tmp_path / "temporary"):
        yield


def connect(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=20)


def is_over(client: socket.socket) -> bool:
    """Whether the server ends a connection; a time-out if it does not."""
    try:
        return client.recv(1) == b""
    except ConnectionError:
        return True


def send(url: str, song: bytes = b"song") -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{url}/transcriptions?async=false",
            data={"transcript": "one"},
            files={"audio": ("song.wav", song)},
            timeout=60,
        )


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_BODY], ids=["nothing", "head", "body"])
def test_two_hundred_clients_that_stop_in_the_middle_keep_nobody_out(sent: bytes) -> None:
    queue = JobQueue(command=worker(GOOD), workers=1, waiting=0)
    with serving(Limits(max_mb=1), queue) as url, ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connect(url)).sendall(sent)
        assert send(url).status_code == 200


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD], ids=["nothing", "half a head"])
def test_a_head_that_does_not_come_ends_the_connection(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    with serving(queue=JobQueue(command=worker(GOOD))) as url, connect(url) as client:
        client.sendall(sent)
        assert is_over(client)


def test_a_second_head_must_come_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    with serving(queue=JobQueue(command=worker(GOOD))) as url, connect(url) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + HALF_A_HEAD)
        said = b""
        while block := client.recv(1 << 16):
            said += block
    assert said.startswith(b"HTTP/1.1 200 ")
    assert said.count(b"HTTP/1.1") == 1


def test_who_takes_nothing_of_an_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    class Watched(connections.PatientConnection):
        def _end(self) -> None:
            super()._end()
            ended.set()

    monkeypatch.setattr(server, "PatientConnection", Watched)
    monkeypatch.setattr(connections, "TAKE_SECONDS", 0.2)
    queue = JobQueue(command=worker(GOOD))
    with serving(queue=queue) as url, connect(url) as client:
        job = queue.reserve()
        with (job.folder / "a.wav").open("wb") as large:
            large.truncate(64 << 20)  # more than systems take without being asked
        job.finished = time.monotonic()
        job.done.set()
        client.sendall(
            f"GET /transcriptions/{job.uid}/a.wav HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        assert ended.wait(20)
        taken = 0
        with suppress(ConnectionError):
            while block := client.recv(1 << 20):
                taken += len(block)
        assert taken < 64 << 20


def test_an_upload_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "UPLOAD_SECONDS", 0.3)
    with serving(queue=JobQueue(command=worker(GOOD))) as url, connect(url) as client:
        client.sendall(HALF_A_BODY)
        client.settimeout(0.01)
        while True:
            client.sendall(b" ")
            try:
                said = client.recv(1000)
                break
            except TimeoutError:
                continue
    assert said.startswith(b"HTTP/1.1 408 ")


def test_a_job_that_takes_long_is_not_the_clients_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(connections, "WAITING_MOST", 1)
    queue = JobQueue(command=worker(HANGS), longest=1.0)
    with serving(queue=queue) as url:
        answer = send(url)
    assert answer.status_code == 500
    assert "was stopped" in answer.text


def test_a_wav_of_a_kind_that_nobody_decodes_is_the_clients_fault() -> None:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\0" * 16_000)
    song = bytearray(made.getvalue())
    song[20:22] = b"\xee\xee"  # the format's number: nobody's
    with serving() as url:
        answer = send(url, bytes(song))
    assert answer.status_code == 400
    assert "the song" in answer.text
