"""Gentle's own container: started, stopped and asked for through the ``docker`` program.

The image is lowerquality/gentle (MIT; it carries Kaldi and its English model). Gentle itself knows
no password and no limit, so its port is published on 127.0.0.1 only.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from aligner.gentle_http import probe
from aligner.gentle_request import Patience
from media_core.errors import AlignerError, AlignerUnavailableError

IMAGE = "lowerquality/gentle"
NAME = "animatemusic-gentle"
PORT = 8765
"""Where Gentle listens, in the container and usually outside."""

ANSWER_SECONDS = 120.0
"""How long docker may think about anything but fetching an image."""

_LOOK_SECONDS = 0.5
_WITHOUT = "`animatemusic serve-gentle` answers in the same way and needs no Docker"
_QUICK = Patience(connect=2.0, read=5.0, stall=5.0)

Say = Callable[[str], None]


def start(say: Say, *, port: int = PORT, wait: float = 120.0) -> str:
    """Start the container, if it does not run yet, and wait until Gentle answers.

    Args:
        say: told what is done.
        port: of this machine, on 127.0.0.1.
        wait: seconds to wait for an answer.

    Returns:
        The address of the server.

    Raises:
        AlignerUnavailableError: Docker is not there or does not run, or the port is taken.
        AlignerError: docker refuses, or Gentle does not answer in time; nothing is left running.
    """
    docker = _Docker()
    docker.check()
    running = docker.address()
    if running is not None:
        say(f"the container {NAME} runs already")
        _wait(docker, running, wait)
        return running
    url = f"http://localhost:{port}"
    if _is_taken(port):
        raise AlignerUnavailableError(
            f"port {port} of this machine is taken", hint=f"choose another: --port {port + 1}"
        )
    docker.remove()  # one that has stopped keeps the name
    if not docker.has_image():
        say(f"docker fetches the image {IMAGE}; that is several gigabytes, but only once")
        docker.pull()
    try:
        docker.run(port)
        say(f"started the container {NAME}; only this machine can reach it")
        say(f"waiting for Gentle to answer, {wait:g} s at most")
        _wait(docker, url, wait)
    except BaseException:
        docker.remove()
        raise
    return url


def stop(say: Say) -> bool:
    """Stop the container and remove it; False if there was none.

    Raises:
        AlignerUnavailableError: Docker is not there or does not run.
        AlignerError: docker refuses.
    """
    docker = _Docker()
    docker.check()
    if not docker.remove():
        say(f"there is no container {NAME}")
        return False
    say(f"stopped and removed the container {NAME}; the image stays")
    return True


def address() -> str | None:
    """Where the container answers; None if it does not run, or there is no Docker to ask."""
    try:
        return _Docker().address()
    except AlignerError:
        return None


class _Docker:
    """The ``docker`` program.

    Raises:
        AlignerUnavailableError: it is not installed.
    """

    def __init__(self) -> None:
        program = shutil.which("docker")
        if program is None:
            raise AlignerUnavailableError(
                "there is no docker program on this machine",
                hint=f"install it (https://docs.docker.com/get-docker), or do without: {_WITHOUT}",
            )
        self._program = program

    def check(self) -> None:
        """Raise if its daemon does not run."""
        self._ask("version", "--format", "{{.Server.Version}}")

    def address(self) -> str | None:
        """Where our container answers, if it runs."""
        state = self._try("container", "inspect", "--format", "{{.State.Running}}", NAME)
        if state is None or state.strip() != "true":
            return None
        ports = self._try("port", NAME, f"{PORT}/tcp") or ""
        match = re.search(r"127\.0\.0\.1:(\d+)\s*$", ports, re.MULTILINE)
        return f"http://localhost:{match[1]}" if match is not None else None

    def has_image(self) -> bool:
        return self._try("image", "inspect", "--format", "{{.Id}}", IMAGE) is not None

    def pull(self) -> None:
        """Fetch the image; docker itself shows how far it is, on stderr."""
        done = subprocess.run(  # noqa: S603 - a fixed command
            [self._program, "pull", IMAGE],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            check=False,
        )
        if done.returncode:
            raise AlignerError(
                f"docker could not fetch {IMAGE}", hint="is this machine online, with room on disk?"
            )

    def run(self, port: int) -> None:
        """Start the container; without a UTF-8 locale its Python 3.6 cannot write most lyrics."""
        self._ask(
            *("run", "--detach", "--name", NAME, "--env", "LANG=C.UTF-8"),
            *("--publish", f"127.0.0.1:{port}:{PORT}", IMAGE),
        )

    def remove(self) -> bool:
        """Stop and remove our container; False if there is none."""
        if self._try("container", "inspect", "--format", "{{.Id}}", NAME) is None:
            return False
        self._ask("rm", "--force", "--volumes", NAME)
        return True

    def last_words(self) -> str:
        """The end of what the container has written."""
        done = self._done("logs", "--tail", "5", NAME)
        lines = (done.stdout + done.stderr).decode("utf-8", "replace").split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")

    def _ask(self, *arguments: str) -> str:
        done = self._done(*arguments)
        if done.returncode:
            raise _explained(done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "replace")

    def _try(self, *arguments: str) -> str | None:
        done = self._done(*arguments)
        return None if done.returncode else done.stdout.decode("utf-8", "replace")

    def _done(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - no shell, and our own arguments
                [self._program, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=ANSWER_SECONDS,
                check=False,
                env=os.environ | {"LC_ALL": "C"},  # its messages are looked at
            )
        except subprocess.TimeoutExpired as err:
            raise AlignerUnavailableError(
                f"docker does not answer ({ANSWER_SECONDS:g} s)",
                hint=f"start it again, or do without: {_WITHOUT}",
            ) from err
        except OSError as err:
            raise AlignerUnavailableError(
                f"the docker program {self._program} cannot be run ({err.strerror})",
                hint=f"install Docker again, or do without: {_WITHOUT}",
            ) from err


def _explained(said: str) -> AlignerError:
    """Say for people what docker says on stderr."""
    lower = said.lower()
    if "permission denied" in lower:
        return AlignerUnavailableError(
            "you are not allowed to use Docker",
            hint=f"join the group docker and log in again, or do without: {_WITHOUT}",
        )
    if "docker daemon" in lower or "error during connect" in lower:
        return AlignerUnavailableError(
            "Docker is installed, but does not run",
            hint=f"start Docker Desktop or the docker service, or do without: {_WITHOUT}",
        )
    if "port is already allocated" in lower or "address already in use" in lower:
        return AlignerUnavailableError(
            "the port is taken by another program", hint="choose another with --port"
        )
    line = next((line.strip() for line in said.splitlines() if line.strip()), "it does not say why")
    return AlignerError(f"docker refused: {line[:300].rstrip('.')}", hint=_WITHOUT)


def _is_taken(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return True
    return False


def _wait(docker: _Docker, url: str, seconds: float) -> None:
    """Wait until Gentle answers; it loads nothing before the first song, so this is short."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            probe(url, _QUICK)
        except AlignerError:
            if docker.address() is None:
                said = docker.last_words()
                raise AlignerError(
                    f"the container stopped at once{': ' + said if said else ''}", hint=_WITHOUT
                ) from None
            if time.monotonic() > deadline:
                raise AlignerError(
                    f"Gentle does not answer at {url} ({seconds:g} s)",
                    hint="try again with a longer --wait; " + _WITHOUT,
                ) from None
            time.sleep(_LOOK_SECONDS)
        else:
            return
