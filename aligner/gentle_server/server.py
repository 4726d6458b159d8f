"""The socket: runs the application until it is told to stop."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from aligner.gentle_server.app import make_app
from aligner.gentle_server.connections import PatientConnection
from aligner.gentle_server.jobs import JobQueue
from media_core.errors import AlignerUnavailableError

MAX_MB = 200
"""Twenty minutes of uncompressed stereo; a song as mp3 has ten."""

_CONNECTIONS = 256
"""Those that wait for their clients are fewer (``connections.WAITING_MOST``); the rest is room for
a rush of them that were ended this moment and whose ends are not yet seen."""
_GRACE_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server takes.

    Attributes:
        max_mb: megabytes of a song.
        jobs: how many songs are aligned at a time.
        waiting: how many more may wait.

    Raises:
        ValueError: one of them is less than it must be.
    """

    max_mb: int = MAX_MB
    jobs: int = 1
    waiting: int = 8

    def __post_init__(self) -> None:
        if self.max_mb < 1 or self.jobs < 1 or self.waiting < 0:
            raise ValueError("a server takes at least one song of a megabyte")


@contextmanager
def listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens, and the URL under which it is found.

    Raises:
        AlignerUnavailableError: the port is taken, or the host is not this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.create_server((host, port), family=family)
    except (OSError, OverflowError, UnicodeError) as err:
        taken = isinstance(err, OSError) and err.errno == errno.EADDRINUSE
        raise AlignerUnavailableError(
            f"port {port} of {host} is taken"
            if taken
            else f"nothing can listen on {host} port {port} ({_reason(err)})",
            hint="give another with --port, or --port 0 for any that is free"
            if taken
            else "give an address of this machine with --host, such as 127.0.0.1",
        ) from err
    with opened:
        shown = f"[{host}]" if ":" in host else host
        yield opened, f"http://{shown}:{opened.getsockname()[1]}"


def _reason(err: Exception) -> str:
    number = getattr(err, "errno", None)
    if isinstance(number, int) and number > 0:  # what sockets add to it is for programmers
        return os.strerror(number)
    return getattr(err, "strerror", None) or str(err)


def serve(
    opened: socket.socket,
    *,
    host: str,
    limits: Limits,
    report: Callable[[str], None] = lambda sentence: None,
) -> None:
    """Answer until Ctrl-C or SIGTERM; then stop all jobs and remove their files.

    Args:
        opened: from :func:`listening`.
        host: the name that it listens under.
        limits: what is taken.
        report: told of what should not happen.

    Raises:
        KeyboardInterrupt: after it was stopped by a signal.
    """
    with JobQueue(workers=limits.jobs, waiting=limits.waiting) as queue:
        _server(queue, host, limits, report).run(sockets=[opened])


@contextmanager
def serving(limits: Limits | None = None, queue: JobQueue | None = None) -> Iterator[str]:
    """A server on a free port of this machine, in a thread, for as long as the block runs.

    Args:
        limits: what is taken.
        queue: jobs; one of its own if None.

    Yields:
        Its URL.
    """
    limits = limits or Limits()
    with (
        listening("127.0.0.1", 0) as (opened, url),
        queue or JobQueue(workers=limits.jobs, waiting=limits.waiting) as jobs,
    ):
        server = _server(jobs, "127.0.0.1", limits, lambda sentence: None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        try:
            yield url  # the socket listens already; who comes early waits
        finally:
            server.should_exit = True
            thread.join()


def _server(
    queue: JobQueue, host: str, limits: Limits, report: Callable[[str], None]
) -> uvicorn.Server:
    app = make_app(
        queue, max_bytes=limits.max_mb << 20, names=frozenset({host.lower()}), report=report
    )
    config = uvicorn.Config(
        app,
        # Only what comes with the extra, so that it runs alike everywhere.
        loop="asyncio",
        http=PatientConnection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # our own errors are reported; what clients do wrong is theirs
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return uvicorn.Server(config)
