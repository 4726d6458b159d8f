"""What goes wrong between us and a server: one sentence each, in time, and nothing stays behind."""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from aligner.gentle import GentleAligner, GentleOptions, Patience
from aligner.gentle_json import MAX_BYTES
from aligner.lyrics import parse_lyrics
from media_core.audio import Audio
from media_core.errors import AlignerError, AlignerUnavailableError
from tests.aligner.faulty_server import (
    ACCEPTED,
    JOB,
    Act,
    Flood,
    Silence,
    answer,
    faulty_server,
    nothing_left,
    page,
    request_of,
    reset,
)

QUICK = Patience(connect=0.5, read=0.4, poll=0.01, stall=0.4, lost=0.2)
"""Each of them must end; who waits for an answer that never comes does not."""

MODES: list[Literal["async", "sync"]] = ["async", "sync"]
accepted = answer(ACCEPTED)
both = pytest.mark.parametrize("mode", MODES)


@pytest.fixture(autouse=True)
def clean(tmp_path: Path) -> Iterator[None]:
    with nothing_left(tmp_path):
        yield


def ask(
    url: str,
    mode: Literal["async", "sync"] = "async",
    seconds: float = 4.0,
    patience: Patience = QUICK,
) -> AlignerError:
    """Ask for an alignment, which must fail, not wait for ever; gives what is said."""
    mono = np.sin(np.arange(round(16_000 * seconds)) / 20).astype(np.float32)
    samples = (mono * 32767).astype(np.int16)[:, None]
    audio = Audio(samples, 16_000, mono, Path("song.wav"))
    options = GentleOptions(mode=mode, timeout=0.4 if mode == "sync" else None)
    with pytest.raises(AlignerError) as caught:
        GentleAligner(url, patience=patience, options=options).align(audio, parse_lyrics("one"))
    said = str(caught.value)
    assert "\n" not in said
    assert caught.value.hint
    return caught.value


def fails(*acts: Act, mode: Literal["async", "sync"] = "async", seconds: float = 4.0) -> str:
    with faulty_server(*acts) as (url, _):
        return str(ask(url, mode, seconds)).replace(url, "URL")


@both
def test_nobody_listens(mode: Literal["async", "sync"]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = ask(f"http://127.0.0.1:{unused.getsockname()[1]}", mode)
    assert isinstance(error, AlignerUnavailableError)
    assert str(error).startswith("no Gentle server answers at http://127.0.0.1:")


def test_a_server_that_comes_up_is_found() -> None:
    # The first knock is refused before anything is sent, so it may be repeated.
    with socket.socket() as late:
        late.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{late.getsockname()[1]}"

        def open_up() -> None:
            late.listen()
            connection, _ = late.accept()
            with connection:
                page("no", "500 No", "text/plain")(connection)

        timer = threading.Timer(0.1, open_up)
        timer.start()
        error = ask(url, patience=replace(QUICK, poll=1.0))
        timer.join()
    assert str(error) == f"the server at {url} refused the song (HTTP 500): no"


@both
@pytest.mark.parametrize("after", [1, 2_000_000])
def test_the_upload_is_broken_off(mode: Literal["async", "sync"], after: int) -> None:
    with faulty_server(reset(after)) as (url, seen):
        error = ask(url, mode, seconds=240.0)
    assert str(error) == f"the server at {url} broke off the connection"
    assert len(seen) == 1  # it may have been accepted, so it is not sent again


@both
@pytest.mark.parametrize(
    ("code", "body", "kind", "said"),
    [
        ("500 Error", "<html>", "text/html", "refused the song (HTTP 500)"),
        ("404 No", "<html>", "text/html", "answers, but it is not Gentle"),
        (
            "413 Large",
            "the song is huge.\n",
            "text/plain",
            "refused the song (HTTP 413): the song ",
        ),
        ("503 Busy", "<b>", "text/html", "refused the song (HTTP 503)"),
        ("401 Who", "", "text/html", "refused the song (HTTP 401)"),
    ],
)
def test_the_song_is_refused(
    mode: Literal["async", "sync"], code: str, body: str, kind: str, said: str
) -> None:
    with faulty_server(page(body, code, kind)) as (url, seen):
        error = ask(url, mode)
    assert str(error).startswith(f"the server at {url} {said}")
    assert "<" not in str(error)
    assert len(seen) == 1


def test_a_refusal_in_the_middle_of_the_upload_is_heard() -> None:
    def early(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 413 Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass

    assert fails(early, seconds=60.0) == "the server at URL refused the song (HTTP 413)"


@both
def test_the_server_hangs(mode: Literal["async", "sync"]) -> None:
    said = fails(Silence(), mode=mode)
    assert said == "the server at URL took the connection, but does not answer"


def test_the_status_hangs() -> None:
    said = fails(accepted, Silence())
    assert said == "the server at URL took the connection, but does not answer"


HALF = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"status":'


def test_half_an_answer() -> None:
    with faulty_server(accepted, answer(HALF)) as (url, seen):
        assert str(ask(url)) == f"the server at {url} broke off the connection"
    assert len(seen) > 2  # a question is asked again


def test_half_a_synchronous_answer() -> None:
    said = fails(answer(HALF), mode="sync")
    assert said == "the server at URL broke off the connection"


def test_an_answer_that_stops_in_the_middle() -> None:
    def stuck(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(HALF.encode())
        while connection.recv(1 << 16):
            pass

    assert fails(accepted, stuck).endswith("took the connection, but does not answer")


def test_an_answer_that_drips() -> None:
    def drip(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(HALF.encode())
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)

    assert fails(accepted, drip).endswith("took the connection, but does not answer")


def test_wrong_json() -> None:
    said = fails(accepted, page("{]", kind="application/json"))
    assert said == "the status that the server at URL gives is not JSON of Gentle's (HTTP 200)"
    said = fails(page("{]", kind="application/json"), mode="sync")
    assert said.startswith("the answer of Gentle cannot be understood: this is not JSON")


def test_a_gigabyte_of_status() -> None:
    flood = Flood()
    assert fails(accepted, flood) == "the server at URL sends more than 1 MB"
    assert flood.sent < 64 << 20


def test_a_gigabyte_of_answer() -> None:
    flood = Flood()
    with faulty_server(flood) as (url, _):
        patient = Patience(connect=0.5, read=2, poll=0.01, stall=20, lost=0.2)
        mono = np.zeros(16_000, np.float32)
        audio = Audio((mono * 0).astype(np.int16)[:, None], 16_000, mono, Path("song.wav"))
        client = GentleAligner(url, patience=patient, options=GentleOptions(mode="sync"))
        with pytest.raises(AlignerError, match="sends more than 64 MB"):
            client.align(audio, parse_lyrics("one"))
    assert flood.sent < 4 * MAX_BYTES  # what was sent beyond it lay in the sockets


def test_a_redirect_loop() -> None:
    round_and_round = page("", "302 Found", more=f"Location: {JOB}/status.json\r\n")
    with faulty_server(accepted, round_and_round) as (url, seen):
        assert str(ask(url)).endswith("is not JSON of Gentle's (HTTP 302)")
    assert len(seen) == 2
    with faulty_server(page("", "302 Found", more="Location: /transcriptions\r\n")) as (url, seen):
        assert str(ask(url)).endswith("answers, but it is not Gentle")
    assert len(seen) == 1


def test_a_redirect_with_a_gigabyte_behind_it_is_not_read() -> None:
    def heavy(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: {JOB}\r\nContent-Length: {1 << 30}\r\n\r\n".encode()
        )
        for _ in range(1 << 10):
            connection.sendall(b" " * (1 << 20))

    assert fails(heavy).startswith("the server at URL sends more than")


@both
def test_a_redirect_to_another_host_is_refused(mode: Literal["async", "sync"]) -> None:
    with faulty_server(accepted) as (other, elsewhere):
        away = page("", "302 Found", more=f"Location: {other}{JOB}\r\n")
        said = fails(away, mode=mode)
    assert "sends us on to http://127.0.0.1" in said or "it is not Gentle" in said
    assert elsewhere == []


def test_a_status_that_never_ends() -> None:
    forever = page('{"status": "TRANSCRIBING", "percent": 0.5}', kind="application/json")
    assert fails(accepted, forever).startswith("Gentle has said nothing new for 0.4")


def test_what_an_error_says_stays_on_one_line() -> None:
    body = '{"status": "ERROR", "error": "bad\\n\\u001b[31m media. "}'
    said = fails(accepted, page(body, kind="application/json"))
    assert said == "Gentle could not align the song: bad [31m media"


def test_words_of_another_song() -> None:
    ok = page('{"status": "OK"}', kind="application/json")
    other = '{"transcript": "two", "words": [{"case": "not-found-in-audio", "word": "two"}]}'
    said = fails(accepted, ok, page(other, kind="application/json"))
    assert said == "the words that Gentle sent back are not those it was sent"


def test_not_even_http() -> None:
    assert fails(answer("SSH-2.0-OpenSSH_9.6\r\n")) == "the server at URL broke off the connection"


@pytest.mark.skipif(os.name == "nt", reason="a full backlog behaves differently there")
def test_a_host_that_does_not_take_the_connection() -> None:
    # A listener whose backlog is full lets further connections wait.
    with closing(socket.socket()) as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        address = deaf.getsockname()
        waiting = []
        try:
            for _ in range(3):
                one = socket.socket()
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.setblocking(False)
                one.connect_ex(address)
                waiting.append(one)
            error = ask(f"http://127.0.0.1:{address[1]}")
        finally:
            for one in waiting:
                one.close()
    assert isinstance(error, AlignerUnavailableError)
    assert str(error).startswith("no Gentle server answers at")
