"""Servers that go wrong, on a real socket: what each connection gets is written as a function."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Act = Callable[[socket.socket], None]
"""What is done with one connection."""

JOB = "/transcriptions/5d0f4a1b"
ACCEPTED = (
    f"HTTP/1.1 302 Found\r\nLocation: {JOB}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


def request_of(connection: socket.socket) -> bytes:
    """Read a whole request, its body included."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    while length is not None and len(body) < int(length[1]):
        body += _some(connection)
    return head + b"\r\n\r\n" + body


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 16)
    if not data:
        raise ConnectionError
    return data


def answer(text: str | bytes) -> Act:
    """Take the request and send this."""

    def act(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(text.encode() if isinstance(text, str) else text)

    return act


def page(body: str, code: str = "200 OK", kind: str = "text/html", more: str = "") -> Act:
    """Take the request and answer as a server does."""
    return answer(
        f"HTTP/1.1 {code}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n"
        f"Connection: close\r\n\r\n{body}"
    )


def reset(after: int) -> Act:
    """Read so many bytes of the request, then reset the connection."""

    def act(connection: socket.socket) -> None:
        read = 0
        while read < after:
            read += len(_some(connection))
        # With linger 0, closing sends a reset instead of an orderly end.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return act


class Flood:
    """An answer of a gigabyte, sent as long as it is taken."""

    SIZE = 1 << 30

    def __init__(self, after: Act | None = None) -> None:
        self.sent = 0

    def __call__(self, connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {self.SIZE}\r\n\r\n".encode()
        )
        block = b" " * (1 << 20)
        while self.sent < self.SIZE:
            connection.sendall(block)
            self.sent += len(block)


class Silence:
    """Takes the request and says nothing until the client goes away."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        request_of(connection)
        self.reached.set()
        while connection.recv(1 << 16):
            pass


@contextmanager
def faulty_server(*acts: Act) -> Iterator[tuple[str, list[str]]]:
    """A server whose first connection gets the first act, and so on; the last one stays.

    Yields:
        Its URL, and the number and path of each request as they come in.
    """
    seen: list[str] = []
    threads: list[threading.Thread] = []
    open_ones: list[socket.socket] = []

    def serve(number: int, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            acts[min(number, len(acts) - 1)](connection)
            connection.shutdown(socket.SHUT_WR)

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10)
                open_ones.append(connection)
                seen.append("")
                thread = threading.Thread(target=serve, args=(len(seen) - 1, connection))
                threads.append(thread)
                thread.start()

    listener = socket.create_server(("127.0.0.1", 0))
    accepting = threading.Thread(target=listen)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in open_ones:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


@contextmanager
def nothing_left(folder: Path) -> Iterator[None]:
    """Check that a block leaves no thread, no open file or socket, and no temporary file.

    Args:
        folder: an empty one, where temporary files will go meanwhile.
    """
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    threads, files = set(threading.enumerate()), _open_files()
    try:
        yield
        gc.collect()
        assert set(threading.enumerate()) <= threads
        assert _open_files() <= files
        assert list(folder.iterdir()) == []
    finally:
        tempfile.tempdir = before


def _open_files() -> int:
    """How many files and sockets this process has open; 0 where that cannot be asked."""
    own = Path("/proc/self/fd")
    return len(os.listdir(own)) if own.is_dir() else 0
